"""What was found in a file, as the terminal tells it: by kind, with how many and the first rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from components.i18n import Words
from data.importers.preview import ImportPreview, sentence_in
from geo.errors import Problem

ALIKE = 3  # sentences of one kind that are told one by one
ROWS = 5  # rows of a kind that are named
COLUMNS = 30  # unused columns that are named


def lines(one: ImportPreview, tr: Words, *, every: bool = False) -> Iterator[str]:
    """Sentences on a table of a file: what refuses rows first, then the most frequent kind.

    Parameters
    ----------
    one
        Preview of the table.
    tr
        Words of the terminal.
    every
        One sentence for each listed problem and each unused column.
    """
    groups: dict[tuple[str, str, bool], list[Problem]] = {}
    for problem in one.problems:
        groups.setdefault((problem.code, problem.column, problem.blocking), []).append(problem)
    for told in sorted(groups.values(), key=lambda told: (not told[0].blocking, -len(told))):
        alike = len(told) <= ALIKE or told[0].code == "more_of_the_same"
        yield from ([sentence_in(one, p, tr) for p in told] if every or alike else [_many(one, told, tr)])
    if one.unmapped:
        columns = one.unmapped if every else one.unmapped[:COLUMNS]
        more = ", …" if len(columns) < len(one.unmapped) else ""
        yield tr("imports.unused_columns", count=len(one.unmapped), columns=", ".join(columns) + more)


def _many(one: ImportPreview, told: Sequence[Problem], tr: Words) -> str:
    rows = list(dict.fromkeys(problem.row for problem in told if problem.row is not None))
    shown = ", ".join(str(row) for row in rows[:ROWS]) + (", …" if len(rows) > ROWS else "")
    key = "imports.same_kind" if rows else "imports.same_kind_file"
    return tr(key, count=len(told), example=sentence_in(one, told[0], tr), rows=shown)


def heading(one: ImportPreview, tr: Words, *, alone: bool) -> str:
    """How many rows a table read, took and refused; which table and sheet, where a file fills several."""
    counts = tr("imports.counts", read=one.rows_read, accepted=one.rows_accepted, rejected=one.rows_rejected)
    if alone:
        return counts
    key = "imports.counts_of" if one.sheet else "imports.counts_of_table"
    return tr(key, table=tr(f"frame.{one.frame}"), sheet=one.sheet, counts=counts)
