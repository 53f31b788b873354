"""What the page of displacement is asked for: a place, and as known on which day; both in the address."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from components.figures.displacement_charts import round_label
from components.session import Page
from components.widgets import address, known_on
from geo.places import METROPOLIS, NATION
from results.displacement import Period

METROPOLIS_DEPARTMENT = "HT01"


@dataclass(frozen=True)
class Asked:
    """A place with its level of `geo.places.LEVELS` and its name, and the page as known on the day asked for."""

    place: str
    level: str
    name: str
    then: Page


def choose(page: Page) -> Asked:
    """Draw the choices; below them, where it holds, that older knowledge is shown."""
    left, right = st.columns(2)
    with left:
        place, level, name = _place(page)
    with right:
        then = known_on.choose(page)
    known_on.caption(page, then)
    return Asked(place, level, name, then)


def period(page: Page, asked: Asked, *, key: str, since_first: bool) -> Period | None:
    """One period between rounds of the place; None where no round found a site there."""
    told = asked.then.results.periods(asked.place)
    if not told:
        st.info(page.tr("displacement.no_round", place=page.tr.plain(asked.name)))
        return None
    ordered = told if since_first else [*told[1:], told[0]]
    by_code = {one.code: one for one in ordered}
    names = {code: _period(page, one) for code, one in by_code.items()}
    return by_code[address.select(page.tr("displacement.period"), list(by_code), names, key=key)]


def _period(page: Page, one: Period) -> str:
    before = round_label(one.before, page.tr)
    if not one.after:
        return page.tr("displacement.since", round=before, day=page.tr.day(one.until))
    return page.tr("displacement.between", before=before, after=round_label(one.after, page.tr))


def _place(page: Page) -> tuple[str, str, str]:
    """One place: its code, its level, its name; the department of the session first."""
    places = page.results.places().sort_values("name_fr")
    departments = dict(page.results.departments().set_index("place")["name"])
    root = page.department or NATION
    names = {root: departments.get(root, page.tr("level.adm0"))}
    if page.department in ("", METROPOLIS_DEPARTMENT):
        names[METROPOLIS] = page.tr("level.mapap")
    names |= departments if root == NATION else {}
    asked = {st.query_params.get("place", ""), st.session_state.get("place", "")}
    inside = places[places["adm2_pcode"].str.startswith(page.department) | places["adm2_pcode"].isin(asked)]
    communes = dict(zip(inside["adm2_pcode"], inside["name_fr"], strict=True))
    code = address.select(page.tr("filter.place"), [*names, *communes], names | communes, key="place")
    level = {NATION: "adm0", METROPOLIS: "mapap"}.get(code, "adm1" if code in departments else "adm2")
    return code, level, str((names | communes)[code])
