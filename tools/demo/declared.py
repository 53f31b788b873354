"""Fictional stock that two partners declare without movements: some of it fresh, some ageing, some out of date."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]
_NAMES = ("organisation", "adm2_pcode", "item", "observed_on", "quantity", "availability", "expiry")


def make_stock_levels(plan: dict[str, Any]) -> list[Row]:
    """Return the levels of the plan."""
    source = {"source": "Déclaration du partenaire (fictif)"}
    rows = [dict(zip(_NAMES, told, strict=True)) for told in plan["declared"]["rows"]]
    return [{**{name: value for name, value in row.items() if value != ""}, **source} for row in rows]
