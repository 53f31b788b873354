"""The stock card (fiche de stock) of one item in one warehouse, and the movements of the filter, page by page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.figures import card_table
from components.session import Page
from components.widgets import address, explain, stock_ask, stock_owners, tables
from components.widgets.stock_ask import Asked
from geo.frames.stocks import MOVEMENT_KINDS

CARD_FACE = ("moved_on", "kind", "stock_change", "stock_balance", "reserved", "document", "counterpart", "lot",
             "count_difference")  # fmt: skip
CARD = (*CARD_FACE, "slip", "expiry", "reason_code", "households_served", "note", "recorded_on")
LIST_FACE = ("moved_on", "kind", "quantity", "item_name", "warehouse", "counterpart", "lot", "document")
MOVEMENTS = (*LIST_FACE, "expiry", "slip", "shipment", "request_id", "reason_code", "households_served",
             "owner_organisation", "donor_organisation", "note", "movement_id")  # fmt: skip
TRANSIT = (
    "item_name",
    "shipment",
    "from_name",
    "to_name",
    "sent_on",
    "days",
    "sent",
    "received",
    "short",
    "on_the_way",
)
EVERY = ""
SIZE = card_table.MOST  # a page of the list
LAST_SHOWN = 60


def card(page: Page, asked: Asked) -> None:
    """Draw the card of the warehouse and item chosen."""
    if not (asked.warehouse and asked.item):
        st.info(page.tr("stock.card_choose"))
        return
    result = page.results.stock_card(asked.warehouse, asked.item)
    facts = result.facts
    if result.frame.empty:
        st.info(page.tr("table.empty"))
        return
    for column, name in zip(st.columns(4), ("opening", "came_in", "went_out", "closing"), strict=True):
        column.metric(page.tr(f"stock.card_{name}"), page.tr.number(facts[name]), border=True)
    st.caption(page.tr("stock.card_facts", adjusted=facts["adjusted"], reserved=facts["reserved"], late=facts["late"]))
    stock_owners.of_card(page, asked)
    rows = result.frame.iloc[::-1].reset_index(drop=True)
    rows = rows.assign(stock_change=rows["change"], stock_balance=rows["balance"], count_difference=rows["difference"])
    told = tuple(result.explain_row(row) for row in rows.head(20).to_dict("records"))
    _face(page, rows, CARD_FACE)
    tables.download(page, rows, CARD, name="stock_card", explanations=told, of=f"{asked.warehouse}-{asked.item}")
    named = (lambda row: page.tr.day(row["moved_on"]), lambda row: page.tr(f"choice.{row['kind']}"), "document", "lot")
    explain.rows(page, result, rows.head(LAST_SHOWN), named, key="card")


def movements(page: Page, asked: Asked) -> None:
    """Draw what is on the way, then the newest movements, a page at a time, with how many there are."""
    _transit(page, asked)
    st.subheader(page.tr("stock.part.movements"), anchor=False)
    names = {EVERY: page.tr("stock.every_kind"), **{one: page.tr(f"choice.{one}") for one in MOVEMENT_KINDS}}
    left, right = st.columns(2)
    with left:
        kind = address.select(page.tr("column.kind"), list(names), names, key="kind")
    narrowed = asked.warehouses if asked.warehouse or page.department else ()
    kinds = (kind,) if kind else ()
    _, count = page.results.stock_movements(narrowed, asked.chosen, kinds, size=1)
    pages = max(1, -(-count // SIZE))
    with right:
        at = int(st.number_input(page.tr("stock.page_of", pages=pages), 1, pages, key=f"stock-page-{pages}"))
    rows, _ = page.results.stock_movements(narrowed, asked.chosen, kinds, page=at - 1, size=SIZE)
    first = (at - 1) * SIZE
    st.caption(page.tr("stock.movements_count", first=first + min(1, len(rows)), last=first + len(rows), count=count))
    named = stock_ask.named(page, asked, rows)
    if named.empty:
        st.info(page.tr("table.empty"))
        return
    _face(page, named, LIST_FACE)
    tables.download(page, named, MOVEMENTS, name="movements")


def _face(page: Page, rows: pd.DataFrame, columns: tuple[str, ...]) -> None:
    """Draw movements with the other end of each by name; their files keep its code."""
    shown = rows.assign(counterpart=stock_ask.other_ends(page, rows))
    st.html(card_table.html(shown, columns, page.tr, blank=page.tr("unit.blank")))


def _transit(page: Page, asked: Asked) -> None:
    result = page.results.in_transit()
    rows = result.frame[result.frame["on_the_way"] != 0]
    near = rows["to_warehouse_id"].isin(asked.warehouses) | rows["from_warehouse_id"].isin(asked.warehouses)
    mine = rows[near]
    told = mine.assign(from_warehouse=mine["from_warehouse_id"], to_warehouse=mine["to_warehouse_id"])
    told = stock_ask.named(page, asked, told)
    st.subheader(page.tr("stock.in_transit"), anchor=False)
    if told.empty:
        st.info(page.tr("stock.no_transit"))
        return
    tables.cards(page, told, TRANSIT, name="stock_transit",
                 explanations=tuple(result.explain_row(row) for row in told.to_dict("records")))  # fmt: skip
    explain.rows(page, result, told, ("item_name", "shipment"), key="transit")
