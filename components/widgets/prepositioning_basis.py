"""What the figures of the page prepositioning stand on: disasters, stock, limits, how well the best is known."""

from __future__ import annotations

import math

import streamlit as st

from components.session import Page
from components.widgets.prepositioning_ask import Asked
from geo.preposition_portfolio import MADE
from geo.preposition_told import PROVED, unproved_share
from geo.preposition_work import Worked, per_household

MOST_DECIMALS = 4


def show(page: Page, asked: Asked, worked: Worked) -> None:
    """Draw the portfolio, the stock that is held against it, and where the best allocation is not proved."""
    st.caption("  \n".join((_portfolio(page, asked, worked), _stock(page, asked, worked))))
    share = unproved_share(worked)
    if share > PROVED:
        balance = worked.told.balance
        low, high = apart(page, balance, balance / max(1 - share, 1e-9))
        words = page.tr("prepositioning.unproved", share=_percent(page, share), low=low, high=high)
        st.caption(f":material/hourglass_bottom: {words}")


def limits(page: Page, asked: Asked) -> None:
    """Say what transfers keep to."""
    free = math.isinf(asked.budget_usd)
    budget = page.tr("prepositioning.no_budget") if free else page.tr(
        "prepositioning.usd", value=page.tr.number(asked.budget_usd))  # fmt: skip
    rooms = len(page.results.limits(asked.item).room)
    words = page.tr("prepositioning.limits_told", keep=page.tr.share(asked.keep), budget=budget, rooms=rooms,
                    count=len(page.results.warehouses()))  # fmt: skip
    st.caption(words)


def item_name(page: Page, item: str) -> str:
    """Name of an item in the user's language; its code where it has none."""
    known = page.results.items().set_index("item")[f"name_{page.tr.lang}"]
    return str(known.get(item) or item)


def apart(page: Page, one: float, other: float) -> tuple[str, str]:
    """Two balances with as many decimals as it takes to tell them apart, two at least."""
    told = ("", "")
    for decimals in range(2, MOST_DECIMALS + 1):
        told = page.tr.number(one, decimals), page.tr.number(other, decimals)
        if told[0] != told[1]:
            break
    return told


def _portfolio(page: Page, asked: Asked, worked: Worked) -> str:
    told, disasters = page.tr, worked.disasters
    count = len(worked.told.actual.case.disasters)
    if asked.portfolio.kind != MADE:
        return told(f"prepositioning.{asked.portfolio.kind}_told", count=count, left_out=disasters.left_out)
    rates = ", ".join(
        told(f"prepositioning.rate_{hazard}", rate=told.number(rate, 2)) for hazard, rate in disasters.per_year.items()
    )
    years = count / sum(disasters.per_year.values())
    return told("prepositioning.made_told", count=count, years=years, rates=rates, seed=asked.portfolio.seed)


def _stock(page: Page, asked: Asked, worked: Worked) -> str:
    case = worked.told.actual.case
    each = per_household(page.results.kit(asked.kit), asked.item)
    return page.tr("prepositioning.stock_told", units=page.tr.number(case.total), day=page.tr.day(page.facts["as_of"]),
                   item=page.tr.plain(item_name(page, asked.item)), each=page.tr.amount(each),
                   holding=int((case.stock > 0).sum()), count=len(case.warehouses))  # fmt: skip


def _percent(page: Page, share: float) -> str:
    space = "" if page.tr.lang == "en" else "\u202f"
    return f"{page.tr.number(100 * share, 1)}{space}%"
