"""What a unit of each item costs: no price is shipped, each store sets its own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import isnan

import pandas as pd

from data.figures_in_force import NOBODY, NOTHING, in_force
from data.reference_logistics import items
from geo.settings import Said, Setting

PREFIX = "item_cost."
MOST_USD = 100_000.0
COLUMN = "unit_cost_usd"


def cost_settings(told: Mapping[str, str] = NOTHING, said: Mapping[str, Said] = NOBODY) -> dict[str, Setting]:
    """Cost of a unit of each shipped item, as it is in force: ``item_cost.<item>``; NaN where nobody set it.

    Raises
    ------
    ReferenceProblem
        ``bad_setting`` for a stored value that does not fit.
    """
    return in_force(_shipped(), told, said, lambda _name: (0.0, MOST_USD))


def subject(setting: str) -> str:
    """Item that a cost is of."""
    return setting.removeprefix(PREFIX)


def with_costs(rows: pd.DataFrame, told: Mapping[str, str]) -> pd.DataFrame:
    """Items with the costs of the settings: a cost that is set there goes before that of the list of items.

    Parameters
    ----------
    rows
        `ITEMS` frame.
    told
        Settings of the store by name.
    """
    held = {subject(name): one.value for name, one in cost_settings(told).items() if one.change is not None}
    if not held:
        return rows
    mine = rows["item"].map(held).astype("float64")
    return rows.assign(**{COLUMN: mine.where(mine.notna(), rows[COLUMN])})


@cache
def _shipped() -> dict[str, Setting]:
    rows = items()
    cost = dict(zip(rows["item"], rows[COLUMN], strict=True))
    sources = dict(zip(rows["item"], rows["source"], strict=True))
    return {f"{PREFIX}{item}": _setting(float(value), str(sources[item])) for item, value in cost.items()}


def _setting(value: float, source: str) -> Setting:
    """A cost; where none is shipped nobody set it, and it is unknown, never 0."""
    told = "nobody set it" if isnan(value) else source
    return Setting(COLUMN, value, "USD", "none", told, "unverified")
