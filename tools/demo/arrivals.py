"""Stock comes in: opening stock, shipments from suppliers, transfers between warehouses, kits put together."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from tools.demo.books import Document, Lot
    from tools.demo.stockroom import Stockroom
    from tools.demo.warehouses import Warehouse

SUPPLIERS = ("Fournisseur K (fictif)", "Fournisseur L (fictif)", "Don M (fictif)")
# What is put together, from what: one of each part makes one.
ASSEMBLIES = {"fixing_kit": ("rope",), "hygiene_kit": ("bucket", "jerrycan")}
ASSEMBLED = 60


def open_books(room: Stockroom, day: date) -> None:
    """Receive the opening stock of every warehouse, some of it old or soon to expire."""
    low, high = room.flows["opening_share"]
    for one in room.warehouses.values():
        share = room.draw.between(low, high)
        lines = [(room.new_lot(item, day), room.packs(item, share * held)) for item, held in one.plan.items()]
        lines += _aged(room, one, day)
        _receive(room, one, lines, day, "Stock d'ouverture")


def _aged(room: Stockroom, one: Warehouse, day: date) -> list[tuple[Lot, int]]:
    """Lots at the back of the store that nobody issues, so that they expire there."""
    lines = []
    for ages in ("old_lots", "soon_lots"):
        for item, expiries in room.flows[ages].items():
            if item in one.plan and room.draw.chance(room.flows["old_lot_chance"]):
                lot = room.new_lot(item, day, room.draw.one_of(expiries))
                room.forgotten.add((one.warehouse_id, lot))
                lines.append((lot, room.packs(item, room.flows["old_lot_share"] * one.plan[item])))
    return lines


def ship(room: Stockroom, day: date) -> None:
    """Bring hubs above their plan and partner stores back to it."""
    for one in room.warehouses.values():
        if one.supplied_from:
            continue
        share = room.flows["hub_refill_to" if one.hub else "refill_to"]
        lines = [(item, room.packs(item, _missing(room, one, item, day, share))) for item in one.plan]
        fresh = [(room.new_lot(item, day), quantity) for item, quantity in lines if quantity > 0.1 * one.plan[item]]
        if fresh:
            _receive(room, one, fresh, day, "Réapprovisionnement")


def _missing(room: Stockroom, one: Warehouse, item: str, day: date, share: float) -> float:
    held = sum(quantity for _, quantity in room.usable(one.warehouse_id, item, day))
    return share * one.plan[item] - held


def _receive(room: Stockroom, one: Warehouse, lines: list[tuple[Lot, int]], day: date, note: str) -> None:
    paper = room.paper("BR", day)
    supplier = room.draw.one_of(SUPPLIERS)
    for lot, quantity in lines:
        if quantity > 0:
            at = (one.warehouse_id, lot)
            room.books.post(day, "receipt", at, quantity, paper, counterpart=supplier, note=note)


def transfer(room: Stockroom, day: date) -> None:
    """Send what the supplied warehouses lack; a hub keeps a part of its plan for itself."""
    for one in room.warehouses.values():
        source = room.warehouses.get(one.supplied_from)
        if source is None or one.warehouse_id in room.expecting:
            continue
        lines = []
        for item, planned in one.plan.items():
            missing = _missing(room, one, item, day, room.flows["refill_to"])
            if missing > (1 - room.flows["refill_below"]) * planned:
                wanted = min(room.packs(item, missing), room.spare(source, item, day, room.flows["hub_keeps"]))
                lines += room.picked(source.warehouse_id, item, wanted, day)
        if lines:
            _send(room, source, one, lines, day)


def _send(room: Stockroom, source: Warehouse, one: Warehouse, lines: list[tuple[Lot, int]], day: date) -> None:
    """Write the departure now and let the arrival fall due: between the two it is in transit."""
    paper = room.paper("BT", day)
    for lot, quantity in lines:
        at = (source.warehouse_id, lot)
        room.books.post(day, "transfer_out", at, quantity, paper, counterpart=one.warehouse_id)
    room.expecting.add(one.warehouse_id)
    low, high = room.flows["lag_days"]
    room.later(day, room.draw.whole(low, high), partial(_arrive, room, (source, one), lines, paper))


def _arrive(
    room: Stockroom, way: tuple[Warehouse, Warehouse], lines: list[tuple[Lot, int]], paper: Document, day: date
) -> None:
    source, one = way
    room.expecting.discard(one.warehouse_id)
    for lot, quantity in lines:
        at = (one.warehouse_id, lot)
        room.books.post(day, "transfer_in", at, quantity, paper, counterpart=source.warehouse_id)


def assemble(room: Stockroom, day: date) -> None:
    """Put kits together in the hubs: the parts go out, the kit comes in, on one paper."""
    for one in room.warehouses.values():
        if not one.hub:
            continue
        for kit, parts in ASSEMBLIES.items():
            count = min([ASSEMBLED, *(room.spare(one, part, day, room.flows["hub_keeps"]) for part in parts)])
            if count < ASSEMBLED:
                continue
            paper = room.paper("AS", day)
            for part in parts:
                for lot, quantity in room.picked(one.warehouse_id, part, count, day):
                    room.books.post(day, "assembly_out", (one.warehouse_id, lot), quantity, paper)
            made = (one.warehouse_id, room.new_lot(kit, day))
            room.books.post(day, "assembly_in", made, count, paper, note="Kits assemblés sur place")
