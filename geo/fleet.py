"""The fleet: which vehicles stand where, and what each of them carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.errors import DataProblem
from geo.frames import promised
from geo.frames.stocks import VEHICLE_TYPES, VEHICLES

MODES = {
    "pickup": "road", "small_truck": "road", "truck": "road", "large_truck": "road",
    "coaster": "sea", "barge": "sea", "helicopter": "air", "plane": "air",
}  # fmt: skip
ANYWHERE = ""


@dataclass(frozen=True)
class VehicleType:
    """What one vehicle of a type carries at most, where nobody says otherwise: tonnes and cubic metres."""

    payload_t: float
    payload_m3: float


@dataclass(frozen=True, order=True)
class Vehicles:
    """Like vehicles at one place.

    Parameters
    ----------
    vehicle_type
        Of `VEHICLE_TYPES`.
    warehouse_id
        Where they stand; "" for vehicles that may be sent to any warehouse.
    number
        How many; a whole number.
    payload_t, payload_m3
        Of one of them.
    """

    vehicle_type: str
    warehouse_id: str
    number: int
    payload_t: float
    payload_m3: float

    @property
    def mode(self) -> str:
        """Return road, sea or air."""
        return MODES[self.vehicle_type]


@dataclass(frozen=True)
class Fleet:
    """All vehicles that may be used; a value that can be a key. A mode without any vehicle is not limited by it.

    Parameters
    ----------
    vehicles
        In order of warehouse and type; like ones are one entry.
    unknown
        Rows of the register that were left out because their number is unknown.
    """

    vehicles: tuple[Vehicles, ...] = ()
    unknown: int = 0

    def of(self, mode: str) -> tuple[Vehicles, ...]:
        """Return the vehicles of a mode."""
        return tuple(one for one in self.vehicles if one.mode == mode)

    def with_more(self, more: Vehicles) -> Fleet:
        """Return the fleet with further vehicles."""
        return Fleet(_merged((*self.vehicles, more)), self.unknown)


def fleet_of(vehicles: pd.DataFrame, types: Mapping[str, VehicleType], *, on: str = "") -> Fleet:
    """Vehicles of a register or a file as a fleet.

    Parameters
    ----------
    vehicles
        Rows of the `VEHICLES` frame: `vehicle_type`, `vehicles` (number; `number` is read as it), and where they are
        there `warehouse_id` (blank: anywhere), `payload_t`, `payload_m3` (blank: of the type), `available_from`,
        `available_until`.
    types
        What a vehicle of each type carries.
    on
        Day (ISO) on which they must be available, ends included; "" for any.

    Returns
    -------
    fleet
        Rows of an unknown number are left out and counted: an unknown number is neither none nor any.

    Raises
    ------
    MissingColumn
        Without `vehicle_type` or a number.
    DataProblem
        ``fleet.unknown_type``; ``fleet.bad_number`` for a number or payload below 0 or that is not whole.
    """
    rows = vehicles.rename(columns={"number": "vehicles"}) if "vehicles" not in vehicles else vehicles
    promised("vehicles", rows, "vehicle_type", "vehicles")
    rows = rows.reindex(columns=list(VEHICLES.by_name))
    if on:
        late, gone = rows["available_from"].fillna(on) > on, rows["available_until"].fillna(on) < on
        rows = rows[~(late | gone)]
    known = rows[rows["vehicles"].notna()]
    told = tuple(_one(row, types) for row in known.to_dict("records"))
    return Fleet(_merged(tuple(one for one in told if one.number)), len(rows) - len(known))


def _one(row: Mapping[str, object], types: Mapping[str, VehicleType]) -> Vehicles:
    kind = str(row["vehicle_type"])
    if kind not in types or kind not in MODES:
        raise DataProblem("fleet.unknown_type", value=kind[:80], types=", ".join(VEHICLE_TYPES))
    number = _number(row["vehicles"], kind)
    tonnes, space = (
        default if pd.isna(row[name]) else _number(row[name], kind)
        for name, default in (("payload_t", types[kind].payload_t), ("payload_m3", types[kind].payload_m3))
    )
    if number != int(number):
        raise DataProblem("fleet.bad_number", value=str(row["vehicles"])[:80], vehicle_type=kind)
    place = row["warehouse_id"]
    return Vehicles(kind, ANYWHERE if pd.isna(place) else str(place), int(number), tonnes, space)


def _number(value: object, kind: str) -> float:
    try:
        number = float(str(value))
    except ValueError:
        number = float("nan")
    if not (np.isfinite(number) and number >= 0):
        raise DataProblem("fleet.bad_number", value=str(value)[:80], vehicle_type=kind)
    return number


def _merged(vehicles: tuple[Vehicles, ...]) -> tuple[Vehicles, ...]:
    """One entry for like vehicles, in order: the same fleet is the same value however it was written."""
    counted: dict[tuple[str, str, float, float], int] = {}
    for one in vehicles:
        key = (one.warehouse_id, one.vehicle_type, one.payload_t, one.payload_m3)
        counted[key] = counted.get(key, 0) + one.number
    return tuple(Vehicles(kind, place, count, t, m3) for (place, kind, t, m3), count in sorted(counted.items()))
