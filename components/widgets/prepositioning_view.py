"""Prepositioning on a page: the work that answers it, then one part of the answer at a time."""

from __future__ import annotations

import streamlit as st

from components.session import Page
from components.widgets import (
    job_view,
    parts,
    prepositioning_ask,
    prepositioning_basis,
    prepositioning_moves,
    prepositioning_plan,
    prepositioning_stands,
)
from components.widgets.prepositioning_ask import Asked
from geo.preposition_work import Worked
from jobs import Task

FUNCTION = "geo.preposition_work:worked"
PARTS = {
    "stands": prepositioning_stands.show,
    "transfers": prepositioning_moves.show,
    "more": prepositioning_stands.more,
    "disasters": prepositioning_stands.disasters,
    "plan": prepositioning_plan.show,
}


def show(page: Page) -> None:
    """Draw the choices, the portfolio in a sentence, and the part that the address names."""
    if page.results.warehouses().empty:
        st.info(page.tr("prepositioning.no_warehouse"), icon=":material/warehouse:")
        return
    asked = prepositioning_ask.choose(page)
    worked = _work(page, asked)
    if worked is None:
        return
    prepositioning_basis.show(page, asked, worked)
    PARTS[parts.choose(page, tuple(PARTS))](page, asked, worked)


def _work(page: Page, asked: Asked) -> Worked | None:
    name = page.results.preposition_name(asked)
    task = Task(FUNCTION, {}, page.results.preposition_seconds().value, name)
    found = job_view.result(page, task, lambda: {"question": page.results.preposition_question(
        asked.portfolio, asked.kit, asked.item, keep=asked.keep, budget_usd=asked.budget_usd,
    )})  # fmt: skip
    return found if isinstance(found, Worked) else None
