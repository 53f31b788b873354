"""Which actions are asked for: place, organisation, sector, and how they stand; all in the address."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from components.figures.partner_charts import sector as sector_name
from components.session import Page
from components.widgets import address, priorities_among
from components.widgets.priorities_among import Among
from geo.actions import STATES
from results.actions import NOBODY

EVERY, PENDING = "", "pending"


@dataclass(frozen=True)
class Asked:
    """A place, an organisation ("" for all, ``-`` for none), a sector, and what is listed ("" for all)."""

    among: Among
    organisation: str
    sector: str
    which: str


def choose(page: Page) -> Asked:
    """Draw the choices; two beside one another, below one another on a phone."""
    tr, every = page.tr, page.results.every_action().frame
    first, second, third, fourth = st.columns(4)
    with first:
        among = priorities_among.choose(page, label="filter.place")
    with second:
        owners = sorted(every["responsible_organisation"].dropna().unique(), key=str.casefold)
        names = {EVERY: tr("actions.every_organisation"), **{one: one for one in owners},
                 NOBODY: tr("actions.without_organisation")}  # fmt: skip
        organisation = address.select(tr("actions.organisation"), list(names), names, key="owner")
    with third:
        told = every["sector"].dropna().unique()
        sectors = {EVERY: tr("actions.every_sector"), **{code: sector_name(code, tr) for code in sorted(told)}}
        sector = address.select(tr("actions.sector"), list(sectors), sectors, key="sector")
    with fourth:
        listed = {PENDING: tr("actions.pending"), **{code: tr(f"choice.action_state.{code}") for code in STATES},
                  "all": tr("actions.every")}  # fmt: skip
        which = address.select(tr("actions.which"), list(listed), listed, key="state")
    return Asked(among, organisation, sector, EVERY if which == "all" else which)
