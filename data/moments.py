"""The instant of a picture: what is in force changes within a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from data.home import HAITI, today


def moment_of(day: str) -> str:
    """Instant (ISO, UTC, to the minute) at which a picture of a day stands: now, or its last minute if it is past."""
    if day >= today():
        return datetime.now(tz=UTC).strftime("%Y-%m-%dT%H:%MZ")
    after = datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), tzinfo=HAITI)
    return (after - timedelta(minutes=1)).astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
