"""Zone files: features with `hazard`, `hazard_class` and a geometry; what a file does not name is named after it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data.importers import child, files
from data.importers.words import fold
from geo.frames import Frame


def is_zone_file(frame: Frame, path: Path) -> bool:
    """Whether a file of zones comes as features rather than as a table."""
    return frame.name == "zones" and path.suffix.lower() in files.ZONES


def sheet(path: Path, *, limits: dict[str, float]) -> dict[str, Any]:
    """Read the features of a zone file as a sheet.

    Where the file has no `zone_set`, it is called after the file; where it has no `zone_id`, features are
    numbered in their order.

    Parameters
    ----------
    path
        GeoJSON, TopoJSON, GeoPackage, shapefile, or a zip of one of them.
    limits
        Of data/reference/limits.toml.

    Returns
    -------
    sheet
        As data/importers/tables.py gives it; the row of a feature is its number in the file, from 1.

    Raises
    ------
    ImportRejected
        If the file cannot be read.
    """
    files.check_size(path)
    found = child.parse("zones", path, limits=limits)
    present = {fold(header) for header in found["headers"]}
    set_name = fold(path.stem).replace(" ", "_")
    given = {
        "zone_set": [set_name] * len(found["rows"]),
        "zone_id": [str(row) for row in found["rows"]],
    }
    for column, cells in given.items():
        if fold(column) not in present:
            found["headers"].append(column)
            found["tags"].append("")
            found["columns"].append(cells)
            found["notes"].append({"code": f"{column}_given", "value": path.name, "params": {}})
    return found
