"""Files and pasted texts that a scenario is made from: parsed in a process of their own, taken whole or not at all."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import shapely

from data.home import today
from data.importers import child, files
from data.importers.limits import limits
from data.importers.read import read
from data.importers.storms import is_storm
from data.made_zones import Wanted
from data.scenario_files import CUT, read_scenario
from geo.errors import BadScenario, Problem
from geo.frames import ZONES
from geo.scenario import Scenario, scenario_document

PASTED = "advisory.txt"
TEXT_MOST = 200_000  # characters: the longest advisories have some ten thousand


@dataclass(frozen=True)
class Uploaded:
    """Rows of a file, and what was found in it; no rows where one of them was refused.

    Parameters
    ----------
    rows
        `TRACKS` or `ZONES` frame.
    problems
        Those that reject a row first.
    refused
        Rows that were refused; 0 where none was.
    name
        Of the file.
    """

    rows: pd.DataFrame
    problems: tuple[Problem, ...]
    refused: int
    name: str = ""


def rows_of(table: Literal["tracks", "zones"], name: str, content: bytes) -> Uploaded:
    """Read positions of storms or zones from a file.

    Parameters
    ----------
    table
        ``tracks``: advisory text, CurrentStorms.json, HURDAT2, IBTrACS, our own table. ``zones``: GeoJSON,
        shapefile (zip), GeoPackage, KML, ShakeMap grid or contours.
    name
        Name of the file, which says its form by its ending.
    content
        Its bytes.

    Raises
    ------
    ImportRejected
        If it cannot be read at all.
    BadScenario
        ``scenario.advisory_cut`` where an advisory has no end.
    """
    with _file(name, content) as path:
        told = read(table, path, today=today())
    if any(one.code == CUT for one in told.problems):
        raise BadScenario("scenario.advisory_cut", file=name, count=1)
    problems = tuple(sorted(told.problems, key=lambda one: not one.blocking))
    return Uploaded(told.rows.head(0) if told.rows_rejected else told.rows, problems, told.rows_rejected, name)


def pasted_track(text: str) -> Uploaded:
    """Positions of a pasted advisory.

    Raises
    ------
    ImportRejected
        As `rows_of`.
    BadScenario
        ``scenario.text_too_long``; ``scenario.no_advisory`` where it is no advisory.
    """
    if len(text) > TEXT_MOST:
        raise BadScenario("scenario.text_too_long", most=TEXT_MOST)
    if not is_storm(text.encode()):
        raise BadScenario("scenario.no_advisory")
    return replace(rows_of("tracks", PASTED, text.encode()), name="")


def scenario_of(name: str, content: bytes) -> Scenario:
    """A scenario of a TOML file; errors as `data.scenario_files.read_scenario`."""
    with _file(name, content) as path:
        return read_scenario(path)


def areas_of(name: str, content: bytes, wanted: Wanted, *, raster: bool) -> pd.DataFrame:
    """Zones by distance from the shapes of a file, or of the values of a GeoTIFF (`raster`), in a process of its own.

    Returns
    -------
    zones
        `ZONES` frame of `data.made_zones.zones_around` or `data.made_zones.zones_of_raster`.

    Raises
    ------
    ImportRejected
        As `data.importers.made_areas.parse`, with its codes; ``parse_memory`` and ``parse_timeout`` where the file
        asks for more than a file may.
    """
    with _file(name, content) as path:
        files.check_size(path)
        return _zones(child.parse("areas", path, limits=limits(), wanted=list(wanted), raster=raster))


def surge_of(name: str, content: bytes, cyclone: Scenario) -> pd.DataFrame:
    """Zones of the indicative surge of a cyclone over a GeoTIFF of elevations, in a process of its own.

    Returns
    -------
    zones
        `ZONES` frame of `data.surge_made.surge_of_cyclone`.

    Raises
    ------
    ImportRejected
        As `data.importers.made_surge.parse`, with its codes; ``parse_memory`` and ``parse_timeout`` where the file
        asks for more than a file may.
    """
    document, source = scenario_document(cyclone), f"{cyclone.told.key}, {name}"
    with _file(name, content) as path:
        files.check_size(path)
        return _zones(child.parse("surge", path, limits=limits(), document=document, source=source))


def _zones(answer: dict[str, Any]) -> pd.DataFrame:
    rows = answer["rows"]
    return ZONES.conform(pd.DataFrame(rows | {"geometry": shapely.from_wkb(rows["geometry"])}))


@contextmanager
def _file(name: str, content: bytes) -> Iterator[Path]:
    """The bytes as a file that goes away; its name is what zones without one are called after."""
    with tempfile.TemporaryDirectory(prefix="pare-") as folder:
        path = Path(folder) / (re.sub(r"[^\w.-]+", "_", Path(name).name)[-80:].lstrip(".") or "file")
        path.write_bytes(content)
        yield path
