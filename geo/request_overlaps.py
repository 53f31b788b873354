"""What else is planned or was distributed where a request wants to distribute, before anybody approves it."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result, known

OVERLAP_DTYPES: dict[str, str] = {
    "kind": "str", "id": "str", "organisation": "str", "standing": "str", "on": "str", "days_apart": "float64",
    "same_place": "str", "site_id": "str", "adm2_pcode": "str", "households": "float64", "items_shared": "float64",
}  # fmt: skip
PLANNED, DONE = "planned", "done"
SITE, COMMUNE = "site", "commune"
_NEVER_COMES = ("refused", "cancelled")
_SECTOR = "shelter_nfi"  # services that hand out what the pipeline does
_RUNNING = ("planned", "ongoing")


def request_overlaps(
    request: dict[str, Any], told: pd.DataFrame, distributions: pd.DataFrame, services: pd.DataFrame, *,
    window_days: float, as_of: str,
) -> Result:  # fmt: skip
    """Distributions, requests and activities in the same place and window as one request.

    Parameters
    ----------
    request
        A row of `geo.requests.requests_on`, with `items`: the items of its lines (a tuple).
    told
        Frame of `requests_on`, with `items`.
    distributions
        Distributions of the ledger: `MOVEMENTS` rows of kind ``distribution``, `adm2_pcode` completed by the site's.
    services
        `SERVICES` frame.
    window_days
        How far before or after the planned day (without one: `as_of`) counts, in days, inclusive.
    as_of
        Day (ISO).

    Returns
    -------
    overlaps
        Result, those of the same site first, then the nearest day: `kind` (``request``, ``distribution``,
        ``service``), `id`, `organisation`, `standing` (``planned`` or ``done``), `on` (day; null: planned without a
        day, which always counts), `days_apart`, `same_place` (``site`` or ``commune``), `site_id`, `adm2_pcode`,
        `households` (NaN unknown; several lines of one distribution are the same households), `items_shared` (items
        of the request among its own; NaN: a service does not tell items). Facts: `served_most` and `planned_most`,
        the households of the largest single one: they overlap, so they are never added.

    Notes
    -----
    Method: docs/methods.md#request-overlaps.
    """
    centre = request["planned_on"] if isinstance(request["planned_on"], str) else as_of
    mine = set(request["items"])
    moved = _distributions(distributions, told["request_id"], mine)
    parts = [_requests(request, told, mine), moved, _services(services)]
    rows = pd.concat([part for part in parts if len(part)] or [_empty()], ignore_index=True)
    same_site = (rows["site_id"] == request["site_id"]).fillna(value=False).to_numpy(dtype=bool)
    same_commune = (rows["adm2_pcode"] == request["adm2_pcode"]).fillna(value=False).to_numpy(dtype=bool)
    rows["same_place"] = np.where(same_site, SITE, COMMUNE)
    rows["days_apart"] = [_apart(day, centre) for day in rows["on"]]
    near = ~(rows["days_apart"].abs() > window_days)
    # A running activity is everywhere: only what is at the very site counts, or what is of the commune as a whole.
    other_site = (rows["kind"] == "service") & rows["site_id"].notna() & isinstance(request["site_id"], str)
    here = same_site | (same_commune & ~other_site.to_numpy(dtype=bool))
    chosen = rows[here & near.to_numpy(dtype=bool)]
    ranked = chosen.assign(far=chosen["days_apart"].abs(), first=chosen["same_place"] != SITE)
    frame = ranked.sort_values(["first", "far", "kind", "id"], kind="stable", ignore_index=True)[[*OVERLAP_DTYPES]]
    most = frame.groupby("standing")["households"].max()
    facts = {"centre": centre, "window_days": window_days, "served_most": float(most.get(DONE, np.nan)),
             "planned_most": float(most.get(PLANNED, np.nan)), "overlaps": len(frame)}  # fmt: skip
    return Result(frame.astype(OVERLAP_DTYPES), _explain(centre, window_days), facts)


def _requests(request: dict[str, Any], told: pd.DataFrame, mine: set[str]) -> pd.DataFrame:
    others = told[(told["request_id"] != request["request_id"]) & ~told["state"].isin(_NEVER_COMES)]
    done = others["distributed_on"].notna()
    households = others["households_reported"].fillna(others["households_approved"]).fillna(others["households"])
    return pd.DataFrame({
        "kind": "request", "id": others["request_id"], "organisation": others["organisation"],
        "standing": np.where(done, DONE, PLANNED), "on": others["distributed_on"].fillna(others["planned_on"]),
        "site_id": others["site_id"], "adm2_pcode": others["adm2_pcode"], "households": households,
        "items_shared": [float(len(mine & set(items))) for items in others["items"]],
    })  # fmt: skip


def _distributions(moved: pd.DataFrame, requests: pd.Series, mine: set[str]) -> pd.DataFrame:
    """One row a distribution: its lines are of one document, or of one place, day and body."""
    rows = moved[~moved["request_id"].isin(requests)]  # what names a request is told with it
    if rows.empty:
        return _empty()
    of = rows["document"].fillna(rows["moved_on"] + "|" + rows["counterpart"].fillna(""))
    place = rows["site_id"].fillna("") + "|" + rows["adm2_pcode"].fillna("")
    at_place = (rows["counterpart"] == rows["site_id"]) | (rows["counterpart"] == rows["adm2_pcode"])
    elsewhere = rows["counterpart"].where(~at_place.fillna(value=False))
    keyed = rows.assign(one=of + "|" + place, shared=rows["item"].isin(mine).astype("float64"),
                        body=rows["owner_organisation"].fillna(elsewhere))  # fmt: skip
    told = keyed.groupby("one", as_index=False).agg(
        id=("movement_id", "first"), organisation=("body", "first"), on=("moved_on", "first"),
        site_id=("site_id", "first"), adm2_pcode=("adm2_pcode", "first"), households=("households_served", "max"),
        items_shared=("shared", "sum"),
    )  # fmt: skip
    return told.assign(kind="distribution", standing=DONE).drop(columns="one")


def _services(services: pd.DataFrame) -> pd.DataFrame:
    rows = services[(services["sector"] == _SECTOR) & services["activity_status"].isin(_RUNNING)]
    return pd.DataFrame({
        "kind": "service", "id": rows["service_id"], "organisation": rows["organisation"], "standing": PLANNED,
        "on": rows["started_on"].where(rows["activity_status"] == PLANNED), "site_id": rows["site_id"],
        "adm2_pcode": rows["adm2_pcode"], "households": np.nan, "items_shared": np.nan,
    })  # fmt: skip


def _empty() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in OVERLAP_DTYPES.items()})


def _apart(day: Any, centre: str) -> float:
    if not isinstance(day, str):
        return np.nan
    return float((date.fromisoformat(day) - date.fromisoformat(centre)).days)


def _explain(centre: str, window_days: float) -> Any:
    def explain(row: dict[str, Any]) -> Explanation:
        return Explanation(
            figure="request_overlap",
            formula="overlap = same site or commune, and |day - planned_on| <= overlap_days (or without a day)",
            inputs=(Input("planned_on", centre), Input("request_days_overlap", window_days, "days"),
                    Input("day", known(row["on"])), Input("households", known(row["households"]), "households")),
            value=known(row["days_apart"]),
            unit="days",
            clause="docs/methods.md#request-overlaps",
            dated=str(known(row["on"]) or ""),
            source=str(row["kind"]),
            status="unverified",
            notes=("requests.never_added",),
        )  # fmt: skip

    return explain
