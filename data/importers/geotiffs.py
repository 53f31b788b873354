"""A GeoTIFF of one band -> its cells, its position and its reference system, as plain JSON.

Runs in the parsing process (data/importers/child.py): what an image library makes of a hostile file stays in there.
"""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from geo.errors import ImportRejected

_SCALE, _TIEPOINT, _MATRIX, _KEYS, _NODATA = 33550, 33922, 34264, 34735, 42113  # tags of GeoTIFF and GDAL
_MODEL, _RASTER, _GEOGRAPHIC, _PROJECTED = 1024, 1025, 2048, 3072  # keys of its directory
_IS_POINT = 2
_USER_DEFINED = 32767
_MODES = {"F": "float32", "I": "int32", "I;16": "uint16", "L": "uint8"}


def parse(path: Path, *, limits: dict[str, float]) -> dict[str, Any]:
    """Read the first picture of a GeoTIFF of one band, of whole numbers or of 32-bit fractions.

    Parameters
    ----------
    path
        The file, packed or not, in strips or tiles.
    limits
        `raster_cells` of data/reference/limits.toml.

    Returns
    -------
    raster
        `values` (bytes of the rows, base64), `dtype`, `shape`, `affine` (six numbers as `geo.cell_grid`), `crs`
        (``EPSG:4326``; "" where the file tells none), `nodata` (None where it tells none).

    Raises
    ------
    ImportRejected
        ``raster_kind`` (no TIFF, several bands, 64-bit fractions, colours), ``raster_cells`` (too many cells) or
        ``raster_unplaced`` (a TIFF that does not say where it lies).
    """
    Image.MAX_IMAGE_PIXELS = None  # the limit is ours, and read before any cell is
    try:
        image = Image.open(path, formats=["TIFF"])
    except (OSError, SyntaxError, ValueError) as error:
        raise ImportRejected("raster_kind", file=path.name) from error
    with image:
        if image.mode not in _MODES:
            raise ImportRejected("raster_kind", file=path.name)
        cells, most = image.width * image.height, int(limits["raster_cells"])
        if cells > most:
            raise ImportRejected("raster_cells", cells=cells, most=most)
        tags: Any = image.tag_v2  # type: ignore[attr-defined]
        keys = _directory(tags.get(_KEYS, ()))
        affine = _affine(tags, keys)
        values = np.ascontiguousarray(np.asarray(image), dtype=_MODES[image.mode])
    return {
        "values": b64encode(values.tobytes()).decode("ascii"), "dtype": str(values.dtype), "shape": values.shape,
        "affine": affine, "crs": _crs(keys), "nodata": _nodata(tags.get(_NODATA, "")),
    }  # fmt: skip


def _directory(told: Sequence[int]) -> dict[int, int]:
    """Keys that hold a number themselves: each is four numbers, the second where it lies (0: here)."""
    rows = [told[at : at + 4] for at in range(4, len(told) - 3, 4)]
    return {key: value for key, where, _, value in rows if where == 0}


def _affine(tags: Any, keys: dict[int, int]) -> list[float]:
    if _MATRIX in tags:
        m = tags[_MATRIX]
        told = [m[0], m[1], m[3], m[4], m[5], m[7]]
    elif _SCALE in tags and _TIEPOINT in tags:
        (wide, high, *_), (column, row, _, x, y, *_) = tags[_SCALE], tags[_TIEPOINT]
        told = [wide, 0.0, x - column * wide, 0.0, -high, y + row * high]
    else:
        raise ImportRejected("raster_unplaced")
    if keys.get(_RASTER) == _IS_POINT:  # it names the middle of the first cell, not its corner
        told[2] -= (told[0] + told[1]) / 2
        told[5] -= (told[3] + told[4]) / 2
    return [float(value) for value in told]


def _crs(keys: dict[int, int]) -> str:
    code = keys.get(_PROJECTED) or keys.get(_GEOGRAPHIC) or 0
    return f"EPSG:{code}" if 0 < code < _USER_DEFINED else ""


def _nodata(text: Any) -> float | None:
    try:
        value = float(str(text).strip("\x00 "))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
