"""What if units were added at these sites: coverage before and after, people newly met. Nothing is stored."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.figures import chart, gap_chart
from components.session import Page
from components.widgets import coverage_ask, explain, tables
from components.widgets.coverage_ask import Asked
from geo.errors import DashboardError
from geo.explain import Result
from geo.frames import ASSESSMENTS
from geo.places import rows_within
from geo.standards import Standard
from results.gaps import Additions

EACH, OPTIMUM = "each", "optimum"
MOST_UNITS = 100_000
CHANGED = ("name", "standard", "coverage_share_before", "coverage_share_after", "coverage_low_before",
           "coverage_low_after", "people_newly_met", "people_no_longer_met", "sites_newly_met", "gap_before",
           "gap_after", "gap_unit", "place")  # fmt: skip
OUTCOMES = ("name", "adm2_name", "quantity", "units_before", "units_after", "outcome", "site_id")
MOST_PLACES = 12
FIRST_SITES = 5
EXPLAINED = 20


def show(page: Page, asked: Asked) -> None:
    """Draw the choices of the trial and what it changes."""
    coverage_ask.trail(page, asked)
    st.info(page.tr("gap.nothing_stored"), icon=":material/science:")
    column = column_of(next(norm for norm in asked.standards if norm.key == asked.standard))
    if not column:
        st.warning(page.tr("gap.not_addable", standard=page.tr(f"standard.{asked.standard}")))
        return
    try:
        additions = _additions(page, asked, column)
        if additions:
            _change(page, asked, additions)
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))


def column_of(norm: Standard) -> str:
    """The count or amount of an assessment that grows when units of a standard are added; "" where there is none."""
    column = {
        ("rate", "min"): norm.measures,
        ("ratio", "max"): norm.denominator,
        ("ratio", "min"): norm.numerator,
        ("compound", "max"): norm.denominator,
        ("share_of", "min"): norm.numerator,
    }.get((norm.kind, norm.direction), "")
    held = ASSESSMENTS.by_name.get(column)
    return column if held is not None and held.kind in ("integer", "number") else ""


def _additions(page: Page, asked: Asked, column: str) -> Additions:
    """Draw how many units, where; give them as (site, column, quantity)."""
    unit = page.tr.or_else(f"header.{column}", page.tr(f"column.{column}"))
    ways = [EACH]
    if asked.standard in page.results.standards_with_units() and column != "water_litres_person_day":
        ways.append(OPTIMUM)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        quantity = st.number_input(page.tr("gap.quantity", unit=unit), min_value=0, max_value=MOST_UNITS, value=10,
                                   key=f"what-if-{column}", width=260)  # fmt: skip
        way = st.segmented_control(page.tr("gap.way"), ways, default=EACH, key=f"what-if-way-{len(ways)}",
                                   required=True, format_func=lambda one: page.tr(f"gap.way_{one}"))  # fmt: skip
    if way == OPTIMUM:
        told = page.results.next_units(asked.standard, int(quantity), place=asked.within, phase=asked.phase).frame
        st.caption(page.tr("gap.optimum"))
        given = zip(told["site_id"], told["units_added"], strict=True)
        return tuple((str(site), column, float(units)) for site, units in given)
    sites = _sites(page, asked, float(quantity))
    return tuple((site, column, float(quantity)) for site in sites) if quantity else ()


def _sites(page: Page, asked: Asked, quantity: float) -> list[str]:
    """Sites of the place, those below the standard first; at first those that the quantity brings up to it."""
    rows = page.results.coverage_of_sites(asked.standard, asked.phase)
    rows = rows_within(rows, page.results.places(), asked.within)
    short = rows["status"] == "short"
    rows = pd.concat([rows[short], rows[~short]])
    signs = {key: page.tr(f"coverage.sign.{key}") for key in rows["status"].unique()}
    told = rows[["place", "name", "adm2_name", "status"]].fillna({"name": rows["place"], "adm2_name": ""})
    names = {place: f"{name} · {commune} · {signs[status]}"
             for place, name, commune, status in told.itertuples(index=False, name=None)}  # fmt: skip
    first = [asked.at] if asked.at in names else _within_reach(rows[rows["status"] == "short"], quantity)
    return st.multiselect(page.tr("gap.sites"), list(names), default=first, format_func=names.__getitem__,
                          select_all=False, key=f"what-if-sites-{asked.place}-{asked.standard}-{asked.at}")  # fmt: skip


def _within_reach(short: pd.DataFrame, quantity: float) -> list[str]:
    """Sites with most people among those that the quantity brings up to the standard; else those nearest to it."""
    lacks = short["gap"].where(short["gap_unit"] != "litres a day", short["threshold"] - short["measured"])
    near = short[lacks <= quantity].sort_values("people_total", ascending=False, kind="stable")
    chosen = near if len(near) else short.loc[lacks.sort_values(kind="stable").index]
    return [str(place) for place in chosen["place"].head(FIRST_SITES)]


def _change(page: Page, asked: Asked, additions: Additions) -> None:
    whole = page.results.what_if(additions, asked.place_level, asked.phase)
    rows = whole.frame[whole.frame["place"] == asked.place]
    mine = rows[rows["standard"] == asked.standard]
    if mine.empty:
        st.info(page.tr("table.empty"))
        return
    _numbers(page, whole, mine.iloc[0].to_dict())
    _without_effect(page, additions)
    _places(page, asked, additions)
    others = rows[rows["changed"].astype(bool) & (rows["standard"] != asked.standard)]
    if len(others):
        with st.expander(page.tr("gap.others", count=len(others)), icon=":material/call_split:"):
            tables.show(page, others.reset_index(drop=True), CHANGED, name="what_if", of="others")
            explain.rows(page, whole, others, [coverage_ask.standard_of(page)], key="what-if-other")


def _numbers(page: Page, whole: Result, row: dict[str, object]) -> None:
    tr = page.tr
    share, low = (tuple(tr.share(row[f"coverage_{kind}_{side}"]) for side in ("before", "after"))  # type: ignore[arg-type]
                  for kind in ("share", "low"))  # fmt: skip
    gap = tuple(tr.number(row[f"gap_{side}"]) for side in ("before", "after"))  # type: ignore[arg-type]
    unit = tr.or_else(f"choice.gap_unit.{row['gap_unit']}", str(row["gap_unit"]))
    faces = (
        (tr("gap.face_share"), " → ".join(share), tr("gap.face_low", before=low[0], after=low[1])),
        (tr("gap.face_people"), tr.number(row["people_newly_met"]),  # type: ignore[arg-type]
         tr("gap.face_sites", count=row["sites_newly_met"])),
        (tr("gap.face_gap", unit=unit), " → ".join(gap), ""),
    )  # fmt: skip
    for column, (label, value, note) in zip(st.columns(3), faces, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.markdown(f"{label}\n\n#### {value}")
            if note:
                st.caption(note)
    st.caption(tr("gap.whole_sites"))
    explain.popover(page, whole.explain_row(row), key="what-if")


def _without_effect(page: Page, additions: Additions) -> None:
    """Additions at sites whose number before is unknown change nothing that can be told."""
    told = page.results.additions(additions)
    lost = told[told["outcome"] != "added"]
    sites = page.results.sites().set_index("site_id")
    named = told.rename(columns={"before": "units_before", "after": "units_after"}).assign(
        name=told["site_id"].map(sites["name"]), adm2_name=told["site_id"].map(sites["adm2_name"])
    )
    if len(lost):
        st.warning(page.tr("gap.without_effect", count=len(lost)))
    with st.expander(page.tr("gap.additions", count=len(told)), icon=":material/add_circle:"):
        tables.show(page, named, OUTCOMES, name="additions", answers=True)


def _places(page: Page, asked: Asked, additions: Additions) -> None:
    """Places inside whose coverage the trial touches, as bars and as a table."""
    level = asked.level if asked.level in ("adm1", "adm2") else "adm2"
    result = page.results.what_if(additions, level, asked.phase)
    rows = result.frame[(result.frame["standard"] == asked.standard) & result.frame["changed"].astype(bool)]
    rows = rows.sort_values("people_newly_met", ascending=False, kind="stable", ignore_index=True)
    if rows.empty:
        return
    st.plotly_chart(gap_chart.before_after(rows.head(MOST_PLACES), page.tr), key="what-if-chart",
                    config=chart.CONFIG, theme=None)  # fmt: skip
    told = tuple(result.explain_row(row) for row in rows.head(EXPLAINED).to_dict("records"))
    tables.show(page, rows, CHANGED, name="what_if", explanations=told, of=asked.standard)
    explain.rows(page, result, rows, ["name"], key="what-if-place")
