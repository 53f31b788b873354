"""The norms in force: shipped standards and settings, with the thresholds that somebody changed in this store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import inf

from data.reference_tables import settings, shelter_standards, standards
from data.snapshot import household_size
from geo.errors import ReferenceProblem
from geo.settings import Said, Setting
from geo.standard_entries import YES_NO, accepts
from geo.standards import FIRST_PHASE_MONTHS, PHASES, Norms, Standard

PREFIX = "standard"
# Further figures that coverage reads, and the least and the most that each may be.
BOUNDS = {FIRST_PHASE_MONTHS: (0.0, 120.0), "walking_speed": (10.0, 200.0), "walking_distance": (100.0, 20_000.0),
          "sites_in_population": (0.0, 1.0), "people_spread": (0.0, 1.0), "planning_share": (0.0, 1.0),
          "stock_hazard_rank": (0.0, 99.0), "transfer_keep_share": (0.0, 1.0),
          "transfer_usd_tonne_hour": (0.0, 10_000.0), "reach_solve_seconds": (5.0, 600.0),
          "preposition_solve_seconds": (10.0, 3_600.0)}  # fmt: skip
NOBODY: Mapping[str, Said] = {}


@dataclass(frozen=True)
class Threshold:
    """One threshold that may be changed: its setting ``standard.<key>.<phase>``, and the standard it is of."""

    setting: str
    standard: Standard
    phase: str

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the most that it may be; a least of 0 where `accepts` takes 0, inf where there is no most."""
        norm = self.standard
        most = 1.0 if accepts(norm.kind, norm.direction, 1.0) and not accepts(norm.kind, norm.direction, 1.5) else inf
        return 0.0, min(most, inf if norm.upper is None else norm.upper)

    @property
    def may_be_zero(self) -> bool:
        """Whether 0 is a threshold: a most that means none."""
        return accepts(self.standard.kind, self.standard.direction, 0.0)

    def accepts(self, value: float) -> bool:
        """Whether the threshold may be this."""
        norm = self.standard
        held = {phase: norm.threshold(phase) for phase in PHASES} | {self.phase: value}
        within = norm.upper is None or max(held.values()) <= norm.upper
        return within and accepts(norm.kind, norm.direction, value)


def thresholds() -> Iterator[Threshold]:
    """Every threshold that may be changed; those of yes/no standards may not."""
    for norm in (*standards(), *shelter_standards()):
        if norm.unit != YES_NO:
            for phase in PHASES:
                yield Threshold(f"{PREFIX}.{norm.key}.{phase}", norm, phase)


def norms_in_force(told: Mapping[str, str], phase: str, said: Mapping[str, Said] = NOBODY) -> Norms:
    """What coverage is held against.

    Parameters
    ----------
    told
        Settings of the snapshot by name.
    phase
        "auto", "first" or "standard".
    said
        Who changed which setting, when and why.

    Returns
    -------
    norms
        Standards with a changed threshold are marked `changed` and unverified.

    Raises
    ------
    ReferenceProblem
        ``bad_setting`` for a stored value that is no number or does not fit.
    """
    figures = further(told, said)
    held = _edited([_with_factor(norm, figures) for norm in standards()], told, said)
    return Norms(held, phase, household_size(told, said.get("household_size")), figures)


def shelters_held_against(told: Mapping[str, str], said: Mapping[str, Said] = NOBODY) -> tuple[Standard, ...]:
    """The profile of activated evacuation shelters in force; parameters and errors as `norms_in_force`."""
    return _edited(shelter_standards(), told, said)


def _edited(norms: Iterable[Standard], told: Mapping[str, str], said: Mapping[str, Said]) -> tuple[Standard, ...]:
    held = {norm.key: norm for norm in norms}
    for one in thresholds():
        if one.setting in told and one.standard.key in held:
            value = _number(one.setting, told[one.setting])
            if not one.accepts(value):
                raise ReferenceProblem("bad_setting", setting=one.setting, value=told[one.setting])
            held[one.standard.key] = held[one.standard.key].edited(one.phase, value, said.get(one.setting))
    return tuple(held.values())


def _with_factor(norm: Standard, figures: Mapping[str, Setting]) -> Standard:
    return replace(norm, factor=figures[norm.band_factor].value) if norm.band_factor else norm


def further(told: Mapping[str, str], said: Mapping[str, Said] = NOBODY) -> dict[str, Setting]:
    """The shipped settings by name, those of `BOUNDS` with the value in force."""
    here = [name for name in BOUNDS if name in told]
    edited = {name: settings()[name].edited(_number(name, told[name]), said.get(name)) for name in here}
    return {**settings(), **edited}


def walking(told: Mapping[str, str]) -> dict[str, Setting]:
    """How far and how fast one walks: `walking_distance` (m), `walking_speed` (m/min)."""
    held = further(told)
    return {name: held[name] for name in ("walking_distance", "walking_speed")}


def _number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise ReferenceProblem("bad_setting", setting=name, value=text) from error
