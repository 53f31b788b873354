"""A physical count: the sheet of a warehouse with what the ledger holds, what was counted, and the difference."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from components import picture
from components.session import Page, fragment
from components.widgets import edit_state, edit_words, tables
from components.widgets.edit_state import Counting
from data import stock_counts
from data.access import allowed, require
from data.editing import VIEW, WRITE
from data.stock_counts import Count, Counted
from geo.errors import DashboardError, EditConflict
from geo.frames import FRAMES

TYPED = ("item", "lot", "expiry", "quantity", "note")
SHEET = ("item", "lot", "expiry", "held", "quantity", "note")
_COLUMN = FRAMES["movements"].by_name


@fragment(VIEW)
def show(page: Page) -> None:
    """Draw the choice of warehouse and day, the sheet, and the review."""
    require(page.actor, VIEW)
    counting = edit_state.counting()
    rows = page.results.warehouses(page.department)
    if rows.empty:
        st.info(page.tr("table.empty"))
        return
    names = dict(zip(rows["warehouse_id"], rows["name"].fillna(rows["warehouse_id"]), strict=True))
    left, right = st.columns([3, 2])
    warehouse = str(left.selectbox(page.tr("stock.warehouse"), list(names), format_func=names.__getitem__,
                                   key="entry-count-warehouse"))  # fmt: skip
    last = date.fromisoformat(page.facts["as_of"])
    day = right.date_input(page.tr("entry.counted_on"), value=last, max_value=last, format="DD/MM/YYYY",
                           key=f"entry-count-day-{counting.round}")  # fmt: skip
    if counting.warehouse != warehouse or counting.base is None:
        counting.warehouse, counting.seen, counting.conflict = warehouse, {}, None
        counting.base = _sheet(page, warehouse)
    st.caption(page.tr("entry.count_how"))
    lines = _lines(page, counting, warehouse)
    if not lines:
        st.caption(page.tr("entry.nothing"))
        return
    _review(page, counting, Count(counting.document, day.isoformat() if isinstance(day, date) else "", lines))


def _sheet(page: Page, warehouse: str) -> pd.DataFrame:
    """Lots that the ledger holds in a warehouse, with nothing counted yet."""
    lots = page.results.lots()
    mine = lots[(lots["warehouse_id"] == warehouse) & (lots["held"] != 0)].sort_values(
        ["item", "expiry", "lot"], ignore_index=True
    )
    blank = pd.Series([None] * len(mine), dtype="object")
    day = [edit_words.to_value(_COLUMN["expiry"], "" if pd.isna(text) else text) for text in mine["expiry"]]
    texts = {name: mine[name].astype("object").where(mine[name].notna(), None) for name in ("item", "lot")}
    return pd.DataFrame({
        **texts, "expiry": pd.Series(day, dtype="object"), "held": mine["held"],
        "quantity": pd.Series([float("nan")] * len(mine), dtype="float64"), "note": blank,
    })  # fmt: skip


def _lines(page: Page, counting: Counting, warehouse: str) -> tuple[dict[str, str], ...]:
    """Lines of the sheet in which something was counted, or that were added."""
    key = f"entry-count-{counting.round}-{warehouse}"
    base = counting.base
    if base is None:
        return ()
    edited = st.data_editor(
        base, key=key, hide_index=True, num_rows="dynamic", column_order=SHEET, disabled=["held"],
        column_config=_config(page), placeholder=page.tr("unit.blank"), height=min(len(base) + 1, 12) * 35 + 38,
    )  # fmt: skip
    lines = []
    for at, row in enumerate(edited.to_dict("records")):
        texts = {name: edit_words.to_text(_COLUMN[name], row.get(name)) for name in TYPED}
        if texts["quantity"] or (at >= len(base) and any(texts.values())):
            lines.append({**texts, "warehouse_id": warehouse})
    return tuple(lines)


def _config(page: Page) -> dict[str, Any]:
    items = page.results.items()
    names = dict(zip(items["item"], items[f"name_{page.tr.lang}"].fillna(items["item"]), strict=True))
    head = {name: edit_words.header(page, name) for name in SHEET}
    return {
        "item": st.column_config.SelectboxColumn(head["item"], options=list(names), pinned=True, width="medium",
                                                 format_func=lambda code: names.get(code, code)),
        "lot": st.column_config.TextColumn(head["lot"]),
        "expiry": st.column_config.DateColumn(head["expiry"], format="DD/MM/YYYY"),
        "held": st.column_config.NumberColumn(page.tr("entry.held"), disabled=True, format="localized"),
        "quantity": st.column_config.NumberColumn(page.tr("entry.counted"), format="localized"),
        "note": st.column_config.TextColumn(head["note"]),
    }  # fmt: skip


def _review(page: Page, counting: Counting, count: Count) -> None:
    """Draw the difference to what the ledger computes, then the button."""
    counted = stock_counts.look(picture.source(), count)
    held = _seen(counting, counted, count.moved_on)
    st.subheader(page.tr("entry.review"), anchor=False)
    if counting.conflict is not None:
        _moved(page, counting.conflict)
    for problem in counted.faults:
        where = f"{page.tr('entry.line', line=problem.row)} · {edit_words.header(page, problem.column)}"
        told = f"**{page.tr.plain(where)}** : {page.tr.plain(edit_words.cell_sentence(page, problem))}"
        st.error(told) if problem.blocking else st.warning(told)
    _differences(page, counted, held)
    reason = st.text_input(page.tr("entry.reason_label"), key=f"entry-count-reason-{counting.round}",
                           placeholder=page.tr("entry.count_example")).strip()  # fmt: skip
    told = _why_not(page, counted, reason)
    with st.container(horizontal=True):
        save = st.button(page.tr("entry.save"), type="primary", icon=":material/save:", disabled=bool(told),
                         key=f"entry-count-save-{counting.round}")  # fmt: skip
        if st.button(page.tr("entry.discard"), icon=":material/undo:", key=f"entry-count-drop-{counting.round}"):
            edit_state.count_again()
            st.rerun(scope="fragment")
    if told:
        st.caption(told)
    if save:
        _store(page, counting, count, held, reason)


def _seen(counting: Counting, counted: Counted, day: str) -> pd.Series:
    """Balances as they were first shown for these lots and this day: later ones would be news."""
    keys = [(day, *("" if pd.isna(v) else str(v) for v in row))
            for row in counted.rows[list(stock_counts.LOT)].itertuples(index=False)]  # fmt: skip
    for key, held in zip(keys, counted.rows["held"], strict=True):
        counting.seen.setdefault(key, float(held))
    return pd.Series([counting.seen[key] for key in keys], index=counted.rows.index, dtype="float64")


def _differences(page: Page, counted: Counted, held: pd.Series) -> None:
    items = page.results.items().set_index("item")[f"name_{page.tr.lang}"]
    rows = counted.rows
    shown = pd.DataFrame({
        edit_words.header(page, "item"): rows["item"].map(items).fillna(rows["item"]),
        edit_words.header(page, "lot"): rows["lot"], page.tr("entry.held"): held,
        page.tr("entry.counted"): rows["quantity"], page.tr("entry.difference"): rows["quantity"] - held,
    })  # fmt: skip
    tables.grid(page, shown, height=min(len(rows), 8) * 35 + 38)
    if held.isna().any():
        st.caption(page.tr("entry.lot_unknown", count=int(held.isna().sum())))


def _why_not(page: Page, counted: Counted, reason: str) -> str:
    if not allowed(page.actor, WRITE).allowed:
        return page.tr("reason.role_has_no_right")
    if counted.blocked:
        return page.tr("entry.fix_first")
    return "" if reason else page.tr("entry.reason_needed")


def _moved(page: Page, conflict: EditConflict) -> None:
    """What others recorded meanwhile: who counted decides again, with the new balance before them."""
    items = page.results.items().set_index("item")[f"name_{page.tr.lang}"]
    for one in conflict.conflicts:
        lot = f"{items.get(one.asked['item'], one.asked['item'])} {one.asked['lot']}"
        told = {"lot": lot, "author": one.author, "batch": one.batch, "mine": one.mine}
        words = {name: page.tr.plain(str(value)) for name, value in told.items()}
        numbers = {name: page.tr.number(value) for name, value in (("before", one.before), ("theirs", one.theirs))}
        st.warning(page.tr("entry.stock_moved", **words, **numbers))


def _store(page: Page, counting: Counting, count: Count, held: pd.Series, reason: str) -> None:
    """Store the count, then open a new sheet; where the stock moved meanwhile, show how."""
    try:
        batch = stock_counts.save(picture.source(), page.actor, count, held, reason=reason)
    except EditConflict as conflict:
        counting.conflict, counting.seen = conflict, {}
        st.rerun(scope="fragment")
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return
    edit_state.count_again()
    edit_state.tell_done("entry.saved", batch=batch) if batch else edit_state.tell_done("entry.unchanged")
    st.rerun(scope="app")
