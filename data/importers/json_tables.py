"""JSON of the field's services and forms -> the raw table in it: one record a row, nested keys joined by "/".

Runs in the parsing process. Read are answers of the DTM API (``result``), of HAPI (``data``), of KoBo (``results``,
or a single submission) and of ODK Central (``value``), and plain lists of records. Answers that were left out are
blank: KoBo writes only the keys that were answered.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from data.importers.sheet_words import TOLD
from data.importers.tables import told_as_text
from geo.errors import ImportRejected

ENVELOPES = ("result", "results", "value", "data")
_DEEPEST = 6  # groups within groups of a form
Record = dict[str, Any]


def parse(path: Path, *, limits: dict[str, float]) -> dict[str, Any]:
    """Read the records of a JSON file.

    Parameters
    ----------
    path
        UTF-8, with or without its mark.
    limits
        `table_rows`, `table_columns` of data/reference/limits.toml.

    Returns
    -------
    sheet
        As data/importers/tables.py gives it; `rows` counts records from 1, there are no tags.

    Raises
    ------
    ImportRejected
        ``file_corrupt``, ``answer_is_failure`` (the service said so), ``file_no_rows``, ``too_many_rows``,
        ``too_many_columns``, ``json_not_records``.
    """
    try:
        document = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise ImportRejected("file_corrupt") from error
    records, name = _records(document)
    if not records:
        raise ImportRejected("file_no_rows")
    if len(records) > limits["table_rows"]:
        raise ImportRejected("too_many_rows", most=int(limits["table_rows"]))
    notes: dict[str, int] = {}
    flat = [dict(_flat(record, "", notes, 0)) for record in records]
    headers = list(dict.fromkeys(key for record in flat for key in record))
    if len(headers) > limits["table_columns"]:
        raise ImportRejected("too_many_columns", most=int(limits["table_columns"]))
    return {
        "sheet": name, "header_row": 0, "headers": headers, "tags": [""] * len(headers), "overlong": [],
        "rows": list(range(1, len(flat) + 1)),
        "columns": [[record.get(header) or None for record in flat] for header in headers],
        "notes": [{"code": "list_left_out", "value": key, "params": {"count": n}} for key, n in notes.items()],
    }  # fmt: skip


def _records(document: Any) -> tuple[list[Record], str]:
    """Find the records of a document, and the key under which they stood."""
    if isinstance(document, dict):
        if document.get("isSuccess") is False:
            said = document.get("errorMessages") or [""]
            raise ImportRejected("answer_is_failure", said=str(said[0])[:TOLD])
        for key in ENVELOPES:
            if isinstance(document.get(key), list):
                return _only_records(document[key]), key
        return [document], ""
    return _only_records(document), ""


def _only_records(found: Any) -> list[Record]:
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise ImportRejected("json_not_records")
    return found


def _flat(record: Record, prefix: str, notes: dict[str, int], depth: int) -> Iterator[tuple[str, str]]:
    """Yield every answer of a record as text, with the path to it."""
    for key, value in record.items():
        name = f"{prefix}{str(key)[:TOLD]}"
        if (link := key.split("@", 1))[0] and link[1:] == ["odata.navigationLink"]:
            name = f"{prefix}{link[0]}"[:TOLD]  # ODK Central: a repeat, in a table of its own
            notes[name] = notes.get(name, 0) + 1
        elif isinstance(value, dict):
            yield from _nested(value, name, notes, depth)
        elif isinstance(value, list):
            yield from _listed(value, name, notes)
        elif value is not None:
            yield name, told_as_text(value)


def _nested(value: Record, name: str, notes: dict[str, int], depth: int) -> Iterator[tuple[str, str]]:
    point = value.get("coordinates")
    if value.get("type") == "Point" and isinstance(point, list) and len(point) >= 2:
        yield f"{name}/longitude", told_as_text(point[0])  # GeoJSON: east first
        yield f"{name}/latitude", told_as_text(point[1])
    elif depth < _DEEPEST:
        yield from _flat(value, f"{name}/", notes, depth + 1)


def _listed(value: list[Any], name: str, notes: dict[str, int]) -> Iterator[tuple[str, str]]:
    """A pair under `_geolocation` is latitude, longitude; other plain lists are words; records within are left out."""
    if name.rsplit("/", 1)[-1] == "_geolocation":
        if len(value) == 2 and None not in value:
            yield f"{name}/latitude", told_as_text(value[0])
            yield f"{name}/longitude", told_as_text(value[1])
    elif any(isinstance(one, dict | list) for one in value):
        notes[name] = notes.get(name, 0) + len(value)
    elif value:
        yield name, " ".join(told_as_text(one) for one in value if one is not None)
