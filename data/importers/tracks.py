"""Positions of storms as the readers of storm files gather them: texts of the TRACKS columns, and what was noted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from data.importers.sheets import Notes, note, sheet_of
from geo.frames import TRACKS

RADII = {knots: tuple(f"r{knots}_{side}_nm" for side in ("ne", "se", "sw", "nw")) for knots in (34, 50, 64)}
BEST_TRACK = TRACKS.by_name["advisory"].given
_DEGREES = re.compile(r"([+-]?\d{1,3}(?:\.\d+)?)\s*([NSEW]?)", re.IGNORECASE)
_STORM = re.compile(r"[A-Z]{2}\d{6}")

Position = dict[str, str | None]


class Positions:
    """Positions of one file.

    Parameters
    ----------
    name
        The file, as the user calls it.
    source
        Whence the series comes: the `source` of each position.
    """

    def __init__(self, name: str, source: str) -> None:
        self.name, self.source = name, source
        self.rows: list[int] = []
        self.found: list[Position] = []
        self.notes: Notes = []
        self.seen: Counter[str] = Counter()

    def add(self, row: int, position: Position) -> None:
        """Add one position of a line; a longitude beyond 180 degrees comes back from the other side."""
        position["longitude"] = self._turned(position.get("longitude"))
        without_empty_radii(position)
        position.setdefault("source", self.source)
        self.rows.append(row)
        self.found.append(position)

    def tell(self, code: str, value: str = "", **params: Any) -> None:
        """Note something of the whole file."""
        self.notes.append(note(code, value, **params))

    def sheet(self, limits: Mapping[str, float]) -> dict[str, Any]:
        """Return the sheet: the required columns of TRACKS, and those that any position fills."""
        for code, times in self.seen.items():
            self.tell(code, rows=times)
        filled = {name for position in self.found for name, text in position.items() if text is not None}
        names = [column.name for column in TRACKS.columns if column.required or column.name in filled]
        columns = {name: [position.get(name) for position in self.found] for name in names}
        return sheet_of(self.name, columns, self.rows, notes=self.notes, limits=limits)

    def _turned(self, text: str | None) -> str | None:
        try:
            value = float(text or "")
        except ValueError:
            return text
        if 180 < abs(value) <= 540:
            self.seen["longitude_turned"] += 1
            return f"{(value + 180) % 360 - 180:.6g}"
        return text


def without_empty_radii(position: Position) -> None:
    """Take radii of zero as unknown where a position of gale force has no other: they were not determined.

    A zero beside other radii, or under a wind below gale force, means that there is no such wind.
    """
    names = [name for told in RADII.values() for name in told if position.get(name) is not None]
    if any(_number(position[name]) for name in names):
        return
    if not _number(position.get("wind_kt")) or _number(position.get("wind_kt")) >= min(RADII):
        position.update(dict.fromkeys(names))


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


def degrees(text: str) -> str:
    """A coordinate with its sign: "55.5W" is -55.5; what is no coordinate stays as it is, to be told."""
    told = _DEGREES.fullmatch(text.strip())
    if not told:
        return text
    number, side = told[1].lstrip("+"), told[2].upper()
    return f"-{number}" if side in {"S", "W"} and float(number) else number


def storm_id(text: str) -> str:
    """The number of a storm in one spelling ("al062023" is AL062023); another name stays as it is."""
    upper = text.strip().upper()
    return upper if _STORM.fullmatch(upper) else text.strip()


def instant(day: str, time: str) -> str:
    """Day and time in UTC as an instant: 20161004 and 1200 are 2016-10-04T12:00Z; else both as they are."""
    figures = re.sub(r"\D", "", day)
    clock = re.sub(r"\D", "", time).zfill(4)
    if len(figures) == 8 and len(clock) == 4:
        return f"{figures[:4]}-{figures[4:6]}-{figures[6:]}T{clock[:2]}:{clock[2:]}Z"
    return f"{day} {time}".strip()
