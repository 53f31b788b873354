"""Stock on a page: usable quantities by item and warehouse, complete kits, lots."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.session import Page
from components.widgets import address, explain, filters, situation_map, tables

EVERY = ""
STOCK_COLUMNS = ("warehouse", "adm1_name", "item_name", "quantity")
KIT_COLUMNS = ("warehouse", "kits_complete", "binding_item_name")
LOT_COLUMNS = ("warehouse", "item_name", "lot", "expiry", "held", "reserved", "last_moved_on")


def show(page: Page) -> None:
    """Draw what is usable on the day, complete kits, and every lot."""
    warehouse = _warehouse(page)
    stock = page.results.stock()
    st.markdown(page.tr("stock.usable_on", day=page.tr.day(page.facts["as_of"])))
    facts = stock.facts
    st.caption(page.tr("stock.facts", expired=facts["expired_lots"], negative=facts["negative_lots"],
                       over=facts["overreserved_lots"]))  # fmt: skip
    situation_map.show(page, [situation_map.layer(page, "warehouses")], key="stock-map")
    _kits(page, warehouse)
    rows = _named(page, stock.frame, warehouse)
    told = tuple(stock.explain_row(row) for row in rows.head(20).to_dict("records"))
    st.subheader(page.tr("stock.by_item"), anchor=False)
    tables.show(page, rows, STOCK_COLUMNS, name="stock", explanations=told)
    st.subheader(page.tr("stock.lots"), anchor=False)
    lots = _named(page, page.results.lots(), warehouse)
    something = (lots["held"] != 0) | (lots["reserved"] != 0)
    tables.show(page, lots[something].reset_index(drop=True), LOT_COLUMNS, name="lots")


def _warehouse(page: Page) -> str:
    rows = page.results.warehouses(page.department)
    names = {EVERY: page.tr("stock.all_warehouses"), **dict(zip(rows["warehouse_id"], rows["name"], strict=True))}
    return address.select(page.tr("stock.warehouse"), list(names), names, key="warehouse")


def _kits(page: Page, warehouse: str) -> None:
    st.subheader(page.tr("stock.kit"), anchor=False)
    result = page.results.kits_complete(filters.kit(page))
    rows = _named(page, result.frame, warehouse)
    if rows.empty:
        st.info(page.tr("table.empty"))
        return
    best = rows.sort_values("kits_complete", ascending=False).iloc[0].to_dict()
    explain.popover(page, result.explain_row(best), key="kits")
    told = tuple(result.explain_row(row) for row in rows.head(20).to_dict("records"))
    tables.show(page, rows, KIT_COLUMNS, name="kits", explanations=told)


def _named(page: Page, rows: pd.DataFrame, warehouse: str) -> pd.DataFrame:
    """Rows of the department's warehouses (or of one) with names in the user's language."""
    known = page.results.warehouses(page.department).set_index("warehouse_id")
    items = page.results.items().set_index("item")[f"name_{page.tr.lang}"]
    chosen = rows[rows["warehouse_id"].isin([warehouse] if warehouse in known.index else known.index)]
    named = chosen.assign(
        warehouse=chosen["warehouse_id"].map(known["name"]), adm1_name=chosen["warehouse_id"].map(known["adm1_name"])
    )
    for column in ("item", "binding_item"):
        if column in named:
            named[f"{column}_name"] = named[column].map(items).fillna(named[column])
    return named.reset_index(drop=True)
