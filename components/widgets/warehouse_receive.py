"""What a truck brings: a transfer that is on the way, a delivery of the pipeline, or something nobody announced."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from components.session import Page
from components.widgets import warehouse_fields as fields
from components.widgets import warehouse_lines as lines
from components.widgets import warehouse_slip as slips
from components.widgets import warehouse_state
from components.widgets.warehouse_shelf import Shelf
from components.widgets.warehouse_state import DELIVERY, TRANSFER, Line, Work

UNEXPECTED = "unexpected"
REASONS = ("lost_on_the_way", "damaged", "stolen", "recording_error", "other")


@dataclass(frozen=True)
class Expected:
    """What is on its way to a warehouse: transfers by item and lot, and deliveries of the pipeline."""

    transfers: pd.DataFrame
    pipeline: pd.DataFrame


def expected(page: Page, warehouse: str) -> Expected:
    """What is expected in a warehouse."""
    return Expected(page.results.transfers_to(warehouse), page.results.deliveries_to(warehouse))


def fill(page: Page, work: Work, shelf: Shelf) -> None:
    """Draw which arrival it is, then its lines."""
    told = expected(page, work.warehouse)
    names = _names(page, told, shelf)
    options = list(names)
    key = f"desk-arrival-{work.token}"
    if key not in st.session_state:
        st.session_state[key] = work.arrival if work.arrival in names else None
    chosen = st.selectbox(page.tr("desk.which_arrival"), options, index=None, key=key, format_func=names.__getitem__,
                          placeholder=page.tr("desk.choose_arrival"))  # fmt: skip
    if (chosen or "") != work.arrival:
        _take(work, str(chosen or ""), told)
    if work.arrival.startswith(TRANSFER):
        _transfer(page, work, shelf)
    elif work.arrival:
        fields.text((work, None), "counterpart", page.tr("desk.supplier"))
        lines.incoming(page, work, shelf)
        if work.delivery:
            work.sure = st.checkbox(page.tr("desk.whole_delivery"), value=work.sure, key=work.key("sure"))
        with st.expander(page.tr("desk.owner_donor")):
            fields.text((work, None), "owner_organisation", page.tr("desk.owner"))
            fields.text((work, None), "donor_organisation", page.tr("desk.donor"))


def _names(page: Page, told: Expected, shelf: Shelf) -> dict[str, str]:
    """Arrivals to choose from, the oldest transfer first."""
    tr, names = page.tr, {}
    for shipment, rows in told.transfers.groupby("shipment", sort=False):
        first = rows.iloc[0]
        come_from = shelf.places.get(str(first["from_warehouse_id"]), tr("unit.unknown"))
        names[f"{TRANSFER}{shipment}"] = tr("desk.arrival_transfer", shipment=shipment, place=come_from,
                                            day=tr.day(first["sent_on"]), count=rows["item"].nunique())  # fmt: skip
    for row in told.pipeline.to_dict("records"):
        names[f"{DELIVERY}{row['pipeline_id']}"] = tr(
            "desk.arrival_pipeline", code=row["pipeline_id"], item=shelf.names.get(row["item"], row["item"]),
            pieces=float(row["quantity"]), day=tr.day(row["expected_on"]))  # fmt: skip
    return {**names, UNEXPECTED: tr("desk.arrival_unexpected")}


def _take(work: Work, arrival: str, told: Expected) -> None:
    """Begin with what was announced."""
    work.arrival = arrival
    work.become("transfer_in" if arrival.startswith(TRANSFER) else "receipt")
    if arrival.startswith(TRANSFER):
        code = arrival.removeprefix(TRANSFER)
        rows = told.transfers[told.transfers["shipment"] == code]
        sender = rows["from_warehouse_id"].iloc[0]
        work.head = {"shipment": code, **({"counterpart": sender} if isinstance(sender, str) else {})}
        for row in rows.to_dict("records"):
            known = {name: row[name] for name in ("item", "lot", "expiry") if isinstance(row[name], str)}
            work.add(float(row["announced"]), **known)
    elif arrival.startswith(DELIVERY):
        row = told.pipeline.set_index("pipeline_id").loc[arrival.removeprefix(DELIVERY)]
        told_of = {"counterpart": row["organisation"], "donor_organisation": row["donor_organisation"]}
        work.head = {name: value for name, value in told_of.items() if isinstance(value, str)}
        work.head |= {"note": arrival.removeprefix(DELIVERY)}
        work.add(float(row["quantity"]), item=str(row["item"]))


def _transfer(page: Page, work: Work, shelf: Shelf) -> None:
    """Draw what was sent, line by line, with what arrived beside it."""
    if st.button(page.tr("desk.all_arrived"), icon=":material/done_all:", key=work.key("all"), width="stretch"):
        for line in work.lines:
            _as_announced(work, line, shelf)
        warehouse_state.again()
    for line in list(work.lines):
        with st.container(border=True):
            if line.announced is None:
                lines.one_in(page, work, line, shelf)
            else:
                _announced(page, work, line, shelf)
    if st.button(page.tr("desk.add_unannounced"), icon=":material/add:", key=work.key("add"), width="stretch"):
        work.add()
        warehouse_state.again()
    work.sure = st.checkbox(page.tr("desk.nothing_more"), value=work.sure, key=work.key("sure"),
                            help=page.tr("desk.nothing_more_help"))  # fmt: skip


def _announced(page: Page, work: Work, line: Line, shelf: Shelf) -> None:
    at, tr, item = (work, line), page.tr, line.cells["item"]
    row = {"lot": line.cells.get("lot"), "expiry": line.cells.get("expiry")}
    st.markdown(f"**{tr.plain(shelf.names.get(item, item))}**  \n{tr.plain(lines.lot_words(page, row))}")
    st.caption(tr("desk.announced", pieces=float(line.announced or 0.0)))
    came = fields.pieces(at, lines.labels(page, shelf.pack(item)), shelf.pack(item))
    if came is None:
        return
    apart = came - float(line.announced or 0.0)
    if apart == 0:
        st.caption(f":material/check: {tr('desk.as_announced')}")
        line.cells.pop("reason_code", None)
        return
    st.markdown(tr("desk.lacking" if apart < 0 else "desk.too_many", pieces=abs(apart)))
    names = {code: tr.or_else(f"choice.reason_code.{code}", tr(f"choice.{code}")) for code in REASONS}
    fields.choose(at, "reason_code", tr("desk.why_different"), names, blank=tr("desk.choose_reason"))
    fields.text(at, "note", tr("desk.note"), hint=tr("desk.note_hint"))


def _as_announced(work: Work, line: Line, shelf: Shelf) -> None:
    """Fill in what was announced, in cartons and pieces."""
    if line.announced is None:
        return
    pack = shelf.pack(line.cells["item"])
    packed = pack > 1
    packs, loose = divmod(line.announced, pack) if packed else (0.0, line.announced)
    for name, value in (("packs", packs), ("loose_units", loose)):
        st.session_state.pop(work.key(name, line), None)
        if packed or name == "loose_units":
            line.cells[name] = str(int(value))


def unfilled(work: Work, shelf: Shelf) -> bool:
    """Whether an announced line says nothing yet: nought must be written, so that nothing is forgotten."""
    return any(line.announced is not None and slips.pieces(line, shelf) is None for line in work.lines)


def unreasoned(work: Work, shelf: Shelf) -> bool:
    """Whether a line came otherwise than announced and nobody says why."""
    silent = [line for line in work.lines if line.announced is not None and "reason_code" not in line.cells]
    return any(slips.pieces(line, shelf) not in (None, line.announced) for line in silent)
