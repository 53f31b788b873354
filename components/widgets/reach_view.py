"""Reach on a page: households that a complete kit can reach, each place alone, and what binds."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.figures import layers
from components.session import Page
from components.widgets import explain, filters, item_names, situation_map, tables
from geo.network import Conditions
from results.stocks import BANDS

COLUMNS = ("name", "within_hours", "households_reached", "bound_by", "binding_item", "by_item", "binding_warehouses",
           "households_in_need", "reached_share", "place")  # fmt: skip


def show(page: Page) -> None:
    """Draw the choices, the map of the chosen hours, and the table of all bands."""
    kit, hours, conditions = _choose(page)
    level = "adm2" if page.department else "adm1"
    result = page.results.reach(level, kit, conditions=conditions)
    rows = result.frame
    if page.department:
        rows = rows[rows["place"].str.startswith(page.department)]
    st.caption(page.tr("reach.note") + "  \n" + page.tr("reach.unverified"))
    now = rows[rows["within_hours"] == hours].reset_index(drop=True)
    situation_map.show(page, [layers.reach(now, page.tr, level=level), situation_map.layer(page, "warehouses")],
                       key="reach-map")  # fmt: skip
    _leading(page, now, result)
    told = tuple(result.explain_row(row) for row in now.head(20).to_dict("records"))
    shown = item_names.worded(page, rows.sort_values(["place", "within_hours"], ignore_index=True))
    tables.show(page, shown, COLUMNS, name="reach", explanations=told)


def _choose(page: Page) -> tuple[str, float, Conditions]:
    left, right = st.columns(2)
    with left:
        kit = filters.kit(page)
    with right:
        hours = filters.hours(page, BANDS)
    ways = page.results.ways()
    routes = sorted(set(ways["route"].dropna()))
    options = [*routes, *ways["way_id"]]
    closed = st.multiselect(page.tr("filter.closed"), options, key="closed", placeholder=page.tr("filter.choose"))
    air = st.toggle(page.tr("filter.air"), key="air")
    return kit, hours, Conditions(closed=tuple(sorted(closed)), air=air)


def _leading(page: Page, now: pd.DataFrame, result: object) -> None:
    """Explain one place's figure: the one chosen."""
    names = dict(zip(now["place"], now["name"], strict=True))
    place = st.selectbox(page.tr("filter.place"), list(names), format_func=names.__getitem__, key="reach-place")
    row = now[now["place"] == place].iloc[0].to_dict()
    with st.container(border=True):
        title = page.tr("reach.title_value", department=page.tr.plain(names[place]), hours=float(row["within_hours"]))
        st.metric(title, page.tr.number(row["households_reached"]))
        st.caption(page.tr("reach.bound_by", what=page.tr(f"choice.bound_by.{row['bound_by']}")))
        explain.popover(page, result.explain_row(row), key="reach")
