"""What an evacuation shelter must be to count, by hazard, and the figures of density, walking and departure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from geo.errors import ReferenceProblem
from geo.hazards import Hazard
from geo.settings import STATUSES, Change, Said, Setting, changes_of, parse_settings

STAYS = ("short", "longer")
OTHER, MILDEST = "other", "mildest"
FIGURES = (
    "short_stay_m2_person", "longer_stay_m2_person", "short_stay_persons_toilet", "longer_stay_persons_toilet",
    "short_stay_water_litres", "longer_stay_water_litres", "stored_water_days", "walking_speed", "slow_walking_speed",
    "walking_limit", "detour_factor", "boarding_minutes", "departure_wind", "tsunami_alert_minutes",
    "people_spacing", "walk_access_limit", "access_near_weight", "access_middle_weight",
    "access_far_weight",
)  # fmt: skip
_MAY_BE_NIL = (
    "boarding_minutes", "tsunami_alert_minutes", "walking_limit", "departure_wind", "walk_access_limit",
    "access_near_weight", "access_middle_weight", "access_far_weight",
)  # fmt: skip
_RULE = ("suitable", "prone", "excluded_from", "reassess_from", "source", "status")


@dataclass(frozen=True)
class HazardRule:
    """When a shelter is safe from one hazard.

    Parameters
    ----------
    hazard
        Its key.
    suitable, prone
        Columns of `SHELTERS` that say so of the building and of its place; "" where there is none.
    excluded_from
        Mildest class in which no shelter is used; "" where being inside excludes none.
    reassess_from
        Mildest class in which the structure must be looked at again after the event; "" never.
    source, status
        Who says so, "verified" or "unverified".
    """

    hazard: str
    suitable: str
    prone: str
    excluded_from: str
    reassess_from: str
    source: str
    status: str

    def least_rank(self, name: str, hazard: Hazard) -> int | None:
        """Rank from which `excluded_from` or `reassess_from` holds; None where it never does.

        Raises
        ------
        BadScenario
            ``hazard.unknown_class`` where the hazard has no such class.
        """
        label = getattr(self, name)
        if not label:
            return None
        return 0 if label == MILDEST else hazard.rank(label)


@dataclass(frozen=True)
class ShelterRules:
    """All rules of shelters.

    Parameters
    ----------
    figures
        The `FIGURES` by name.
    hazards
        Rule by hazard; ``other`` stands for every hazard without its own.
    """

    figures: Mapping[str, Setting]
    hazards: Mapping[str, HazardRule] = field(repr=False)

    def __getitem__(self, key: str) -> float:
        return self.figures[key].value

    def of_stay(self, stay: str, what: str) -> float:
        """Figure of a stay: ``m2_person``, ``persons_toilet`` or ``water_litres``."""
        return self[f"{stay}_stay_{what}"]

    def of_hazard(self, key: str) -> HazardRule:
        """Return the rule of a hazard."""
        return self.hazards.get(key, self.hazards[OTHER])

    def edited(self, values: Mapping[str, float], said: Mapping[str, Said] | None = None) -> ShelterRules:
        """Return the rules with other figures; unverified from then on. `said`: who changed which.

        Raises
        ------
        ReferenceProblem
            ``shelter_rules.unknown_figure`` or ``shelter_rules.bad_value``.
        """
        who, held = said or {}, dict(self.figures)
        for key, value in values.items():
            if key not in held:
                raise ReferenceProblem("shelter_rules.unknown_figure", figure=key)
            held[key] = _fair(held[key].edited(value, who.get(key)))
        return replace(self, figures=held)

    @property
    def changes(self) -> tuple[Change, ...]:
        """What somebody made of the figures."""
        return changes_of(*self.figures.values())

    def status_of(self, *keys: str) -> str:
        """``verified`` where every one of these figures is."""
        return "verified" if all(self.figures[key].status == "verified" for key in keys) else "unverified"


def parse_shelter_rules(document: Mapping[str, Any]) -> ShelterRules:
    """Read the rules from a parsed TOML document.

    Raises
    ------
    ReferenceProblem
        ``shelter_rules.missing`` (a figure, a hazard's field or the rule ``other``), ``shelter_rules.bad_value``;
        others as `geo.settings.parse_settings`.
    """
    figures = {key: _fair(one) for key, one in parse_settings(document["figures"]).items()}
    for key in FIGURES:
        if key not in figures:
            raise ReferenceProblem("shelter_rules.missing", entry="figures", field=key)
    hazards = {key: _rule(key, entry) for key, entry in document["hazards"].items()}
    if OTHER not in hazards:
        raise ReferenceProblem("shelter_rules.missing", entry="hazards", field=OTHER)
    return ShelterRules(figures, hazards)


def _fair(one: Setting) -> Setting:
    least = one.value >= 0 if one.key in _MAY_BE_NIL else one.value > 0
    if not least or one.value == float("inf") or (one.key == "detour_factor" and one.value < 1):
        raise ReferenceProblem("shelter_rules.bad_value", figure=one.key, value=one.value)
    return one


def _rule(key: str, entry: Mapping[str, Any]) -> HazardRule:
    for name in _RULE:
        if name not in entry:
            raise ReferenceProblem("shelter_rules.missing", entry=f"hazards.{key}", field=name)
    if entry["status"] not in STATUSES:
        raise ReferenceProblem("shelter_rules.bad_value", figure=f"hazards.{key}.status", value=entry["status"])
    return HazardRule(key, **{name: str(entry[name]) for name in _RULE})
