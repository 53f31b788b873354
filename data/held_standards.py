"""The norms in force: shipped standards and settings, with the thresholds that somebody changed in this store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from data.reference_tables import settings, standards
from data.snapshot import household_size
from geo.errors import ReferenceProblem
from geo.settings import Setting
from geo.standard_entries import YES_NO, accepts
from geo.standards import FIRST_PHASE_MONTHS, PHASES, Norms, Standard

PREFIX = "standard"
# Further figures that coverage reads, and the least and the most that each may be.
BOUNDS = {FIRST_PHASE_MONTHS: (0.0, 120.0), "walking_speed": (10.0, 200.0)}


@dataclass(frozen=True)
class Threshold:
    """One threshold that may be changed: its setting ``standard.<key>.<phase>``, and the standard it is of."""

    setting: str
    standard: Standard
    phase: str

    def accepts(self, value: float) -> bool:
        """Whether the threshold may be this."""
        norm = self.standard
        held = {phase: norm.threshold(phase) for phase in PHASES} | {self.phase: value}
        within = norm.upper is None or max(held.values()) <= norm.upper
        return within and accepts(norm.kind, norm.direction, value)


def thresholds() -> Iterator[Threshold]:
    """Every threshold that may be changed; those of yes/no standards may not."""
    for norm in standards():
        if norm.unit != YES_NO:
            for phase in PHASES:
                yield Threshold(f"{PREFIX}.{norm.key}.{phase}", norm, phase)


def norms_in_force(told: Mapping[str, str], phase: str) -> Norms:
    """What coverage is held against.

    Parameters
    ----------
    told
        Settings of the snapshot by name.
    phase
        "auto", "first" or "standard".

    Returns
    -------
    norms
        Standards with a changed threshold are marked `changed` and unverified.

    Raises
    ------
    ReferenceProblem
        ``bad_setting`` for a stored value that is no number or does not fit.
    """
    figures = further(told)
    held = {norm.key: _with_factor(norm, figures) for norm in standards()}
    for one in thresholds():
        if one.setting in told:
            value = _number(one.setting, told[one.setting])
            if not one.accepts(value):
                raise ReferenceProblem("bad_setting", setting=one.setting, value=told[one.setting])
            held[one.standard.key] = held[one.standard.key].edited(one.phase, value)
    return Norms(tuple(held.values()), phase, household_size(told), figures)


def _with_factor(norm: Standard, figures: Mapping[str, Setting]) -> Standard:
    return replace(norm, factor=figures[norm.band_factor].value) if norm.band_factor else norm


def further(told: Mapping[str, str]) -> dict[str, Setting]:
    """The shipped settings by name, those of `BOUNDS` with the value in force."""
    edited = {name: settings()[name].edited(_number(name, told[name])) for name in BOUNDS if name in told}
    return {**settings(), **edited}


def _number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise ReferenceProblem("bad_setting", setting=name, value=text) from error
