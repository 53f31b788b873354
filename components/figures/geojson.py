"""Layers as files: GeoJSON as RFC 7946 says, with the raw values of the frame."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import mapping

if TYPE_CHECKING:
    from collections.abc import Sequence

_GRID = 1e-6  # degrees, about 0.1 m: more digits would pretend


def as_geojson(frame: pd.DataFrame, columns: Sequence[str]) -> dict[str, Any]:
    """Make a FeatureCollection: one feature a row, values as they are, nothing escaped.

    Parameters
    ----------
    frame
        Rows already cleared for who receives them, with `geometry` (shapely, EPSG:4326) or `longitude` and
        `latitude` in degrees.
    columns
        The columns that become properties, in order. An unknown value is null.

    Returns
    -------
    collection
        Longitude before latitude, outer rings counter-clockwise, no `crs` member; a row without a place
        keeps its properties and has a null geometry.

    Raises
    ------
    KeyError
        If a column, or every place, is absent.
    """
    places = _geometries(frame)
    records = zip(*(frame[name].tolist() for name in columns), strict=True) if columns else iter([()] * len(frame))
    features = [
        {
            "type": "Feature",
            "properties": {name: _plain(value) for name, value in zip(columns, record, strict=True)},
            "geometry": _geometry(place),
        }
        for record, place in zip(records, places, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def as_bytes(collection: dict[str, Any]) -> bytes:
    """The file: UTF-8, no NaN."""
    return json.dumps(collection, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _geometries(frame: pd.DataFrame) -> np.ndarray:
    if "geometry" in frame.columns:
        return frame["geometry"].to_numpy(dtype=object)
    points = shapely.points(frame["longitude"].to_numpy(float), frame["latitude"].to_numpy(float))
    known = (frame["longitude"].notna() & frame["latitude"].notna()).to_numpy()
    placed: np.ndarray = np.where(known, points, None)
    return placed


def _geometry(place: Any) -> dict[str, Any] | None:
    if not isinstance(place, shapely.Geometry) or place.is_empty:
        return None
    rounded = shapely.set_precision(shapely.force_2d(place), _GRID, mode="pointwise")
    turned = shapely.orient_polygons(rounded)
    plain: dict[str, Any] = json.loads(json.dumps(mapping(turned)))
    return plain


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA or (isinstance(value, float) and not np.isfinite(value)):
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str | int | float | bool):
        return value
    return str(value)
