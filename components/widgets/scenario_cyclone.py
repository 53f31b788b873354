"""Build a cyclone: from a track that is shipped, stored, in a file, pasted or typed; every position may be edited."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from components.session import Page
from components.widgets import scenario_form, scenario_from, scenario_track
from components.widgets.scenario_form import Document, Form
from data.home import today
from geo.cyclone_footprint import FOOTPRINTS, footprint_used, gives_radii
from geo.cyclone_scenario import HAZARD, POSITION, STATES
from geo.scenario import Scenario, scenario_document
from geo.scenario_parts import MADE_UP
from geo.wind import HOLLAND_2008, MODELS
from results.shock import Shock

TIME = POSITION[0]
_KEEPS = ("radius", "step_hours")
_WRITTEN = {"longitude": "%.2f", "latitude": "%.2f"}


def show(page: Page, shock: Shock | None) -> None:
    """Draw what it begins with, then the form."""
    begun = scenario_from.choose(page, HAZARD, {
        "shown": scenario_from.shown(page, shock, _fits),
        "preset": scenario_from.preset(page, HAZARD, _fits),
        "drawn": lambda: scenario_track.drawn(page),
        "store": scenario_track.stored(page),
        "file": lambda: scenario_track.of_file(page),
        "paste": lambda: scenario_track.pasted(page),
        "blank": scenario_from.blank(_blank()),
    })  # fmt: skip
    if begun is None:
        return
    form = scenario_form.filled(HAZARD, begun)
    with st.form(f"scenario-{HAZARD}", border=False):
        told = scenario_form.head(page, form, STATES) | _positions(page, form) | _reckoned(page, form)
        form.slot(scenario_form.WHOLE)
        asked = st.form_submit_button(page.tr("scenario_build.apply"), type="primary", icon=":material/play_arrow:")
    if asked:
        kept = {name: begun.document[name] for name in _KEEPS if name in begun.document}
        scenario_form.apply(page, form, kept | told | {"hazard": HAZARD})


def _blank() -> Document:
    """Two positions to write over, a day apart: a crossing of the southern peninsula."""
    first = date.fromisoformat(today())
    return {"state": MADE_UP, "model": HOLLAND_2008, "inland_decay": True, "positions": [
        {TIME: f"{first}T00:00Z", "longitude": -73.0, "latitude": 15.0, "wind_kt": 100.0},
        {TIME: f"{first + timedelta(days=1)}T00:00Z", "longitude": -74.0, "latitude": 19.5, "wind_kt": 100.0},
    ]}  # fmt: skip


def _fits(scenario: Scenario) -> bool:
    return scenario.hazard == HAZARD and "positions" in scenario_document(scenario)


def _positions(page: Page, form: Form) -> Document:
    """Draw the table of positions; radii that a file told stay with their position, unseen."""
    held = pd.DataFrame(form.begun.document["positions"])
    more = [name for name in held if name not in POSITION]
    first = held.reindex(columns=[*POSITION, *more])
    first[TIME] = pd.to_datetime(first[TIME], format="ISO8601", utc=True).dt.tz_localize(None)
    first = first.astype(dict.fromkeys(POSITION[1:], "float64"))
    st.markdown(page.tr("scenario_build.positions"))
    edited = st.data_editor(
        first, num_rows="dynamic", hide_index=True, column_order=list(POSITION), column_config=_columns(page),
        placeholder="–", key=form.key("positions"), height=min(len(first) + 2, 12) * 35 + 3,
    )  # fmt: skip
    form.slot("positions")
    st.caption(page.tr("scenario_build.positions_note"))
    told = without_stale(first, edited.dropna(how="all"), more)
    return {"positions": [_position(row) for row in told.to_dict("records")]}


def without_stale(first: pd.DataFrame, edited: pd.DataFrame, radii: list[str]) -> pd.DataFrame:
    """Radii go where their position was edited: they were measured of another storm."""
    before = first[[*POSITION]].reindex(edited.index)
    same = (edited[[*POSITION]].eq(before) | (edited[[*POSITION]].isna() & before.isna())).all(axis=1)
    return edited.assign(**{name: edited[name].where(same) for name in radii})


def _position(row: dict[str, Any]) -> Document:
    """One position as a document tells it: what is blank is left out, the time is UTC."""
    told = {name: value for name, value in row.items() if not pd.isna(value)}
    if TIME in told:
        told[TIME] = f"{told[TIME]:%Y-%m-%dT%H:%MZ}"
    return {str(name): value if name == TIME else float(value) for name, value in told.items()}


def _columns(page: Page) -> dict[str, Any]:
    config: dict[str, Any] = {TIME: st.column_config.DatetimeColumn(
        page.tr("scenario_build.field.valid_at"), format="DD/MM/YYYY HH:mm", step=60, width=125,
    )}  # fmt: skip
    for name in POSITION[1:]:
        config[name] = st.column_config.NumberColumn(
            page.tr(f"scenario_build.short.{name}"), help=page.tr(f"column.{name}"), format=_WRITTEN.get(name),
        )  # fmt: skip
    return config


def _reckoned(page: Page, form: Form) -> Document:
    """Draw how the winds are reckoned."""
    tr, told = page.tr, form.begun.document
    names = {model: tr(f"choice.wind_model.{model}") for model in MODELS}
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        model = st.selectbox(
            tr("scenario_build.field.model"), MODELS, index=MODELS.index(told.get("model", HOLLAND_2008)),
            format_func=names.__getitem__, key=form.key("model"),
        )  # fmt: skip
    with right:
        decay = st.checkbox(
            tr("scenario_build.decay"), bool(told.get("inland_decay")), key=form.key("decay"),
            help=tr("scenario_build.decay_help"),
        )  # fmt: skip
    return {"model": model, "inland_decay": decay, **_footprint(page, form)}


def _footprint(page: Page, form: Form) -> Document:
    """Draw what the zones are drawn from, where an advisory gave radii to choose from."""
    told = form.begun.document
    if not gives_radii(pd.DataFrame(told["positions"])):
        return {}
    names = {one: page.tr(f"choice.footprint.{one}") for one in FOOTPRINTS}
    first = footprint_used(str(told.get("footprint", "")), pd.DataFrame(told["positions"]))
    chosen = st.selectbox(
        page.tr("scenario_build.field.footprint"), FOOTPRINTS, index=FOOTPRINTS.index(first),
        format_func=names.__getitem__, key=form.key("footprint"), help=page.tr("scenario_build.footprint_help"),
    )  # fmt: skip
    return {"footprint": chosen}
