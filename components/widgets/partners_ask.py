"""What the page of partners is asked for: which place, which sector; both in the address."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from components.figures.partner_charts import sector as sector_name
from components.session import Page
from components.widgets import address, priorities_among
from components.widgets.priorities_among import Among
from geo.presence import FLAGS

EVERY = ""


@dataclass(frozen=True)
class Asked:
    """A place, and a sector or "" for all."""

    among: Among
    sector: str


def choose(page: Page) -> Asked:
    """Draw the choices."""
    left, right = st.columns(2)
    with left:
        among = priorities_among.choose(page, label="filter.place")
    with right:
        told = set(page.results.partners().frame["sector"].dropna())
        codes = [*FLAGS, *sorted(told - set(FLAGS))]
        names = {EVERY: page.tr("partners.every_sector"), **{code: sector_name(code, page.tr) for code in codes}}
        sector = address.select(page.tr("partners.sector"), [EVERY, *codes], names, key="sector")
    return Asked(among, sector)
