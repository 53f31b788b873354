"""What the page prepositioning is asked: disasters, kit and item, and what transfers keep to; in the address."""

from __future__ import annotations

import math
from dataclasses import dataclass

import streamlit as st

from components import navigation
from components.session import Page
from components.widgets import address, filters
from data.access import allowed
from geo.preposition_portfolio import HISTORY, MADE, Portfolio

EVENTS = ("1000", "300", "3000", "10000")
SEEDS = ("1", "2", "3")
STEPS = ("displaced", "in_need")
NO_BUDGET = math.inf


@dataclass(frozen=True)
class Asked:
    """The portfolio, one item of a kit, the share that every warehouse keeps and the budget in USD."""

    portfolio: Portfolio
    kit: str
    item: str
    keep: float
    budget_usd: float


def choose(page: Page) -> Asked:
    """Draw the choices."""
    columns = st.columns([4, 3, 3], gap="small", vertical_alignment="bottom")
    with columns[0]:
        kinds = page.results.portfolios()
        names = {kind: page.tr(f"prepositioning.kind_{kind}") for kind in kinds}
        kind = address.select(page.tr("prepositioning.portfolio"), kinds, names, key="portfolio")
    with columns[1]:
        kit = filters.kit(page)
    with columns[2]:
        item = _item(page, kit)
    with st.container(horizontal=True, gap="small"):
        portfolio = _made(page) if kind == MADE else Portfolio(kind)
        keep, budget = _limits(page, item)
    return Asked(portfolio, kit, item, keep, budget)


def _made(page: Page) -> Portfolio:
    with st.popover(page.tr("prepositioning.made_choices"), icon=":material/tune:"):
        st.caption(page.tr("prepositioning.made_note"))
        counts = {one: page.tr.number(float(one)) for one in EVENTS}
        events = address.select(page.tr("prepositioning.events"), EVENTS, counts, key="events")
        seed = address.select(page.tr("prepositioning.seed"), SEEDS, {one: one for one in SEEDS}, key="seed")
        steps = {one: page.tr(f"prepositioning.step_{one}") for one in STEPS}
        step = address.select(page.tr("prepositioning.step"), STEPS, steps, key="step")
        st.page_link(navigation.entry("help").file, label=page.tr("prepositioning.methods"), icon=":material/help:")
        _upload(page)
    return Portfolio(MADE, int(events), int(seed), step)


def _upload(page: Page) -> None:
    """Say where past disasters come in, to those who may bring them."""
    imports = navigation.entry("imports")
    if HISTORY in page.results.portfolios() or not allowed(page.actor, imports.action).allowed:
        return
    st.caption(page.tr("prepositioning.no_history"))
    st.page_link(imports.file, label=page.tr("prepositioning.load_history"), icon=":material/upload_file:")


def _item(page: Page, kit: str) -> str:
    there = page.results.kit(kit)
    options = list(there.loc[there["quantity"] > 0, "item"])
    known = page.results.items().set_index("item")[f"name_{page.tr.lang}"]
    names = {one: str(known.get(one) or one) for one in options}
    return address.select(page.tr("prepositioning.item"), options, names, key="item")


def _limits(page: Page, item: str) -> tuple[float, float]:
    """Share that each warehouse keeps, and the budget; what is shipped is said to be unverified."""
    usual = page.results.limits(item).keep
    with st.popover(page.tr("prepositioning.limits"), icon=":material/rule:"):
        percent = st.number_input(page.tr("prepositioning.keep"), 0, 100, round(usual * 100), 5, key="pre-keep")
        budget = st.number_input(page.tr("prepositioning.budget"), 0, None, None, 500, key="pre-budget",
                                 placeholder=page.tr("prepositioning.no_budget"))  # fmt: skip
        cost = page.results.limits(item).usd_tonne_hour
        st.caption(page.tr("prepositioning.cost_note", cost=cost))
    return percent / 100, NO_BUDGET if budget is None else float(budget)
