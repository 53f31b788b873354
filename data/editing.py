"""Editing records in the app: opened at a seq, checked as imports are, saved as one batch, conflicts told at once.

::

    open_table -> Opened (fixed until it is opened again) -> Wishes (texts, cell by cell) -> draft -> save -> batch
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import cast

import pandas as pd

from data.access import Actor, require
from data.drafting import PREFIX, Draft, Opened, Wishes, draft, editable, text_of
from data.importers.cases import says_case
from data.importers.personal import holds_person
from data.snapshot import SITUATION, Source
from data.store.store import Store, Told
from geo.errors import DataProblem, EditConflict, ImportRejected
from geo.frames import FRAMES
from geo.snapshot import Snapshot

__all__ = [
    "Draft", "Opened", "Wishes", "all_fictional", "batch_or_nothing", "decided", "draft", "editable", "fresh_id",
    "open_table", "refuse_reason", "save", "text_of",
]  # fmt: skip

VIEW, WRITE, SOURCE = "entry.view", "entry.write", "form"
Cell = tuple[str, str]  # record, column


class NothingChanges(Exception):
    """Ends a batch that would hold nothing: it is not stored."""


def open_table(source: Source, name: str, actor: Actor) -> Opened:
    """Open a table for editing, as it is now.

    Raises
    ------
    NotAllowed
        Without the right ``entry.view``.
    """
    require(actor, VIEW)
    return _opened(name, source.take(audience=actor.role))


def _opened(name: str, snapshot: Snapshot) -> Opened:
    rows = snapshot.frame(name)
    if name == "ways":  # a source is of one statement: who says something new says from whom
        rows = rows.assign(source=pd.Series([None] * len(rows), dtype="str"))
    return Opened(name, snapshot.known_at, snapshot.as_of, rows)


def fresh_id(name: str) -> str:
    """Return an id for a new record: ours, and never used before."""
    return f"{PREFIX[name]}-{secrets.token_hex(5)}"


def save(source: Source, actor: Actor, opened: Opened, wishes: Wishes, *, reason: str) -> int | None:
    """Save wishes as one batch, whole or not at all.

    Returns
    -------
    batch
        Its number; None where nothing changes: then nothing is stored.

    Raises
    ------
    NotAllowed
        Without the right ``entry.write``.
    DataProblem
        ``edit_no_reason``, ``edit_reason_personal`` (see `refuse_reason`); ``edit_older`` where a cell is known
        from a later day.
    ImportRejected
        ``edit_faults`` with the problems, where a check forbids it.
    EditConflict
        With every cell that somebody else changed meanwhile.
    """
    require(actor, WRITE)
    refuse_reason(reason)
    made = draft(source, opened, wishes)
    if made.blocked:
        problems = tuple(problem for _, problem in made.faults)
        raise ImportRejected("edit_faults", problems, count=sum(problem.blocking for problem in problems))
    store = cast("Store", source.store)
    fictional = all_fictional(store, opened.name, [edit.key[opened.key] for edit in made.edits])
    told = Told(actor.name, reason.strip(), SOURCE, fictional=fictional)
    with batch_or_nothing() as done, store.batch(told) as batch:
        if not batch.save_all(made.edits):
            raise NothingChanges
        done.append(batch.seq)
    return done[0] if done else None


def refuse_reason(reason: str) -> None:
    """Refuse a reason that is none, holds personal data or tells a case: everybody who sees the batches reads it.

    Raises
    ------
    DataProblem
        ``edit_no_reason``; ``edit_reason_personal`` for a telephone number, an e-mail address or a document number;
        ``edit_reason_case`` for one that speaks of violence or exploitation.
    """
    if not reason.strip():
        raise DataProblem("edit_no_reason")
    if holds_person(reason):
        raise DataProblem("edit_reason_personal")
    if says_case(reason):
        raise DataProblem("edit_reason_case")


@contextmanager
def batch_or_nothing() -> Iterator[list[int]]:
    """Give a list for the number of the batch; it stays empty where nothing changes, and nothing is stored."""
    done: list[int] = []
    try:
        yield done
    except NothingChanges:
        done.clear()


def decided(
    source: Source, actor: Actor, opened: Opened, wishes: Wishes, *, told: EditConflict, mine: Collection[Cell] = ()
) -> tuple[Opened, Wishes]:
    """Go on after a conflict: what was told is read now; `mine` are the cells (record, column) to put in all the same.

    Everywhere else theirs is kept. Wishes for a record that was merged go to the record that it is now.
    """
    require(actor, VIEW)
    again = _opened(opened.name, source.take(audience=actor.role, known_at=told.known_at))
    read = {record: opened.texts(record) for record in wishes.cells}
    cells = {  # what is as it was read was never a wish, also where something else stands there now
        record: {column: text for column, text in one.items() if text.strip() != read[record][column]}
        for record, one in wishes.cells.items()
    }
    for one in told.conflicts:
        record = one.asked[opened.key]
        value = one.mine if (record, one.column) in mine else one.theirs
        cells.setdefault(record, {})[one.column] = text_of(opened.frame.by_name[one.column], value)
    same = source.store.merged_ids().get(opened.name, {})
    moved: dict[str, dict[str, str]] = {}
    for record, one_cells in cells.items():
        moved.setdefault(same.get(record, record), {}).update(one_cells)
    return again, replace(wishes, cells=moved)


def all_fictional(store: Store, name: str, records: Collection[str]) -> bool:
    """Whether records are of the demonstration alone: what is edited of them is fictional too.

    Ways that ship with the product are real; they are edited in a demonstration while nothing else is there.
    """
    if name == "ways":
        real, fictional = store.batch_counts(SITUATION)
        return fictional > 0 and not real
    patches = store.patches(name)
    mine = patches[patches[FRAMES[name].key[0]].isin(list(records))]
    if set(mine[FRAMES[name].key[0]]) != set(records):
        return False  # a new record is somebody's own
    fictional_of = store.batches().set_index("seq")["fictional"]
    return bool(mine["batch"].map(fictional_of).all())
