"""Requests to the common pipeline on a day: where each stands, what it waits for and on whom, what is late."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any

import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.frames import REQUESTS
from geo.request_lines import METHOD
from geo.request_steps import APPROVED, ENDED, MAIN, Steps, as_main

TIMELINE = ("step", "decides", "on", "due_on", "target_days", "days_late", "standing")
# How a step of a timeline stands: done, done after its day, waited for, waited for too long, still to come, left out.
DONE, DONE_LATE, WAITING, LATE, AHEAD, LEFT_OUT = STANDINGS = (
    "done", "done_late", "waiting", "late", "ahead", "left_out",
)  # fmt: skip


def requests_on(requests: pd.DataFrame, lines: pd.DataFrame, *, steps: Steps, as_of: str) -> Result:
    """Requests as they stand on a day: what is late longest first, then what is due first; what has ended last.

    Parameters
    ----------
    requests
        `REQUESTS` frame.
    lines
        Frame of `geo.request_lines.request_lines`.
    steps
        Steps and targets in force.
    as_of
        Day (ISO), inclusive.

    Returns
    -------
    requests
        Columns of `REQUESTS`, and `state`: its status; where none is told the furthest step that has a day; an
        approved request of which everything approved has left the warehouse is ``released``, whether or not somebody
        said so (on the day of the last release). `released_on` is completed in the same way. `next_step` and
        `waits_on` ("" once it has ended), `age_days` (since it was received), `due_on` (day by which the next step
        should be taken; null where its target or the day it counts from is unknown: never late), `days_overdue`
        (NaN where not late), `late` (bool) and `reserved` (units of all items that are kept for it).

    Notes
    -----
    Method: docs/methods.md#requests.
    """
    told = _with_ledger(requests.reset_index(drop=True), lines)
    told["next_step"] = [steps.usual(state) for state in told["state"]]
    told["waits_on"] = [steps.waits_on(state) for state in told["state"]]
    told["age_days"] = [_days(first, as_of) for first in told["received_on"]]
    due = [due_on(row, row["next_step"], steps) for row in told.to_dict("records")]
    told["due_on"] = pd.Series(due, index=told.index, dtype="str")
    overdue = pd.Series([_days(day, as_of) for day in due], index=told.index, dtype="float64")
    told["days_overdue"] = overdue.where(overdue > 0)
    told["late"] = told["days_overdue"].notna()
    told["ended"] = told["state"].isin(ENDED)
    order = ["ended", "days_overdue", "due_on", "received_on", "request_id"]
    ascending = [True, False, True, True, True]
    frame = told.sort_values(order, ascending=ascending, kind="stable", ignore_index=True)
    open_ = ~frame["ended"]
    frame = frame.drop(columns="ended")
    facts = {"as_of": as_of, "requests": len(frame), "open": int(open_.sum()), "late": int(frame["late"].sum())}
    return Result(frame, _explain(steps, as_of), facts)


def _with_ledger(requests: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Add `state`, `reserved` and the day on which the last of what was approved left."""
    of = lines.assign(short=(lines["quantity_approved"] - lines["released"]) > 0).groupby("request_id")
    sums = of[["reserved", "released"]].sum()
    short, last = of["short"].any(), of["released_last"].max()
    ids, stated = requests["request_id"], [_stated(row) for row in requests.to_dict("records")]
    state = pd.Series(stated, index=requests.index, dtype="str")
    whole = state.isin(APPROVED) & (ids.map(sums["released"]) > 0) & ~ids.map(short).eq(other=True)
    released_on = requests["released_on"].where(~whole | requests["released_on"].notna(), ids.map(last))
    return requests.assign(
        state=state.mask(whole, "released"), released_on=released_on.astype("str"),
        reserved=ids.map(sums["reserved"]).fillna(0.0).astype("float64"),
    )  # fmt: skip


def _stated(row: dict[str, Any]) -> str:
    """Status of a request, else the furthest step that has a day; received where nothing is told."""
    if isinstance(row["request_status"], str):
        return str(row["request_status"])
    dated = [step for step in MAIN if isinstance(row[f"{step}_on"], str)]
    return dated[-1] if dated else MAIN[0]


def due_on(row: dict[str, Any], step: str, steps: Steps) -> str | None:
    """Day (ISO) by which a request should take a step; None where the target or the day it counts from is unknown."""
    target = steps.target(step) if step else None
    after = steps.by_key[step].after if step else ""
    since = row[f"{as_main(after)}_on"] if after else None
    if target is None or not isinstance(since, str):
        return None
    return (date.fromisoformat(since) + timedelta(days=math.ceil(target.value))).isoformat()


def _days(since: Any, until: Any) -> float:
    """Days from one day (ISO) to another; NaN where one is unknown."""
    if not isinstance(since, str) or not isinstance(until, str):
        return math.nan
    return float((date.fromisoformat(until) - date.fromisoformat(since)).days)


