"""The figures of the page of reach: with or without vehicles and daily capacity, today and after changes."""

from __future__ import annotations

import pandas as pd

from components.session import Page
from components.widgets import reach_members
from components.widgets.reach_ask import Asked
from geo.explain import Result
from geo.fleet import Fleet
from geo.reach_compared import reach_compared
from results.reach_plans import NO_FLEET
from results.reach_trials import Changes


def reached(page: Page, asked: Asked, level: str, changes: Changes = ()) -> Result:
    """Households reached by place and band, after changes; legs of known capacity limit it, vehicles where counted."""
    return page.results.reach_with_fleet(asked.question, level, fleet(page, asked, changes), changes)


def fleet(page: Page, asked: Asked, changes: Changes = ()) -> Fleet:
    """Vehicles after changes, of the modes that have some today; none where vehicles are not counted.

    A mode of which no vehicle is registered is not limited: one that is added there would limit all the others.
    """
    if not asked.vehicles:
        return NO_FLEET
    today, after = page.results.fleet_in_force(()), page.results.fleet_in_force(changes)
    return Fleet(tuple(one for one in after.vehicles if today.of(one.mode)), after.unknown)


def difference(page: Page, asked: Asked, level: str, changes: Changes) -> Result:
    """Reach after changes beside that of today."""
    return reach_compared(reached(page, asked, level), reached(page, asked, level, changes))


def list_level(asked: Asked) -> str:
    """Level of the places that are listed: communes inside a place that is one, else those of the question."""
    return "adm2" if asked.place[0] != "adm0" else asked.level


def inside(page: Page, asked: Asked, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows (`place`) that lie in the place of the answer."""
    if asked.place[0] == "adm0":
        return rows.reset_index(drop=True)
    return rows[rows["place"].isin(reach_members.codes(page, asked))].reset_index(drop=True)
