"""A physical count on a phone: one item at a time, each lot with what was counted; the sheet for the pencil."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.session import Page
from components.widgets import warehouse_fields as fields
from components.widgets import warehouse_lines as lines
from components.widgets import warehouse_slip as slips
from components.widgets import warehouse_state
from components.widgets.warehouse_shelf import Shelf
from components.widgets.warehouse_state import Line, Work

WHY = ("periodic_count", "spot_check", "handover", "damaged", "expired", "stolen", "destroyed", "recording_error",
       "other")  # fmt: skip


def fill(page: Page, work: Work, shelf: Shelf) -> None:
    """Draw why it is counted, the item that is counted now, and its lots."""
    tr = page.tr
    names = {code: tr.or_else(f"choice.reason_code.{code}", tr(f"choice.{code}")) for code in WHY}
    work.head.setdefault("reason_code", WHY[0])
    fields.choose((work, None), "reason_code", tr("desk.why_count"), names, blank=tr("desk.choose_reason"))
    item = _item(page, work, shelf)
    if item:
        for line in _lots(work, shelf, item):
            with st.container(border=True):
                _count(page, work, line, shelf)
        if st.button(tr("desk.add_lot"), icon=":material/add:", key=work.key(f"add-{item}"), width="stretch"):
            work.add(item=item, found="1")
            warehouse_state.again()
        _next(page, work, shelf, item)
    counted = sum(slips.pieces(line, shelf) is not None for line in work.lines)
    st.caption(tr("desk.counted_lots", count=counted, lots=len(shelf.lots)))


def _next(page: Page, work: Work, shelf: Shelf, item: str) -> None:
    """Draw the button of the item that is counted next."""
    held = [one for one in shelf.names if one in set(shelf.lots["item"])]
    rest = held[held.index(item) + 1 :] if item in held else held
    if rest and st.button(page.tr("desk.next_item", item=shelf.names[rest[0]]), icon=":material/arrow_downward:",
                          key=work.key(f"next-{item}"), width="stretch"):  # fmt: skip
        work.arrival = rest[0]
        st.session_state.pop(work.key("counted-item"), None)
        warehouse_state.again()


def _item(page: Page, work: Work, shelf: Shelf) -> str:
    """The item that is counted now: those with stock first, with how many of its lots are counted."""
    held = list(dict.fromkeys(shelf.lots["item"]))
    order = [*(item for item in shelf.names if item in held), *(item for item in shelf.names if item not in held)]
    done = pd.Series([line.cells["item"] for line in work.lines if slips.pieces(line, shelf) is not None], dtype="str")
    names = {item: page.tr("desk.item_counted", item=shelf.names[item], counted=int((done == item).sum()),
                           lots=int((shelf.lots["item"] == item).sum())) for item in order}  # fmt: skip
    key = work.key("counted-item")
    if key not in st.session_state:
        st.session_state[key] = work.arrival if work.arrival in names else (order[0] if held else None)
    chosen = st.selectbox(page.tr("desk.item"), order, index=None, key=key, format_func=names.__getitem__,
                          placeholder=page.tr("desk.choose_item"))  # fmt: skip
    work.arrival = str(chosen or "")
    return work.arrival


def _lots(work: Work, shelf: Shelf, item: str) -> list[Line]:
    """Lines of the item: one for each lot that the ledger knows, then those that were found."""
    known = {(line.cells.get("lot", ""), line.cells.get("expiry", "")) for line in work.lines
             if line.cells.get("item") == item and "found" not in line.cells}  # fmt: skip
    for row in shelf.of(item).to_dict("records"):
        told = {name: row[name] for name in ("lot", "expiry") if isinstance(row[name], str) and row[name]}
        if (told.get("lot", ""), told.get("expiry", "")) not in known:
            work.add(float(row["held"]), item=item, **told)
    mine = [line for line in work.lines if line.cells.get("item") == item]
    return mine or [work.add(item=item, found="1")]


def _count(page: Page, work: Work, line: Line, shelf: Shelf) -> None:
    at, tr, item = (work, line), page.tr, line.cells["item"]
    if "found" in line.cells:
        fields.text(at, "lot", tr("desk.lot_on_box"), hint=tr("desk.lot_hint"))
        fields.day(at, "expiry", tr("desk.expiry_on_box"))
    else:
        row = {"lot": line.cells.get("lot"), "expiry": line.cells.get("expiry")}
        st.markdown(f"**{tr.plain(lines.lot_words(page, row))}**")
        st.caption(tr("desk.computed", pieces=float(line.announced or 0.0)))
    counted = fields.pieces(at, lines.labels(page, shelf.pack(item)), shelf.pack(item))
    if counted is None or line.announced is None:
        return
    apart = counted - line.announced
    told = tr("desk.no_difference") if apart == 0 else tr("desk.difference", pieces=_signed(page, apart))
    st.markdown(told) if apart else st.caption(f":material/check: {told}")
    if apart:
        fields.text(at, "note", tr("desk.note"), hint=tr("desk.note_hint"))


def _signed(page: Page, value: float) -> str:
    return ("+" if value > 0 else "\u2212") + page.tr.amount(abs(value))
