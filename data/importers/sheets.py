"""The sheet that every parser of the child process gives, made from columns of texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo.errors import ImportRejected

Notes = list[dict[str, Any]]


def note(code: str, value: str = "", **params: Any) -> dict[str, Any]:
    """Something that was decided about the whole file: code of a sentence, value, words."""
    return {"code": code, "value": value, "params": params}


def sheet_of(
    name: str,
    columns: Mapping[str, Sequence[str | None]],
    rows: Sequence[int],
    *,
    notes: Notes,
    limits: Mapping[str, float],
) -> dict[str, Any]:
    """Return columns of texts as a sheet.

    Parameters
    ----------
    name
        How the sheet is called.
    columns
        Header -> texts, None where unknown; all of the length of `rows`.
    rows
        Line (of a text) or number (of a feature, from 1) of each row.
    notes
        What was decided about the file.
    limits
        `table_rows`, `table_columns` of data/reference/limits.toml.

    Returns
    -------
    sheet
        As data/importers/tables.py gives it.

    Raises
    ------
    ImportRejected
        ``too_many_rows``, ``too_many_columns``.
    """
    if len(rows) > limits["table_rows"]:
        raise ImportRejected("too_many_rows", most=int(limits["table_rows"]))
    if len(columns) > limits["table_columns"]:
        raise ImportRejected("too_many_columns", most=int(limits["table_columns"]))
    return {
        "sheet": name, "header_row": 0, "headers": list(columns), "tags": [""] * len(columns), "overlong": [],
        "rows": list(rows), "columns": [list(texts) for texts in columns.values()], "notes": notes,
    }  # fmt: skip
