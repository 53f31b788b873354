"""Ranked transfers: what to move, what each buys, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components.session import Page
from components.widgets import tables
from components.widgets.prepositioning_ask import Asked
from geo.preposition_work import Worked

COLUMNS = ("rank", "from_name", "to_name", "quantity", "travel_hours", "tonnes", "cost_usd", "units_sooner",
           "hours_sooner", "balance_after", "covered_share_after")  # fmt: skip


def show(page: Page, asked: Asked, worked: Worked) -> None:
    """Draw one sentence a transfer, the table, and the optimum under the same limits beside what they reach."""
    rows = worked.moves.rows
    if rows.empty:
        st.success(page.tr("prepositioning.no_transfer"), icon=":material/check_circle:")
        return
    names = page.results.warehouses().set_index("warehouse_id")["name"].to_dict()
    items = page.results.items().set_index("item")[f"name_{page.tr.lang}"]
    item = str(items.get(asked.item) or asked.item)
    rows = rows.assign(from_name=rows["from_warehouse"].map(names), to_name=rows["to_warehouse"].map(names))
    for row in rows.to_dict("records"):
        st.markdown(f"{int(row['rank'])}. {_sentence(page, row, item)}")
    st.caption(page.tr("prepositioning.greedy_note"))
    _optimum(page, worked)
    tables.show(page, rows, COLUMNS, name="preposition_transfers")


def _sentence(page: Page, row: Mapping[Any, Any], item: str) -> str:
    tr = page.tr
    told = {
        "quantity": tr.number(row["quantity"]), "item": tr.plain(item), "start": tr.plain(row["from_name"]),
        "end": tr.plain(row["to_name"]), "units": tr.number(row["units_sooner"]),
        "sooner": tr.number(row["hours_sooner"], 1), "before": tr.number(row["balance_before"], 2),
        "after": tr.number(row["balance_after"], 2), "covered": tr.share(row["covered_share_after"]),
    }  # fmt: skip
    cost = tr("prepositioning.cost_unknown") if pd.isna(row["cost_usd"]) else tr(
        "prepositioning.cost", cost=tr.number(row["cost_usd"]), tonnes=tr.number(row["tonnes"], 1)
    )  # fmt: skip
    key = "prepositioning.transfer" if row["units_sooner"] > 0 else "prepositioning.transfer_covers"
    return f"{tr(key, **told)} {cost}"


def _optimum(page: Page, worked: Worked) -> None:
    """What the best allocation under the same limits gives, beside all transfers together."""
    least = worked.told.best.value.expected_hours
    if least <= 0:
        return
    after, limited = (one.expected_hours / least for one in (worked.moves.after, worked.moves.limited.value))
    shares = [one.covered_share for one in (worked.moves.after, worked.moves.limited.value)]
    st.caption(page.tr("prepositioning.optimum", after=page.tr.number(after, 2), limited=page.tr.number(limited, 2),
                       after_share=page.tr.share(shares[0]), limited_share=page.tr.share(shares[1])))  # fmt: skip
