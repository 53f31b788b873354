"""The tasks of the desk: what each asks beside its lines."""

from __future__ import annotations

import streamlit as st

from components.session import Page
from components.widgets import edit_words, warehouse_count, warehouse_kits, warehouse_receive
from components.widgets import warehouse_fields as fields
from components.widgets import warehouse_lines as lines
from components.widgets import warehouse_slip as slips
from components.widgets.warehouse_shelf import Shelf
from components.widgets.warehouse_state import Work

LOSSES = ("damaged", "expired", "stolen", "destroyed", "lost_on_the_way", "sample", "other")
NOTE_OF = {"release": "desk.release_note", "distribute": "desk.distribute_note", "assemble": "desk.assemble_note"}


def fill(page: Page, work: Work, shelf: Shelf) -> None:
    """Draw the fields of a task."""
    if work.task in NOTE_OF:
        st.caption(page.tr(NOTE_OF[work.task]))
    FILL[work.task](page, work, shelf)


def missing(page: Page, work: Work, shelf: Shelf) -> str:
    """What is still to be told before the slip can be checked; "" for nothing."""
    if work.task == "receive" and not work.arrival:
        return page.tr("desk.need_arrival")
    if work.kind == "transfer_in" and warehouse_receive.unfilled(work, shelf):
        return page.tr("desk.need_all")
    if work.kind == "transfer_in" and warehouse_receive.unreasoned(work, shelf):
        return page.tr("desk.need_reason")
    typed = any(slips.pieces(line, shelf) is not None for line in work.lines)
    return "" if typed else page.tr("desk.need_lines")


def _send(page: Page, work: Work, shelf: Shelf) -> None:
    names = {code: name for code, name in shelf.places.items() if code != work.warehouse}
    fields.choose((work, None), "counterpart", page.tr("desk.to_warehouse"), names, blank=page.tr("desk.choose_place"))
    lines.outgoing(page, work, shelf)


def _release(page: Page, work: Work, shelf: Shelf) -> None:
    _request(page, work, shelf)
    partners = {name: name for name in page.results.receivers(work.warehouse)}
    fields.choose((work, None), "counterpart", page.tr("desk.partner"), partners, new=True,
                  blank=page.tr("desk.choose_partner"), note=page.tr("desk.partner_help"))  # fmt: skip
    lines.outgoing(page, work, shelf)


def _request(page: Page, work: Work, shelf: Shelf) -> None:
    """The request that is served: its partner and its items are filled in."""
    waiting = page.results.to_release(work.warehouse)
    if waiting.empty:
        st.caption(page.tr("desk.no_request"))
        return
    names = {
        str(code): page.tr("desk.request_of", code=code, partner=_text(rows["organisation"].iloc[0]),
                           count=rows["item"].nunique())
        for code, rows in waiting.groupby("request_id", sort=False)
    }  # fmt: skip
    before = work.head.get("request_id", "")
    code = fields.choose((work, None), "request_id", page.tr("desk.request"), names,
                         blank=page.tr("desk.without_request"))  # fmt: skip
    if code and code != before:
        rows = waiting[waiting["request_id"] == code]
        partner = rows["organisation"].iloc[0]
        if isinstance(partner, str):
            work.head["counterpart"] = partner
            st.session_state.pop(work.key("counterpart"), None)
        work.lines = []
        for row in rows.to_dict("records"):
            lines.filled(work, shelf, str(row["item"]), float(row["open"]))


def _distribute(page: Page, work: Work, shelf: Shelf) -> None:
    at, tr = (work, None), page.tr
    site = fields.choose(at, "site_id", tr("desk.site"), edit_words.sites(page), blank=tr("desk.choose_site"))
    if not site:
        fields.choose(at, "adm2_pcode", tr("desk.commune"), edit_words.communes(page), blank=tr("desk.choose_commune"))
    else:
        work.head.pop("adm2_pcode", None)
    fields.whole(at, "households_served", tr("desk.households"), note=tr("desk.households_help"))
    lines.outgoing(page, work, shelf)


def _lose(page: Page, work: Work, shelf: Shelf) -> None:
    names = {code: page.tr.or_else(f"choice.reason_code.{code}", page.tr(f"choice.{code}")) for code in LOSSES}
    fields.choose((work, None), "reason_code", page.tr("desk.why_lost"), names, blank=page.tr("desk.choose_reason"))
    lines.outgoing(page, work, shelf)


def _assemble(page: Page, work: Work, shelf: Shelf) -> None:
    warehouse_kits.propose(page, work, shelf)
    st.markdown(f"**{page.tr('desk.goes_in')}**")
    lines.outgoing(page, work, shelf, kind=lines.OUT)
    st.markdown(f"**{page.tr('desk.comes_out')}**")
    lines.incoming(page, work, shelf, kind=lines.IN)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


FILL = {
    "receive": warehouse_receive.fill, "send": _send, "release": _release, "count": warehouse_count.fill,
    "distribute": _distribute, "lose": _lose, "assemble": _assemble,
}  # fmt: skip
