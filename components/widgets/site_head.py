"""The head of a site's sheet: its names, its state and access with their dates, leading figures, and the paper."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from components.figures import management
from components.figures.explain_text import amount
from components.figures.report import filled
from components.session import Page
from components.widgets import explain, fresh_note, tables
from geo.coverage_explained import counted_verdicts
from geo.explain import Explanation
from results.site_sheet import SiteFacts

COLOURS = {"met": "blue", "short": "orange", "not_assessed": "gray", "not_applicable": "gray"}
STATES = {"open": "blue", "emptied": "orange", "closed": "gray", "relocated": "orange", "merged": "gray",
          "unknown": "gray"}  # fmt: skip
ACCESS = {"reachable": "blue", "restricted": "orange", "not_reachable": "red", "unknown": "gray"}
SIGNS = {"met": "✓", "short": "✗", "not_assessed": "?", "not_applicable": "–"}


def show(page: Page, facts: SiteFacts) -> None:
    """Draw name, badges, papers and leading figures."""
    tr, site = page.tr, facts.site
    st.subheader(tr.plain(site["name"] if _text(site["name"]) else site["site_id"]), anchor=False)
    named = [site.get("adm3_name"), site["adm2_name"], site["adm1_name"], site["site_id"]]
    st.caption(" · ".join(tr.plain(one) for one in named if _text(one)))
    if site["aliases"]:
        st.caption(tr("report.aliases", names=", ".join(tr.plain(one) for one in site["aliases"])))
    _badges(page, facts)
    st.markdown(_identity(page, site))
    _papers(page, site)
    first, second, third = st.columns(3)
    with first, st.container(border=True, height="stretch"):
        _toilets(page, facts)
    with second, st.container(border=True, height="stretch"):
        _people(page, facts)
    with third, st.container(border=True, height="stretch"):
        _counts(page, facts.services)


def _badges(page: Page, facts: SiteFacts) -> None:
    """State and access in words, each with the day since when, and a colour that is not needed to read it."""
    site = facts.site
    with st.container(horizontal=True, vertical_alignment="center"):
        for name, colours in (("status", STATES), ("access", ACCESS)):
            code = site[name] if _text(site[name]) else "unknown"
            told = page.tr(f"sheet.{name}_{code}")
            since = site[f"{name}_since"]
            if _text(since):
                key = "sheet.last_seen" if code == "unknown" else "sheet.since"
                told = page.tr(key, state=told, day=page.tr.day(since))
            st.badge(told, color=colours[code])  # type: ignore[arg-type]
        states = facts.explained["states"]
        row = states.frame[states.frame["site_id"] == site["site_id"]]
        if len(row):
            explain.popover(page, states.explain_row(row.iloc[0].to_dict()), key="site-state")


def _identity(page: Page, site: dict[str, Any]) -> str:
    tr = page.tr
    pairs = [
        ("site_class", _word(page, "site_class", site)), ("site_type", _word(page, "site_type", site)),
        ("manager_organisation", site["manager_organisation"]), ("management", management.line(site, tr)),
        ("opened_on", _day(page, site["opened_on"])),
        ("assessed_on", _aged(page, site.get("assessed_on"))),
        *([("materials_needed", site["materials_needed"])] if _text(site.get("materials_needed")) else []),
    ]  # fmt: skip
    unknown = tr("report.unknown")
    return "  \n".join(
        f"**{tr(f'sheet.{name}')}** : {tr.plain(value) if _text(value) else unknown}" for name, value in pairs
    )


def _papers(page: Page, site: dict[str, Any]) -> None:
    """One click to the page on paper: the site, its commune, its department."""
    asked, tr, code = page.results, page.tr, site["site_id"]
    commune, department = site["adm2_pcode"], str(site["adm2_pcode"])[:4]
    titles = {"site": code, "commune": commune, "department": department}
    stems = [tables.stem(page, tr(f"sheet.file_{kind}"), one) for kind, one in titles.items()]
    of_site, of_commune, of_department = (f"{stem}.pdf" for stem in stems)
    tables.file_buttons(page, {
        of_site: (tr("sheet.pdf_site"), filled.PDF, lambda: filled.site_pdf(asked, code, tr)),
        of_commune: (tr("sheet.pdf_commune"), filled.PDF, lambda: filled.place_pdf(asked, commune, tr)),
        of_department: (tr("sheet.pdf_department"), filled.PDF, lambda: filled.place_pdf(asked, department, tr)),
    })  # fmt: skip


def _toilets(page: Page, facts: SiteFacts) -> None:
    """The leading service: functional toilets against the standard, explained by what computed it."""
    st.markdown(f"**{page.tr('sites.toilets')}**")
    rows = facts.services[facts.services["standard"] == "toilets"]
    if rows.empty:
        st.caption(page.tr("sheet.closed_no_services"))
        return
    row = rows.iloc[0]
    told = facts.explained["coverage"].explain(place=facts.site["site_id"], standard="toilets")
    st.badge(f"{SIGNS[row['status']]} {page.tr('status.' + row['status'])}", color=COLOURS[row["status"]])  # type: ignore[arg-type]
    st.markdown(f"#### {page.tr.plain(_face(page, told, row))}")
    explain.popover(page, told, key=f"toilets-{facts.site['site_id']}")


def _face(page: Page, told: Explanation, row: pd.Series) -> str:
    """What stands on the face: without any working toilet there is no ratio, and that is said, not "not assessed"."""
    if told.value is not None or row["status"] != "short":
        return amount(told.value, told.unit, page.tr)
    if pd.isna(row["people_total"]):
        return page.tr("sites.no_toilet_unknown")
    return page.tr("sites.no_toilet", people=float(row["people_total"]))


def _people(page: Page, facts: SiteFacts) -> None:
    """People now: the last count and the confirmed events since."""
    tr, site = page.tr, facts.site
    told = facts.explained["people_now"].explain(place=site["site_id"])
    st.markdown(f"**{tr('sheet.people_now')}**")
    st.markdown(f"#### {tr.plain(amount(told.value, told.unit, tr))}")
    if _text(site.get("counted_on")) and pd.notna(site.get("people")):
        key = "sheet.estimated_on" if site["people_estimated"] is True else "sheet.counted_on"
        st.caption(tr(key, people=float(site["people"]), day=_aged(page, site["counted_on"])))
    fresh_note.caption(page, fresh_note.of(told), short=True)
    explain.popover(page, told, key=f"people-{site['site_id']}")


def _counts(page: Page, services: pd.DataFrame) -> None:
    """How many standards are met, missed and open; headline ones apart."""
    st.markdown(f"**{page.tr('sheet.verdicts')}**")
    for name, rows in (("headline", services[services["headline"].astype(bool)]), ("every", services)):
        counts = rows["status"].value_counts()
        told = " · ".join(f"{int(counts.get(status, 0))} {sign} {page.tr(f'report.many_{status}')}"
                          for status, sign in SIGNS.items())  # fmt: skip
        st.markdown(f"{page.tr(f'sheet.{name}')} : {told}")
    if len(services):
        explain.popover(page, counted_verdicts(services), key="site-verdicts")


def _word(page: Page, column: str, site: dict[str, Any]) -> str | None:
    code = site[column]
    if not _text(code):
        return None
    return page.tr.or_else(f"choice.{column}.{code}", page.tr.or_else(f"choice.{code}", str(code)))


def _day(page: Page, day: object) -> str | None:
    return page.tr.day(day) if _text(day) else None


def _aged(page: Page, day: object) -> str | None:
    """A day with its age on the day of the picture."""
    if not isinstance(day, str):
        return None
    age = (date.fromisoformat(page.facts["as_of"]) - date.fromisoformat(day[:10])).days
    return page.tr("sheet.aged", day=page.tr.day(day), days=age)


def _text(value: object) -> bool:
    return isinstance(value, str) and value != ""
