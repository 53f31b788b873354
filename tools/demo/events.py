"""The fictional sequence of events after the last round, as events.toml tells it."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]


def make_events(plan: Row, sites: list[Row]) -> list[Row]:
    """Return the events in order of time, each in the commune of its site.

    Raises
    ------
    ValueError
        If an event names neither a site nor a commune.
    """
    communes = {site["site_id"]: site["adm2_pcode"] for site in sites}
    rows = []
    for at, told in enumerate(sorted(plan["events"], key=lambda one: str(one["occurred_on"])), start=1):
        place = communes.get(told.get("site_id", ""), told.get("adm2_pcode"))
        if place is None:
            raise ValueError(f"event {at} has no place")
        rows.append({"confirmed": True, "confidence": "medium", "sensitivity": "moderate", **told,
                     "event_id": f"EVT-{at:04d}", "adm2_pcode": place})  # fmt: skip
    return rows
