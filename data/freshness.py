"""Limits of age and bounds of quality in force, and the moment of a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from data.home import HAITI, today
from data.reference_tables import REFERENCE, document
from geo.errors import ReferenceProblem
from geo.freshness import Limit, parse_limits
from geo.settings import Said, Setting, parse_settings

ENDS = ("fresh", "stale")  # prefix of the setting that edits a limit: "fresh.stock"
NOBODY: Mapping[str, Said] = {}
MOST = 10_000.0  # in the unit of the limit


def freshness_limits(told: Mapping[str, str] | None = None, said: Mapping[str, Said] = NOBODY) -> dict[str, Limit]:
    """How long records of each kind count as fresh, with the settings ``fresh.<kind>`` and ``stale.<kind>``.

    `said`: who changed which setting.

    Raises
    ------
    ReferenceProblem
        As `geo.freshness.parse_limits`; ``bad_setting`` for a value that is no number above 0, and where stale would
        come before fresh.
    """
    here = told or {}
    return {kind: _edited(limit, here, said) for kind, limit in _shipped().items()}


@cache
def _shipped() -> dict[str, Limit]:
    return parse_limits(document(REFERENCE / "freshness.toml"))


def _edited(limit: Limit, told: Mapping[str, str], said: Mapping[str, Said]) -> Limit:
    names = {end: f"{end}.{limit.kind}" for end in ENDS if f"{end}.{limit.kind}" in told}
    held = {end: getattr(limit, end).edited(_number(name, told[name]), said.get(name), name=f"{end}_days")
            for end, name in names.items()}  # fmt: skip
    made = replace(limit, **held)
    if made.fresh_days > made.stale_days:
        name = next(iter(names.values()))
        raise ReferenceProblem("bad_setting", setting=name, value=told[name])
    return made


def accepts(value: float) -> bool:
    """Whether a limit may be this, in its own unit."""
    return 0 < value <= MOST


def _number(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError as error:
        raise ReferenceProblem("bad_setting", setting=name, value=text) from error
    if not accepts(value):
        raise ReferenceProblem("bad_setting", setting=name, value=text)
    return value


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
