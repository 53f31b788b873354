"""What a file would do and what is wrong with it, in words and rows: values for the page, nothing drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from components.figures.table import label
from components.i18n import Words
from data.foreseen import Foreseen
from data.foreseen_cells import apart
from data.forms.wording import header
from data.importers.fixes import FIXES, proposed
from data.importers.messages import on, vocabulary
from data.importers.opening import Read
from data.importers.preview import ImportPreview, sentence_in, shown_header
from data.importers.propose import Proposal
from data.importers.template import PLACE_CLUES
from data.intake import Intake
from geo.errors import DashboardError
from geo.frames import FRAMES, Frame

ROWS_SHOWN = 10  # rows shown as they would be stored
FACE_DEGREES = 4  # decimals of a degree: about 10 m
NOT_USED = "-"  # stands for no column where one is chosen: a blank choice reads as none made
_HIDDEN = ("row_number", "geometry")
ELSEWHERE = "="  # stands for a column that another table of the file uses
# Columns of which a change is told first.
WEIGHTIEST = ("closed_on", "status", "individuals", "people", "households", "capacity_persons", "quantity", "access",
              "adm2_pcode", "longitude", "latitude", "geometry", "name")  # fmt: skip


def error(tr: Words, told: DashboardError) -> str:
    """Sentence of an error, its columns in words; what comes from the file stands for itself."""
    words = {name: tr.plain(value) if isinstance(value, str) else value for name, value in told.params.items()}
    if told.code == "sheet_missing_columns":
        names = [name for name in str(told.params.get("columns", "")).split(", ") if name]
        words["columns"] = ", ".join(label(name, tr) for name in names) or "–"
    if "frames" in told.params:
        words["frames"] = tr.frames(str(told.params["frames"]))
    if told.code == "column_twice":
        words["column"] = tr.plain(label(str(told.params["column"]), tr))
    return tr(f"error.{told.code}", **words) if tr.has(f"error.{told.code}") else tr.error(told)


def source(one: ImportPreview, tr: Words) -> str:
    """What a file was read as, in words."""
    frame = tr.or_else(f"frame.{one.frame}", one.frame)
    known = one.layout != "template" and tr.has(f"imports.source.{one.layout}")
    return f"{tr(f'imports.source.{one.layout}')} · {frame}" if known else frame


@dataclass(frozen=True)
class Tally:
    """What is to be known of a table of a file: problems that reject, those only told, columns that are left out."""

    blocking: int
    warnings: int
    unused: int
    dropped: int

    @property
    def clean(self) -> bool:
        """Whether there is nothing at all to be said."""
        return not (self.blocking or self.warnings or self.unused or self.dropped)


def tally(one: ImportPreview) -> Tally:
    """Count what was found in a table, what is beyond the limit of the list included."""
    kinds = {(p.code, p.column) for p in one.problems if p.blocking}
    beyond = [p for p in one.problems if p.code == "more_of_the_same" and (p.params["code"], p.column) in kinds]
    blocking = sum(p.blocking for p in one.problems) + sum(int(p.params["more"]) for p in beyond)
    return Tally(blocking, one.problems_found - blocking, len(one.unmapped), len(one.dropped))


def problem_groups(one: ImportPreview, tr: Words, communes: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Problems by kind: `count`, `effect`, `example`; rejecting kinds first, then the most frequent."""
    groups: dict[tuple[str, str, bool], list[Any]] = {}
    for problem in one.problems:
        if problem.code != "more_of_the_same":
            groups.setdefault((problem.code, problem.column, problem.blocking), []).append(problem)
    rows = [
        {
            "count": len(told),
            "blocks": blocking,
            "effect": effect(told[0], tr),
            "example": sentence_in(one, told[0], tr, communes),
        }
        for (_, _, blocking), told in groups.items()
    ]
    table = pd.DataFrame(rows, columns=["count", "blocks", "effect", "example"])
    return table.sort_values(["blocks", "count"], ascending=False, ignore_index=True)


def effect(problem: Any, tr: Words) -> str:
    """What a problem does to its row."""
    if not problem.blocking:
        return tr("imports.tells")
    return tr("imports.blocks" if problem.row is not None else "imports.blocks_file")


