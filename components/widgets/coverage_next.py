"""Where the next units of a service serve most people: the optimum, by site."""

from __future__ import annotations

import streamlit as st

from components import navigation
from components.session import Page
from components.widgets import coverage_ask, explain, tables
from components.widgets.coverage_ask import Asked
from geo.errors import DashboardError
from geo.explain import Explanation, Input, Result

COLUMNS = ("name", "adm2_name", "people", "people_unserved_before", "units_added", "units_wanted", "people_gained",
           "people_unserved_after", "each", "assessed_on", "site_id")  # fmt: skip
FIRST = 40
MOST_UNITS = 100_000
METHOD = "docs/methods.md#closing-the-gap"


def show(page: Page, asked: Asked) -> None:
    """Draw the number of units and of sites, the people served in all, and the sites."""
    coverage_ask.trail(page, asked)
    offered = page.results.standards_with_units()
    name = page.tr(f"standard.{asked.standard}")
    if asked.standard not in offered:
        told = ", ".join(page.tr(f"standard.{key}") for key in offered)
        st.warning(page.tr("gap.not_counted", standard=name, standards=told))
        return
    one = page.results.means().get(asked.standard)
    unit = page.tr(f"means.{one.means}") if one else name
    with st.container(horizontal=True, vertical_alignment="bottom"):
        quantity = st.number_input(page.tr("gap.quantity", unit=unit), min_value=1, max_value=MOST_UNITS, value=FIRST,
                                   key="next-units", width=320)  # fmt: skip
        most = st.number_input(page.tr("gap.most_sites"), min_value=1, max_value=1000, value=None, key="next-sites",
                               placeholder=page.tr("gap.any_number"), width=250)  # fmt: skip
    try:
        result = page.results.next_units(
            asked.standard, int(quantity), place=asked.within, most_sites=int(most) if most else None, phase=asked.phase
        )
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return
    _told(page, asked, result, unit)


def _told(page: Page, asked: Asked, result: Result, unit: str) -> None:
    facts = result.facts
    with st.container(border=True):
        told = {"people": facts["people_gained"], "units": facts["units_used"], "sites": len(result.frame)}
        place = page.tr.plain(asked.name)
        st.markdown(page.tr("gap.next_face", unit=unit, place=place, **told))
        st.caption(page.tr("gap.next_left", left=facts["units_left"], not_assessed=facts["sites_not_assessed"],
                           unknown=facts["sites_need_unknown"]))  # fmt: skip
        st.markdown(page.tr("gap.next_optimum"))
        with st.container(horizontal=True, vertical_alignment="center"):
            explain.popover(page, _whole(result), key="next-units")
            st.page_link(navigation.entry("help").file, label=page.tr("gap.method"), icon=":material/menu_book:")
    names = page.results.places().set_index("adm2_pcode")["name_fr"]
    rows = result.frame.assign(adm2_name=result.frame["adm2_pcode"].map(names))
    explained = (_whole(result), *(result.explain_row(row) for row in rows.head(FIRST).to_dict("records")))
    tables.show(page, rows, COLUMNS, name="next_units", explanations=explained, of=asked.standard)
    explain.rows(page, result, rows, ["name", "adm2_name"], key="next-site")


def _whole(result: Result) -> Explanation:
    """The people served by all units together, from the sum over the sites."""
    facts = result.facts
    names = ("quantity", "units_used", "units_left", "sites_not_assessed", "sites_need_unknown")
    return Explanation(
        figure="people_gained",
        formula="people_gained = max over distributions of sum(min(people_unserved_before, units_added * each))",
        inputs=tuple(Input(name, float(facts[name])) for name in names),
        value=float(facts["people_gained"]),
        unit="persons",
        clause=METHOD,
        source="assessments",
    )
