"""The books of all warehouses while the demonstration stock is played through: nothing is moved that is not there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

Row = dict[str, Any]
PLUS = ("receipt", "transfer_in", "assembly_in")
MINUS = ("transfer_out", "release", "distribution", "loss", "assembly_out")


@dataclass(frozen=True)
class Lot:
    """One lot of an item; no number and no expiry where the sheets know none."""

    item: str
    number: str = ""
    expiry: str = ""


@dataclass
class Document:
    """A paper whose lines are counted on, also when it goes on another day."""

    number: str
    lines: int = 0


@dataclass
class Books:
    """Movements so far, and what they leave of each lot in each warehouse."""

    rows: list[Row] = field(default_factory=list)
    held: dict[tuple[str, Lot], int] = field(default_factory=dict)
    reserved: dict[tuple[str, Lot], int] = field(default_factory=dict)
    papers: dict[str, int] = field(default_factory=dict)

    def document(self, kind: str, day: date) -> Document:
        """Open the next paper of a kind in the year of `day`."""
        series = f"{kind}-{day.year}"
        self.papers[series] = self.papers.get(series, 0) + 1
        return Document(f"{series}-{self.papers[series]:04d}")

    def free(self, warehouse_id: str, lot: Lot) -> int:
        """Return what is held and not reserved."""
        return self.held.get((warehouse_id, lot), 0) - self.reserved.get((warehouse_id, lot), 0)

    def lots(self, warehouse_id: str, item: str) -> list[Lot]:
        """Return the lots held, first expiring first, those without expiry last."""
        here = [lot for (where, lot), held in self.held.items() if where == warehouse_id and lot.item == item and held]
        return sorted(here, key=lambda lot: (lot.expiry or "9999", lot.number))

    def post(self, day: date, kind: str, at: tuple[str, Lot], quantity: int, paper: Document, **more: str) -> Row:
        """Write one line; `more` may hold `counterpart`, `note` and, for a reversal, `reverses`.

        Raises
        ------
        ValueError
            If the line would take more than is there, or reserve more than is free.
        """
        warehouse_id, lot = at
        paper.lines += 1
        row: Row = {
            "movement_id": f"MOV-{len(self.rows) + 1:05d}",
            "document": paper.number,
            "line": paper.lines,
            "moved_on": day.isoformat(),
            "kind": kind,
            "warehouse_id": warehouse_id,
            "item": lot.item,
            "quantity": quantity,
            "lot": lot.number or None,
            "expiry": lot.expiry or None,
            **more,
        }
        self._apply(kind, at, quantity)
        self.rows.append(row)
        return row

    def reverse(self, day: date, row: Row, paper: Document, note: str) -> tuple[str, Lot]:
        """Write the reversal of a line, take its effect back, and return the place of both."""
        at = (row["warehouse_id"], Lot(row["item"], row["lot"] or "", row["expiry"] or ""))
        self._add(at, -_sign(row["kind"]) * row["quantity"])
        self.post(day, "reversal", at, row["quantity"], paper, reverses=row["movement_id"], note=note)
        return at

    def _apply(self, kind: str, at: tuple[str, Lot], quantity: int) -> None:
        if kind == "count":
            self._add(at, quantity - self.held.get(at, 0))
        elif kind in {"reserve", "unreserve"}:
            self.reserved[at] = self.reserved.get(at, 0) + (quantity if kind == "reserve" else -quantity)
        else:
            self._add(at, _sign(kind) * quantity)
        if self.free(*at) < 0 or self.reserved.get(at, 0) < 0:
            raise ValueError(f"{kind} of {quantity} takes more than is free: {at}")

    def _add(self, at: tuple[str, Lot], change: int) -> None:
        self.held[at] = self.held.get(at, 0) + change
        if self.held[at] < 0:
            raise ValueError(f"{change} takes more than is held: {at}")


def _sign(kind: str) -> int:
    return (kind in PLUS) - (kind in MINUS)
