"""What needs a decision: expiry in two windows with their lots, shortages, deliveries that are late, full stores."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.session import Page
from components.widgets import address, explain, filters, stock_ask, tables
from components.widgets.stock_ask import Asked
from geo.stock_expiry import WINDOWS
from geo.stock_headlines import SHORT

LOTS = ("item_name", "warehouse", "lot", "expiry", "days_to_expiry", "held", "reserved", "households", "expiry_window")
SHORTAGES = (
    "item_name",
    "warehouse",
    "stock_status",
    "usable",
    "months_of_stock",
    "missing_units",
    "transfer_in",
    "to_order",
)
NEGATIVE = ("item_name", "warehouse", "lot", "held", "reserved", "last_moved_on")
FULL = ("warehouse", "fill_share", "stock_m3", "storage_volume_m3")
EVERY = ""
ALMOST = 0.9


def show(page: Page, asked: Asked) -> None:
    """Draw the alerts, the most pressing first."""
    _expiry(page, asked)
    _short(page, asked)
    _wrong(page, asked)
    _full(page, asked)


def _expiry(page: Page, asked: Asked) -> None:
    st.subheader(page.tr("stock.expiry"), anchor=False)
    result = page.results.expiring_lots(filters.kit(page))
    rows = stock_ask.named(page, asked, result.frame)
    facts = result.facts
    counts = rows["expiry_window"].value_counts()
    days = {"window_1": facts["window_1"], "window_2": facts["window_2"]}
    names = {
        one: page.tr(f"stock.window.{one}", count=int(counts.get(one, 0)), days=days.get(one, 0)) for one in WINDOWS
    }
    names[EVERY] = page.tr("stock.window.all", count=len(rows))
    address.recall("window", list(names))
    st.session_state.setdefault("window", EVERY)
    chosen = str(st.pills(page.tr("stock.window.label"), [EVERY, *WINDOWS], format_func=names.__getitem__, key="window",
                          label_visibility="collapsed") or EVERY)  # fmt: skip
    address.write("window", chosen, default=EVERY)
    if chosen:
        rows = rows[rows["expiry_window"] == chosen].reset_index(drop=True)
    if rows.empty:
        st.success(page.tr("stock.no_expiry"))
        return
    told = tuple(result.explain_row(row) for row in rows.to_dict("records"))
    tables.cards(page, rows, LOTS, name="stock_expiry", explanations=told)
    explain.rows(page, result, rows, ("item_name", "warehouse", "lot"), key="expiry")
    stock_ask.opens_card(page, rows, key="expiry")
    st.caption(page.tr("stock.households_note"))


def _short(page: Page, asked: Asked) -> None:
    st.subheader(page.tr("stock.shortages"), anchor=False)
    result = page.results.stock_needs()
    rows = stock_ask.named(page, asked, result.frame, place="place")
    short = rows[rows["stock_status"].isin(SHORT)].sort_values(["months_of_stock", "item_name"], ignore_index=True)
    unknown = int((rows["stock_status"] == "not_evaluated").sum())
    if short.empty:
        st.success(page.tr("stock.no_shortages"))
    else:
        told = tuple(result.explain_row(row) for row in short.to_dict("records"))
        tables.cards(page, short, SHORTAGES, name="stock_shortages", explanations=told)
        explain.rows(page, result, short, ("item_name", "warehouse"), key="short")
        stock_ask.opens_card(page, short.rename(columns={"place": "warehouse_id"}), key="short")
    if unknown:
        st.caption(page.tr("stock.unevaluated", count=unknown))


def _wrong(page: Page, asked: Asked) -> None:
    """Balances below zero and lots reserved beyond what is held: a paper is missing."""
    lots = stock_ask.named(page, asked, page.results.lots())
    wrong = lots[(lots["held"] < 0) | (lots["reserved"] > lots["held"].clip(lower=0))].reset_index(drop=True)
    if len(wrong):
        st.subheader(page.tr("stock.wrong"), anchor=False)
        st.caption(page.tr("stock.wrong_note"))
        tables.cards(page, wrong, NEGATIVE, name="stock_negative")


def _full(page: Page, asked: Asked) -> None:
    result = page.results.warehouse_fill()
    rows = stock_ask.named(page, asked, result.frame)
    full = rows[rows["fill_share"] >= ALMOST].sort_values("fill_share", ascending=False, ignore_index=True)
    unknown = pd.isna(rows["fill_share"]).sum()
    if len(full):
        st.subheader(page.tr("stock.full"), anchor=False)
        tables.cards(page, full, FULL, name="stock_full")
    if unknown:
        st.caption(page.tr("stock.room_unknown", count=int(unknown)))
