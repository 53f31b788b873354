"""Stock by item: status at each warehouse or over all of them, complete kits, every lot with owner and donor."""

from __future__ import annotations

import streamlit as st

from components.session import Page
from components.widgets import explain, filters, stock_ask, tables
from components.widgets.stock_ask import Asked

STATUS = ("item_name", "stock_status", "usable", "reserved", "in_transit", "expected", "use_month", "months_of_stock",
          "minimum_units", "maximum_units", "missing_units")  # fmt: skip
AT_WAREHOUSE = ("item_name", "warehouse", "adm1_name", *STATUS[1:], "transfer_in", "transfer_out", "to_order")
KIT_COLUMNS = ("warehouse", "kits_complete", "binding_item_name")
LOT_COLUMNS = ("item_name", "warehouse", "lot", "expiry", "held", "reserved", "lot_owner", "lot_donor",
               "last_moved_on")  # fmt: skip
COUNTRY = "HT"


def show(page: Page, asked: Asked) -> None:
    """Draw the status of items where one looks, then by warehouse, kits, lots."""
    _together(page, asked)
    needs = page.results.stock_needs()
    rows = stock_ask.named(page, asked, needs.frame, place="place")
    st.subheader(page.tr("stock.by_item_warehouse"), anchor=False)
    told = tuple(needs.explain_row(row) for row in rows.head(20).to_dict("records"))
    tables.show(page, rows, AT_WAREHOUSE, name="stock_status", explanations=told)
    explain.rows(page, needs, rows, ("item_name", "warehouse"), key="needs")
    _kits(page, asked)
    _lots(page, asked)


def _together(page: Page, asked: Asked) -> None:
    """Each item over the department or the nation, or at the warehouse chosen."""
    level = "warehouse" if asked.warehouse else "adm1" if page.department else "adm0"
    result = page.results.stock_status(level)
    place = asked.warehouse or page.department or COUNTRY
    rows = result.frame[result.frame["place"] == place]
    rows = rows.assign(item_name=rows["item"].map(asked.items).fillna(rows["item"]))
    if asked.item:
        rows = rows[rows["item"] == asked.item]
    st.caption(page.tr("stock.status_note", months=result.facts["use_months"], day=page.tr.day(result.facts["first"])))
    if result.facts["nowhere"] > 0 and level != "adm0":
        st.caption(page.tr("stock.nowhere", units=result.facts["nowhere"]))
    told = tuple(result.explain_row(row) for row in rows.to_dict("records"))
    tables.cards(page, rows.reset_index(drop=True), STATUS, name="stock_items", explanations=told)
    explain.rows(page, result, rows, ("item_name",), key="items")


def _kits(page: Page, asked: Asked) -> None:
    st.subheader(page.tr("stock.kit"), anchor=False)
    result = page.results.kits_complete(filters.kit(page))
    rows = stock_ask.named(page, asked, result.frame)
    if rows.empty:
        st.info(page.tr("table.empty"))
        return
    rows["binding_item_name"] = rows["binding_item"].map(asked.items).fillna(rows["binding_item"])
    rows = rows.sort_values("kits_complete", ascending=False, ignore_index=True)
    told = tuple(result.explain_row(row) for row in rows.head(20).to_dict("records"))
    tables.cards(page, rows, KIT_COLUMNS, name="kits", explanations=told)
    explain.rows(page, result, rows, ("warehouse",), key="kits")


def _lots(page: Page, asked: Asked) -> None:
    st.subheader(page.tr("stock.lots"), anchor=False)
    lots = page.results.lots_owned()
    rows = stock_ask.named(page, asked, lots[(lots["held"] != 0) | (lots["reserved"] != 0)])
    told = rows.assign(lot_owner=rows["owner_organisation"], lot_donor=rows["donor_organisation"])
    st.caption(page.tr("stock.owners_note"))
    tables.show(page, told, LOT_COLUMNS, name="lots")
