"""The grid.xml of a ShakeMap: its event, its grid, and its fields by name, whatever their order and units.

Runs in the parsing process (data/importers/child.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

from geo.errors import ImportRejected

_PIECE = 1 << 16
_POINTS_MOST = 4_000_000


@dataclass(frozen=True)
class ShakeMap:
    """One ShakeMap.

    Parameters
    ----------
    event_id, version, description, day
        Of the event; `day` is its date in UTC (ISO), "" where it is not told.
    scenario
        Whether the map says of itself that nothing happened.
    longitude, latitude
        Of its columns and rows, both rising.
    fields
        Name in lower case -> values (rows from the south) and unit.
    """

    event_id: str
    version: str
    description: str
    day: str
    scenario: bool
    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    fields: dict[str, tuple[NDArray[np.float64], str]]

    @property
    def zone_set(self) -> str:
        """Name of its zones: each version is a set of its own."""
        return "_".join(part for part in ("shakemap", self.event_id, self.version and f"v{self.version}") if part)

    @property
    def source(self) -> str:
        """Who says so."""
        return " ".join(part for part in ("ShakeMap", self.event_id, self.version and f"v{self.version}") if part)


@dataclass
class _Read:
    """What the elements said."""

    elements: dict[str, dict[str, str]] = field(default_factory=dict)
    columns: list[tuple[int, str, str]] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    inside: bool = False

    def started(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rsplit(":", 1)[-1].lower()
        if local == "grid_field":
            index, label = int(attributes["index"]), attributes["name"].strip().lower()
            self.columns.append((index, label, attributes.get("units", "")))
        self.elements.setdefault(local, attributes)
        self.inside = local == "grid_data"

    def ended(self, _: str) -> None:
        self.inside = False

    def told(self, text: str) -> None:
        if self.inside:
            self.data.append(text)


def read_grid(path: Path) -> ShakeMap:
    """Read a grid.xml that `xml_files.root_of` let pass: it declares no document type.

    Raises
    ------
    ImportRejected
        ``file_corrupt`` where it is no whole XML or lacks an element, ``shakemap_incomplete`` where it does not
        hold as many values as its specification says.
    """
    found = _Read()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = found.started, found.ended
    parser.CharacterDataHandler = found.told
    try:
        with path.open("rb") as stream:
            while piece := stream.read(_PIECE):
                parser.Parse(piece, False)
        parser.Parse(b"", True)
        return _map(found)
    except (expat.ExpatError, KeyError, ValueError) as error:
        if isinstance(error, ImportRejected):
            raise
        raise ImportRejected("file_corrupt") from error


def _map(found: _Read) -> ShakeMap:
    root, grid = found.elements["shakemap_grid"], found.elements["grid_specification"]
    event = found.elements.get("event", {})
    columns, rows = int(grid["nlon"]), int(grid["nlat"])
    values = _values(found, rows, columns)
    wanted = [(at - 1, name, unit) for at, name, unit in found.columns if name in ("mmi", "pga", "pgv")]
    fields = {name: (values[:, at].reshape(rows, columns)[::-1], unit) for at, name, unit in wanted}
    return ShakeMap(
        event_id=root.get("event_id", "") or event.get("event_id", ""),
        version=root.get("shakemap_version", ""),
        description=event.get("event_description", ""),
        day=_day(event.get("event_timestamp", "")),
        scenario=root.get("shakemap_event_type", "").strip().upper() == "SCENARIO",
        longitude=np.linspace(float(grid["lon_min"]), float(grid["lon_max"]), columns),
        latitude=np.linspace(float(grid["lat_min"]), float(grid["lat_max"]), rows),
        fields=fields,
    )


def _values(found: _Read, rows: int, columns: int) -> Any:
    if min(rows, columns) < 2 or rows * columns > _POINTS_MOST:
        raise ImportRejected("shakemap_incomplete", expected=rows * columns, found=0)
    values = np.array("".join(found.data).split(), dtype="float64")
    width = max(at for at, _, _ in found.columns)
    if values.size != rows * columns * width:
        raise ImportRejected("shakemap_incomplete", expected=rows * columns, found=values.size // width)
    return values.reshape(-1, width)


def _day(text: str) -> str:
    day = text.strip()[:10]
    return day if len(day) == 10 and day[4] == day[7] == "-" and day.replace("-", "").isdigit() else ""
