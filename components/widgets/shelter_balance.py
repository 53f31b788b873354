"""Safe places beside the people expected: the figures of a place, the map by what binds, the table of places."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.figures import layers
from components.figures.layer import Layer
from components.session import Page
from components.widgets import explain, situation_map, tables
from components.widgets.shelter_ask import Asked
from geo.explain import Result
from results.shelters import inside

COLUMNS = (
    "name", "balance", "net_safe_capacity", "people_expected", "binding_term", "shelters", "shelters_usable",
    "declared_capacity", "shelters_occupied_by_idps", "shelters_unassessed", "unassessed_capacity", "shelters_unknown",
    "shelters_at_most", "occupancy_persons", "communes_without_expected", "place",
)  # fmt: skip
SHELTERS = (
    "name", "adm2_name", "adm1_name", "binding_term", "net_safe_capacity", "safe_capacity", "occupancy_persons",
    "declared_capacity", "capacity_short_stay", "capacity_longer_stay", "capacity_toilets", "capacity_water",
    "unassessed_capacity", "shelter_id", "longitude", "latitude",
)  # fmt: skip
LIMITS = ("declared_capacity", "capacity_short_stay", "capacity_longer_stay", "capacity_toilets", "capacity_water")
FACES = ("net_safe_capacity", "people_expected", "balance")


def show(page: Page, asked: Asked) -> None:
    """Draw figures and table of the balance."""
    _headline(page, asked)
    result = page.results.shelter_balance(asked.level, asked.zone_set, asked.stay)
    rows = _of_department(page, asked, result)
    told = tuple(result.explain_row(row) for row in rows.head(20).to_dict("records"))
    tables.show(page, rows, COLUMNS, name="shelter_balance", explanations=told, answers=True)
    explain.rows(page, result, rows, ("name",), key="shelter-balance")


def on_map(page: Page, asked: Asked) -> None:
    """Draw the shelters coloured by what binds, over the zones; below, the places of each shelter."""
    result = page.results.safe_capacity(asked.zone_set, asked.stay)
    rows = inside(result.frame, page.department)
    situation_map.show(page, _layers(page, asked, rows), key="shelters-map")
    rows = rows.sort_values(["adm1_name", "adm2_name", "name"], ignore_index=True)
    told = tuple(result.explain_row(row) for row in rows.head(20).to_dict("records"))
    tables.show(page, _shown(rows), SHELTERS, name="safe_capacity", explanations=told, answers=True)
    explain.rows(page, result, rows, ("name", "adm2_name"), key="safe-capacity")


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows as the table shows them: nothing ranks what emptying a shelter would free."""
    housing = rows["binding_term"] == "occupied_by_idps"
    return rows.assign(**{name: rows[name].mask(housing) for name in LIMITS})


def _layers(page: Page, asked: Asked, rows: pd.DataFrame) -> list[Layer]:
    key = ("shelter-terms", asked.zone_set, asked.stay, page.department)
    marks = situation_map.kept(page, key, lambda: layers.shelters_by_term(rows, page.tr))
    if not asked.zone_set:
        return [marks]
    zones = situation_map.kept(
        page, ("zones", asked.zone_set), lambda: layers.zones(page.results.zones(asked.zone_set), page.tr)
    )
    return [zones, marks]


def _of_department(page: Page, asked: Asked, result: Result) -> pd.DataFrame:
    rows = result.frame
    if page.department and asked.level in ("adm1", "adm2"):
        rows = rows[rows["place"].str.startswith(page.department)]
    return rows.reset_index(drop=True)


def _headline(page: Page, asked: Asked) -> None:
    """Places, people and balance of the department chosen or of the nation; what is unknown is counted apart."""
    level, place = ("adm1", page.department) if page.department else ("adm0", "HT")
    result = page.results.shelter_balance(level, asked.zone_set, asked.stay)
    row = result.frame.set_index("place", drop=False).loc[place].to_dict()
    for column, name in zip(st.columns(len(FACES)), FACES, strict=True):
        with column, st.container(border=True, height="stretch"):
            value = row[name]
            st.metric(
                page.tr(f"shelters.face.{name}"), page.tr("unit.unknown") if pd.isna(value) else page.tr.number(value)
            )
            explain.popover(page, result.explain_row(row), key=f"shelters-{name}")
    counts = {name: int(row[name]) for name in row if name.startswith("shelters")}
    places = (
        page.tr.number(row["unassessed_capacity"]) if pd.notna(row["unassessed_capacity"]) else page.tr("unit.unknown")
    )
    notes = [page.tr("shelters.counts", places=places, **counts)]
    if row["communes_without_expected"] and asked.zone_set:
        notes.append(page.tr("shelters.expected_missing", count=int(row["communes_without_expected"])))
    st.caption("  \n".join([*_lacking(page, asked), *notes]))


def _lacking(page: Page, asked: Asked) -> list[str]:
    """Say how many communes lack places: a sum over places far apart hides them."""
    balance = page.results.shelter_balance("adm2", asked.zone_set, asked.stay).frame
    short = balance[(balance["balance"] < 0) & balance["place"].str.startswith(page.department or "")]
    return [page.tr("shelters.deficit", count=len(short), people=float(-short["balance"].sum()))] if len(short) else []
