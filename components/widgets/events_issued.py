"""Situation reports that were issued: the list, and one of them as it was known then."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import picture
from components.figures import haiti_time, situation_html
from components.figures.report import situation_content, situation_filled
from components.figures.report.situation import Report
from components.remember import remember
from components.session import Page
from components.widgets import address, events_files, tables
from components.widgets.events_ask import Asked
from results import Results

COLUMNS = ("centre", "place_name", "number", "revision", "until", "issued", "written_by", "latest", "emergency")


def show(page: Page, asked: Asked) -> None:
    """Draw every report of the emergency, the newest first, and the one that is chosen."""
    rows = page.results.situation_reports(asked.emergency)
    rows = rows[rows["place"].str.startswith(asked.inside)].reset_index(drop=True)
    if rows.empty:
        st.info(page.tr("events.none_issued"))
        return
    departments = page.results.departments().set_index("place")["name"]
    named = rows.assign(
        place_name=rows["place"].map(departments).fillna(page.tr("situation.nation")).astype("str"),
        until=haiti_time.cells(rows["period_until"]), issued=haiti_time.cells(rows["issued_at"]),
    )  # fmt: skip
    tables.show(page, named, COLUMNS, name="situation_reports", of=asked.emergency)
    told = {f"{row['place']}-{int(row['number'])}-{int(row['revision'])}": row for row in named.to_dict("records")}
    names = {code: page.tr("events.report_named", place=row["place_name"], number=int(row["number"]),
                           revision=int(row["revision"])) for code, row in told.items()}  # fmt: skip
    chosen = address.select(page.tr("events.open"), list(told), names, key="report")
    report = reckoned(page, told[chosen])
    if not report.written.agrees:
        st.warning(page.tr("events.differs"), icon=":material/difference:")
    events_files.show(page, report, key=f"issued-{chosen}")
    st.html(situation_html.html(situation_content.paper(report, page.tr)))


def reckoned(page: Page, row: dict[Any, Any]) -> Report:
    """An issued report, its figures reckoned again on the state of the data that it was written on."""
    then = picture.take(page.actor.role, as_of=str(row["observed_on"]), known_at=int(row["known_at"]))
    return situation_filled.issued(Results(then, page.actor, remember), row, page.tr)
