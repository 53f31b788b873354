"""The register of evacuation shelters: opened, hosting, people; the list by state; openings and closings; the paper."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.figures.report import filled
from components.session import Page
from components.widgets import address, explain, filters, kpis, shelter_sheet, tables
from components.widgets.shelter_ask import Asked
from geo.explain import Explanation, Result
from geo.frames import SHELTER_STATUSES
from geo.frames.hazards import OCCUPANTS
from geo.shelter_register import DISABILITY

COLUMNS = (
    "name", "adm2_name", "shelter_status", "capacity_persons", "net_safe_capacity", "binding_term",
    "occupancy_persons", "occupancy_at", "responsible_function", "adm1_name", "shelter_type", "occupied_by_idps",
    "floor_area_m2", "structure_status", "structure_assessed_on", "roof_state", "water_state", "toilets_state", "ramp",
    "women_space", "toilets", "rehabilitation_status", "rehabilitation_cost_usd", "observed_on",
    *(f"occupancy_{who}" for who in (*OCCUPANTS, DISABILITY)), "shelter_id", "longitude", "latitude",
)  # fmt: skip
DECLARED = ("shelters", "shelter_capacity")
EVENTS = ("day", "what", "name", "adm2_name", "adm1_name", "shelter_id")
GROUPS = ("group", "people", "shelters")
EVERY, UNKNOWN = "", "unknown"
WORKS = "works"


def show(page: Page, asked: Asked) -> None:
    """Draw figures, table and paper, or one shelter. No view sums or ranks what emptying sites would free."""
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        commune = filters.commune(page)
    result = page.results.safe_capacity(asked.zone_set, asked.stay)
    rows = _rows(page, result, commune)
    with right:
        chosen = _choose(page, rows)
    if chosen:
        shelter_sheet.show(page, result, chosen)
        return
    _figures(page)
    state = _state(page)
    rows = _of_state(rows, state)
    # The figures speak of the whole department: a file of fewer rows does not carry them.
    told = () if commune or state else tuple(_declared(page))
    tables.show(page, rows, COLUMNS, name="shelters", explanations=told)
    explain.rows(page, result, rows, ("name", "adm2_name"), key="register")
    _paper(page)
    _events(page)


def _choose(page: Page, rows: pd.DataFrame) -> str:
    """One shelter, or the list; a link to a shelter of another commune opens it all the same."""
    every = page.results.shelters()
    names = dict(zip(every["shelter_id"], every["name"].fillna(every["shelter_id"]), strict=True))
    options = [EVERY, *rows["shelter_id"]]
    asked = st.query_params.get("shelter", EVERY)
    if asked in names and asked not in options:
        options.append(asked)
    shown = {code: f"{name} · {code}" for code, name in names.items()} | {EVERY: page.tr("shelters.whole_list")}
    return address.select(page.tr("shelters.one"), options, shown, key="shelter")


def _declared(page: Page) -> list[Explanation]:
    headlines = page.results.headlines(page.department)
    return [headlines.explain(figure=name) for name in DECLARED]


def _figures(page: Page) -> None:
    register = page.results.shelters_in_use(page.department)
    kpis.row(page, [register.explain_row(row) for row in register.frame.to_dict("records")], key="register")
    kpis.row(page, _declared(page), key="shelters")
    unknown = register.frame.set_index("figure")["unknown"]
    told = {"status": int(unknown["shelters_opened"]), "people": int(unknown["people_hosted"])}
    st.caption(page.tr("shelters.register_unknown", **told) + "  \n" + page.tr("shelters.register_source"))
    groups = page.results.shelter_occupants(page.department)
    if groups.frame["people"].notna().any():
        with st.expander(page.tr("shelters.groups"), icon=":material/groups:"):
            st.caption(page.tr("shelters.groups_note"))
            tables.show(page, groups.frame, GROUPS, name="shelter_occupants", answers=True)


def _state(page: Page) -> str:
    names = {EVERY: page.tr("shelters.every_state"), **{one: page.tr(f"choice.{one}") for one in SHELTER_STATUSES},
             UNKNOWN: page.tr("shelters.state_unknown"), WORKS: page.tr("shelters.state_works")}  # fmt: skip
    return address.select(page.tr("column.shelter_status"), list(names), names, key="shelter_state")


def _of_state(rows: pd.DataFrame, state: str) -> pd.DataFrame:
    """Rows of one state; a shelter that houses displaced people is so whoever told it."""
    housing = rows["occupied_by_idps"].fillna(value=False).astype("bool")
    status = rows["shelter_status"].mask(housing, "occupied_by_idps")
    if state == WORKS:
        kept = rows["rehabilitation_status"].isin(["needed", "planned", "under_way"])
    else:
        kept = status.isna() if state == UNKNOWN else status == state
    return rows[kept.fillna(value=False)].reset_index(drop=True) if state else rows


def _paper(page: Page) -> None:
    """The list as the civil protection prints it."""
    asked, tr, where = page.results, page.tr, page.department
    file = f"{tables.stem(page, tr('shelter_list.file'), where)}.pdf"
    label = tr("shelter_list.button")
    tables.file_button(page, file, filled.PDF, lambda: filled.shelter_list_pdf(asked, where, tr), label=label)
    st.caption(tr("shelter_list.button_note"))


def _events(page: Page) -> None:
    st.subheader(page.tr("shelters.openings"), anchor=False)
    events = page.results.openings(page.department)
    if events.empty:
        st.info(page.tr("shelters.openings_none"))
        return
    tables.show(page, events, EVENTS, name="shelter_openings")


def _rows(page: Page, result: Result, commune: str) -> pd.DataFrame:
    """The register with the net safe places of each shelter and what binds them."""
    register = filters.of_commune(page.results.shelters(commune[:4] or page.department), commune)
    more = [name for name in result.frame.columns if name not in register.columns]
    rows = register.merge(result.frame[["shelter_id", *more]], on="shelter_id", how="left")
    return rows.sort_values(["adm1_name", "adm2_name", "name"], ignore_index=True)
