"""Physical counts entered in the app: held against the balance that the ledger computes, stored once.

One opened form is one document: its number is made when it is opened, so that a second click adds nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import pandas as pd
from sqlalchemy import Connection, select

from data import stock_ledger
from data.access import Actor, require
from data.editing import SOURCE, WRITE, NothingChanges, all_fictional, batch_or_nothing, refuse_reason
from data.home import today
from data.importers import checks, personal, rules
from data.importers.findings import Findings
from data.snapshot import Source
from data.store import ledger, sums
from data.store.engine import reading
from data.store.schema import TABLES
from data.store.store import Store, Told
from data.store.sums import Bound
from data.store.writing import BatchWriter
from geo.errors import Conflict, EditConflict, ImportRejected, Problem
from geo.frames import FRAMES

LINE = ("warehouse_id", "item", "lot", "expiry", "quantity", "note")
LOT = ("warehouse_id", "item", "lot")


@dataclass(frozen=True)
class Count:
    """A count as somebody entered it.

    Parameters
    ----------
    document
        Number of the form (`new_document`).
    moved_on
        Day of the count (ISO).
    lines
        Texts by column: warehouse, item, lot, expiry, quantity, note; "" where blank.
    """

    document: str
    moved_on: str
    lines: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Counted:
    """A count after all checks.

    Parameters
    ----------
    rows
        `MOVEMENTS` rows, one a line, and `held`: the balance that the ledger computes for the end of that day
        (NaN: it knows no such lot), `difference` = counted - held (NaN where `held` is).
    faults
        What is wrong, by line (1 is the first).
    """

    rows: pd.DataFrame
    faults: tuple[Problem, ...]

    @property
    def blocked(self) -> bool:
        """Whether a fault forbids storing."""
        return any(problem.blocking for problem in self.faults)


def new_document() -> str:
    """Return the number of a form that is opened now."""
    return f"INV-{secrets.token_hex(6)}"


def look(source: Source, count: Count) -> Counted:
    """Check a count as an import of movements is, and hold it against the ledger; nothing is stored."""
    frame = FRAMES["movements"]
    stamp = {"document": count.document, "moved_on": count.moved_on or None, "kind": "count"}
    texts = pd.DataFrame(
        [{name: line.get(name, "").strip() or None for name in LINE} | stamp | {"line": str(n)}
         for n, line in enumerate(count.lines, 1)], dtype="str",
    )  # fmt: skip
    findings = Findings(range(1, len(texts) + 1), {})
    rows = checks.check_cells(frame, personal.without_persons(frame, texts, findings), findings)
    snapshot = source.take(audience="coordinator")
    known = {name: set(snapshot.frame(name)[key]) for name, key in (("warehouses", "warehouse_id"), ("items", "item"))}
    checks.check_required(frame, rows, findings)
    checks.check_references(frame, rows, findings, known)
    checks.check_dates(frame, rows, findings, min(today(), snapshot.as_of))
    rules.check_rules(frame, rows, findings)
    again = rows[list(LOT)].duplicated() & rows[["warehouse_id", "item"]].notna().all(axis=1)
    findings.add(again.to_numpy(dtype=bool), "item", "counted_twice", rows["item"])
    whole = frame.conform(rows.assign(movement_id=None))
    store = cast("Store", source.store)
    with reading(store.engine) as connection:
        later = _later_counts(connection, store, whole)
        held = _held(connection, store, whole, count.moved_on)
    findings.add(later.notna().to_numpy(dtype=bool), "moved_on", "later_count", blocking=False,
                 day=later.dropna().tolist())  # fmt: skip
    return Counted(whole.assign(held=held, difference=whole["quantity"] - held), tuple(findings.problems()))


def save(source: Source, actor: Actor, count: Count, seen: pd.Series, *, reason: str) -> int | None:
    """Store a count as one batch, whole or not at all.

    Parameters
    ----------
    seen
        `held` of each line as it was shown to who saves (see `look`).

    Returns
    -------
    batch
        Its number; None where this form is in already: nothing is stored twice.

    Raises
    ------
    NotAllowed
        Without the right ``entry.write``.
    DataProblem
        ``edit_no_reason``, ``edit_reason_personal`` (see `data.editing.refuse_reason`).
    ImportRejected
        ``edit_faults`` with the problems, where a check forbids it.
    EditConflict
        Where the computed balance of a line is no longer the one that was shown.
    """
    require(actor, WRITE)
    refuse_reason(reason)
    counted = look(source, count)
    if counted.blocked or counted.rows.empty:
        raise ImportRejected("edit_faults", counted.faults, count=sum(one.blocking for one in counted.faults))
    store = cast("Store", source.store)
    fictional = all_fictional(store, "warehouses", set(counted.rows["warehouse_id"]))
    rows = counted.rows[[column.name for column in FRAMES["movements"].columns]]
    told = Told(actor.name, reason.strip(), SOURCE, fictional=fictional)
    with batch_or_nothing() as done, store.batch(told) as batch:
        if ledger.known_again(batch.connection, ledger.keyed(batch.connection, rows, SOURCE)).all():
            raise NothingChanges
        _refuse_moved(store, batch, rows, seen)
        batch.move(rows)
        done.append(batch.seq)
    return done[0] if done else None


def _refuse_moved(store: Store, batch: BatchWriter, rows: pd.DataFrame, seen: pd.Series) -> None:
    """Somebody who counts must know what the ledger says now, not what it said when the form was shown."""
    held = _held(batch.connection, store, rows, str(rows["moved_on"].iloc[0]), without=(batch.seq,))
    told = pd.Series(seen.to_numpy(dtype="float64"), index=rows.index)
    moved = ~((told == held) | (told.isna() & held.isna()))
    if not moved.any():
        return
    conflicts = []
    for at in rows.index[moved]:
        row = rows.loc[at]
        lot = {name: "" if pd.isna(row[name]) else str(row[name]) for name in LOT}
        seq, author, when = stock_ledger.last_movement(batch.connection, lot, batch.seq)
        conflicts.append(Conflict(
            "movements", lot, "quantity", _or_none(told[at]), _or_none(held[at]), author, seq, when, row["quantity"],
        ))  # fmt: skip
    first = conflicts[0]
    words = {"column": first.column, "batch": first.batch, "author": first.author, "count": len(conflicts)}
    raise EditConflict("edit_conflict", tuple(conflicts), batch.seq - 1, **words)


def _held(
    connection: Connection, store: Store, rows: pd.DataFrame, day: str, *, without: tuple[int, ...] = ()
) -> pd.Series:
    """Balance of each line's lot at the end of a day; NaN where the ledger knows no such lot."""
    same = store.identity(connection, store.active(connection, None, without))
    balances = sums.balances(connection, Bound(day, without=without), same=same)
    known = balances.assign(lot=balances["lot"].fillna("")).groupby(list(LOT))["held"].sum()
    keys = pd.MultiIndex.from_frame(rows[list(LOT)].assign(lot=rows["lot"].fillna("")))
    return pd.Series(known.reindex(keys).to_numpy(dtype="float64"), index=rows.index)


def _later_counts(connection: Connection, store: Store, rows: pd.DataFrame) -> pd.Series:
    """Day of a later count of the same lot, null where there is none: it rules the balance after it."""
    table = TABLES["movements"].c
    places = rows["warehouse_id"].dropna().unique().tolist()
    query = select(table.warehouse_id, table.item, table.lot, table.moved_on, table.batch)
    counts = pd.read_sql_query(query.where(table.kind == "count", table.warehouse_id.in_(places)), connection)
    counts = counts[counts["batch"].isin(store.active(connection))]
    last = counts.assign(lot=counts["lot"].fillna("")).groupby(list(LOT))["moved_on"].max()
    keys = pd.MultiIndex.from_frame(rows[list(LOT)].assign(lot=rows["lot"].fillna("")))
    found = pd.Series(last.reindex(keys).to_numpy(), index=rows.index, dtype="str")
    return found.where(found > rows["moved_on"])


def _or_none(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
