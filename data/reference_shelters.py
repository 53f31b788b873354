"""Reference data of evacuation shelters: densities, walking, departure, what is safe in which hazard; with edits."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from data.reference_tables import REFERENCE, document
from geo.errors import ReferenceProblem
from geo.impact_rates import Rates, parse_rates
from geo.settings import Said, Setting
from geo.shelter_rules import ShelterRules, parse_shelter_rules

PREFIX = "shelter."
# What each figure may be, ends included; winds come at fixed speeds, so the one of departure is not changed.
BOUNDS: dict[str, tuple[float, float]] = {
    "short_stay_m2_person": (0.5, 20.0), "longer_stay_m2_person": (0.5, 20.0),
    "short_stay_persons_toilet": (1.0, 500.0), "longer_stay_persons_toilet": (1.0, 500.0),
    "short_stay_water_litres": (0.5, 100.0), "longer_stay_water_litres": (0.5, 100.0),
    "stored_water_days": (0.25, 60.0), "walking_speed": (0.5, 10.0), "slow_walking_speed": (0.5, 10.0),
    "walking_limit": (0.1, 50.0), "detour_factor": (1.0, 5.0), "boarding_minutes": (0.0, 1_440.0),
    "tsunami_alert_minutes": (0.0, 600.0), "people_spacing": (0.5, 10.0), "walk_access_limit": (0.0, 10.0),
    "access_near_weight": (0.0, 1.0), "access_middle_weight": (0.0, 1.0), "access_far_weight": (0.0, 1.0),
}  # fmt: skip
NOTHING: Mapping[str, str] = {}
NOBODY: Mapping[str, Said] = {}


@cache
def shipped_shelter_rules() -> ShelterRules:
    """Rules of shelters, before anybody edits them.

    Raises
    ------
    ReferenceProblem
        As `geo.shelter_rules.parse_shelter_rules`.

    Notes
    -----
    Source: data/reference/shelter-rules.toml.
    """
    return parse_shelter_rules(document(REFERENCE / "shelter-rules.toml"))


def shelter_rules(settings: Mapping[str, str] = NOTHING, said: Mapping[str, Said] = NOBODY) -> ShelterRules:
    """Rules of shelters with the settings ``shelter.<figure>``; `said`: who changed which setting.

    Raises
    ------
    ReferenceProblem
        ``bad_setting`` for a value that is no number; others as `geo.shelter_rules.ShelterRules.edited`.
    """
    told = {name.removeprefix(PREFIX): _number(name, value) for name, value in settings.items() if _ours(name)}
    who = {name.removeprefix(PREFIX): one for name, one in said.items() if _ours(name)}
    return shipped_shelter_rules().edited(told, who) if told else shipped_shelter_rules()


def shelter_settings(told: Mapping[str, str] = NOTHING, said: Mapping[str, Said] = NOBODY) -> dict[str, Setting]:
    """Every figure that may be changed, as it is in force, by the name of its setting (``shelter.<figure>``).

    Raises
    ------
    ReferenceProblem
        As `shelter_rules`.
    """
    held = shelter_rules(told, said).figures
    return {f"{PREFIX}{key}": held[key] for key in BOUNDS}


def _ours(name: str) -> bool:
    return name.startswith(PREFIX)


def _number(name: str, value: str) -> float:
    try:
        return float(value)
    except ValueError as error:
        raise ReferenceProblem("bad_setting", setting=name, value=value) from error


@cache
def impact_rates() -> Rates:
    """Shares of the chain from exposed to in need.

    Raises
    ------
    ReferenceProblem
        As `geo.impact_rates.parse_rates`.

    Notes
    -----
    Source: data/reference/impact-rates.toml.
    """
    return parse_rates(document(REFERENCE / "impact-rates.toml"))
