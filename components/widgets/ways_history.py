"""What somebody told of ways: what holds now, and what held before."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.session import Page
from components.widgets import tables

COLUMNS = ("way_told", "way_state", "reason", "since", "until", "days_so_far", "open_hours", "largest_truck_t",
           "source", "author", "recorded_on", "way_id")  # fmt: skip


def show(page: Page) -> None:
    """Draw the ways that are not open, then every status that was told."""
    events = page.results.way_events()
    st.caption(page.tr("ways.history_note"))
    if events.empty:
        st.info(page.tr("ways.no_history"))
        return
    now = events[events["until"].isna() & events["status"].isin(("closed", "restricted"))]
    st.markdown(page.tr("ways.not_open", closed=int((now["status"] == "closed").sum()),
                        restricted=int((now["status"] == "restricted").sum())))  # fmt: skip
    every = st.toggle(page.tr("ways.whole_history"), key="ways-history")
    rows = events if every else now
    if rows.empty:
        st.info(page.tr("ways.all_open"))
        return
    tables.cards(page, _worded(page, rows.reset_index(drop=True)), COLUMNS, name="way_events")


def _worded(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    states = rows["status"].map(lambda one: page.tr(f"map.way.{one}") if isinstance(one, str) else None)
    kinds = rows["restriction"].map(lambda one: page.tr(f"choice.{one}") if isinstance(one, str) else None)
    names = [
        page.tr("filter.one_way", route=row["route"] if isinstance(row["route"], str) else row["way_id"],
                start=row["start"], end=row["end"])
        for row in rows.to_dict("records")
    ]  # fmt: skip
    told = kinds.where(rows["status"] == "restricted").fillna(states)
    return rows.assign(way_told=names, way_state=told, days_so_far=rows["days"])
