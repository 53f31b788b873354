"""Data rows as the browser reads them: short, escaped, unknown as null, what repeats said once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from components.figures.escape import esc

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from components.i18n import Words

Columns = dict[str, list[Any]]
_PLACES = 5  # decimals of a coordinate: about 1 m


@dataclass(frozen=True)
class Field:
    """One line of a card: column, locale key of its label, kind t text, d day, n number, p share."""

    column: str
    key: str
    kind: str = "t"


def columns(frame: pd.DataFrame) -> Columns:
    """Every column as a plain list, None where unknown."""
    return {
        str(name): frame[name].to_numpy(dtype=object, na_value=None).tolist()
        for name in frame.columns
        if name != "geometry"
    }


def placed(frame: pd.DataFrame) -> Columns:
    """Columns of the rows that have a place, with rounded `latitude` and `longitude`."""
    known = (frame["latitude"].notna() & frame["longitude"].notna()).to_numpy()
    found = columns(frame if known.all() else frame[known])
    for axis in ("latitude", "longitude"):
        found[axis] = [round(value, _PLACES) for value in found[axis]]
    return found


def encode(data: Columns, fields: Sequence[Field], tr: Words) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Columns as field descriptions and value lists; fields without a column are left out.

    Returns
    -------
    described
        One entry a field: `label`, `kind`, and `values` where rows hold a position in it.
    cells
        One list a field; None where the value is unknown.
    """
    described, cells = [], []
    for field in fields:
        if field.column not in data:
            continue
        entry: dict[str, Any] = {"label": esc(tr(field.key)), "kind": field.kind}
        if field.kind in {"t", "d"}:
            written, values = texts(data[field.column], tr.day if field.kind == "d" else str)
            entry |= {"values": values} if values is not None else {}
        else:
            written = numbers(data[field.column], 4 if field.kind == "p" else 1)
        described.append(entry)
        cells.append(written)
    return described, cells


def texts(values: list[Any], say: Callable[[object], str] = str) -> tuple[list[Any], list[str] | None]:
    """Escaped texts; where they repeat, positions in a list of the distinct ones, which comes second."""
    distinct = {value: i for i, value in enumerate(dict.fromkeys(v for v in values if v is not None))}
    escaped = [esc(say(value)) for value in distinct]
    if 2 * len(escaped) <= len(values):
        return [distinct.get(value) for value in values], escaped
    return [None if value is None else escaped[distinct[value]] for value in values], None


def numbers(values: list[Any], places: int) -> list[float | int | None]:
    """Rounded numbers, whole ones without a point; None where unknown or not finite."""
    return [None if v is None or not math.isfinite(v) else _short(round(v, places)) for v in values]


def _short(value: float) -> float | int:
    return int(value) if value == int(value) else float(value)
