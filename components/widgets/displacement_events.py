"""Between rounds: what happened, who came and left and where to, and how many people there are now."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.figures import chart, displacement_charts
from components.session import Page
from components.widgets import displacement_ask, explain, record_table, tables
from components.widgets.displacement_ask import Asked
from geo.explain import Result
from results.displacement import Period

BY_KIND = ("event_kind", "people_in", "people_out", "destination_unknown", "to_sites", "to_communes",
           "destination_not_applicable", "matched", "events", "events_without_figure", "events_unconfirmed",
           "people_in_unconfirmed", "people_out_unconfirmed")  # fmt: skip
BETWEEN = ("origin_name", "goal_name", "people", "went_to", "events")
LISTED = ("name", "occurred_on", "event_kind", "adm2_name", "people_in", "people_out", "went_to", "applied", "source")
WIDTHS = {"name": 180, "occurred_on": 145, "event_kind": 160, "adm2_name": 120, "people_in": 140, "people_out": 140,
          "went_to": 160, "applied": 190, "source": 180}  # fmt: skip


def show(page: Page, asked: Asked) -> None:
    """Draw people now, then what the period's events moved."""
    _now(page, asked)
    period = displacement_ask.period(page, asked, key="period", since_first=True)
    if period is None:
        return
    flows = asked.then.results.event_flows(asked.place, period)
    if flows.frame.empty:
        st.info(page.tr("displacement.no_event"))
        return
    _flows(page, asked, period, flows)
    _between(page, asked, period)
    _events(page, asked, period)


def _now(page: Page, asked: Asked) -> None:
    """People of the place now: the last count and the confirmed events since, the remainder by name."""
    tr = page.tr
    told = asked.then.results.people_now(asked.level)
    rows = told.frame[told.frame["place"] == asked.place]
    if rows.empty:
        st.info(tr("coverage.nobody_here", place=tr.plain(asked.name)))
        return
    row = {str(name): value for name, value in rows.iloc[0].items()}
    with st.container(border=True):
        st.markdown(tr("displacement.now", place=tr.plain(asked.name), now=float(row["people_now"]),
                       counted=float(row["people_counted"]), day=tr.day(page.facts["as_of"])))  # fmt: skip
        st.markdown("  \n".join(_apart(page, row)))
        explain.popover(page, told.explain_row(row), key="displacement-now")
    moved = displacement_charts.flows(row, tr)
    if moved.data[0].x:
        st.plotly_chart(moved, key="displacement-flows", config=chart.CONFIG, theme=None)


def _apart(page: Page, row: dict[str, object]) -> list[str]:
    """Whom the figure does not hold: left with nobody knowing where to, events that nobody confirmed."""
    tr = page.tr
    unknown = float(str(row["destination_unknown"])) + float(str(row["destination_unknown_before"]))
    counts = {name: int(str(row[name])) for name in ("events_unconfirmed", "events_without_figure",
                                                     "sites_without_people")}  # fmt: skip
    told = [tr(f"displacement.{name}", count=count) for name, count in counts.items() if count]
    return [tr("displacement.unknown", people=unknown), *told]


def _flows(page: Page, asked: Asked, period: Period, flows: Result) -> None:
    """People in and out by kind of event; the whole opens its events and formula."""
    st.subheader(page.tr("displacement.by_kind"), anchor=False)
    whole = {str(name): value for name, value in flows.frame.iloc[-1].items()}
    st.markdown(page.tr("displacement.flows", count=int(whole["events"]), arrived=float(whole["people_in"]),
                        left=float(whole["people_out"]), unknown=float(whole["destination_unknown"])))  # fmt: skip
    explain.popover(page, flows.explain_row(whole), key="displacement-flow")
    rows = pd.concat([flows.frame.tail(1), flows.frame.iloc[:-1]], ignore_index=True)
    explained = tuple(flows.explain_row(row) for row in rows.to_dict("records"))
    tables.show(page, rows, BY_KIND, name="event_flows", explanations=explained,
                of=f"{asked.place}-{period.code}")  # fmt: skip


def _between(page: Page, asked: Asked, period: Period) -> None:
    """From commune to commune; who went nobody knows where is a row like any other."""
    rows = asked.then.results.flows_between(asked.place, period)
    if rows.empty:
        return
    st.subheader(page.tr("displacement.from_to"), anchor=False)
    st.caption(page.tr("displacement.from_to_note"))
    untold = rows["went_to"].map(lambda code: page.tr(f"choice.went_to.{code}"))
    rows = rows.assign(goal_name=rows["goal_name"].fillna(untold.astype("str")))
    tables.show(page, rows, BETWEEN, name="flows_between", of=f"{asked.place}-{period.code}")


def _events(page: Page, asked: Asked, period: Period) -> None:
    """Every event of the period, the newest first; those of a site lead to its sheet."""
    rows: pd.DataFrame = asked.then.results.events_between(asked.place, period)
    st.subheader(page.tr("displacement.events"), anchor=False)
    st.caption(page.tr("displacement.events_note"))
    at_site = rows["site_id"].notna() & rows["name"].notna()
    shown = rows.assign(table_name=at_site.map({True: "sites", False: ""}), record_id=rows["site_id"],
                        name=rows["name"].fillna(page.tr("displacement.no_site")))  # fmt: skip
    record_table.show(page, shown, LISTED, key="displacement-events", widths=WIDTHS)
    tables.download(page, rows, ("event_id", "site_id", *LISTED), name="displacement_events",
                    of=f"{asked.place}-{period.code}")  # fmt: skip
