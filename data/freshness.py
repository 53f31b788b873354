"""Limits of age and bounds of quality in force, and the moment of a picture."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from data.home import HAITI, today
from data.reference_tables import REFERENCE, document
from geo.freshness import Limit, parse_limits
from geo.settings import Setting, parse_settings


@cache
def freshness_limits() -> dict[str, Limit]:
    """How long records of each kind count as fresh.

    Raises
    ------
    ReferenceProblem
        As `geo.freshness.parse_limits`.
    """
    return parse_limits(document(REFERENCE / "freshness.toml"))


@cache
def quality_bounds() -> dict[str, Setting]:
    """Bounds beyond which a figure is doubtful, by name (`geo.quality.Bounds`).

    Raises
    ------
    ReferenceProblem
        As `geo.settings.parse_settings`.
    """
    return parse_settings(document(REFERENCE / "quality.toml"))


def moment(as_of: str) -> str:
    """Moment of a picture (ISO, UTC): the end of this hour for today's, the end of its day in Haiti for any other."""
    if as_of == today():
        hour = datetime.now(tz=UTC).replace(minute=0, second=0, microsecond=0)
        return (hour + timedelta(hours=1)).isoformat()
    midnight = datetime.combine(date.fromisoformat(as_of) + timedelta(days=1), time(), HAITI)
    return midnight.astimezone(UTC).isoformat()