def problem_rows(one: ImportPreview, tr: Words, communes: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Problems one by one: `row`, `effect`, `sentence`, `column`, `cell`, `code`, `proposed`."""
    rows = [
        {"row": p.row, "effect": effect(p, tr), "sentence": sentence_in(one, p, tr, communes),
         "column": shown_header(one, p.column, tr),
         "cell": p.value, "code": p.code, "proposed": _fix(p, one, tr)}
        for p in one.problems
    ]  # fmt: skip
    columns = ["row", "effect", "sentence", "column", "cell", "code", "proposed"]
    lines = pd.array([p.row for p in one.problems], dtype="Int64")
    return pd.DataFrame(rows, columns=columns).assign(row=lines)


def _fix(problem: Any, one: ImportPreview, tr: Words) -> str:
    """The proposed fix, a choice in words."""
    text = proposed(problem)
    if problem.code != "unknown_choice" or not text:
        return text
    column = next((m.column for m in one.mapped if m.header == problem.column), problem.column)
    return tr.or_else(f"choice.{column}.{text}", tr.or_else(f"choice.{text}", text))


def fixes(looked: Intake) -> dict[str, int]:
    """Code -> number of listed problems that have a fix, in the order in which fixes are applied."""
    counts = dict.fromkeys(FIXES, 0)
    for one in looked.previews:
        for problem in one.problems:
            if proposed(problem):
                counts[problem.code] += 1
    return {code: count for code, count in counts.items() if count}


def by_weight(cells: pd.DataFrame) -> pd.DataFrame:
    """Changed cells, the most important first: closing and people, place, name, the rest; days last.

    Within a column the largest difference stands first.
    """
    dates = {frame.date for frame in FRAMES.values()}
    order = {name: at for at, name in enumerate(WEIGHTIEST)}
    weight = [len(order) + 1 if name in dates else order.get(name, len(order)) for name in cells["column"]]
    told = cells.assign(_weight=weight, _apart=-apart(cells["before"], cells["after"]))
    return told.sort_values(["_weight", "_apart"], kind="stable", ignore_index=True)[list(cells.columns)]


def lines(looked: Intake) -> int:
    """Accepted lines of a file: one that tells a site and its assessment is one line."""
    return len({(one.sheet, row) for one in looked.previews for row in one.rows["row_number"]})


def store_label(looked: Intake, tr: Words) -> str:
    """What the button that stores says: how many lines, and of what where a file fills several tables."""
    filled = [one for one in looked.previews if one.rows_accepted]
    if len(filled) < 2:
        return tr("imports.store_rows", count=looked.rows_accepted)
    counts: dict[str, int] = {}
    for one in filled:
        counts[one.frame] = counts.get(one.frame, 0) + one.rows_accepted
    told = ", ".join(f"{tr.or_else(f'frame.{name}', name)} : {count}" for name, count in counts.items())
    return tr("imports.store_lines", count=lines(looked), tables=told)


def totals(one: Foreseen, departments: Mapping[str, str]) -> pd.DataFrame:
    """Totals before and after by department (and operation): names, figures, difference; the changed ones first."""
    table = one.totals
    told = table.assign(
        department=table["adm1_pcode"].map(departments).fillna(table["adm1_pcode"]).astype("str"),
        difference=table["after"].fillna(0) - table["before"].fillna(0),
    )
    order = told["difference"].abs().sort_values(ascending=False, kind="stable").index
    return told.loc[order].reset_index(drop=True)


def rounds(one: ImportPreview) -> pd.DataFrame:
    """People of a displacement file by operation, round and level of place: never added together."""
    keys = [name for name in ("operation", "round", "observed_on", "adm_level") if name in one.rows]
    return one.rows.groupby(keys, dropna=False)["individuals"].sum(min_count=1).reset_index()


def last_rounds(one: ImportPreview) -> pd.DataFrame:
    """People in the last round of each operation and level of place, and how many `rounds` the file has of it.

    The rounds of a series count the same people again: their sum is nobody's number.
    """
    told = rounds(one).sort_values("observed_on", kind="stable")
    keys = [name for name in ("operation", "adm_level") if name in told]
    found = told.groupby(keys, dropna=False, as_index=False).tail(1)
    counts = told.groupby(keys, dropna=False).size().rename("rounds").reset_index()
    return found.merge(counts, on=keys).sort_values("observed_on", ascending=False, ignore_index=True)


@dataclass(frozen=True)
class Days:
    """Days of messages: those that they say (as read), how many say none, and the key by which one says it."""

    told: tuple[str, ...]
    silent: int
    key: str


def days_of(file: Read, today: str) -> Days | None:
    """Days that the messages of a text say; None where the text is none of messages."""
    sheet = file.sheet
    if "frames" not in sheet:
        return None
    columns = dict(zip(sheet["headers"], sheet["columns"], strict=True))
    told: dict[int, str] = {}
    for n, (row, name) in enumerate(zip(sheet["rows"], sheet["frames"], strict=True)):
        cells = columns.get(FRAMES[name].date)
        told[row] = told.get(row) or (cells[n] if cells else "") or ""
    said = dict.fromkeys(on(text, today) for text in told.values() if text)
    words = vocabulary()[sheet["frames"][0]]["keys"].get(FRAMES[sheet["frames"][0]].date, ("dat",))
    return Days(tuple(said), sum(not text for text in told.values()), str(words[0]).upper())


def as_stored(one: ImportPreview) -> tuple[pd.DataFrame, list[str]]:
    """The first accepted rows and the columns in which any of them says something."""
    rows = one.rows.head(ROWS_SHOWN)
    return rows, [name for name in rows.columns if name not in _HIDDEN and rows[name].notna().any()]


def bounds(one: Foreseen, tr: Words) -> str:
    """Sentence on the reference system and the bounds."""
    if one.bounds is None:
        return tr("imports.no_bounds")
    names = ("west", "south", "east", "north")
    return tr("imports.bounds", **{n: tr.number(v, FACE_DEGREES) for n, v in zip(names, one.bounds, strict=True)})


def meanings(frame: Frame, tr: Words) -> dict[str, str]:
    """What a header may be said to mean: column -> its name in words, `NOT_USED` for none; required ones marked."""
    names = {column.name: header(column, tr) + (" *" if column.required else "") for column in frame.columns}
    clues = {clue: tr(f"imports.clue.{clue}") for clue in (PLACE_CLUES if frame.place else ())}
    return {NOT_USED: tr("imports.not_used"), **names, **clues}


def elsewhere(proposed: Mapping[str, list[Proposal]], tr: Words) -> dict[str, str]:
    """Header -> table and column, in words, of the columns that other tables of a file use."""
    told: dict[str, str] = {}
    for name, proposals in proposed.items():
        frame, table = FRAMES[name], tr.or_else(f"frame.{name}", name)
        for one in proposals:
            if one.column:
                meant = label(one.column, tr) if one.column in frame.by_name else tr(f"imports.clue.{one.column}")
                told.setdefault(one.header, tr("imports.elsewhere_as", frame=table, column=meant))
    return told


def wizard_rows(told: list[Proposal], frame: Frame, tr: Words, used: Mapping[str, str] | None = None) -> pd.DataFrame:
    """The columns of a file that may be used, one a row: header, examples, what it is taken for and why.

    `used` says of the headers that other tables use what they are there (`elsewhere`).
    """
    names, used = meanings(frame, tr), used or {}
    rows = [
        {"file_header": one.header, "samples": " · ".join(one.samples), "file_label": one.label,
         "meant": one.column or (ELSEWHERE if one.header in used else NOT_USED),
         "why": tr(f"imports.why.{one.reason}") if one.column or one.header not in used else used[one.header],
         "offered": "" if one.header in used else ", ".join(names.get(c, c) for c in one.offered)}
        for one in told if one.header and one.reason != "personal"
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["file_header", "samples", "file_label", "meant", "why", "offered"])


def day_column(told: DashboardError) -> bool:
    """Whether a file was refused because it says no day."""
    absent = str(told.params.get("columns", "")).split(", ")
    return told.code == "sheet_missing_columns" and any(frame.date in absent for frame in FRAMES.values() if frame.date)
