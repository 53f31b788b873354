"""Files of storm tracks -> a sheet of positions with the columns of TRACKS, whatever their form.

Runs in the parsing process (data/importers/child.py).
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

from data.importers.storm_texts import HEADING, active_storms, advisories
from data.importers.track_tables import HURDAT, IBTRACS, hurdat, ibtracs, is_ibtracs
from data.importers.tracks import Positions
from data.importers.words import table
from geo.errors import ImportRejected

_STORM_LINE = re.compile(r"^[A-Z]{2}\d{6}\s*,", re.MULTILINE)
_FIRST = 40  # lines among which a file says what it is


def form_of(head: bytes) -> str:
    """Return the form of a storm file by its first bytes.

    ``hurdat``, ``ibtracs``, ``advisory``, ``active_storms``; "" for any other file.
    """
    text = head.decode("utf-8-sig", errors="replace")
    lines = text.splitlines()[:_FIRST]
    if text.lstrip().startswith("{"):
        return "active_storms" if '"activeStorms"' in text else ""
    if any(HEADING.match(line) for line in lines):
        return "advisory"
    if _STORM_LINE.search("\n".join(lines[:3])):
        return "hurdat"
    return "ibtracs" if any(map(is_ibtracs, _cells(lines[:5]))) else ""


def _cells(lines: list[str]) -> list[list[str]]:
    return [next(csv.reader([line]), []) for line in lines if line.count(",") >= 3 and "\x00" not in line]


def is_storm(head: bytes) -> bool:
    """Whether a file that begins so holds positions of storms."""
    return bool(form_of(head))


def parse(path: Path, *, limits: dict[str, float]) -> dict[str, Any]:
    """Read the positions of a storm file.

    Parameters
    ----------
    path
        HURDAT2 text or cleaned table, IBTrACS table (CSV), forecast/advisory text, CurrentStorms.json.
    limits
        `table_rows`, `table_columns` of data/reference/limits.toml.

    Returns
    -------
    sheet
        As data/importers/tables.py gives it; headers are columns of TRACKS, `rows` are lines of the file (of the
        list of active storms: its entries, from 1). An empty list of storms gives no row and a note.

    Raises
    ------
    ImportRejected
        ``file_wrong_kind``, ``file_corrupt``, ``advisory_incomplete``, ``too_many_rows``.

    Notes
    -----
    Method: docs/methods.md#imports.
    """
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    form = form_of(text[:4096].encode())
    positions = Positions(path.name, _source(form))
    if form == "active_storms":
        active_storms(text, positions)
    elif form == "advisory":
        advisories(text.splitlines(), positions)
    elif form in _TABLES:
        try:
            _TABLES[form](text.splitlines(), positions)
        except csv.Error as error:
            raise ImportRejected("file_corrupt") from error
    else:
        raise ImportRejected("file_wrong_kind", kind=path.suffix.lstrip(".") or "?", accepted="HURDAT2, IBTrACS, NHC")
    return positions.sheet(limits)


_TABLES = {"hurdat": hurdat, "ibtracs": ibtracs}


def _source(form: str) -> str:
    name = {"hurdat": HURDAT, "ibtracs": IBTRACS}.get(form, "tracks_nhc")
    return str(table(name)["about"]["title"])
