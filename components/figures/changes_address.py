"""Changes that are tried, as a text for the address of a page, and read back."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, unquote

import numpy as np
import pandas as pd

from geo.what_if import KINDS, MOST_CHANGES, Change

_BETWEEN, _PARTS = ";", ","
_USUAL = 5  # fields that every change has


def written(changes: Sequence[Change]) -> str:
    """Changes as a text for an address; `read` reads it back. What a boat carries stands only where it is told."""
    return _BETWEEN.join(_PARTS.join(_field(part) for part in _told(change)) for change in changes)


def read(text: str) -> tuple[Change, ...]:
    """Changes of a text; what is none is left out. Whether they can be made is told by `geo.what_if.changed`."""
    found = [_read(one) for one in text.split(_BETWEEN)[:MOST_CHANGES]]
    return tuple(change for change in found if change is not None)


def _read(one: str) -> Change | None:
    parts = [unquote(part) for part in one.split(_PARTS)]
    if len(parts) not in (_USUAL, len(Change._fields)) or parts[0] not in KINDS:
        return None
    units, *carried = (_number(part) for part in (parts[2], *parts[_USUAL:]))
    wrong = any(part and value is None for part, value in zip(parts[_USUAL:], carried, strict=True))
    return None if units is None or wrong else Change(parts[0], parts[1], units, parts[3], parts[4], *carried)


def _number(part: str) -> float | None:
    value = pd.to_numeric(part, errors="coerce")
    return float(value) if np.isfinite(value) else None


def _told(change: Change) -> Sequence[str | float | None]:
    return change if change[_USUAL:] != (None, None) else change[:_USUAL]


def _field(part: str | float | None) -> str:
    if part is None:
        return ""
    return quote(part, safe=":-") if isinstance(part, str) else repr(float(part)).removesuffix(".0")
