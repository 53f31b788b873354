"""What the stock keepers know while the months are played: the books, the calendar, and what is due later."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tools.demo.books import Books, Document, Lot

if TYPE_CHECKING:
    from collections.abc import Callable

    from tools.demo.draw import Draw
    from tools.demo.warehouses import Warehouse

SUNDAY = 6


class Stockroom:
    """The state of the play: books, warehouses, chance, and the acts that fall due on a later day."""

    def __init__(self, plan: dict[str, Any], warehouses: list[Warehouse], draw: Draw) -> None:
        self.plan = plan
        self.items: dict[str, dict[str, Any]] = plan["items"]
        self.flows: dict[str, Any] = plan["flows"]
        self.draw = draw
        self.books = Books()
        self.warehouses = {one.warehouse_id: one for one in warehouses}
        self.forgotten: set[tuple[str, Lot]] = set()
        self.expecting: set[str] = set()
        self._due: dict[date, list[Callable[[date], None]]] = {}
        self._lots = 0

    def later(self, day: date, days: int, act: Callable[[date], None]) -> None:
        """Let `act` fall due after some days, never on a Sunday; what falls after the last day stays undone."""
        when = day + timedelta(days=days)
        when += timedelta(days=when.weekday() == SUNDAY)
        self._due.setdefault(when, []).append(act)

    def fall_due(self, day: date) -> None:
        """Do what was put off to this day."""
        for act in self._due.pop(day, []):
            act(day)

    def new_lot(self, item: str, day: date, expiry: str = "") -> Lot:
        """Return a fresh lot; items whose sheets name no lots always share the nameless one."""
        about = self.items[item]
        if not about["lots"]:
            return Lot(item)
        self._lots += 1
        months = about["months"]
        if months and not expiry:
            expiry = _month_end(day, months - self.draw.whole(0, 5)).isoformat()
        return Lot(item, f"{item[:3].upper()}{day:%y%m}-{self._lots:03d}", expiry)

    def usable(self, warehouse_id: str, item: str, day: date) -> list[tuple[Lot, int]]:
        """Return lots and what an issue may take of each: not expired, not reserved, not forgotten at the back."""
        books = self.books
        return [
            (lot, books.free(warehouse_id, lot))
            for lot in books.lots(warehouse_id, item)
            if books.free(warehouse_id, lot) > 0
            and (not lot.expiry or lot.expiry >= day.isoformat())
            and (warehouse_id, lot) not in self.forgotten
        ]

    def picked(self, warehouse_id: str, item: str, wanted: int, day: date) -> list[tuple[Lot, int]]:
        """Return the lots that make up `wanted`, first expiring first, or as much of it as there is."""
        lines = []
        for lot, free in self.usable(warehouse_id, item, day):
            taken = min(wanted, free)
            if taken > 0:
                lines.append((lot, taken))
                wanted -= taken
        return lines

    def spare(self, one: Warehouse, item: str, day: date, keeps: float) -> int:
        """Return what may leave without falling below a share of the warehouse's plan."""
        free = sum(quantity for _, quantity in self.usable(one.warehouse_id, item, day))
        return max(0, free - int(keeps * one.plan.get(item, 0)))

    def packs(self, item: str, quantity: float) -> int:
        """Return a quantity in whole packs, rounded down."""
        pack = int(self.items[item]["pack"])
        return int(quantity // pack) * pack

    def paper(self, kind: str, day: date) -> Document:
        """Open a paper."""
        return self.books.document(kind, day)


def _month_end(day: date, months: int) -> date:
    """Return the last day of the month so many months later."""
    ordinal = day.year * 12 + day.month - 1 + months + 1
    return date(ordinal // 12, ordinal % 12 + 1, 1) - timedelta(days=1)
