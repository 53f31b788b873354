"""Entering what a commune reports of an emergency: cumulative figures that replace those of the report before."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.session import Page, fragment
from components.widgets import edit_said, edit_words
from geo.frames import FRAMES
from geo.impacts import MEASURES

NAME, LAST = "impacts", "said-last-emergency"
GROUPS = {
    "people": ("deaths", "missing", "injured", "families_affected", "people_affected"),
    "buildings": ("houses_flooded", "houses_damaged", "houses_destroyed", "schools_damaged",
                  "health_facilities_damaged"),
    "ways": ("rivers_in_flood", "ways_cut"),
    "shelters": ("shelters_opened", "shelters_hosting", "families_in_shelters", "people_in_shelters"),
}  # fmt: skip


@fragment("events.view")
def show(page: Page) -> None:
    """Draw the emergency, the commune and the hour, then the figures with those of the last report."""
    st.caption(page.tr("said.about_impacts"))
    left, middle, right = st.columns(3)
    with left:
        emergency = _emergency(page)
    with middle:
        commune = _commune(page)
    with right:
        at = edit_said.moment(page, NAME, "reported_at", now=True)
    if not emergency or not commune:
        st.info(page.tr("said.choose_both"))
        return
    before = _before(page, emergency, commune, at)
    figures = _figures(page, commune, before)
    _warn_of_falls(page, figures, before)
    by = edit_said.words(page, NAME, "entered_by", hint="said.function_example")
    row = {"emergency": emergency, "adm2_pcode": commune, "reported_at": at, "entered_by": by, **figures}
    told = [row] if any(figures.values()) else []
    edit_said.finish(page, NAME, told, [name for name in MEASURES if figures.get(name)])


def _emergency(page: Page) -> str:
    """One that communes report of already, or a new code."""
    codes = page.results.emergencies()["emergency"].tolist()
    key = edit_said.key(NAME, "emergency")
    asked = st.query_params.pop("emergency", "")
    if asked in codes:
        st.session_state[key] = asked
    elif key not in st.session_state and st.session_state.get(LAST) in codes:
        st.session_state[key] = st.session_state[LAST]  # the next report is likely of the same emergency
    chosen = st.selectbox(edit_words.header(page, "emergency"), codes, index=None, key=key, accept_new_options=True,
                          placeholder=page.tr("said.emergency_hint"))  # fmt: skip
    st.session_state[LAST] = str(chosen or "").strip()
    return str(st.session_state[LAST])


def _commune(page: Page) -> str:
    names = edit_words.communes(page)
    key = edit_said.key(NAME, "adm2_pcode")
    asked = st.query_params.pop("adm2_pcode", "")
    if asked in names:
        st.session_state[key] = asked
    return str(st.selectbox(edit_words.header(page, "adm2_pcode"), list(names), index=None, key=key,
                            format_func=names.__getitem__, placeholder=page.tr("said.choose")) or "")  # fmt: skip


def _before(page: Page, emergency: str, commune: str, at: str) -> pd.Series:
    """Last report of the commune up to the hour of this one; said in a line."""
    rows = page.results.reports(emergency, at).frame
    row = rows[rows["adm2_pcode"] == commune].iloc[0]
    if pd.isna(row["reported_at"]):
        st.caption(page.tr("said.first_report"))
    else:
        when = edit_words.shown(page, FRAMES[NAME].by_name["reported_at"], row["reported_at"])
        st.caption(page.tr("said.last_report", when=when, count=int(row["reports"])))
    return row


def _figures(page: Page, commune: str, before: pd.Series) -> dict[str, str]:
    """A number for each measure; blank is not told, never zero."""
    told: dict[str, str] = {}
    for group, names in GROUPS.items():
        st.markdown(f"**{page.tr(f'said.group_{group}')}**")
        for at in range(0, len(names), 5):
            for place, name in zip(st.columns(5), names[at : at + 5], strict=False):
                with place:
                    value = st.number_input(
                        edit_words.header(page, name), min_value=0, value=None, step=1,
                        key=edit_said.key(NAME, f"{commune}-{name}"), placeholder=_placeholder(page, before[name]),
                    )  # fmt: skip
                told[name] = "" if value is None else str(value)
    return told


def _warn_of_falls(page: Page, figures: dict[str, str], before: pd.Series) -> None:
    """Counts only grow: one that is lower than in the last report is told before it is stored."""
    fallen = [name for name, text in figures.items() if text and float(text) < before[name]]
    if fallen:
        named = ", ".join(edit_words.header(page, name) for name in fallen)
        st.warning(page.tr("said.lowered", names=page.tr.plain(named)))


def _placeholder(page: Page, last: float) -> str:
    return page.tr("entry.unknown") if pd.isna(last) else page.tr("said.was", value=page.tr.number(last))
