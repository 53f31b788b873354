"""The dispatch plan: loads of whole units from warehouses to communes, with hours; flows for a map."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from geo.dispatch_trips import Trips, trips_of
from geo.fleet import VehicleType
from geo.reach_fleet_rows import Band, Solved

LOADS = {
    "load": "int64", "warehouse_id": "str", "adm2_pcode": "str", "item": "str", "units": "float64", "kg": "float64",
    "m3": "float64", "vehicle_type": "str", "trips": "int64", "leaves_hour": "float64", "arrives_hour": "float64",
    "late": "bool", "path": "object",
}  # fmt: skip
FLOWS = {
    "warehouse_id": "str", "adm2_pcode": "str", "households": "float64", "tonnes": "float64", "m3": "float64",
    "trips": "int64", "travel_hours": "float64", "path": "object",
}  # fmt: skip
_HAIR = 1e-6


@dataclass(frozen=True)
class Sending:
    """How loads are made: the vehicle where no trucks are given, and weight and volume of the items.

    Parameters
    ----------
    vehicle_type, vehicle
        What is reckoned with where the fleet has no trucks; as many as are needed.
    items
        `ITEMS` by item: `weight_kg`, `volume_m3` of one unit, NaN unknown.
    dated
        Day (ISO) of the stock.
    """

    vehicle_type: str
    vehicle: VehicleType
    items: pd.DataFrame
    dated: str = ""


@dataclass(frozen=True)
class Dispatch:
    """Loads and flows of one plan.

    Parameters
    ----------
    loads
        `LOADS`: one row per warehouse, commune and item; `load` numbers the pairs. `kg`, `m3`: NaN where the item's
        are unknown. `trips`, `vehicle_type` (several with a comma), `leaves_hour` of the first and `arrives_hour`
        of the last trip, `late` (arrives after the hours asked) and `path` (ways) are of the pair.
    flows
        `FLOWS`: one row per warehouse and commune; `households` is the mean over the items of the kit.
    facts
        `within_hours`; `households_programme` of the optimum; `households_whole` that the whole units complete;
        `households_lost` by making units whole; `late_trips`; `households` by commune; `dated`.
    """

    loads: pd.DataFrame
    flows: pd.DataFrame
    facts: dict[str, Any] = field(default_factory=dict)


def dispatch_plan(solved: Solved, sending: Sending) -> Dispatch:
    """Loads of the last band of an optimum.

    Parameters
    ----------
    solved
        Of `geo.reach_fleet.allocate_with_fleet`.
    sending
        Vehicles and items.

    Returns
    -------
    dispatch
        Whole units: of every commune the whole households of the optimum, their items divided among the warehouses
        as the optimum divides them, by largest remainder; never more than a warehouse holds or a commune needs.

    Notes
    -----
    Method: docs/methods.md#dispatch-plan.
    """
    band = solved.bands[-1]
    units = whole_units(solved, band)
    wanted = np.floor(band.optimum.households + _HAIR)
    complete = np.minimum(np.floor(units.sum(axis=0) / solved.supply.kit_quantity + _HAIR).min(axis=1), wanted)
    loads, flows, late = _frames(solved, band, units, sending)
    names = solved.supply.communes
    facts = {
        "within_hours": band.within_hours, "households_programme": band.optimum.total,
        "households_whole": float(complete.sum()), "households_lost": band.optimum.total - float(complete.sum()),
        "late_trips": late, "dated": sending.dated,
        "households": {str(names[at]): float(complete[at]) for at in np.flatnonzero(complete > 0)},
    }  # fmt: skip
    return Dispatch(loads, flows, facts)


def whole_units(solved: Solved, band: Band) -> np.ndarray:
    """W x C x I: whole units that go from each warehouse to each commune."""
    supply = solved.supply
    exact = np.zeros((len(supply.warehouses), len(supply.communes), len(supply.items)))
    w, c, i, households = band.optimum.shipped
    np.add.at(exact, (w, c, i), households * supply.kit_quantity[i])
    wanted = np.floor(band.optimum.households + _HAIR)[:, None] * supply.kit_quantity[None, :]
    came = exact.sum(axis=0)
    target = np.minimum(np.ceil(wanted - _HAIR), np.floor(came + _HAIR))
    exact *= np.divide(target, came, out=np.zeros_like(came), where=came > 0)[None, :, :]
    units = np.floor(exact + _HAIR)
    left = np.floor(supply.units + _HAIR) - units.sum(axis=1)
    lacking = np.round(target - units.sum(axis=0)).astype(np.int64)
    rest = exact - units
    order = np.argsort(-rest, axis=0, kind="stable")
    for commune, item in zip(*np.nonzero(lacking > 0), strict=True):
        for at in order[:, commune, item]:
            if lacking[commune, item] > 0 and exact[at, commune, item] > 0 and left[at, item] >= 1:
                units[at, commune, item] += 1
                left[at, item] -= 1
                lacking[commune, item] -= 1
    return units


def _frames(solved: Solved, band: Band, units: np.ndarray, sending: Sending) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    supply = solved.supply
    kg, m3 = (
        sending.items[name].reindex(supply.items).to_numpy(dtype="float64") for name in ("weight_kg", "volume_m3")
    )
    tonnes, space = (units @ np.nan_to_num(kg)) / 1000, units @ np.nan_to_num(m3)
    trips = trips_of(
        solved, band, (tonnes, space, np.asarray(units.any(axis=2))), (sending.vehicle_type, sending.vehicle)
    )
    loads, flows = [], []
    pairs = sorted(trips, key=lambda pair: (str(supply.warehouses[pair[0]]), trips[pair].first, pair[1]))
    for number, pair in enumerate(pairs, start=1):
        of_pair = _of_pair(solved, pair, trips[pair])
        for item in np.flatnonzero(units[pair]):
            count = float(units[pair][item])
            own = {"load": number, "item": str(supply.items[item]), "units": count, "kg": count * kg[item],
                   "m3": count * m3[item]}  # fmt: skip
            loads.append(of_pair | own)
        told = {"households": float((units[pair] / supply.kit_quantity).mean()), "tonnes": float(tonnes[pair]),
                "m3": float(space[pair]), "travel_hours": float(supply.hours[pair])}  # fmt: skip
        flows.append(of_pair | told)
    return _typed(loads, LOADS), _typed(flows, FLOWS), sum(one.late for one in trips.values())


def _of_pair(solved: Solved, pair: tuple[int, int], trips: Trips) -> dict[str, Any]:
    warehouse, commune = str(solved.supply.warehouses[pair[0]]), str(solved.supply.communes[pair[1]])
    return {
        "warehouse_id": warehouse, "adm2_pcode": commune, "vehicle_type": ", ".join(trips.types),
        "trips": trips.number, "leaves_hour": trips.first, "arrives_hour": trips.last, "late": trips.late > 0,
        "path": list(solved.means.journeys.ways.get((warehouse, commune), ())),
    }  # fmt: skip


def _typed(rows: list[dict[str, Any]], columns: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in columns.items()})
