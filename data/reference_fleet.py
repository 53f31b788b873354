"""What vehicles carry: data/reference/vehicles.toml, with the payloads that somebody changed in this store."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from data.figures_in_force import NOBODY, NOTHING, in_force
from data.reference_tables import REFERENCE, document
from geo.errors import ReferenceProblem
from geo.fleet import MODES, VehicleType
from geo.settings import Said, Setting

PREFIX = "vehicle."
LEAST, MOST = 0.1, 10_000.0
_FIELDS = ("value", "unit", "period", "source", "status")
_UNITS = {"payload_t": "t", "payload_m3": "m3"}


def vehicle_types(told: Mapping[str, str] = NOTHING) -> dict[str, VehicleType]:
    """Payload of each type of vehicle where nobody says otherwise.

    Parameters
    ----------
    told
        Settings of the store (``vehicle.<type>.<payload_t|payload_m3>``).

    Raises
    ------
    ReferenceProblem
        ``bad_reference`` for a type without both payloads, or a figure without unit, period, source or status;
        ``bad_setting`` for a stored value that does not fit.

    Notes
    -----
    Source: data/reference/vehicles.toml, all unverified.
    """
    held = vehicle_settings(told)
    return {kind: VehicleType(**{name: held[f"{PREFIX}{kind}.{name}"].value for name in _UNITS}) for kind in MODES}


def vehicle_settings(told: Mapping[str, str] = NOTHING, said: Mapping[str, Said] = NOBODY) -> dict[str, Setting]:
    """Every payload, as it is in force, by the name of its setting; errors as `vehicle_types`."""
    return in_force(_shipped(), told, said, lambda _name: (LEAST, MOST))


def default_vehicle() -> str:
    """Return the type that a list of loads reckons with where no fleet is given."""
    kind = str(document(REFERENCE / "vehicles.toml")["default_type"])
    if kind not in MODES:
        raise ReferenceProblem("bad_reference", entry="vehicles.default_type", lacks="type")
    return kind


@cache
def _shipped() -> dict[str, Setting]:
    table = document(REFERENCE / "vehicles.toml")
    return {f"{PREFIX}{kind}.{name}": _figure(table, kind, name) for kind in MODES for name in _UNITS}


def _figure(table: dict[str, dict[str, dict[str, Any]]], kind: str, name: str) -> Setting:
    entry = table.get(kind, {}).get(name, {})
    for lacks in _FIELDS:
        if entry.get(lacks) in (None, ""):
            raise ReferenceProblem("bad_reference", entry=f"vehicles.{kind}.{name}", lacks=lacks)
    if entry["unit"] != _UNITS[name]:
        raise ReferenceProblem("bad_reference", entry=f"vehicles.{kind}.{name}", lacks="unit")
    return Setting(name, float(entry["value"]), entry["unit"], entry["period"], entry["source"], entry["status"])
