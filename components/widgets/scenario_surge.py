"""Areas of the indicative surge of a cyclone over an elevation raster."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components.session import Page
from components.widgets import look, scenario_ask
from components.widgets.scenario_measured import RASTER_ENDINGS, added
from components.widgets.scenario_zone_list import Zone
from data.scenario_uploads import surge_of
from geo.cyclone_scenario import HAZARD
from geo.scenario import Scenario


def of_elevation(page: Page, zones: list[Zone]) -> None:
    """Ask for a cyclone and an elevation, and add the zones of depth that they make."""
    st.caption(page.tr("scenario_build.surge_note"))
    names = _names(page)
    chosen = st.selectbox(page.tr("scenario_build.surge_cyclone"), list(names), format_func=names.__getitem__,
                          key="scenario-surge-cyclone")  # fmt: skip
    look.uploader(page.tr("imports.choose_file"), ", ".join(RASTER_ENDINGS))
    upload = st.file_uploader(page.tr("scenario_build.surge_file"), type=list(RASTER_ENDINGS),
                              key="scenario-surge-file")  # fmt: skip
    asked = st.button(page.tr("scenario_build.area_add"), key="scenario-surge-add", icon=":material/add:",
                      disabled=upload is None)  # fmt: skip
    cyclone = _cyclone(page, chosen) if asked else None
    if upload is None or cyclone is None:
        return
    with st.spinner(page.tr("scenario_build.surge_running")):
        whole = added(page, zones, partial(surge_of, upload.name, upload.getvalue(), cyclone))
    if whole:
        st.rerun()


def _names(page: Page) -> dict[str, str]:
    """Cyclones that are shipped, then those that are kept."""
    presets = page.results.scenario_presets()
    names = {key: scenario_ask.preset_title(page, key) for key, one in presets.items() if one.hazard == HAZARD}
    kept = page.results.kept_scenarios()
    mine = kept[kept["hazard"] == HAZARD]
    titles = mine["scenario_title"].fillna(mine["zone_set"])
    return names | dict(zip(mine["zone_set"], titles, strict=True))


def _cyclone(page: Page, chosen: str) -> Scenario | None:
    presets = page.results.scenario_presets()
    return presets[chosen] if chosen in presets else page.results.kept_scenario(chosen)
