"""What a service is measured against: a standard, the thresholds of its two phases, and the norms in force.

A standard is an entry of data/reference/standards/*.toml, read by `geo.standard_entries`. How it is measured is its
`kind`:

``ratio``
    `numerator` / `denominator` of the vocabulary; `direction` says whether the threshold is a most
    (persons per toilet) or a least (m2 per person). `least` is a number of units wanted in any case.
``share_of``
    How many of the `denominator` the `numerator` is; what lacks or is too much is counted in the numerator's unit.
    `instead` names a share column that is taken where the counts are unknown.
``rate``
    A column that is already per person and day.
``amount``, ``share``, ``yes_no``
    A column held against a least (with `upper`: and against a most), or a most. `requires` names a yes/no column
    without which it cannot be met.
``test``
    An amount that counts for `valid_days` after the date in `tested`.
``age``
    Days since the date in `measures`, at most.
``compound``
    Several kinds of the same service, each serving `persons_each` persons.

An amount or a rate may be told as a range in `band_columns`, times the setting `band_factor`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from geo.errors import DataProblem
from geo.frames import ASSESSMENTS, SHELTERS, SITE_CLASSES, SITES, Column
from geo.settings import Change, Said, Setting

PHASES = ("first", "standard")
ASKED_PHASES = ("auto", *PHASES)
KINDS = ("ratio", "rate", "share", "yes_no", "compound", "amount", "share_of", "test", "age")
DIRECTIONS = ("min", "max")
APPLIES_TO = (*SITE_CLASSES, "activated_shelter")
FIRST_PHASE_MONTHS = "first_phase_months"
VOCABULARY: dict[str, Column] = {**SHELTERS.by_name, **SITES.by_name, **ASSESSMENTS.by_name}


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
    numerator, denominator, least, requires, persons_each, upper, tested, valid_days, band_columns, band_factor, instead
        Columns and figures of the kinds that need them; see the module. `upper` is in `unit`, `valid_days` in days.
    factor
        The figure of `band_factor`: `unit` for each unit of the range.
    headline
        Whether it stands in short views.
    set
        The file that it was read from.
    changed
        Whether somebody edited a threshold.
    changes
        What somebody made of which threshold.
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
    upper: float | None = None
    tested: str = ""
    valid_days: float = 0.0
    band_columns: tuple[str, ...] = ()
    band_factor: str = ""
    factor: float = 1.0
    instead: str = ""
    headline: bool = False
    set: str = ""
    changed: bool = False
    changes: tuple[Change, ...] = ()

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

    def edited(self, phase: str, value: float, said: Said | None = None) -> Standard:
        """Return the standard with another threshold of a phase: it is marked as changed, and is unverified.

        `said`: who changed it.

        Raises
        ------
        DataProblem
            As `threshold`.
        """
        told = Change(f"threshold_{phase}", self.threshold(phase), value, self.unit, said or Said())
        name = "first_phase" if phase == "first" else "standard"
        changes = (*self.changes, told)
        return replace(self, **{name: value}, changed=True, changes=changes, status="unverified")  # type: ignore[arg-type]

    @property
    def asked_of_every_class(self) -> bool:
        """Whether every class of site is asked."""
        return set(SITE_CLASSES) <= set(self.applies_to)

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the vocabulary that it reads, `individuals` among them where it divides by people."""
        told = (self.numerator, self.denominator, self.requires, self.tested, self.instead, self.measures)
        named = dict.fromkeys((*told, *self.persons_each, *self.band_columns))
        return tuple(name for name in named if name in VOCABULARY)


@dataclass(frozen=True)
class Norms:
    """What coverage is held against.

    Parameters
    ----------
    standards
        The standards in force.
    phase
        "first", "standard", or "auto": by the age of each site.
    household_size
        Persons a household where people were not counted.
    settings
        Further figures by name: `first_phase_months` (auto).
    """

    standards: tuple[Standard, ...]
    phase: str
    household_size: Setting
    settings: Mapping[str, Setting] = field(default_factory=dict)

    @property
    def by_key(self) -> dict[str, Standard]:
        """The standards by their name."""
        return {norm.key: norm for norm in self.standards}

    def figure(self, name: str) -> float:
        """Value of a setting.

        Raises
        ------
        DataProblem
            ``unknown_setting``, with those that there are.
        """
        if name not in self.settings:
            raise DataProblem("unknown_setting", setting=name, settings=", ".join(self.settings))
        return self.settings[name].value
