"""Reference data of evacuation shelters: densities, walking, departure, what is safe in which hazard; with edits."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from data.reference_tables import REFERENCE, document
from geo.errors import ReferenceProblem
from geo.impact_rates import Rates, parse_rates
from geo.settings import Said
from geo.shelter_rules import ShelterRules, parse_shelter_rules

PREFIX = "shelter."
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
