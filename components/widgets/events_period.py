"""From when until when a situation report tells: its end is the moment of the page, its beginning can be set."""

from __future__ import annotations

from datetime import date, time, timedelta

import streamlit as st

from components.figures import haiti_time
from components.session import Page

SPAN = timedelta(days=1)  # of a first report, where nobody says otherwise


def choose(page: Page, at: str, begin: str, *, key: str) -> str:
    """Draw the beginning, by default the end of the report before; an instant, "" where it is not told."""
    end = haiti_time.local(at)
    first = haiti_time.local(begin) or (end - SPAN if end else None)
    left, middle, right = st.columns([1, 1, 2], vertical_alignment="bottom")
    with left:
        day = st.date_input(page.tr("events.from_day"), value=first.date() if first else None, format="DD/MM/YYYY",
                            key=f"{key}-from-day")  # fmt: skip
    with middle:
        hour = st.time_input(page.tr("events.from_hour"), value=first.time() if first else time(), step=300,
                             key=f"{key}-from-hour")  # fmt: skip
    with right:
        st.markdown(page.tr("events.until", at=haiti_time.told(at, page.tr)))
    return haiti_time.instant(day, hour or time()) if isinstance(day, date) else ""
