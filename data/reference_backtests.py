"""Past events reckoned with the shipped rates beside what was reported of them, and how shelters were used."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from data.reference_tables import REFERENCE, document

USE = ("key", "event", "on", "opened", "hosting", "people", "displaced", "source", "status")


@cache
def backtests() -> dict[str, Any]:
    """The document of backtests.toml: `population`, and by event `figures`, `classes`, `departments`.

    Notes
    -----
    Source: data/reference/backtests.toml, made by tools/backtests.py. Method: docs/methods.md#backtests.
    """
    return document(REFERENCE / "backtests.toml")


@cache
def shelter_use() -> pd.DataFrame:
    """Shelters opened, hosting people, and people in them, by past event: `USE`; NaN where it was not reported.

    Notes
    -----
    Source: data/reference/shelter-use.toml.
    """
    rows = [{"key": key, **entry} for key, entry in document(REFERENCE / "shelter-use.toml").items()]
    counts = ["opened", "hosting", "people", "displaced"]
    return pd.DataFrame(rows, columns=list(USE)).astype(dict.fromkeys(counts, "float64"))
