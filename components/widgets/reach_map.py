"""Reach as a curve and on the map: hours to a first kit, who is reached, which warehouse serves whom."""

from __future__ import annotations

import pandas as pd
import shapely
import streamlit as st

from components.figures import chart, drawn_area, layers, reach_charts
from components.figures.layer import Layer
from components.session import Page
from components.widgets import address, explain, map_view, reach_figures, reach_members, reach_plan, situation_map
from components.widgets.reach_answer import Answer
from components.widgets.reach_ask import Asked
from components.widgets.reach_variants import kept
from geo.what_if import NEW
from results.reach_trials import Changes

VIEWS = (HOURS, SHARE, FLOWS) = ("hours", "share", "flows")
HEIGHT = 400
_ROUND = 0.25  # degrees shown around the places in need


def show(page: Page, asked: Asked, changes: Changes, answer: Answer) -> None:
    """Draw the curve beside the map."""
    left, right = st.columns([5, 7], gap="medium")
    with left:
        _curve(page, asked, changes, answer)
    with right:
        _map(page, asked, changes)


def _curve(page: Page, asked: Asked, changes: Changes, answer: Answer) -> None:
    st.markdown(f"**{page.tr('reach.curve', place=page.tr.plain(asked.place[2]))}**")
    curves = [(page.tr("reach.today"), answer.today)]
    if changes:
        curves.append((page.tr("reach.tried"), answer.after))
    level, code, _ = asked.place
    for name, one in kept(page):
        if one != changes:
            rows = reach_figures.reached(page, asked, level, one).frame
            curves.append((name, rows[rows["place"] == code]))
    st.plotly_chart(reach_charts.curve(curves, page.tr, hours=asked.hours), key="reach-curve", config=chart.CONFIG,
                    theme=None)  # fmt: skip
    st.caption(page.tr("reach.curve_note"))


def _map(page: Page, asked: Asked, changes: Changes) -> None:
    options = VIEWS if reach_plan.possible(asked) else VIEWS[:2]
    names = {one: page.tr(f"reach.map_{one}") for one in options}
    address.recall("view", options)
    st.session_state.setdefault("view", HOURS)
    view = str(st.segmented_control(page.tr("reach.map"), options, format_func=names.__getitem__, key="view",
                                    required=True, label_visibility="collapsed"))  # fmt: skip
    address.write("view", view, default=HOURS)
    drawn = [_LAYERS[view](page, asked, changes), *_warehouses(page, changes)]
    if view == FLOWS:
        drawn.insert(0, hours(page, asked, changes))
    map_view.show(situation_map.base(page), [one for one in drawn if one.ids], key="reach-map", height=HEIGHT,
                  view=_view(page, asked))  # fmt: skip
    if view == HOURS:
        result = page.results.first_kits(asked.question, changes)
        inside = reach_members.codes(page, asked)
        explain.rows(page, result, result.frame[result.frame["adm2_pcode"].isin(inside)], ("name",), key="first-kits")


def _view(page: Page, asked: Asked) -> tuple[float, float, int] | None:
    """Where the map looks: at the place of the answer, at the communes in need of the country, else as it begins."""
    inside = set(reach_members.codes(page, asked))
    if asked.question.need is not None:
        inside &= {code for code, _ in asked.question.need} or inside
    points = page.results.commune_points()
    here = points[points["adm2_pcode"].isin(inside)]
    if len(here) in (0, len(points)):
        return None
    x, y = here["longitude"], here["latitude"]
    box = shapely.box(x.min() - _ROUND, y.min() - _ROUND, x.max() + _ROUND, y.max() + _ROUND)
    return drawn_area.view([("", shapely.to_wkt(box))])


def hours(page: Page, asked: Asked, changes: Changes) -> Layer:
    """Communes by hours until a first complete kit."""
    rows = page.results.first_kits(asked.question, changes).frame
    items = page.results.items().set_index("item")[f"name_{page.tr.lang}"]
    names = page.results.warehouse_names(changes)
    worded = rows.assign(last_item=rows["last_item"].map(items), last_warehouse=rows["last_warehouse"].map(names),
                         nearest_warehouse=rows["nearest_warehouse"].map(names))  # fmt: skip
    return layers.first_kits(_rounded(worded), page.tr)


def _rounded(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(**{name: rows[name].round(1) for name in ("first_kit_hours", "first_stock_hours")})


def _share(page: Page, asked: Asked, changes: Changes) -> Layer:
    level = reach_figures.list_level(asked)
    rows = reach_figures.reached(page, asked, level, changes).frame
    now = rows[rows["within_hours"] == asked.hours].reset_index(drop=True)
    return layers.reach(now, page.tr, level=level)


def _warehouses(page: Page, changes: Changes) -> list[Layer]:
    """Warehouses, and those that a change adds, in the middle of their commune."""
    rows = page.results.logistics_after(changes).warehouses
    new = rows[rows["warehouse_id"].str.startswith(NEW)]
    if new.empty:
        return [situation_map.layer(page, "warehouses")]
    points = page.results.commune_points().set_index("adm2_pcode")
    placed = new.assign(**{name: new["adm2_pcode"].map(points[name]) for name in ("longitude", "latitude")})
    every = pd.concat([page.results.warehouses(page.department), placed], ignore_index=True)
    return [layers.warehouses(every, page.tr)]


_LAYERS = {HOURS: hours, SHARE: _share, FLOWS: reach_plan.layer}
