"""The sheet of one site: what it is, where it is, how it stands against each standard, who is there, what happened."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.figures import chart, doubts, site_trend, site_verdicts
from components.session import Page
from components.widgets import explain, known_on, site_around, site_head, site_map, tables
from geo.doubted import doubted_standards
from results.site_sheet import SiteFacts

ROUND_COLUMNS = (
    "assessed_on", "round", "not_assessed_reason", "households", "people", "people_estimated",
    "water_litres_person_day", "taps", "toilets_functional", "showers", "handwashing_stations", "covered_area_m2",
    "households_with_nfi", "management_present", "committee_present", "committee_women_share", "feedback_mechanism",
)  # fmt: skip
SERVICE_COLUMNS = ("standard", "sector", "status", "measured", "threshold", "unit", "gap", "gap_unit",
                   "not_assessed_reason", "assessed_on", "phase")  # fmt: skip
EXPLAINED = 12
FIRST = 4  # contradictions that stand on the sheet; the others open


def show(page: Page, site_id: str) -> None:
    """Draw the sheet of a site of the view."""
    facts = page.results.site_sheet(site_id)
    site_head.show(page, facts)
    _contradictions(page, facts)
    left, right = st.columns([3, 2])
    with left:
        site_map.show(page, facts)
    with right:
        _people(page, facts)
    _services(page, facts)
    site_around.show(page, facts)
    _history(page, facts)
    st.subheader(page.tr("sites.rounds"), anchor=False)
    tables.show(page, facts.rounds, ROUND_COLUMNS, name="rounds", answers=True, of=site_id)


def _people(page: Page, facts: SiteFacts) -> None:
    """Counts by round, events and today's figure."""
    st.subheader(page.tr("sheet.people"), anchor=False)
    if facts.rounds["people"].notna().any() or len(facts.events):
        now = {"people": facts.site["people_now"], "day": page.facts["as_of"]}
        drawn = site_trend.figure(facts.rounds, facts.events, now, page.tr)
        st.plotly_chart(drawn, key="site-trend", config=chart.CONFIG, theme=None)
        known = facts.rounds["people"].notna()
        st.caption(page.tr("sheet.trend_note", rounds=len(known), unknown=int((~known).sum())))
    else:
        st.info(page.tr("sheet.never_counted"))
    for row in facts.events.head(EXPLAINED).to_dict("records"):
        st.markdown(f"- {page.tr.plain(site_trend.said(row, page.tr))}")


def _services(page: Page, facts: SiteFacts) -> None:
    """Every standard by sector, as the paper says it, and the explanation of each."""
    st.subheader(page.tr("sites.services"), anchor=False)
    if facts.services.empty:
        st.info(page.tr("sheet.closed_no_services"))
        return
    st.caption(page.tr("sheet.services_note"))
    st.html(site_verdicts.html(facts.services, facts.other_phase, page.results.standards(), page.tr))
    coverage = facts.explained["coverage"]
    told = [coverage.explain_row({str(key): value for key, value in row.items()})
            for row in facts.services.to_dict("records")]  # fmt: skip
    names = [page.tr(f"standard.{key}") for key in facts.services["standard"]]
    explain.one_of(page, names, told.__getitem__, key="site-service")
    tables.download(page, facts.services, SERVICE_COLUMNS, name="site_coverage", explanations=tuple(told),
                    of=facts.site["site_id"])  # fmt: skip


def _contradictions(page: Page, facts: SiteFacts) -> None:
    """What in the answers cannot be true at once; nothing is drawn where nothing was found."""
    if facts.doubts.empty:
        return
    communes = page.results.places().set_index("adm2_pcode")["name_fr"].to_dict()
    lines = doubts.sentences(facts.doubts, communes, page.tr)
    with st.container(border=True):
        st.markdown(f"**{page.tr('sheet.contradictions')}**")
        st.markdown(f"⚠ {page.tr('sheet.contradictions_note', count=len(lines))}")
        keys = doubted_standards(facts.doubts, page.results.standards())
        rests = [doubts.touched(one.split(), page.tr) for one in keys]
        told = [f"- {page.tr.plain(line)}" + (f"  \n  :small[{page.tr.plain(rest)}]" if rest else "")
                for line, rest in zip(lines, rests, strict=True)]  # fmt: skip
        st.markdown("\n".join(told[:FIRST]))
        if told[FIRST:]:
            with st.expander(page.tr("report.more", count=len(told) - FIRST)):
                st.markdown("\n".join(told[FIRST:]))
        records = facts.doubts.to_dict("records")
        quality = facts.explained["quality"]
        explain.one_of(page, list(lines), lambda at: quality.explain_row(records[at]), key="site-doubt")


def _history(page: Page, facts: SiteFacts) -> None:
    """What became of the site, the newest first, as known on the day of the picture."""
    st.subheader(page.tr("sheet.history"), anchor=False)
    st.caption(page.tr("sheet.history_note", day=page.tr.day(page.facts["as_of"])))
    then = known_on.choose(page)
    known_on.caption(page, then)
    rows = facts.history if then is page else then.results.site_history(facts.site["site_id"]).iloc[::-1]
    if rows.empty:
        st.info(page.tr("known.not_yet"))
        return
    with st.expander(page.tr("sheet.history_open", count=len(rows)), icon=":material/history:"):
        st.markdown("\n".join(f"- {page.tr.plain(_line(page, row))}" for row in rows.to_dict("records")))


def _line(page: Page, row: dict[str, object]) -> str:
    tr, people = page.tr, row["people"]
    told = [tr.day(row["day"]) if isinstance(row["day"], str) else tr("unit.undated")]
    if row["what"] == "event":
        told.append(tr.or_else(f"choice.event_kind.{row['event_kind']}", str(row["event_kind"])))
        told += [tr(f"sheet.{name}", count=row[name]) for name in ("people_in", "people_out") if pd.notna(row[name])]
    elif row["what"] == "merged":
        told.append(tr("sheet.was_merged", code=str(row["record"])))
    else:
        told.append(tr(f"sheet.was_{row['what']}"))
        told += [_reason(page, str(row["note"]))] if isinstance(row["note"], str) else []
    if people is not None and pd.notna(people):
        told.append(f"{tr.number(float(str(people)))} {tr('unit.persons')}")
    return " · ".join(told)


def _reason(page: Page, code: str) -> str:
    return page.tr.or_else(f"choice.not_assessed_reason.{code}", page.tr.or_else(f"choice.{code}", code))
