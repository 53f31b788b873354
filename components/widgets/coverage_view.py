"""Service coverage on a page: one standard at one level, its leading figure, map, places and sites."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from components.figures import layers
from components.session import Page
from components.widgets import explain, filters, fresh_note, situation_map, tables
from data.reference_tables import settings
from geo.explain import Explanation, Result

PLACE_COLUMNS = (
    "name", "coverage_low", "coverage_share", "coverage_high", "people_total", "fresh_share", "gap", "gap_unit",
    "assessed_share", "status", "people_met", "people_short", "people_unknown", "people_not_applicable",
    "sites_without_people", "idp_total_place", "place",
)  # fmt: skip
SITE_COLUMNS = (
    "name", "adm2_name", "status", "measured", "threshold", "unit", "gap", "gap_unit", "people_total", "assessed_on",
    "not_assessed_reason", "place",
)  # fmt: skip
ON_MAP = ("adm1", "adm2")


@dataclass(frozen=True)
class Chosen:
    """What is shown: a standard, a level, a phase, one commune or "" for all."""

    standard: str
    level: str
    phase: str
    commune: str


def choose(page: Page) -> Chosen:
    """Draw the choices."""
    columns = st.columns(4)
    with columns[0]:
        standard = filters.standard(page)
    with columns[1]:
        level = filters.level(page)
    with columns[2]:
        phase = filters.phase(page)
    with columns[3]:
        commune = filters.commune(page)
    return Chosen(standard, level, phase, commune)


def headline(page: Page, chosen: Chosen) -> None:
    """The leading figure of the country, department or commune: coverage, its interval, whom it leaves out."""
    level, place = ("adm1", page.department) if page.department else ("adm0", "HT")
    if chosen.commune:
        level, place = "adm2", chosen.commune
    result = page.results.coverage(level, chosen.phase)
    row = _row(result, place, chosen.standard)
    if row is None:
        st.info(page.tr("table.empty"))
        return
    told = result.explain(place=place, standard=chosen.standard)
    with st.container(border=True):
        if chosen.commune:
            st.caption(page.tr("coverage.place", name=page.tr.plain(row["name"])))
        st.markdown("### " + page.tr("coverage.headline", standard=page.tr(f"standard.{chosen.standard}"),
                                     share=page.tr.share(row["coverage_share"])))  # fmt: skip
        low, high = page.tr.share(row["coverage_low"]), page.tr.share(row["coverage_high"])
        st.markdown(page.tr("coverage.interval", low=low, high=high))
        st.caption("  \n".join(_caveats(page, row)))
        explain.popover(page, told, key="coverage")


def on_map(page: Page, chosen: Chosen) -> None:
    """Places coloured by the low bound, hatched where little is assessed."""
    level = chosen.level if chosen.level in ON_MAP else "adm1"
    rows = _places(page, chosen, level)
    below = settings()["assessed_share_hatched"].value
    situation_map.show(page, [layers.coverage(rows, page.tr, level=level, hatched_below=below)], key="coverage-map")


def places(page: Page, chosen: Chosen) -> None:
    """Every place, the lowest bound first."""
    st.subheader(page.tr("coverage.by_place"), anchor=False)
    rows = _places(page, chosen, chosen.level)
    result = page.results.coverage(chosen.level, chosen.phase)
    tables.show(page, rows, PLACE_COLUMNS, name="coverage", explanations=_explanations(result, rows, chosen))


def sites(page: Page, chosen: Chosen) -> None:
    """Every site held against the standard, the largest gap first."""
    st.subheader(page.tr("coverage.by_site"), anchor=False)
    department = chosen.commune[:4] or page.department
    rows = page.results.coverage_of_sites(chosen.standard, chosen.phase, department)
    rows = filters.of_commune(rows, chosen.commune)
    result = page.results.coverage("site", chosen.phase)
    tables.show(page, rows, SITE_COLUMNS, name="site_coverage", explanations=_explanations(result, rows, chosen))


def _places(page: Page, chosen: Chosen, level: str) -> pd.DataFrame:
    rows = page.results.coverage(level, chosen.phase).frame
    rows = rows[rows["standard"] == chosen.standard]
    if page.department and level in ON_MAP:
        rows = rows[rows["place"].str.startswith(page.department)]
    return rows.sort_values(["coverage_low", "people_total"], ascending=[True, False], ignore_index=True)


def _row(result: Result, place: str, standard: str) -> pd.Series | None:
    rows = result.frame[(result.frame["place"] == place) & (result.frame["standard"] == standard)]
    return None if rows.empty else rows.iloc[0]


def _explanations(result: Result, rows: pd.DataFrame, chosen: Chosen, most: int = 20) -> tuple[Explanation, ...]:
    return tuple(result.explain(place=place, standard=chosen.standard) for place in rows["place"].head(most))


def _caveats(page: Page, row: pd.Series) -> list[str]:
    known = pd.notna(row["idp_total_place"])
    key = "coverage.speaks_for" if known else "coverage.speaks_for_unknown"
    told = [page.tr(key, people=float(row["people_total"]), total=float(row["idp_total_place"]) if known else 0)]
    if row["sites_without_people"]:
        told.append(page.tr("coverage.without_people", count=int(row["sites_without_people"])))
    return [*told, *filter(None, [fresh_note.sentence(page, row["fresh_share"])])]
