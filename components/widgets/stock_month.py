"""The report of a month: opening balance, movements by kind, closing balance, status, what to order; xlsx and PDF."""

from __future__ import annotations

import streamlit as st

from components.figures import card_table
from components.figures.report import filled, stock_month
from components.session import Page
from components.widgets import address, explain, stock_ask, stock_owners, tables
from components.widgets.stock_ask import Asked
from geo.stock_month import IN, OUT

FACE = ("item_name", "warehouse", "opening", "came_in", "went_out", "adjusted", "closing", "stock_status",
        "months_of_stock", "transfer_in", "to_order")  # fmt: skip
COLUMNS = ("warehouse", "item_name", *stock_month.FIGURES, "stock_status", "months_of_stock", "transfer_in",
           "transfer_out", "to_order", "warehouse_id", "item")  # fmt: skip


def show(page: Page, asked: Asked) -> None:
    """Draw the report of one month, with its files."""
    months = page.results.months_told()
    if not months:
        st.info(page.tr("table.empty"))
        return
    names = {one: f"{page.tr(f'month.m{one[5:7]}')} {one[:4]}" for one in months}
    month = address.select(page.tr("stock.month"), months, names, key="month")
    result = page.results.month_needs(month)
    rows = stock_ask.named(page, asked, result.frame)
    facts = result.facts
    st.caption(page.tr("stock.month_note", first=page.tr.day(facts["first"]), last=page.tr.day(facts["last"])))
    if rows.empty:
        st.info(page.tr("table.empty"))
        return
    told = tuple(result.explain_row(row) for row in rows.head(20).to_dict("records"))
    came, went = (rows[list(kinds.values())].sum(axis=1) for kinds in (IN, OUT))
    st.html(card_table.html(rows.assign(came_in=came, went_out=went), FACE, page.tr, blank=page.tr("unit.blank")))
    st.caption(page.tr("stock.month_detail"))
    tables.download(page, rows, COLUMNS, name="stock_month", explanations=told, of=month)
    explain.rows(page, result, rows, ("item_name", "warehouse"), key="month")
    with st.expander(page.tr("stock.month_owners")):
        stock_owners.table(page, asked, until=str(facts["last"]))
    where = asked.known.loc[asked.warehouse, "name"] if asked.warehouse else page.department
    file = f"{tables.stem(page, page.tr('export.stock_month'), f'{month}-{where}' if where else month)}.pdf"
    sheet = stock_month.Sheet(rows, names[month], str(facts["first"]), str(facts["last"]))
    stamp = filled.stamp(page.results)
    tables.file_button(page, file, filled.PDF, lambda: stock_month.pdf(sheet, stamp, page.tr),
                       label=page.tr("stock.month_pdf"))  # fmt: skip
