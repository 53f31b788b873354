"""What an import would do: rows that would be stored, and everything that was found on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from data.forms.wording import answer, header
from data.importers.headers import Mapped
from geo.errors import Problem
from geo.frames import FRAMES

_TOLD_OF_A_ROW = ("organisation", "organisation_name", "name", "activity", "sector", "site_id", "adm2_pcode")


@dataclass(frozen=True)
class ImportPreview:
    """A file as read, before anything is stored.

    Parameters
    ----------
    frame
        Name of the table in geo/frames.py.
    rows
        Accepted rows, conforming to the frame, and `row_number`: the line as the spreadsheet shows it.
    problems
        Found problems, of the file first, then by row. A blocking one rejected its row.
    rows_read, rows_accepted, rows_rejected
        Rows that hold anything; accepted and rejected add up to them.
    people_in, people_accepted
        Sum of `individuals` over all readable cells, and over the accepted rows (persons): of assessments that
        say any, None elsewhere.
    sha256
        Fingerprint of the file.
    source
        Who sent it: the ledger's keys are made with it, so it stays the same from file to file.
    file, sheet
        Name of the file and of the sheet that was read.
    layout
        ``template``, or the name of the mapping in data/mappings by which the source was recognised.
    mapped, unmapped, dropped
        Headers that were used, each with its reason; headers that were not; headers of personal data, whose
        cells were not looked at.
    problems_found
        Number of problems; `problems` lists no more than the limit of each kind.
    labels
        Header -> what the file's own dictionary sheet says of it.
    rejected
        Lines of the rejected rows.
    cleared
        Line -> columns that it empties on purpose (data/importers/emptying.py).
    replaced
        Line of a submission -> line of the one of the same record and day that was sent after it.
    by_point
        Lines whose place was taken from their point.
    from_messages
        Whether it was read of messages: their headers are names of columns.
    """

    frame: str
    rows: pd.DataFrame
    problems: list[Problem]
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    people_in: float | None
    people_accepted: float | None
    sha256: str
    source: str
    file: str
    sheet: str = ""
    layout: str = "template"
    mapped: tuple[Mapped, ...] = ()
    unmapped: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    problems_found: int = 0
    labels: Mapping[str, str] = field(default_factory=dict)
    rejected: tuple[int, ...] = ()
    cleared: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    replaced: Mapping[int, int] = field(default_factory=dict)
    by_point: tuple[int, ...] = ()
    from_messages: bool = False

    def as_record(self) -> dict[str, Any]:
        """Return the preview as plain JSON values, as the terminal prints it; the store adds `batch`."""
        return {
            "frame": self.frame,
            "rows_read": self.rows_read,
            "rows_accepted": self.rows_accepted,
            "rows_rejected": self.rows_rejected,
            "people_in": self.people_in,
            "people_accepted": self.people_accepted,
            "problems_found": self.problems_found,
            "problems": [
                {
                    "row": p.row, "column": p.column, "code": p.code, "value": p.value,
                    "blocking": p.blocking, "params": p.params,
                }
                for p in self.problems
            ],
            "layout": self.layout,
            "sheet": self.sheet,
            "mapped": [{"header": m.header, "column": m.column, "reason": m.reason} for m in self.mapped],
            "unmapped": list(self.unmapped),
            "dropped": list(self.dropped),
        }  # fmt: skip


def used_anywhere(previews: Sequence[ImportPreview]) -> tuple[ImportPreview, ...]:
    """Previews of a file without the unused headers that another table of the same sheet uses."""
    used = {(one.sheet, m.header) for one in previews for m in one.mapped}
    return tuple(
        replace(one, unmapped=tuple(header for header in one.unmapped if (one.sheet, header) not in used))
        for one in previews
    )


def sentence(problem: Problem, tr: Callable[..., str]) -> str:
    """Tell a problem in words: what, where, and what to do.

    Parameters
    ----------
    problem
        Found by an import.
    tr
        Locale key and placeholders -> text, as components/i18n.py gives it.
    """
    words = {"row": problem.row, "column": problem.column, "value": problem.value, **problem.params}
    return tr(sentence_key(problem), **words)


def sentence_in(
    one: ImportPreview, problem: Problem, tr: Callable[..., str], communes: Mapping[str, str] | None = None
) -> str:
    """Tell a problem of a file in words, the choices of its column too: they are read in any language.

    A row that stands twice under an id that the product made is told by the two rows and what they say: nobody knows
    that id. `communes`: P-code -> name; without it the code is told.
    """
    of_places = problem.code == "place_disagrees"
    told = (_of_places if of_places else _in_words)(one, problem, tr, communes or {})
    return sentence(replace(told, column=shown_header(one, told.column, tr)), tr)


def shown_header(one: ImportPreview, told: str, tr: Callable[..., str]) -> str:
    """Header of a file as it is shown: a message has none, and its columns are called by their names in words."""
    column = FRAMES[one.frame].by_name.get(told) if one.from_messages else None
    return told if column is None else header(column, tr)


def _in_words(one: ImportPreview, problem: Problem, tr: Callable[..., str], communes: Mapping[str, str]) -> Problem:
    """Problem whose words are those of the file and of the language."""
    if problem.code == "duplicate_id" and _made(one, problem):
        said = _said(one, problem.params["first_row"], tr, communes)
        return replace(problem, params={**problem.params, "said": said or "–", "hint": "made"})
    name = next((m.column for m in one.mapped if m.header == problem.column), problem.column)
    column = FRAMES[one.frame].by_name.get(name)
    if problem.code in ("message_without_value", "message_key_twice") and problem.value in FRAMES[one.frame].by_name:
        return replace(problem, value=header(FRAMES[one.frame].by_name[problem.value], tr))
    if one.from_messages and problem.code == "required" and name == FRAMES[one.frame].date:
        return replace(problem, params={**problem.params, "hint": "day"})
    if {"against", "parts"} & problem.params.keys():
        return _of_columns(one, problem, tr)
    if problem.code != "unknown_choice" or column is None:
        return problem
    near = str(problem.params.get("near", ""))
    words = {"accepted": ", ".join(answer(column, choice, tr) for choice in column.choices)}
    words |= {"near": answer(column, near, tr)} if near else {}
    return replace(problem, params={**problem.params, **words})


def _of_columns(one: ImportPreview, problem: Problem, tr: Callable[..., str]) -> Problem:
    """Words of a contradiction: the other columns as the file calls them, yes and no in words."""
    shown = {m.column: m.header for m in one.mapped}

    def named(column: str) -> str:
        return shown.get(column) or header(FRAMES[one.frame].by_name[column], tr)

    told = {key: str(problem.params[key]) for key in ("against", "parts") if key in problem.params}
    words: dict[str, Any] = {key: " + ".join(map(named, names.split(" + "))) for key, names in told.items()}
    expected, against = problem.params.get("expected"), FRAMES[one.frame].by_name.get(told.get("against", ""))
    if isinstance(expected, bool):
        words["expected"] = tr("answer.yes" if expected else "answer.no")
    elif isinstance(expected, float):
        words["expected"] = f"{expected:.10g}"
    elif against is not None and expected in against.choices:
        words["expected"] = answer(against, str(expected), tr)
    return replace(problem, params={**problem.params, **words})


def _of_places(
    one: ImportPreview, problem: Problem, tr: Callable[..., str], communes: Mapping[str, str]
) -> Problem:  # fmt: skip
    """Words of a place told twice: the columns as the file calls them, the communes by name."""
    shown = {m.column: m.header for m in one.mapped}

    def named(column: str) -> str:
        known = FRAMES[one.frame].by_name.get(column)
        return shown.get(column) or (header(known, tr) if known else tr(f"imports.clue.{column}"))

    told = problem.params
    sides = {key: ", ".join(map(named, str(told[key]).split(", "))) for key in ("chosen_by", "other_by")}
    places = {key: communes.get(str(told[key]), str(told[key])) for key in ("chosen", "other")}
    return replace(problem, params={**told, **sides, **places})


def _made(one: ImportPreview, problem: Problem) -> bool:
    """Whether a duplicate's id is none of the file's: its column was filled from the other cells of the row."""
    return problem.column == FRAMES[one.frame].key[0] and not any(m.column == problem.column for m in one.mapped)


def _said(one: ImportPreview, row: int, tr: Callable[..., str], communes: Mapping[str, str]) -> str:
    """What a row says of itself: who, what, where; "" where it was rejected."""
    found = one.rows[one.rows["row_number"] == row]
    if found.empty:
        return ""
    columns = FRAMES[one.frame].by_name
    cells = {name: found.iloc[0][name] for name in _TOLD_OF_A_ROW if name in found}
    texts = [
        answer(columns[name], cell, tr) if columns[name].choices else communes.get(cell, cell)
        for name, cell in cells.items() if isinstance(cell, str) and cell
    ]  # fmt: skip
    return " · ".join(dict.fromkeys(texts))


def sentence_key(problem: Problem) -> str:
    """Locale key of a problem's sentence; a hint of the importer chooses a fuller one."""
    hint = problem.params.get("hint", "")
    return f"problem.{problem.code}_{hint}" if hint else f"problem.{problem.code}"
