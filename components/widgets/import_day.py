"""The day of a file that does not say one: asked for, and for messages shown and open to change."""

from __future__ import annotations

from datetime import date

import streamlit as st

from components.figures import import_told
from components.session import Page
from components.widgets import import_look
from components.widgets.import_look import Chosen
from data.home import today
from geo.errors import DashboardError

MESSAGES = ".txt"


def ask(page: Page, chosen: Chosen) -> None:
    """Ask for the day of a file that says none."""
    _choose(chosen, page.tr("imports.day"), None)


def of_messages(page: Page, chosen: Chosen) -> bool:
    """Say which days messages are taken for, let it be set where they say none; whether the file is of messages."""
    if not chosen.name.endswith(MESSAGES):
        return False
    file = import_look.opened(page, chosen)
    days = None if isinstance(file, DashboardError) else import_told.days_of(file, today())
    if days is None:
        return False
    tr = page.tr
    if days.told:
        st.markdown(tr("imports.message_days", days=", ".join(_day(page, one) for one in days.told)))
    if days.silent:
        taken = import_look.wishes(chosen).day or chosen.day
        if taken:
            now = tr("imports.message_today") if taken == today() else ""
            words = {"day": tr.day(taken), "today": now, "count": days.silent, "key": days.key}
            st.markdown(tr("imports.message_taken", **words))
        _choose(chosen, tr("imports.message_day"), taken or None)
    return True


def _day(page: Page, text: str) -> str:
    """A day as people write it; what is none stays as it is, the preview tells it."""
    try:
        return page.tr.day(text)
    except ValueError:
        return page.tr.plain(text)


def _choose(chosen: Chosen, label: str, first: str | None) -> None:
    value = date.fromisoformat(first) if first else None
    day = st.date_input(label, value=value, max_value=date.fromisoformat(today()), format="DD/MM/YYYY",
                        key=f"import-day-{chosen.mark[:8]}", width=320)  # fmt: skip
    if isinstance(day, date) and day != value:
        import_look.wish(chosen, day=day.isoformat())
        st.rerun()
