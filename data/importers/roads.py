"""Ways that come as lines: a code, a length and the communes of both ends from what is drawn.

Every line stays as it was drawn. Lines are joined where they cross, and loose ends snapped, when the network is made
(geo/road_network.py).
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pandas as pd
import shapely

from data.importers.findings import Findings
from data.importers.points import Places
from data.importers.words import fold
from geo import crs
from geo.boundaries import locate

_FIGURES = 12  # of the fingerprint in a code


def named(sheet: dict[str, Any]) -> None:
    """Give lines without codes a `way_id`: the same shape has the same code in every file."""
    if fold("way_id") in {fold(header) for header in sheet["headers"]} or "geometry" not in sheet["headers"]:
        return
    shapes = sheet["columns"][sheet["headers"].index("geometry")]
    sheet["headers"].append("way_id")
    sheet["tags"].append("")
    sheet["columns"].append([_code(shape) for shape in shapes])
    sheet["notes"].append({"code": "way_id_given", "value": "", "params": {}})


def _code(shape: str | None) -> str | None:
    return None if shape is None else f"way-{hashlib.sha256(shape.encode()).hexdigest()[:_FIGURES]}"


def completed(rows: pd.DataFrame, findings: Findings, places: Places | None) -> pd.DataFrame:
    """Ways with what their line tells; what the file tells itself stays.

    Parameters
    ----------
    rows
        Typed columns of `WAYS`, `geometry` in EPSG:4326.
    findings
        Takes ``line_without_length`` for a line of one place, and ``way_ends_unknown`` where no official boundaries
        are in force: the ends stay blank.
    places
        The places in force; None: nothing is placed.

    Returns
    -------
    rows
        With `length_km` (along the line, in EPSG:32618) and, of official boundaries, `from_pcode` and `to_pcode`
        (communes of the first and the last point; null off the land).
    """
    if "geometry" not in rows or shapely.is_missing(rows["geometry"].to_numpy()).all():
        return rows
    shapes = rows["geometry"].to_numpy()
    findings.add(crs.length_m(shapes) == 0, "geometry", "line_without_length")
    found = rows.assign(length_km=_filled(rows, "length_km", pd.Series(np.round(crs.length_m(shapes) / 1000, 3))))
    if places is None or places.schematic:
        findings.file("way_ends_unknown")
        return found
    lines = shapely.line_merge(shapes)
    for name, at in (("from_pcode", 0), ("to_pcode", -1)):
        ends = shapely.get_point(shapely.get_geometry(lines, at), at)
        found[name] = _filled(found, name, _communes(ends, places))
    return found


def _filled(rows: pd.DataFrame, name: str, values: pd.Series) -> pd.Series:
    """What the file tells of a column, else the values."""
    return rows[name].fillna(values) if name in rows else values.set_axis(rows.index)


def _communes(points: Any, places: Places) -> pd.Series:
    """P-code of the commune of each point; null where there is none."""
    clues = pd.DataFrame({"longitude": shapely.get_x(points), "latitude": shapely.get_y(points)})
    found, _ = locate(clues, places.boundaries, places.aliases, schematic=False)
    return found["adm2_pcode"].astype("str")
