"""Two trials kept beside today: by name, in the address, so that a link opens them all again."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.figures import chart, reach_charts
from components.session import Page
from components.widgets import explain, reach_change, reach_figures, tables
from components.widgets.reach_answer import explained
from components.widgets.reach_ask import Asked
from geo.errors import DashboardError
from results.reach_trials import Changes

SLOTS = ("a", "b")
_PREFIX = "kept_"
COLUMNS = ("name", "households_in_need", "households_before", "households_after", "households_gained",
           "households_left_before", "households_left_after", "bound_by_before", "bound_by_after", "place")  # fmt: skip


def kept(page: Page) -> list[tuple[str, Changes]]:
    """Trials that were kept and can still be made, by name."""
    found = []
    for slot in SLOTS:
        changes = reach_change.current(_PREFIX + slot)
        try:
            page.results.logistics_after(changes)
        except DashboardError:  # stock moved on since: what cannot be made any more is not shown
            continue
        if changes:
            found.append((page.tr(f"reach.variant_{slot}"), changes))
    return found


def show(page: Page, asked: Asked, changes: Changes) -> None:
    """Draw what the changes make of each place, the buttons that keep them, and what was kept beside today."""
    _buttons(page, changes)
    if changes:
        _difference(page, asked, changes)
    told = kept(page)
    if told:
        _beside(page, asked, changes, told)


def _buttons(page: Page, changes: Changes) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for slot in SLOTS:
            held = reach_change.current(_PREFIX + slot)
            name = page.tr(f"reach.variant_{slot}")
            st.button(page.tr("reach.keep", name=name), key=f"reach-keep-{slot}", icon=":material/bookmark_add:",
                      disabled=not changes or held == changes, on_click=reach_change.put,
                      args=(changes, _PREFIX + slot))  # fmt: skip
            if held:
                st.button(page.tr("reach.reopen", name=name), key=f"reach-open-{slot}", type="tertiary",
                          icon=":material/folder_open:", on_click=reach_change.put, args=(held,))  # fmt: skip
                st.button(page.tr("reach.forget", name=name), key=f"reach-forget-{slot}", type="tertiary",
                          icon=":material/close:", on_click=reach_change.put, args=((), _PREFIX + slot))  # fmt: skip


def _difference(page: Page, asked: Asked, changes: Changes) -> None:
    """Gains and losses by place, as bars and as a table."""
    level = reach_figures.list_level(asked)
    result = reach_figures.difference(page, asked, level, changes)
    rows = reach_figures.inside(page, asked, result.frame)
    rows = rows[rows["within_hours"] == asked.hours]
    moved = rows[rows["households_gained"] != 0]
    st.markdown(f"**{page.tr('reach.difference', hours=f'{asked.hours:g}')}**")
    if moved.empty:
        st.info(page.tr("reach.no_difference"))
        return
    st.plotly_chart(reach_charts.gained(rows, page.tr), key="reach-gained", config=chart.CONFIG, theme=None)
    order = moved["households_gained"].abs().sort_values(ascending=False, kind="stable").index
    moved = moved.loc[order].reset_index(drop=True)
    told = {name: moved[name].map(lambda one: page.tr(f"reach_text.short_{one}"))
            for name in ("bound_by_before", "bound_by_after")}  # fmt: skip
    tables.show(page, moved.assign(**told), COLUMNS, name="reach_difference", explanations=explained(result, moved))
    explain.rows(page, result, moved, ("name",), key="reach-difference")


def _beside(page: Page, asked: Asked, changes: Changes, told: list[tuple[str, Changes]]) -> None:
    """Today, what is tried and what was kept: households reached by place, and what each of them is."""
    columns = [(page.tr("reach.today"), ()), *told]
    if changes and changes not in [one for _, one in told]:
        columns.insert(1, (page.tr("reach.tried"), changes))
    st.markdown(f"**{page.tr('reach.side_by_side', hours=f'{asked.hours:g}')}**")
    for name, one in columns[1:]:
        words = " · ".join(reach_change.told(page, change) for change in one)
        st.markdown(f"- **{name}** : {words}")
    shown = _side(page, asked, columns)
    tables.grid(page, shown, height=min(len(shown), tables.ROWS_SHOWN) * 35 + 38)


def _side(page: Page, asked: Asked, columns: list[tuple[str, Changes]]) -> pd.DataFrame:
    level, code, name = asked.place
    wholes, parts = {}, {}
    listed = reach_figures.list_level(asked)
    for title, changes in columns:
        rows = reach_figures.reached(page, asked, level, changes).frame
        wholes[title] = rows[(rows["place"] == code) & (rows["within_hours"] == asked.hours)]["households_reached"]
        rows = reach_figures.inside(page, asked, reach_figures.reached(page, asked, listed, changes).frame)
        rows = rows[(rows["within_hours"] == asked.hours) & ~(rows["households_in_need"] == 0)]
        parts[title] = rows.set_index("name")["households_reached"]
    top = pd.DataFrame({title: [float(values.iloc[0])] for title, values in wholes.items()}, index=[name])
    told = pd.concat([top, pd.DataFrame(parts)]).round()
    told.insert(0, page.tr("filter.place"), told.index)
    return told.reset_index(drop=True)
