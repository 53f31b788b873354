"""Evacuation shelters on a page: how many places are declared, and which are not available."""

from __future__ import annotations

import streamlit as st

from components.session import Page
from components.widgets import filters, kpis, situation_map, tables

COLUMNS = (
    "shelter_id", "name", "adm2_name", "adm1_name", "shelter_type", "capacity_persons", "occupied_by_idps",
    "floor_area_m2", "structure_status", "toilets", "observed_on", "longitude", "latitude",
)  # fmt: skip


def show(page: Page) -> None:
    """Draw figures, map and table. No view sums or ranks what emptying sites would free."""
    result = page.results.headlines(page.department)
    kpis.row(page, [result.explain(figure=name) for name in ("shelters", "shelter_capacity")], key="shelters")
    st.caption(page.tr("shelters.note"))
    situation_map.show(page, [situation_map.layer(page, "shelters")], key="shelters-map")
    commune = filters.commune(page)
    rows = filters.of_commune(page.results.shelters(commune[:4] or page.department), commune)
    asked = st.query_params.get("shelter")
    if asked in set(rows["shelter_id"]):
        st.subheader(page.tr.plain(rows.set_index("shelter_id").loc[asked, "name"]), anchor=False)
        rows = rows[rows["shelter_id"] == asked].reset_index(drop=True)
    # The figures speak of the whole department: a file of fewer rows does not carry them.
    told = () if commune or asked else tuple(result.explain(figure=name) for name in ("shelters", "shelter_capacity"))
    tables.show(page, rows.sort_values(["adm1_name", "adm2_name", "name"], ignore_index=True), COLUMNS,
                name="shelters", explanations=told)  # fmt: skip
