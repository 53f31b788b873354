"""The fictional table of actions, as actions.toml tells it."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]
SOURCE = "Réunion de coordination (fictif)"


def make_actions(plan: Row, sites: list[Row]) -> list[Row]:
    """Return the actions in the order in which they were opened, each in the commune of its site.

    Raises
    ------
    ValueError
        If an action names neither a site of the set nor a commune.
    """
    communes = {site["site_id"]: site["adm2_pcode"] for site in sites}
    rows = []
    for at, told in enumerate(plan["actions"], start=1):
        place = communes.get(told.get("site_id", ""), told.get("adm2_pcode"))
        if place is None:
            raise ValueError(f"action {at} has no place")
        rows.append({"source": SOURCE, **told, "action_id": f"ACT-{at:04d}", "adm2_pcode": place})
    return rows