def timeline(row: dict[str, Any], *, steps: Steps, as_of: str) -> pd.DataFrame:
    """Steps of one request with their days and targets.

    Parameters
    ----------
    row
        A row of `requests_on`.
    steps, as_of
        As there.

    Returns
    -------
    timeline
        One row a step, in order: `step`, `decides`, `on` (null: not taken, or nobody says when), `due_on`,
        `target_days` (NaN: none), `days_late` (NaN: in time or unknown) and `standing` (one of `STANDINGS`). Of a
        request that was refused or cancelled, the steps that never came are left out, and that end is the last row.
    """
    state = as_main(row["state"])
    ended = state in ("refused", "cancelled")
    reached = MAIN.index(state) if state in MAIN else -1
    rows = []
    for at, step in enumerate(MAIN):
        on = row[f"{step}_on"] if isinstance(row[f"{step}_on"], str) else None
        taken = at <= reached or (ended and on is not None)
        if ended and not taken:
            continue
        waited = not ended and at == reached + 1
        due, target = due_on(row, step, steps), steps.target(step)
        late = _days(due, on if taken else as_of if waited else None)
        standing = _standing(taken=taken, waited=waited, late=late > 0)
        rows.append({
            "step": _approved(row) if step == "approved" and taken else step,
            "decides": steps.by_key[step].decides, "on": on if taken else None, "due_on": due,
            "target_days": math.nan if target is None else target.value,
            "days_late": late if late > 0 else math.nan, "standing": standing,
        })  # fmt: skip
    if ended:
        last = {"step": state, "decides": steps.by_key[state].decides, "on": row["observed_on"], "standing": DONE}
        rows.append({**dict.fromkeys(TIMELINE), "target_days": math.nan, "days_late": math.nan, **last})
    kinds = {**dict.fromkeys(TIMELINE, "str"), "target_days": "float64", "days_late": "float64"}
    return pd.DataFrame(rows, columns=list(TIMELINE)).astype(kinds)


def _approved(row: dict[str, Any]) -> str:
    """How a request was approved; in part stays in part whatever came after."""
    if row["state"] in APPROVED:
        return str(row["state"])
    return "partly_approved" if row["households_approved"] < row["households"] else "approved"


def _standing(*, taken: bool, waited: bool, late: bool) -> str:
    if taken:
        return DONE_LATE if late else DONE
    return (LATE if late else WAITING) if waited else AHEAD


def waiting(told: pd.DataFrame) -> pd.DataFrame:
    """How many requests wait for each step, and on whom.

    Parameters
    ----------
    told
        Frame of `requests_on`.

    Returns
    -------
    waiting
        One row a step that something waits for, in the order of `MAIN`: `next_step`, `waits_on`, `requests`, `late`,
        `oldest_days` (the longest that one of them is open).
    """
    open_ = told[told["next_step"] != ""]
    sums = open_.groupby(["next_step", "waits_on"]).agg(
        requests=("request_id", "size"), late=("late", "sum"), oldest_days=("age_days", "max")
    )
    order = sums.reset_index()
    order["at"] = order["next_step"].map({step: at for at, step in enumerate(MAIN)})
    kinds = {"requests": "int64", "late": "int64", "oldest_days": "float64"}
    return order.sort_values("at", ignore_index=True).drop(columns="at").astype(kinds)


def overdue_reports(told: pd.DataFrame, *, as_of: str) -> pd.DataFrame:
    """Partners that owe a report on a distribution.

    Parameters
    ----------
    told
        Frame of `requests_on`.

    Returns
    -------
    owed
        One row a partner, the longest overdue first: `organisation`, `reports_overdue`, `overdue_since` (day on
        which the first of them was due), `days_overdue`.
    """
    late = told[(told["next_step"] == "reported") & told["late"]].dropna(subset=["organisation"])
    owed = late.groupby("organisation").agg(reports_overdue=("request_id", "size"), overdue_since=("due_on", "min"))
    frame = owed.reset_index().astype({"organisation": "str", "overdue_since": "str", "reports_overdue": "int64"})
    days = pd.Series([_days(day, as_of) for day in frame["overdue_since"]], index=frame.index, dtype="float64")
    frame = frame.assign(days_overdue=days)
    return frame.sort_values(["days_overdue", "organisation"], ascending=[False, True], ignore_index=True)


def _explain(steps: Steps, as_of: str) -> Any:
    def explain(row: dict[str, Any]) -> Explanation:
        target = steps.target(row["next_step"]) if row["next_step"] else None
        after = steps.by_key[row["next_step"]].after if row["next_step"] else ""
        since = row[f"{as_main(after)}_on"] if after else None
        return Explanation(
            figure="request_overdue",
            formula="due_on = counts_from + target_days; days_overdue = max(0, as_of - due_on)",
            inputs=(
                Input("request_status", known(row["state"])), Input("next_step", row["next_step"] or None),
                Input("counts_from", known(since)), Input("as_of", as_of),
                Input("target_days", None if target is None else target.value, "days"),
                Input("due_on", known(row["due_on"])),
            ),
            value=known(row["days_overdue"]) if row["late"] else (None if known(row["due_on"]) is None else 0.0),
            unit="days",
            clause=METHOD,
            dated=str(known(row["observed_on"]) or as_of),
            source=str(known(row["source"]) or REQUESTS.name),
            status="verified" if target is None else target.status,
            changes=steps.changes,
        )  # fmt: skip

    return explain
