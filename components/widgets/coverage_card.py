"""The card of one place or site and one standard: figure, interval, caveats, explanation, the way to a sheet."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components import navigation
from components.figures import table
from components.session import Page
from components.widgets import explain, fresh_note, tables
from components.widgets.coverage_ask import Asked
from geo.explain import Result

BEHIND = ("name", "status", "people", "measured", "threshold", "unit", "gap", "gap_unit", "not_assessed_reason",
          "assessed_on")  # fmt: skip
MOST_BEHIND = 12


def show(page: Page, asked: Asked, rows: pd.DataFrame) -> None:
    """Draw the card: of the site or group opened, else of the place."""
    opened = bool(asked.at) and asked.at in set(rows["place"])
    level, code = (asked.level, asked.at) if opened else (asked.place_level, asked.place)
    result = page.results.coverage(level, asked.phase)
    row = _row(result, code, asked.standard)
    if row is None:
        st.info(page.tr("coverage.nobody_here", place=page.tr.plain(asked.name)))
        return
    with st.container(border=True):
        if level == "site":
            _site(page, asked, row)
        else:
            named = rows.loc[rows["place"] == code, "name"] if opened else [asked.name]
            place(page, asked, row, str(next(iter(named))))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            explain.popover(page, result.explain_row(row.to_dict()), key="coverage")
            if level == "site":
                _sheet(page, asked.at)
            else:
                _behind(page, asked, level, code)


def place(page: Page, asked: Asked, row: pd.Series, name: str) -> None:
    """Figure, interval and caveats of a place or area and the standard chosen."""
    share, low, high = (page.tr.share(row[column]) for column in ("coverage_share", "coverage_low", "coverage_high"))
    title = f"**{page.tr.plain(name)} · {page.tr(f'standard.{asked.standard}')}**"
    if pd.isna(row["coverage_share"]):
        key = "coverage.nowhere_asked" if row["status"] == "not_applicable" else "coverage.nothing_assessed"
        told = page.tr(key)
    else:
        told = page.tr("coverage.face", share=share, low=low, high=high)
    st.markdown(f"{title}  \n{told}")
    st.caption(" ".join(_caveats(page, row)))


def _site(page: Page, asked: Asked, row: pd.Series) -> None:
    name = page.tr.plain(row["name"] if pd.notna(row["name"]) else row["place"])
    title = f"**{name} · {page.tr(f'standard.{asked.standard}')}**"
    unit = page.tr.or_else(f"choice.unit.{row['unit']}", str(row["unit"]))
    told = [f"**{page.tr(f'coverage.sign.{row.status}')}**"]
    if row["status"] in ("met", "short") and row["unit"] != "yes/no":
        if row["unit"] == "share":
            measured, threshold = page.tr.share(row["measured"]), page.tr.share(row["threshold"])
        else:
            measured, threshold = (f"{_figure(page, row[column])} {unit}" for column in ("measured", "threshold"))
        told.append(page.tr("coverage.measured_against", measured=measured, threshold=threshold))
    if row["gap"] > 0:
        unit = page.tr.or_else(f"choice.gap_unit.{row['gap_unit']}", str(row["gap_unit"]))
        told.append(page.tr("coverage.lacks", count=float(row["gap"]), unit=unit))
    if isinstance(row["not_assessed_reason"], str):
        told = [page.tr(f"note.coverage.{row['not_assessed_reason']}")]
    st.markdown(f"{title}  \n{' · '.join(told)}")
    people = row["idp_total_place"]
    of = (
        page.tr("coverage.site_people", people=float(people))
        if pd.notna(people)
        else page.tr("coverage.site_uncounted")
    )
    st.caption(f"{of} · {page.tr('header.assessed_on')} {page.tr.day(row['assessed_on'])}")


def _figure(page: Page, value: float) -> str:
    return page.tr.number(value, 0 if pd.isna(value) or float(value).is_integer() or value >= 100 else 1)


def _sheet(page: Page, site: str) -> None:
    stem, name = navigation.SHEETS["site"]
    st.page_link(navigation.entry(stem).file, label=page.tr("coverage.to_sheet"), icon=":material/description:",
                 query_params={name: site})  # fmt: skip


def _behind(page: Page, asked: Asked, level: str, place: str) -> None:
    """The sites that enter the figure, those short first."""
    with st.popover(page.tr("coverage.rows_behind"), type="tertiary", icon=":material/list:"):
        rows = page.results.rows_behind(level, place, asked.standard, asked.phase)
        height = min(len(rows), MOST_BEHIND) * 35 + 38
        tables.grid(page, table.for_people(rows, BEHIND, page.tr), BEHIND, blank="unit.unknown", height=height)


def _row(result: Result, place: str, standard: str) -> pd.Series | None:
    rows = result.frame[(result.frame["place"] == place) & (result.frame["standard"] == standard)]
    return None if rows.empty else rows.iloc[0]


def _caveats(page: Page, row: pd.Series) -> list[str]:
    known = pd.notna(row["idp_total_place"])
    key = "coverage.speaks_for" if known else "coverage.speaks_for_unknown"
    told = [page.tr(key, people=float(row["people_total"]), total=float(row["idp_total_place"]) if known else 0)]
    if row["sites_without_people"]:
        told.append(page.tr("coverage.without_people", count=int(row["sites_without_people"])))
    return [*told, *filter(None, [fresh_note.sentence(page, row["fresh_share"])])]
