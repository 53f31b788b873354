"""Every place in every band, who is left, the items one by one: the tables under the answer."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.session import Page
from components.widgets import explain, item_names, reach_figures, tables
from components.widgets.reach_answer import explained
from components.widgets.reach_ask import Asked
from geo.explain import Result
from results.reach_trials import Changes

COLUMNS = ("name", "within_hours", "households_left", "households_reached", "households_in_need", "reached_share",
           "bound_word", "binding_item", "binding_warehouses", "by_item", "need_name", "place")  # fmt: skip
LEFT = ("name", "households_left", "households_reached", "households_in_need", "bound_word", "binding_item",
        "first_kit_hours", "last_warehouse", "need_name", "place")  # fmt: skip
OF_NEED = ("households_left", "households_in_need", "reached_share", "need_name")
ITEMS = ("item_name", "households_by_item", "kit_quantity", "item_code")


def show(page: Page, asked: Asked, changes: Changes) -> None:
    """Draw all places and bands, with the explanation of each figure."""
    result, rows = _rows(page, asked, changes)
    rows = rows[~(rows["households_in_need"] == 0)]  # NaN: capacity, of every place
    rows = rows.sort_values(["place", "within_hours"], ignore_index=True)
    shown = _worded(page, rows, changes).assign(need_name=asked.needed.written)
    without = asked.question.need is None  # capacity: nobody is in need, so nobody is left
    columns = [name for name in COLUMNS if not (without and name in OF_NEED)]
    tables.show(page, shown, columns, name="reach", explanations=explained(result, rows))
    explain.rows(page, result, rows, ("name", lambda row: f"H+{row['within_hours']:g}"), key="reach-places")


def left(page: Page, asked: Asked, changes: Changes) -> None:
    """Draw the places that are left without kits at the hours chosen, most households first."""
    result, rows = _rows(page, asked, changes, level="adm2" if asked.question.mode == "together" else "")
    rows = rows[rows["within_hours"] == asked.hours]
    if asked.question.need is None:
        st.info(page.tr("reach.left_needs_need"))
        return
    rows = rows[rows["households_left"] > 0.5].sort_values("households_left", ascending=False, kind="stable")
    if rows.empty:
        st.success(page.tr("reach.nobody_left", hours=f"{asked.hours:g}"))
        return
    first = page.results.first_kits(asked.question, changes).frame.set_index("adm2_pcode")
    rows = rows.assign(**{name: rows["place"].map(first[name]) for name in ("first_kit_hours", "last_warehouse")})
    rows = rows.reset_index(drop=True)
    st.caption(page.tr(f"reach.left_note_{asked.question.mode}"))
    shown = _worded(page, rows, changes).assign(need_name=asked.needed.written)
    tables.show(page, shown, LEFT, name="reach", explanations=explained(result, rows),
                of="left")  # fmt: skip
    explain.rows(page, result, rows, ("name",), key="reach-left")


def items(page: Page, asked: Asked, changes: Changes) -> None:
    """Draw the households that each item alone would reach, the scarcest first: what to send more of."""
    level, code, _ = asked.place
    result = reach_figures.reached(page, asked, level, changes)
    row = result.frame[(result.frame["place"] == code) & (result.frame["within_hours"] == asked.hours)].iloc[0]
    by_item = pd.Series(dict(row["by_item"]), dtype="float64").sort_values(kind="stable")
    names = page.results.items().set_index("item")[f"name_{page.tr.lang}"]
    kit = page.results.kit(asked.question.kit).set_index("item")["quantity"]
    st.caption(page.tr("reach.items_note", hours=f"{asked.hours:g}"))
    rows = pd.DataFrame({
        "item_name": [str(names.get(item, item)) for item in by_item.index], "households_by_item": by_item.to_numpy(),
        "kit_quantity": [float(kit[item]) for item in by_item.index], "item_code": list(by_item.index),
    })  # fmt: skip
    tables.show(page, rows, ITEMS, name="reach", of="items",
                explanations=(result.explain_row(row.to_dict()),))  # fmt: skip


def _rows(page: Page, asked: Asked, changes: Changes, level: str = "") -> tuple[Result, pd.DataFrame]:
    """Places of the level, inside the department or the area."""
    at = level or reach_figures.list_level(asked)
    result = reach_figures.reached(page, asked, at, changes)
    return result, reach_figures.inside(page, asked, result.frame)


def _worded(page: Page, rows: pd.DataFrame, changes: Changes) -> pd.DataFrame:
    """Rows with items and warehouses by their names."""
    names = page.results.warehouse_names(changes)
    told = item_names.worded(page, rows)
    named = [", ".join(names.get(code, code) for code in codes) for codes in rows["binding_warehouses"]]
    bound = [page.tr(f"reach_text.short_{one}") for one in rows["bound_by"]]
    told = told.assign(binding_warehouses=named, bound_word=bound)
    return told.assign(last_warehouse=told["last_warehouse"].map(names)) if "last_warehouse" in told else told
