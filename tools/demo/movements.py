"""Eighteen months of fictional stock movements, played day by day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tools.demo.arrivals import assemble, open_books, ship, transfer
from tools.demo.issues import count, destroy_expired, issue, lose
from tools.demo.plan import draw_for
from tools.demo.stockroom import SUNDAY, Stockroom

if TYPE_CHECKING:
    from tools.demo.warehouses import Warehouse

Row = dict[str, Any]


def make_movements(plan: dict[str, Any], warehouses: list[Warehouse], sites: list[Row]) -> list[Row]:
    """Return the movements in the order in which they happened."""
    room = Stockroom(plan, warehouses, draw_for(plan, "movements"))
    calendar = plan["calendar"]
    targets = _targets(sites, warehouses)
    day, last = (date.fromisoformat(calendar[end]) for end in ("first_day", "last_day"))
    open_books(room, day)
    while day < last:
        day += timedelta(days=1)
        if day.weekday() == SUNDAY:
            _sunday(room, day, calendar["count_days"])
            continue
        room.fall_due(day)
        _planned(room, day, calendar)
        for one in warehouses:
            issue(room, one, day, targets)
            lose(room, one, day)
    return room.books.rows


def _sunday(room: Stockroom, day: date, count_days: list[str]) -> None:
    """Nothing moves on a Sunday, so that a count can close the day without doubt."""
    if day.isoformat() in count_days:
        for at, one in enumerate(room.warehouses.values()):
            if one.operator.startswith("Agence") or at % len(count_days) == count_days.index(day.isoformat()):
                count(room, one, day)


def _planned(room: Stockroom, day: date, calendar: Row) -> None:
    if day.isoformat() in calendar["shipment_days"]:
        ship(room, day)
    if day.weekday() == calendar["transfer_weekday"]:
        transfer(room, day)
    if day.isoformat() in room.flows["assembly_days"]:
        assemble(room, day)
    if day.isoformat() == calendar["destroyed_on"]:
        destroy_expired(room, day)


def _targets(sites: list[Row], warehouses: list[Warehouse]) -> dict[str, list[tuple[str, str]]]:
    """Whom each department hands out to, and since when: its warehouses' communes, and its sites once open."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in warehouses:
        found.setdefault(one.adm2_pcode[:4], []).append((one.adm2_pcode, ""))
    for site in sites:
        if site["status"] == "active":
            found.setdefault(site["adm2_pcode"][:4], []).append((site["site_id"], site["observed_on"]))
    return found
