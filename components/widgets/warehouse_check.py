"""Before a slip is stored: what the ledger holds and would hold after it, what is wrong, and who says so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components import picture
from components.session import Page
from components.widgets import edit_words, warehouse_lines, warehouse_state
from components.widgets.warehouse_fields import text
from components.widgets.warehouse_shelf import Shelf
from components.widgets.warehouse_slip import Made, made
from components.widgets.warehouse_state import DONE, FILL, Work
from data import arrived, stock_moves
from data.access import allowed
from data.stock_moves import Looked
from data.store.sums import MINUS, PLUS
from geo.errors import DashboardError, EditConflict, NotEnoughStock

MOVED = "edit_conflict"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def show(page: Page, work: Work, shelf: Shelf) -> None:
    """Draw the lines with what is held before and after, what is wrong with them, and the button that stores them."""
    tr, told = page.tr, made(work, shelf, page.facts["as_of"])
    if work.refused is not None:
        st.error(tr.plain(refusal(page, work.refused, shelf)))
    if work.seen is None:
        work.seen = stock_moves.look(picture.source(), told.slip)
    looked = work.seen
    st.markdown(f"**{tr('desk.check')}**")
    st.caption(_head(page, work, told, shelf))
    _faults(page, told, looked, shelf)
    for row in _after(looked.rows).to_dict("records"):
        with st.container(border=True):
            st.markdown(_line(page, row, shelf))
    for row in looked.added.to_dict("records"):
        st.markdown(_beside(page, row, shelf))
    reason = text((work, None), "reason", tr("desk.reason"), hint=tr("desk.reason_hint"))
    _buttons(page, work, told, reason)


def refusal(page: Page, error: DashboardError, shelf: Shelf) -> str:
    """Sentence of a refusal, with names for codes and days as people write them."""
    if error.code == MOVED:
        return page.tr("desk.moved_meanwhile")
    named = {"warehouse": shelf.places, "item": shelf.names}
    told = {name: _told(page, value, named.get(name, {})) for name, value in error.params.items()}
    return page.tr.error(DashboardError(error.code, **told))


def _told(page: Page, value: Any, names: Mapping[str, str]) -> Any:
    if not isinstance(value, str):
        return value
    return page.tr.day(value) if _DAY.fullmatch(value) else names.get(value, value)


def _head(page: Page, work: Work, told: Made, shelf: Shelf) -> str:
    tr, head = page.tr, told.slip.head
    said = [tr(f"desk.slip_of.{work.kind}"), shelf.called(work.warehouse), tr.day(told.slip.moved_on)]
    other = next(filter(None, (shelf.called(head.get(name)) for name in ("counterpart", "site_id", "adm2_pcode"))), "")
    if other:
        said.insert(2, other)
    if head.get("slip"):
        said.append(tr("desk.paper_no", number=head["slip"]))
    return tr.plain(" · ".join(said))


def _faults(page: Page, told: Made, looked: Looked, shelf: Shelf) -> None:
    for problem in looked.faults:
        at = problem.row - 1
        line = told.slip.lines[at] if 0 <= at < len(told.slip.lines) else {}
        where = [shelf.names.get(line.get("item", ""), ""), edit_words.header(page, problem.column)]
        sentence = edit_words.cell_sentence(page, problem)
        words = f"**{page.tr.plain(' · '.join(filter(None, where)))}** : {page.tr.plain(sentence)}"
        st.error(words) if problem.blocking else st.warning(words)


def _after(rows: pd.DataFrame) -> pd.DataFrame:
    """Give each line what its lot holds before and after it; a lot that the ledger does not know begins with nought."""
    if rows.empty:
        return rows
    sign = rows["kind"].map({**dict.fromkeys(PLUS, 1.0), **dict.fromkeys(MINUS, -1.0)}).fillna(0.0)
    change = (sign * rows["quantity"].astype("float64")).fillna(0.0)
    lot = [rows["item"].fillna(""), rows["lot"].fillna("")]
    before = rows["held"].fillna(0.0) + change.groupby(lot).cumsum() - change
    after = (before + change).mask(rows["kind"] == "count", rows["quantity"])
    return rows.assign(before=before, after=after)


def _line(page: Page, row: dict[Any, Any], shelf: Shelf) -> str:
    """One line in words."""
    tr, item = page.tr, row["item"] if isinstance(row["item"], str) else ""
    head = f"**{tr.plain(shelf.names.get(item, item or tr('desk.item')))}**  \n"
    head += tr.plain(warehouse_lines.lot_words(page, row)) + "  \n"
    if row["kind"] == "count":
        told = tr("desk.check_count", held=tr.number(row["held"]), counted=tr.number(row["quantity"]),
                  difference=_signed(page, row["difference"]))  # fmt: skip
    else:
        told = tr("desk.check_moved", pieces=tr.amount(row["quantity"]), held=tr.amount(row["before"]),
                  after=tr.amount(row["after"]))  # fmt: skip
    if pd.notna(row["reserved"]) and row["reserved"] > 0:
        told += "  \n" + tr("desk.check_reserved", pieces=float(row["reserved"]))
    return head + told


def _signed(page: Page, value: float) -> str:
    if pd.isna(value):
        return page.tr("unit.unknown")
    return ("+" if value > 0 else "\u2212" if value < 0 else "") + page.tr.amount(abs(value))


def _beside(page: Page, row: dict[Any, Any], shelf: Shelf) -> str:
    """What is recorded together with the lines: what lacks, what is too much, the end of a reservation."""
    tr = page.tr
    item = shelf.names.get(row["item"], row["item"])
    why = tr.or_else(f"choice.{row['reason_code']}", "") if isinstance(row["reason_code"], str) else ""
    said = tr("desk.beside", what=tr(f"choice.{row['kind']}"), item=tr.plain(item), pieces=float(row["quantity"]))
    return f":material/subdirectory_arrow_right: {said}" + (f" ({why})" if why else "")


def _buttons(page: Page, work: Work, told: Made, reason: str) -> None:
    looked, tr = work.seen, page.tr
    blocked = looked is None or looked.blocked or looked.rows.empty
    may = allowed(page.actor, stock_moves.WRITE).allowed
    why_not = (
        tr("reason.role_has_no_right") if not may
        else tr("desk.no_lines") if looked is not None and looked.rows.empty
        else tr("desk.fix_first") if blocked
        else "" if reason else tr("desk.reason_needed")
    )  # fmt: skip
    save = st.button(tr("desk.save"), type="primary", icon=":material/save:", disabled=bool(why_not), width="stretch",
                     key=work.key("save"))  # fmt: skip
    if st.button(tr("desk.back"), icon=":material/arrow_back:", width="stretch", key=work.key("back")):
        work.step, work.seen, work.refused = FILL, None, None
        warehouse_state.again()
    if why_not:
        st.caption(why_not)
    if save and looked is not None:
        _store(page, work, told, looked, reason)


def _store(page: Page, work: Work, told: Made, looked: Looked, reason: str) -> None:
    """Store the slip; a refusal is told, with the figures as they are now."""
    try:
        saved = stock_moves.save(picture.source(), page.actor, told.slip, looked, reason=reason)
    except (EditConflict, NotEnoughStock) as error:
        work.refused, work.seen = error, None
        warehouse_state.again()
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return
    work.refused, work.step, work.batch = None, DONE, saved.batch if saved else None
    if saved is not None:
        work.left_open = _sequel(page, work, told, reason)
    st.rerun(scope="app")


def _sequel(page: Page, work: Work, told: Made, reason: str) -> DashboardError | None:
    """What follows from a slip that is stored: a delivery is no longer expected.

    The slip stands whatever comes of it: what could not be done is returned, to be told.
    """
    try:
        if work.delivery and work.sure:
            arrived.tell(picture.source(), page.actor, work.delivery, on=told.slip.moved_on, reason=reason)
    except DashboardError as error:
        return error
    return None
