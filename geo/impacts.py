"""What communes report of an emergency: the last report counts, and who has not reported is said first."""

from __future__ import annotations

from typing import Any

import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.frames.alerts import IMPACTS

MEASURES = tuple(column.name for column in IMPACTS.columns if column.kind == "integer")
_METHOD = "docs/methods.md#bilan"


def last_reports(impacts: pd.DataFrame, communes: pd.DataFrame, emergency: str, *, at: str) -> Result:
    """The last report of each commune, those that never reported first, then the longest silent.

    Parameters
    ----------
    impacts
        `IMPACTS` frame.
    communes
        `adm2_pcode`, `place`, `name`: the communes that are asked (`geo.places.communes_at` at ``adm2``).
    emergency
        Code of the emergency.
    at
        Instant (ISO, UTC, to the minute); later reports are left out.

    Returns
    -------
    reports
        One row a commune: `adm2_pcode`, `name`, `MEASURES` (NaN: not told), `reported_at` (null: no report),
        `silent_hours` (hours since the last report; NaN without one), `reports` (how many came), `lowered`
        (measures that are lower than in the report before: counts only grow, so one of the two is wrong), `source`.

    Notes
    -----
    Method: docs/methods.md#bilan. Reports are cumulative: they replace one another and are never summed. A measure
    that the last report leaves blank keeps what the one before it said.
    """
    told = impacts[(impacts["emergency"] == emergency) & (impacts["reported_at"] <= at)]
    told = told.sort_values("reported_at", kind="stable")
    by = told.groupby("adm2_pcode")
    held = by[[*MEASURES, "reported_at", "source"]].last()
    frame = communes[["adm2_pcode", "name"]].drop_duplicates("adm2_pcode").set_index("adm2_pcode").join(held)
    since = pd.to_datetime(at, utc=True) - pd.to_datetime(frame["reported_at"], utc=True)
    frame["silent_hours"] = since.dt.total_seconds() / 3600
    frame["reports"] = by.size().reindex(frame.index).fillna(0).astype("float64")
    frame["lowered"] = _lowered(told).reindex(frame.index).astype("str")
    frame = frame.reset_index()
    order = frame.sort_values(
        ["silent_hours", "name"], ascending=[False, True], na_position="first", kind="stable"
    ).index
    missing = int(frame["reported_at"].isna().sum())
    facts = {"at": at, "emergency": emergency, "communes": len(frame), "communes_without_report": missing}
    return Result(frame.loc[order].reset_index(drop=True), _explain, facts)


def report_before(impacts: pd.DataFrame, emergency: str, *, at: str) -> pd.DataFrame:
    """Reports of an emergency without the last one of each commune: what had been said before it."""
    told = impacts[(impacts["emergency"] == emergency) & (impacts["reported_at"] <= at)]
    last = told.groupby("adm2_pcode")["reported_at"].transform("max")
    return told[told["reported_at"] < last].reset_index(drop=True)


def _lowered(told: pd.DataFrame) -> pd.Series:
    """By commune the measures of the last report that lie below those of the one before; null where none does."""
    found = {}
    for code, rows in told.groupby("adm2_pcode"):
        if len(rows) > 1:
            last, before = rows.iloc[-1], rows.iloc[:-1][list(MEASURES)].ffill().iloc[-1]
            names = [name for name in MEASURES if last[name] < before[name]]
            found[code] = ", ".join(names) or None
    return pd.Series(found, dtype="object")


def impacts_by_place(reports: pd.DataFrame, communes: pd.DataFrame) -> Result:
    """Sums of the last reports over places; what nobody told is in no sum and counted.

    Parameters
    ----------
    reports
        Frame of `last_reports`.
    communes
        What `places.communes_at` gave for a level.

    Returns
    -------
    impacts
        One row a place: `place`, `name`, `MEASURES` (NaN where no commune told it), `communes`, `communes_reporting`,
        `<measure>_communes` (how many communes told it), `first_reported_at` (the oldest of the reports summed).
    """
    placed = communes.merge(reports.drop(columns="name"), on="adm2_pcode", how="left")
    by = placed.groupby("place", sort=True)
    sums = by[list(MEASURES)].sum(min_count=1)
    counts = by[list(MEASURES)].count().add_suffix("_communes").astype("float64")
    frame = sums.join(counts)
    frame["communes"] = by.size().astype("float64")
    frame["communes_reporting"] = by["reported_at"].count().astype("float64")
    frame["first_reported_at"] = placed.dropna(subset=["reported_at"]).groupby("place")["reported_at"].min()
    frame.insert(0, "name", by["name"].first())
    return Result(frame.reset_index().astype({"first_reported_at": "str"}), _explain_place)


def _explain(row: dict[str, Any]) -> Explanation:
    return Explanation(
        figure="impact_report",
        formula="each measure = its last value told by the commune; reports replace one another",
        inputs=(Input("reports", known(row["reports"])), Input("silent_hours", known(row["silent_hours"]), "hours"),
                *(Input(name, known(row[name])) for name in MEASURES)),
        value=known(row["people_affected"]),
        unit="persons",
        clause=_METHOD,
        dated=str(known(row["reported_at"]) or ""),
        source=str(known(row["source"]) or ""),
    )  # fmt: skip


def _explain_place(row: dict[str, Any]) -> Explanation:
    return Explanation(
        figure="impact_people_affected",
        formula="people_affected = sum of the last reports of the communes that told it",
        inputs=tuple(Input(name, known(row[name])) for name in
                     ("communes", "communes_reporting", "people_affected_communes")),
        value=known(row["people_affected"]),
        unit="persons",
        clause=_METHOD,
        dated=str(known(row["first_reported_at"]) or ""),
        source=IMPACTS.name,
    )  # fmt: skip
