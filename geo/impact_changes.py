"""What a report of a commune changed, and what the sums of two moments may be compared on."""

from __future__ import annotations

from typing import Any

import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.frames.alerts import IMPACTS
from geo.impacts import MEASURES

_METHOD = "docs/methods.md#bilan"


def report_changes(impacts: pd.DataFrame, communes: pd.DataFrame, emergency: str, *, at: str) -> Result:
    """The last report of each commune less the one before it.

    Parameters
    ----------
    impacts
        `IMPACTS` frame.
    communes
        `adm2_pcode`, `name`: the communes that are asked.
    emergency
        Code of the emergency.
    at
        Instant (ISO, UTC, to the minute); later reports are left out.

    Returns
    -------
    changes
        One row a commune that reported twice or more, the latest first: `adm2_pcode`, `name`, `reported_at`,
        `previous_reported_at`, each of `MEASURES` (last value told less the last value told before the last report;
        NaN where either is unknown, or the last report does not speak of it).
    """
    told = impacts[(impacts["emergency"] == emergency) & (impacts["reported_at"] <= at)]
    told = told.sort_values("reported_at", kind="stable")
    names = communes.drop_duplicates("adm2_pcode").set_index("adm2_pcode")["name"]
    rows = [
        _change(rows) | {"adm2_pcode": code, "name": names[code]}
        for code, rows in told.groupby("adm2_pcode")
        if len(rows) > 1 and code in names.index
    ]
    columns = ["adm2_pcode", "name", "reported_at", "previous_reported_at", *MEASURES]
    kinds = {name: "float64" if name in MEASURES else "str" for name in columns}
    frame = pd.DataFrame(rows, columns=columns).astype(kinds)
    frame = frame.sort_values(["reported_at", "name"], ascending=[False, True], kind="stable", ignore_index=True)
    return Result(frame, _explain, {"at": at, "emergency": emergency})


def _change(rows: pd.DataFrame) -> dict[str, Any]:
    last, before = rows.iloc[-1], rows.iloc[:-1]
    held = before[list(MEASURES)].ffill().iloc[-1]
    moved = {name: last[name] - held[name] for name in MEASURES}
    return moved | {"reported_at": last["reported_at"], "previous_reported_at": before["reported_at"].iloc[-1]}


def compared(now: pd.DataFrame, before: pd.DataFrame) -> Result:
    """Sums of one place at two moments, measure by measure.

    Parameters
    ----------
    now, before
        Frames of `geo.impacts.last_reports` for the same communes at two moments.

    Returns
    -------
    measures
        One row a measure, in their order: `measure`, `total`, `total_communes` (how many communes told it),
        `before`, `before_communes`, `change` (over the communes that told it at both moments, so that a commune that
        reports for the first time is no rise), `both_communes`, `communes` (asked), `last_reported_at` (the newest of
        the reports summed). NaN where no commune told it.

    Notes
    -----
    Method: docs/methods.md#bilan.
    """
    held = before.set_index("adm2_pcode").reindex(now["adm2_pcode"]).reset_index(drop=True)
    mine = now.reset_index(drop=True)
    moved = mine[list(MEASURES)] - held[list(MEASURES)]
    last = mine["reported_at"].dropna().max() if mine["reported_at"].notna().any() else None
    frame = pd.DataFrame({
        "measure": pd.Series(MEASURES, dtype="str"),
        "total": mine[list(MEASURES)].sum(min_count=1).to_numpy(),
        "total_communes": mine[list(MEASURES)].count().to_numpy(dtype="float64"),
        "before": held[list(MEASURES)].sum(min_count=1).to_numpy(),
        "before_communes": held[list(MEASURES)].count().to_numpy(dtype="float64"),
        "change": moved.sum(min_count=1).to_numpy(),
        "both_communes": moved.count().to_numpy(dtype="float64"),
        "communes": float(len(mine)),
        "last_reported_at": pd.Series([last] * len(MEASURES), dtype="str"),
    })  # fmt: skip
    return Result(frame, _explain_measure)


def _explain_measure(row: dict[str, Any]) -> Explanation:
    names = ["communes", "total_communes"]
    names += ["before", "before_communes", "change", "both_communes"] if row["before_communes"] else []
    return Explanation(
        figure="impact_total",
        formula="total = Σ last(measure); change = Σ (last(measure) - before(measure))",
        inputs=(Input("measure", row["measure"]), *(Input(name, known(row[name])) for name in names)),
        value=known(row["total"]),
        unit=IMPACTS.by_name[row["measure"]].unit,
        clause=_METHOD,
        dated=str(known(row["last_reported_at"]) or ""),
        source=IMPACTS.name,
    )


def _explain(row: dict[str, Any]) -> Explanation:
    return Explanation(
        figure="impact_change",
        formula="change = last(measure) - before(measure)",
        inputs=(Input("previous_reported_at", known(row["previous_reported_at"])),
                *(Input(name, known(row[name])) for name in MEASURES)),
        value=known(row["people_affected"]),
        unit="persons",
        clause=_METHOD,
        dated=str(known(row["reported_at"]) or ""),
        source=IMPACTS.name,
    )  # fmt: skip
