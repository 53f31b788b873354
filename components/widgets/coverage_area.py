"""Coverage inside an area that somebody draws on the map or uploads; nothing of it is stored."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import pandas as pd
import streamlit as st

from components.figures import chart, coverage_people, drawn_area, table
from components.figures.drawn_area import Corner
from components.session import Page
from components.widgets import (
    area_corners,
    coverage_ask,
    coverage_card,
    coverage_map,
    coverage_matrix,
    explain,
    look,
    map_view,
    situation_map,
    tables,
)
from components.widgets.coverage_ask import Asked
from data.areas import Area, read_areas
from geo.errors import DashboardError
from geo.explain import Result

WAYS = DRAW, FILE = ("draw", "file")
CORNERS = "corners"
MOST_CORNERS = 60
ENDINGS = ["geojson", "json", "topojson", "kml", "kmz", "gpkg", "zip"]
HEIGHT = 430
_SEEN, _READ = "coverage-corner-seen", "coverage-areas"


def show(page: Page, asked: Asked) -> None:
    """Draw the choice of an area, the map, and how the sites inside stand."""
    st.caption(page.tr("coverage.area_note"))
    names = {way: page.tr(f"coverage.area_{way}") for way in WAYS}
    way = st.segmented_control(names[DRAW], WAYS, format_func=names.__getitem__, default=DRAW, required=True,
                               key="area-way", label_visibility="collapsed")  # fmt: skip
    corners = area_corners.read(CORNERS, most=MOST_CORNERS) if way == DRAW else []
    areas = _drawn(page, corners) if way == DRAW else _uploaded(page)
    _map(page, asked, areas, corners if way == DRAW else None)
    if areas:
        _figures(page, asked, areas)


def _drawn(page: Page, corners: list[Corner]) -> tuple[Area, ...]:
    """What to do next, the way back, and the area so far."""
    left = drawn_area.LEAST - len(corners)
    with st.container(horizontal=True, vertical_alignment="center"):
        told = {"count": len(corners), "left": max(left, 0)}
        st.markdown(page.tr("coverage.area_more" if left > 0 else "coverage.area_closed", **told))
        st.button(page.tr("coverage.area_back"), key="area-back", icon=":material/undo:", disabled=not corners,
                  on_click=area_corners.write, args=(CORNERS, corners[:-1]))  # fmt: skip
        st.button(page.tr("coverage.area_clear"), key="area-clear", icon=":material/delete:", disabled=not corners,
                  on_click=area_corners.write, args=(CORNERS, []))  # fmt: skip
    shape = drawn_area.polygon(corners)
    return ((page.tr("coverage.area_drawn"), shape),) if shape else ()


def _uploaded(page: Page) -> tuple[Area, ...]:
    """Areas of a file, read once in a process of its own."""
    look.uploader(page.tr("imports.choose_file"), ", ".join(ENDINGS))
    upload = st.file_uploader(page.tr("coverage.area_upload"), type=ENDINGS, key="area-file")
    if upload is None:
        return ()
    content = upload.getvalue()
    mark = hashlib.sha256(content).hexdigest()
    held = st.session_state.get(_READ)
    if held is None or held[0] != mark:
        try:
            held = st.session_state[_READ] = mark, _read(upload.name, content)
        except DashboardError as error:
            st.error(page.tr.plain(page.tr.error(error)))
            return ()
    areas: tuple[Area, ...] = held[1]
    return areas


def _read(name: str, content: bytes) -> tuple[Area, ...]:
    with tempfile.TemporaryDirectory(prefix="pare-") as folder:
        path = Path(folder) / f"areas{Path(name).suffix.lower()}"
        path.write_bytes(content)
        return read_areas(path)


def _map(page: Page, asked: Asked, areas: tuple[Area, ...], corners: list[Corner] | None) -> None:
    """Sites by their verdict under the areas; with `corners` a click adds one."""
    drawn = drawn_area.layer(areas, corners or [], page.tr)
    rows = page.results.coverage("site", asked.phase).frame
    verdict = rows[rows["standard"] == asked.standard].set_index("place")["status"]
    marks = situation_map.verdicts(page, verdict, (asked.standard, asked.phase))
    ground = situation_map.base(page)
    if corners is None:
        view = drawn_area.view(areas) or coverage_map.view(page, asked)
        map_view.show(ground, [drawn, marks], key="area-file-map", height=HEIGHT, view=view)
        return
    # only where the page began: a corner that is added must not move the map
    begun = st.session_state.setdefault(
        f"{_SEEN}-{asked.place}", drawn_area.view(areas) or coverage_map.view(page, asked)
    )
    clicked = map_view.corner(ground, [drawn, marks], key="area-map", height=HEIGHT, view=begun)
    if clicked and clicked != st.session_state.get(_SEEN):
        st.session_state[_SEEN] = clicked
        area_corners.write(CORNERS, [*corners, clicked])
        st.rerun()


def _figures(page: Page, asked: Asked, areas: tuple[Area, ...]) -> None:
    try:
        result = page.results.coverage_within(areas, asked.phase)
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return
    rows = result.frame[result.frame["standard"].isin(asked.keys)]
    outside = {name: int(result.facts[name]) for name in ("sites_elsewhere", "sites_without_point")}
    if rows.empty:
        st.info(page.tr("coverage.area_empty", **outside))
        return
    there = list(dict.fromkeys(rows["place"]))
    place = there[0]
    if len(areas) > 1:
        place = st.selectbox(page.tr("coverage.area_which", count=len(there)), there, key=f"area-of-{len(there)}")
    row = rows[(rows["place"] == place) & (rows["standard"] == asked.standard)].iloc[0]
    _card(page, asked, (areas, result), row)
    st.plotly_chart(coverage_people.parts(row, page.tr), key="area-people", config=chart.CONFIG, theme=None)
    st.caption(page.tr("coverage.area_outside", **outside))
    ranks = {key: at for at, key in enumerate(asked.keys)}
    by = rows.assign(at=rows["place"].map({name: at for at, name in enumerate(there)}), to=rows["standard"].map(ranks))
    rows = by.sort_values(["at", "to"], kind="stable", ignore_index=True)
    told = [result.explain_row(one) for one in rows.to_dict("records")]
    tables.show(page, rows, coverage_matrix.PLACE_COLUMNS, name="coverage", explanations=tuple(told), of="zone")
    explain.rows(page, result, rows, ["name", coverage_ask.standard_of(page)], key="area-row")


def _card(page: Page, asked: Asked, of: tuple[tuple[Area, ...], Result], row: pd.Series) -> None:
    areas, result = of
    with st.container(border=True):
        coverage_card.place(page, asked, row, str(row["place"]))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            explain.popover(page, result.explain_row(row.to_dict()), key="area")
            with st.popover(page.tr("coverage.rows_behind"), type="tertiary", icon=":material/list:"):
                behind = page.results.rows_within(areas, str(row["place"]), asked.standard, asked.phase)
                shown = table.for_people(behind, coverage_card.BEHIND, page.tr)
                height = min(len(behind), coverage_card.MOST_BEHIND) * 35 + 38
                tables.grid(page, shown, coverage_card.BEHIND, blank="unit.unknown", height=height)
