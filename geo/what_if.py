"""What if a way closes or opens, stock is moved or added, a warehouse, a boat or a vehicle comes: frames after changes.

Each change is a function of the frames before it: the order of the list is the order in which they are made. Stock is
moved at once, as if it had stood there before the decision; the hours of the move itself are not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from geo.errors import DataProblem
from geo.frames import VEHICLES, WAREHOUSES, WAYS
from geo.stock import STOCK

CLOSE, OPEN, MOVE, ADD, WAREHOUSE, BOAT, VEHICLE = KINDS = (
    "close", "open", "move", "add", "warehouse", "boat", "vehicle",
)  # fmt: skip
COASTER, BARGE = VESSELS = ("coaster", "barge")
NEW = "NEW"  # how ids of what a change adds begin
MOST_CHANGES = 40
_HAIR = 1e-9  # of a share of the units that are there


class Change(NamedTuple):
    """One change, hashable: what it means is told by `kind`.

    ``close``, ``open``: `what` a way or a route. ``move``: `units` of the item `what` from the warehouse `start` to
    `end`. ``add``: `units` of the item `what` in the warehouse `end`. ``warehouse``: a new, empty one in the commune
    `end`; its id is `new_warehouse(end)`. ``boat``: a sea leg of `units` kilometres between the communes `start` and
    `end`, sailed by the vessel `what` ("": a coaster), that carries `t_day` tonnes and `m3_day` cubic metres a day
    (None: not told, so not limited). ``vehicle``: `units` more vehicles of the type `what` at the warehouse `start`.
    """

    kind: str
    what: str = ""
    units: float = 0.0
    start: str = ""
    end: str = ""
    t_day: float | None = None
    m3_day: float | None = None


@dataclass(frozen=True)
class Logistics:
    """What reach is computed from.

    Parameters
    ----------
    stock
        `STOCK` frame: usable units by warehouse and item.
    warehouses, ways, vehicles
        `WAREHOUSES`, `WAYS` and `VEHICLES` frames.
    communes
        `adm2_pcode`: those that there are.
    """

    stock: pd.DataFrame
    warehouses: pd.DataFrame
    ways: pd.DataFrame
    vehicles: pd.DataFrame
    communes: pd.DataFrame


def changed(before: Logistics, changes: Sequence[Change]) -> Logistics:
    """Make changes one after the other.

    Parameters
    ----------
    before
        The frames as they are; they stay untouched.
    changes
        What is tried, in order.

    Returns
    -------
    after
        The frames after the last change. ``close`` and ``open`` set `status`, and ``open`` lifts `restriction` and
        `largest_truck_t`; ``move`` keeps the sum of each item, ``add`` raises it.

    Raises
    ------
    DataProblem
        ``unknown_way``; ``what_if.unknown_kind``, ``what_if.too_many``, ``what_if.bad_units`` (zero, negative or no
        number), ``what_if.unknown_vessel``, ``what_if.unknown_warehouse``, ``what_if.unknown_commune``,
        ``what_if.same_place``, ``what_if.not_there`` for more units moved than are usable there, with how many there
        are.

    Notes
    -----
    Method: docs/methods.md#reach-what-if.
    """
    if len(changes) > MOST_CHANGES:
        raise DataProblem("what_if.too_many", most=MOST_CHANGES)
    after = before
    for change in changes:
        if change.kind not in _MAKE:
            raise DataProblem("what_if.unknown_kind", value=change.kind)
        after = _MAKE[change.kind](after, change)
    return after


def new_warehouse(commune: str) -> str:
    """Id of the warehouse that a change puts into a commune."""
    return f"{NEW}:{commune}"


def _close(one: Logistics, change: Change) -> Logistics:
    chosen = _chosen(one, change)
    return replace(one, ways=one.ways.assign(status=one.ways["status"].mask(chosen, "closed")))


def _open(one: Logistics, change: Change) -> Logistics:
    chosen = _chosen(one, change)
    lifted = {name: one.ways[name].mask(chosen) for name in ("restriction", "largest_truck_t") if name in one.ways}
    return replace(one, ways=one.ways.assign(status=one.ways["status"].mask(chosen, "open"), **lifted))


def _chosen(one: Logistics, change: Change) -> pd.Series:
    chosen = (one.ways["way_id"] == change.what) | (one.ways["route"] == change.what).fillna(value=False)
    if not chosen.any():
        raise DataProblem("unknown_way", value=change.what)
    return chosen


def _move(one: Logistics, change: Change) -> Logistics:
    _units(change)
    for warehouse in (change.start, change.end):
        _warehouse(one, warehouse)
    if change.start == change.end:
        raise DataProblem("what_if.same_place", value=_name(one, change.start))
    at = (one.stock["warehouse_id"] == change.start) & (one.stock["item"] == change.what)
    there = float(one.stock.loc[at, "quantity"].fillna(0.0).sum())
    if change.units > there * (1 + _HAIR):
        named = {"item": change.what, "warehouse": _name(one, change.start)}
        raise DataProblem("what_if.not_there", **named, units=change.units, there=there)
    # rows of one warehouse and item give in proportion, so that whatever rows there are the sum is what was moved
    left = one.stock["quantity"].mask(at, one.stock["quantity"] * (1 - min(change.units / there, 1.0)))
    return _added(replace(one, stock=one.stock.assign(quantity=left)), change)


def _add(one: Logistics, change: Change) -> Logistics:
    _units(change)
    _warehouse(one, change.end)
    return _added(one, change)


def _added(one: Logistics, change: Change) -> Logistics:
    row = {"warehouse_id": change.end, "item": change.what, "quantity": change.units}
    stock = _appended(STOCK.conform(one.stock), STOCK.conform(pd.DataFrame([row])))
    summed = stock.groupby(["warehouse_id", "item"], sort=True)["quantity"].sum().reset_index()
    return replace(one, stock=STOCK.conform(summed))


def _new_warehouse(one: Logistics, change: Change) -> Logistics:
    _commune(one, change.end)
    code = new_warehouse(change.end)
    if (one.warehouses["warehouse_id"] == code).any():
        return one
    row = {"warehouse_id": code, "name": change.what or code, "adm2_pcode": change.end, "warehouse_status": "open"}
    return replace(one, warehouses=_appended(one.warehouses, WAREHOUSES.conform(pd.DataFrame([row]))))


def _boat(one: Logistics, change: Change) -> Logistics:
    _units(change)
    for commune in (change.start, change.end):
        _commune(one, commune)
    if change.start == change.end:
        raise DataProblem("what_if.same_place", value=change.start)
    vessel = change.what or COASTER
    if vessel not in VESSELS:
        raise DataProblem("what_if.unknown_vessel", value=vessel)
    carried = {"capacity_t_day": change.t_day, "capacity_m3_day": change.m3_day}
    for value in carried.values():
        _positive(1.0 if value is None else value)
    code = f"{NEW}:{change.start}:{change.end}"
    row = {"way_id": code, "route": code, "mode": "sea", "way_class": "sea", "vessel": vessel, "status": "open",
           "from_pcode": change.start, "to_pcode": change.end, "length_km": change.units, **carried}  # fmt: skip
    others = one.ways[one.ways["way_id"] != code]
    return replace(one, ways=_appended(others, WAYS.conform(pd.DataFrame([row]))))


def _vehicle(one: Logistics, change: Change) -> Logistics:
    _units(change)
    if change.start:
        _warehouse(one, change.start)
    code = f"{NEW}:{len(one.vehicles)}"
    row = {"vehicle_id": code, "vehicle_type": change.what, "warehouse_id": change.start or None,
           "vehicles": round(change.units)}  # fmt: skip
    return replace(one, vehicles=_appended(one.vehicles, VEHICLES.conform(pd.DataFrame([row]))))


def _appended(rows: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([rows, more], ignore_index=True) if len(rows) else more


def trips_a_day(km: float, kmh: float, port_hours: float) -> float:
    """Return voyages there and back of one boat a day: 24 / (2 x (km / kmh + port_hours)).

    Parameters
    ----------
    km, kmh
        Length of the leg and speed of the vessel; both above 0.
    port_hours
        Loading and unloading of one voyage: at each end.

    Notes
    -----
    Method: docs/methods.md#reach-what-if.
    """
    return 24.0 / (2.0 * (km / kmh + port_hours))


def _units(change: Change) -> None:
    _positive(change.units)


def _positive(value: float) -> None:
    if not (np.isfinite(value) and value > 0):
        raise DataProblem("what_if.bad_units", value=f"{value:g}")


def _warehouse(one: Logistics, code: str) -> None:
    if code not in set(one.warehouses["warehouse_id"]):
        raise DataProblem("what_if.unknown_warehouse", value=code)


def _commune(one: Logistics, code: str) -> None:
    if code not in set(one.communes["adm2_pcode"]):
        raise DataProblem("what_if.unknown_commune", value=code)


def _name(one: Logistics, code: str) -> str:
    rows = one.warehouses[one.warehouses["warehouse_id"] == code]
    name = rows["name"].iloc[0] if "name" in rows and len(rows) else None
    return code if name is None or pd.isna(name) else str(name)


_MAKE: dict[str, Callable[[Logistics, Change], Logistics]] = {
    CLOSE: _close, OPEN: _open, MOVE: _move, ADD: _add, WAREHOUSE: _new_warehouse, BOAT: _boat, VEHICLE: _vehicle,
}  # fmt: skip
