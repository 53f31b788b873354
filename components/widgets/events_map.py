"""The bilan on the map: one measure by commune; a commune that did not tell it is hatched."""

from __future__ import annotations

import streamlit as st

from components.figures import layers
from components.session import Page
from components.widgets import address, events_ask, situation_map
from components.widgets.events_ask import Asked
from geo.impacts import MEASURES

FIRST = "people_affected"
PERSONS = ("people_affected", "people_in_shelters")


def show(page: Page, asked: Asked) -> None:
    """Draw the choice of a measure and its map."""
    options = [FIRST, *(name for name in MEASURES if name != FIRST)]
    names = {name: page.tr(f"situation.measure.{name}") for name in options}
    measure = address.select(page.tr("events.measure"), options, names, key="measure")
    rows = page.results.bilan(asked.emergency, asked.at, asked.inside).frame
    told = rows.rename(columns={"adm2_pcode": "place"}).assign(value=rows[measure])
    layer = situation_map.kept(
        page, ("bilan", asked.emergency, asked.at, asked.place, measure),
        lambda: layers.reported(told, page.tr, scale="persons" if measure in PERSONS else "reports",
                                title=f"situation.measure.{measure}"),
    )  # fmt: skip
    situation_map.show(page, [layer], key="events-map")
    known = int(told["value"].notna().sum())
    st.caption(page.tr("events.note.map", measure=names[measure], count=known, whole=len(told),
                       at=events_ask.when(page, asked)))  # fmt: skip
