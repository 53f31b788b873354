"""Many rows on few points: coordinates of places, given to whatever lies in them, are told, never taken for sites."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.importers.limits import limits
from data.importers.template import seen_as
from geo.frames import FRAMES


def repeated(sheet: dict[str, Any]) -> dict[str, int] | None:
    """Count rows and different points where many rows share few; None where points are rows' own, or there are none.

    Parameters
    ----------
    sheet
        As data/importers/tables.py gives it.

    Returns
    -------
    words
        `rows` with a point, `points`, `most` rows on one point.
    """
    found = seen_as(sheet, FRAMES["sites"])
    at = [found.position(name) for name in ("longitude", "latitude")]
    if None in at:
        return None
    points = pd.DataFrame({n: sheet["columns"][position] for n, position in enumerate(at) if position is not None})
    told = (
        points[~pd.Series(sheet["rows"]).duplicated().to_numpy()].dropna().value_counts()
    )  # a line may be many answers
    rows = int(told.sum())
    if rows < limits()["shared_point_rows"] or rows < limits()["shared_point_rows"] * len(told):
        return None
    return {"rows": rows, "points": len(told), "most": int(told.max())}
