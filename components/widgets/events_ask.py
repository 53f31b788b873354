"""What stands above every part of the page of events: which emergency, and at which moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

import streamlit as st

from components.figures import haiti_time
from components.figures.report import situation_filled
from components.session import Page
from components.widgets import address
from geo.places import NATION

DAY, HOUR = "events-day", "events-hour"


@dataclass(frozen=True)
class Asked:
    """An emergency ("" where there is none), an instant (ISO, UTC), and the place: a department, or ``HT``."""

    emergency: str
    at: str
    place: str

    @property
    def inside(self) -> str:
        """What codes of communes of the place begin with."""
        return "" if self.place == NATION else self.place


def choose(page: Page) -> Asked:
    """Draw the choices; the place is the department chosen for every page."""
    left, middle, right = st.columns([2, 1, 1], vertical_alignment="bottom")
    first = _moment(page)
    with middle:
        day = st.date_input(page.tr("events.day"), value=first.date(), format="DD/MM/YYYY", key=DAY)
    with right:
        hour = st.time_input(page.tr("events.hour"), value=first.time(), key=HOUR, step=300)
    at = haiti_time.instant(day if isinstance(day, date) else first.date(), hour or first.time())
    codes = page.results.emergencies(at)["emergency"].tolist()
    with left:
        if not codes:
            return Asked("", at, page.department or NATION)
        names = {code: code for code in codes}
        emergency = address.select(page.tr("events.emergency"), codes, names, key="emergency")
    return Asked(emergency, at, page.department or NATION)


def _moment(page: Page) -> datetime:
    """Now; in a picture of a day that is past, the last thing told in it."""
    at = haiti_time.local(situation_filled.moment(page.results))
    if at is None:  # an instant always reads; this keeps the types honest
        return datetime.combine(date.fromisoformat(page.facts["as_of"]), time(23, 55))
    return at.replace(tzinfo=None, second=0, microsecond=0)


def when(page: Page, asked: Asked) -> str:
    """The moment in words."""
    return haiti_time.told(asked.at, page.tr)
