"""Zone files: features with `hazard`, `hazard_class` and a geometry; what a file does not name is named after it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data.importers.words import fold


def named(found: dict[str, Any], path: Path) -> None:
    """Give the features of a zone file their `zone_set` (called after the file) and `zone_id` (numbered), if untold."""
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
