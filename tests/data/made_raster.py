"""GeoTIFFs of one band, written with Pillow and tags of our own."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2

SCALE, TIEPOINT, KEYS, NODATA = 33550, 33922, 34735, 42113


def geotiff(
    path: Path, values: Any, corner: tuple[float, float], cell: float, *, epsg: int = 4326, nodata: str = ""
) -> Path:
    """Write float32 cells, rows from the north; `corner`: outer corner in the north-west; epsg 0: it is not told."""
    tags = ImageFileDirectory_v2()
    tags.tagtype[SCALE] = tags.tagtype[TIEPOINT] = 12
    tags.tagtype[KEYS], tags.tagtype[NODATA] = 3, 2
    tags[SCALE], tags[TIEPOINT] = (cell, cell, 0.0), (0.0, 0.0, 0.0, *corner, 0.0)
    if epsg:
        kind, key = (2, 2048) if epsg == 4326 else (1, 3072)
        tags[KEYS] = (1, 1, 0, 2, 1024, 0, 1, kind, key, 0, 1, epsg)
    if nodata:
        tags[NODATA] = nodata
    Image.fromarray(np.asarray(values, dtype="float32")).save(path, tiffinfo=tags)
    return path


def claiming(path: Path, width: int, height: int, *, file_bytes: int = 0) -> Path:
    """A TIFF whose header claims cells that are not there; `file_bytes`: length of the file, holes on the disk."""
    entries = [
        (256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 32), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8),
        (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, min(width * height * 4, 2**32 - 1)), (339, 3, 1, 3),
    ]  # fmt: skip
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *one) for one in entries)
    path.write_bytes(b"II*\0" + struct.pack("<I", 8) + directory + struct.pack("<I", 0))
    if file_bytes:
        with path.open("r+b") as stream:
            stream.truncate(file_bytes)
    return path
