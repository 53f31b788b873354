"""Stock by owner or by donor: how much of each item is whose, what nobody told, and lots whose receipts disagree."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.session import Page
from components.widgets import address, explain, stock_ask, tables
from components.widgets.stock_ask import Asked
from geo.stock_owners import BOTH

FIGURES = ("usable", "held", "reserved", "lots_held", "warehouses_held")
DISPUTED = ("item_name", "warehouse", "lot", "owners_told", "donors_told", "held")


def show(page: Page, asked: Asked) -> None:
    """Draw the choice of owner or donor, and the stock of each."""
    names = {"owner": page.tr("header.lot_owner"), "donor": page.tr("header.lot_donor")}
    by = address.select(page.tr("stock.grouped_by"), list(names), names, key="by")
    st.caption(page.tr("stock.owners_note"))
    table(page, asked, f"{by}_organisation")
    _disputed(page, asked)


def table(page: Page, asked: Asked, by: str = BOTH[0], *, until: str = "") -> None:
    """Draw the stock of each owner (or donor) by item, on the day of the picture or an earlier one."""
    result = page.results.stock_by_owner(by, asked.warehouses, until=until)
    facts = result.facts
    st.caption(page.tr("stock.owners_unknown", count=facts["lots_unknown"], lots=facts["lots"],
                       day=page.tr.day(facts["on"])))  # fmt: skip
    rows = stock_ask.named(page, asked, result.frame)
    if rows.empty:
        st.info(page.tr("table.empty"))
        return
    whose = "lot_owner" if by == BOTH[0] else "lot_donor"
    named = rows["organisation"].fillna(page.tr(f"stock.{by.partition('_')[0]}_unknown"))
    rows = rows.assign(**{whose: named}, lots_held=rows["lots"], warehouses_held=rows["warehouses"])
    rows = rows.sort_values(["held", "item_name"], ascending=[False, True], ignore_index=True)
    columns = ("item_name", whose, *FIGURES)
    told = tuple(result.explain_row(row) for row in rows.head(20).to_dict("records"))
    stock_ask.shortly(page, rows, columns, rest="stock.more_rows")
    tables.download(page, rows, columns, name="stock_owners", explanations=told, of=until)
    explain.rows(page, result, rows, ("item_name", whose), key=f"owners-{by}{until}")


def of_card(page: Page, asked: Asked) -> None:
    """Say whose each lot of the item in the warehouse is, and who gave it."""
    lots = page.results.lots_owned()
    lots = lots[(lots["warehouse_id"] == asked.warehouse) & (lots["item"] == asked.item) & (lots["held"] != 0)]
    told = []
    for row in lots.to_dict("records"):
        names = [page.tr(f"stock.{name}_unknown") if pd.isna(row[column]) else page.tr.plain(row[column])
                 for name, column in (("owner", BOTH[0]), ("donor", BOTH[1]))]  # fmt: skip
        lot = page.tr("stock.no_lot") if pd.isna(row["lot"]) else page.tr.plain(row["lot"])
        told.append(page.tr("stock.lot_owned", lot=lot, units=row["held"], owner=names[0], donor=names[1]))
    if told:
        with st.expander(page.tr("stock.card_owners")):
            st.markdown("\n".join(f"- {line}" for line in told))


def _disputed(page: Page, asked: Asked) -> None:
    """Lots whose receipts name several owners or donors: nobody guesses."""
    lots = page.results.lots_owned()
    apart = lots["owners_told"].notna() | lots["donors_told"].notna()
    rows = stock_ask.named(page, asked, lots[apart & (lots["held"] != 0)])
    if rows.empty:
        return
    st.warning(page.tr("stock.owners_disputed", count=len(rows)))
    tables.cards(page, rows, DISPUTED, name="stock_owners_disputed")
