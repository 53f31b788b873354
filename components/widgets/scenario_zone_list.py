"""The areas of a scenario that is being built: their names and classes, one a row; each may be taken out."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.session import Page
from components.widgets.scenario_form import Begun
from geo.errors import BadScenario
from geo.hazards import Hazard

Zone = dict[str, Any]  # zone_id, hazard_class, name?, observed_on?, geometry (GeoJSON text), as in a document
MOST_EDITED = 12  # of a longer list the classes are told and taken as they are
_HELD = "scenario-zone-list"


def held(begun: Begun) -> list[Zone]:
    """The areas so far: those that the form began with, and what was added or taken out since."""
    told: tuple[str, list[Zone]] | None = st.session_state.get(_HELD)
    if told is None or told[0] != begun.mark:
        same = told is not None and begun.mark.startswith("shown:") and _same(told[1], begun.document["zones"])
        told = begun.mark, told[1] if told and same else [dict(one) for one in begun.document["zones"]]
        st.session_state[_HELD] = told
    return told[1]


def _same(mine: list[Zone], others: list[Zone]) -> bool:
    return [one["zone_id"] for one in mine] == [one["zone_id"] for one in others]


def put(zones: list[Zone], new: list[Zone]) -> None:
    """Add areas, each under an id of its own."""
    taken = {one["zone_id"] for one in zones}
    for one in new:
        number = len(zones) + 1
        while f"z{number}" in taken:
            number += 1
        taken.add(f"z{number}")
        zones.append({**one, "zone_id": f"z{number}"})


def show(page: Page, hazard: Hazard, zones: list[Zone], version: int) -> list[Zone]:
    """Draw the areas; give them with the names and classes that the fields say. `version`: as of the form."""
    st.markdown(page.tr("scenario_build.areas", count=len(zones)))
    if not zones:
        st.caption(page.tr("scenario_build.areas_none"))
    if len(zones) > MOST_EDITED:
        there = dict.fromkeys(one["hazard_class"] for one in zones)
        words = (page.tr.or_else(f"choice.hazard_class.{level}", level) for level in there)
        st.caption(page.tr("scenario_build.areas_many", classes=page.tr.plain(", ".join(words))))
        st.button(page.tr("scenario_build.areas_clear"), key="scenario-zones-clear", icon=":material/delete:",
                  on_click=zones.clear)  # fmt: skip
        return zones
    return [_row(page, hazard, zones, one, f"{version}-{one['zone_id']}") for one in zones]


def _row(page: Page, hazard: Hazard, zones: list[Zone], one: Zone, mark: str) -> Zone:
    tr = page.tr
    names = {level: tr.or_else(f"choice.hazard_class.{level}", level) for level in hazard.classes}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(tr("scenario_build.field.name"), one.get("name", ""), key=f"zone-name-{mark}",
                             placeholder=one["zone_id"], max_chars=80)  # fmt: skip
        level = st.selectbox(
            tr("scenario_build.field.hazard_class"), list(names), index=_at(hazard, one.get("hazard_class")),
            format_func=names.__getitem__, key=f"zone-class-{mark}-{hazard.key}",
            placeholder=tr("scenario_build.choose_class"),
        )  # fmt: skip
        st.button(tr("scenario_build.area_out"), key=f"zone-out-{mark}", icon=":material/delete:", type="tertiary",
                  on_click=zones.remove, args=(one,))  # fmt: skip
    told = {**one, "name": name.strip(), "hazard_class": level}
    return {key: value for key, value in told.items() if value}


def _at(hazard: Hazard, level: str | None) -> int | None:
    """Place of a class among those of the hazard; None where it is none of them."""
    try:
        return hazard.rank(level) if level else None
    except BadScenario:
        return None
