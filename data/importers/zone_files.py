"""A file of zones -> its features as a sheet of texts, shapes in degrees.

Runs in the parsing process (data/importers/child.py): what GDAL makes of a hostile file stays in there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import shapely

from data.importers.vectors import Layer, read_layers
from data.importers.words import foldings
from geo.errors import ImportRejected

_CLASS = frozenset({"hazard class", "hazard cla"})  # a shapefile cuts its field names


def parse(path: Path, *, limits: dict[str, float]) -> dict[str, Any]:
    """Read the features of the first layer that has a hazard class, else of the first layer.

    Parameters
    ----------
    path
        Any file that `vectors.read_layers` reads.
    limits
        `table_rows`, `table_columns` of data/reference/limits.toml.

    Returns
    -------
    sheet
        As data/importers/tables.py gives it; `rows` counts features from 1, the last header is ``geometry``,
        with the shape as hexadecimal WKB in EPSG:4326.

    Raises
    ------
    ImportRejected
        ``too_many_rows``, ``too_many_columns``, and what `vectors.read_layers` raises.
    WrongCrs
        If the file's reference system is unknown.
    """
    layers, problems = read_layers([path])
    layer = next((one for one in layers if _has_class(one)), layers[0])
    if len(layer.columns) >= limits["table_rows"]:
        raise ImportRejected("too_many_rows", most=int(limits["table_rows"]))
    if len(layer.columns.columns) > limits["table_columns"]:
        raise ImportRejected("too_many_columns", most=int(limits["table_columns"]))
    columns = [[None if pd.isna(text) else str(text) for text in layer.columns[name]] for name in layer.columns]
    coded = [None if shape is None else shapely.to_wkb(shape, hex=True) for shape in layer.shapes]
    headers = [*map(str, layer.columns.columns), "geometry"]
    return {
        "sheet": layer.file, "header_row": 0, "headers": headers, "tags": [""] * len(headers), "overlong": [],
        "rows": list(range(1, len(coded) + 1)), "columns": [*columns, coded],
        "notes": [{"code": p.code, "value": p.value, "params": p.params} for p in problems],
    }  # fmt: skip


def _has_class(layer: Layer) -> bool:
    return any(_CLASS & set(foldings(str(name))) for name in layer.columns.columns)
