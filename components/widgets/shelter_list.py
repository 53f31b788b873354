"""The register of evacuation shelters: opened, hosting, people, and the list with what each may be used for."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.session import Page
from components.widgets import explain, filters, kpis, tables
from components.widgets.shelter_ask import Asked
from geo.explain import Result

COLUMNS = (
    "shelter_id", "name", "adm2_name", "adm1_name", "shelter_type", "capacity_persons", "binding_term",
    "net_safe_capacity", "shelter_status", "occupancy_persons", "occupied_by_idps", "floor_area_m2", "structure_status",
    "toilets", "observed_on", "longitude", "latitude",
)  # fmt: skip
DECLARED = ("shelters", "shelter_capacity")


def show(page: Page, asked: Asked) -> None:
    """Draw figures and table. No view sums or ranks what emptying sites would free."""
    headlines, register = page.results.headlines(page.department), page.results.shelters_in_use(page.department)
    declared = [headlines.explain(figure=name) for name in DECLARED]
    kpis.row(page, declared, key="shelters")
    kpis.row(page, [register.explain_row(row) for row in register.frame.to_dict("records")], key="register")
    unknown = register.frame.set_index("figure")["unknown"]
    st.caption(page.tr("shelters.register_unknown", status=int(unknown["shelters_opened"]),
                       people=int(unknown["people_hosted"])))  # fmt: skip
    commune = filters.commune(page)
    result = page.results.safe_capacity(asked.zone_set, asked.stay)
    rows = _rows(page, result, commune)
    wanted = st.query_params.get("shelter")
    if wanted in set(rows["shelter_id"]):
        st.subheader(page.tr.plain(rows.set_index("shelter_id").loc[wanted, "name"]), anchor=False)
        rows = rows[rows["shelter_id"] == wanted].reset_index(drop=True)
    # The figures speak of the whole department: a file of fewer rows does not carry them.
    told = () if commune or wanted else tuple(declared)
    tables.show(page, rows, COLUMNS, name="shelters", explanations=told)
    explain.rows(page, result, rows, ("name", "adm2_name"), key="register")


def _rows(page: Page, result: Result, commune: str) -> pd.DataFrame:
    """The register with the net safe places of each shelter and what binds them."""
    register = filters.of_commune(page.results.shelters(commune[:4] or page.department), commune)
    more = [name for name in result.frame.columns if name not in register.columns]
    rows = register.merge(result.frame[["shelter_id", *more]], on="shelter_id", how="left")
    return rows.sort_values(["adm1_name", "adm2_name", "name"], ignore_index=True)
