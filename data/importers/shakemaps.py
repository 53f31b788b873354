"""Shaking as others computed it -> a sheet of zones: ShakeMap grids and contours, median ground motions at points.

Runs in the parsing process (data/importers/child.py).
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from data.importers.shakemap_grids import ShakeMap, read_grid
from data.importers.shaking_forms import form_of
from data.importers.sheets import Notes, note, sheet_of
from data.importers.words import fold
from data.importers.xml_files import root_of
from data.reference_shaking import conversions, shaking_rules
from geo.errors import BadScenario, ImportRejected
from geo.ground_motion import mmi_of_motion, pga_cm_s2
from geo.isobands import ValueGrid, gridded
from geo.shaking_zones import zones_of_intensity

CONVERSION = "worden_2012"
_GRID_ROOT = "shakemap_grid"
_DAY = re.compile(r"\b(\d{4})(\d{2})(\d{2})_M")
_MMI_MOST = 12


@dataclass(frozen=True)
class Field:
    """Intensities of one map, and what its zones say of themselves."""

    zone_set: str
    name: str
    source: str
    observed_on: str
    grid: ValueGrid


def parse(path: Path, *, limits: dict[str, float]) -> dict[str, Any]:
    """Read the zones of a file of shaking, one for each class that it reaches.

    Parameters
    ----------
    path
        ShakeMap grid.xml, its contours of intensity (JSON), or median peak ground accelerations (g) at points
        (CSV), one column a model: one zone set each.
    limits
        `table_rows`, `table_columns` of data/reference/limits.toml.

    Returns
    -------
    sheet
        As data/importers/tables.py gives it; headers are columns of ZONES.

    Raises
    ------
    ImportRejected
        ``xml_declares``, ``file_corrupt``, ``shakemap_incomplete``, ``shakemap_no_intensity``, ``shaking_none``.

    Notes
    -----
    Method: docs/methods.md#shaking-zones.
    """
    with path.open("rb") as stream:
        form = form_of(stream.read(4096))
    notes: Notes = []
    readers = {"grid": _of_grid, "contours": _of_contours, "motions": _of_motions}
    try:
        fields = list(readers[form](path, notes))
        zones = [
            zones_of_intensity(
                one.grid, shaking_rules(), zone_set=one.zone_set, source=one.source, observed_on=one.observed_on or None
            ).assign(name=one.name)
            for one in fields
        ]
    except (BadScenario, KeyError, TypeError, ValueError) as error:
        if isinstance(error, ImportRejected):
            raise
        raise ImportRejected("file_corrupt") from error
    rows = [row for frame in zones for row in frame.to_dict("records")]
    if not rows:
        raise ImportRejected("shaking_none", file=path.name)
    told = ("zone_set", "zone_id", "hazard", "hazard_class", "name", "source", "observed_on")
    columns = {name: [_text(row[name]) for row in rows] for name in told}
    columns["geometry"] = [shapely.to_wkb(row["geometry"], hex=True) for row in rows]
    return sheet_of(path.name, columns, range(1, len(rows) + 1), notes=notes, limits=limits)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _of_grid(path: Path, notes: Notes) -> Iterator[Field]:
    if root_of(path) != _GRID_ROOT:
        raise ImportRejected("file_corrupt")
    told = read_grid(path)
    if told.scenario:
        notes.append(note("shaking_scenario", told.event_id))
    grid = ValueGrid(told.longitude, told.latitude, _intensity(told, notes))
    day = "" if told.scenario else told.day  # nothing happened on the day of a scenario, and it may lie ahead
    yield Field(told.zone_set, told.description, told.source, day, grid)


def _intensity(told: ShakeMap, notes: Notes) -> Any:
    """Intensity as the map has it, else from its peak acceleration, else from its peak velocity."""
    if "mmi" in told.fields:
        return told.fields["mmi"][0]
    known = conversions()
    for motion in ("pga", "pgv"):
        if motion in told.fields:
            values, unit = told.fields[motion]
            amplitude = pga_cm_s2(values, unit, known) if motion == "pga" else values
            notes.append(note("shaking_converted", motion.upper()))
            return mmi_of_motion(amplitude, known.find(CONVERSION, motion), known)
    raise ImportRejected("shakemap_no_intensity", fields=", ".join(told.fields))


def _of_contours(path: Path, notes: Notes) -> Iterator[Field]:
    document = json.loads(path.read_bytes().decode("utf-8-sig"))
    xy, values = [], []
    for feature in document["features"]:
        points = shapely.get_coordinates(shapely.from_geojson(json.dumps(feature["geometry"])))
        xy.append(points)
        values.append(np.full(len(points), float(feature["properties"]["value"])))
    mmi = np.concatenate(values) if values else np.empty(0)
    if len(mmi) and not (mmi.min() >= 0 and mmi.max() <= _MMI_MOST):
        raise ImportRejected("shakemap_no_intensity", fields=f"{mmi.min():g}-{mmi.max():g}")
    notes.append(note("shaking_from_contours", path.name))
    grid = _gridded(np.concatenate(xy) if xy else np.empty((0, 2)), mmi)
    yield Field(_named(path.stem), path.stem, "ShakeMap", "", grid)


def _of_motions(path: Path, notes: Notes) -> Iterator[Field]:
    """Zones of each model: the models differ, and none is the true one."""
    title, *lines = path.read_text(encoding="utf-8-sig").splitlines()
    title, day = title.lstrip("# ").strip(), _DAY.search(title)
    rows = list(csv.DictReader(lines))
    models = [name for name in rows[0] if name not in ("custom_site_id", "lon", "lat")]
    xy = np.array([[float(row["lon"]), float(row["lat"])] for row in rows])
    notes += [note("shaking_converted", "PGA"), note("shaking_models", ", ".join(models), models=len(models))]
    known = conversions()
    for model in models:
        pga = pga_cm_s2([float(row[model]) for row in rows], "g", known)
        mmi = mmi_of_motion(pga, known.find(CONVERSION, "pga"), known)
        source = f"{model}; {known.find(CONVERSION, 'pga').title}"
        yield Field(_named(f"{path.stem} {model}"), title, source, "-".join(day.groups()) if day else "",
                    _gridded(xy, mmi))  # fmt: skip


def _gridded(xy: Any, mmi: Any) -> ValueGrid:
    grid = gridded(xy[:, 0], xy[:, 1], mmi, step=shaking_rules().bound("grid_step_degrees"))
    # a flat top inside the highest contour stays in its class, whatever the last digit of the interpolation
    return ValueGrid(grid.x, grid.y, np.round(grid.values, 6))


def _named(text: str) -> str:
    return fold(text).replace(" ", "_")
