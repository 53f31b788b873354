"""Movements of stock entered in the app: looked at beside the ledger, stored once, refused where there is not enough.

::

    Slip -> look -> Looked (rows, what is held and left, faults) -> save -> Saved, or a refusal that says what is there

What takes stock is checked inside the write transaction: of two people who release the last kits at once one
succeeds, and the other is told which item and lot, and what is there now.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pandas as pd
from sqlalchemy import Connection

from data import stock_ledger
from data.access import Actor, require
from data.editing import SOURCE, NothingChanges, all_fictional, batch_or_nothing, refuse_reason
from data.home import today
from data.snapshot import Source
from data.stock_following import following
from data.stock_slips import KINDS, Slip, checked, new_document
from data.store import ledger
from data.store.enough import LOT, TAKES
from data.store.excerpts import excerpt, of_documents
from data.store.store import Store, Told
from data.store.writing import BatchWriter
from geo.errors import Conflict, DataProblem, EditConflict, ImportRejected, Problem
from geo.first_out import first_out
from geo.frames import FRAMES

__all__ = [
    "KINDS", "WRITE", "Looked", "Saved", "Slip", "look", "new_document", "propose_lots", "put", "reverse", "save",
]  # fmt: skip

WRITE = "stock.write"
COLUMNS = [column.name for column in FRAMES["movements"].columns]
# What must still be as it was shown: a count is held against what is held, an arrival against what is on the way.
SEEN = {"count": "held", "transfer_in": "expected"}


@dataclass(frozen=True)
class Looked:
    """A slip after all checks.

    Parameters
    ----------
    rows
        `MOVEMENTS` rows, one a line, with `held`, `reserved`, `usable`, `left` (`stock_ledger.beside`), `expected`
        (units of the item that are still on the way under the shipment; NaN: it is of none) and `difference`
        (counted - held, or arrived - expected; NaN elsewhere).
    added
        `MOVEMENTS` rows that go with them: the end of the request's reservation, what is missing or too much.
    faults
        What is wrong, by line (1 is the first).
    """

    rows: pd.DataFrame
    added: pd.DataFrame
    faults: tuple[Problem, ...]

    @property
    def blocked(self) -> bool:
        """Whether a fault forbids storing."""
        return any(problem.blocking for problem in self.faults)


@dataclass(frozen=True)
class Saved:
    """A slip that is stored: the batch's number, the slip's, and its `MOVEMENTS` rows with their ids."""

    batch: int
    document: str
    rows: pd.DataFrame


def look(source: Source, slip: Slip) -> Looked:
    """Check a slip as an import of movements is, and hold it against the ledger; nothing is stored."""
    rows, faults = checked(source, slip)
    store = cast("Store", source.store)
    with store.ledger() as over:
        if rows.empty or rows["moved_on"].isna().all():
            return Looked(rows.assign(**dict.fromkeys(_BESIDE, float("nan"))), rows.head(0), faults)
        known = _beside(over.connection, rows)
        added = following(over.connection, rows, complete=slip.complete)
    return Looked(known, added, (*faults, *_short(known)))


def save(source: Source, actor: Actor, slip: Slip, seen: Looked, *, reason: str) -> Saved | None:
    """Store a slip as one batch, whole or not at all.

    Parameters
    ----------
    seen
        What was shown to who saves (`look`).

    Returns
    -------
    saved
        None where this slip is in already: a second click stores nothing twice.

    Raises
    ------
    NotAllowed
        Without the right ``stock.write``.
    DataProblem
        ``edit_no_reason``, ``edit_reason_personal`` (see `data.editing.refuse_reason`).
    ImportRejected
        ``edit_faults`` with the problems, where a check forbids it.
    NotEnoughStock
        ``not_enough_stock``, ``stock_expired`` or ``not_reserved``: warehouse, item, lot, what is asked, what is
        usable now.
    EditConflict
        Where a count or an arrival is held against figures that are no longer those that were shown.
    """
    require(actor, WRITE)
    refuse_reason(reason)
    rows, faults = checked(source, slip)
    blocking = sum(one.blocking for one in faults)
    if blocking or rows.empty:
        raise ImportRejected("edit_faults", faults, count=blocking)
    store = cast("Store", source.store)
    fictional = all_fictional(store, "warehouses", set(rows["warehouse_id"]))
    told = Told(actor.name, reason.strip(), SOURCE, fictional=fictional)
    stored = rows
    with batch_or_nothing() as done, store.batch(told) as batch:
        if ledger.known_again(batch.connection, ledger.keyed(batch.connection, rows, SOURCE, batch.past)).all():
            raise NothingChanges
        _refuse_changed(batch, rows, seen.rows)
        stored = put(batch, rows, complete=slip.complete)
        done.append(batch.seq)
    return Saved(done[0], slip.document, stored) if done else None


def put(batch: BatchWriter, rows: pd.DataFrame, *, complete: bool = False) -> pd.DataFrame:
    """Add movements to an open batch, with what goes with them; whoever holds the batch stores all of it or nothing.

    What moves on a day on which its lot was counted already comes after that count, unless the rows say another.
    A release, distribution or transfer that names a request ends as much of that request's reservation, unless the
    rows end some of it themselves. `complete`: nothing more of the shipments that arrive will come.

    Raises
    ------
    NotEnoughStock
        As `save`.
    """
    told = [name for name in COLUMNS if name in rows.columns]
    whole = FRAMES["movements"].conform(rows[told])
    added = following(batch.connection, whole, complete=complete, past=batch.past)
    every = pd.concat([whole, added], ignore_index=True) if len(added) else whole
    return batch.release(every.assign(after_count=stock_ledger.counts_before(batch.connection, every, batch.past)))


def propose_lots(source: Source, warehouse_id: str, item: str, quantity: float, *, on: str) -> pd.DataFrame:
    """Lots to take a quantity from, the first to expire first (`geo.first_out`), after everything that is known."""
    asked = pd.DataFrame([{"warehouse_id": warehouse_id, "item": item}])
    with cast("Store", source.store).ledger() as over:
        return first_out(stock_ledger.lots(over.connection, asked, "9999-12-31"), quantity, on=on)


def reverse(source: Source, actor: Actor, document: str, *, reason: str) -> Saved | None:
    """Take back every movement of a slip that still counts: one reversal each, which names its movement.

    Returns
    -------
    saved
        None where nothing of the slip counts any more.

    Raises
    ------
    NotAllowed, DataProblem
        As `save`; ``unknown_slip`` for a number that no movement has.
    """
    require(actor, WRITE)
    refuse_reason(reason)
    store = cast("Store", source.store)
    with store.ledger() as over:
        rows = excerpt(over.connection, over.bounds, of_documents([document]))
        if rows.empty and not stock_ledger.was_told(over.connection, document):
            raise DataProblem("unknown_slip", document=document)
    if rows.empty:
        return None
    day = max(min(today(), source.take(audience=actor.role).as_of), rows["moved_on"].max())
    number = new_document("reversal")
    back = FRAMES["movements"].conform(rows[["warehouse_id", "item", "lot", "quantity", "movement_id"]].rename(
        columns={"movement_id": "reverses"}).assign(
        movement_id=None, kind="reversal", moved_on=day, document=number, line=range(1, len(rows) + 1),
        note=document))  # fmt: skip
    fictional = all_fictional(store, "warehouses", set(rows["warehouse_id"]))
    with store.batch(Told(actor.name, reason.strip(), SOURCE, fictional=fictional)) as batch:
        counting = excerpt(batch.connection, batch.past, of_documents([document]))
        if set(counting["movement_id"]) != set(rows["movement_id"]):
            raise EditConflict("slip_changed", (), batch.seq - 1, document=document)
        stored = batch.move(back)
    return Saved(batch.seq, number, stored)


_BESIDE = ("held", "reserved", "usable", "left", "expected", "difference")


def _beside(connection: Connection, rows: pd.DataFrame, past: stock_ledger.Past = stock_ledger.HERE) -> pd.DataFrame:
    """Lines with what the ledger says of them (see `Looked`)."""
    told = stock_ledger.beside(connection, rows, past)
    way = stock_ledger.arriving(connection, rows, past).set_index(["shipment", "item"])["on_the_way"]
    keys = pd.MultiIndex.from_frame(rows[["shipment", "item"]])
    expected = pd.Series(way.reindex(keys).to_numpy(dtype="float64"), index=rows.index)
    expected = expected.where(rows["kind"] == "transfer_in")
    arrived = rows.groupby(["shipment", "item"], dropna=False)["quantity"].transform("sum")
    counted = (rows["quantity"] - told["held"]).where(rows["kind"] == "count")
    return told.assign(expected=expected, difference=counted.fillna(arrived - expected))


def _short(rows: pd.DataFrame) -> tuple[Problem, ...]:
    """Lines for which the ledger has not enough, as it is now."""
    short = rows[rows["kind"].isin(TAKES) & (rows["left"] < 0)]
    return tuple(
        Problem(int(row["line"]), "quantity", "more_than_usable", f"{row['quantity']:.10g}",
                {"usable": f"{row['usable']:.10g}", "item": row["item"], "lot": row["lot"] or "-"})
        for row in short.fillna({"lot": ""}).to_dict("records")
    )  # fmt: skip


def _refuse_changed(batch: BatchWriter, rows: pd.DataFrame, seen: pd.DataFrame) -> None:
    """Somebody who counts or receives must know what the ledger says now, not what it said when the slip was shown."""
    kind = str(rows["kind"].iloc[0])
    if kind not in SEEN:
        return
    now = _beside(batch.connection, rows, batch.past)[SEEN[kind]]
    told = pd.Series(seen[SEEN[kind]].to_numpy(dtype="float64"), index=rows.index)
    moved = ~((told == now) | (told.isna() & now.isna()))
    if not moved.any():
        return
    conflicts = []
    for at in rows.index[moved]:
        row = rows.loc[at]
        seq, author, when = stock_ledger.last_movement(batch.connection, row, batch.seq)
        lot = {name: "" if pd.isna(row[name]) else str(row[name]) for name in LOT}
        conflicts.append(Conflict("movements", lot, "quantity", _or_none(told[at]), _or_none(now[at]), author, seq,
                                  when, float(row["quantity"])))  # fmt: skip
    first = conflicts[0]
    words = {"column": first.column, "batch": first.batch, "author": first.author, "count": len(conflicts)}
    raise EditConflict("edit_conflict", tuple(conflicts), batch.seq - 1, **words)


def _or_none(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
