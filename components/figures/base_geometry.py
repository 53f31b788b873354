"""Departments and communes as the browser gets them: public shapes, light, without gaps between neighbours."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from components.figures.escape import esc, script_json

if TYPE_CHECKING:
    import pandas as pd


def land(boundaries: pd.DataFrame, *, schematic: bool, tolerance_degrees: float = 0.004) -> dict[str, Any]:
    """Make the base map's geometry from the boundaries in force.

    Parameters
    ----------
    boundaries
        `BOUNDARIES` frame of one set: `adm_pcode`, `adm_level`, `parent_pcode`, `name_fr`, `geometry`
        (EPSG:4326). Only departments and communes are read.
    schematic
        Whether the communes' limits are schematic: they are drawn dashed.
    tolerance_degrees
        Detail that may go: corners whose triangle is smaller than this squared (0.004 is about 440 m).
        Shared limits are simplified together, so that no gap opens.

    Returns
    -------
    collection
        A GeoJSON FeatureCollection; properties `level`, `pcode`, `name` (escaped for the map) and `at`, a
        point well inside for the label; coordinates rounded to 1e-4 degree. Departments are made of their
        communes, so that both limits run on one line; without communes they are their own shape.
    """
    communes = _lighter(boundaries, "adm2", tolerance_degrees)
    departments = _lighter(boundaries, "adm1", tolerance_degrees)
    parts = communes.groupby("parent_pcode")["geometry"]
    made = {str(code): shapely.coverage_union_all(group.to_numpy()) for code, group in parts}
    codes, own = departments["adm_pcode"], departments["geometry"]
    departments["geometry"] = [made.get(code, shape) for code, shape in zip(codes, own, strict=True)]
    features = [*_features(departments, "adm1"), *_features(communes, "adm2")]
    return {"type": "FeatureCollection", "schematic": schematic, "features": features}


def as_bytes(collection: dict[str, Any]) -> bytes:
    """The geometry as the route sends it."""
    return script_json(collection).encode()


def version(content: bytes) -> str:
    """Name of a geometry by its content: another geometry has another address, so browsers may keep it for ever."""
    return hashlib.sha256(content).hexdigest()[:16]


def _lighter(boundaries: pd.DataFrame, level: str, tolerance: float) -> pd.DataFrame:
    chosen = boundaries[(boundaries["adm_level"] == level) & boundaries["geometry"].notna()]
    rows = chosen[["adm_pcode", "parent_pcode", "name_fr", "geometry"]].reset_index(drop=True)
    if len(rows):
        valid = shapely.make_valid(rows["geometry"].to_numpy(), method="structure")
        simple = shapely.coverage_simplify(valid, tolerance)
        rows["geometry"] = np.where(shapely.is_empty(simple), valid, simple)
    return rows


def _features(rows: pd.DataFrame, level: str) -> list[dict[str, Any]]:
    return [
        {
            "type": "Feature",
            "properties": {"level": level, "pcode": esc(pcode), "name": esc(name), "at": _label_point(shape)},
            "geometry": _geometry(shape),
        }
        for pcode, name, shape in zip(rows["adm_pcode"], rows["name_fr"], rows["geometry"], strict=True)
        if not shape.is_empty
    ]


def _label_point(shape: shapely.Geometry) -> list[float]:
    """Centre of the largest circle inside: a centroid may lie in the sea."""
    radius = shapely.maximum_inscribed_circle(shape, tolerance=0.005)
    return [round(float(c), 3) for c in radius.coords[0]]


def _geometry(shape: shapely.Geometry) -> dict[str, Any]:
    parts = [p for p in shapely.get_parts(shape) if isinstance(p, shapely.Polygon)]
    rings = [[_ring(r) for r in (p.exterior, *p.interiors)] for p in parts]
    return {"type": "MultiPolygon", "coordinates": rings}


def _ring(ring: shapely.LinearRing) -> list[list[float]]:
    points: list[list[float]] = np.round(shapely.get_coordinates(ring), 4).tolist()
    return points
