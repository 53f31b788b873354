"""A file on its way into the store: looked at first, stored as one batch only when somebody says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

import pandas as pd

from data import foreseen_pages, held_against, who_is_who
from data.foreseen import Foreseen, as_plain, foresee
from data.home import today
from data.identify import joined
from data.importers import opening, points, read
from data.importers.preview import ImportPreview, used_anywhere
from data.importers.sheet_words import TOLD
from data.importers.world import World
from data.kept_cells import as_patches
from data.registrar import Registrar
from data.senders import headers_of, remembered
from data.slices import Progress, emptied, slices
from data.snapshot import Source
from data.store import preview
from data.store.store import NEVER_ENDS, Store, Told
from geo.errors import DataProblem, ImportRejected
from geo.frames import FRAMES
from geo.snapshot import Snapshot

# Tables that people decide about in the product, and those that are installed (data/land.py): no file fills them.
NOT_IMPORTED = (
    "boundaries", "population", "settings", "confirmations", "distinctions", "withheld",
    "mappings", "scenarios", "situation_reports", "storm_facts", "messages",
)  # fmt: skip
TABLES = tuple(name for name in FRAMES if name not in NOT_IMPORTED)
KINDS = (*TABLES, read.AUTO)
CHANGES = ("key", "column", "before", "after", "frame")
KEYS = {
    "sites": "site_id", "shelters": "shelter_id", "warehouses": "warehouse_id", "items": "item",
    "movements": "movement_id", "requests": "request_id",
}  # fmt: skip
_OFTEN_GIVEN = frozenset({"adm2_pcode", "round", "source", "theme", "observed_on", "assessed_on", "moved_on", "kind"})


@dataclass(frozen=True)
class Asked:
    """What a user tells of a file beside its kind.

    Parameters
    ----------
    sender
        Who sent it; the same for every file of one source.
    given
        Texts for columns that the file does not tell, by column.
    chosen
        Header -> column, where a user corrected the proposal.
    day
        Date (ISO) of all rows of a file that does not say one.
    sheet
        Sheet of a workbook; "" for the one that is most like what is wanted.
    fixes
        Codes of problems whose proposed fix is applied to every row (`data.importers.fixes`).
    """

    sender: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)
    day: str = ""
    sheet: str = ""
    fixes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Intake:
    """A file as it was read.

    Parameters
    ----------
    kind
        Table, or ``auto``.
    previews
        One a table that the file fills.
    changes
        Cells that storing would change (`data.store.preview.of_patches`); for movements one row a new one.
    rows_known
        Accepted movements that are in the ledger already: not added again.
    joins, queue
        Records of the file that are records of ours for certain (stored as a batch of its own in the same
        transaction), and those that may be: a person decides (`data.identify`).
    foreseen
        What storing would do, one a preview.
    again
        Records that were joined before and come under their former name: the name in force stays.
    """

    kind: str
    previews: tuple[ImportPreview, ...]
    changes: pd.DataFrame
    rows_known: int = 0
    joins: pd.DataFrame = field(default_factory=pd.DataFrame)
    queue: pd.DataFrame = field(default_factory=pd.DataFrame)
    foreseen: tuple[Foreseen, ...] = ()
    again: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def rows_accepted(self) -> int:
        """Rows that would be stored."""
        return sum(one.rows_accepted for one in self.previews)


def look(source: Source, kind: str, path: Path, *, sender: str = "", asked: Asked | None = None) -> Intake:
    """Read a file and say what storing it would change; nothing is stored.

    Parameters
    ----------
    source
        The store that it is held against.
    kind
        One of `KINDS`; ``auto``: every table that the file fills.
    path
        The file.
    sender, asked
        What the user tells of the file.

    Raises
    ------
    ImportRejected
        If the file cannot be read at all; ``kind_not_recognised`` where ``auto`` finds no table for it.
    DataProblem
        ``unknown_kind``.
    """
    asked = asked or Asked(sender)
    frame = None if kind == read.AUTO else opening.frame_of(kind)
    told = {*asked.chosen, *headers_of(source.store, asked.sender)}
    file = replace(opening.opened(frame, Path(path), sheet=asked.sheet, known=told), chosen=asked.chosen)
    before = None if asked.chosen else remembered(source.store, asked.sender, file)
    likely = () if frame else tuple(name for name in opening.kinds_of(file) if name in TABLES)
    if before and (file.source or (len(likely) > 1 and before[0] in likely)):
        file = replace(file, chosen=before[1])
    elif before and kind in (read.AUTO, before[0]):
        frame, file, kind = opening.frame_of(before[0]), replace(file, chosen=before[1], source=None), before[0]
    kinds = (kind,) if frame else likely
    if not kinds:
        headers = ", ".join(header for header in file.sheet["headers"] if header)[:TOLD]
        raise ImportRejected("kind_not_recognised", file=file.path.name, found=headers)
    _check_given(asked, kinds)
    snapshot = source.take(audience="coordinator", as_of=NEVER_ENDS)
    registrar = Registrar(source, snapshot, asked.sender)
    previews = _previews(file, kinds, asked, snapshot, registrar)
    del file  # its cells are in the previews now: a long one is not held twice
    return _looked(source, kind, previews, snapshot, registrar)


def _check_given(asked: Asked, kinds: tuple[str, ...]) -> None:
    columns = sorted({column for name in kinds for column in FRAMES[name].by_name})
    for column in asked.given:
        if column not in columns:
            near = get_close_matches(column, columns, n=5, cutoff=0.4) or [c for c in columns if c in _OFTEN_GIVEN]
            raise DataProblem("set_unknown_column", column=column, columns=", ".join(near))


def _previews(
    file: opening.Read, kinds: tuple[str, ...], asked: Asked, snapshot: Snapshot, registrar: Registrar
) -> tuple[ImportPreview, ...]:
    """Preview the tables of a file, each checked against what is known and what the file brings itself."""
    frame = snapshot.frame
    places = points.in_force(frame("boundaries"))
    merged = registrar.source.store.merged_ids()  # a file may go on naming a record by the id that it had
    known = {name: {*frame(name)[key], *merged.get(name, ())} for name, key in KEYS.items() if name != "movements"}
    world = World(places, known, today(), asked.given, asked.day, _Lazy(frame), registrar, fixes=asked.fixes)
    return tuple(read.previews_of(kinds, file, world, keys=KEYS, sender=asked.sender))


def _looked(
    source: Source, kind: str, told: tuple[ImportPreview, ...], snapshot: Snapshot, registrar: Registrar
) -> Intake:
    """Hold the tables of a file against the store."""
    frame = snapshot.frame
    joins = registrar.joins(told)
    again = registrar.again(told)
    looked = Intake(kind, (), pd.DataFrame(columns=list(CHANGES)), 0, joins, registrar.queue(told), again=again)
    for one in told:
        ways = set(frame("ways")["way_id"]) if one.frame == "ways" else set()
        looked = _with(looked, _held(source, one, ways, pd.concat([joins, again])))
    shown = foreseen_pages.pages(source, looked.previews, pd.concat([joins, again]))
    previews = tuple(foreseen_pages.with_jumps(source, one, shown, joins) for one in used_anywhere(looked.previews))
    looked = replace(looked, previews=previews)
    return replace(looked, foreseen=tuple(foresee(source.store, snapshot, one, looked, shown) for one in previews))


class _Lazy(Mapping[str, pd.DataFrame]):
    """Tables of a snapshot, read when they are asked for."""

    def __init__(self, read_one: Callable[[str], pd.DataFrame]) -> None:
        self._read_one = read_one

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self._read_one(name)

    def __iter__(self) -> Iterator[str]:
        return iter(TABLES)

    def __len__(self) -> int:
        return len(TABLES)


def _with(looked: Intake, one: Intake) -> Intake:
    changes = [part for part in (looked.changes, one.changes) if len(part)]
    return replace(
        looked, previews=(*looked.previews, *one.previews), rows_known=looked.rows_known + one.rows_known,
        changes=pd.concat(changes, ignore_index=True) if changes else one.changes,
    )  # fmt: skip


def _held(source: Source, one: ImportPreview, ways: set[str], joins: pd.DataFrame) -> Intake:
    """One table of a file held against the store."""
    if one.frame == "movements":
        return _movements(source, one)
    if one.frame == "ways":
        one = held_against.ways(ways, one)
    if one.frame == "zones":
        kept = source.store.patches("scenarios", columns=("digest",))["zone_set"]
        one = held_against.zones(set(kept), one)
    rows = joined(one.rows.drop(columns="row_number"), joins, one.frame)
    changes = preview.of_patches(source.store, one.frame, rows, cleared=emptied(one, one.rows))
    return Intake(one.frame, (one,), changes)


def _movements(source: Source, read_in: ImportPreview) -> Intake:
    """Hold movements against the ledger: only a store has one that a file can be added to."""
    told, new, known = held_against.movements(cast("Store", source.store), read_in)
    said = pd.DataFrame({
        "key": new["warehouse_id"] + " · " + new["item"], "column": new["kind"], "before": None,
        "after": new["quantity"], "frame": "movements",
    })  # fmt: skip
    return Intake("movements", (told,), said, known)


def keep(store: Store, intake: Intake, *, author: str, reason: str, progress: Progress | None = None) -> int:
    """Store the accepted rows of a file as one batch, whole or not at all; returns the batch.

    What the file's records are for certain is a batch of its own after it, in the same transaction.

    `progress` is told the share stored so far (0-1), up to 1 before all is made lasting; raising from it leaves
    nothing behind.

    Raises
    ------
    StoreProblem
        ``already_in`` if every table that it fills is in active batches of the same file.
    DataProblem
        ``movement_changed`` if a known document line comes with another content.
    """
    first = intake.previews[0]
    filled = tuple(dict.fromkeys(one.frame for one in intake.previews if len(one.rows)))
    told = Told(author, reason, held_against.source_of(first), sha256=first.sha256, tables=filled)
    with store.together() as acts:
        batch = acts.begin(told)
        for frame, rows, cleared in slices(intake.previews, progress):
            batch.move(rows) if frame == "movements" else batch.patch(frame, rows, cleared=cleared)
        of_rules = Told(author, who_is_who.JOINED_WITH.format(batch.seq), who_is_who.BY_THE_RULES)
        for table, joins in intake.joins.groupby("table_name") if len(intake.joins) else ():
            who_is_who.join(acts, str(table), joins, of_rules)
        for table, again in intake.again.groupby("table_name") if len(intake.again) else ():
            acts.begin(of_rules).patch(str(table), as_patches(str(table), again))
    return batch.seq


def as_record(looked: Intake, batch: int | None) -> dict[str, Any]:
    """Return the contract of `import --json`; a file that fills several tables counts its rows once."""
    first = looked.previews[0]
    people = next((one for one in looked.previews if one.people_in is not None), first)
    told = [one.as_record() for one in looked.previews]
    return {
        "batch": batch,
        "rows_read": first.rows_read,
        "rows_accepted": first.rows_accepted,
        "rows_rejected": first.rows_rejected,
        "rows_known": looked.rows_known,
        "people_in": people.people_in,
        "people_accepted": people.people_accepted,
        "problems": [problem for record in told for problem in record["problems"]],
        "problems_found": sum(one.problems_found for one in looked.previews),
        "changes": len(looked.changes),
        "joined": len(looked.joins),
        "to_decide": len(looked.queue),
        "foreseen": [as_plain(one) for one in looked.foreseen],
        "tables": told,
    }
