"""The matrix on the page: places and standards, a click on a cell goes a level down, the card of what was opened."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
import streamlit as st

from components.figures import coverage_matrix as figure
from components.session import Page
from components.widgets import coverage_ask, coverage_card, explain, tables
from components.widgets.coverage_ask import Asked
from data.reference_tables import settings

KEY = "coverage-matrix"
ALL = "coverage-all"
MOST_ROWS = 60  # rows drawn; the download holds all
PLACE_COLUMNS = (
    "name", "standard", "coverage_low", "coverage_share", "coverage_high", "people_total", "fresh_share", "gap",
    "gap_unit", "assessed_share", "status", "people_met", "people_short", "people_unknown", "people_not_applicable",
    "sites_without_people", "idp_total_place", "place",
)  # fmt: skip
SITE_COLUMNS = (
    "name", "standard", "status", "measured", "threshold", "unit", "gap", "gap_unit", "people_total", "assessed_on",
    "not_assessed_reason", "place",
)  # fmt: skip
EXPLAINED = 30
_READ = {**dict.fromkeys(coverage_ask.NEXT, "coverage.how_to_read"), "site": "coverage.how_to_read_sites"}
# One listener for the whole table: cells are buttons, so that keys reach them too.
_JS = """
export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector('.pare-cov');
  if (root.dataset.of !== data.of) { root.innerHTML = data.html; root.dataset.of = data.of; }
  root.onclick = function (event) {
    const cell = event.target.closest('button');
    if (!cell) { return; }
    setTriggerValue('cell', [cell.closest('tr').dataset.p, cell.dataset.s || '']);
  };
}
"""


@cache
def _component() -> Any:
    return st.components.v2.component(
        "pare_matrix", html='<div class="pare-cov"></div>', css=figure.style(), js=_JS, isolate_styles=False
    )


def show(page: Page, asked: Asked) -> None:
    """Draw the way up, the card of the place, the matrix and its downloads."""
    coverage_ask.trail(page, asked)
    rows = coverage_ask.rows_of(page, asked)
    coverage_card.show(page, asked, rows)
    if rows.empty:
        st.info(page.tr("table.empty"))
        return
    columns = _columns(page, asked)
    order = figure.worst_first(rows, columns)
    _table(page, asked, rows, (columns, order))
    if len(order) > MOST_ROWS:
        st.caption(page.tr("coverage.first_rows", shown=MOST_ROWS, count=len(order)))
    kept = rows[rows["standard"].isin(columns)]
    kept = kept.assign(at=kept["place"].map({place: at for at, place in enumerate(order)})).sort_values(
        "at", kind="stable"
    )
    explain.rows(page, page.results.coverage(asked.level, asked.phase), kept, ["name", coverage_ask.standard_of(page)],
                 key="matrix")  # fmt: skip
    _files(page, asked, rows, order)


def _columns(page: Page, asked: Asked) -> tuple[str, ...]:
    """Standards of short views, or all of them; the one chosen is always there."""
    short = [norm.key for norm in asked.standards if norm.headline]
    if not short or len(short) == len(asked.standards):
        return asked.keys
    left, right = st.columns([3, 1], vertical_alignment="center")
    with left:
        st.caption(page.tr(_READ.get(asked.level, "coverage.how_to_read_groups")))
    with right:
        every = st.toggle(page.tr("coverage.every_standard", count=len(asked.standards)), key=ALL)
    return asked.keys if every else tuple(key for key in asked.keys if key in short or key == asked.standard)


def _table(page: Page, asked: Asked, rows: pd.DataFrame, shown: tuple[tuple[str, ...], list[str]]) -> None:
    columns, order = shown
    below = settings()["assessed_share_hatched"].value
    kept = rows[rows["standard"].isin(columns) & rows["place"].isin(order[:MOST_ROWS])]
    at = pd.Series(range(len(order)), index=order)
    kept = kept.iloc[kept["place"].map(at).to_numpy().argsort(kind="stable")]
    of_sites = asked.level == "site"
    drawn = figure.html(kept, columns, page.tr, focus=asked.standard, hatched_below=below)
    drawn += figure.legend(page.tr, of_sites=of_sites, hatched_below=below)

    def clicked() -> None:
        told = st.session_state[KEY].get("cell")
        if told and told[0] in at.index:
            coverage_ask.open_row(asked, str(told[0]), str(told[1]) if told[1] in asked.keys else "")

    _component()(key=KEY, data={"html": drawn, "of": str(hash(drawn))}, on_cell_change=clicked)


def _files(page: Page, asked: Asked, rows: pd.DataFrame, order: list[str]) -> None:
    """Every row of the sector, the worst place first, and the explanations of the standard chosen."""
    result = page.results.coverage(asked.level, asked.phase)
    first = rows[(rows["standard"] == asked.standard) & rows["place"].isin(order[:EXPLAINED])]
    told = tuple(result.explain_row(row) for row in first.to_dict("records"))
    columns = SITE_COLUMNS if asked.level == "site" else PLACE_COLUMNS
    name = "site_coverage" if asked.level == "site" else "coverage"
    tables.download(page, rows, columns, name=name, explanations=told, of=f"{asked.place}-{asked.sector}")
