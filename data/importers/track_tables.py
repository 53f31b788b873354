"""Best tracks of storms: HURDAT2 (its text and the cleaned table with repeated headings) and IBTrACS tables."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from typing import Any

from data.importers.tracks import BEST_TRACK, Position, Positions, degrees, instant, storm_id
from data.importers.words import fold, table

HURDAT, IBTRACS = "tracks_hurdat", "tracks_ibtracs"
_STORM = re.compile(r"[A-Z]{2}\d{6}")
_DAY = re.compile(r"\d{8}")
_MOMENT = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T]+(\d{1,2}):(\d{2})(?::\d{2})?Z?")
_COORDINATES = ("latitude", "longitude")


def hurdat(lines: Iterable[str], positions: Positions) -> None:
    """Gather the positions of a HURDAT2 file: a line of the storm, then its positions.

    The headings that the cleaned table repeats are passed over. A line that is neither is kept as a row that
    the checks refuse, so that every line is accounted for.

    Parameters
    ----------
    lines
        Of the file, as text.
    positions
        Takes what is found; noted: ``hurdat_count_differs`` for a storm whose number of positions is not the
        one that its line says.
    """
    told = table(HURDAT)
    storm, name, promised, found = "", None, "", 0
    for number, cells in _lines(lines):
        if _STORM.fullmatch(cells[0]):
            _compare(positions, storm, promised, found)
            storm, promised, found = cells[0], (cells[2] if len(cells) > 2 else ""), 0
            name = cells[1] if len(cells) > 1 and cells[1] not in told["words"]["unnamed"] else None
        elif cells[0] not in told["words"]["headings"]:
            found += 1
            positions.add(number, _fix(cells, told) | {"storm_id": storm or None, "name": name or None})
    _compare(positions, storm, promised, found)


def _lines(lines: Iterable[str]) -> Iterable[tuple[int, list[str]]]:
    """Number and stripped cells of each line that holds anything."""
    for number, line in enumerate(lines, start=1):
        cells = [cell.strip() for cell in line.split(",")]
        if any(cells):
            yield number, cells


def _compare(positions: Positions, storm: str, promised: str, found: int) -> None:
    if storm and promised != str(found):
        positions.tell("hurdat_count_differs", storm, promised=promised, found=found)


def _fix(cells: Sequence[str], told: dict[str, Any]) -> Position:
    """One position, without the storm; a line that has no date keeps its first cell as the instant."""
    fields = dict(zip(told["position"]["fields"], cells, strict=False))
    if not _DAY.fullmatch(fields["date"]):
        return {"valid_at": cells[0] or " ".join(cells).strip(), "advisory": BEST_TRACK}
    unknown = {"", *told["words"]["unknown"]}
    position: Position = {
        name: None if text in unknown else text for name, text in fields.items() if name not in {"", "date", "time"}
    }
    for name in _COORDINATES:
        position[name] = degrees(position.get(name) or "") or None
    moment = instant(fields["date"], fields.get("time", ""))
    return position | {
        "valid_at": moment, "observed_on": moment[:10], "advisory": BEST_TRACK, "position_kind": "observed",
    }  # fmt: skip


def ibtracs(lines: Iterable[str], positions: Positions) -> None:
    """Gather the positions of an IBTrACS table.

    Where it has no number of the storm, the storm is called after its name and the year of its first position.

    Parameters
    ----------
    lines
        Of the file, as text.
    positions
        Takes what is found; noted: ``storm_id_given``, ``spur_left_out``, ``columns_not_used``.
    """
    told = table(IBTRACS)
    rows = enumerate(csv.reader(lines), start=1)
    header = next((cells for _, cells in rows if is_ibtracs(cells)), [])
    at = {fold(name): n for n, name in reversed(list(enumerate(header)))}
    places = {
        column: [(at[fold(name)], name) for name in names if fold(name) in at]
        for column, names in told["columns"].items()
    }
    _tell_unused(header, told, positions)
    spur = at.get(fold(told["spur"]["header"]))
    first: dict[str, str] = {}
    for number, cells in rows:
        texts = [cell.strip() for cell in cells] + [""] * (len(header) - len(cells))
        if not any(texts) or _first(texts, places["latitude"]) in told["words"]["units"]:
            continue
        if spur is not None and fold(texts[spur]).startswith(told["spur"]["begins"]):
            positions.seen["spur_left_out"] += 1
            continue
        positions.add(number, _named(_ibtracs_fix(texts, places, told), first, positions))


def is_ibtracs(cells: Sequence[str]) -> bool:
    """Whether a row of cells is the header of an IBTrACS table."""
    columns = table(IBTRACS)["columns"]
    present = {fold(cell) for cell in cells}
    needed = ("valid_at", "latitude", "longitude", "wind_kt")
    return all(present & {fold(name) for name in columns[column]} for column in needed)


def _tell_unused(header: Sequence[str], told: dict[str, Any], positions: Positions) -> None:
    known = {fold(name) for names in [*told["columns"].values(), [told["spur"]["header"]]] for name in names}
    unused = [name.strip() for name in header if name.strip() and fold(name) not in known]
    if unused:
        positions.tell("columns_not_used", ", ".join(unused)[:200], columns=len(unused))


def _first(texts: Sequence[str], places: Sequence[tuple[int, str]]) -> str:
    return next((texts[n] for n, _ in places if texts[n]), "")


def _ibtracs_fix(texts: Sequence[str], places: dict[str, list[tuple[int, str]]], told: dict[str, Any]) -> Position:
    unknown = {"", *told["words"]["unknown"]}
    position: Position = {
        column: next((texts[n] for n, _ in where if texts[n] not in unknown), None) for column, where in places.items()
    }
    classes = ((told["classes"].get(name.strip().upper(), {}), texts[n]) for n, name in places["storm_class"])
    position["storm_class"] = next((words[text] for words, text in classes if text in words), None)
    if position.get("name") in told["words"]["unnamed"]:
        position["name"] = None
    moment = _MOMENT.fullmatch(position.get("valid_at") or "")
    if moment:
        year, month, day, hour, minute = moment.groups()
        position["observed_on"] = f"{year}-{int(month):02d}-{int(day):02d}"
        position["valid_at"] = f"{position['observed_on']}T{int(hour):02d}:{minute}Z"
    return position | {"advisory": BEST_TRACK, "position_kind": "observed"}


def _named(position: Position, first: dict[str, str], positions: Positions) -> Position:
    """The position with the number of its storm; without one, its name and the year of its first position."""
    told = position.get("storm_id")
    if told:
        return position | {"storm_id": storm_id(told)}
    name = position.get("name")
    if name and name not in first:
        first[name] = f"{name}-{(position.get('valid_at') or '')[:4]}"
        positions.tell("storm_id_given", first[name])
    return position | {"storm_id": first.get(name or "")}
