"""A geographic file -> the features of one layer as a sheet of texts, for any table.

Runs in the parsing process (data/importers/child.py): what GDAL makes of a hostile file stays in there.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from data.importers.sheets import Notes, note, sheet_of
from data.importers.vectors import Layer, read_layers
from data.importers.words import fold, foldings
from geo.frames import FRAMES, Frame

# shapely type ids: (multi)point; line, ring, multiline; (multi)polygon, and collections, which may hold areas.
_KINDS = {"point": (0, 4), "line": (1, 2, 5), "area": (3, 6, 7)}
_OF_SHAPE = {"longitude", "latitude", "geometry"}
_GROUPED = {"LIBKML", "GPX"}  # formats whose layers are mere folders of one list


def parse(
    path: Path, *, limits: dict[str, float], wanted: str = "", expected: list[str] | None = None
) -> dict[str, Any]:
    """Read the features of the layer that fits a table best; the other layers are told.

    Parameters
    ----------
    path
        Any file that `vectors.read_layers` reads.
    limits
        `table_rows`, `table_columns` of data/reference/limits.toml.
    wanted
        Name of the table; "" where it is not known yet: the layer with most features.
    expected
        Folded headers that the importer knows; by default the columns of the table.

    Returns
    -------
    sheet
        As data/importers/tables.py gives it; `rows` counts features from 1. Beside the attributes, texts:
        `longitude` and `latitude` (EPSG:4326, to about a centimetre) for a table of points, else `geometry`, the
        shape as hexadecimal WKB in EPSG:4326. An attribute of the same name gets ``_attribute`` after it: the
        shape counts.

    Raises
    ------
    ImportRejected
        ``too_many_rows``, ``too_many_columns``, and what `vectors.read_layers` raises.
    WrongCrs
        If the file's reference system is unknown.
    """
    layers, problems = read_layers([path])
    notes = [note(p.code, p.value, **p.params) for p in problems]
    frame = FRAMES.get(wanted)
    known = set(expected or (frame.by_name if frame else ()))
    kind = shape_of(frame)
    chosen = max(layers, key=lambda layer: _worth(layer, kind, known))
    kind = kind if frame else _most(chosen)
    if chosen.driver in _GROUPED:
        chosen = _united([layer for layer in layers if layer is chosen or _fits(layer, kind)])
    read_in = {chosen.name} if chosen.driver not in _GROUPED else set(chosen.name.split("\n"))
    notes += [
        note("layer_not_read", layer.name, file=layer.file, features=len(layer.columns))
        for layer in layers
        if layer.name not in read_in
    ]
    columns = _texts(chosen) | _shapes(chosen, kind, notes)
    rows = range(1, len(chosen.columns) + 1)
    return sheet_of(chosen.file, columns, rows, notes=notes, limits=limits)


def shape_of(frame: Frame | None) -> str:
    """What a table wants of a feature: ``point``, ``line``, ``area``; "" where the table has no place for a shape."""
    if frame is None:
        return ""
    if "geometry" in frame.by_name:
        return frame.by_name["geometry"].shape
    return "point" if "longitude" in frame.by_name else ""


def _of_kind(layer: Layer, kind: str) -> int:
    return int(np.isin(shapely.get_type_id(layer.shapes), _KINDS.get(kind, ())).sum())


def _most(layer: Layer) -> str:
    """Kind of shape that most features of a layer have."""
    return max(_KINDS, key=lambda kind: _of_kind(layer, kind))


def _fits(layer: Layer, kind: str) -> bool:
    return not kind or _of_kind(layer, kind) > 0


def _worth(layer: Layer, kind: str, known: set[str]) -> tuple[bool, int, int]:
    """How well a layer fits: its kind of shape, its attributes, its size."""
    folded = {part for name in layer.columns for part in foldings(str(name))}
    told = {part for name in known for part in (name, *foldings(name), *foldings(name[:10]))}
    return _fits(layer, kind), len(folded & told), len(layer.columns)


def _united(layers: list[Layer]) -> Layer:
    """Several folders as one list, with the folder of each feature where there are several."""
    if len(layers) == 1:
        return layers[0]
    tables = [layer.columns.assign(folder=layer.name) for layer in layers]
    columns = pd.concat(tables, ignore_index=True).astype("str")
    name = "\n".join(layer.name for layer in layers)
    shapes = np.concatenate([layer.shapes for layer in layers])
    file = layers[0].file.removesuffix(f"/{layers[0].name}")
    return replace(layers[0], file=file, name=name, columns=columns, shapes=shapes)


def _texts(layer: Layer) -> dict[str, list[str | None]]:
    """Attributes as lists."""
    return {
        f"{name}_attribute" if fold(str(name)) in _OF_SHAPE else str(name): [
            None if pd.isna(text) else str(text) for text in layer.columns[name]
        ]
        for name in layer.columns
    }


def _shapes(layer: Layer, kind: str, notes: Notes) -> dict[str, list[str | None]]:
    if kind == "point":
        return _points(layer, notes)
    return {"geometry": [None if shape is None else shapely.to_wkb(shape, hex=True) for shape in layer.shapes]}


def _points(layer: Layer, notes: Notes) -> dict[str, list[str | None]]:
    """Coordinates of points; an area is placed by a point inside it, a line not at all."""
    shapes = np.array([shape.geoms[0] if _single(shape) else shape for shape in layer.shapes], dtype=object)
    kinds = shapely.get_type_id(shapes)
    areas, lines = np.isin(kinds, _KINDS["area"]), np.isin(kinds, (*_KINDS["line"], 4))
    shapes[areas] = shapely.point_on_surface(shapes[areas])
    shapes[lines] = None
    for code, mask in (("point_of_area", areas), ("shape_not_a_point", lines)):
        if mask.any():
            notes.append(note(code, features=int(mask.sum())))
    told = {}
    for name, values in (("longitude", shapely.get_x(shapes)), ("latitude", shapely.get_y(shapes))):
        told[name] = [None if np.isnan(value) else f"{value:.7f}".rstrip("0").rstrip(".") for value in values]
    return told


def _single(shape: Any) -> bool:
    """Whether a shape is a multipoint of one point."""
    return shape is not None and shape.geom_type == "MultiPoint" and len(shape.geoms) == 1
