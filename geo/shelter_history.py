"""What became of evacuation shelters: openings and closings, counts, inspections and works, from what was told when."""

from __future__ import annotations

import pandas as pd

from geo.shelter_register import OPENED

KINDS = ("registered", "opened", "closed", "status", "counted", "inspected", "works")
HISTORY = ("shelter_id", "day", "what", "before", "after", "people", "batch")
ORDER = ["_ordered_on", "batch", "row_id"]
_TOLD = {"counted": "occupancy_persons", "inspected": "structure_assessed_on", "works": "rehabilitation_status"}


def shelter_history(patches: pd.DataFrame) -> pd.DataFrame:
    """Everything that was told of shelters, one row an event.

    Parameters
    ----------
    patches
        Rows of `SHELTERS` as they were told, each with `_ordered_on` (ISO day), `batch` and `row_id`; a blank says
        nothing.

    Returns
    -------
    history
        `HISTORY`, by day: `what` (one of `KINDS`), `before` and `after` (code of the state or of the works, day of the
        inspection; null unknown), `people` (persons in the shelter as told with it, NaN unknown), `batch`. A state that
        is told again without a change is no event; a count is one each time. ``opened``: to a state of `OPENED` from
        none of them or from an unknown one; ``closed``: out of them; other changes are ``status``.

    Notes
    -----
    Method: docs/methods.md#shelter-register.
    """
    rows = patches.sort_values(ORDER, kind="stable").reset_index(drop=True)
    parts = [_first(rows), _states(rows), *(_changes(rows, what, column) for what, column in _TOLD.items())]
    whole = pd.concat([part.reindex(columns=HISTORY).astype(_DTYPES) for part in parts], ignore_index=True)
    rank = whole["what"].map({what: at for at, what in enumerate(KINDS)})
    order = whole.assign(_rank=rank).sort_values(["day", "batch", "_rank", "shelter_id"], kind="stable")
    return order.drop(columns="_rank").reset_index(drop=True)


_DTYPES = {name: {"people": "float64", "batch": "int64"}.get(name, "str") for name in HISTORY}


def _first(rows: pd.DataFrame) -> pd.DataFrame:
    told = rows.drop_duplicates("shelter_id")
    return _events(told, "registered")


def _events(told: pd.DataFrame, what: object) -> pd.DataFrame:
    return told.assign(day=told["_ordered_on"], what=what, people=told["occupancy_persons"])


def _states(rows: pd.DataFrame) -> pd.DataFrame:
    told = rows[rows["shelter_status"].notna()].copy()
    before = told.groupby("shelter_id")["shelter_status"].shift()
    moved = told[before.isna() | (before != told["shelter_status"])]
    was, now = before[moved.index].isin(OPENED), moved["shelter_status"].isin(OPENED)
    what = pd.Series("status", index=moved.index).mask(now & ~was, "opened").mask(was & ~now, "closed")
    return _events(moved, what).assign(before=before[moved.index], after=moved["shelter_status"])


def _changes(rows: pd.DataFrame, what: str, column: str) -> pd.DataFrame:
    told = rows[rows[column].notna()]
    before = told.groupby("shelter_id")[column].shift()
    kept = told if what == "counted" else told[before.isna() | (before != told[column])]
    if what == "counted":
        return _events(kept, what)
    return _events(kept, what).assign(before=before[kept.index], after=kept[column])
