"""What the National Hurricane Center issues of a storm under way: forecast/advisory texts and the list of storms."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from data.importers.tracks import RADII, Position, Positions, degrees, storm_id
from data.importers.words import fold, table
from geo.errors import ImportRejected

NHC = "tracks_nhc"
HEADING = re.compile(r"^\s*(.+?)\s+(?:SPECIAL\s+)?FORECAST/ADVISORY\s+NUMBER\s+(\d+)([A-Z]?)", re.IGNORECASE)
_STORM = re.compile(r"\b([A-Z]{2}\d{6})\b")
_ISSUED = re.compile(r"^\s*(\d{4})\s+(?:UTC|Z|GMT)\s+[A-Z]{3}\s+([A-Z]{3})\s+(\d{1,2})\s+(\d{4})", re.IGNORECASE)
_WHERE = r"(\d{1,2}(?:\.\d+)?[NS])\s+(\d{1,3}(?:\.\d+)?[EW])"
_CENTRE = re.compile(rf"^\s*.*CENTER\s+LOCATED\s+NEAR\s+{_WHERE}\s+AT\s+(\d\d)/(\d{{4}})Z", re.IGNORECASE)
_VALID = re.compile(rf"^\s*(?:FORECAST|OUTLOOK)\s+VALID\s+(\d\d)/(\d{{4}})Z\s*(?:{_WHERE})?(.*)", re.IGNORECASE)
_WIND = re.compile(
    r"MAX(?:IMUM)?\s+(?:SUSTAINED\s+)?WINDS?\s+(\d+)\s*KT(?:.*?GUSTS\s+(?:TO\s+)?(\d+)\s*KT)?", re.IGNORECASE
)
_PRESSURE = re.compile(r"MINIMUM\s+CENTRAL\s+PRESSURE\s+(\d{3,4})\s*MB", re.IGNORECASE)
_RADII = re.compile(r"^\s*(34|50|64)\s+KT\W+(\d+)NE\s+(\d+)SE\s+(\d+)SW\s+(\d+)NW", re.IGNORECASE)
_END = re.compile(r"^\s*(?:\$\$|NNNN\b|FORECASTER\b|NEXT\s+ADVISORY\b)", re.IGNORECASE)
_STAMP = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)")
_HEAD_LINES = 8  # within which the number of the storm and the time of issue stand
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


@dataclass(frozen=True)
class _Head:
    """What all positions of one advisory share."""

    storm_id: str
    advisory: str
    name: str | None
    storm_class: str | None
    issued: datetime

    def shared(self, kind: str) -> Position:
        """Columns of a position of this advisory."""
        return {
            "storm_id": self.storm_id, "advisory": self.advisory, "name": self.name, "position_kind": kind,
            "storm_class": self.storm_class if kind == "observed" else None,
            "observed_on": self.issued.date().isoformat(),
        }  # fmt: skip


def advisories(lines: Sequence[str], positions: Positions) -> None:
    """Gather the positions of one or several forecast/advisory texts.

    The position at the issue and all forecast and outlook positions; a radius that a position does not name is
    unknown. The repeated position and the one of three hours before are passed over.

    Parameters
    ----------
    lines
        Of the file.
    positions
        Takes what is found; noted: ``forecast_without_position`` (dissipated), ``exercise_marked``, ``advisory_cut``
        (the text has no end: later positions may be missing).

    Raises
    ------
    ImportRejected
        ``advisory_incomplete`` where the number of the storm, the time of issue or every position is missing.
    """
    marked = {fold(word) for word in table(NHC)["exercise"]["words"]}
    marks = [bool(line) and (line in marked or set(line.split()) <= marked) for line in map(fold, lines)]
    exercise = any(marks)
    if exercise:
        positions.tell("exercise_marked")
    starts = [n for n, line in enumerate(lines) if HEADING.match(line)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        found = _advisory(lines[start:end], start, positions)
        if not found:
            raise ImportRejected("advisory_incomplete", line=start + 1)
        after = range(found[-1][0], end)  # lines after the one of the last position
        if not any(_END.match(lines[n]) or marks[n] for n in after):
            positions.tell("advisory_cut", str(found[0][1]["advisory"]))
        for row, position in found:
            positions.add(row, position | ({"position_kind": "exercise"} if exercise else {}))


def _advisory(lines: Sequence[str], start: int, positions: Positions) -> list[tuple[int, Position]]:
    """Positions of one advisory, each with its line in the file; what follows a position measures it."""
    head = _head(lines, start)
    found: list[tuple[int, Position]] = []
    current: Position = {}
    for number, line in enumerate(lines, start=start + 1):
        valid, centre = _VALID.match(line), _CENTRE.match(line)
        if valid:
            current = _forecast(valid, head)
            if "latitude" not in current:
                positions.tell("forecast_without_position", f"{valid[1]}/{valid[2]}Z")
                continue
        elif centre and not line.strip().upper().startswith("REPEAT"):
            current = head.shared("observed") | _place(centre[1], centre[2], _moment(centre[3], centre[4], head.issued))
        else:
            _measure(line, current)
            continue
        found.append((number, current))
    return found


def _head(lines: Sequence[str], start: int) -> _Head:
    heading = HEADING.match(lines[0])
    near = lines[1:_HEAD_LINES]
    storm = next((told[1] for line in near if (told := _STORM.search(line.upper()))), "")
    issued = next((told for line in near if (told := _ISSUED.match(line))), None)
    moment = _issue(*issued.groups()) if issued else None
    if not heading or not storm or moment is None:
        raise ImportRejected("advisory_incomplete", line=start + 1)
    name, storm_class = _named(heading[1])
    return _Head(storm_id(storm), advisory(heading[2] + heading[3]), name, storm_class, moment)


def _issue(clock: str, month: str, day: str, year: str) -> datetime | None:
    try:
        number = _MONTHS.index(month.upper()) + 1
        return datetime(int(year), number, int(day), int(clock[:2]), int(clock[2:]), tzinfo=UTC)
    except ValueError:
        return None


def _named(heading: str) -> tuple[str | None, str | None]:
    """Name and class of the storm from the first words of a heading."""
    words = " ".join(heading.split())
    for told, storm_class in sorted(table(NHC)["headings"].items(), key=lambda one: -len(one[0])):
        if words.lower().startswith(f"{told} "):
            return words[len(told) + 1 :].upper(), storm_class
    return words.upper(), None


def advisory(number: str) -> str:
    """Number of an advisory in one spelling, as the list of storms writes it: "22" is 022, "11a" 011A."""
    told = re.fullmatch(r"0*(\d+)([A-Za-z]?)", number.strip())
    return f"{int(told[1]):03d}{told[2].upper()}" if told else number.strip()


def _moment(day: str, clock: str, issued: datetime) -> str:
    """The instant of a stamp of day and hour: of all months the one nearest to the issue."""
    around = [issued.replace(day=1) + timedelta(days=days) for days in (-1, 0, 32)]
    candidates = []
    for month in around:
        try:
            candidates.append(month.replace(day=int(day), hour=int(clock[:2]), minute=int(clock[2:])))
        except ValueError:  # this month has no such day
            continue
    if not candidates:
        return f"{day}/{clock}Z"
    nearest = min(candidates, key=lambda one: abs(one - issued))
    return nearest.strftime("%Y-%m-%dT%H:%MZ")


def _place(latitude: str, longitude: str, moment: str) -> Position:
    return {"latitude": degrees(latitude), "longitude": degrees(longitude), "valid_at": moment}


def _forecast(valid: re.Match[str], head: _Head) -> Position:
    """A forecast position; without latitude where the text gives no place."""
    day, clock, latitude, longitude, rest = valid.groups()
    if latitude is None:
        return {}
    said = next((code for word, code in table(NHC)["outlook"].items() if word in rest.lower()), None)
    place = _place(latitude, longitude, _moment(day, clock, head.issued))
    return head.shared("forecast") | place | {"storm_class": said}


def _measure(line: str, position: Position) -> None:
    """Add what a line says of the position before it: winds, pressure, radii."""
    wind, pressure, radii = _WIND.search(line), _PRESSURE.search(line), _RADII.match(line)
    if wind:
        position.update(wind_kt=wind[1], gust_kt=wind[2])
    if pressure:
        position["pressure_hpa"] = pressure[1]
    if radii:
        position.update(dict(zip(RADII[int(radii[1])], radii.groups()[1:], strict=True)))


def active_storms(text: str, positions: Positions) -> None:
    """Gather the present position of every storm in the list of active storms.

    Parameters
    ----------
    text
        Content of CurrentStorms.json.
    positions
        Takes what is found; noted: ``no_active_storm`` where the list is empty.

    Raises
    ------
    ImportRejected
        ``file_corrupt`` where it is no such list.
    """
    try:
        storms = json.loads(text)["activeStorms"]
        found = [_active(storm) for storm in storms]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ImportRejected("file_corrupt") from error
    if not found:
        positions.tell("no_active_storm")
    for number, position in enumerate(found, start=1):
        positions.add(number, position)


def _active(storm: dict[str, Any]) -> Position:
    issue = storm.get("publicAdvisory") or storm.get("forecastAdvisory") or {}
    moment = _text(storm.get("lastUpdate")) or _text(issue.get("issuance"))
    told = moment and _STAMP.match(moment)
    said = _text(storm.get("classification"))
    return {
        "storm_id": storm_id(_text(storm.get("id")) or "") or None,
        "advisory": advisory(_text(issue.get("advNum")) or "") or None,
        "valid_at": f"{told[1]}Z" if told else moment,
        "name": (_text(storm.get("name")) or "").upper() or None,
        "storm_class": table(NHC)["classification"].get(said, said), "position_kind": "observed",
        "longitude": _text(storm.get("longitudeNumeric")) or degrees(_text(storm.get("longitude")) or "") or None,
        "latitude": _text(storm.get("latitudeNumeric")) or degrees(_text(storm.get("latitude")) or "") or None,
        "wind_kt": _text(storm.get("intensity")), "pressure_hpa": _text(storm.get("pressure")),
        "observed_on": moment[:10] if moment else None,
    }  # fmt: skip


def _text(value: Any) -> str | None:
    """Return a value as text; null and blank are unknown."""
    return None if value is None else str(value).strip() or None
