"""A file on its way into the store: looked at first, stored as one batch only when somebody says so."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pandas as pd

from data import held_against
from data.bundled_geography import bundled_aliases
from data.home import today
from data.importers import child, points
from data.importers.files import check_table
from data.importers.limits import limits
from data.importers.preview import ImportPreview
from data.importers.read import SITE_WORKBOOK, read, read_workbook
from data.importers.words import fold
from data.snapshot import SCHEMATIC, Source
from data.store import preview
from data.store.store import NEVER_ENDS, Store, Told
from geo.errors import DataProblem, ImportRejected
from geo.frames import FRAMES

KINDS = (*(name for name in FRAMES if name not in ("boundaries", "population", "settings")), SITE_WORKBOOK)
KEYS = {"sites": "site_id", "warehouses": "warehouse_id", "items": "item", "movements": "movement_id"}


@dataclass(frozen=True)
class Intake:
    """A file as it was read.

    Parameters
    ----------
    kind
        Table, or ``site_workbook``.
    previews
        One a table that the file fills.
    changes
        Cells that storing would change (`data.store.preview.of_patches`); for movements one row a new one.
    rows_known
        Accepted movements that are in the ledger already: not added again.
    """

    kind: str
    previews: tuple[ImportPreview, ...]
    changes: pd.DataFrame
    rows_known: int = 0

    @property
    def rows_accepted(self) -> int:
        """Rows that would be stored."""
        return sum(one.rows_accepted for one in self.previews)


def look(source: Source, kind: str, path: Path, *, sender: str = "") -> Intake:
    """Read a file and say what storing it would change; nothing is stored.

    Raises
    ------
    ImportRejected
        If the file cannot be read at all.
    DataProblem
        ``unknown_kind``.
    """
    snapshot = source.take(audience="coordinator", as_of=NEVER_ENDS)
    frame = snapshot.frame
    known = {name: set(frame(name)[key]) for name, key in KEYS.items() if name != "movements"}
    boundaries = frame("boundaries")
    places = points.Places(boundaries, bundled_aliases(), bool((boundaries["boundary_set"] == SCHEMATIC).all()))
    told: dict[str, Any] = {"places": places, "known": known, "today": today(), "sender": sender}
    previews: tuple[ImportPreview, ...] = (
        read_workbook(path, **told) if kind == SITE_WORKBOOK else (read(kind, path, **told),)
    )
    if kind == "movements":
        return _movements(source, previews[0])
    if kind == "ways":
        previews = (held_against.ways(set(frame("ways")["way_id"]), previews[0]),)
    changes = [preview.of_patches(source.store, one.frame, one.rows.drop(columns="row_number")) for one in previews]
    return Intake(kind, previews, pd.concat(changes, ignore_index=True))


def _movements(source: Source, read_in: ImportPreview) -> Intake:
    """Hold movements against the ledger: only a store has one that a file can be added to."""
    told, new, known = held_against.movements(cast("Store", source.store), read_in)
    said = pd.DataFrame({
        "key": new["warehouse_id"] + " · " + new["item"], "column": new["kind"], "before": None,
        "after": new["quantity"], "frame": "movements",
    })  # fmt: skip
    return Intake("movements", (told,), said, known)


def keep(store: Store, intake: Intake, *, author: str, reason: str) -> int:
    """Store the accepted rows of a file as one batch, whole or not at all; returns the batch.

    Raises
    ------
    StoreProblem
        ``already_in`` if the file belongs to an active batch.
    DataProblem
        ``movement_changed`` if a known document line comes with another content.
    """
    first = intake.previews[0]
    with store.batch(Told(author, reason, held_against.source_of(first), sha256=first.sha256)) as batch:
        for one in intake.previews:
            rows = one.rows.drop(columns="row_number")
            batch.move(rows) if one.frame == "movements" else batch.patch(one.frame, rows)
    return batch.seq


def as_record(looked: Intake, batch: int | None) -> dict[str, Any]:
    """Return the contract of `import --json`; a site workbook counts its rows once, its people by assessments."""
    first, last = looked.previews[0], looked.previews[-1]
    told = [one.as_record() for one in looked.previews]
    return {
        "batch": batch,
        "rows_read": first.rows_read,
        "rows_accepted": first.rows_accepted,
        "rows_rejected": first.rows_rejected,
        "rows_known": looked.rows_known,
        "people_in": last.people_in,
        "people_accepted": last.people_accepted,
        "problems": [problem for record in told for problem in record["problems"]],
        "problems_found": sum(one.problems_found for one in looked.previews),
        "changes": len(looked.changes),
        "tables": told,
    }


def need(path: Path) -> tuple[tuple[str, float], ...]:
    """Read a need file (`adm2_pcode`, `households`) as pairs.

    Raises
    ------
    ImportRejected
        If the file cannot be read, or lacks a column.
    DataProblem
        ``bad_need`` where a number of households is none or below zero.
    """
    check_table(path)
    columns = ["adm2_pcode", "households"]
    sheet = child.parse("table", path, limits=limits(), expected=[fold(name) for name in columns])
    told = dict(zip((fold(header) for header in sheet["headers"]), sheet["columns"], strict=True))
    absent = [name for name in columns if fold(name) not in told]
    if absent:
        raise ImportRejected(
            "sheet_missing_columns", sheet=sheet["sheet"], columns=", ".join(absent), found=", ".join(sheet["headers"])
        )
    codes, numbers = (told[fold(name)] for name in columns)
    households = pd.to_numeric(pd.Series(numbers, dtype="str"), errors="coerce")
    for commune, text, number in zip(codes, numbers, households, strict=True):
        if not number >= 0:
            raise DataProblem("bad_need", commune=commune, value=text)
    return tuple(zip(codes, households.tolist(), strict=True))
