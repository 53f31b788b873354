"""Standards: what a service is measured against, with unit, period, source and status.

A standard is an entry of data/reference/standards/*.toml. How it is measured is its `kind`:

``ratio``
    `numerator` / `denominator` of the vocabulary; `direction` says whether the threshold is a most
    (persons per toilet) or a least (m2 per person). `least` is a number of units wanted in any case.
``rate``
    A column that is already per person and day.
``share``
    A column that is already a share; `requires` names a yes/no column without which it cannot be met.
``yes_no``
    A yes/no column.
``compound``
    Several kinds of the same service, each serving `persons_each` persons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from geo.errors import BadStandard, DataProblem
from geo.frames import ASSESSMENTS, SITE_CLASSES, SITES, Column
from geo.settings import PERIODS, STATUSES, Setting

PHASES = ("first", "standard")
KINDS = ("ratio", "rate", "share", "yes_no", "compound")
DIRECTIONS = ("min", "max")
APPLIES_TO = (*SITE_CLASSES, "activated_shelter")

# Figures derived from two columns, and their unit. A standard's unit must be this one.
DERIVED_UNITS = {
    "persons_per_tap": "persons/tap",
    "persons_per_toilet": "persons/toilet",
    "persons_per_shower": "persons/shower",
    "stations_per_toilet": "stations/toilet",
    "covered_area_m2_per_person": "m2/person",
    "site_area_m2_per_person": "m2/person",
    "households_with_nfi_share": "share",
}
GAP_OF_RATE = {"l/person/day": "litres a day"}
GAP_OF_SITE = "sites"
YES_NO = "yes/no"
VOCABULARY: dict[str, Column] = {**SITES.by_name, **ASSESSMENTS.by_name}


@dataclass(frozen=True)
class Standard:
    """One standard as its TOML entry says it.

    Parameters
    ----------
    key, sector
        Its name (locale key ``standard.<key>``) and sector.
    kind, measures, direction, unit, period
        How it is measured, in which figure, whether the threshold is a "min" or a "max", and its unit.
    first_phase, standard
        The thresholds of the two phases, in `unit`.
    applies_to
        Site classes that it is asked of.
    gap_unit
        What is counted when it is not met.
    source, status
        The clause, and whether it was verified.
    numerator, denominator, least, requires, persons_each
        Columns and figures of the kinds that need them; see the module.
    """

    key: str
    sector: str
    kind: str
    measures: str
    direction: str
    first_phase: float
    standard: float
    unit: str
    period: str
    applies_to: tuple[str, ...]
    gap_unit: str
    source: str
    status: str
    numerator: str = ""
    denominator: str = ""
    least: float = 0.0
    requires: str = ""
    persons_each: Mapping[str, float] = field(default_factory=dict)

    def threshold(self, phase: str) -> float:
        """Return the threshold of a phase, in `unit`.

        Raises
        ------
        DataProblem
            ``standard.unknown_phase`` for another phase than "first" and "standard".
        """
        if phase not in PHASES:
            raise DataProblem("standard.unknown_phase", phase=phase, phases=", ".join(PHASES))
        return self.first_phase if phase == "first" else self.standard


@dataclass(frozen=True)
class Norms:
    """What coverage is held against: the standards, the phase in force and the household size."""

    standards: tuple[Standard, ...]
    phase: str
    household_size: Setting


_OPTIONAL = ("numerator", "denominator", "least", "requires", "persons_each")
_REQUIRED = tuple(f.name for f in fields(Standard) if f.name not in ("key", *_OPTIONAL))
_NEEDED = {"ratio": ("numerator", "denominator"), "compound": ("numerator", "denominator", "persons_each")}


def parse_standards(document: Mapping[str, Mapping[str, Any]]) -> tuple[Standard, ...]:
    """Read standards from a parsed TOML document, in its order.

    Raises
    ------
    BadStandard
        ``standard.missing_field``, ``standard.unknown_field``, ``standard.bad_value``,
        ``standard.unknown_column`` or ``standard.wrong_unit``, with the entry and the field.
    """
    return tuple(_standard(key, entry) for key, entry in document.items())


def _standard(key: str, entry: Mapping[str, Any]) -> Standard:
    _check_fields(key, entry)
    _check_values(key, entry)
    told = {name: entry[name] for name in (*_REQUIRED, *_OPTIONAL) if name in entry}
    told["applies_to"] = tuple(entry["applies_to"])
    for name in ("first_phase", "standard"):
        told[name] = float(entry[name])
    told["persons_each"] = {name: float(each) for name, each in entry.get("persons_each", {}).items()}
    made = Standard(key=key, **told)
    _check_columns(made)
    _check_unit(made, "unit", made.unit, _unit_of(made.measures))
    _check_unit(made, "gap_unit", made.gap_unit, _gap_unit_of(made))
    return made


def _check_fields(key: str, entry: Mapping[str, Any]) -> None:
    for name in (*_REQUIRED, *_NEEDED.get(entry.get("kind", ""), ())):
        if entry.get(name) in (None, "", [], {}):
            raise BadStandard("standard.missing_field", standard=key, field=name)
    for name in entry:
        if name not in _REQUIRED and name not in _OPTIONAL:
            raise BadStandard("standard.unknown_field", standard=key, field=name)


def _check_values(key: str, entry: Mapping[str, Any]) -> None:
    def refuse(name: str) -> BadStandard:
        return BadStandard("standard.bad_value", standard=key, field=name, value=str(entry[name]))

    choices = {"kind": KINDS, "direction": DIRECTIONS, "period": PERIODS, "status": STATUSES}
    for name, accepted in choices.items():
        if entry[name] not in accepted:
            raise refuse(name)
    if not set(entry["applies_to"]) <= set(APPLIES_TO):
        raise refuse("applies_to")
    for name in ("first_phase", "standard"):
        if not isinstance(entry[name], int | float) or entry[name] <= 0:
            raise refuse(name)
    if entry["period"] == "none" and entry["unit"].endswith(("/day", "/month", "/year")):
        raise refuse("period")


def _check_columns(made: Standard) -> None:
    for name in (made.numerator, made.denominator, made.requires, *made.persons_each):
        if name and name not in VOCABULARY:
            raise BadStandard("standard.unknown_column", standard=made.key, column=name)
    if made.measures not in DERIVED_UNITS and made.measures not in VOCABULARY:
        raise BadStandard("standard.unknown_column", standard=made.key, column=made.measures)


def _check_unit(made: Standard, name: str, told: str, expected: str) -> None:
    if told != expected:
        raise BadStandard("standard.wrong_unit", standard=made.key, field=name, value=told, expected=expected)


def _unit_of(measures: str) -> str:
    if measures in DERIVED_UNITS:
        return DERIVED_UNITS[measures]
    column = VOCABULARY[measures]
    return YES_NO if column.kind == "boolean" else column.unit


def _gap_unit_of(made: Standard) -> str:
    if made.kind == "ratio":
        return VOCABULARY[made.denominator if made.direction == "max" else made.numerator].unit
    if made.kind == "compound":
        return VOCABULARY[made.denominator].unit
    return GAP_OF_RATE.get(made.unit, "") if made.kind == "rate" else GAP_OF_SITE
