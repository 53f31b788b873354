"""What was known on a day: the same page read as the store stood at the end of that day; the day is in the address."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from components import picture
from components.remember import remember
from components.session import Page
from components.widgets import address
from results import Results

NOW = ""
KEY = "known"


def choose(page: Page) -> Page:
    """Draw the choice and return the page with the figures of that day; the page itself where nothing is chosen.

    Only days on which something was recorded are offered: between two of them nothing was learned. An address may
    name any day.
    """
    rows = page.results.recorded()
    seqs = dict(zip(rows["day"], rows["seq"], strict=True))
    options = [NOW, *reversed(rows["day"].tolist()[:-1])]
    asked = _asked(rows["day"].tolist())
    if asked and asked not in options:
        options.append(asked)
    names = {NOW: page.tr("known.now"), **{day: page.tr.day(day) for day in options[1:]}}
    day = address.select(page.tr("known.label"), options, names, key=KEY)
    if day == NOW:
        return page
    return _at(page, max((seq for told, seq in seqs.items() if told <= day), default=0))


def caption(page: Page, then: Page) -> None:
    """Say that figures are those of another day of knowledge; nothing where they are of today."""
    if then is not page:
        st.info(page.tr("known.note", day=page.tr.day(st.session_state[KEY]), as_of=page.tr.day(page.facts["as_of"])),
                icon=":material/history:")  # fmt: skip


def _at(page: Page, seq: int) -> Page:
    """The page on the same day of the world, as known at a seq."""
    snapshot = picture.take(page.actor.role, as_of=page.facts["as_of"], known_at=seq)
    return replace(page, results=Results(snapshot, page.actor, remember))


def _asked(days: list[str]) -> str:
    """Day of the address, where it is one and not the last day of recording or later."""
    try:
        told = date.fromisoformat(st.query_params.get(KEY, "")).isoformat()
    except ValueError:
        return NOW
    return told if days and told < days[-1] else NOW
