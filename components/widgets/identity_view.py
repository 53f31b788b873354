"""Who is who on a page: pairs that may be one place, the decision on one of them, and taking a decision back."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import streamlit as st

from components import picture
from components.session import Page
from components.widgets import identity_evidence, tables
from data import who_is_who
from data.access import require
from data.who_is_who import DIFFERENT, SAME
from geo.errors import DashboardError

# What tells how likely a pair is stands first: a narrow screen cuts the end of a row.
SHOWN = ("score", "distance_m", "left_name", "right_name", "reasons_told", "left_place", "right_place", "table_name")
DECIDED = ("committed_at", "decision", "old_name", "new_name", "active", "reason", "author", "old_id", "new_id",
           "table_name")  # fmt: skip
MOST = 200  # pairs in the list to choose from: the likeliest first, the others come up as these are decided
DONE = "identity-done"
SIDES = ("left", "right")


def show(page: Page) -> None:
    """Draw the pairs that wait, the decision on one, the decisions taken and their reversal."""
    st.subheader(page.tr("identity.title"), anchor=False)
    st.caption(page.tr("identity.note"))
    if page.facts["withheld_records"]:
        st.caption(page.tr("identity.hidden", count=page.facts["withheld_records"]))
    if DONE in st.session_state:
        key, params = st.session_state.pop(DONE)
        said = page.tr(
            key, page=page.tr("page.imports.title"), **{name: page.tr.plain(params[name]) for name in params}
        )
        st.success(said)
        st.toast(said, icon=":material/check:")  # the page may be scrolled down to where the button was
    _queue(page)
    _decisions(page)


def reasons(page: Page, codes: str) -> str:
    """Reasons of a pair in words."""
    return ", ".join(page.tr(f"identity.reason.{code}") for code in codes.split())


def _queue(page: Page) -> None:
    waiting = page.results.identity_queue()
    if page.department:
        here = [waiting[f"{side}_commune"].str.startswith(page.department).fillna(value=False) for side in SIDES]
        waiting = waiting[here[0] | here[1]].reset_index(drop=True)
    if waiting.empty:
        st.info(page.tr("identity.none"))
        return
    st.markdown(page.tr("identity.waiting", count=len(waiting)))
    told = waiting.assign(
        score=(100 * waiting["score"]).round(),
        reasons_told=[reasons(page, codes) for codes in waiting["reasons"]],
        table_name=[page.tr.or_else(f"frame.{name}", name) for name in waiting["table_name"]],
    )
    tables.show(page, told, SHOWN, name="doubles")
    with st.container(border=True):
        _decide(page, waiting.head(MOST))


def _decide(page: Page, waiting: pd.DataFrame) -> None:
    pairs = {(row.table_name, row.left_id, row.right_id): row for row in waiting.itertuples()}
    names = {
        key: page.tr("identity.one", left=_name(row, "left"), right=_name(row, "right")) for key, row in pairs.items()
    }
    chosen = st.selectbox(page.tr("identity.pair"), list(pairs), format_func=names.__getitem__, key="identity-pair")
    row = pairs[chosen]
    st.markdown(_told(page, row))
    stays = {row.right_id: _name(row, "right"), row.left_id: _name(row, "left")}
    kept = st.radio(page.tr("identity.keep"), list(stays), format_func=stays.__getitem__, key=f"identity-keep-{chosen}")
    identity_evidence.show(page, row, kept)
    reason = st.text_input(page.tr("identity.why_decide"), key=f"identity-reason-{chosen}").strip()
    with st.container(horizontal=True):
        one = st.button(page.tr("identity.same"), disabled=not reason, icon=":material/merge:")
        two = st.button(page.tr("identity.different"), disabled=not reason, icon=":material/call_split:")
    if not reason:
        st.caption(page.tr("identity.reason_needed"))
    if one or two:
        other = row.left_id if kept == row.right_id else row.right_id
        _store(
            page, SAME if one else DIFFERENT, (row.table_name, other, kept), reason, old=stays[other], new=stays[kept]
        )


def _name(row: Any, side: str) -> str:
    return identity_evidence.title(getattr(row, f"{side}_name"), getattr(row, f"{side}_id"))


def _told(page: Page, row: Any) -> str:
    """Places, distance, likelihood and reasons; what comes from data stands for itself."""
    tr = page.tr
    metres = row.distance_m
    distance = tr("identity.no_distance") if math.isnan(metres) else tr("identity.distance", metres=round(metres))
    lines = [f"**{tr.plain(_name(row, side))}** · {tr.plain(getattr(row, f'{side}_place'))}" for side in SIDES]
    likely = tr("identity.score", score=tr.share(row.score))
    return "  \n".join([*lines, f"{distance} · {likely}", tr("identity.why", reasons=reasons(page, row.reasons))])


def _decisions(page: Page) -> None:
    st.subheader(page.tr("identity.decisions"), anchor=False)
    told = page.results.identity_decisions()
    if told.empty:
        st.info(page.tr("identity.no_decisions"))
        return
    shown = told.assign(
        committed_at=told["committed_at"].str[:16].str.replace("T", " "),
        decision=[page.tr(f"choice.decision.{code}") for code in told["decision"]],
        table_name=[page.tr.or_else(f"frame.{name}", name) for name in told["table_name"]],
    )
    tables.show(page, shown, DECIDED, name="decisions")
    active = told[told["active"]]
    if len(active):
        with st.container(border=True):
            if st.toggle(page.tr("identity.reverse"), key="identity-reverse-open"):
                _reverse(page, active)


def _reverse(page: Page, active: pd.DataFrame) -> None:
    rows = {(int(row.batch), row.old_id): row for row in active.itertuples()}
    names = {key: _decision(page, row) for key, row in rows.items()}
    chosen = st.selectbox(page.tr("identity.reverse"), list(rows), format_func=names.__getitem__,
                          label_visibility="collapsed", key="identity-decision")  # fmt: skip
    reason = st.text_input(page.tr("identity.why_reverse"), key=f"identity-back-{chosen}").strip()
    if st.button(page.tr("identity.reverse_button"), disabled=not reason, help=page.tr("identity.reason_needed")):
        require(page.actor, "imports.undo")
        batch, old_id = chosen
        more = {"old_id": old_id} if rows[chosen].decision == SAME else {}
        try:
            who_is_who.reverse(picture.source().store, batch, author=page.actor.name, reason=reason, **more)
        except DashboardError as error:
            st.error(page.tr.error(error))
            return
        st.session_state[DONE] = ("identity.reversed", {"told": names[chosen]})
        st.rerun()


def _decision(page: Page, row: Any) -> str:
    key = f"identity.decision_{row.decision}"
    old, new = (name if isinstance(name, str) else one for name, one in
                ((row.old_name, row.old_id), (row.new_name, row.new_id)))  # fmt: skip
    return page.tr(key, batch=int(row.batch), old=old, new=new, day=page.tr.day(row.committed_at))


def _store(page: Page, decision: str, pair: tuple[str, str, str], reason: str, **names: str) -> None:
    """Store a decision, then start over: the pair is gone from the list. `names`: the old and the new one's."""
    require(page.actor, "imports.write")
    decide = who_is_who.same if decision == SAME else who_is_who.different
    try:
        seq = decide(picture.source().store, *pair, author=page.actor.name, reason=reason)
    except DashboardError as error:
        st.error(page.tr.error(error))
        return
    st.session_state[DONE] = (f"identity.done_{decision}", {"seq": seq, **names})
    st.rerun()
