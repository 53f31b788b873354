"""The answer: households left without a kit, households with one; what stops it, from where, by which way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from components.figures import reach_text, route_words
from components.session import Page
from components.widgets import explain, reach_figures, reach_members, reach_plan
from components.widgets.reach_ask import Asked
from geo.explain import Explanation, Result
from geo.route_names import Passed
from results.reach_trials import TOGETHER, Changes

MOST_ROUTES = 4


@dataclass(frozen=True)
class Answer:
    """What was found for the place of the answer: rows of all bands, today and after the changes; the sentences."""

    today: pd.DataFrame
    after: pd.DataFrame
    row: dict[str, Any]
    before: dict[str, Any]
    lines: tuple[str, ...]


def show(page: Page, asked: Asked, changes: Changes) -> Answer:
    """Draw the answer of the hours chosen, after the changes, with the difference that they make."""
    level, code, _ = asked.place
    result = reach_figures.reached(page, asked, level, changes)
    base = reach_figures.reached(page, asked, level)
    today, after = (_of(one.frame, code) for one in (base, result))
    row, before = (_at(rows, asked.hours) for rows in (after, today))
    told = lines(page, asked, changes, (row, after))
    with st.container(border=True):
        st.markdown(f"##### {told[0]}")
        _metrics(page, asked, (row, before if changes else row), changes)
        st.markdown("  \n".join(told[1:]))
        _incomplete(page, result, row)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            explain.popover(page, result.explain_row(row), key="reach")
            st.caption(" ".join(_notes(page, asked)), width="stretch")
    return Answer(today, after, row, before, told)


def _incomplete(page: Page, result: Result, row: dict[str, Any]) -> None:
    """Say which bands were not solved in time, and the most that the figure can be."""
    if hours := result.facts.get("incomplete_hours", ()):
        bands = ", ".join(f"H+{one:g}" for one in sorted(hours))
        most = float(round(row["reached_without_limits"]))
        st.warning(page.tr("reach_work.incomplete", bands=bands, most=most), icon=":material/timer_off:")


def items(page: Page) -> dict[str, str]:
    """Names of items by code, for Markdown."""
    rows = page.results.items()
    named = rows[f"name_{page.tr.lang}"].fillna(rows["item"])
    return {code: page.tr.plain(name) for code, name in zip(rows["item"], named, strict=True)}


def warehouses(page: Page, changes: Changes) -> dict[str, str]:
    """Names of warehouses by id, for Markdown."""
    return {code: page.tr.plain(name) for code, name in page.results.warehouse_names(changes).items()}


def _of(rows: pd.DataFrame, code: str) -> pd.DataFrame:
    return rows[rows["place"] == code].reset_index(drop=True)


def _at(rows: pd.DataFrame, hours: float) -> dict[str, Any]:
    return {str(name): value for name, value in rows[rows["within_hours"] == hours].iloc[0].items()}


def lines(page: Page, asked: Asked, changes: Changes, of: tuple[dict[str, Any], pd.DataFrame]) -> tuple[str, ...]:
    row, rows = of
    held = items(page), warehouses(page, changes)
    stops = page.tr("reach.stops", what=reach_text.stops(row, rows, held, page.tr))
    place = page.tr.plain(asked.place[2])
    answer = reach_text.answer(row, place, page.tr)
    if asked.needed.estimate:
        answer += " " + page.tr(f"reach_need.said_{asked.needed.estimate}")
    return answer, stops, *filter(None, (_served_by(page, asked, changes), _first(page, asked, changes)))


def _served_by(page: Page, asked: Asked, changes: Changes) -> str:
    """Warehouses that serve the place, by which ways, and how soon; "" without a need."""
    held = reach_plan.serving(page, asked, changes)[0] if reach_plan.possible(asked) else []
    if not held:
        return ""
    names = warehouses(page, changes)
    told = [
        page.tr("reach.serves", warehouse=names.get(one.warehouse, one.warehouse),
                count=float(round(one.households)), routes=_route_words(page, one.routes))
        for one in held[: reach_plan.MOST_NAMED]
    ]  # fmt: skip
    rest = len(held) - reach_plan.MOST_NAMED
    every = page.tr("reach_text.and_more", names=", ".join(told), count=rest) if rest > 0 else ", ".join(told)
    return page.tr("reach.served_by", names=every)


def _route_words(page: Page, routes: Sequence[Passed]) -> str:
    told = ", ".join(page.tr.plain(route) for route in route_words.worded(routes[:MOST_ROUTES], page.tr))
    return (told + " …" if len(routes) > MOST_ROUTES else told) or page.tr("reach.no_road")


def _first(page: Page, asked: Asked, changes: Changes) -> str:
    """When the first and the last commune in need can have a first kit, from where and by which ways."""
    rows = page.results.first_kits(asked.question, changes).frame
    rows = _members(page, asked, rows)
    if asked.question.need is not None:
        rows = rows[rows["adm2_pcode"].isin([code for code, households in asked.question.need if households > 0])]
    never = rows[rows["first_kit_hours"].isna()]
    known = rows.dropna(subset=["first_kit_hours"]).sort_values("first_kit_hours", kind="stable")
    told = []
    if len(known):
        first, last = known.iloc[0], known.iloc[-1]
        told.append(page.tr("reach.first", place=page.tr.plain(first["name"]), hours=first["first_kit_hours"]))
        if len(known) > 1:
            told.append(page.tr("reach.last", place=page.tr.plain(last["name"]), hours=last["first_kit_hours"],
                                **_whence(page, asked, changes, last)))  # fmt: skip
    if len(never):
        told.append(page.tr("reach.never", count=len(never), names=_names(page, never)))
    return " ".join(told)


def _members(page: Page, asked: Asked, rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["adm2_pcode"].isin(reach_members.codes(page, asked))]


def _whence(page: Page, asked: Asked, changes: Changes, row: pd.Series) -> dict[str, str]:
    """Warehouse and ways that the last item of a commune comes by."""
    names = warehouses(page, changes)
    routes = page.results.route_after(asked.question, row["last_warehouse"], row["adm2_pcode"], changes)
    return {"warehouse": names.get(row["last_warehouse"], ""), "routes": _route_words(page, routes),
            "item": items(page).get(row["last_item"], "")}  # fmt: skip


def _names(page: Page, rows: pd.DataFrame) -> str:
    names = {code: page.tr.plain(name) for code, name in zip(rows["adm2_pcode"], rows["name"], strict=True)}
    return reach_text.named(list(names), names, page.tr)


def _metrics(page: Page, asked: Asked, rows: tuple[dict[str, Any], dict[str, Any]], changes: Changes) -> None:
    """Unserved first, then served, each with the difference that the changes make; then the share of the need."""
    row, before = rows
    hours = f"{asked.hours:g}"
    with st.container(horizontal=True, gap="medium"):
        if pd.isna(row["households_in_need"]):
            st.metric(page.tr("reach.face_need"), page.tr("reach.no_need"), help=page.tr("reach.no_need_help"),
                      width="content")  # fmt: skip
        else:
            gone = float(row["households_left"]) - float(before["households_left"])
            st.metric(page.tr("reach.face_left", hours=hours), reach_text.left_of(row, page.tr),
                      _delta(page, gone, changes), delta_color="inverse" if round(gone) else "off",
                      width="content")  # fmt: skip
        more = float(row["households_reached"]) - float(before["households_reached"])
        st.metric(page.tr("reach.face_reached", hours=hours), reach_text.whole(row["households_reached"], page.tr),
                  _delta(page, more, changes), delta_color="normal" if round(more) else "off",
                  width="content")  # fmt: skip
        if pd.notna(row["reached_share"]):
            st.metric(page.tr("reach.face_share"), page.tr.share(row["reached_share"]), width="content")
        mean = reach_plan.serving(page, asked, changes)[1] if reach_plan.possible(asked) else float("nan")
        if pd.notna(mean):
            st.metric(page.tr("reach.face_mean"), f"{page.tr.number(mean, 1)} {page.tr('unit.h')}", width="content")


def _delta(page: Page, difference: float, changes: Changes) -> str | None:
    return page.tr("reach.delta", count=float(round(difference))) if changes else None


def _notes(page: Page, asked: Asked) -> list[str]:
    fleet = asked.vehicles and asked.question.mode == TOGETHER
    notes = [page.tr("reach.mode_note_fleet" if fleet else f"reach.mode_note_{asked.question.mode}")]
    if asked.needed.name and asked.question.need is not None:
        notes.insert(0, page.tr("reach.need_of", name=asked.needed.name))
    return notes


def explained(result: Result, rows: pd.DataFrame, most: int = 20) -> tuple[Explanation, ...]:
    """Explanations of the first rows, for a file."""
    return tuple(result.explain_row(row) for row in rows.head(most).to_dict("records"))
