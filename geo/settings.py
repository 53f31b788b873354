"""Figures that a coordinator may edit: value, unit, period, source and status, never a bare number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from geo.errors import ReferenceProblem

STATUSES = ("verified", "unverified")
PERIODS = ("none", "day", "week", "month", "year")
_FIELDS = ("value", "unit", "period", "source", "status")


@dataclass(frozen=True)
class Said:
    """Who decided something, on which day (ISO), and why; "" where nobody told."""

    by: str = ""
    on: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Change:
    """A figure that somebody changed.

    Parameters
    ----------
    name
        The figure: locale key ``input.<name>``, or a column.
    shipped, value, unit
        What it is without anybody's change, what it is now, and in which unit; `shipped` is NaN where nobody set it.
    said
        Who changed it, when and why.
    """

    name: str
    shipped: float
    value: float
    unit: str
    said: Said


@dataclass(frozen=True)
class Setting:
    """One editable figure.

    Parameters
    ----------
    key
        Its name: locale key ``setting.<key>``.
    value, unit, period
        The figure, its unit, and the time that it is counted over ("none": it is no rate).
    source, status
        Who says so; "unverified" is marked on the face wherever the figure drives a result.
    change
        What somebody made of it; None where it is as shipped.
    """

    key: str
    value: float
    unit: str
    period: str
    source: str
    status: str
    change: Change | None = None

    def edited(self, value: float, said: Said | None = None, *, name: str = "") -> Setting:
        """Return the setting with another value: its source is the store's settings, and it is unverified.

        `said`: who changed it; `name`: what the figure is called in an explanation, where that is not its key.
        """
        shipped = self.value if self.change is None else self.change.shipped
        told = Change(name or self.key, shipped, value, self.unit, said or Said())
        return replace(self, value=value, source="settings", status="unverified", change=told)


def changes_of(*figures: Setting) -> tuple[Change, ...]:
    """Changes of those figures that somebody changed."""
    return tuple(one.change for one in figures if one.change is not None)


def parse_settings(document: Mapping[str, Mapping[str, Any]]) -> dict[str, Setting]:
    """Read settings from a parsed TOML document.

    Raises
    ------
    ReferenceProblem
        ``setting.missing_field``, ``setting.unknown_field`` or ``setting.bad_value``.
    """
    return {key: _setting(key, entry) for key, entry in document.items()}


def _setting(key: str, entry: Mapping[str, Any]) -> Setting:
    for name in _FIELDS:
        if entry.get(name) in (None, ""):
            raise ReferenceProblem("setting.missing_field", setting=key, field=name)
    for name in entry:
        if name not in _FIELDS:
            raise ReferenceProblem("setting.unknown_field", setting=key, field=name)
    for name, accepted in (("period", PERIODS), ("status", STATUSES)):
        if entry[name] not in accepted:
            raise ReferenceProblem("setting.bad_value", setting=key, field=name, value=entry[name])
    try:
        value = float(entry["value"])
    except (TypeError, ValueError) as error:
        raise ReferenceProblem("setting.bad_value", setting=key, field="value", value=entry["value"]) from error
    return Setting(key, value, entry["unit"], entry["period"], entry["source"], entry["status"])
