"""For whom stock should be enough: nobody in particular, a scenario's displaced, a planning figure, a typed table."""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape

import streamlit as st

from components.figures import reach_text
from components.session import Page
from components.widgets import address, scenario_ask
from geo.errors import DashboardError
from geo.needs_typed import typed_need
from geo.reach_need import ESTIMATES, HIGH, LOW, MIDDLE
from results.shock import Shock
from results.stocks import Need

NONE, SCENARIO, SHARE, TABLE = KINDS = ("none", "scenario", "share", "table")
MOST_PROBLEMS = 6
MOST_HIT = 0.5  # share of the warehouses from which on the page says why nearly nothing is left
MOST_IN_ADDRESS = 40  # communes of a typed table that a link still holds
LEAST_PERCENT, MOST_PERCENT = 0.1, 100.0
KEY, TYPED = "need", "households"


@dataclass(frozen=True)
class Needed:
    """Households in need by commune (None: capacity, no limit), what it is called, and the warehouses that it hits.

    `complete` is False where something typed is wrong or still lacks: nothing should be computed of it. `estimate`: of
    a scenario's displaced, one of `geo.reach_need.ESTIMATES`.
    """

    need: Need | None = None
    name: str = ""
    without: tuple[str, ...] = ()
    shock: Shock | None = None
    complete: bool = True
    estimate: str = ""

    @property
    def written(self) -> str:
        """Its name for a file or a cell, where no sign means anything."""
        return unescape(self.name).replace("\u2060", "")


def kind(page: Page) -> str:
    """Draw the choice of where the need comes from."""
    names = {one: page.tr(f"reach_need.kind_{one}") for one in KINDS}
    return address.select(page.tr("reach_need.kind"), KINDS, names, key=KEY)


def choose(page: Page, chosen: str) -> Needed:
    """Draw what one kind of need asks for; what it gives."""
    if chosen == NONE:
        return Needed(name=page.tr("reach_need.kind_none"))
    try:
        return {SCENARIO: _scenario, SHARE: _share, TABLE: _table}[chosen](page)
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return Needed(complete=False)


def _scenario(page: Page) -> Needed:
    """People that a scenario displaces, as households, and whether stock that stands in its zones counts."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        with st.container(width=430):
            shock = scenario_ask.choose(page)
        bounds = {one: page.tr(f"reach_need.estimate_{one}") for one in ESTIMATES}
        bound = address.select(page.tr("reach_need.estimate"), (MIDDLE, LOW, HIGH), bounds, key="estimate")
        spared = address.flag(page.tr("reach_need.without"), key="without", usual=True,
                              note=page.tr("reach_need.without_help"))  # fmt: skip
    if shock is None:
        st.info(page.tr("reach_need.no_scenario"))
        return Needed(complete=False)
    told = page.results.need_of_shock(shock, bound)
    need = page.results.need_pairs(told)
    if unknown := int(told.facts.get("communes_unknown", 0)):
        st.caption(page.tr("reach_need.unknown", count=unknown))
    hit = page.results.warehouses_in_hazard(shock)
    if hit:
        names = page.results.warehouse_names()
        plain = {one: page.tr.plain(names[one]) for one in hit}
        key = "reach_need.hit" if spared else "reach_need.hit_counted"
        st.caption(page.tr(key, count=len(hit), names=reach_text.named(hit, plain, page.tr)))
        if spared and len(hit) > MOST_HIT * len(names):
            st.warning(page.tr("reach_need.hit_most", count=len(hit), whole=len(names)))
    if not need:
        st.info(page.tr("reach_need.reaches_nobody"))
        return Needed(complete=False)
    name = page.tr("reach_need.of_scenario", scenario=page.tr.plain(shock.name),
                   estimate=bounds[bound].lower())  # fmt: skip
    return Needed(need, name, hit if spared else (), shock, estimate=bound)


def _share(page: Page) -> Needed:
    """A share of the households of every commune, or of the department chosen."""
    usual = 100.0 * float(page.results.planning_share().value)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        percent = st.number_input(
            page.tr("reach_need.percent"), LEAST_PERCENT, MOST_PERCENT, usual, 0.5, format="%.1f",
            key="reach-percent", width=330, help=page.tr("reach_need.percent_help"),
        )  # fmt: skip
    need = page.results.need_pairs(page.results.need_planned(round(percent / 100.0, 6)))
    need = tuple(pair for pair in need if pair[0].startswith(page.department))
    where = page.results.departments().set_index("place")["name"].get(page.department, page.tr("level.adm0"))
    told = {"percent": page.tr.number(percent, 1), "place": page.tr.plain(where)}
    return Needed(need, page.tr("reach_need.of_share", **told))


def _table(page: Page) -> Needed:
    """Communes and households, typed or pasted; every line that is wrong is said."""
    if TYPED in st.query_params and "reach-table" not in st.session_state:
        st.session_state["reach-table"] = st.query_params[TYPED].replace(";", "\n").replace(":", " ")
    tr = page.tr
    text = st.text_area(tr("reach_need.table"), key="reach-table", height=120, help=tr("reach_need.table_help"),
                        placeholder=tr("reach_need.table_example"))  # fmt: skip
    typed = typed_need(text, page.results.places())
    kept = ";".join(f"{code}:{households:g}" for code, households in typed.need[:MOST_IN_ADDRESS])
    whole = bool(typed.need) and not typed.problems and len(typed.need) <= MOST_IN_ADDRESS
    address.write(TYPED, kept if whole else "", default="")
    for one in typed.problems[:MOST_PROBLEMS]:
        st.error(page.tr(f"reach_need.{one.code}", line=one.row, value=page.tr.plain(one.value)))
    if len(typed.problems) > MOST_PROBLEMS:
        st.error(page.tr("reach_need.more_problems", count=len(typed.problems) - MOST_PROBLEMS))
    if typed.problems or not typed.need:
        if not typed.problems:
            st.info(page.tr("reach_need.table_empty"))
        return Needed(complete=False)
    total = sum(households for _, households in typed.need)
    return Needed(typed.need, page.tr("reach_need.of_table", communes=len(typed.need), count=total))
