"""What somebody wants changed in records, held against what was read, with the checks that imports go through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import pandas as pd

from data import closures, deny_list
from data.home import HAITI, today
from data.importers import points
from data.importers.findings import Findings
from data.importers.read import checked
from data.importers.sources import Options
from data.importers.world import World
from data.snapshot import Source
from data.store.conflicts import Edit
from geo.errors import DataProblem, Problem
from geo.frames import FRAMES, Column, Frame

# Of a way people edit the closure; of the others all but the key, the day and the shape.
CLOSURE = ("status", "reason", "source", "restriction", "open_hours", "largest_truck_t", "rainy_status", "passes",
           "vessel", "capacity_t_day", "capacity_m3_day", "departures_week", "sensitivity")  # fmt: skip
# What goes with a restriction and not with an open way.
OF_A_RESTRICTION = ("restriction", "open_hours")
PREFIX = {"sites": "SIT", "shelters": "ABR", "events": "EVT", "actions": "ACT"}
# Cells that belong together: a point of one person's longitude and another's latitude is nobody's.
TOGETHER = ({"longitude", "latitude"},)
OCCUPANCY = ("occupancy_persons", "occupancy_households")


@dataclass(frozen=True)
class Opened:
    """A table as somebody opened it.

    Parameters
    ----------
    name
        Table: ``sites``, ``shelters``, ``events``, ``actions`` or ``ways``.
    read_at
        Seq at which it was read: fixed until it is opened again.
    day
        Day of the picture (ISO): no edit is dated later.
    rows
        Records as they were read; one row a key.
    """

    name: str
    read_at: int
    day: str
    rows: pd.DataFrame = field(repr=False, compare=False)

    @property
    def frame(self) -> Frame:
        """Its vocabulary."""
        return FRAMES[self.name]

    @property
    def key(self) -> str:
        """Column that names a record."""
        return self.frame.key[0]

    def texts(self, record: str) -> dict[str, str]:
        """Cells of a record as texts, "" where unknown; of one that is new all are unknown."""
        at = self.records.get(record)
        columns = [column for column in self.frame.columns if column.kind != "geometry"]
        return {c.name: "" if at is None else text_of(c, self.rows[c.name].array[at]) for c in columns}

    @cached_property
    def records(self) -> dict[str, int]:
        """Record -> position of its row."""
        return {record: at for at, record in enumerate(self.rows[self.key])}


@dataclass(frozen=True)
class Wishes:
    """What somebody wants changed.

    Parameters
    ----------
    cells
        Record -> column -> text; "" empties the cell. A record that is not among those opened is a new one.
    dated
        Day (ISO) on which it was seen so; None: a correction without a new observation.
    """

    cells: Mapping[str, Mapping[str, str]]
    dated: str | None = None


@dataclass(frozen=True)
class Draft:
    """Wishes after all checks.

    Parameters
    ----------
    edits
        What would be saved.
    changes
        `record`, `column`, `before`, `after`: texts, "" where unknown.
    faults
        Record and problem, in the order of the records; only what the wishes bring, not what was there before.
    """

    edits: tuple[Edit, ...]
    changes: pd.DataFrame
    faults: tuple[tuple[str, Problem], ...]

    @property
    def blocked(self) -> bool:
        """Whether a fault forbids saving."""
        return any(problem.blocking for _, problem in self.faults)

    @property
    def emptied(self) -> int:
        """Number of cells that would be emptied."""
        return int((self.changes["after"] == "").sum())


def editable(name: str) -> tuple[Column, ...]:
    """Columns of a table that people edit."""
    frame = FRAMES[name]
    if name == "ways":
        return tuple(frame.by_name[column] for column in CLOSURE)
    return tuple(c for c in frame.columns if c.name not in (*frame.key, frame.date) and c.kind != "geometry")


def text_of(column: Column, value: Any) -> str:
    """A stored value as the text that reads as it again; "" where unknown."""
    if value is None or pd.isna(value):
        return ""
    if column.kind == "boolean":
        return "true" if value else "false"
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def draft(source: Source, opened: Opened, wishes: Wishes) -> Draft:
    """Check wishes with the checks of imports, and say which cells they would change; nothing is stored."""
    _refuse_strangers(opened, wishes)
    before = {record: opened.texts(record) for record in wishes.cells}
    told = {record: _completed(opened, before[record], cells) for record, cells in wishes.cells.items()}
    told = {record: cells for record, cells in told.items() if cells}
    if not told:
        return Draft((), _changes([]), ())
    stamp = {opened.frame.date: wishes.dated or ""}
    after = {record: {**before[record], **cells, **stamp, opened.key: record} for record, cells in told.items()}
    rows, findings = _checked(source, opened, after)
    faults = _new_faults(source, opened, told, findings)
    edits = [
        Edit(opened.name, {opened.key: record}, _values(opened, record, cells, rows.iloc[n]), opened.read_at,
             wishes.dated)
        for n, (record, cells) in enumerate(told.items())
    ]  # fmt: skip
    edits = [edit for edit in edits if edit.values]
    changes = [
        {"record": record, "column": column, "before": before[record][column],
         "after": text_of(opened.frame.by_name[column], value)}
        for edit in edits for record in [edit.key[opened.key]] for column, value in edit.values.items()
    ]  # fmt: skip
    return Draft(tuple(edits), _changes([c for c in changes if c["before"] != c["after"]]), faults)


def _refuse_strangers(opened: Opened, wishes: Wishes) -> None:
    """Only what people may edit here, of records that are there or may be new."""
    columns = {column.name for column in editable(opened.name)}
    for record, cells in wishes.cells.items():
        if record not in opened.records and opened.name not in PREFIX:
            raise DataProblem("unknown_value", value=record, column=opened.key)
        for column in cells:
            if column not in columns:
                raise DataProblem("unknown_column", frame=opened.name, column=column)


def _completed(opened: Opened, before: Mapping[str, str], cells: Mapping[str, str]) -> dict[str, str]:
    """Cells that differ from what was read, and those that go with them."""
    clean = {column: text.strip() for column, text in cells.items()}
    changed = {column: text for column, text in clean.items() if text != before[column]}
    for group in TOGETHER:
        if group & set(changed):
            changed |= {column: clean.get(column, before[column]) for column in sorted(group - set(changed))}
    if set(OCCUPANCY) & set(changed) and "occupancy_at" not in clean:
        changed["occupancy_at"] = _moment(opened.day)
    if opened.name == "ways" and "status" in changed:
        changed |= {"source": clean.get("source", "")}
        if clean["status"] == "open":
            changed |= {name: "" for name in ("reason", *OF_A_RESTRICTION) if before[name] and not clean.get(name)}
            if before["restriction"] == "small_trucks" and before["largest_truck_t"]:
                changed.setdefault("largest_truck_t", "")
    return changed


def _moment(day: str) -> str:
    """The minute in Haiti; in a demonstration on the last day that it knows."""
    now = datetime.now(tz=HAITI)
    return f"{min(day, now.date().isoformat())} {now:%H:%M}"


def _checked(
    source: Source, opened: Opened, cells: Mapping[str, Mapping[str, str]]
) -> tuple[pd.DataFrame, Findings]:  # fmt: skip
    """Whole records as texts -> typed rows, all checks of an import done."""
    frame = opened.frame
    names = [column.name for column in frame.columns if column.kind != "geometry"]
    texts = pd.DataFrame([{name: one.get(name) or None for name in names} for one in cells.values()], dtype="str")
    findings = Findings(range(1, len(cells) + 1), {})
    texts = deny_list.unnamed(source.store, opened.name, texts, findings)
    places = points.in_force(source.take(audience="coordinator").frame("boundaries"))
    world = World(places, {}, min(today(), opened.day))
    rows = checked(frame, texts, findings, world, Options())
    findings.add(deny_list.refused(source.store, opened.name, rows).to_numpy(dtype=bool), "", "withheld_place")
    if "name" in frame.by_name:
        new = ~rows[opened.key].isin(opened.rows[opened.key]) & rows["name"].isna()
        findings.add(new.to_numpy(dtype=bool), "name", "required")
    return (closures.check(rows, findings) if opened.name == "ways" else rows), findings


def _new_faults(
    source: Source, opened: Opened, told: Mapping[str, Mapping[str, str]], findings: Findings
) -> tuple[tuple[str, Problem], ...]:
    """Faults that the wishes bring; what was wrong before, in cells that nobody touches, forbids nothing."""
    if not findings.found:
        return ()
    there = {record: opened.texts(record) for record in told}
    was = {(p.row, p.column, p.code) for p in _checked(source, opened, there)[1].problems()}
    names = list(told)
    faults = []
    for problem in findings.problems():
        record = names[(problem.row or 1) - 1]
        touched = problem.column in told[record] or problem.column == opened.frame.date or record not in opened.records
        if touched or (problem.row, problem.column, problem.code) not in was:
            faults.append((record, problem))
    return tuple(faults)


def _values(opened: Opened, record: str, cells: Mapping[str, str], row: pd.Series) -> dict[str, Any]:
    """Values to save: a cell that is empty on purpose is None, one that could not be read is left out."""
    values: dict[str, Any] = {}
    for column, text in cells.items():
        value = row[column]
        if text == "" or not pd.isna(value):
            values[column] = None if pd.isna(value) else value
    if record not in opened.records:
        values = {column: value for column, value in values.items() if value is not None}
    if "adm2_pcode" in row and "adm2_pcode" not in values and not cells.get("adm2_pcode"):
        found = row["adm2_pcode"]
        if not pd.isna(found) and opened.texts(record)["adm2_pcode"] == "":
            values["adm2_pcode"] = found
    return values


def _changes(rows: list[dict[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["record", "column", "before", "after"], dtype="str")
