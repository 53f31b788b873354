"""The map of a shock: its zones, its track or epicentre, and what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components.figures import layers, shock_marks
from components.figures.layer import Layer
from components.session import Page
from components.widgets import map_view, situation_map
from geo.quake_scenario import QuakeScenario
from results.scenarios import is_cyclone
from results.shock import Shock

MARKS = ("sites", "shelters", "warehouses")
SMALL_PX = 330


def show(page: Page, shock: Shock) -> None:
    """Draw zones with the marks that are chosen above them."""
    names = {kind: page.tr(f"map.layer.{kind}") for kind in MARKS}
    chosen = st.pills(page.tr("filter.layers"), list(names), selection_mode="multi", default=list(MARKS),
                      format_func=names.__getitem__, key="shock-layers")  # fmt: skip
    marks = [situation_map.layer(page, kind) for kind in chosen]
    situation_map.show(page, [zones(page, shock), *where(page, shock), *marks], key="scenario")


def small(page: Page, shock: Shock, *, key: str) -> None:
    """Draw a small map of the zones alone."""
    map_view.show(situation_map.base(page), [zones(page, shock), *where(page, shock)], key=key, height=SMALL_PX)


def zones(page: Page, shock: Shock) -> Layer:
    """Zones of the shock as a layer, made once."""
    return situation_map.kept(
        page, ("zones", shock.key), lambda: layers.zones(page.results.zones_of_shock(shock), page.tr)
    )


def where(page: Page, shock: Shock) -> Sequence[Layer]:
    """The track of a cyclone or the epicentre of an earthquake; nothing for other shocks."""
    if is_cyclone(shock):
        return [situation_map.kept(
            page, ("track", shock.key), lambda: shock_marks.track(page.results.storm_steps(shock), page.tr)
        )]  # fmt: skip
    told = shock.scenario.told if shock.scenario else None
    if isinstance(told, QuakeScenario):
        quake = told.quake
        place = pd.DataFrame({"longitude": [quake.longitude], "latitude": [quake.latitude],
                              "magnitude": [quake.magnitude], "depth_km": [quake.depth_km]})  # fmt: skip
        return [shock_marks.epicentre(place, page.tr)]
    return []
