"""Until when people must leave: before the wind on foot, and before a tsunami to ground that stays dry."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from components.session import Page
from components.widgets import explain, shelter_allocation, shelter_ask, tables
from components.widgets.shelter_ask import Asked
from data.home import HAITI
from geo.cyclone_scenario import HAZARD as CYCLONE
from geo.errors import DashboardError
from geo.shelter_allocation import OPTIMAL
from results.evacuation import TSUNAMI
from results.shelters import inside
from results.shock import Shock

LEAVE = ("adm2_name", "adm1_name", "leave_by", "slow_leave_by", "departure_state", "arrival_at", "walk_km",
         "walk_minutes", "slow_walk_minutes", "allocated", "adm2_pcode")  # fmt: skip
REFUGE = ("name", "people_inside", "people_out_of_reach", "people_reachable_not_slow", "people_reachable", "refuge_km",
          "minutes_left", "rows_without_people", "place")  # fmt: skip
INSTANTS = ("arrival_at", "leave_by", "slow_leave_by")
USUAL_ARRIVAL_MIN, MOST_ARRIVAL_MIN = 30.0, 600.0
_SHOWN = "%Y-%m-%d %H:%M"


def show(page: Page, asked: Asked) -> None:
    """Draw what the hazard allows: a cyclone with a track, the zones of a tsunami; else say what is needed."""
    shock = asked.shock
    storm = shock if shock and shock.scenario and shock.scenario.hazard == CYCLONE else None
    zones = page.results.zones(asked.zone_set) if asked.zone_set else None
    wave = zones is not None and TSUNAMI in set(zones["hazard"])
    if not (storm or wave):
        st.info(page.tr("shelters.departure_needs"))
    if storm:
        _storm(page, asked, storm)
    if wave:
        _wave(page, asked)


def _storm(page: Page, asked: Asked, shock: Shock) -> None:
    st.subheader(page.tr("shelters.leave_title"), anchor=False)
    rules = page.results.shelter_rules()
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        question = asked.question(shelter_ask.walk_km(page))
    with right:
        now = st.datetime_input(page.tr("shelters.it_is"), value=None, step=300, key="departure-now",
                                format="DD/MM/YYYY", help=page.tr("shelters.it_is_help"))  # fmt: skip
    st.caption(page.tr("shelters.leave_rule", wind=rules["departure_wind"], boarding=rules["boarding_minutes"],
                       speed=rules["walking_speed"], slow=rules["slow_walking_speed"]))  # fmt: skip
    sent = page.results.sent_to_shelters(question.zone_set, question.stay, question.walk_km)
    shelter_allocation.walked(page, sent)
    result = page.results.departures(shock, question, rule=OPTIMAL, now=_instant(now))
    rows = inside(result.frame, page.department).sort_values(["arrival_at", "adm2_pcode"], ignore_index=True)
    if rows.empty:
        st.info(page.tr("shelters.leave_none"))
        return
    _counts(page, rows, now=now is not None)
    shown = rows.assign(departure_state=rows["state"] if now else rows["state"].mask(rows["state"] == "in_time"))
    shown = shown.assign(**{name: _local(shown[name]) for name in INSTANTS})
    told = tuple(result.explain_row(row) for row in rows.head(20).to_dict("records"))
    tables.show(page, shown, LEAVE, name="latest_departure", explanations=told)
    explain.rows(page, result, rows, ("adm2_name",), key="departure")


def _counts(page: Page, rows: pd.DataFrame, *, now: bool) -> None:
    """How many communes have a moment, and where it is past."""
    states = rows["state"].value_counts()
    st.markdown(page.tr("shelters.leave_counts", communes=len(rows), without=int(states.get("no_shelter", 0))))
    late = [int(states.get(name, 0)) for name in ("late", "late_for_slow")]
    if now and any(late):
        st.warning(page.tr("shelters.leave_late", late=late[0], slow=late[1]))


def _instant(now: datetime | None) -> str:
    return now.replace(tzinfo=HAITI).astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ") if now else ""


def _local(told: pd.Series) -> pd.Series:
    """Instants as the clock of Haiti shows them."""
    moments = pd.to_datetime(told, utc=True, format="ISO8601").dt.tz_convert(HAITI)
    return moments.dt.strftime(_SHOWN).astype("str")


def _wave(page: Page, asked: Asked) -> None:
    st.subheader(page.tr("shelters.refuge_title"), anchor=False)
    rules = page.results.shelter_rules()
    st.caption(page.tr("shelters.refuge_rule", alert=rules["tsunami_alert_minutes"], speed=rules["walking_speed"],
                       slow=rules["slow_walking_speed"], detour=rules["detour_factor"]))  # fmt: skip
    with st.columns(2)[0]:
        minutes = st.number_input(page.tr("shelters.wave_minutes"), 0.0, MOST_ARRIVAL_MIN, USUAL_ARRIVAL_MIN, 5.0,
                                  format="%.0f", key="wave-minutes")  # fmt: skip
    try:
        result = page.results.refuge(asked.zone_set, float(minutes))
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return
    rows = result.frame
    rows = rows[rows["place"].str.startswith(page.department)] if page.department else rows
    rows = rows.sort_values(["people_out_of_reach", "place"], ascending=[False, True], ignore_index=True)
    if rows.empty:
        st.info(page.tr("shelters.refuge_none"))
        return
    told = tuple(result.explain_row(row) for row in rows.head(20).to_dict("records"))
    tables.show(page, rows, REFUGE, name="tsunami_refuge", explanations=told)
    explain.rows(page, result, rows, ("name",), key="refuge")
