"""The advisories on the fictional cyclone, as tracks.toml tells its track."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]
HURRICANE_KT = 64
QUADRANTS = ("ne", "se", "sw", "nw")


def make_tracks(plan: Row) -> list[Row]:
    """Return the positions of every advisory, in order of issue and of time."""
    storm = plan["storm"]
    return [
        _position(storm, number, issued, told)
        for number, issued in storm["advisories"] for told in storm["positions"] if told[0] >= issued
    ]  # fmt: skip


def _position(storm: Row, number: str, issued: str, told: list[Any]) -> Row:
    at, latitude, longitude, wind, pressure = told
    strong = wind >= HURRICANE_KT
    return {
        "storm_id": storm["storm_id"], "advisory": number, "valid_at": at, "name": storm["name"],
        "storm_class": "HU" if strong else "TS", "position_kind": "observed" if at == issued else "forecast",
        "longitude": longitude, "latitude": latitude, "wind_kt": wind, "pressure_hpa": pressure,
        **{f"r64_{quadrant}_nm": radius if strong else None
           for quadrant, radius in zip(QUADRANTS, storm["radii_nm"], strict=True)},
        "source": storm["source"], "observed_on": issued[:10],
    }  # fmt: skip
