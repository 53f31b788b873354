"""Taking a step of a request: its status and what it moves in the ledger are one batch, or nothing at all.

::

    a sheet as it was shown -> Taken (the state seen, the step wished) -> take -> batch
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import pandas as pd

from data.access import Actor, require
from data.editing import NothingChanges, all_fictional, batch_or_nothing, refuse_reason
from data.home import today
from data.importers.person_names import is_name
from data.reference_requests import request_steps
from data.request_now import Now, now_of
from data.request_slips import approval, ending, leaving, new_document
from data.snapshot import Source
from data.stock_moves import put
from data.store.store import Store, Told
from data.store.writing import BatchWriter
from geo.errors import Conflict, DataProblem, EditConflict
from geo.request_steps import MAIN, as_main

__all__ = ["ENDS", "SOURCE", "VIEW", "WRITE", "Line", "Taken", "new_document", "take"]

VIEW, WRITE, SOURCE = "requests.view", "requests.write", "request"
ENDS = ("refused", "cancelled")  # steps that need a reason
_HOUSEHOLDS = {"approved": "households_approved", "distributed": "households_reported",
               "reported": "households_reported"}  # fmt: skip
_BODY = {"endorsed": "endorsing_organisation", "approved": "approving_organisation",
         "refused": "approving_organisation"}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """What a step does with one item: units, and in which warehouse; an item may stand once for each of several.

    A release whose line names no warehouse takes the units wherever they are reserved.
    """

    item: str
    quantity: float
    warehouse_id: str = ""


@dataclass(frozen=True)
class Taken:
    """A step as somebody takes it.

    Parameters
    ----------
    request_id, step
        The request, and the step: ``approved`` in full or in part, whatever the lines say.
    on
        Day of the step (ISO).
    seen
        State that was shown to who takes it: another one by now is a conflict.
    organisation
        Who endorses, approves or refuses: an institution, never a person.
    households
        Households approved, served or reported; None where not told.
    lines
        Units approved (with their warehouse), or released. An item without a line gets none.
    slip
        Number of the paper slip of a release.
    rest_stays
        Of a release: what is still reserved stays reserved for a later one; otherwise it is free again.
    document
        Number of the form (`new_document`): what was stored under it is not stored again.
    """

    request_id: str
    step: str
    on: str
    seen: str
    organisation: str = ""
    households: float | None = None
    lines: tuple[Line, ...] = ()
    slip: str = ""
    rest_stays: bool = False
    document: str = ""


def take(source: Source, actor: Actor, taken: Taken, *, reason: str = "") -> int | None:
    """Take a step; what is held and reserved is read while nobody else may write.

    Parameters
    ----------
    reason
        Why a request is refused or cancelled; elsewhere it may stay blank.

    Returns
    -------
    batch
        Its number, to undo it by; None where this form is in already: nothing is stored twice.

    Raises
    ------
    NotAllowed
        Without the right ``requests.write``.
    EditConflict
        ``request_step_taken`` where somebody took a step after the sheet was shown.
    NotEnoughStock
        ``request_not_free`` where less is free than is approved; as `data.stock_moves.put`.
    DataProblem
        ``request_unknown``, ``request_step_not_next``, ``request_day_ahead``, ``request_day_before``,
        ``request_more_than_asked``, ``request_nothing_approved``, ``request_no_warehouse``,
        ``request_more_than_reserved``, ``request_nothing_leaves``, ``request_households``,
        ``request_person``; as `data.editing.refuse_reason`.
    """
    require(actor, WRITE)
    if reason.strip() or taken.step in ENDS:
        refuse_reason(reason)
    if is_name(taken.organisation):
        raise DataProblem("request_person")
    store = cast("Store", source.store)
    warehouses = {line.warehouse_id for line in taken.lines if line.warehouse_id}
    told = Told(actor.name, reason.strip() or f"{taken.request_id}: {taken.step}", SOURCE,
                fictional=_fictional(store, taken.request_id, warehouses))  # fmt: skip
    with batch_or_nothing() as done, store.batch(told) as batch:
        now = now_of(store, taken.request_id, request_steps(source.take(audience=actor.role).settings))
        if taken.document and (now.moved["document"] == taken.document).any():
            raise NothingChanges
        _refuse_taken(store, now, taken)
        _refuse_order(now, taken)
        _write(batch, now, taken, reason.strip())
        done.append(batch.seq)
    return done[0] if done else None


def _write(batch: BatchWriter, now: Now, taken: Taken, reason: str) -> None:
    """Movements first: they may be refused. Then the request and its lines."""
    if taken.step == "approved":
        rows, items, full = approval(now, taken)
        put(batch, rows)
        batch.patch("request_items", items)
        _patch(batch, now, taken, "approved" if full else "partly_approved", _approved_households(now, taken))
        return
    if taken.step == "released":
        rows, whole = leaving(now, taken)
        if len(rows):
            put(batch, rows)
        if whole:
            _patch(batch, now, taken, taken.step, {})
        return
    freed = ending(now, taken) if taken.step == "cancelled" else None
    if freed is not None and len(freed):
        put(batch, freed)
    told: dict[str, Any] = {"decision_reason": reason} if taken.step in ENDS else {}
    if taken.step in _HOUSEHOLDS and taken.households is not None:
        told[_HOUSEHOLDS[taken.step]] = _whole(taken.households)
    _patch(batch, now, taken, taken.step, told)


def _patch(batch: BatchWriter, now: Now, taken: Taken, status: str, told: Mapping[str, Any]) -> None:
    """Patch the request; the day of the picture in which it stands is never before what is known of it."""
    known = now.row["observed_on"]
    stamp = max(taken.on, known) if isinstance(known, str) else taken.on
    row = {"request_id": taken.request_id, "request_status": status, "observed_on": stamp, **told}
    if as_main(status) in MAIN:
        row[f"{as_main(status)}_on"] = taken.on
    if taken.organisation.strip() and taken.step in _BODY:
        row[_BODY[taken.step]] = taken.organisation.strip()
    batch.patch("requests", pd.DataFrame([row]))


def _approved_households(now: Now, taken: Taken) -> dict[str, float]:
    """Households as told, else as many as the scarcest line serves; never more than were asked for."""
    asked = now.row["households"]
    if taken.households is not None:
        if not pd.isna(asked) and taken.households > asked:
            raise DataProblem("request_households", most=float(asked), value=float(taken.households))
        return {"households_approved": _whole(taken.households)}
    given: dict[str, float] = {}
    for line in taken.lines:
        given[line.item] = given.get(line.item, 0.0) + line.quantity
    lines = now.lines[now.lines["quantity"] > 0]
    if lines.empty or pd.isna(asked):
        return {}
    least = min(given.get(row.item, 0.0) / row.quantity for row in lines.itertuples())
    return {"households_approved": float(math.floor(least * asked + 1e-9))}


def _whole(households: float) -> float:
    if households < 0 or households != math.floor(households):
        raise DataProblem("request_households", most=float("inf"), value=float(households))
    return float(households)


def _refuse_taken(store: Store, now: Now, taken: Taken) -> None:
    """Who takes a step must know the state that the request is in, not the one that it was in when it was shown."""
    if now.state == taken.seen:
        return
    batches = store.batches().set_index("seq")
    by = batches.loc[now.batch] if now.batch in batches.index else None
    author, when = ("", "") if by is None else (str(by["author"]), str(by["committed_at"]))
    conflict = Conflict("requests", {"request_id": taken.request_id}, "request_status", taken.seen, now.state, author,
                        now.batch, when, taken.step)  # fmt: skip
    told = {"state": now.state, "author": author, "batch": now.batch, "request": taken.request_id}
    raise EditConflict("request_step_taken", (conflict,), store.head(), **told)


def _refuse_order(now: Now, taken: Taken) -> None:
    """A step follows the one before it, on its day or later, and not after today."""
    if taken.step not in now.following:
        raise DataProblem("request_step_not_next", request=taken.request_id, state=now.state, step=taken.step)
    try:
        date.fromisoformat(taken.on)
    except ValueError as error:
        raise DataProblem("request_day_ahead", day=taken.on, today=today()) from error
    if taken.on > today():
        raise DataProblem("request_day_ahead", day=taken.on, today=today())
    days = [now.row[f"{step}_on"] for step in MAIN]
    last = max((day for day in days if isinstance(day, str)), default="")
    if taken.on < last:
        raise DataProblem("request_day_before", day=taken.on, last=last)


def _fictional(store: Store, request_id: str, warehouses: Collection[str]) -> bool:
    """Whether what is written is of the demonstration alone: the request, and the warehouses that it moves."""
    mine = all_fictional(store, "requests", [request_id])
    return mine and (not warehouses or all_fictional(store, "warehouses", warehouses))
