"""Rules for early action, evaluated on what a forecast says: what fires, why, and what cannot be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.errors import ReferenceProblem
from geo.explain import Explanation, Input, Result, known
from geo.settings import STATUSES

FIRES, CANNOT_TELL, TOO_EARLY, TOO_LATE, QUIET = STATES = ("fires", "cannot_tell", "too_early", "too_late", "quiet")
STAGES = ("watch", "mobilisation", "action", "observed")
BOUNDS = ("at_least", "more_than", "at_most")
_SIGNS = {"at_least": ">=", "more_than": ">", "at_most": "<="}
_FIELDS = {"hazard", "stage", "source", "status", "conditions", "lead_hours_most", "lead_hours_least"}
_METHOD = "docs/methods.md#triggers"


@dataclass(frozen=True)
class Condition:
    """One condition: a measure against a bound, `bound` being one of `BOUNDS`."""

    measure: str
    bound: str
    value: float
    unit: str

    def met(self, told: float | None) -> bool | None:
        """Whether it is met; None where the measure is unknown."""
        if told is None or pd.isna(told):
            return None
        return {"at_least": told >= self.value, "more_than": told > self.value, "at_most": told <= self.value}[
            self.bound
        ]

    def __str__(self) -> str:
        return f"{self.measure} {_SIGNS[self.bound]} {self.value:g} {self.unit}"


@dataclass(frozen=True)
class Trigger:
    """One rule: it fires where any condition is met, no earlier than `lead_hours_most` and no later than `_least`.

    Lead times are hours before the storm arrives (inclusive); None: no such bound.
    """

    key: str
    hazard: str
    stage: str
    conditions: tuple[Condition, ...]
    lead_hours_most: float | None
    lead_hours_least: float | None
    source: str
    status: str


def parse_triggers(document: Mapping[str, Mapping[str, Any]]) -> tuple[Trigger, ...]:
    """Read rules from a parsed TOML document, in its order.

    Raises
    ------
    ReferenceProblem
        ``trigger.missing_field``, ``trigger.unknown_field``, ``trigger.bad_value``.
    """
    return tuple(_trigger(key, entry) for key, entry in document.items())


def _trigger(key: str, entry: Mapping[str, Any]) -> Trigger:
    for name in ("hazard", "stage", "source", "status", "conditions"):
        if entry.get(name) in (None, "", []):
            raise ReferenceProblem("trigger.missing_field", trigger=key, field=name)
    if unknown := set(entry) - _FIELDS:
        raise ReferenceProblem("trigger.unknown_field", trigger=key, field=min(unknown))
    for name, accepted in (("stage", STAGES), ("status", STATUSES)):
        if entry[name] not in accepted:
            raise ReferenceProblem("trigger.bad_value", trigger=key, field=name, value=entry[name])
    conditions = tuple(_condition(key, told) for told in entry["conditions"])
    leads = [float(entry[name]) if name in entry else None for name in ("lead_hours_most", "lead_hours_least")]
    return Trigger(
        key, entry["hazard"], entry["stage"], conditions, leads[0], leads[1], entry["source"], entry["status"]
    )


def _condition(key: str, told: Mapping[str, Any]) -> Condition:
    bounds = [name for name in BOUNDS if name in told]
    if len(bounds) != 1 or set(told) != {"measure", "unit", bounds[0]}:
        raise ReferenceProblem("trigger.bad_value", trigger=key, field="conditions", value=str(dict(told)))
    return Condition(told["measure"], bounds[0], float(told[bounds[0]]), told["unit"])


def evaluated(triggers: tuple[Trigger, ...], facts: Mapping[str, float | None], *, lead_hours: float | None) -> Result:
    """Every rule on what is known of one storm.

    Parameters
    ----------
    triggers
        From `parse_triggers`.
    facts
        Measure -> value in the unit of its condition; a measure that is absent, None or NaN is unknown.
    lead_hours
        Hours until it arrives; None where nobody knows.

    Returns
    -------
    triggers
        One row a rule: `trigger`, `hazard`, `stage`, `state`, `lead_hours`, `why` (the conditions that are met),
        `unknown` (measures that nobody told), `source`, `status`. State: ``fires``; ``cannot_tell`` (no condition is
        met and one is unknown, or the lead time is); ``too_early`` and ``too_late`` (a condition is met outside of
        the lead time); ``quiet`` (all are known and none is met).

    Notes
    -----
    Method: docs/methods.md#triggers. A firing is a detection, not an official activation.
    """
    rows = [_row(one, facts, lead_hours) for one in triggers]
    columns = ["trigger", "hazard", "stage", "state", "lead_hours", "why", "unknown", "source", "status"]
    frame = pd.DataFrame(rows, columns=columns).astype({"lead_hours": "float64"})
    return Result(frame, _explainer({one.key: one for one in triggers}, facts), {"detection": True})


def _row(one: Trigger, facts: Mapping[str, float | None], lead_hours: float | None) -> dict[str, Any]:
    told = [(condition, condition.met(facts.get(condition.measure))) for condition in one.conditions]
    why = "; ".join(str(condition) for condition, met in told if met)
    unknown = ", ".join(condition.measure for condition, met in told if met is None)
    return {
        "trigger": one.key, "hazard": one.hazard, "stage": one.stage, "lead_hours": lead_hours, "why": why,
        "unknown": unknown, "source": one.source, "status": one.status, "state": _state(one, why, unknown, lead_hours),
    }  # fmt: skip


def _state(one: Trigger, why: str, unknown: str, lead_hours: float | None) -> str:
    timed = one.lead_hours_most is not None or one.lead_hours_least is not None
    if not why:
        return CANNOT_TELL if unknown else QUIET
    if not timed:
        return FIRES
    if lead_hours is None or pd.isna(lead_hours):
        return CANNOT_TELL
    if one.lead_hours_most is not None and lead_hours > one.lead_hours_most:
        return TOO_EARLY
    if one.lead_hours_least is not None and lead_hours < one.lead_hours_least:
        return TOO_LATE
    return FIRES


def _explainer(rules: Mapping[str, Trigger], facts: Mapping[str, float | None]) -> Any:
    def explain(row: dict[str, Any]) -> Explanation:
        rule = rules[row["trigger"]]
        leads = (("lead_hours_most", rule.lead_hours_most), ("lead_hours_least", rule.lead_hours_least))
        return Explanation(
            figure="trigger",
            formula="fires = (" + " or ".join(map(str, rule.conditions)) + ") within the lead time",
            inputs=(
                *(Input(one.measure, known(facts.get(one.measure)), one.unit) for one in rule.conditions),
                Input("lead_hours", known(row["lead_hours"]), "hours"),
                *(Input(name, value, "hours") for name, value in leads if value is not None),
            ),
            value=row["state"],
            unit="",
            clause=_METHOD,
            source=rule.source,
            status=rule.status,
            notes=("detection_not_activation",),
        )

    return explain
