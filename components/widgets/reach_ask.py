"""What the page of reach is asked: need, kit, hours, how stock is shared, level, conditions; in the address."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from components.session import Page
from components.widgets import address, filters, reach_area, reach_need
from components.widgets.reach_need import Needed
from geo.drawn_communes import AREA
from geo.journeys import LOADS, USUAL, Conditions
from geo.places import METROPOLIS, NATION
from results.reach_trials import ALONE, TOGETHER, Area, ReachQuestion
from results.stocks import BANDS

LEVELS = ("adm1", "adm2", "mapap", "area")
MODES = (TOGETHER, ALONE)
SEASONS, PROFILES = ("dry", "rainy"), ("emergency", "normal")
MOST_HOURS, MOST_BANDS = 240, 8


@dataclass(frozen=True)
class Asked:
    """The question, the hours that the page answers for, the level of the places listed and the place of the answer.

    `place` is (level, code, name): the drawn area, the metropolitan area, the department chosen, or the country.
    """

    question: ReachQuestion
    hours: float
    level: str
    place: tuple[str, str, str]
    needed: Needed
    vehicles: bool = False


def choose(page: Page) -> Asked:
    """Draw the choices, those that change most often first."""
    columns = st.columns([3, 3, 3, 2], gap="small", vertical_alignment="bottom")
    with columns[0]:
        kind = reach_need.kind(page)
    with columns[1]:
        kit = filters.kit(page)
    with columns[2]:
        mode = _mode(page, kind)
    with columns[3]:
        level = address.select(page.tr("filter.level"), LEVELS, _level_names(page), key="level")
    needed = reach_need.choose(page, kind)
    hours_here, conditions_here = st.columns([2, 3], gap="small", vertical_alignment="bottom")
    with conditions_here:
        conditions, restricted, bands, vehicles = _conditions(page)
    with hours_here:
        hours = _hours(page, bands)
    area = reach_area.choose(page) if level == "area" else None
    place = _place(page, level, area)
    told = ReachQuestion(kit, mode, needed.need, bands, conditions, restricted, needed.without, area)
    return Asked(told, hours, level, place, needed, vehicles)


def ready(asked: Asked) -> bool:
    """Whether there is something to compute; where not, what lacks was said."""
    return asked.needed.complete and (asked.level != "area" or asked.question.area is not None)


def _mode(page: Page, kind: str) -> str:
    """How stock is shared; without a need only each place alone can be asked."""
    names = {mode: page.tr(f"reach.mode_{mode}") for mode in MODES}
    if kind == reach_need.NONE:
        st.selectbox(page.tr("reach.mode"), (ALONE,), format_func=names.__getitem__, key="mode-capacity", disabled=True,
                     help=page.tr("reach.mode_needs_need"))  # fmt: skip
        return ALONE
    return address.select(page.tr("reach.mode"), MODES, names, key="mode")


def _level_names(page: Page) -> dict[str, str]:
    return {level: page.tr("reach.level_area" if level == "area" else f"level.{level}") for level in LEVELS}


def _place(page: Page, level: str, area: Area | None) -> tuple[str, str, str]:
    if level == "area":
        return "area", AREA, area[0] if area else ""
    if level == "mapap":
        return "mapap", METROPOLIS, page.tr("level.mapap")
    if page.department:
        names = page.results.departments().set_index("place")["name"]
        return "adm1", page.department, str(names[page.department])
    return "adm0", NATION, page.tr("level.adm0")


def _hours(page: Page, bands: tuple[float, ...]) -> float:
    """The band that the answer is of."""
    names = {f"{band:g}": f"H+{band:g}" for band in bands}
    first = "24" if "24" in names else next(iter(names))
    options = (first, *(one for one in names if one != first))
    address.recall("within", options)
    if st.session_state.get("within") not in names:
        st.session_state["within"] = first
    chosen = st.segmented_control(page.tr("filter.hours"), list(names), format_func=names.__getitem__, key="within",
                                  required=True)  # fmt: skip
    address.write("within", str(chosen), default=first)
    return float(chosen)


def _conditions(page: Page) -> tuple[Conditions, bool, tuple[float, ...], bool]:
    """Season, profile, helicopter, restricted ways and the bands: what is assumed about journeys."""
    with st.expander(page.tr("reach.conditions"), icon=":material/tune:"):  # a popover forgets what an address chose
        season, profile = _one(page, "season", SEASONS), _one(page, "profile", PROFILES)
        load = address.select(page.tr("reach.load"), (USUAL.load, *(one for one in LOADS if one != USUAL.load)),
                              {one: page.tr(f"choice.{one}") for one in LOADS}, key="load")  # fmt: skip
        air = address.flag(page.tr("filter.air"), key="air", usual=False)
        restricted = address.flag(page.tr("reach.restricted"), key="restricted", usual=True)
        vehicles = address.flag(page.tr("reach.count_vehicles"), key="fleet", usual=False)
        bands = _bands(page)
        st.caption(page.tr("reach.unverified"))
    return Conditions(profile=profile, air=air, rainy=season == "rainy", load=load), restricted, bands, vehicles


def _one(page: Page, key: str, options: tuple[str, ...]) -> str:
    return address.select(page.tr(f"reach.{key}"), options, {one: page.tr(f"reach.{key}_{one}") for one in options},
                          key=key)  # fmt: skip


def _bands(page: Page) -> tuple[float, ...]:
    """The bands in hours; what is none is said and the usual ones hold."""
    usual = " ".join(f"{band:g}" for band in BANDS)
    if "bands" in st.query_params and "reach-bands" not in st.session_state:
        st.session_state["reach-bands"] = st.query_params["bands"].replace("_", " ")
    st.session_state.setdefault("reach-bands", usual)
    text = st.text_input(page.tr("reach.bands"), key="reach-bands", help=page.tr("reach.bands_help"))
    told = bands_of(text)
    if told is None:
        st.error(page.tr("reach.bad_bands", most=MOST_HOURS, count=MOST_BANDS))
        return BANDS
    address.write("bands", "_".join(f"{band:g}" for band in told), default=usual.replace(" ", "_"))
    return told


def bands_of(text: str) -> tuple[float, ...] | None:
    """Hours that somebody typed, in order and once each; None where something is no number of hours."""
    parts = text.replace(";", " ").replace("h", " ").replace("/", " ").replace(",", " ").split()
    try:
        hours = sorted({float(part) for part in parts})
    except ValueError:
        return None
    fits = hours and len(hours) <= MOST_BANDS and hours[0] > 0 and hours[-1] <= MOST_HOURS
    return tuple(hours) if fits else None
