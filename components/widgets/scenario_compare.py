"""Two shocks side by side: people of each place under each, needs by item, and two small maps."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.session import Page
from components.widgets import explain, filters, scenario_ask, scenario_map, scenario_needs, scenario_people, tables
from geo.scenario_compared import SIDES, STEPS, heaviest
from results.shock import Shock

FIGURES = ("shock_first", "shock_second", "shock_difference")
COLUMNS = ("name", *FIGURES, "place")
ITEMS = ("need_item", *FIGURES, "unit")
NAMES = dict(zip((*SIDES, "difference"), FIGURES, strict=True))


def show(page: Page, shock: Shock) -> None:
    """Draw the choice of the second shock, the maps, and the differences."""
    tr = page.tr
    second = scenario_ask.choose_second(page, shock)
    if second is None:
        st.info(tr("shock.no_second"))
        return
    sides = (shock, second)
    for number, (column, one) in enumerate(zip(st.columns(2), sides, strict=True)):
        with column:
            st.subheader(f"{'AB'[number]} : {tr.plain(one.name)}", anchor=False)
            scenario_map.small(page, one, key=f"compare-{number}")
    _hazards(page, sides)
    _steps(page, sides)
    _needs(page, sides)


def _hazards(page: Page, sides: tuple[Shock, Shock]) -> None:
    """Say which hazard counts, where a shock has several."""
    for letter, one in zip("AB", sides, strict=True):
        steps = page.results.steps_of_chain(one, "adm0")
        if scenario_people.several(steps.frame):
            hazard = heaviest(steps)
            told = page.tr.or_else(f"choice.hazard.{hazard}", hazard)
            st.caption(page.tr("shock.heaviest", side=letter, hazard=page.tr.plain(told)))


def _steps(page: Page, sides: tuple[Shock, Shock]) -> None:
    tr = page.tr
    above, place = scenario_people.whole(page)
    rows = page.results.compared(*sides, above)
    rows = rows[rows["place"] == place].reset_index(drop=True)
    name = tr.plain(rows["name"].iloc[0]) if len(rows) else ""
    st.subheader(tr("shock.compared_whole", place=name), anchor=False)
    shown = rows.rename(columns=NAMES).assign(chain_step=[tr(f"shock.step.{one}") for one in rows["step"]])
    tables.show(page, shown, ("chain_step", *FIGURES), name="compared", answers=True)
    st.caption(tr("shock.compared_note"))
    _explained(page, sides)
    _places(page, sides)


def _explained(page: Page, sides: tuple[Shock, Shock]) -> None:
    """Choose a figure of one of the two, and open its explanation."""
    above, place = scenario_people.whole(page)
    names, told = [], []
    for letter, one in zip("AB", sides, strict=True):
        steps = page.results.steps_of_chain(one, above)
        rows = steps.frame[(steps.frame["place"] == place) & (steps.frame["hazard"] == heaviest(steps))]
        rows = rows[rows["step"].isin(STEPS)]
        names += [f"{letter} · {page.tr(f'shock.step.{step}')}" for step in rows["step"]]
        told += [steps.explain_row(row) for row in rows.to_dict("records")]
    explain.one_of(page, names, told.__getitem__, key="compared")


def _places(page: Page, sides: tuple[Shock, Shock]) -> None:
    """Draw one figure by place, the largest difference first."""
    tr = page.tr
    names = {step: tr(f"shock.step.{step}") for step in STEPS}
    step = st.segmented_control(tr("shock.which_step"), list(names), default=STEPS[2], required=True,
                                format_func=names.__getitem__, key="compare-step")  # fmt: skip
    level = filters.level(page)
    rows = scenario_people.of_department(page, page.results.compared(*sides, level), level)
    rows = rows[rows["step"] == step]
    order = rows["difference"].abs().sort_values(ascending=False, kind="stable").index
    shown: pd.DataFrame = rows.loc[order].reset_index(drop=True).rename(columns=NAMES)
    tables.show(page, shown, COLUMNS, name="compared", answers=True, of=str(step))


def _needs(page: Page, sides: tuple[Shock, Shock]) -> None:
    tr = page.tr
    above, place = scenario_people.whole(page)
    chosen = scenario_needs.days(page)
    rows = page.results.needs_compared(*sides, above, chosen)
    rows = rows[rows["place"] == place].reset_index(drop=True)
    st.subheader(tr("shock.needs_compared", days=chosen), anchor=False)
    tables.show(
        page, scenario_needs.worded(page, rows.rename(columns=NAMES)), ITEMS, name="compared", answers=True, of="needs"
    )
