"""Who is in the way: people of each class, the map (a cyclone also hour by hour), and the table by place and class."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components.session import Page
from components.widgets import (
    address,
    explain,
    filters,
    fresh_note,
    item_names,
    scenario_map,
    scenario_time,
    tables,
)
from geo.footprint import OUTSIDE, UNLOCATED
from geo.people_spread import COLUMN
from geo.people_spread import KEY as SPREAD
from geo.sites_in_population import KEY
from results.scenarios import is_cyclone
from results.shock import Shock

COLUMNS = (
    "name", "hazard_class", "people", "sites", "idp_individuals", "people_with_sites", "fresh_share", "shelters",
    "shelter_capacity", "warehouses", "stock_by_item", "place", "communes_without_population", "sites_without_people",
    "shelters_without_capacity",
)  # fmt: skip
COUNTED = ("people", "sites", "shelters", "warehouses")
APART = (OUTSIDE, UNLOCATED)
MAPS = ("whole", "hours")
HAIR = 1e-6  # people: less is rounding of areas
A_ROW = 3  # figures side by side: more would be cut off


def show(page: Page, shock: Shock) -> None:
    """Draw figures, map and table of one shock."""
    _headline(page, shock)
    hourly = is_cyclone(shock) and _which_map(page) == MAPS[1]
    if hourly:
        scenario_time.hours(page, shock)
        scenario_time.arrivals(page, shock)
    else:
        scenario_map.show(page, shock)
    st.subheader(page.tr("shock.by_place"), anchor=False)
    level = filters.level(page)
    result = page.results.exposed_to(shock, level)
    rows = of_department(page, result.frame, level)
    # a class that does not reach a place is no line of it; one whose people are unknown is
    nothing = rows[list(COUNTED)].fillna(1).sum(axis=1) < HAIR
    rows = rows[~nothing].reset_index(drop=True)
    inside = rows[~rows["hazard_class"].isin(APART)].reset_index(drop=True)
    told = tuple(result.explain_row(row) for row in inside.head(20).to_dict("records"))
    by_places = [COLUMN] if COLUMN in rows else []
    columns = (COLUMNS[0], *(["hazard"] if several(rows) else []), *COLUMNS[1:], *by_places)
    tables.show(page, item_names.worded(page, rows), columns, name="exposure", explanations=told)
    explain.rows(page, result, inside, ("name", lambda row: class_name(page, row)), key="shock-people")


def _which_map(page: Page) -> str:
    names = {one: page.tr(f"shock.map.{one}") for one in MAPS}
    address.recall("shock_map", MAPS)
    st.session_state.setdefault("shock_map", MAPS[0])
    chosen = str(st.segmented_control(page.tr("shock.map.label"), MAPS, required=True, key="shock_map",
                                      format_func=names.__getitem__, label_visibility="collapsed"))  # fmt: skip
    address.write("shock_map", chosen, default=MAPS[0])
    return chosen


def of_department(page: Page, rows: pd.DataFrame, level: str) -> pd.DataFrame:
    """Rows (`place`) of the department chosen, where the level has such."""
    if page.department and level in ("adm1", "adm2"):
        rows = rows[rows["place"].str.startswith(page.department)]
    return rows.reset_index(drop=True)


def several(rows: pd.DataFrame) -> bool:
    """Whether rows are of more than one hazard."""
    return len(set(rows["hazard"])) > 1


def whole(page: Page) -> tuple[str, str]:
    """Level and place of the figures above a table: the department chosen, else the nation."""
    return ("adm1", page.department) if page.department else ("adm0", "HT")


def class_name(page: Page, row: dict[str, object]) -> str:
    """A class in words."""
    return page.tr.or_else(f"choice.hazard_class.{row['hazard_class']}", str(row["hazard_class"]))


def _headline(page: Page, shock: Shock) -> None:
    """One figure a class, the worst first: people of the place inside it, and the displaced people apart."""
    level, place = whole(page)
    result = page.results.exposed_to(shock, level)
    rows = result.frame[(result.frame["place"] == place) & ~result.frame["hazard_class"].isin(APART)]
    if rows.empty:
        st.info(page.tr("shock.nobody"))
        return
    records = rows.to_dict("records")
    width = A_ROW if len(records) > A_ROW + 1 else len(records)
    for start in range(0, len(records), width):
        for column, row in zip(st.columns(width), records[start : start + width], strict=False):
            with column, st.container(border=True):
                _class(page, row, several=several(rows))
                explain.popover(page, result.explain_row(row), key=f"exposure-{row['hazard']}-{row['hazard_class']}")
    notes = ["scenario.apart", *(["scenario.schematic"] if page.facts["schematic"] else [])]
    within = page.tr("shock.sites_within", share=page.tr.share(float(result.facts[KEY])))
    spread = result.facts.get(SPREAD)
    placed = [page.tr("shock.people_spread", share=page.tr.share(float(spread)))] if spread else []
    told = {"source": page.tr.plain(page.facts["population_source"]), "year": f"{page.facts['population_year']:.0f}"}
    st.caption("  \n".join([*(page.tr(key) for key in notes), within, *placed, page.tr("scenario.population", **told)]))


def _class(page: Page, row: dict[str, Any], *, several: bool) -> None:
    told = page.tr.plain(class_name(page, row))
    if several:
        hazard = str(row["hazard"])
        told = f"{page.tr.plain(page.tr.or_else(f'choice.hazard.{hazard}', hazard))}, {told}"
    label = page.tr("scenario.class_people", hazard_class=told[:1].upper() + told[1:])
    st.metric(label, page.tr.number(row["people"]), help=page.tr("scenario.people"))
    st.caption(page.tr("scenario.inside", idps=float(row["idp_individuals"]), sites=int(row["sites"])))
    fresh_note.caption(page, row["fresh_share"], short=True)
