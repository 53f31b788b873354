"""Lines of a slip, one under the other, to be filled in on a phone: what leaves, and what comes in unannounced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components.session import Page
from components.widgets import warehouse_fields as fields
from components.widgets import warehouse_slip as slips
from components.widgets import warehouse_state
from components.widgets.warehouse_shelf import Shelf
from components.widgets.warehouse_state import Line, Work

UNNUMBERED = "-"  # stands for the lot without a number where one must be chosen
OUT, IN = "assembly_out", "assembly_in"


def outgoing(page: Page, work: Work, shelf: Shelf, *, kind: str = "") -> None:
    """Draw the lines of what leaves; its lots are proposed, and may be chosen. `kind`: of an assembly, its side."""
    for line in _mine(work, kind):
        with st.container(border=True):
            _out(page, work, line, shelf)
    _more(page, work, kind)


def incoming(page: Page, work: Work, shelf: Shelf, *, kind: str = "") -> None:
    """Draw the lines of what comes in, with lot and expiry as they stand on the boxes."""
    for line in _mine(work, kind):
        with st.container(border=True):
            one_in(page, work, line, shelf)
    _more(page, work, kind)


def filled(work: Work, shelf: Shelf, item: str, units: float, *, kind: str = "") -> None:
    """Add a line with a quantity of an item, in cartons where their size is known."""
    pack = shelf.pack(item)
    packed = pack > 1
    packs, loose = divmod(units, pack) if packed else (0.0, units)
    told = {"packs": str(int(packs)), "loose_units": str(int(loose))} if packed else {"loose_units": str(int(loose))}
    work.add(units, item=item, **told, **({"kind": kind} if kind else {}))


def labels(page: Page, pack: float) -> tuple[str, str, str]:
    """Words of the fields of a quantity."""
    packs = page.tr("desk.packs_of", pack=pack) if pack > 1 else page.tr("desk.packs")
    return packs, page.tr("desk.loose"), page.tr("desk.pieces")


def lot_words(page: Page, row: Mapping[Any, Any]) -> str:
    """A lot in words: its number and its expiry."""
    known = isinstance(row["lot"], str) and row["lot"] != ""
    told = str(row["lot"]) if known else page.tr("desk.no_lot")
    if isinstance(row["expiry"], str) and row["expiry"]:
        told = page.tr("desk.lot_until", lot=told, day=page.tr.day(row["expiry"]))
    return told


def _mine(work: Work, kind: str) -> list[Line]:
    mine = [line for line in work.lines if line.cells.get("kind", "") == kind]
    return mine or [work.add(**({"kind": kind} if kind else {}))]


def _more(page: Page, work: Work, kind: str) -> None:
    if st.button(page.tr("desk.add_line"), icon=":material/add:", key=work.key(f"add{kind}"), width="stretch"):
        work.add(**({"kind": kind} if kind else {}))
        warehouse_state.again()


def drop(page: Page, work: Work, line: Line) -> None:
    """Draw the button that takes a line away."""
    if st.button(page.tr("desk.drop_line"), icon=":material/close:", type="tertiary", key=work.key("drop", line)):
        work.lines.remove(line)
        warehouse_state.again()


def _out(page: Page, work: Work, line: Line, shelf: Shelf) -> None:
    at, tr = (work, line), page.tr
    there = shelf.lots[shelf.lots["held"] > 0].groupby("item")["held"].sum() if work.kind == "loss" else shelf.usable()
    names = {item: tr("desk.item_usable", item=name, usable=tr.number(float(there[item])))
             for item, name in shelf.names.items() if item in there.index}  # fmt: skip
    item = fields.choose(at, "item", tr("desk.item"), names, blank=tr("desk.choose_item"))
    if item:
        asked = fields.pieces(at, labels(page, shelf.pack(item)), shelf.pack(item))
        _lot(page, work, line, shelf.of(item))
        _told(page, work, line, shelf, asked)
    drop(page, work, line)


def _lot(page: Page, work: Work, line: Line, lots: pd.DataFrame) -> None:
    """The lot to take from: proposed, unless somebody chooses one, or something is lost of one."""
    rows = lots if work.kind == "loss" else lots[lots["usable"] > 0]
    codes = [row.lot if isinstance(row.lot, str) and row.lot else UNNUMBERED for row in rows.itertuples()]
    said = [f"{lot_words(page, row)} · {page.tr.number(row['held' if work.kind == 'loss' else 'usable'])}"
            for row in rows.to_dict("records")]  # fmt: skip
    names = dict(zip(codes, said, strict=True))
    if len(names) == 1 and work.kind not in slips.OUT:
        line.cells.setdefault("lot_choice", codes[0])
    proposed = work.kind in slips.OUT or line.cells.get("kind") == OUT
    blank = page.tr("desk.lot_proposed" if proposed else "desk.choose_lot")
    code = fields.choose((work, line), "lot_choice", page.tr("desk.lot"), names, blank=blank)
    for name in ("lot", "expiry", "own_lot"):
        line.cells.pop(name, None)
    if code:
        row = rows.iloc[codes.index(code)]
        told = {"lot": "" if code == UNNUMBERED else code, "expiry": row["expiry"], "own_lot": "1"}
        line.cells.update({name: value for name, value in told.items() if isinstance(value, str) and value})


def _told(page: Page, work: Work, line: Line, shelf: Shelf, asked: float | None) -> None:
    """Pieces in all, and the lots that are proposed for them."""
    if asked is None:
        return
    tr, said = page.tr, [page.tr("desk.in_all", pieces=asked)]
    if not line.cells.get("own_lot") and (work.kind in slips.OUT or line.cells.get("kind") == OUT):
        lots = slips.proposed(work, line, shelf, work.head.get("moved_on") or page.facts["as_of"])
        taken = [tr("desk.from_lot", lot=lot_words(page, row), pieces=float(row["quantity"]))
                 for row in lots.to_dict("records")]  # fmt: skip
        said += [tr("desk.lots_proposed", lots=" ; ".join(taken))] if taken else []
        lacking = asked - float(lots["quantity"].sum())
        if lacking > 0:
            st.warning(tr("desk.too_little", usable=asked - lacking, lacking=lacking))
    st.caption(tr.plain(" · ".join(said)))


def one_in(page: Page, work: Work, line: Line, shelf: Shelf) -> None:
    """Draw one line of what comes in."""
    at, tr = (work, line), page.tr
    item = fields.choose(at, "item", tr("desk.item"), shelf.names, blank=tr("desk.choose_item"))
    if item:
        asked = fields.pieces(at, labels(page, shelf.pack(item)), shelf.pack(item))
        if asked is not None and shelf.pack(item) > 1:
            st.caption(tr("desk.in_all", pieces=asked))
        fields.text(at, "lot", tr("desk.lot_on_box"), hint=tr("desk.lot_hint"))
        fields.day(at, "expiry", tr("desk.expiry_on_box"))
    drop(page, work, line)
