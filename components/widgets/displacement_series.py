"""What each displacement operation told of the place, round by round: one operation at a time, never mixed."""

from __future__ import annotations

import streamlit as st

from components.figures import chart, displacement_charts
from components.session import Page
from components.widgets import address, explain, tables
from components.widgets.displacement_ask import Asked

COLUMNS = ("round", "last_on", "people", "site_people", "host_people", "households", "places", "told_at", "first_on",
           "operation")  # fmt: skip


def show(page: Page, asked: Asked) -> None:
    """Draw one operation's line with how many places each round tells of, and the table."""
    tr, result = page.tr, asked.then.results.displacement_series(asked.place)
    if result.frame.empty:
        st.info(tr("displacement.no_series", place=tr.plain(asked.name)))
        return
    newest = result.frame.sort_values("last_on", kind="stable").drop_duplicates("operation", keep="last")
    operations = newest["operation"].tolist()[::-1]
    names = {code: tr.or_else(f"choice.operation.{code}", code) for code in operations}
    operation = address.select(tr("displacement.operation"), operations, names, key="operation")
    rows = result.frame[result.frame["operation"] == operation].reset_index(drop=True)
    st.caption(tr("displacement.series_note"))
    st.plotly_chart(displacement_charts.series(rows, tr), key="displacement-series", config=chart.CONFIG, theme=None)
    if rows["places"].nunique() > 1:
        st.warning(tr("displacement.places_differ", least=int(rows["places"].min()), most=int(rows["places"].max())))
    explained = tuple(result.explain_row(row) for row in rows.to_dict("records"))
    explain.popover(page, explained[-1], key="displacement-series")
    shown = rows.assign(operation=rows["operation"].map(names))
    tables.show(page, shown.iloc[::-1].reset_index(drop=True), COLUMNS, name="displacement_series",
                explanations=explained[::-1], of=f"{asked.place}-{operation}")  # fmt: skip
