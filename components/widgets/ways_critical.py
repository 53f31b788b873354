"""Critical ways on a page: a map, the first ones in sentences, and the table of all."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components.figures.critical_ways import critical_ways as critical_layer
from components.figures.layer import Layer
from components.session import Page
from components.widgets import explain, situation_map, tables
from geo.critical_ways import CORRIDOR, KINDS, ROUTE, WAY
from geo.journeys import Conditions

COLUMNS = ("way_told", "households_cut_off", "households_later", "hours_lost", "lost_24h", "lost_72h",
           "household_hours", "worst_name", "ways_closed", "way_id")  # fmt: skip
SENTENCES = 3


def show(page: Page, kit: str, conditions: Conditions) -> None:
    """Draw what the closing of a way, a route or a corridor would take from households."""
    result = page.results.critical_ways(kit, conditions)
    st.caption(page.tr("ways.critical_note", served=result.facts["reached"], of=result.facts["households"]))
    if result.facts["households_unknown"]:
        st.caption(page.tr("ways.households_unknown", count=result.facts["households_unknown"]))
    if result.facts["not_tried"]:
        left = {"count": result.facts["not_tried"], "most": result.facts["not_tried_most"]}
        st.caption(page.tr("ways.not_tried", tried=result.facts["tried"], **left))
    if result.frame.empty:
        st.info(page.tr("ways.none_critical"))
        return
    situation_map.show(page, [layer(page, kit, conditions)], key="ways-map")
    kind = st.segmented_control(
        page.tr("ways.of_kind"), KINDS, default=WAY, format_func=lambda one: page.tr(f"choice.way_kind.{one}"),
        key="ways-kind", required=True,
    )  # fmt: skip
    rows = _worded(page, result.frame[result.frame["kind"] == (kind or WAY)].reset_index(drop=True))
    if rows.empty:
        st.info(page.tr("ways.none_critical"))
        return
    st.markdown("\n".join(f"- {_sentence(page, row)}" for row in rows.head(SENTENCES).to_dict("records")))
    told = tuple(result.explain_row(row) for row in rows.head(20).to_dict("records"))
    tables.show(page, rows, COLUMNS, name="critical_ways", explanations=told, of=str(kind))
    explain.rows(page, result, rows, ("way_told",), key="critical-ways")


def layer(page: Page, kit: str, conditions: Conditions) -> Layer:
    """Layer of the critical ways, for any map of the product."""

    def make() -> Layer:
        rows = page.results.critical_ways(kit, conditions).frame
        return critical_layer(rows[rows["kind"] == WAY], page.results.commune_points(), page.tr)

    return situation_map.kept(page, ("critical", kit, repr(conditions)), make)


def _worded(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with the name that people know each by."""
    return rows.assign(
        way_told=[_name(page, row) for row in rows.to_dict("records")],
        households_later=rows["households"], ways_closed=rows["ways"], way_id=rows["name"],
    )  # fmt: skip


def _name(page: Page, row: dict[str, Any]) -> str:
    if row["kind"] == CORRIDOR:
        return str(row["name"])
    if row["kind"] == ROUTE or pd.isna(row["from_pcode"]):
        return page.tr("filter.whole_route", route=row["name"])
    route = row["route"] if isinstance(row["route"], str) else row["name"]
    return page.tr("filter.one_way", route=route, start=row["start"], end=row["end"])


def _sentence(page: Page, row: dict[str, Any]) -> str:
    name = page.tr.plain(row["way_told"])
    if not row["households"] > 0:
        return page.tr("ways.cut_sentence", way=name, cut=row["households_cut_off"])
    key = "ways.both_sentence" if row["households_cut_off"] > 0 else "ways.later_sentence"
    return page.tr(key, way=name, cut=row["households_cut_off"], households=row["households"], hours=row["hours_lost"])
