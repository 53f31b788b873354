"""Sheets of a warehouse for the pencil and the wall: the count sheet, the stock card of an item."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components.figures.report import slip_filled
from components.figures.report.filled import PDF
from components.session import Page
from components.widgets import tables, warehouse_papers
from components.widgets.warehouse_shelf import Shelf


def show(page: Page, warehouse: str, shelf: Shelf) -> None:
    """Draw the sheets that may be printed."""
    with st.expander(page.tr("desk.sheets"), icon=":material/print:"):
        st.markdown(f"**{page.tr('slip.paper.count_sheet')}**")
        warehouse_papers.count_sheet(page, warehouse, shelf)
        st.markdown(f"**{page.tr('slip.paper.stock_card')}**")
        _card(page, warehouse, shelf)


def _card(page: Page, warehouse: str, shelf: Shelf) -> None:
    tr = page.tr
    held = [item for item in shelf.names if item in set(shelf.lots["item"])]
    item = st.selectbox(
        tr("desk.item"), held, index=None, key=f"desk-card-{warehouse}", placeholder=tr("desk.choose_item"),
        format_func=lambda code: shelf.names.get(code, code),
    )  # fmt: skip
    if item:
        make = partial(_card_pdf, page, warehouse, str(item))
        name = tables.stem(page, tr("slip.paper.stock_card"), f"{warehouse}-{item}")
        tables.file_button(page, f"{name}.pdf", PDF, make, label=tr("desk.print_card"))


def _card_pdf(page: Page, warehouse: str, item: str) -> bytes:
    first = f"{page.facts['as_of'][:4]}-01-01"  # a card begins with its year
    card = page.results.stock_card(warehouse, item, since=first)
    return slip_filled.stock_card(page.results, (warehouse, item), card, page.tr)
