"""The lines of an approval: units of each item, from one warehouse or split over several, proposed from free stock."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.session import Page
from data.request_steps import Line
from results.requests import RequestSheet

PARTS = 3  # warehouses that one line may be split over
FAR = 1e9  # hours of a warehouse from which no way is open
NOBODY = ""


def lines(page: Page, sheet: RequestSheet, of: str) -> tuple[Line, ...]:
    """Draw a quantity and a warehouse for each line, and further ones below; return what was typed."""
    items = page.results.items()
    names = dict(zip(items["item"], items[f"name_{page.tr.lang}"].fillna(items["item"]), strict=True))
    st.caption(page.tr("requests.approve_note"))
    told: list[Line] = []
    for line in sheet.lines.frame.dropna(subset=["quantity"]).to_dict("records"):
        item = str(line["item"])
        told += _line(page, sheet, item, names.get(item, item), (float(line["quantity"]), of))
    return tuple(told)


def _line(page: Page, sheet: RequestSheet, item: str, name: str, asked_of: tuple[float, str]) -> list[Line]:
    """One item: the best warehouse first; where it has too little, the next ones are proposed too."""
    asked, of = asked_of
    free = sheet.serving.frame[sheet.serving.frame["item"] == item].set_index("warehouse_id")["usable"]
    order = ordered(free, sheet)
    split = proposed(asked, free, order)
    told = [_part(page, (item, name), order, free, (asked, split, 0, of))]
    if len(order) > 1:
        with st.expander(page.tr("requests.split", item=name), expanded=len(split) > 1):
            told += [
                _part(page, (item, name), order, free, (asked, split, at, of))
                for at in range(1, min(PARTS, len(order)))
            ]
    return told


def ordered(free: pd.Series, sheet: RequestSheet) -> list[str]:
    """Warehouses with free stock: those that can serve every line first, then the nearest, then the most stock."""
    whole = sheet.serving.facts["whole"]
    return sorted(free.index, key=lambda one: (one not in whole, sheet.hours.get(one, FAR), -float(free[one])))


def proposed(asked: float, free: pd.Series, order: list[str]) -> list[tuple[str, int]]:
    """Warehouse and units of each part: one that has enough alone, else one after the other until it is enough."""
    enough = [one for one in order if free[one] >= asked]
    if enough:
        return [(enough[0], int(asked))]
    split, left = [], int(asked)
    for one in order[:PARTS]:
        units = min(left, int(free[one]))
        split += [(one, units)] if units else []
        left -= units
    return split


def _part(
    page: Page, of_item: tuple[str, str], order: list[str], free: pd.Series,
    told: tuple[float, list[tuple[str, int]], int, str],
) -> Line:  # fmt: skip
    """Units and warehouse of one part of a line."""
    (item, name), (asked, split, at, of), tr = of_item, told, page.tr
    names = page.results.warehouses().set_index("warehouse_id")["name"]
    shown = {one: f"{names.get(one, one)} ({tr.number(float(free[one]))})" for one in order}
    shown[NOBODY] = tr("requests.no_stock")
    spare = [one for one in order if one not in dict(split)] or [NOBODY]
    house, units = split[at] if at < len(split) else (spare[min(at - len(split), len(spare) - 1)], 0)
    suffix = f"-{at + 1}" if at else ""
    left, right = st.columns([2, 3])
    label = tr("requests.units_more", item=name) if at else tr("requests.units_of", item=name, asked=asked)
    typed = left.number_input(label, min_value=0, max_value=int(asked), value=units, step=1,
                              key=f"request-units-{of}-{item}{suffix}")  # fmt: skip
    options = order or [NOBODY]
    chosen = right.selectbox(tr("requests.from_warehouse"), options, format_func=shown.__getitem__,
                             index=options.index(house) if house in options else 0,
                             key=f"request-from-{of}-{item}{suffix}")  # fmt: skip
    return Line(item, float(typed or 0), str(chosen or ""))
