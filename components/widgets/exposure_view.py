"""Exposure on a page: choose a zone set; who and what is inside each class."""

from __future__ import annotations

import streamlit as st

from components.figures import layers
from components.session import Page
from components.widgets import explain, filters, fresh_note, item_names, situation_map, tables

COLUMNS = (
    "name", "hazard_class", "people", "sites", "idp_individuals", "fresh_share", "shelters", "shelter_capacity",
    "warehouses", "stock_by_item", "place", "communes_without_population", "sites_without_people",
    "shelters_without_capacity",
)  # fmt: skip
COUNTED = ("people", "sites", "shelters", "warehouses")
APART = ("outside", "unlocated")


def show(page: Page) -> None:
    """Draw choice, figures, map and table of one zone set."""
    left, right = st.columns(2)
    with left:
        zone_set = filters.zones(page, optional=False)
    if not zone_set:
        st.info(page.tr("scenario.none"))
        return
    with right:
        level = filters.level(page)
    _headline(page, zone_set)
    drawn = situation_map.kept(page, ("zones", zone_set), lambda: layers.zones(page.results.zones(zone_set), page.tr))
    marks = [situation_map.layer(page, kind) for kind in ("sites", "warehouses")]
    situation_map.show(page, [drawn, *marks], key="scenario")
    result = page.results.exposure(zone_set, level)
    rows = result.frame
    if page.department and level in ("adm1", "adm2"):
        rows = rows[rows["place"].str.startswith(page.department)]
    nothing = (rows["hazard_class"] == "unlocated") & (rows[list(COUNTED)].sum(axis=1) == 0)
    rows = rows[~nothing].reset_index(drop=True)
    inside = rows[~rows["hazard_class"].isin(APART)]
    told = tuple(result.explain_row(row) for row in inside.head(20).to_dict("records"))
    tables.show(page, item_names.worded(page, rows), COLUMNS, name="exposure", explanations=told)


def _headline(page: Page, zone_set: str) -> None:
    """One figure a class, the worst first: people of the place inside it, and the displaced people apart."""
    level, place = ("adm1", page.department) if page.department else ("adm0", "HT")
    result = page.results.exposure(zone_set, level)
    rows = result.frame[(result.frame["place"] == place) & ~result.frame["hazard_class"].isin(APART)]
    if rows.empty:
        st.info(page.tr("table.empty"))
        return
    for column, row in zip(st.columns(len(rows)), rows.to_dict("records"), strict=True):
        with column, st.container(border=True):
            told = page.tr.or_else(f"choice.hazard_class.{row['hazard_class']}", page.tr.plain(row["hazard_class"]))
            label = page.tr("scenario.class_people", hazard_class=told)
            st.metric(label, page.tr.number(row["people"]), help=page.tr("scenario.people"))
            st.caption(page.tr("scenario.inside", idps=float(row["idp_individuals"]), sites=int(row["sites"])))
            fresh_note.caption(page, row["fresh_share"], short=True)
            explain.popover(page, result.explain_row(row), key=f"exposure-{row['hazard_class']}")
    notes = ["scenario.apart", *(["scenario.schematic"] if page.facts["schematic"] else [])]
    told = {"source": page.tr.plain(page.facts["population_source"]), "year": f"{page.facts['population_year']:.0f}"}
    st.caption("  \n".join([*(page.tr(key) for key in notes), page.tr("scenario.population", **told)]))
