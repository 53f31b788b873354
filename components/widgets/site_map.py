"""A site at walking scale: shelters, water points, facilities, depots and other sites near it, and how far they are."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from components.figures import layers
from components.figures.layer import Layer
from components.figures.legend import Entry
from components.session import Page
from components.widgets import explain, situation_map, tables
from geo.explain import Result
from geo.surroundings import near_explained, window
from results.site_sheet import SiteFacts

COLUMNS = ("kind", "name", "sort", "distance_m", "walk_minutes", "capacity_persons")
HEIGHT = 340
LISTED = 8


def show(page: Page, facts: SiteFacts) -> None:
    """Draw the map, the nearest places under it, and all of them on demand."""
    tr, site = page.tr, facts.site
    st.subheader(tr("sheet.around"), anchor=False)
    if pd.isna(site["longitude"]) or pd.isna(site["latitude"]):
        st.info(tr("sheet.no_point"))
        return
    near = window(site["longitude"], site["latitude"], facts.near["distance_m"])
    code = site["site_id"]
    drawn = [situation_map.kept(page, ("near", code, kind), lambda kind=kind: _layer(page, facts, kind))  # type: ignore[misc]
             for kind in ("facilities", "shelters", "warehouses", "sites", "this")]  # fmt: skip
    situation_map.around(page, [one for one in drawn if one.ids], near=near, key=f"site-map-{code}", height=HEIGHT)
    told = {name: one.value for name, one in page.results.walking().items()}
    st.caption(tr("sheet.near_note", km=told["walking_distance"] / 1000))
    if facts.near.empty:
        st.caption(tr("report.nothing_near"))
        return
    st.markdown("\n".join(f"- {tr.plain(_line(page, row))}" for row in facts.near.head(LISTED).to_dict("records")))
    with st.expander(tr("sheet.near_all", count=len(facts.near)), icon=":material/near_me:"):
        walk = page.results.walking()
        result = Result(facts.near, partial(near_explained, walk))
        explanations = tuple(result.explain_row(row) for row in facts.near.head(LISTED).to_dict("records"))
        tables.show(page, _worded(page, facts.near), COLUMNS, name="near", explanations=explanations, of=code)
        explain.rows(page, result, facts.near, ["name", "id"], key="site-near")


def _line(page: Page, row: dict[str, object]) -> str:
    tr = page.tr
    metres, minutes = float(str(row["distance_m"])), float(str(row["walk_minutes"]))
    told = {"kind": tr(f"report.kind_{row['kind']}"), "name": row["name"] if pd.notna(row["name"]) else row["id"]}
    return tr("sheet.near_line", metres=round(metres, -1), minutes=max(1, round(minutes)), **told)


def _worded(page: Page, near: pd.DataFrame) -> pd.DataFrame:
    kinds = near["kind"].map(lambda kind: page.tr(f"report.kind_{kind}"))
    sorts = near["sort"].map(lambda code: page.tr.or_else(f"choice.{code}", str(code)), na_action="ignore")
    return near.assign(kind=kinds.astype("str"), sort=sorts.astype("str"))


def _layer(page: Page, facts: SiteFacts, kind: str) -> Layer:
    tr, near = page.tr, facts.near
    if kind == "facilities":
        rows = near[near["kind"].isin(["facility", "water_point"])]
        types = rows["sort"].map(lambda code: tr.or_else(f"choice.{code}", str(code)), na_action="ignore")
        return layers.facilities(
            rows.assign(facility_id=rows["id"], facility_type=types, facility_status=rows["state"]), tr
        )
    if kind == "shelters":
        rows = page.results.shelters()
        return layers.shelters(rows[rows["shelter_id"].isin(near["id"])], tr)
    if kind == "warehouses":
        rows = page.results.warehouses()
        return layers.warehouses(rows[rows["warehouse_id"].isin(near["id"])], tr)
    if kind == "sites":
        rows = page.results.sites_on_map()
        return layers.sites(rows[rows["site_id"].isin(near["id"])], tr)
    here = pd.DataFrame([{**facts.site, "individuals": facts.site["people"], "state": "active"}])
    made = layers.sites(here, tr)
    mark: tuple[Entry, ...] = tuple(replace(one, label=tr("sheet.this_site")) for one in made.legend[:1])
    return replace(made, title="", legend=mark)
