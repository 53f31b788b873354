"""Who is who in a file: which of its records are known ones, and which pairs wait for a person."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from components import navigation, picture
from components.session import Page
from components.widgets import identity_view
from data.intake import Intake
from data.snapshot import NAMED

JOINS_TOLD, PAIRS_TOLD = 5, 5  # at the top of the preview: the others are one click away


def show(page: Page, looked: Intake) -> None:
    """Draw what storing would join for certain, and the pairs that a person decides; nothing where there is neither."""
    if not len(looked.joins) and not len(looked.queue):
        return
    if len(looked.joins):
        _joins(page, looked)
    if len(looked.queue):
        _queue(page, looked)


def _joins(page: Page, looked: Intake) -> None:
    tr, names = page.tr, _names(looked)
    told = [
        tr(
            "imports.join", old=tr.plain(names.get(row.old_id, row.old_id)),
            new=tr.plain(names.get(row.new_id, row.new_id)), reasons=identity_view.reasons(page, row.reasons),
        )
        for row in looked.joins.itertuples()
    ]  # fmt: skip
    with st.expander(tr("imports.joined", count=len(looked.joins)), icon=":material/join:"):
        st.caption(tr("imports.joined_note"))
        _list(page, told, JOINS_TOLD)


def _queue(page: Page, looked: Intake) -> None:
    tr, pairs = page.tr, looked.queue.sort_values("score", ascending=False)
    with st.expander(tr("imports.doubles", count=len(looked.queue)), icon=":material/compare_arrows:"):
        st.caption(tr("imports.doubles_note"))
        _list(page, [_pair(page, row) for row in pairs.itertuples()], PAIRS_TOLD)
        there = navigation.entry("sources").file
        st.page_link(there, label=tr("imports.doubles_open"), query_params={"part": "doubles"})


def _pair(page: Page, row: Any) -> str:
    """One pair that may be one place: both names, how far apart, how likely, why."""
    tr = page.tr
    left, right = (_name(getattr(row, f"{side}_name"), getattr(row, f"{side}_id")) for side in ("left", "right"))
    metres = row.distance_m
    far = tr("identity.no_distance") if math.isnan(metres) else tr("identity.distance", metres=round(metres))
    return tr(
        "imports.double", left=tr.plain(left), right=tr.plain(right), distance=far, score=tr.share(row.score),
        reasons=identity_view.reasons(page, row.reasons),
    )  # fmt: skip


def _name(name: Any, one: str) -> str:
    return f"{name} ({one})" if isinstance(name, str) else str(one)


def _list(page: Page, told: list[str], most: int) -> None:
    """Draw the first ones as a list, the others on demand."""
    st.markdown("\n".join(f"- {one}" for one in told[:most]))
    if len(told) > most:
        with st.popover(page.tr("imports.others", count=len(told) - most)):
            st.markdown("\n".join(f"- {one}" for one in told[most:]))


def _names(looked: Intake) -> dict[str, str]:
    """Id -> name and id, of the file's records and of ours."""
    told: dict[str, str] = {}
    for table in looked.joins["table_name"].unique():
        key, store = NAMED[table], picture.source().store
        brought = [one.rows for one in looked.previews if one.frame == table and "name" in one.rows]
        for rows in (store.records(table), *brought):
            named = rows[rows["name"].notna()]
            told |= {i: _name(name, i) for i, name in zip(named[key], named["name"], strict=True)}
    return told
