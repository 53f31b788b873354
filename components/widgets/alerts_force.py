"""What is in force: vigilance by department and hazard beside the alerte, on a map, in detail, and its history."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components import navigation
from components.figures import alert_map, alert_matrix, alert_words, haiti_time
from components.session import Page
from components.widgets import address, alerts_confirm, explain, map_view, situation_map, tables
from data.access import allowed
from geo.alerts import LAPSED, NOT_TOLD
from geo.explain import Result
from geo.frames.alerts import SERIES

DETAILS = ("name", "hazard", "level", "alert_state", "valid_from", "valid_until", "issuer", "bulletin", "issued_at",
           "confirmed_by", "note", "source")  # fmt: skip
HISTORY = ("issued_at", "name", "series", "hazard", "level", "valid_from", "valid_until", "issuer", "bulletin", "note")
INSTANTS = ("valid_from", "valid_until", "issued_at")
EXPLAINED = 20
MAP_PX = 380


def show(page: Page) -> None:
    """Draw the matrix, what is silent or lapsed, the map, the bulletins and their history."""
    told = {series: page.results.alerts_in_force(series, page.results.moment()) for series in SERIES}
    st.caption(f"{page.tr('alerts.at', at=haiti_time.told(page.results.moment(), page.tr))} {page.tr('alerts.two')}")
    mine = {series: _of_department(page, result.frame) for series, result in told.items()}
    if all((rows["state"] == NOT_TOLD).all() for rows in mine.values()):
        st.info(page.tr("alerts.none"))
        _enter(page)
        _history(page)
        return
    st.html(alert_matrix.html((mine[SERIES[0]], mine[SERIES[1]]), page.tr))
    _doubts(page, told, mine)
    _enter(page)
    alerts_confirm.form(page, pd.concat(mine.values(), ignore_index=True))
    names = {one: page.tr(f"choice.series.{one}") for one in SERIES}
    series = address.select(page.tr("alerts.series"), SERIES, names, key="series")
    worst = page.results.worst_by_department(series)
    drawn = situation_map.kept(
        page, ("alerts", series, page.results.moment()), lambda: alert_map.layer(worst, series, page.tr)
    )
    map_view.show(situation_map.base(page), [drawn], key=f"alerts-{series}", height=MAP_PX)
    st.caption(page.tr("alerts.map_note"))
    _details(page, series, told[series], mine[series])
    _history(page)


def _of_department(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["adm1_pcode"] == page.department].reset_index(drop=True) if page.department else rows


def _doubts(page: Page, told: dict[str, Result], mine: dict[str, pd.DataFrame]) -> None:
    """Say what is not known: silent departments, lapsed bulletins, those that wait for a second person."""
    for series, rows in mine.items():
        silent = rows.loc[rows["state"] == NOT_TOLD, "name"].tolist()
        lines = [page.tr("alerts.silent", places=page.tr.plain(", ".join(silent)))] if silent else []
        counts = {"lapsed_count": (rows["state"] == LAPSED).sum(), "waiting": (rows["state"] == "to_confirm").sum(),
                  "other_series": told[series].facts["level_of_other_series"]}  # fmt: skip
        lines += [page.tr(f"alerts.{key}", count=int(count)) for key, count in counts.items() if count]
        if lines:
            st.caption(f"**{page.tr(f'choice.series.{series}')}** — {' '.join(lines)}")


def _details(page: Page, series: str, result: Result, rows: pd.DataFrame) -> None:
    st.subheader(f"{page.tr('alerts.details')} : {page.tr(f'choice.series.{series}')}", anchor=False)
    rows = rows[rows["state"] != NOT_TOLD].reset_index(drop=True)
    if rows.empty:
        st.info(page.tr("alerts.not_told"))
        return
    explained = tuple(result.explain_row(row) for row in rows.head(EXPLAINED).to_dict("records"))
    tables.show(page, _readable(page, rows), DETAILS, name="alerts_in_force", explanations=explained, of=series)
    explain.rows(page, result, rows, ("name", lambda row: alert_words.hazard(row["hazard"], page.tr)),
                 key=f"alerts-{series}")  # fmt: skip


def _readable(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with hours of Haiti and the words of hazards and states."""
    begun = rows.assign(valid_from=rows["valid_from"].fillna(rows["issued_at"]))  # who tells no beginning means now
    told = begun.assign(**{name: haiti_time.cells(begun[name]) for name in INSTANTS})
    told["hazard"] = [alert_words.hazard(code, page.tr) for code in rows["hazard"]]
    if "state" in rows:
        told["alert_state"] = [page.tr(f"choice.alert_state.{one}") for one in rows["state"]]
    return told


def _enter(page: Page) -> None:
    entry = navigation.entry("entry")
    if allowed(page.actor, "alerts.write").allowed and allowed(page.actor, entry.action).allowed:
        st.page_link(entry.file, label=page.tr("alerts.enter"), icon=":material/edit_note:",
                     query_params={"entry": "alerts"})  # fmt: skip


def _history(page: Page) -> None:
    with st.expander(page.tr("alerts.history"), icon=":material/history:"):
        departments = page.results.departments()
        names = {"": page.tr("alerts.every"), **dict(zip(departments["place"], departments["name"], strict=True))}
        options = list(names)
        first = options.index(page.department) if page.department in options else 0
        of = st.selectbox(page.tr("alerts.department"), options, index=first, format_func=names.__getitem__,
                          key=f"history-{page.department}")  # fmt: skip
        rows = page.results.bulletins("", of)
        if rows.empty:
            st.info(page.tr("alerts.history_none"))
            return
        tables.show(page, _readable(page, rows), HISTORY, name="alert_history", of=of)
