"""Lines of a file that the product itself wrote: labels below the names of a CSV, what was said of the data.

They are no rows of anybody's: they are left out, and nothing is said of them.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from data.forms.wording import LANGUAGES, headers, spoken, told
from data.importers.words import fold, foldings
from geo.frames import FRAMES

_NOTES = ("head.fictional", "head.mixed", "head.schematic")  # what an export says of its data
_LEAST = 2  # labels that make a line one of labels


def without_own(sheet: dict[str, Any]) -> dict[str, Any]:
    """Leave the product's own lines out of a sheet.

    Parameters
    ----------
    sheet
        As `data.importers.readers.sheet_of` gives it.

    Returns
    -------
    sheet
        Without its first line where most filled cells are the label of the column in whose name they stand, and
        without lines of one cell that say what an export says of its data.
    """
    columns, size = sheet["columns"], len(sheet["rows"])
    gone = {n for n in range(size) if _is_note([column[n] for column in columns])}
    if size and _are_labels(sheet["headers"], [column[0] for column in columns]):
        gone.add(0)
    if not gone:
        return sheet
    kept = [n for n in range(size) if n not in gone]
    each = {key: [sheet[key][n] for n in kept] for key in ("rows", "days", "uuids", "sent", "frames") if key in sheet}
    return sheet | each | {"columns": [[column[n] for n in kept] for column in columns]}


def _is_note(cells: list[str | None]) -> bool:
    filled = [cell for cell in cells if cell]
    return len(filled) == 1 and fold(filled[0]) in _notes()


@cache
def _notes() -> frozenset[str]:
    return frozenset(fold(text) for lang in LANGUAGES for key in _NOTES if (text := told(spoken(lang), key)))


def _are_labels(names: list[str], cells: list[str | None]) -> bool:
    """Whether most filled cells under the name of a column are a label of that column."""
    pairs = [(name, cell) for name, cell in zip(names, cells, strict=True) if cell and name in _labels()]
    alike = sum(bool(set(foldings(cell)) & _labels()[name]) for name, cell in pairs)
    return alike >= _LEAST and 2 * alike > len(pairs)


@cache
def _labels() -> dict[str, set[str]]:
    """Name of a column -> its folded labels in every language."""
    found: dict[str, set[str]] = {}
    for frame in FRAMES.values():
        for column in frame.columns:
            texts = found.setdefault(column.name, set())
            texts.update(folding for text in headers(column) for folding in foldings(text))
    return found
