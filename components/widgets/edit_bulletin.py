"""Entering a bulletin (vigilance or alerte) for several departments at once, and the states of emergency centres."""

from __future__ import annotations

import streamlit as st

from components.session import Page, fragment
from components.widgets import edit_said, edit_second, edit_words
from data.statements import Cells
from geo.alerts import LEVELS_OF
from geo.frames import FRAMES
from geo.frames.alerts import ACTIVATION_STATES, CENTRES, COLOURS, SERIES

ISSUERS = {"vigilance": "UHM", "alerte": "SPGRD / DGPC"}
COLOURED = "●"  # beside the word, never instead of it
SIGNS_OF = {"national": 2, "department": 4, "commune": 6, "local": 6}  # of the P-code of a centre's place
_ALERTS = FRAMES["alerts"].by_name


@fragment("alerts.view")
def alerts(page: Page) -> None:
    """Draw a bulletin: its series, issuer and validity, then a line a department and hazard."""
    edit_second.show(page)
    name = "alerts"
    series = str(st.segmented_control(
        edit_words.header(page, "series"), SERIES, format_func=lambda code: page.tr(f"choice.series.{code}"),
        default=SERIES[0], key=edit_said.key(name, "series"), required=True,
    ))  # fmt: skip
    st.caption(page.tr(f"said.about_{series}"))
    left, middle, right = st.columns(3)
    with left:
        issued = edit_said.moment(page, name, "issued_at", now=True)
        issuer = edit_said.words(page, name, "issuer", hint=f"said.issuer_{series}") or ISSUERS[series]
    with middle:
        begins = edit_said.moment(page, name, "valid_from")
        bulletin = edit_said.words(page, name, "bulletin")
    with right:
        ends = edit_said.moment(page, name, "valid_until")
        by = edit_said.words(page, name, "entered_by", hint="said.function_example")
    head = {"series": series, "issued_at": issued, "valid_from": begins, "valid_until": ends, "issuer": issuer,
            "bulletin": bulletin, "entered_by": by}  # fmt: skip
    told = [{**head, **line} for line in _levels(page, name, series)]
    lacking = "said.function_needed" if page.results.second_person() and not by else ""
    shown = ("series", "adm1_pcode", "hazard", "level", "valid_until", "issuer")
    edit_said.finish(page, name, told, shown, lacking=lacking)


def _levels(page: Page, name: str, series: str) -> list[Cells]:
    """Draw the hazards, and for each the departments of each level, the worst first."""
    hazards = st.pills(
        edit_words.header(page, "hazard"), _ALERTS["hazard"].choices, selection_mode="multi", default=(),
        format_func=lambda code: page.tr(f"choice.hazard.{code}"), key=edit_said.key(name, "hazards"),
    )  # fmt: skip
    if not hazards:
        st.caption(page.tr("said.choose_hazard"))
    names, levels = departments(page), tuple(reversed(LEVELS_OF[series]))
    lines: list[Cells] = []
    for hazard in hazards:
        st.markdown(f"**{page.tr(f'choice.hazard.{hazard}')}** : {page.tr('said.departments_by_level')}")
        for place, level in zip(st.columns(len(levels)), levels, strict=True):
            with place:
                chosen = st.multiselect(
                    _level(page, level), list(names),
                    format_func=names.__getitem__, placeholder=page.tr("said.choose"),
                    select_all=False, key=edit_said.key(name, f"{series}-{hazard}-{level}"),
                )  # fmt: skip
            lines += [{"adm1_pcode": code, "hazard": hazard, "level": level} for code in chosen]
    return lines


def _level(page: Page, level: str) -> str:
    """A level in words, a colour with its colour beside it."""
    told = page.tr(f"choice.level.{level}")
    return f":{level}[{COLOURED}] {told}" if level in COLOURS else told


@fragment("alerts.view")
def activations(page: Page) -> None:
    """Draw what emergency centres were told to do: a line a centre."""
    name = "activations"
    st.caption(page.tr("said.about_activations"))
    left, middle, right = st.columns(3)
    with left:
        issued = edit_said.moment(page, name, "issued_at", now=True)
    with middle:
        issuer = edit_said.words(page, name, "issuer")
    with right:
        by = edit_said.words(page, name, "entered_by", hint="said.function_example")
    centre = str(st.segmented_control(
        edit_words.header(page, "centre"), CENTRES, format_func=lambda code: page.tr(f"choice.centre.{code}"),
        default=CENTRES[1], key=edit_said.key(name, "centre"), required=True,
    ))  # fmt: skip
    state = str(st.segmented_control(
        edit_words.header(page, "activation"), ACTIVATION_STATES, key=edit_said.key(name, "state"), required=True,
        format_func=lambda code: page.tr(f"choice.activation.{code}"), default=ACTIVATION_STATES[1],
    ))  # fmt: skip
    names = {code: told for code, told in page.results.place_names().items() if len(code) == SIGNS_OF[centre]}
    chosen = ["HT"] if centre == "national" else st.multiselect(
        page.tr(f"said.places_{centre}"), list(names), format_func=names.__getitem__,
        select_all=False, key=edit_said.key(name, f"places-{centre}"), placeholder=page.tr("said.choose"),
    )  # fmt: skip
    head = {"centre": centre, "activation": state, "issued_at": issued, "issuer": issuer, "entered_by": by}
    told = [{**head, "place": code} for code in chosen]
    edit_said.finish(page, name, told, ("centre", "place", "activation", "issuer"))


def departments(page: Page) -> dict[str, str]:
    """Names of the departments by P-code."""
    rows = page.results.departments()
    return dict(zip(rows["place"], rows["name"], strict=True))
