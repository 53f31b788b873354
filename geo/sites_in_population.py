"""People of an area and displaced people at its sites together, nobody counted twice."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from geo.explain import Explanation, Input, Result
from geo.settings import Setting

KEY = "sites_in_population"
COLUMN = "people_with_sites"


def with_sites(exposed: Result, inside: Setting) -> Result:
    """Add everybody who is in each class, people at sites included.

    Parameters
    ----------
    exposed
        What `geo.exposure.exposure` gave, or `geo.raster_exposure.with_gridded_people`.
    inside
        Setting ``sites_in_population``: share (0-1) of the people at sites whom the population already counts. 1: all,
        0: none.

    Returns
    -------
    exposed
        The rows with `people_with_sites` = people + (1 - share) x idp_individuals; `people` and `idp_individuals` stay
        as they are, apart. NaN where people are unknown, and where people at sites are unknown and not all counted
        already. `facts` and every explanation say which share was taken.

    Notes
    -----
    Method: docs/methods.md#exposure. The chain of the impact is reckoned from `people`: a population that already
    counts people at sites.
    """
    rows = exposed.frame
    beside = 1.0 - inside.value
    added = np.where(beside == 0, 0.0, beside * rows["idp_individuals"].to_numpy(dtype="float64", na_value=np.nan))
    frame = rows.assign(**{COLUMN: rows["people"].to_numpy(dtype="float64", na_value=np.nan) + added})
    facts = exposed.facts | {KEY: inside.value}
    return Result(frame, partial(_explain, exposed, inside), facts)


def _explain(exposed: Result, inside: Setting, row: dict[str, Any]) -> Explanation:
    told = exposed.explain_row(row)
    if not row["sites"]:
        return told
    note = "exposure.sites_within" if inside.value == 1 else "exposure.sites_beside"
    return replace(
        told,
        inputs=(*told.inputs, Input(KEY, inside.value, "share"), Input(COLUMN, _number(row[COLUMN]), "persons")),
        notes=(*told.notes, note),
        changes=(*told.changes, *([inside.change] if inside.change else [])),
    )


def _number(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)
