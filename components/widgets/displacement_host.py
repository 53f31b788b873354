"""People with host families beside people at sites, commune by commune."""

from __future__ import annotations

import streamlit as st

from components.figures import chart, displacement_charts
from components.session import Page
from components.widgets import address, explain, tables
from components.widgets.displacement_ask import Asked

COLUMNS = ("name", "host_people", "people_now", "displaced", "host_share", "host_on", "host_operation", "host_round",
           "sites", "sites_without_people", "place")  # fmt: skip


def show(page: Page, asked: Asked) -> None:
    """Draw the sums of the place, the largest communes, and the table."""
    tr, result = page.tr, asked.then.results.host_and_sites(asked.place)
    rows, facts = result.frame, result.facts
    if rows.empty:
        st.info(tr("table.empty"))
        return
    with st.container(border=True):
        st.markdown(tr("displacement.host", place=tr.plain(asked.name), host=tr.number(facts["host_people"]),
                       sites=tr.number(facts["people_now"])))  # fmt: skip
        if facts["communes_without_host_figure"]:
            st.caption(tr("coverage.host_missing", count=facts["communes_without_host_figure"]))
        st.caption(tr("displacement.host_note"))
    figure = displacement_charts.host(rows, tr)
    st.plotly_chart(figure, key="displacement-host", config=chart.CONFIG, theme=None)
    if len(rows) > displacement_charts.MOST:
        st.caption(tr("displacement.first_communes", count=displacement_charts.MOST, all=len(rows)))
    explained = tuple(result.explain_row(row) for row in rows.to_dict("records"))
    names = dict(zip(rows["place"], rows["name"], strict=True))
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    with left:
        commune = address.select(tr("displacement.explain_commune"), list(names), names, key="host_of")
    with right:
        explain.popover(page, result.explain(place=commune), key="displacement-host")
    tables.show(page, rows, COLUMNS, name="host_and_sites", explanations=explained, of=asked.place)
