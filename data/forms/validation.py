"""Cell checks of a template that Excel and LibreOffice keep: lists, whole numbers, bounds, dates, lengths."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from data.forms.known import Known, listing
from data.forms.wording import ANSWERS, Translate, answer, harmless, listed
from data.importers.limits import limits
from geo.frames import Column, Frame

_TITLE, _TEXT = 32, 255  # characters that a spreadsheet shows of a message
_CHECKS = {"integer": "whole", "number": "decimal", "share": "decimal"}
SERIAL_ZERO = date(1899, 12, 30)


@dataclass
class Lists:
    """The hidden sheet of lists; a list that two columns share stands there once."""

    sheet: Worksheet
    _at: dict[tuple[str, ...], str] = field(default_factory=dict)

    def formula(self, entries: tuple[str, ...]) -> str:
        """Reference to a list, which is written where it is new."""
        if entries not in self._at:
            letter = get_column_letter(len(self._at) + 1)
            for row, entry in enumerate(entries, start=1):
                self.sheet[f"{letter}{row}"].value = entry
            self._at[entries] = f"{self.sheet.title}!${letter}$1:${letter}${len(entries)}"
        return self._at[entries]


def check(frame: Frame, column: Column, tr: Translate, lists: Lists, known: Known) -> DataValidation | None:
    """Return the check of one column, None where anything may stand there.

    A choice outside its list is refused. Known codes are offered and others let through: they may be new, and the
    import says where they are not.
    """
    entries = options(frame, column, tr, known)
    if entries:
        closed = bool(column.choices) or column.kind == "boolean"
        return DataValidation("list", formula1=lists.formula(entries), allow_blank=True, showErrorMessage=closed)
    bounds = _bounds(column)
    if bounds is None:
        return None
    kind, least, most = bounds
    style = "warning" if column.kind == "instant" else "stop"  # a moment may be written with its time zone
    return DataValidation(
        kind, operator="between", formula1=least, formula2=most, allow_blank=True,
        showErrorMessage=True, errorStyle=style,
    )  # fmt: skip


def _bounds(column: Column) -> tuple[str, str, str] | None:
    """Kind of check, least and most as a spreadsheet writes them; dates by their serial numbers."""
    if column.kind in ("integer", "number", "share") and column.least is not None and column.most is not None:
        return _CHECKS[column.kind], f"{column.least:.10g}", f"{column.most:.10g}"
    if column.kind in ("date", "instant"):
        first = date(int(limits()["earliest_year"]), 1, 1)
        last = date(int(limits()["latest_year"]), 12, 31)
        return "date", str((first - SERIAL_ZERO).days), str((last - SERIAL_ZERO).days)
    if column.kind in ("text", "code"):
        return "textLength", "0", f"{limits()['text_characters']:.0f}"
    return None


def options(frame: Frame, column: Column, tr: Translate, known: Known) -> tuple[str, ...]:
    """Entries of a column's drop-down list, in the language of the template."""
    if column.kind == "boolean":
        return tuple(tr(f"answer.{word}") for word in ANSWERS)
    if column.choices:
        return tuple(answer(column, value, tr) for value in column.choices)
    table = listing(frame, column, known)
    if not table:
        return ()
    rows = known[table]
    return tuple(harmless(listed(code, name)) for code, name in zip(rows["code"], rows["name"], strict=True))


def say(rule: DataValidation, title: str, text: str) -> None:
    """What a spreadsheet tells who enters something else."""
    rule.errorTitle, rule.error = title[:_TITLE], text[:_TEXT]
