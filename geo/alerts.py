"""What is in force on a day and hour: vigilance and alerte by department and hazard, and which centres are active."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.frames.alerts import ACTIVATION_STATES, COLOURS, PHASES, SERIES

IN_FORCE, COMING, LAPSED, NOT_TOLD = STATES = ("in_force", "coming", "lapsed", "not_told")
RANKS = {**{name: at for at, name in enumerate(COLOURS)}, **{name: at for at, name in enumerate(PHASES)}}
LEVELS_OF = {"vigilance": COLOURS, "alerte": PHASES}
_METHOD = "docs/methods.md#vigilance-and-alerte"


def alerts_at(alerts: pd.DataFrame, departments: pd.DataFrame, *, at: str) -> Result:
    """The last bulletin of each series, department and hazard, and whether it holds.

    Parameters
    ----------
    alerts
        `ALERTS` frame.
    departments
        `adm1_pcode`, `name`: those without any bulletin are listed too.
    at
        Instant (ISO, UTC, to the minute).

    Returns
    -------
    alerts
        One row a `series`, department and `hazard`: columns of `ALERTS`, `name`, `rank` (0 the mildest level of its
        series), and `state`: ``in_force``; ``coming`` (valid from a later hour); ``lapsed`` (its validity is over and
        nothing replaced it: what holds is unknown, it is not green); ``not_told`` (hazard null) for a department
        of which a series says nothing at all. Worst first; a bulletin issued after `at` is left out.

    Notes
    -----
    Method: docs/methods.md#vigilance-and-alerte. A level of the other series is left out, and counted in `facts`.
    """
    issued = alerts[alerts["issued_at"] <= at]
    pairs = zip(issued["series"], issued["level"], strict=True)
    fits = np.array([level in LEVELS_OF[series] for series, level in pairs], dtype=bool)
    ordered = issued[fits].sort_values("issued_at", kind="stable")
    last = ordered.groupby(["series", "adm1_pcode", "hazard"], as_index=False).tail(1)
    whole = pd.concat([last, _silent(last, departments)], ignore_index=True)
    names = departments.drop_duplicates("adm1_pcode").set_index("adm1_pcode")["name"]
    told = whole.assign(
        name=whole["adm1_pcode"].map(names).fillna(whole["adm1_pcode"]).astype("str"),
        state=_states(whole, at), rank=whole["level"].map(RANKS).astype("float64"),
    )  # fmt: skip
    order = pd.DataFrame({
        "series": told["series"].map({name: n for n, name in enumerate(SERIES)}),
        "held": told["state"].map({name: n for n, name in enumerate(STATES)}), "rank": -told["rank"],
        "adm1_pcode": told["adm1_pcode"], "hazard": told["hazard"],
    }).sort_values(["series", "held", "rank", "adm1_pcode", "hazard"], kind="stable").index  # fmt: skip
    facts = {"at": at, "level_of_other_series": int((~fits).sum())}
    return Result(told.loc[order].reset_index(drop=True), _explain, facts)


def _silent(last: pd.DataFrame, departments: pd.DataFrame) -> pd.DataFrame:
    """A row for each department and series that no bulletin speaks of."""
    said = set(zip(last["series"], last["adm1_pcode"], strict=True))
    rows = [(series, code) for series in SERIES for code in departments["adm1_pcode"] if (series, code) not in said]
    silent = pd.DataFrame(rows, columns=["series", "adm1_pcode"]).reindex(columns=last.columns)
    return silent.astype(last.dtypes.to_dict())


def _states(rows: pd.DataFrame, at: str) -> pd.Series:
    told = rows["hazard"].notna()
    coming = (rows["valid_from"] > at).fillna(value=False)
    lapsed = (rows["valid_until"] < at).fillna(value=False)
    state = pd.Series(IN_FORCE, index=rows.index).mask(coming, COMING).mask(lapsed, LAPSED).mask(~told, NOT_TOLD)
    return state.astype("str")


def worst_by_department(told: pd.DataFrame, series: str) -> pd.DataFrame:
    """The worst level in force in each department over its hazards: `adm1_pcode`, `name`, `level`, `hazards`, `state`.

    `level` is null, never the mildest, where nothing is in force; `state` says why; `hazards` are those at the level.
    """
    mine = told[told["series"] == series]
    held = mine[mine["state"] == IN_FORCE]
    worst = held[held["rank"] == held.groupby("adm1_pcode")["rank"].transform("max")]
    grouped = worst.groupby("adm1_pcode")
    levels, hazards = grouped["level"].first(), grouped["hazard"].agg(lambda names: ", ".join(sorted(names)))
    one = mine.drop_duplicates("adm1_pcode")[["adm1_pcode", "name", "state"]]  # the first row is the one that holds
    return one.assign(
        level=one["adm1_pcode"].map(levels).astype("str"), hazards=one["adm1_pcode"].map(hazards).astype("str")
    ).sort_values("adm1_pcode", ignore_index=True)


def activations_at(activations: pd.DataFrame, *, at: str) -> pd.DataFrame:
    """The last state of each emergency centre: columns of `ACTIVATIONS`, the most active first.

    A centre that never told its state is not listed: nobody knows it.
    """
    issued = activations[activations["issued_at"] <= at].sort_values("issued_at", kind="stable")
    last = issued.groupby(["centre", "place"], as_index=False).tail(1)
    rank = last["activation"].map({name: -n for n, name in enumerate(ACTIVATION_STATES)})
    order = last.assign(_rank=rank).sort_values(["_rank", "centre", "place"], kind="stable").index
    return last.loc[order].reset_index(drop=True)


def _explain(row: dict[str, Any]) -> Explanation:
    names = ("series", "hazard", "bulletin", "issued_at", "valid_from", "valid_until", "state")
    return Explanation(
        figure="alert_level",
        formula="level = that of the last bulletin of the series, department and hazard, while it is valid",
        inputs=tuple(Input(name, known(row[name])) for name in names),
        value=known(row["level"]) if row["state"] == IN_FORCE else None,
        unit="",
        clause=_METHOD,
        dated=str(known(row["issued_at"]) or ""),
        source=str(known(row["issuer"]) or known(row["source"]) or ""),
    )
