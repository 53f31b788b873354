"""What stands in an open slip, as the lines that the ledger is told: items are shared out over their lots here."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from components import picture
from components.widgets.warehouse_shelf import Shelf
from components.widgets.warehouse_state import Line, Work
from data.slip_lots import lots_for
from data.stock_moves import Slip

OUT = ("transfer_out", "release", "distribution")
Told = dict[str, str]


@dataclass(frozen=True)
class Made:
    """A slip, and of which line each of its lines comes."""

    slip: Slip
    owners: tuple[Line, ...]


def made(work: Work, shelf: Shelf, day: str) -> Made:
    """The slip as it stands; lines in which nothing was typed are left out. `day`: that of the picture."""
    moved_on = work.head.get("moved_on") or day
    told: list[tuple[Line, Told]] = []
    for line in work.lines:
        told += [(line, cells) for cells in _lines(work, line, shelf, moved_on)]
    # The reason of what lacks is taken from the first line of an item: the line that tells one goes first.
    told.sort(key=lambda pair: work.kind == "transfer_in" and "reason_code" not in pair[1])
    head = {name: value for name, value in work.head.items() if name not in ("moved_on", "reason")}
    slip = Slip(work.kind, work.document, moved_on, tuple(cells for _, cells in told),
                {**head, "warehouse_id": work.warehouse}, complete=work.sure)  # fmt: skip
    return Made(slip, tuple(line for line, _ in told))


def pieces(line: Line, shelf: Shelf) -> float | None:
    """Pieces of a line; None where nothing was typed."""
    packs, loose = (line.cells.get(name, "") for name in ("packs", "loose_units"))
    if not packs and not loose:
        return None
    pack = shelf.pack(line.cells.get("item", ""))
    return (float(packs) * pack if packs else 0.0) + (float(loose) if loose else 0.0)


def proposed(work: Work, line: Line, shelf: Shelf, day: str) -> pd.DataFrame:
    """Lots that a line takes from by itself: what is reserved for the request first, then the first to expire."""
    place = (work.warehouse, line.cells.get("item", ""))
    asked = pieces(line, shelf) or 0.0
    return lots_for(picture.source(), place, asked, on=day, request_id=work.head.get("request_id", ""))


def _lines(work: Work, line: Line, shelf: Shelf, day: str) -> Iterator[Told]:
    cells = {name: value for name, value in line.cells.items() if name != "own_lot"}
    asked = pieces(line, shelf)
    if asked is None:
        if cells.get("item") and work.kind not in ("count", "transfer_in"):
            yield cells  # an item without a number is a fault, and said so
        return
    if work.kind == "transfer_in" and asked == 0:
        return  # nothing arrived: what lacks is recorded with the rest
    goes_out = work.kind in OUT or cells.get("kind") == "assembly_out"
    if not goes_out or "lot" in cells or line.cells.get("own_lot"):
        yield _counted(cells, asked, shelf.pack(cells.get("item", "")))
        return
    yield from _shared(cells, proposed(work, line, shelf, day), asked, shelf)


def _shared(cells: Told, lots: pd.DataFrame, asked: float, shelf: Shelf) -> Iterator[Told]:
    """One line a lot; what no lot has stands in the last of them, so that the refusal names it."""
    rest = asked - float(lots["quantity"].sum())
    bare = {name: value for name, value in cells.items() if name not in ("packs", "loose_units")}
    pack = shelf.pack(cells.get("item", ""))
    rows = lots.to_dict("records") or [{"lot": None, "expiry": None, "quantity": 0.0}]
    for at, row in enumerate(rows, start=1):
        units = float(row["quantity"]) + (rest if at == len(rows) else 0.0)
        dated = {name: str(row[name]) for name in ("lot", "expiry") if isinstance(row[name], str)}
        yield _counted({**bare, **dated}, units, pack)


def _counted(cells: Told, units: float, pack: float) -> Told:
    """A line with cartons, loose pieces and pieces in all that agree."""
    told: Mapping[str, str] = {"quantity": f"{units:.15g}"}
    if not math.isnan(pack) and pack > 1 and units == int(units):
        told = {**told, "packs": str(int(units // pack)), "loose_units": f"{units % pack:.15g}"}
    return {**{name: value for name, value in cells.items() if name not in ("packs", "loose_units")}, **told}
