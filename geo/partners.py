"""Who does what where: which organisations are active in which sector, at which site and commune, and overlaps."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result, known

STATES = ("active", "unknown", "planned", "over")
ACTIVE, UNKNOWN, PLANNED, OVER = STATES
_PLACE = ("adm2_pcode", "site_id", "sector")
_METHOD = "docs/methods.md#who-does-what-where"


def activity_states(services: pd.DataFrame, *, as_of: str) -> pd.Series:
    """Whether each activity goes on on a day.

    Parameters
    ----------
    services
        `SERVICES` frame.
    as_of
        Date (ISO), inclusive.

    Returns
    -------
    states
        Same index. ``over``: ended before the day, or told completed or suspended. ``planned``: starts after the
        day, or told planned without a start that has passed. ``active``: told ongoing, or without a status
        started and not ended. ``unknown``: neither a status nor a start is told, or told planned while the start
        has passed.
    """
    status, start, end = services["activity_status"], services["started_on"], services["ended_on"]
    started, to_come = (start <= as_of).fillna(value=False), (start > as_of).fillna(value=False)
    over = (end < as_of).fillna(value=False) | status.isin(("completed", "suspended"))
    planned = to_come | ((status == "planned").fillna(value=False) & start.isna())
    active = (status == "ongoing").fillna(value=False) | (status.isna() & started)
    code = np.select([over, planned, active], [OVER, PLANNED, ACTIVE], UNKNOWN)
    return pd.Series(pd.array(code, dtype="str"), index=services.index)


def partners(services: pd.DataFrame, *, as_of: str) -> Result:
    """Organisations by commune, site and sector, with whether they are there on a day.

    Parameters
    ----------
    services
        `SERVICES` frame; what was observed after the day is not read.
    as_of
        Date (ISO), inclusive.

    Returns
    -------
    partners
        One row per `adm2_pcode`, `site_id` (null: told of the commune, of no site), `sector` and `organisation`:
        `organisation_name`, `organisation_type`, `activity_state` (active if any activity is, else unknown, planned or
        over), `activities`, `activities_active`, `since` (earliest start of the active ones), `until` (latest
        end told), `people_targeted_most`, `people_reached_most` (persons of the one largest activity: the people
        of several activities overlap and are never summed), `observed_on` (latest), `source`.

    Notes
    -----
    Method: docs/methods.md#who-does-what-where.
    """
    seen = services[~(services["observed_on"] > as_of).fillna(value=False)]
    state = activity_states(seen, as_of=as_of)
    rows = seen.assign(
        place=seen["site_id"].where(seen["site_id"].notna(), seen["adm2_pcode"]),
        rank=state.map({name: at for at, name in enumerate(STATES)}).astype("int64"),
        since=seen["started_on"].where(state == ACTIVE), activities_active=state == ACTIVE,
    )  # fmt: skip
    grouped = rows.groupby([*_PLACE, "organisation"], sort=True, dropna=False)
    named = {
        "place": ("place", "first"), "organisation_name": ("organisation_name", "first"),
        "organisation_type": ("organisation_type", "first"), "rank": ("rank", "min"),
        "activities": ("service_id", "size"), "activities_active": ("activities_active", "sum"),
        "since": ("since", "min"), "until": ("ended_on", "max"),
        "people_targeted_most": ("people_targeted", "max"), "people_reached_most": ("people_reached", "max"),
        "observed_on": ("observed_on", "max"), "source": ("source", "first"),
    }  # fmt: skip
    frame = grouped.agg(**named).reset_index()
    frame["activity_state"] = pd.array(STATES, dtype="str").take(frame.pop("rank").to_numpy(dtype="int64"))
    frame["activities_active"] = frame["activities_active"].astype("int64")
    facts = {"as_of": as_of, **{f"activities_{name}": int((state == name).sum()) for name in STATES}}
    return Result(frame, partial(_explain, as_of), facts)


def overlaps(told: pd.DataFrame) -> pd.DataFrame:
    """Sites where two or more organisations are active in one sector.

    Parameters
    ----------
    told
        What `partners` gave. Rows that name no site are left out: several organisations in a commune need not
        overlap.

    Returns
    -------
    overlaps
        One row per site and sector: `organisations` (how many), `names` (their codes, in order, with commas),
        `and_unknown` (further organisations of which nobody told whether they are still there); most first.
    """
    named = told[told["site_id"].notna()]
    counted = named[named["activity_state"] == ACTIVE].groupby(list(_PLACE), sort=True)["organisation"]
    frame = pd.DataFrame({"organisations": counted.nunique().astype("int64"), "names": counted.agg(_listed)})
    frame["names"] = frame["names"].astype("str")
    perhaps = named[named["activity_state"] == UNKNOWN].groupby(list(_PLACE))["organisation"].nunique()
    frame["and_unknown"] = perhaps.reindex(frame.index).fillna(0).astype("int64")
    several = frame[frame["organisations"] >= 2].reset_index()
    order = ["organisations", "site_id", "sector"]
    return several.sort_values(order, ascending=[False, True, True], kind="stable", ignore_index=True)


def _listed(codes: pd.Series) -> str:
    return ", ".join(sorted({str(code) for code in codes}))


def _explain(as_of: str, row: dict[str, Any]) -> Explanation:
    counts = ("activities", "activities_active")
    people = ("people_targeted_most", "people_reached_most")
    return Explanation(
        figure="partner_state",
        formula="active = ongoing, or without a status started_on <= as_of <= ended_on",
        inputs=(*(Input(name, known(row[name])) for name in ("organisation", "sector", "since", "until", *counts)),
                *(Input(name, known(row[name]), "persons") for name in people), Input("as_of", as_of)),
        value=row["activity_state"],
        unit="",
        clause=_METHOD,
        dated=str(known(row["observed_on"]) or ""),
        source=str(known(row["source"]) or "services"),
        notes=("partner.never_summed", *(("partner.state_unknown",) if row["activity_state"] == UNKNOWN else ())),
    )  # fmt: skip
