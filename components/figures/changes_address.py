"""Changes that are tried, as a text for the address of a page, and read back."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, unquote

import numpy as np
import pandas as pd

from geo.what_if import KINDS, MOST_CHANGES, Change

_BETWEEN, _PARTS = ";", ","


def written(changes: Sequence[Change]) -> str:
    """Changes as a text for an address; `read` reads it back."""
    return _BETWEEN.join(_PARTS.join(_field(part) for part in change) for change in changes)


def read(text: str) -> tuple[Change, ...]:
    """Changes of a text; what is none is left out. Whether they can be made is told by `geo.what_if.changed`."""
    found = []
    for one in text.split(_BETWEEN)[:MOST_CHANGES]:
        parts = [unquote(part) for part in one.split(_PARTS)]
        if len(parts) != len(Change._fields) or parts[0] not in KINDS:
            continue
        units = pd.to_numeric(parts[2], errors="coerce")
        if np.isfinite(units):
            found.append(Change(parts[0], parts[1], float(units), parts[3], parts[4]))
    return tuple(found)


def _field(part: str | float) -> str:
    return quote(part, safe=":-") if isinstance(part, str) else f"{part:.12g}"
