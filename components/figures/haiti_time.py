"""Moments on the clock of Haiti: instants are stored in UTC, people read and type their own time."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pandas as pd

from components.i18n import Words
from data.home import HAITI
from geo.explain import Explanation, Result

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?Z")


def local(instant: Any) -> datetime | None:
    """An instant (ISO, UTC) on the clock of Haiti; None for nothing."""
    if not isinstance(instant, str) or not instant:
        return None
    return datetime.fromisoformat(instant).astimezone(HAITI)


def day(instant: str) -> str:
    """Day in Haiti (ISO) of an instant."""
    at = local(instant)
    return at.date().isoformat() if at else instant[:10]


def told(instant: Any, tr: Words) -> str:
    """An instant as people read it, "4 octobre 2016, 08:00"; unknown is said."""
    at = local(instant)
    return f"{tr.day(at.date().isoformat())}, {at:%H:%M}" if at else tr("situation.unknown")


def short(instant: Any, tr: Words) -> str:
    """An instant for a narrow cell, "04/10 08:00"; unknown is said."""
    at = local(instant)
    return f"{at:%d/%m %H:%M}" if at else tr("situation.unknown")


def cells(instants: pd.Series) -> pd.Series:
    """Instants as texts that a table writes as day and hour of Haiti; null stays null."""
    read = [local(one) for one in instants]
    return pd.Series([f"{at:%Y-%m-%d %H:%M}" if at else None for at in read], index=instants.index, dtype="str")


def explained(result: Result) -> Result:
    """The same figures, whose explanations tell moments on the clock of Haiti."""

    def explain(row: dict[str, Any]) -> Explanation:
        told = result.explain_row(row)
        inputs = tuple(replace(one, value=_written(one.value)) for one in told.inputs)
        return replace(told, inputs=inputs, dated=str(_written(told.dated)))

    return Result(result.frame, explain, result.facts)


def _written(value: Any) -> Any:
    return f"{local(value):%Y-%m-%d %H:%M}" if isinstance(value, str) and _INSTANT.fullmatch(value) else value


def instant(day: date, hour: time) -> str:
    """A day and an hour of Haiti as an instant (ISO, UTC, to the minute)."""
    return datetime.combine(day, hour, tzinfo=HAITI).astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
