"""A cyclone hour by hour: a slider, the wind classes at that hour or so far, the eye; arrival of winds by commune."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.figures import haiti_time, layers, shock_marks
from components.figures.layer import Layer
from components.session import Page, fragment
from components.widgets import situation_map, tables
from geo.crs import HAITI_BOX
from geo.wind_rules import ARRIVALS_KT
from results.shock import Shock

ARRIVALS = ("adm2_name", "adm1_name", *(f"arrival_{kt}_at" for kt in ARRIVALS_KT), "hazard_class", "wind_kt",
            "adm2_pcode")  # fmt: skip
VIEWS = ("now", "so_far")


@fragment("figures.view")
def hours(page: Page, shock: Shock) -> None:
    """Draw the slider and the map of its hour; moving it draws this piece alone again."""
    tr, steps = page.tr, page.results.storm_steps(shock)
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with right:
        names = {view: tr(f"shock.view.{view}") for view in VIEWS}
        view = st.segmented_control(tr("shock.view.label"), list(VIEWS), default=VIEWS[0], required=True,
                                    format_func=names.__getitem__, key="shock-view")  # fmt: skip
    with left:
        moments = [haiti_time.told(one, tr) for one in steps["valid_at"]]
        step = st.select_slider(
            tr("shock.hour"), range(len(steps)), value=_nearest(steps), format_func=moments.__getitem__,
            key=f"shock-step-{shock.key}",
        )  # fmt: skip
    at, so_far = int(step), view == VIEWS[1]
    now = steps.iloc[at]
    told = {"latitude": tr.number(now["latitude"], 1), "longitude": tr.number(-now["longitude"], 1),
            "wind": tr.number(now["wind_kt"]), "pressure": tr.number(now["pressure_hpa"]),
            "speed": tr.number(now["translation_ms"] * 3.6), "moment": moments[at]}  # fmt: skip
    st.caption(tr("shock.eye", **told))
    situation_map.show(page, _layers(page, shock, at, so_far=so_far), key="scenario-hours")


def _layers(page: Page, shock: Shock, at: int, *, so_far: bool) -> list[Layer]:
    steps = page.results.storm_steps(shock)
    drawn = situation_map.kept(
        page, ("winds", shock.key, str(at), str(so_far)),
        lambda: layers.zones(page.results.winds_at(shock, at, so_far=so_far), page.tr),
    )  # fmt: skip
    return [drawn, shock_marks.track(steps, page.tr, at=at), shock_marks.eye(steps, page.tr, at=at)]


def _nearest(steps: pd.DataFrame) -> int:
    """Step at which the centre is nearest to the middle of the country."""
    west, south, east, north = HAITI_BOX
    away = (steps["longitude"] - (west + east) / 2) ** 2 + (steps["latitude"] - (south + north) / 2) ** 2
    return int(away.argmin())


def arrivals(page: Page, shock: Shock) -> None:
    """Draw when 34, 50 and 64 kt come to each commune."""
    tr, rows = page.tr, page.results.arrivals(shock, page.department)
    st.subheader(tr("shock.arrivals"), anchor=False)
    st.caption(f"{tr('shock.arrivals_note')} {tr('explain.clause')} : docs/methods.md#cyclone-classes")
    moments = {f"arrival_{kt}_at": haiti_time.cells(rows[f"arrival_{kt}_at"]) for kt in ARRIVALS_KT}
    tables.show(page, rows.assign(**moments), ARRIVALS, name="arrivals")
