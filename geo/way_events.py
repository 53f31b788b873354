"""What became of ways: each status with its day, its reason, what passes, and who said so."""

from __future__ import annotations

import json

import pandas as pd

TOLD = ("status", "restriction", "reason", "open_hours", "largest_truck_t", "rainy_status", "source", "sensitivity")
EVENTS = (
    "way_id", "route", "from_pcode", "to_pcode", "since", "until", "days", *TOLD, "recorded_on", "author", "batch",
)  # fmt: skip
ORDER = ["_ordered_on", "batch", "row_id"]
_STATE = ("status", "restriction", "open_hours", "largest_truck_t", "rainy_status", "reason")
_NUMBERS = {"largest_truck_t": "float64", "days": "float64", "batch": "int64"}


def way_events(patches: pd.DataFrame, ways: pd.DataFrame, batches: pd.DataFrame, *, on: str) -> pd.DataFrame:
    """Every status of every way since somebody first told one, one row an event.

    Parameters
    ----------
    patches
        Rows of `WAYS` as they were told, each with `_ordered_on` (ISO day), `batch`, `row_id` and `cleared` (JSON list
        of columns that it empties); a blank says nothing.
    ways
        `WAYS` frame as it is: route and communes of each way.
    batches
        `seq`, `committed_at`, `author` of the batches.
    on
        Day of the picture (ISO).

    Returns
    -------
    events
        `EVENTS`, the newest first: what holds of a way from `since` to `until` (null: still); `days` so far. A telling
        that changes neither status, restriction, hours, largest truck, season nor reason is no event of its own: the
        one before goes on. `reason` is as it was stored, of insecurity one word and never more. A way as it is shipped
        has no event.

    Notes
    -----
    Method: docs/methods.md#ways. Below partner level nothing of this exists: a closure by insecurity is never public.
    """
    rows = _held(patches)
    before = rows.groupby("way_id", sort=False)[list(_STATE)].shift()
    first = ~rows["way_id"].duplicated()
    same = pd.concat([(rows[c] == before[c]) | (rows[c].isna() & before[c].isna()) for c in _STATE], axis=1)
    known = rows[list(_STATE)].notna().any(axis=1)
    events = rows[(first & known) | (~first & ~same.fillna(value=False).all(axis=1))].copy()
    events["since"] = events["_ordered_on"]
    events["until"] = events.groupby("way_id", sort=False)["since"].shift(-1)
    ended = pd.to_datetime(events["until"].fillna(on))
    events["days"] = (ended - pd.to_datetime(events["since"])).dt.days.astype("float64")
    return _told(events, ways, batches)


def _held(patches: pd.DataFrame) -> pd.DataFrame:
    """Patches in order, each column as it holds from then on: the last told, empty after it was emptied."""
    rows = patches.sort_values(ORDER, kind="stable").reset_index(drop=True)
    emptied = rows["cleared"].map(lambda told: frozenset(json.loads(told)) if isinstance(told, str) else frozenset())
    for column in TOLD:
        clears = emptied.map(lambda told, name=column: name in told).astype("bool")
        turn = clears.groupby(rows["way_id"], sort=False).cumsum()
        rows[column] = rows.groupby([rows["way_id"], turn], sort=False)[column].ffill()
    return rows


def _told(events: pd.DataFrame, ways: pd.DataFrame, batches: pd.DataFrame) -> pd.DataFrame:
    place = ways.drop_duplicates("way_id").set_index("way_id")
    said = batches.drop_duplicates("seq").set_index("seq")
    for column in ("route", "from_pcode", "to_pcode"):
        events[column] = events["way_id"].map(place[column])
    events["recorded_on"] = events["batch"].map(said["committed_at"]).str[:10]
    events["author"] = events["batch"].map(said["author"])
    events = events[events["way_id"].isin(place.index)]
    kinds = {name: _NUMBERS.get(name, "str") for name in EVENTS}
    found = events.reindex(columns=list(EVENTS)).astype(kinds)
    return found.sort_values(["since", "batch", "way_id"], ascending=[False, False, True], ignore_index=True)
