"""Weights of the severity score on a page: tried out with sliders, kept in the address, stored only with a reason."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from components import picture
from components.session import Page
from data import settings
from data.access import allowed
from data.reference_coverage import WEIGHT
from geo.errors import DashboardError
from geo.priorities import Weights
from results.gaps import Edits

IN_ADDRESS = "w"
EDITED = "priorities-weights"  # what is tried out, kept over pages: key -> weight
SEEN = "priorities-weights-seen"
DONE = "priorities-weights-done"
MOST = 10.0
STEP = 0.5
GROUPS = ("wash", "shelter", "cccm", "other")
_GROUP_OF = {"wash": "wash", "shelter": "shelter", "nfi": "shelter", "cccm": "cccm"}


def tried(page: Page) -> Edits:
    """Weights that are tried out: those of a new address, else those of this session."""
    held = page.results.weights()
    known = {**held.standards, **held.factors}
    asked = st.query_params.get(IN_ADDRESS, "")
    if asked and asked != st.session_state.get(SEEN):
        st.session_state[EDITED] = {key: value for key, value in read(asked).items() if key in known}
        for key in known:
            st.session_state.pop(_key(key), None)
    edits = st.session_state.setdefault(EDITED, {})
    for key in known:
        if _key(key) in st.session_state:
            edits[key] = float(st.session_state[_key(key)])
    kept = {key: value for key, value in edits.items() if key in known and value != known[key].value}
    st.session_state[EDITED] = kept
    _write(kept)
    return tuple(sorted(kept.items()))


def read(text: str) -> dict[str, float]:
    """Weights out of an address (``toilets:4,lighting:0``); what is no weight in bounds is left out."""
    found: dict[str, float] = {}
    for part in text.split(","):
        key, _, told = part.partition(":")
        try:
            value = float(told)
        except ValueError:
            continue
        if 0 <= value <= MOST:
            found[key] = value
    return found


def written(edits: Mapping[str, float]) -> str:
    """Weights as an address holds them."""
    return ",".join(f"{key}:{value:g}" for key, value in sorted(edits.items()))


def sliders(page: Page, edits: Edits) -> None:
    """Draw one slider a weight, by sector, the factors last; below them what to do with what was changed."""
    held = page.results.weights()
    groups = grouped(page, held)
    for column, group in zip(st.columns(len(GROUPS)), GROUPS, strict=True):
        with column:
            st.markdown(f"**{page.tr(f'priorities.group.{group}')}**")
            for key in groups[group]:
                _slider(page, key, dict(edits).get(key, _held(held, key)), _held(held, key))
    _after(page, edits)


def grouped(page: Page, held: Weights) -> dict[str, list[str]]:
    """Keys of the weights by sector; factors with the other sectors."""
    sectors = {norm.key: _GROUP_OF.get(norm.sector, "other") for norm in page.results.standards()}
    groups: dict[str, list[str]] = {group: [] for group in GROUPS}
    for key in held.standards:
        groups[sectors.get(key, "other")].append(key)
    groups["other"] += held.factors
    return groups


def name(page: Page, key: str) -> str:
    """Name of a standard or factor."""
    return page.tr.or_else(f"standard.{key}", page.tr(f"choice.{key}"))


def _slider(page: Page, key: str, value: float, in_force: float) -> None:
    if _key(key) not in st.session_state:
        st.session_state[_key(key)] = min(value, MOST)
    told = page.tr("priorities.in_force", value=in_force)
    st.slider(name(page, key), 0.0, MOST, step=STEP, key=_key(key), help=told, format="%g")


def _after(page: Page, edits: Edits) -> None:
    """Say that nothing is stored; let go of what was tried, or store it with a reason."""
    done = st.session_state.pop(DONE, None)
    if done:
        st.success(page.tr("priorities.stored", batch=done))
    if not edits:
        st.caption(page.tr("priorities.as_in_force"))
        return
    st.caption(page.tr("priorities.only_tried", count=len(edits)))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(page.tr("priorities.back"), icon=":material/undo:", on_click=_let_go, key="priorities-back")
        if not allowed(page.actor, "settings.write").allowed:
            return
        reason = st.text_input(page.tr("priorities.reason"), key="priorities-reason",
                               placeholder=page.tr("priorities.reason_example")).strip()  # fmt: skip
        save = st.button(page.tr("priorities.store"), icon=":material/save:", disabled=not reason,
                         key="priorities-store")  # fmt: skip
    if save:
        _store(page, edits, reason)


def _store(page: Page, edits: Edits, reason: str) -> None:
    changes = {f"{WEIGHT}.{key}": f"{value:g}" for key, value in edits}
    try:
        batch = settings.change_together(
            picture.source().store, page.actor, changes, reason=reason, author=page.actor.name
        )
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return
    _let_go()
    st.session_state[DONE] = batch
    st.rerun(scope="app")


def _let_go() -> None:
    """Forget what was tried: sliders start from the weights in force."""
    for key in [one for one in st.session_state if str(one).startswith(_key(""))]:
        del st.session_state[key]
    st.session_state[EDITED] = {}
    _write({})


def _write(edits: Mapping[str, float]) -> None:
    text = written(edits)
    st.session_state[SEEN] = text
    if not text:
        st.query_params.pop(IN_ADDRESS, None)
    elif st.query_params.get(IN_ADDRESS) != text:
        st.query_params[IN_ADDRESS] = text


def _held(held: Weights, key: str) -> float:
    return {**held.standards, **held.factors}[key].value


def _key(weight: str) -> str:
    return f"weight-{weight}"
