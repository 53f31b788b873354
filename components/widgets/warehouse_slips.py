"""Slips of a warehouse: the recent ones, or one by its number; each printed again, each taken back with a reason."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components import picture
from components.figures.report.slip_filled import BESIDE
from components.session import Page
from components.widgets import warehouse_lines, warehouse_papers
from components.widgets.warehouse_check import refusal
from components.widgets.warehouse_shelf import Shelf
from components.widgets.warehouse_state import say
from data import stock_moves
from data.access import allowed
from geo.errors import DashboardError
from geo.slip_numbers import grouped, opaque_number

MOST = 30
RESERVED = ("reserve", "unreserve")
_CHOSEN = "desk-slip"


def show(page: Page, warehouse: str, shelf: Shelf) -> None:
    """Draw the search, the list and the chosen slip."""
    tr = page.tr
    st.subheader(tr("desk.slips"), anchor=False)
    number = st.text_input(tr("desk.find"), key=f"desk-find-{warehouse}", placeholder=tr("desk.find_hint")).strip()
    rows = page.results.slips_numbered(warehouse, number) if number else page.results.slips(warehouse)
    rows = rows[rows["document"].notna()]
    if rows.empty:
        st.info(tr("desk.not_found") if number else tr("desk.no_slips"))
        return
    documents = list(dict.fromkeys(rows["document"]))[:MOST]
    names = {one: _title(page, rows[rows["document"] == one], shelf) for one in documents}
    key = f"{_CHOSEN}-{warehouse}-{number}"
    if st.session_state.get(key) not in names:
        st.session_state[key] = documents[0] if number and len(documents) == 1 else None
    chosen = st.selectbox(tr("desk.which_slip", count=len(documents)), documents, index=None, key=key,
                          format_func=names.__getitem__, placeholder=tr("desk.choose_slip"))  # fmt: skip
    if chosen:
        with st.container(border=True):
            _one(page, warehouse, rows[rows["document"] == chosen], shelf)
    elif not number:
        st.markdown("\n".join(f"- {tr.plain(name)}" for name in names.values()))


def _title(page: Page, rows: pd.DataFrame, shelf: Shelf) -> str:
    """A slip in one line: what, to or from whom, how much, when."""
    tr, goods = page.tr, _goods(rows)
    head = goods.iloc[0]
    said = [tr(f"choice.{head['kind']}"), _other(head, shelf), tr("slip.lines", count=len(goods)),
            tr.day(head["moved_on"]), str(head["document"])]  # fmt: skip
    if goods["reversed_by"].notna().any():
        said.insert(0, tr("desk.cancelled"))
    return " · ".join(filter(None, said))


def _other(head: pd.Series, shelf: Shelf) -> str:
    """Where it went or came from: what the slip says, else the site or commune."""
    return next(filter(None, (shelf.called(head[name]) for name in ("counterpart", "site_id", "adm2_pcode"))), "")


def _goods(rows: pd.DataFrame) -> pd.DataFrame:
    goods = rows[~rows["kind"].isin(BESIDE)]
    return goods if len(goods) else rows


def _one(page: Page, warehouse: str, rows: pd.DataFrame, shelf: Shelf) -> None:
    tr, document = page.tr, str(rows["document"].iloc[0])
    st.markdown(f"**{tr.plain(_title(page, rows, shelf))}**")
    st.caption(tr("desk.slip_number", number=grouped(opaque_number(document)), batch=int(rows["batch"].iloc[0]),
                  day=tr.day(rows["recorded_on"].iloc[0])))  # fmt: skip
    told = [f"- {_line(page, row, shelf)}" for row in rows.to_dict("records")]
    st.markdown("\n".join(told))
    warehouse_papers.buttons(page, warehouse, rows)
    if rows["reversed_by"].isna().any() and not rows["kind"].isin(RESERVED).all():  # a reservation is of its request
        _take_back(page, document, shelf)


def _line(page: Page, row: dict[str, object], shelf: Shelf) -> str:
    tr, item = page.tr, str(row["item"])
    told = tr.plain(f"{shelf.names.get(item, item)} · {warehouse_lines.lot_words(page, row)}")
    quantity = tr.amount(float(str(row["quantity"])))
    what = f"{tr('choice.' + str(row['kind']))} : " if row["kind"] in BESIDE else ""
    gone = f" *({tr('desk.cancelled_by', movement=tr.plain(row['reversed_by']), day=tr.day(row['reversed_on']))})*"
    return f"{what}{told} · **{quantity}**" + (gone if isinstance(row["reversed_by"], str) else "")


def _take_back(page: Page, document: str, shelf: Shelf) -> None:
    """The form that takes every line of a slip back, by reversals that name their movements."""
    tr = page.tr
    if not allowed(page.actor, stock_moves.WRITE).allowed:
        return
    with st.expander(tr("desk.take_back"), icon=":material/undo:"):
        st.caption(tr("desk.take_back_how"))
        reason = st.text_input(tr("desk.reason"), key=f"desk-back-{document}", placeholder=tr("desk.back_hint")).strip()
        if st.button(tr("desk.take_back_now"), disabled=not reason, key=f"desk-back-now-{document}", width="stretch"):
            try:
                saved = stock_moves.reverse(picture.source(), page.actor, document, reason=reason)
            except DashboardError as error:
                st.error(tr.plain(refusal(page, error, shelf)))
                return
            say("desk.taken_back", batch=saved.batch) if saved else say("desk.nothing_to_take_back")
            st.rerun(scope="app")
