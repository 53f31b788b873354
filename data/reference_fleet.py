"""What vehicles carry, read from data/reference/vehicles.toml."""

from __future__ import annotations

from functools import cache

from data.reference_tables import REFERENCE, document
from geo.errors import ReferenceProblem
from geo.fleet import MODES, VehicleType

_FIELDS = ("value", "unit", "period", "source", "status")
_UNITS = {"payload_t": "t", "payload_m3": "m3"}


@cache
def vehicle_types() -> dict[str, VehicleType]:
    """Payload of each type of vehicle where nobody says otherwise.

    Raises
    ------
    ReferenceProblem
        ``bad_reference`` for a type without both payloads, or a figure without unit, period, source or status.

    Notes
    -----
    Source: data/reference/vehicles.toml, all unverified.
    """
    table = document(REFERENCE / "vehicles.toml")
    return {kind: VehicleType(**{name: _figure(table, kind, name) for name in _UNITS}) for kind in MODES}


def default_vehicle() -> str:
    """Return the type that a list of loads reckons with where no fleet is given."""
    kind = str(document(REFERENCE / "vehicles.toml")["default_type"])
    if kind not in MODES:
        raise ReferenceProblem("bad_reference", entry="vehicles.default_type", lacks="type")
    return kind


def _figure(table: dict[str, dict[str, dict[str, object]]], kind: str, name: str) -> float:
    entry = table.get(kind, {}).get(name, {})
    for lacks in _FIELDS:
        if entry.get(lacks) in (None, ""):
            raise ReferenceProblem("bad_reference", entry=f"vehicles.{kind}.{name}", lacks=lacks)
    if entry["unit"] != _UNITS[name]:
        raise ReferenceProblem("bad_reference", entry=f"vehicles.{kind}.{name}", lacks="unit")
    return float(str(entry["value"]))
