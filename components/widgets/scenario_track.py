"""The track that a cyclone begins with: one of the store, of a file, or of a pasted advisory."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import pandas as pd
import streamlit as st

from components.figures import drawn_area
from components.figures.drawn_area import Corner
from components.session import Page
from components.widgets import map_view, scenario_from, situation_map
from components.widgets.scenario_form import Begun
from components.widgets.scenario_from import NAME, Origin
from data.home import today
from data.scenario_uploads import Uploaded, pasted_track
from geo.cyclone_scenario import HAZARD
from geo.errors import DashboardError
from geo.scenario_parts import MADE_UP, Stamp, document_of_track

_CORNERS, _SEEN = "scenario-track", "scenario-track-seen"
_LEAST, _MOST = 2, 60  # positions
_HEIGHT = 360
_BAND = 0.05  # degrees: half the width of the line on the map
_WIDE = (18.5, -73.0, 6)  # latitude, longitude, zoom
ENDINGS = ("txt", "json", "csv", "xlsx")
Which = tuple[str, str]  # storm and advisory


def stored(page: Page) -> Origin | None:
    """Begin with a track that was imported; None where there is none."""
    rows = page.results.tracks()
    return (lambda: _one(page, Uploaded(rows, (), 0), "store")) if len(rows) else None


def of_file(page: Page) -> Begun | None:
    """Begin with a track of a file."""
    st.caption(page.tr("scenario_build.track_files"))
    told = scenario_from.uploaded(page, HAZARD, "tracks", ENDINGS)
    return None if told is None else _one(page, told, "file")


def drawn(page: Page) -> Begun | None:
    """Begin with positions that are clicked on the map, at even times and of one wind; the table changes them."""
    tr = page.tr
    corners: list[Corner] = st.session_state.setdefault(_CORNERS, [])
    st.caption(tr("scenario_build.track_note", count=len(corners)))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        start = st.datetime_input(tr("scenario_build.track_start"), value=f"{today()} 00:00", format="DD/MM/YYYY",
                                  key="scenario-track-start", width=230)  # fmt: skip
        hours = st.number_input(tr("scenario_build.track_hours"), value=6.0, min_value=1.0, max_value=72.0, step=1.0,
                                format="%.0f", key="scenario-track-hours", width=120)  # fmt: skip
        wind = st.number_input(tr("scenario_build.track_wind"), value=100.0, min_value=20.0, max_value=180.0, step=5.0,
                               format="%.0f", key="scenario-track-wind", width=120)  # fmt: skip
        st.button(tr("scenario_build.track_back"), key="scenario-track-back", icon=":material/undo:", type="tertiary",
                  disabled=not corners, on_click=corners.pop if corners else None)  # fmt: skip
    _click(page, corners)
    if len(corners) < _LEAST or not isinstance(start, datetime):
        return None
    rows = [{"valid_at": f"{start + at * timedelta(hours=hours):%Y-%m-%dT%H:%MZ}", "longitude": round(x, 3),
             "latitude": round(y, 3), "wind_kt": wind} for at, (x, y) in enumerate(corners)]  # fmt: skip
    told = {"state": MADE_UP, "inland_decay": True, "positions": rows, "source": tr("scenario_build.track_drawn")}
    return Begun(f"drawn:{rows}", "", told)


def _click(page: Page, corners: list[Corner]) -> None:
    """A map wider than the country; every click on it is the next position."""
    line = drawn_area.trace(corners, _BAND)
    marks = drawn_area.layer([(page.tr("scenario_build.track_drawn"), line)] if line else [], corners, page.tr)
    clicked = map_view.corner(situation_map.base(page), [marks], key="scenario-track-map", height=_HEIGHT, view=_WIDE)
    if clicked and clicked != st.session_state.get(_SEEN) and len(corners) < _MOST:
        st.session_state[_SEEN] = clicked
        corners.append(clicked)
        st.rerun()


def pasted(page: Page) -> Begun | None:
    """Begin with the text of an advisory."""
    text = st.text_area(page.tr("scenario_build.paste"), key="scenario-pasted", height=160,
                        placeholder=page.tr("scenario_build.paste_example")).strip()  # fmt: skip
    if not text:
        return None
    told = scenario_from.read_once(page, "paste", page.tr("scenario_build.pasted"), text.encode(),
                                   lambda: pasted_track(text))  # fmt: skip
    return None if told is None else _one(page, told, "paste")


def _one(page: Page, told: Uploaded, origin: str) -> Begun | None:
    """One track among those that there are: the newest first."""
    rows = told.rows
    last = rows.groupby(["storm_id", "advisory"], dropna=False)["valid_at"].max().sort_values(ascending=False)
    there: list[Which] = [(str(storm), str(advisory)) for storm, advisory in last.index]
    which = there[0]
    if len(there) > 1:
        names = {one: _name(page, rows, one) for one in there}
        which = st.selectbox(page.tr("scenario_build.which_track", count=len(there)), there,
                             format_func=names.__getitem__, key=f"scenario-track-{origin}")  # fmt: skip
    try:
        document = document_of_track(rows, Stamp(NAME, file=told.name), storm=which[0], advisory=which[1])
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return None
    told = hashlib.sha256(repr(document).encode()).hexdigest()  # a corrected text of the same advisory begins anew
    return Begun(f"{origin}:{told}", _name(page, rows, which), document)


def _name(page: Page, rows: pd.DataFrame, which: Which) -> str:
    """What a track is called: the storm and its advisory."""
    told = rows[(rows["storm_id"] == which[0]) & (rows["advisory"] == which[1])]
    named = told["name"].dropna()
    storm = f"{named.iloc[0]} ({which[0]})" if len(named) else which[0]
    best = which[1] == "best_track"
    words = page.tr("scenario_build.best_track") if best else page.tr("scenario_build.advisory", number=which[1])
    return f"{storm}, {words}, {page.tr.day(str(told['valid_at'].min())[:10])}"
