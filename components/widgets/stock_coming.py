"""What is coming, what is late, stock month by month, and what partners declare beside the ledger."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.figures import chart, stock_charts
from components.session import Page
from components.widgets import explain, filters, stock_ask, tables
from components.widgets.stock_ask import Asked
from geo.stock_pipeline import OPEN

PIPELINE = ("item_name", "quantity", "pipeline_status", "expected_on", "days_late", "warehouse", "donor_organisation",
            "organisation", "ordered_on", "households", "observed_on", "pipeline_id")  # fmt: skip
PROJECTION = ("until", "arrivals", "used_expected", "expired", "short", "left")
DECLARED = ("organisation", "adm2_name", "item_name", "quantity", "observed_on", "days", "weight", "weighted", "usable",
            "availability", "expiry", "donor_organisation", "source")  # fmt: skip
NATION = "HT"


def pipeline(page: Page, asked: Asked) -> None:
    """Draw the deliveries, the late ones first, and the stock to come of one item."""
    result = page.results.stock_pipeline(filters.kit(page))
    rows = result.frame
    near = rows["warehouse_id"].isin(asked.warehouses) | rows["warehouse_id"].isna()
    rows = stock_ask.named(page, asked, rows[near], place="no")
    rows["warehouse"] = rows["warehouse_id"].map(page.results.warehouses().set_index("warehouse_id")["name"])
    rows = rows.sort_values("days_late", ascending=False, kind="stable", ignore_index=True)
    if rows.empty:
        st.info(page.tr("stock.no_pipeline"))
    else:
        counts = rows["pipeline_status"].value_counts()
        told = [
            page.tr("stock.step_count", step=page.tr(f"choice.{one}"), count=int(counts.get(one, 0))) for one in OPEN
        ]
        st.markdown(" → ".join(told))
        late = int((rows["days_late"] > 0).sum())
        if late:
            st.warning(page.tr("stock.late", count=late), icon=":material/schedule:")
        tables.cards(page, rows, PIPELINE, name="stock_pipeline",
                     explanations=tuple(result.explain_row(row) for row in rows.to_dict("records")))  # fmt: skip
        explain.rows(page, result, rows, ("item_name", "pipeline_id"), key="pipeline")
        st.caption(page.tr("stock.pipeline_note"))
    _projection(page, asked)


def _projection(page: Page, asked: Asked) -> None:
    st.subheader(page.tr("stock.projection"), anchor=False)
    place = asked.warehouse or page.department
    result = page.results.stock_projection(place)
    items = [one for one in dict.fromkeys(result.frame["item"]) if one in asked.items]
    if not items:
        st.info(page.tr("table.empty"))
        return
    item = asked.item if asked.item in items else _first(result.frame, items)
    st.caption(page.tr("stock.projection_of", item=asked.items[item], count=result.facts["months"]))
    rows = result.frame[result.frame["item"] == item].reset_index(drop=True)
    if rows["left"].iloc[1:].isna().all():
        st.info(page.tr("stock.projection_unknown"))
        return
    status = page.results.stock_status("warehouse" if asked.warehouse else "adm1" if place else "adm0").frame
    least = status[(status["place"] == (place or NATION)) & (status["item"] == item)]["minimum_units"]
    drawn = stock_charts.projection(rows, float(least.iloc[0]) if len(least) else float("nan"), page.tr)
    st.plotly_chart(drawn, key="stock-projection", config=chart.CONFIG, theme=None)
    tables.cards(page, rows, PROJECTION, name="stock_projection",
                 explanations=tuple(result.explain_row(row) for row in rows.to_dict("records")))  # fmt: skip
    explain.rows(page, result, rows, (lambda row: page.tr.day(row["until"]),), key="projection")


def _first(rows: pd.DataFrame, items: list[str]) -> str:
    """Show the item first that runs short first, else the one with the fewest months left at the end."""
    told = rows[(rows["month"] > 0) & (rows["used_expected"] > 0) & rows["item"].isin(items)]
    if told.empty:
        return items[0]
    last = told[told["month"] == told["month"].max()]
    months = (last["left"] / last["used_expected"]).to_numpy()
    return str(last["item"].iloc[months.argmin()])


def declared(page: Page, asked: Asked) -> None:
    """Draw the stock that partners declare: beside the ledger, never in it."""
    st.caption(page.tr("stock.declared_note"))
    result = page.results.declared_stock()
    rows = result.frame
    if page.department:
        rows = rows[rows["adm2_pcode"].fillna("").str.startswith(page.department)]
    if asked.item:
        rows = rows[rows["item"] == asked.item]
    if rows.empty:
        st.info(page.tr("stock.no_declared"))
        return
    places = page.results.places().set_index("adm2_pcode")["name_fr"]
    told = rows.assign(item_name=rows["item"].map(asked.items).fillna(rows["item"]),
                       adm2_name=rows["adm2_pcode"].map(places))  # fmt: skip
    tables.cards(page, told.reset_index(drop=True), DECLARED, name="declared_stock",
                 explanations=tuple(result.explain_row(row) for row in told.to_dict("records")))  # fmt: skip
    explain.rows(page, result, told, ("organisation", "item_name", "adm2_name"), key="declared")
