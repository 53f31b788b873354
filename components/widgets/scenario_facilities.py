"""What stands in the zones of a shock: sites, shelters, warehouses with their stock, health facilities, roads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from components.session import Page
from components.widgets import address, explain, filters, item_names, scenario_people, tables
from geo.explain import Result
from geo.facilities_exposed import HEALTH_TYPES
from results.scenarios import Facilities
from results.shock import Shock

KINDS = ("sites", "shelters", "warehouses", "facilities", "ways")
PLACED = ("adm2_name", "adm1_name")
COLUMNS: dict[str, tuple[str, ...]] = {
    "sites": ("name", "hazard_class", "people", "households", *PLACED, "counted_on", "site_type", "site_id",
              "longitude", "latitude"),
    "shelters": ("name", "hazard_class", "capacity_persons", "shelter_status", "structure_status",
                 "occupied_by_idps", *PLACED, "observed_on", "shelter_id", "longitude", "latitude"),
    "warehouses": ("name", "hazard_class", "stock_by_item", "operator", *PLACED, "observed_on", "warehouse_id",
                   "longitude", "latitude"),
    "facilities": ("name", "hazard_class", "facility_type", "facility_status", "beds", *PLACED, "observed_on",
                   "facility_id", "longitude", "latitude"),
    "ways": ("way_between", "hazard_class", "km_inside", "length_km", "route", "way_class", "status", "sketched",
             "way_id"),
}  # fmt: skip
NAMES = {"title": "way_between", "km": "km_inside", "ways": "ways_inside", "facilities": "facilities_all"}
BY_CLASS = {
    "sites": ("hazard_class", "sites", "idp_individuals", "sites_without_people", "fresh_share"),
    "shelters": ("hazard_class", "shelters", "shelter_capacity", "shelters_without_capacity"),
    "warehouses": ("hazard_class", "warehouses", "stock_by_item"),
    "facilities": ("hazard_class", "health", "health_working", "health_partly_working", "health_not_working",
                   "health_status_unknown", "beds", "health_without_beds", "facilities_all"),
    "ways": ("hazard_class", "ways_inside", "km_inside", "ways_shared", "ways_sketched", "ways_without_length"),
}  # fmt: skip


def show(page: Page, shock: Shock) -> None:
    """Draw one kind of what stands in the zones: counts by class, then one row each."""
    tr = page.tr
    names = {kind: tr(f"shock.kind.{kind}") for kind in KINDS}
    address.recall("kind", KINDS)
    st.session_state.setdefault("kind", KINDS[0])
    kind = str(st.segmented_control(tr("shock.kind.label"), KINDS, required=True, key="kind",
                                    format_func=names.__getitem__, label_visibility="collapsed"))  # fmt: skip
    address.write("kind", kind, default=KINDS[0])
    _by_class(page, shock, kind)
    st.subheader(tr(f"shock.list.{kind}"), anchor=False)
    st.caption(tr(f"shock.kind_note.{kind}"))
    _list(page, kind, page.results.facilities_of(shock, page.department))
    if kind in ("facilities", "ways"):
        _by_place(page, shock, kind)


def _by_class(page: Page, shock: Shock, kind: str) -> None:
    """Counts of the department chosen, or of the nation, by class; what is outside stays seen."""
    above, place = scenario_people.whole(page)
    result = _counts(page, shock, kind, above)
    rows = result.frame[result.frame["place"] == place].reset_index(drop=True)
    rows = rows[(rows["hazard_class"] != "unlocated") | (rows[kind] > 0)].reset_index(drop=True)
    told = tuple(result.explain_row(row) for row in rows.to_dict("records"))
    several = ("hazard",) if scenario_people.several(rows) else ()
    tables.show(page, item_names.worded(page, _named(rows)), (*several, *BY_CLASS[kind]), name=f"exposed_{kind}",
                explanations=told, of="class")  # fmt: skip
    explain.rows(page, result, rows, (lambda row: scenario_people.class_name(page, row),), key=f"exposed-{kind}")


def _counts(page: Page, shock: Shock, kind: str, level: str) -> Result:
    asked: dict[str, Callable[[Shock, str], Result]] = {
        "facilities": page.results.facilities_exposed, "ways": page.results.ways_exposed,
    }  # fmt: skip
    return asked.get(kind, page.results.exposed_to)(shock, level)


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with the names that their tables have."""
    return rows.rename(columns=NAMES)


def _list(page: Page, kind: str, held: Facilities) -> None:
    rows: pd.DataFrame = getattr(held, kind)
    if kind == "facilities":
        rows = rows[rows["facility_type"].isin(HEALTH_TYPES)].reset_index(drop=True)
    if rows.empty:
        st.info(page.tr("shock.none_inside"))
        return
    several = ("hazard",) if scenario_people.several(rows) else ()
    first, *rest = COLUMNS[kind]
    tables.show(page, item_names.worded(page, _named(rows)), (first, *several, *rest), name=f"exposed_{kind}")


def _by_place(page: Page, shock: Shock, kind: str) -> None:
    """Counts by place, of those places that have any inside the zones."""
    st.subheader(page.tr("shock.by_place"), anchor=False)
    level = filters.level(page)
    result = _counts(page, shock, kind, level)
    rows = scenario_people.of_department(page, result.frame, level)
    rows = rows[~rows["hazard_class"].isin(scenario_people.APART) & (rows[kind] > 0)].reset_index(drop=True)
    told = tuple(result.explain_row(row) for row in rows.head(20).to_dict("records"))
    tables.show(
        page, _named(rows), ("name", *BY_CLASS[kind], "place"), name=f"exposed_{kind}", explanations=told, of="place"
    )
    labels: tuple[Any, ...] = ("name", lambda row: scenario_people.class_name(page, row))
    explain.rows(page, result, rows, labels, key=f"exposed-{kind}-place")
