"""Fictional vehicles at the warehouses, and some that may be sent anywhere."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]


def make_vehicles(plan: dict[str, Any]) -> list[Row]:
    """Return the vehicles of the plan, one row a group of like ones."""
    told = plan["fleet"]
    return [
        {"vehicle_id": f"VEH-{at:03d}", "vehicle_type": kind, "warehouse_id": warehouse, "vehicles": number,
         "source": told["source"], "observed_on": told["observed_on"]}
        for at, (kind, number, warehouse) in enumerate(told["rows"], start=1)
    ]  # fmt: skip
