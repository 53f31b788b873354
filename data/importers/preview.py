"""What an import would do: rows that would be stored, and everything that was found on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from data.forms.wording import answer, header
from data.importers.headers import Mapped
from geo.errors import Problem
from geo.frames import FRAMES


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


def sentence_in(one: ImportPreview, problem: Problem, tr: Callable[..., str]) -> str:
    """Tell a problem of a file in words, the choices of its column too: they are read in any language."""
    name = next((m.column for m in one.mapped if m.header == problem.column), problem.column)
    column = FRAMES[one.frame].by_name.get(name)
    if problem.code in ("message_without_value", "message_key_twice") and problem.value in FRAMES[one.frame].by_name:
        return sentence(replace(problem, value=header(FRAMES[one.frame].by_name[problem.value], tr)), tr)
    if problem.code != "unknown_choice" or column is None:
        return sentence(problem, tr)
    near = str(problem.params.get("near", ""))
    words = {"accepted": ", ".join(answer(column, choice, tr) for choice in column.choices)}
    words |= {"near": answer(column, near, tr)} if near else {}
    return sentence(replace(problem, params={**problem.params, **words}), tr)


def sentence_key(problem: Problem) -> str:
    """Locale key of a problem's sentence; a hint of the importer chooses a fuller one."""
    hint = problem.params.get("hint", "")
    return f"problem.{problem.code}_{hint}" if hint else f"problem.{problem.code}"
