"""Sites that came, went, emptied or were not found again between two rounds, each with the way to its sheet."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.session import Page
from components.widgets import address, displacement_ask, record_table, tables
from components.widgets.displacement_ask import Asked
from geo.round_changes import CHANGES

COLUMNS = ("name", "change", "adm2_name", "counted_before", "counted_after", "people_now", "since", "merged_into")
WIDTHS = {"name": 180, "adm2_name": 125, "change": 105, "counted_before": 130, "counted_after": 130,
          "people_now": 160, "since": 125, "merged_into": 90}  # fmt: skip
EVERY = ""


def show(page: Page, asked: Asked) -> None:
    """Draw how many sites of each kind, then the list."""
    left, right = st.columns(2)
    with left:
        period = displacement_ask.period(page, asked, key="round", since_first=False)
    if period is None:
        return
    found = asked.then.results.changed_sites(asked.place, period)
    rows = found.rename(columns={"people_before": "counted_before", "people_after": "counted_after"})
    counts = rows["change"].value_counts()
    with right:
        names = {kind: f"{page.tr(f'choice.change.{kind}')} ({int(counts.get(kind, 0))})" for kind in CHANGES}
        kind = address.select(page.tr("displacement.change"), [EVERY, *CHANGES],
                              {EVERY: page.tr("displacement.every_change"), **names}, key="change")  # fmt: skip
    st.markdown(" · ".join(f"**{int(counts.get(one, 0))}** {page.tr(f'displacement.many_{one}')}" for one in CHANGES))
    st.caption(page.tr("displacement.changes_note" if period.after else "displacement.changes_since_note"))
    chosen = rows[rows["change"] == kind].reset_index(drop=True) if kind else rows
    if chosen.empty:
        st.info(page.tr("table.empty"))
        return
    _list(page, chosen)
    tables.download(page, chosen, ("site_id", *COLUMNS), name="displacement_sites",
                    of=f"{asked.place}-{period.code}")  # fmt: skip


def _list(page: Page, rows: pd.DataFrame) -> None:
    """The list; a merged record leads to the site that it is part of."""
    shown = rows.assign(table_name="sites", record_id=rows["merged_into"].fillna(rows["site_id"]))
    columns = [name for name in COLUMNS if rows[name].notna().any()]
    record_table.show(page, shown, columns, key="displacement-sites", widths=WIDTHS)
