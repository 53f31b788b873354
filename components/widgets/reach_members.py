"""Communes of the place that the page answers for."""

from __future__ import annotations

from components.session import Page
from components.widgets.reach_ask import Asked
from geo.places import rows_within


def codes(page: Page, asked: Asked) -> frozenset[str]:
    """P-codes of the communes of the place of the answer."""
    level, code, _ = asked.place
    if level == "area" and asked.question.area is not None:
        return frozenset(page.results.communes_of_area(asked.question.area)["adm2_pcode"])
    places = page.results.places()
    return frozenset(rows_within(places, places, "" if level == "adm0" else code)["adm2_pcode"])
