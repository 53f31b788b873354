"""An earthquake as data: where, how strong and whose, read from a document and written to one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import pandas as pd

from geo.errors import BadScenario
from geo.explain import Result
from geo.settings import STATUSES
from geo.shaking import Quake, check_quake, shaking_at
from geo.shaking_rules import ShakingRules
from geo.shaking_zones import HAZARD, shaking_zones

STATES = ("observed", "scenario", "exercise")
_TOLD = ("key", "state", "source", "status")
_OPTIONAL = ("hazard", "fictional", "author", "occurred_on")
_QUAKE = tuple(one.name for one in fields(Quake))
_ASKED = _QUAKE[:4]


@dataclass(frozen=True)
class QuakeScenario:
    """One earthquake.

    Parameters
    ----------
    key
        Its name: locale key ``scenario_preset.<key>`` of those that are shipped.
    state
        ``observed``, ``scenario`` or ``exercise``: the stamp on everything made from it.
    source, status, author
        Whence the figures; "verified" or "unverified"; who made the scenario.
    quake
        Place, strength, rupture.
    fictional
        It did not happen.
    occurred_on
        Its day (ISO); "" where it has none.
    """

    key: str
    state: str
    source: str
    status: str
    quake: Quake
    author: str = ""
    fictional: bool = False
    occurred_on: str = ""


def parse_quake(document: Mapping[str, Any]) -> QuakeScenario:
    """Read an earthquake from a parsed document; that it can be is checked when it is run.

    Raises
    ------
    BadScenario
        ``scenario.missing_field``, ``scenario.unknown_field`` or ``scenario.bad_value``, naming the field.
    """
    for name in (*_TOLD, *_ASKED):
        if document.get(name) in (None, ""):
            raise BadScenario("scenario.missing_field", field=name)
    for name in document:
        if name not in (*_TOLD, *_OPTIONAL, *_QUAKE):
            raise BadScenario("scenario.unknown_field", field=str(name)[:80])
    accepted = {"hazard": (HAZARD,), "state": STATES, "status": STATUSES, "fictional": (True, False)}
    for name, values in accepted.items():
        if name in document and document[name] not in values:
            raise BadScenario("scenario.bad_value", field=name, value=str(document[name])[:80])
    return QuakeScenario(
        **{name: str(document[name]) for name in _TOLD},
        quake=Quake(**{name: _number(name, document[name]) for name in _QUAKE if name in document}),
        author=str(document.get("author", "")),
        fictional=bool(document.get("fictional", False)),
        occurred_on=_day(document.get("occurred_on", "")),
    )


def _number(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadScenario("scenario.bad_value", field=name, value=str(value)[:80])
    return float(value)


def _day(value: Any) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat() if value else ""
    except ValueError as error:
        raise BadScenario("scenario.bad_value", field="occurred_on", value=str(value)[:80]) from error


def quake_document(scenario: QuakeScenario) -> dict[str, Any]:
    """The scenario as plain values in a fixed order, unknown ones left out: what `parse_quake` reads back."""
    told = {"key": scenario.key, "hazard": HAZARD, "state": scenario.state, "fictional": scenario.fictional,
            "source": scenario.source, "status": scenario.status, "author": scenario.author,
            "occurred_on": scenario.occurred_on}  # fmt: skip
    told |= {name: getattr(scenario.quake, name) for name in _QUAKE}
    return {name: value for name, value in told.items() if value is not None and value != ""}


def shaking_of(scenario: QuakeScenario, points: pd.DataFrame, rules: ShakingRules) -> Result:
    """Intensity at points, as `shaking.shaking_at`; `facts` also name the scenario, its state and that it is made up.

    Raises
    ------
    BadScenario
        As `shaking.check_quake`.
    """
    told = shaking_at(points, scenario.quake, rules)
    named = {name: getattr(scenario, name) for name in ("key", "state", "source", "status", "author", "fictional")}
    return Result(told.frame, told.explain_row, told.facts | {"scenario": named})


def zones_of_quake(scenario: QuakeScenario, rules: ShakingRules, *, deviations: float = 0.0) -> pd.DataFrame:
    """Zones of a scenario, as `shaking_zones.shaking_zones`; the set is called after its key.

    Raises
    ------
    BadScenario
        As `shaking.check_quake`.
    """
    check_quake(scenario.quake, rules)
    day = scenario.occurred_on or None
    return shaking_zones(scenario.quake, rules, zone_set=scenario.key, observed_on=day, deviations=deviations)
