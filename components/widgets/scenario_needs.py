"""What people need after a shock, by item, for as many days as are asked: low, middle and high."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.figures.explain_text import unit_word
from components.session import Page
from components.widgets import address, explain, filters, scenario_people, tables
from results.preparedness import DAYS
from results.shock import Shock

MOST_DAYS = 90
EVERY = ""
COLUMNS = ("need_item", "need_low", "need_middle", "need_high", "unit", "need_times", "source", "status")
BY_PLACE = ("name", "need_item", "need_low", "need_middle", "need_high", "unit", "classes_unknown", "place")


def show(page: Page, shock: Shock) -> None:
    """Draw needs of the department chosen or of the nation, then by place."""
    tr = page.tr
    chosen = days(page)
    above, place = scenario_people.whole(page)
    result = page.results.needs_of(shock, above, chosen)
    rows = result.frame[result.frame["place"] == place].reset_index(drop=True)
    name = page.tr.plain(rows["name"].iloc[0]) if len(rows) else ""
    st.subheader(tr("shock.needs_of", place=name, days=chosen), anchor=False)
    st.caption(tr("shock.needs_note"))
    told = tuple(result.explain_row(row) for row in rows.to_dict("records"))
    several = ("hazard",) if scenario_people.several(rows) else ()
    tables.show(page, worded(page, rows), (*several, *COLUMNS), name="needs", explanations=told, answers=True)
    explain.rows(page, result, rows, (lambda row: item(page, str(row["item"])),), key="needs")
    _by_place(page, shock, chosen)


def days(page: Page) -> int:
    """For how many days; in the address where they are not the usual ones."""
    held = [str(one) for one in range(1, MOST_DAYS + 1)]
    address.recall("days", held)
    st.session_state.setdefault("need-days", int(st.session_state.get("days", DAYS)))
    chosen = int(st.number_input(page.tr("shock.days"), 1, MOST_DAYS, step=1, key="need-days", width=240))
    address.write("days", str(chosen), default=str(DAYS))
    return chosen


def item(page: Page, key: str) -> str:
    """A need in words."""
    return page.tr.or_else(f"choice.need.{key}", key)


def worded(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with needs, units, sources and status in words."""
    tr = page.tr
    told = {"need_item": [item(page, one) for one in rows["item"]]}
    told["unit"] = [unit_word(one, tr) for one in rows["unit"]]
    if "per_day" in rows:
        told["need_times"] = [tr("shock.for_days", days=rows["days"].iloc[0]) if one else tr("shock.once") for one in
                           rows["per_day"]]  # fmt: skip
        told["source"] = [tr.or_else(f"source.{one}", one) for one in rows["source"]]
        told["status"] = [tr(f"status.{one}") for one in rows["status"]]
    return rows.assign(**told)


def _by_place(page: Page, shock: Shock, chosen: int) -> None:
    """Draw needs by place: of every item, or of one."""
    left, right = st.columns(2)
    with right:
        level = filters.level(page)
    tr, result = page.tr, page.results.needs_of(shock, level, chosen)
    rows = scenario_people.of_department(page, result.frame, level)
    keys = list(dict.fromkeys(rows["item"]))
    names = {EVERY: tr("shock.every_need"), **{key: item(page, key) for key in keys}}
    with left:
        which = address.select(tr("shock.which_need"), list(names), names, key="need")
    if which != EVERY:
        rows = rows[rows["item"] == which].reset_index(drop=True)
    told = tuple(result.explain_row(row) for row in rows.head(20).to_dict("records"))
    tables.show(page, worded(page, rows), BY_PLACE, name="needs", explanations=told, answers=True, of="place")
    explain.rows(page, result, rows, ("name", lambda row: item(page, str(row["item"]))), key="needs-place")
