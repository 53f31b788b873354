"""Exposure with the chain behind it: affected, displaced and what they need, in each row."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Result
from geo.impact_chain import FIGURES, impact_chain, needs_by_item
from geo.impact_rates import BOUNDS, Rates
from geo.settings import Setting

NEEDS = tuple(f"needs_{bound}" for bound in BOUNDS)
ADDED = ("affected", "displaced", "needs", *FIGURES, *NEEDS)


def with_needs(exposed: Result, rates: Rates, household_size: Setting, *, days: int) -> Result:
    """Add the chain and the needs to every row of an exposure.

    Parameters
    ----------
    exposed
        What `exposure.exposure` gave.
    rates, household_size
        Shares and needs of the chain; persons a household.
    days
        For how many days: daily needs count so often, others once.

    Returns
    -------
    exposed
        The rows with `affected` and `displaced` (middle, persons), `needs` (item to quantity, middle), the low,
        middle and high figures of `impact_chain`, and `needs_low`, `needs_middle`, `needs_high`. 0 where no people
        are; NaN where people or shares are unknown. The explanation is that of the exposure, then of the chain.

    Raises
    ------
    BadScenario
        As `impact_chain.impact_chain` and `impact_chain.needs_by_item`.

    Notes
    -----
    Method: docs/methods.md#impact-chain.
    """
    chain = impact_chain(exposed.frame, rates)
    rows = chain.frame
    nobody = rows["people"] == 0
    rows = rows.assign(**{name: rows[name].mask(nobody, 0.0) for name in FIGURES})
    needed = needs_by_item(rows, rates, household_size, days=days)
    needed = needed.assign(row=np.tile(np.arange(len(rows)), len(rates.needs)))
    told = {f"needs_{bound}": _by_row(needed, f"need_{bound}", len(rows)) for bound in BOUNDS}
    more = {"affected": rows["affected_middle"], "displaced": rows["displaced_middle"], "needs": told["needs_middle"]}
    frame = rows.assign(**more, **told)[[*exposed.frame.columns, *ADDED]]
    units = {need.key: need.unit for need in rates.needs}
    facts = exposed.facts | chain.facts | {"needs_days": days, "needs_units": units}
    return Result(frame, partial(_explain, exposed, chain), facts)


def _by_row(needed: pd.DataFrame, column: str, size: int) -> list[dict[str, float]]:
    """Quantity by item of each row."""
    told: list[dict[str, float]] = [{} for _ in range(size)]
    for row, item, quantity in zip(needed["row"], needed["item"], needed[column], strict=True):
        told[row][str(item)] = float(quantity)
    return told


def _explain(exposed: Result, chain: Result, row: dict[str, Any]) -> Explanation:
    first, then = exposed.explain_row(row), chain.explain_row(row)
    return replace(
        first,
        formula=f"{first.formula}; {then.formula}",
        inputs=(*first.inputs, *(one for one in then.inputs if one.name != "people")),
        status="unverified",
        notes=tuple(dict.fromkeys((*first.notes, *then.notes))),
    )
