"""Reach on a page: households that a complete kit can reach, each place alone, and what binds."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from components.figures import layers
from components.session import Page
from components.widgets import address, explain, filters, item_names, situation_map, tables
from geo.explain import Result
from geo.network import Conditions
from results.stocks import BANDS

COLUMNS = ("name", "within_hours", "households_reached", "bound_by", "binding_item", "by_item", "binding_warehouses",
           "households_in_need", "reached_share", "place")  # fmt: skip


def show(page: Page) -> None:
    """Draw the choices, the map of the chosen hours, and the table of all bands."""
    kit, hours, conditions = _choose(page)
    level = _level(page, "")
    result = page.results.reach(level, kit, conditions=conditions)
    rows = result.frame
    if page.department:
        rows = rows[rows["place"].str.startswith(page.department)]
    st.caption(page.tr("reach.note") + "  \n" + page.tr("reach.unverified"))
    now = rows[rows["within_hours"] == hours].reset_index(drop=True)
    situation_map.show(page, [layers.reach(now, page.tr, level=level), situation_map.layer(page, "warehouses")],
                       key="reach-map")  # fmt: skip
    _leading(page, now, kit, conditions)
    told = tuple(result.explain_row(row) for row in now.head(20).to_dict("records"))
    shown = item_names.worded(page, rows.sort_values(["place", "within_hours"], ignore_index=True))
    tables.show(page, shown, COLUMNS, name="reach", explanations=told)


def _choose(page: Page) -> tuple[str, float, Conditions]:
    left, right = st.columns(2)
    with left:
        kit = filters.kit(page)
    with right:
        hours = filters.hours(page, BANDS)
    names = _ways(page)
    # Matched by what the label holds, routes first: a route's name and Enter take that route and nothing else.
    closed = st.multiselect(
        page.tr("filter.closed"), list(names), format_func=names.__getitem__, key="closed",
        placeholder=page.tr("filter.choose"), filter_mode="contains", select_all=False,
    )  # fmt: skip
    air = st.toggle(page.tr("filter.air"), key="air")
    return kit, hours, Conditions(closed=tuple(sorted(closed)), air=air)


def _ways(page: Page) -> dict[str, str]:
    """What can be closed, and what it is called: whole routes, then single ways by their two communes."""
    ways = page.results.ways().sort_values(["route", "way_id"])
    communes = page.results.places().set_index("adm2_pcode")["name_fr"]
    names = {route: page.tr("filter.whole_route", route=route) for route in sorted(set(ways["route"].dropna()))}
    for way in ways.itertuples():
        start, end = (communes.get(code, code) for code in (way.from_pcode, way.to_pcode))
        route = way.route if pd.notna(way.route) else way.way_id
        names[way.way_id] = page.tr("filter.one_way", route=route, start=start, end=end)
    return names


def _leading(page: Page, now: pd.DataFrame, kit: str, conditions: Conditions) -> None:
    """Explain one place's figure: the department chosen first, then its communes."""
    hours = float(now["within_hours"].iloc[0])
    names = dict(zip(now["place"], now["name"], strict=True))
    if page.department:
        departments = page.results.departments().set_index("place")["name"]
        names = {page.department: departments[page.department], **names}
    place = address.select(page.tr("filter.place"), list(names), names, key="at")
    result = page.results.reach(_level(page, place), kit, conditions=conditions)
    row = _row(result, place, hours)
    with st.container(border=True):
        title = page.tr("reach.title_value", department=page.tr.plain(names[place]), hours=hours)
        before = _before(page, place, hours, kit, conditions) if conditions.closed else None
        _metric(page, title, row["households_reached"], before)
        st.caption(page.tr("reach.bound_by", what=page.tr(f"choice.bound_by.{row['bound_by']}")))
        explain.popover(page, result.explain_row(row), key="reach")


def _level(page: Page, place: str) -> str:
    """Communes inside a department chosen; departments in the country, and for the department itself."""
    return "adm2" if page.department and place != page.department else "adm1"


def _before(page: Page, place: str, hours: float, kit: str, conditions: Conditions) -> float:
    """Households of the same choices with nothing closed here."""
    result = page.results.reach(_level(page, place), kit, conditions=replace(conditions, closed=()))
    return float(_row(result, place, hours)["households_reached"])


def _metric(page: Page, title: str, reached: float, before: float | None) -> None:
    """The figure, and where ways are closed the difference that they make."""
    if before is None:
        st.metric(title, page.tr.number(reached))
        return
    lost = round(reached) - round(before)
    told = page.tr("reach.delta", count=float(lost))
    st.metric(title, page.tr.number(reached), told, delta_color="normal" if lost else "off")
    st.caption(page.tr("reach.without_closures", before=page.tr.number(before)))


def _row(result: Result, place: str, hours: float) -> dict[str, object]:
    rows = result.frame
    return rows[(rows["place"] == place) & (rows["within_hours"] == hours)].iloc[0].to_dict()
