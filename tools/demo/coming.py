"""Fictional deliveries: funded, ordered, shipped, at the customs, two of them late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tools.demo.warehouses import Warehouse

Row = dict[str, Any]
_NAMES = ("item", "quantity", "pipeline_status", "to", "donor_organisation", "ordered_on", "expected_on", "observed_on")


def make_pipeline(plan: dict[str, Any], warehouses: list[Warehouse]) -> list[Row]:
    """Return the deliveries of the plan, to the agency's warehouse of the commune that is told."""
    agency = {one.adm2_pcode: one.warehouse_id for one in warehouses if one.operator.startswith("Agence")}
    rows = []
    for at, told in enumerate(plan["pipeline"]["rows"], start=1):
        row = dict(zip(_NAMES, told, strict=True))
        place = row.pop("to")
        organisation = {"organisation": plan["pipeline"]["organisation"], "source": "Tableau de suivi (fictif)"}
        rows.append({"pipeline_id": f"PIP-{at:03d}", "warehouse_id": agency.get(place, ""), **organisation, **row})
    return rows
