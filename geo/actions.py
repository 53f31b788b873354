"""Who must do what by when: what is open on a day, what is overdue, and how much each organisation has before it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.frames import ACTIONS

# What is pressing comes first. ``not_told``: nobody says whether it is done.
OVERDUE, DUE, UNDATED, NOT_TOLD, DONE, DROPPED = STATES = ("overdue", "due", "undated", "not_told", "done", "dropped")
OPEN = (OVERDUE, DUE, UNDATED)
PENDING = (*OPEN, NOT_TOLD)
COUNTED = {state: f"{state}_actions" for state in STATES}  # columns of their numbers
BY = ("responsible_organisation", "site_id", "sector", "adm2_pcode")
METHOD = "docs/methods.md#actions"


def actions_on(actions: pd.DataFrame, sites: pd.DataFrame, *, as_of: str) -> Result:
    """Actions as they stand on a day, what is overdue longest first.

    Parameters
    ----------
    actions
        `ACTIONS` frame.
    sites
        `SITES` frame: `site_id`, `name`, `adm2_pcode`.
    as_of
        Day (ISO), inclusive.

    Returns
    -------
    actions
        Columns of `ACTIONS`; `name` of the site (null without one); `adm2_pcode` of the site where it has one;
        `action_state`: ``overdue`` (open, due before the day), ``due`` (open, due on the day or later), ``undated``
        (open, nobody says by when: never overdue), ``not_told`` (no status), ``done``, ``dropped``; `days_overdue`
        and `days_left` (days; NaN elsewhere). Actions that open after the day are left out; one that is done after
        it is still open on it.

    Notes
    -----
    Method: docs/methods.md#actions.
    """
    rows = actions[~(actions["opened_on"] > as_of).fillna(value=False)].reset_index(drop=True)
    of = sites.drop_duplicates("site_id").set_index("site_id")
    commune = rows["site_id"].map(of["adm2_pcode"]).fillna(rows["adm2_pcode"]).astype("str")
    told = rows.assign(
        adm2_pcode=commune, name=rows["site_id"].map(of["name"]).astype("str"), action_state=_states(rows, as_of)
    )
    days = (pd.to_datetime(as_of) - pd.to_datetime(told["due_on"])).dt.days.astype("float64")
    told["days_overdue"] = days.where(told["action_state"] == OVERDUE)
    told["days_left"] = (-days).where(told["action_state"] == DUE)
    rank = told["action_state"].map({state: at for at, state in enumerate(STATES)})
    order = ["rank", "due_on", "opened_on", "action_id"]
    frame = told.assign(rank=rank).sort_values(order, kind="stable", ignore_index=True).drop(columns="rank")
    return Result(frame, _explain(as_of), {"as_of": as_of, **_counts(frame)})


def _states(rows: pd.DataFrame, as_of: str) -> pd.Series:
    """State of each action on the day; a day of doing that lies ahead means that it is still open."""
    status, due = rows["action_status"], rows["due_on"]
    later = (rows["done_on"] > as_of).fillna(value=False)
    done = ((status == "done") | (status.isna() & rows["done_on"].notna())).fillna(value=False) & ~later
    open_ = ((status == "open") | later).fillna(value=False) & (status != "dropped").fillna(value=True)
    masks = [done, (status == "dropped").fillna(value=False), ~open_, due.isna(), (due < as_of).fillna(value=False)]
    told = np.select([mask.to_numpy(dtype=bool) for mask in masks], [DONE, DROPPED, NOT_TOLD, UNDATED, OVERDUE], DUE)
    return pd.Series(told, index=rows.index, dtype="str")


def action_counts(told: pd.DataFrame, by: str) -> Result:
    """How many actions stand where, by organisation, site, sector or commune.

    Parameters
    ----------
    told
        Frame of `actions_on`.
    by
        One of `BY`.

    Returns
    -------
    counts
        One row a value of `by` (null: actions that do not tell it), those with most overdue first: `open_actions`
        (overdue, due and undated), the columns of `COUNTED`, and `due_first` (the earliest day by which one of the
        open ones is due; null without any).
    """
    keyed = told.assign(**{COUNTED[state]: (told["action_state"] == state).astype("float64") for state in STATES})
    keyed["due_first"] = told["due_on"].where(told["action_state"].isin([OVERDUE, DUE]))
    summed = keyed.groupby(by, dropna=False)[list(COUNTED.values())].sum()
    summed["due_first"] = keyed.dropna(subset=["due_first"]).groupby(by, dropna=False)["due_first"].min()
    frame = summed.reset_index().astype({by: "str", "due_first": "str"})
    frame.insert(1, "open_actions", frame[[COUNTED[state] for state in OPEN]].sum(axis=1))
    order = [COUNTED[OVERDUE], "open_actions", by]
    frame = frame.sort_values(order, ascending=[False, False, True], kind="stable", ignore_index=True)
    return Result(frame, _explain_count(by), _counts(told))


def action_total(told: pd.DataFrame, *, as_of: str) -> Explanation:
    """How many actions are open, with their parts: the figure on the face of a list."""
    counts = _counts(told)
    return Explanation(
        figure="open_actions",
        formula="open_actions = overdue_actions + due_actions + undated_actions",
        inputs=tuple(Input(COUNTED[state], float(counts[state])) for state in STATES),
        value=float(sum(counts[state] for state in OPEN)),
        unit="",
        clause=METHOD,
        dated=as_of,
        source=ACTIONS.name,
        notes=_notes(counts),
    )


def pending(told: pd.DataFrame) -> pd.DataFrame:
    """What still stands: open actions, and those of which nobody says whether they are done."""
    return told[told["action_state"].isin(PENDING)].reset_index(drop=True)


def _counts(told: pd.DataFrame) -> dict[str, int]:
    counts = told["action_state"].value_counts()
    return {state: int(counts.get(state, 0)) for state in STATES}


def _notes(counts: dict[str, Any]) -> tuple[str, ...]:
    told = (("actions.undated", counts[UNDATED]), ("actions.not_told", counts[NOT_TOLD]))
    return tuple(note for note, count in told if count)


def _explain(as_of: str) -> Any:
    def explain(row: dict[str, Any]) -> Explanation:
        names = ("action_status", "opened_on", "due_on", "done_on")
        notes = {UNDATED: ("actions.undated",), NOT_TOLD: ("actions.not_told",)}
        return Explanation(
            figure="action_overdue",
            formula="overdue = action_status is open and due_on < as_of; days_overdue = as_of - due_on",
            inputs=(*(Input(name, known(row[name])) for name in names), Input("as_of", as_of)),
            value=None if row["action_state"] in (UNDATED, NOT_TOLD) else known(row["days_overdue"]) or 0.0,
            unit="days",
            clause=METHOD,
            dated=str(known(row["observed_on"]) or as_of),
            source=str(known(row["source"]) or ACTIONS.name),
            notes=notes.get(row["action_state"], ()),
        )

    return explain


def _explain_count(by: str) -> Any:
    def explain(row: dict[str, Any]) -> Explanation:
        return Explanation(
            figure="open_actions",
            formula=f"open_actions = overdue_actions + due_actions + undated_actions of one {by}",
            inputs=(Input(by, known(row[by])), *(Input(name, float(row[name])) for name in COUNTED.values())),
            value=float(row["open_actions"]),
            unit="",
            clause=METHOD,
            source=ACTIONS.name,
            notes=_notes({state: row[name] for state, name in COUNTED.items()}),
        )

    return explain
