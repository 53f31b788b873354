"""Ranked transfers: what to move, what each buys, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components.session import Page
from components.widgets import explain, prepositioning_basis, tables
from components.widgets.prepositioning_ask import Asked
from geo.preposition_told import told_transfers
from geo.preposition_work import Worked, per_household

COLUMNS = ("rank", "from_name", "to_name", "quantity", "households_sooner", "hours_sooner", "balance_after",
           "covered_share_after", "travel_hours", "tonnes", "cost_usd", "units_sooner")  # fmt: skip


def show(page: Page, asked: Asked, worked: Worked) -> None:
    """Draw one sentence a transfer, the table, and the optimum under the same limits beside what they reach."""
    each = per_household(page.results.kit(asked.kit), asked.item)
    told = told_transfers(worked, each, dated=page.facts["as_of"])
    prepositioning_basis.limits(page, asked)
    if told.frame.empty:
        st.success(page.tr("prepositioning.no_transfer"), icon=":material/check_circle:")
        return
    names = page.results.warehouses().set_index("warehouse_id")["name"].to_dict()
    rows = told.frame.assign(from_name=told.frame["from_warehouse"].map(names),
                             to_name=told.frame["to_warehouse"].map(names))  # fmt: skip
    item = prepositioning_basis.item_name(page, asked.item)
    for row in rows.to_dict("records"):
        st.markdown(f"{int(row['rank'])}. {_sentence(page, row, item)}")
    _optimum(page, worked)
    st.caption(page.tr("prepositioning.greedy_note"))
    explained = tuple(told.explain_row(row) for row in rows.to_dict("records"))
    tables.show(page, rows, COLUMNS, name="preposition_transfers", explanations=explained)
    explain.rows(page, told, rows, ("rank", "from_name", "to_name"), key="pre-transfers")


def _sentence(page: Page, row: Mapping[Any, Any], item: str) -> str:
    tr = page.tr
    before, after = prepositioning_basis.apart(page, row["balance_before"], row["balance_after"])
    shares = [tr.share(row[f"covered_share_{one}"]) for one in ("before", "after")]
    told = {
        "quantity": tr.number(row["quantity"]), "item": tr.plain(item), "start": tr.plain(row["from_name"]),
        "end": tr.plain(row["to_name"]), "households": tr.number(row["households_sooner"]),
        "sooner": tr.number(row["hours_sooner"], 1), "before": before, "after": after,
        "covered": tr("prepositioning.covered_same", share=shares[1]) if shares[0] == shares[1] else tr(
            "prepositioning.covered_from", before=shares[0], after=shares[1]),
    }  # fmt: skip
    cost = tr("prepositioning.cost_unknown") if pd.isna(row["cost_usd"]) else tr(
        "prepositioning.cost", cost=tr.number(row["cost_usd"]), tonnes=tr.number(row["tonnes"], 1)
    )  # fmt: skip
    key = "prepositioning.transfer" if row["units_sooner"] > 0 else "prepositioning.transfer_covers"
    return f"{tr(key, **told)} {cost}"


def _optimum(page: Page, worked: Worked) -> None:
    """What all transfers give and cost, beside the best allocation under the same limits."""
    least = worked.told.best.value.expected_hours
    if least <= 0:
        return
    tr, moves = page.tr, worked.moves
    after, limited = (one.expected_hours / least for one in (moves.after, moves.limited.value))
    shares = [one.covered_share for one in (moves.after, moves.limited.value)]
    costs = moves.rows["cost_usd"]
    cost = tr("prepositioning.cost_unknown") if costs.isna().any() else tr(
        "prepositioning.cost_all", cost=tr.number(costs.sum()), tonnes=tr.number(moves.rows["tonnes"].sum(), 1)
    )  # fmt: skip
    words = tr("prepositioning.optimum", after=tr.number(after, 2), limited=tr.number(limited, 2),
               after_share=tr.share(shares[0]), limited_share=tr.share(shares[1]))  # fmt: skip
    st.caption(f"{words} {cost}")
