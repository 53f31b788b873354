"""What the page of coverage is asked for: sector, standard, place, level, phase; all of it in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from components.session import Page
from components.widgets import address, filters
from geo.places import METROPOLIS, NATION
from geo.site_groups import UNKNOWN
from geo.standards import Standard

NEXT = {"adm0": "adm1", "adm1": "adm2", "mapap": "adm2", "adm2": "site"}  # where a click leads
LEVELS = {
    "adm0": ("adm1", "adm2", "mapap", "adm0", "adm3", "site", "site_type", "site_class", "manager"),
    "adm1": ("adm2", "adm1", "adm3", "site"),
    "mapap": ("adm2", "mapap", "adm3", "site"),
    "adm2": ("site", "adm2", "adm3"),
}
AT, PLACE, LEVEL = "at", "place", "level"
GO = "coverage-go"  # (place, level) that a click on the map asked for
METROPOLIS_DEPARTMENT = "HT01"
GROUPS = ("adm3", "site_type", "site_class", "manager")
_SEEN = "coverage-place"
WIDTH_PX = 165  # of one choice: two side by side on a phone
PHASE_PX = 260


@dataclass(frozen=True)
class Asked:
    """A sector with its standards, one standard, one place, the level of the places in it, a phase.

    `at` is the site or group of `level` that was opened, "" for none.
    """

    sector: str
    standards: tuple[Standard, ...]
    standard: str
    place: str
    place_level: str
    name: str
    level: str
    phase: str
    at: str = ""

    @property
    def within(self) -> str:
        """The place as `results` ask for it: "" for the country."""
        return "" if self.place == NATION else self.place

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the sector's standards."""
        return tuple(norm.key for norm in self.standards)


def choose(page: Page) -> Asked:
    """Draw the choices; two side by side on a phone."""
    _arrive(page)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        with st.container(width=WIDTH_PX):
            sector = filters.sector(page)
        norms = filters.of_sector(page, sector)
        with st.container(width=WIDTH_PX):
            standard = filters.standard(page, tuple(norm.key for norm in norms))
        with st.container(width=WIDTH_PX):
            place, place_level, name = _place(page)
        with st.container(width=WIDTH_PX):
            level = _level(page, place, place_level)
        with st.container(width=PHASE_PX):
            phase = filters.phase(page)
    told = (sector, norms, standard, place, place_level, name, level, phase)
    return Asked(*told, at=st.query_params.get(AT, ""))


def go(place: str, level: str, standard: str = "") -> None:
    """Open a place: what a click on a cell, a shape or a name above does. Runs before the page is drawn."""
    st.session_state[PLACE], st.session_state[LEVEL] = place, level
    st.session_state[_SEEN] = place
    st.query_params.pop(AT, None)
    if standard:
        st.session_state["standard"] = standard


def open_row(asked: Asked, place: str, standard: str) -> None:
    """Follow a click on a row: into a place, or to the site or group itself."""
    if asked.level in NEXT:
        go(place, NEXT[asked.level], standard)
        return
    st.query_params[AT] = place
    if standard in asked.keys:
        st.session_state["standard"] = standard


def standard_of(page: Page) -> Callable[[Mapping[str, object]], str]:
    """Name of a row's standard, to tell figures apart."""
    return lambda row: page.tr(f"standard.{row['standard']}")


def trail(page: Page, asked: Asked) -> None:
    """The places above this one, each a click away; nothing at the top."""
    above = _above(page, asked)
    if not above:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for code, level, name in above:
            st.button(f"{page.tr.plain(name)} ›", key=f"trail-{code}", type="tertiary", on_click=go,
                      args=(code, LEVELS[level][0]))  # fmt: skip
        st.markdown(f"**{page.tr.plain(asked.name)}**")


