"""Stock at a glance: leading figures, warehouses on the map by their status, how full each is."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.figures import layers, stock_matrix
from components.session import Page
from components.widgets import explain, kpis, situation_map, stock_ask, tables
from components.widgets.stock_ask import Asked
from geo.stock_status import STATUSES

COLUMNS = ("warehouse", "adm1_name", *STATUSES, "fill_share", "stock_m3", "storage_volume_m3", "lots_expired",
           "operator")  # fmt: skip

FACE = ("warehouse", "adm1_name", "rupture", "understocked", "overstocked", "fill_share", "lots_expired")


def show(page: Page, asked: Asked) -> None:
    """Draw the figures, the map and the list of warehouses."""
    heads = page.results.stock_headlines(asked.warehouses)
    kpis.row(page, [heads.explain_row(row) for row in heads.frame.to_dict("records")], key="stock")
    with st.container(horizontal=True):
        for part in ("alerts", "pipeline", "movements"):
            stock_ask.opens_part(page, part)
    facts = page.results.stock().facts
    st.caption(" · ".join((
        page.tr("stock.usable_on", day=page.tr.day(page.facts["as_of"])),
        page.tr("stock.facts", expired=facts["expired_lots"], negative=facts["negative_lots"],
                over=facts["overreserved_lots"]),
    )))  # fmt: skip
    status = stock_ask.named(page, asked, page.results.stock_status().frame, place="place")
    situation_map.show(page, [_layer(page, asked, status)], key="stock-map")
    st.subheader(page.tr("stock.by_warehouse"), anchor=False)
    st.caption(page.tr("stock.fill_note"))
    filled = page.results.warehouse_fill()
    rows = _rows(page, asked, status, stock_ask.named(page, asked, filled.frame))
    told = tuple(filled.explain_row(row) for row in filled.frame.to_dict("records")
                 if row["warehouse_id"] in asked.warehouses)  # fmt: skip
    if rows.empty:
        st.info(page.tr("table.empty"))
        return
    stock_ask.shortly(page, rows, FACE, rest="stock.more_warehouses")
    tables.download(page, rows, COLUMNS, name="warehouse_fill", explanations=told)
    explain.rows(page, filled, rows, ("warehouse",), key="fill")


def _rows(page: Page, asked: Asked, status: pd.DataFrame, filled: pd.DataFrame) -> pd.DataFrame:
    """One row a warehouse: how many of its items are in each status, its room, its expired lots."""
    counts = pd.crosstab(status["place"], status["stock_status"]).reindex(columns=list(STATUSES), fill_value=0)
    lots = page.results.lots()
    late = lots[(lots["held"] > 0) & (lots["expiry"].fillna("9999") < page.facts["as_of"])]
    rows = filled.assign(**{name: filled["warehouse_id"].map(counts[name]).fillna(0.0) for name in STATUSES})
    rows["lots_expired"] = rows["warehouse_id"].map(late.groupby("warehouse_id").size()).fillna(0.0)
    rows["operator"] = rows["warehouse_id"].map(asked.known["operator"])
    return rows.sort_values(["rupture", "understocked", "fill_share"], ascending=False, ignore_index=True)


def _layer(page: Page, asked: Asked, status: pd.DataFrame) -> layers.Layer:
    """Warehouses in the colour of the item's status there, or of the worst of their items."""
    by_place = status.groupby("place")["stock_status"].agg(stock_matrix.worst)

    def make() -> layers.Layer:
        rows = asked.known.reset_index(drop=True)
        rows = rows[rows["warehouse_id"].isin(asked.warehouses)]
        worst = rows["warehouse_id"].map(by_place).fillna(stock_matrix.UNKNOWN)
        return layers.warehouses_by_status(rows.assign(stock_status=worst.astype("str")), page.tr)

    return situation_map.kept(page, ("stock", page.department, asked.warehouse, asked.item), make)
