"""Rows to the bytes that are committed: CSV by the columns of geo/frames.py, GeoJSON, hashes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import TYPE_CHECKING, Any

from geo.frames import FRAMES

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]
TABLE = {
    "former_names": "sites",
    "shelter_use": "shelters",
    "request_movements": "movements",
}  # files that are not called as their table
IDENTITY = ["old_id", "new_id"]


def csv_bytes(name: str, rows: list[Row]) -> bytes:
    """Return a file as CSV in UTF-8: the columns that some row tells, in the order of its table, unknown left empty.

    Raises
    ------
    ValueError
        If a row holds a column that the table does not have.
    """
    columns = IDENTITY if name == "identity" else [column.name for column in FRAMES[TABLE.get(name, name)].columns]
    told = {column for row in rows for column in row}
    if told - set(columns):
        raise ValueError(f"{name} has no column {sorted(told - set(columns))}")
    columns = [column for column in columns if column in told]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return text.getvalue().encode("utf-8")


def geojson_bytes(name: str, rows: list[Row]) -> bytes:
    """Return the rows as a GeoJSON collection, one feature a line, coordinates as they were rounded."""
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "properties": {key: value for key, value in row.items() if key != "geometry"},
                "geometry": row["geometry"],
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for row in rows
    ]
    head = f'{{"type":"FeatureCollection","name":"{name}","features":[\n'
    return (head + ",\n".join(lines) + "\n]}\n").encode("utf-8")


def write_set(folder: Path, files: dict[str, bytes], description: str) -> None:
    """Write the files, and dataset.toml with the description and the hash of each file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    hashes = [f'"{name}" = "{hashlib.sha256(content).hexdigest()}"' for name, content in sorted(files.items())]
    told = "\n".join([description.rstrip(), "", "[sha256]", *hashes, ""])
    (folder / "dataset.toml").write_bytes(told.encode("utf-8"))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)
