"""Our columns from the cells of another system's sheet: its words in ours, and what several cells say together."""

from __future__ import annotations

from collections.abc import Mapping as Told
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from data.importers.cells import read_number
from data.importers.headers import Mapped, Match
from data.importers.sources import DERIVED, Mapping
from data.importers.words import fold, foldings, listed
from geo.frames import Frame

Cells = list[str | None]
_SIGNS = str.maketrans({"<": " less than ", ">": " more than ", "≤": " less than ", "≥": " more than "})


class Sheet:
    """The cells of a sheet by header: `at` gives the first column whose header is spelled so."""

    def __init__(self, headers: Sequence[str], columns: Sequence[Cells]) -> None:
        self.headers, self.columns = headers, columns
        self._exact = {header: n for n, header in reversed(list(enumerate(headers)))}
        spelled = [(depth, n, told) for n, header in enumerate(headers) for depth, told in enumerate(foldings(header))]
        self._folded = {
            told: n for _, n, told in sorted(spelled, reverse=True)
        }  # the most faithful, the first of equals

    def at(self, header: str) -> int | None:
        """Position of a header: as it is written, else but for case, accents, punctuation and numbering."""
        return self._exact.get(header, self._folded.get(fold(header)))

    def cells(self, header: str) -> pd.Series | None:
        """Texts under a header (object dtype, None where blank); None where there is no such header."""
        at = self.at(header)
        return None if at is None else pd.Series(self.columns[at], dtype="object")

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.columns[0]) if self.columns else 0


def translated(
    mapping: Mapping, frame: Frame, match: Match, sheet: Sheet
) -> tuple[dict[str, pd.Series], dict[str, str]]:
    """Texts of our columns in our words, and under which header each stands.

    Returns
    -------
    texts
        str series by column name.
    shown
        Column name -> header, for messages.
    """
    texts = {m.column: pd.Series(sheet.columns[m.position], dtype="str") for m in match.mapped}
    shown = {m.column: m.header for m in match.mapped}
    for column, told in mapping.columns.get(frame.name, {}).items():
        if DERIVED & told.keys():
            made = _made(told, sheet)
            if made is None:
                continue
            texts[column], shown[column] = made, " / ".join(used(told))
        if "values" in told and column in texts:
            texts[column] = _in_our_words(texts[column], told["values"])
        if "unit_factor" in told and column in texts:
            texts[column] = _times(texts[column], float(told["unit_factor"]))
        if "suffix" in told and column in texts:  # a name of the source's own
            texts[column] = (texts[column] + told["suffix"]).astype("str")
    return texts, shown


def also_used(mapping: Mapping, frame: Frame, match: Match, sheet: Sheet) -> Match:
    """Return the match with the headers that derived columns are made from among the mapped ones."""
    made = {c: used(told) for c, told in mapping.columns.get(frame.name, {}).items() if DERIVED & told.keys()}
    there = {at: column for column, headers in made.items() for at in map(sheet.at, headers) if at is not None}
    known = {m.position for m in match.mapped}
    more = [Mapped(sheet.headers[at], column, "mapping", at) for at, column in there.items() if at not in known]
    taken = {one.header for one in more}
    return replace(
        match, mapped=tuple(sorted((*match.mapped, *more), key=lambda m: m.position)),
        unmapped=tuple(header for header in match.unmapped if header not in taken),
        notes=tuple(note for note in match.notes if note[0] not in taken),
    )  # fmt: skip


def used(told: Told[str, Any]) -> list[str]:
    """Headers that a derived column is made from."""
    cases = [case[key] for case in told.get("cases", ()) for key in ("when", "take") if key in case]
    part = [told["part"]["of"]] if "part" in told else []
    return list(dict.fromkeys([*cases, *told.get("sum", ()), *told.get("join", ()), *told.get("date", ()), *part]))


def _made(told: Told[str, Any], sheet: Sheet) -> pd.Series | None:
    """Texts of one derived column; None where the sheet has none of its headers."""
    if "give" in told:
        return pd.Series([told["give"]] * sheet.size, dtype="str")
    there = [header for header in used(told) if sheet.at(header) is not None]
    if not there:
        return None
    if "sum" in told or "date" in told:
        return _sum(told["sum"], sheet) if "sum" in told else _date(told["date"], sheet)
    if "part" in told:
        return _part(told["part"], sheet)
    if "join" in told:
        cells = [sheet.cells(header) for header in there]
        return pd.concat([c for c in cells if c is not None], axis=1).apply(_joined, axis=1).astype("str")
    return _worked_out(told["cases"], sheet)


def _date(headers: Sequence[str], sheet: Sheet) -> pd.Series:
    """Year, month and day as one date; of an unknown month or day the first."""
    cells = [sheet.cells(header) for header in headers]
    parts = [[None] * sheet.size if told is None else told.tolist() for told in cells]
    return pd.Series([_dated(*part) for part in zip(*parts, strict=True)], dtype="str")


def _dated(year: str | None, month: str | None, day: str | None) -> str | None:
    """Return a date as ISO; a zero is unknown, and what is no date stays as the cells have it, to be told."""
    year, month, day = (None if not text or not text.strip("0") else text for text in (year, month, day))
    if not year:
        return None
    told = (year, month or "1", (day or "1") if month else "1")
    return f"{year}-{told[1].zfill(2)}-{told[2].zfill(2)}"


def _joined(cells: pd.Series) -> str | None:
    """Return the filled cells of a row in their order, each once."""
    return " ".join(dict.fromkeys(str(cell) for cell in cells if cell is not None and not pd.isna(cell))) or None


