"""Emergency centres: how far each is activated, and how many told it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.figures import haiti_time
from components.session import Page
from components.widgets import tables
from geo.frames.alerts import CENTRES

COLUMNS = ("centre", "name", "activation", "issued_at", "issuer", "note", "source")
ACTIVE = ("partial", "total")


def show(page: Page) -> None:
    """Draw a figure for each kind of centre, and the list, the most active first."""
    rows = page.results.activations()
    st.caption(page.tr("alerts.centre_note"))
    if page.department:
        rows = rows[(rows["centre"] == CENTRES[0]) | rows["place"].str.startswith(page.department)]
    if rows.empty:
        st.info(page.tr("alerts.no_centre"))
        return
    for column, centre in zip(st.columns(3), CENTRES, strict=False):
        with column, st.container(border=True, height="stretch"):
            _figure(page, centre, rows[rows["centre"] == centre])
    shown = rows.assign(issued_at=haiti_time.cells(rows["issued_at"]))
    tables.show(page, shown.reset_index(drop=True), COLUMNS, name="activations")


def _figure(page: Page, centre: str, rows: pd.DataFrame) -> None:
    """State of the one national centre; of the others how many are activated, of how many that told."""
    tr = page.tr
    if centre == CENTRES[0]:
        state = tr(f"choice.activation.{rows['activation'].iloc[0]}") if len(rows) else tr("unit.unknown")
        st.metric(tr(f"choice.centre.{centre}"), state)
        at = rows["issued_at"].iloc[0] if len(rows) else None
        st.caption(haiti_time.told(at, tr) if at else tr("alerts.no_centre"))
        return
    active = int(rows["activation"].isin(ACTIVE).sum())
    told = tr("alerts.centre_active", count=active) if len(rows) else tr("unit.unknown")
    st.metric(tr(f"choice.centre.{centre}"), told)
    st.caption(tr("alerts.centre_told", told=len(rows), whole=_whole(page, centre)))


def _whole(page: Page, centre: str) -> int:
    places = page.results.places()
    mine = places[places["adm1_pcode"] == page.department] if page.department else places
    return int(mine["adm1_pcode" if centre == CENTRES[1] else "adm2_pcode"].nunique())