def rows_of(page: Page, asked: Asked, level: str = "") -> pd.DataFrame:
    """Rows of coverage of a level inside the place, of the sector's standards; `idp_people` is people at sites.

    Site types, classes and managers are of the whole country.
    """
    at = level or asked.level
    rows = page.results.coverage(at, asked.phase).frame
    rows = rows[rows["standard"].isin(asked.keys)]
    if at in ("adm1", "adm2", "adm3"):
        rows = _inside(page, rows, asked.within, "place")
    elif at == "site":
        rows = _inside(page, rows, asked.within, "adm2_pcode")
    rows = rows.assign(idp_people=rows["people_total"].where(rows["people_total"] > 0))
    return rows.assign(name=[_group(page, at, name) for name in rows["name"]]) if at in GROUPS else rows


def _group(page: Page, level: str, name: object) -> str:
    """Name of a group of sites: types and classes are codes, managers and sections stand as they are told."""
    if name == UNKNOWN or pd.isna(name):
        return page.tr("coverage.unknown_group")
    return page.tr.or_else(f"choice.{level}.{name}", page.tr.or_else(f"choice.{name}", str(name)))


def _inside(page: Page, rows: pd.DataFrame, place: str, column: str) -> pd.DataFrame:
    if place == METROPOLIS:
        inside = page.results.places().loc[lambda told: told["in_mapap"].astype(bool), "adm2_pcode"]
        return rows[rows[column].str[:6].isin(inside)]
    return rows[rows[column].str.startswith(place).fillna(value=False)] if place else rows


def _arrive(page: Page) -> None:
    """Follow a click on the map, a link that names a commune, or one that names a standard without its sector."""
    if GO in st.session_state:
        go(*st.session_state.pop(GO))
    asked = st.query_params.get("commune", "")
    if asked and asked in set(page.results.places()["adm2_pcode"]):
        go(asked, "site")
    st.query_params.pop("commune", None)
    sectors = {norm.key: filters.sector_group(norm.sector) for norm in page.results.standards()}
    standard = st.query_params.get("standard", "")
    if "sector" not in st.query_params and "sector" not in st.session_state and standard in sectors:
        st.session_state["sector"] = sectors[standard]


def _place(page: Page) -> tuple[str, str, str]:
    """One place: its code, its level, its name."""
    places = page.results.places().sort_values("name_fr")
    communes = dict(zip(places["adm2_pcode"], places["name_fr"], strict=True))
    departments = page.results.departments()
    all_departments = dict(zip(departments["place"], departments["name"], strict=True))
    root = page.department or NATION
    names = {root: all_departments.get(root, page.tr("level.adm0"))}
    if page.department in ("", METROPOLIS_DEPARTMENT):
        names[METROPOLIS] = page.tr("level.mapap")
    names |= all_departments if root == NATION else {}
    held = set(page.results.sites(page.department)["adm2_pcode"])
    asked = {st.query_params.get(PLACE, ""), st.session_state.get(PLACE, "")}
    names |= {code: name for code, name in communes.items() if code in held or code in asked}
    code = address.select(page.tr("filter.place"), list(names), names, key=PLACE)
    level = {NATION: "adm0", METROPOLIS: "mapap"}.get(code, "adm1" if code in all_departments else "adm2")
    return code, level, names[code]


def _level(page: Page, place: str, place_level: str) -> str:
    """The level shown; another place starts at the level below it."""
    options = LEVELS[place_level]
    if st.session_state.get(_SEEN, place) != place:
        st.session_state[LEVEL] = options[0]
        st.query_params.pop(AT, None)
    st.session_state[_SEEN] = place
    return address.select(page.tr("filter.level"), options, {k: page.tr(f"level.{k}") for k in options}, key=LEVEL)


def _above(page: Page, asked: Asked) -> list[tuple[str, str, str]]:
    root = page.department or NATION
    if asked.place == root:
        return []
    departments = page.results.departments().set_index("place")["name"]
    above = [] if page.department else [(NATION, "adm0", page.tr("level.adm0"))]
    department = asked.place[:4]
    if asked.place_level == "adm2" and department in departments.index:
        above.append((department, "adm1", str(departments[department])))
    return above or [(root, "adm1", str(departments.get(root, root)))]