def _sum(headers: Sequence[str], sheet: Sheet) -> pd.Series:
    """Sum of cells; unknown as soon as one of them is blank or no number, for a part is not the whole."""
    total = pd.Series(0.0, index=range(sheet.size))
    for header in headers:
        cells = sheet.cells(header)
        total = total + (float("nan") if cells is None else pd.to_numeric(cells.map(_number)))
    return total.map(lambda value: f"{value:.15g}", na_action="ignore").astype("str")


def _number(cell: str | None) -> float | None:
    return None if cell is None else read_number(str(cell)).value


def _part(told: Told[str, Any], sheet: Sheet) -> pd.Series:
    """One part of a cell: the latitude of "18.5 -72.3 0 5" is part 0, the words parted by spaces or a separator."""
    cells, at = sheet.cells(told["of"]), int(told["at"])
    words = [
        [] if cell is None else str(cell).split(told.get("separator")) for cell in ([] if cells is None else cells)
    ]
    return pd.Series([word[at].strip() or None if len(word) > at else None for word in words], dtype="str")


def _times(texts: pd.Series, factor: float) -> pd.Series:
    """Numbers in our unit; what is no number stays as it is, to be told."""

    def told(text: str) -> str:
        value = read_number(text).value
        return text if value is None else f"{value * factor:.12g}"

    return texts.map(told, na_action="ignore").astype("str")


def _in_our_words(texts: pd.Series, values: Told[str, str]) -> pd.Series:
    """Translate the source's words; "*" stands for any other, but for what says that nobody knows.

    Without "*" an unknown word stays as it is, to be told.
    """
    meanings = {_word(word): meaning for word, meaning in values.items() if word != "*"}
    other = values.get("*")

    def ours(text: str) -> str:
        meaning = meanings.get(_word(text))
        return meaning if meaning is not None else other if other and text.casefold() not in listed("unknown") else text

    found = texts.map(ours, na_action="ignore").astype("str")
    return found.mask(found == "").astype("str")


def _worked_out(cases: Sequence[Told[str, Any]], sheet: Sheet) -> pd.Series:
    """The first case of each row that holds: ``give`` a text or ``take`` a cell.

    A case asks the cell under ``when``: ``is`` one of some words, ``has`` one of them in it, or is just filled. A cell
    with several answers is taken where all of them mean the same; which of different ones is the main one, nobody said.
    """
    result = pd.Series([None] * sheet.size, dtype="object")
    decided = pd.Series(data=False, index=result.index)
    for case in cases:
        asked = sheet.cells(case["when"])
        taken = sheet.cells(case["take"]) if "take" in case else None
        if asked is None or ("take" in case and taken is None):
            continue
        so = pd.Series([cell is not None and holds(str(cell), case) for cell in asked], dtype=bool) & ~decided
        result[so] = taken[so] if taken is not None else case["give"]
        decided |= so
    for header in dict.fromkeys(case["when"] for case in cases):
        asked = sheet.cells(header)
        if asked is not None and not decided.all():
            same = asked.where(~decided).map(partial(_one_meaning, cases=[c for c in cases if c["when"] == header]))
            result = result.where(same.isna(), same)
            decided |= same.notna()
    return result.mask(result == "").astype("str")


def _one_meaning(cell: str | None, cases: Sequence[Told[str, Any]]) -> str | None:
    """What several answers of a cell mean, where all mean the same."""
    meanings = set(named(str(cell), cases)) if isinstance(cell, str) else set()
    return meanings.pop() if len(meanings) == 1 else None


def named(cell: str, cases: Sequence[Told[str, Any]]) -> list[str]:
    """Meanings of the answers that a cell names one after the other; none where it says anything beside them."""
    words = {_word(word): case["give"] for case in cases if "give" in case for word in case.get("is", ())}
    longest = sorted(words, key=len, reverse=True)
    found, rest = [], f"{_word(cell)} "
    while rest:
        word = next((word for word in longest if rest.startswith(f"{word} ")), None)
        if word is None:
            return []
        found.append(words[word])
        rest = rest[len(word) + 1 :]
    return found


def _word(text: str) -> str:
    """An answer as it is compared: "<20 mn" and ">20 mn" stay two."""
    return fold(text.translate(_SIGNS))


def holds(text: str, case: Told[str, Any]) -> bool:
    """Whether a case of a mapping holds for a filled cell."""
    cell = _word(text)
    if "is" in case:
        return cell in {_word(word) for word in case["is"]}
    if "has" in case:
        return any(f" {_word(word)} " in f" {cell} " for word in case["has"])
    return True


def other_rows(mapping: Mapping, frame: Frame, sheet: Sheet) -> tuple[str, pd.Series, str] | None:
    """Rows that are not of the kind (villages among sites): header, mask, accepted words; None: nothing is said."""
    told = mapping.of(frame).rows
    cells = sheet.cells(told["header"]) if told else None
    if cells is None:
        return None
    if "filled" in told:
        return str(told["header"]), cells.map(lambda cell: cell is None).astype(bool), str(told["header"])
    key = "is" if "is" in told else "is_not"
    words = {fold(word) for word in told[key]}
    among = cells.map(lambda cell: cell is not None and fold(str(cell)) in words).astype(bool)
    blank = cells.map(lambda cell: cell is None).astype(bool)
    return str(told["header"]), ~among & ~blank if key == "is" else among, ", ".join(told[key])
