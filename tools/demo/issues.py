"""Stock goes out: releases to partners, distributions, losses; and what stock keepers correct."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from tools.demo.stockroom import SUNDAY

if TYPE_CHECKING:
    from datetime import date

    from tools.demo.books import Document, Lot
    from tools.demo.stockroom import Stockroom
    from tools.demo.warehouses import Warehouse

Lines = list[tuple["Lot", int]]
PARTNERS = ("ONG H (fictif)", "ONG J (fictif)", "Croix locale (fictif)", "Mairie (fictif)")
LOSSES = ("Avarie: humidité", "Avarie: rongeurs", "Emballage déchiré", "Perte constatée")
WORKING_DAYS = 6


def issue(room: Stockroom, one: Warehouse, day: date, targets: dict[str, list[tuple[str, str]]]) -> None:
    """Perhaps issue a mix of items today: to a partner, or to a site or commune of the department."""
    season = room.flows["season"][f"{day:%m}"]
    if not room.draw.chance(one.issues_a_week * season / WORKING_DAYS):
        return
    lines = _mix(room, one, day)
    if not lines:
        return
    partner = room.draw.chance(0.45)
    near = [place for place, since in targets[one.adm2_pcode[:4]] if since <= day.isoformat()]
    to = room.draw.one_of(PARTNERS if partner else near)
    if room.draw.chance(room.flows["reserve_chance"]):
        _reserve(room, one, lines, to, day)
        return
    paper = room.paper("BS" if partner else "BL", day)
    _hand_out(room, one, lines, (paper, to), day)


def _mix(room: Stockroom, one: Warehouse, day: date) -> Lines:
    """Lots for some households, of the items of one mix that the warehouse keeps."""
    mixes = {str(at): mix["weight"] for at, mix in enumerate(room.plan["mixes"]) if set(mix["items"]) & set(one.plan)}
    mix = room.plan["mixes"][int(room.draw.weighted(mixes))]["items"]
    tarpaulins = max(one.plan[item] / room.items[item]["a_household"] for item in one.plan)
    low, high = room.flows["households_an_issue"]
    households = max(8, round(tarpaulins * room.draw.between(low, high)))
    lines: Lines = []
    for item, each in mix.items():
        if item in one.plan:
            wanted = min(households * each, room.spare(one, item, day, room.flows["issue_keeps"]))
            lines += room.picked(one.warehouse_id, item, wanted, day)
    return lines


def _hand_out(room: Stockroom, one: Warehouse, lines: Lines, paper_to: tuple[Document, str], day: date) -> None:
    paper, to = paper_to
    kind = "release" if "(fictif)" in to else "distribution"
    for lot, quantity in lines:
        row = room.books.post(day, kind, (one.warehouse_id, lot), quantity, paper, counterpart=to)
        if room.draw.chance(room.flows["reversal_chance"]) and (day + timedelta(days=1)).weekday() != SUNDAY:
            room.later(day, 1, partial(_correct, room, row))


def _reserve(room: Stockroom, one: Warehouse, lines: Lines, to: str, day: date) -> None:
    """Set lots aside by an order; its release falls due some days later."""
    paper = room.paper("OL", day)
    for lot, quantity in lines:
        room.books.post(day, "reserve", (one.warehouse_id, lot), quantity, paper, counterpart=to)
    low, high = room.flows["reserve_days"]
    room.later(day, room.draw.whole(low, high), partial(_fulfil, room, one, lines, (paper, to)))


def _fulfil(room: Stockroom, one: Warehouse, lines: Lines, paper_to: tuple[Document, str], day: date) -> None:
    for lot, quantity in lines:
        room.books.post(day, "unreserve", (one.warehouse_id, lot), quantity, paper_to[0], counterpart=paper_to[1])
    _hand_out(room, one, lines, paper_to, day)


def _correct(room: Stockroom, row: dict[str, Any], day: date) -> None:
    """Reverse a line typed wrongly the day before and write the right one."""
    right = max(1, row["quantity"] - room.draw.whole(1, max(1, row["quantity"] // 10)))
    paper = room.paper("CR", day)
    at = room.books.reverse(day, row, paper, "Quantité mal saisie")
    room.books.post(day, row["kind"], at, right, paper, counterpart=row["counterpart"], note="Quantité corrigée")


def lose(room: Stockroom, one: Warehouse, day: date) -> None:
    """Perhaps lose a little of one lot."""
    if not room.draw.chance(room.flows["loss_a_week"] / WORKING_DAYS):
        return
    item = room.draw.one_of(list(one.plan))
    lots = room.usable(one.warehouse_id, item, day)
    if lots:
        lot, free = room.draw.one_of(lots)
        lost = max(1, round(free * room.draw.between(0.002, 0.02)))
        paper = room.paper("PV", day)
        room.books.post(day, "loss", (one.warehouse_id, lot), lost, paper, note=room.draw.one_of(LOSSES))


def destroy_expired(room: Stockroom, day: date) -> None:
    """Destroy the expired lots of the first two warehouses; those of the others are still there."""
    for one in list(room.warehouses.values())[:2]:
        expired = [
            (lot, room.books.free(one.warehouse_id, lot))
            for item in one.plan
            for lot in room.books.lots(one.warehouse_id, item)
            if lot.expiry and lot.expiry < day.isoformat()
        ]
        paper = room.paper("PV", day)
        for lot, quantity in expired:
            if quantity > 0:
                at = (one.warehouse_id, lot)
                room.books.post(day, "loss", at, quantity, paper, note="Lot périmé détruit")


def count(room: Stockroom, one: Warehouse, day: date) -> None:
    """Count every lot that the books show; a few differ a little."""
    paper = room.paper("INV", day)
    for item in one.plan:
        for lot in room.books.lots(one.warehouse_id, item):
            at = (one.warehouse_id, lot)
            found = room.books.held[at]
            if room.draw.chance(room.flows["count_error_chance"]):
                found += round(found * room.draw.between(-0.02, 0.008))
            found = max(found, room.books.reserved.get(at, 0))
            room.books.post(day, "count", at, found, paper, note="Inventaire physique")
