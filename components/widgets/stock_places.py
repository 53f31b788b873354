"""Status by department, and neighbours side by side: where there is too much of an item, and where it lacks."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.figures import stock_matrix
from components.session import Page
from components.widgets import explain, stock_ask, tables
from components.widgets.stock_ask import Asked

DEPARTMENT = ("adm1_name", "item_name", "stock_status", "usable", "reserved", "in_transit", "expected", "use_month",
              "months_of_stock", "minimum_units", "maximum_units", "missing_units", "to_order")  # fmt: skip
SIDE = ("item_name", "excess_at", "excess_quantity", "need_at", "need_quantity")
SWAPS = ("item_name", "from_name", "to_name", "quantity", "travel_hours", "load_kg", "load_m3")


def show(page: Page, asked: Asked) -> None:
    """Draw the matrix, then what neighbours could swap, then the table of departments."""
    result = page.results.stock_status("adm1")
    places = page.results.departments()
    names = dict(zip(places["place"], places["name"], strict=True))
    rows = result.frame
    if asked.item:
        rows = rows[rows["item"] == asked.item]
    if rows.empty:
        st.info(page.tr("table.empty"))
        return
    st.html(stock_matrix.html(rows, names, asked.items, page.tr))
    st.caption(page.tr("stock.limits_note"))
    _swaps(page, asked)
    st.subheader(page.tr("stock.by_department"), anchor=False)
    told = rows.assign(adm1_name=rows["place"].map(names), item_name=rows["item"].map(asked.items).fillna(rows["item"]))
    told["to_order"] = _ordered(page, told)
    shown = told[told["place"] == page.department] if page.department else told
    tables.show(page, shown.reset_index(drop=True), DEPARTMENT, name="stock_departments",
                explanations=tuple(result.explain_row(row) for row in shown.head(20).to_dict("records")))  # fmt: skip
    explain.rows(page, result, shown, ("adm1_name", "item_name"), key="departments")


def _ordered(page: Page, told: pd.DataFrame) -> pd.Series:
    """Units to order for the warehouses of each department; unknown where no warehouse is evaluated."""
    needs = page.results.stock_needs().frame
    homes = page.results.warehouses().set_index("warehouse_id")["adm2_pcode"].str[:4]
    sums = needs.assign(home=needs["place"].map(homes)).groupby(["home", "item"])["to_order"].sum(min_count=1)
    keys = pd.MultiIndex.from_frame(told[["place", "item"]])
    return pd.Series(sums.reindex(keys).to_numpy(), index=told.index, dtype="float64")


def _swaps(page: Page, asked: Asked) -> None:
    st.subheader(page.tr("stock.side_by_side"), anchor=False)
    st.caption(page.tr("stock.swap_rule"))
    needs = stock_ask.named(page, asked, page.results.stock_needs().frame, place="place")
    tables.cards(page, _side_by_side(needs, page), SIDE, name="stock_sides")
    result = page.results.stock_swaps()
    rows = result.frame
    near = rows["to_warehouse"].isin(asked.warehouses) | rows["from_warehouse"].isin(asked.warehouses)
    rows = stock_ask.named(page, asked, rows[near])
    st.markdown(f"**{page.tr('stock.swaps')}**")
    if rows.empty:
        st.info(page.tr("stock.no_swaps"))
        return
    tables.cards(page, rows, SWAPS, name="stock_swaps",
                 explanations=tuple(result.explain_row(row) for row in rows.to_dict("records")))  # fmt: skip
    explain.rows(page, result, rows, ("item_name", "from_name", "to_name"), key="swaps")


def _side_by_side(needs: pd.DataFrame, page: Page) -> pd.DataFrame:
    """One row an item: who has too much of it, and who lacks it."""
    rows = []
    for item, told in needs.groupby("item_name", sort=True):
        over = told[told["excess"] > 0].sort_values("excess", ascending=False)
        short = told[told["missing_units"] > 0].sort_values("missing_units", ascending=False)
        if len(short):
            rows.append({
                "item_name": item, "excess_at": _listed(over, "excess", page), "excess_quantity": over["excess"].sum(),
                "need_at": _listed(short, "missing_units", page), "need_quantity": short["missing_units"].sum(),
            })  # fmt: skip
    return pd.DataFrame(rows, columns=list(SIDE))


def _listed(rows: pd.DataFrame, column: str, page: Page, most: int = 3) -> str:
    told = [f"{row['warehouse']} ({page.tr.number(row[column])})" for row in rows.head(most).to_dict("records")]
    if len(rows) > most:
        told.append(page.tr("stock.and_more", count=len(rows) - most))
    return " · ".join(told) or page.tr("unit.blank")
