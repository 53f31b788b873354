"""Reference data of what closes gaps and of what is urgent: unit costs, lead times, weights, with edits on top."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from data.reference_tables import REFERENCE, document
from geo.errors import ReferenceProblem
from geo.gap_costs import Means, parse_means
from geo.priorities import Weights, parse_weights
from geo.settings import Said, Setting

# Prefix of a setting and the figure of a standard's means that it edits: "cost.toilets", "lead.toilets".
EDITED = {"cost": "unit_cost", "lead": "lead_days", "covers": "covers"}
WEIGHT = "weight"
NOBODY: Mapping[str, Said] = {}
MOST = 1e9  # no cost, lead time, cover or weight is anywhere near it


@cache
def shipped_means() -> dict[str, Means]:
    """What closes the gap of each standard, before anybody edits it.

    Raises
    ------
    ReferenceProblem
        As `geo.gap_costs.parse_means`.
    """
    return parse_means(document(REFERENCE / "costs.toml"))


@cache
def shipped_weights() -> Weights:
    """Weights of the severity score, before anybody edits them.

    Raises
    ------
    ReferenceProblem
        As `geo.priorities.parse_weights`.
    """
    return parse_weights(document(REFERENCE / "priorities.toml"))


def means(settings: Mapping[str, str], said: Mapping[str, Said] = NOBODY) -> dict[str, Means]:
    """What closes the gap of each standard, with the settings ``cost.<standard>``, ``lead.`` and ``covers.``.

    `said`: who changed which setting.

    Raises
    ------
    ReferenceProblem
        ``bad_setting`` for a value that is no number.
    """
    return {key: _edited(one, settings, said) for key, one in shipped_means().items()}


def weights(settings: Mapping[str, str], said: Mapping[str, Said] = NOBODY) -> Weights:
    """Weights of the severity score, with the settings ``weight.<standard or factor>``.

    `said`: who changed which setting.

    Raises
    ------
    ReferenceProblem
        ``bad_setting`` for a value that is no number of 0 or more.
    """
    shipped = shipped_weights()
    keys = (*shipped.standards, *shipped.factors)
    told = {key: f"{WEIGHT}.{key}" for key in keys if f"{WEIGHT}.{key}" in settings}
    who = {key: said[name] for key, name in told.items() if name in said}
    return shipped.edited({key: _number(name, settings[name]) for key, name in told.items()}, who)


def figures(settings: Mapping[str, str], said: Mapping[str, Said] = NOBODY) -> dict[str, Setting]:
    """Every figure here that may be edited, by the name of its setting, as it is in force.

    Raises
    ------
    ReferenceProblem
        As `means` and `weights`.
    """
    told = {f"{prefix}.{key}": getattr(one, figure)
            for key, one in means(settings, said).items() for prefix, figure in EDITED.items()}  # fmt: skip
    held = weights(settings, said)
    return told | {f"{WEIGHT}.{key}": one for key, one in {**held.standards, **held.factors}.items()}


def accepts(setting: str, value: float) -> bool:
    """Whether a figure may be this: a number of 0 or more; what one means covers is more than 0."""
    return 0 <= value <= MOST and (value > 0 or not setting.startswith("covers."))


def _edited(one: Means, settings: Mapping[str, str], said: Mapping[str, Said]) -> Means:
    named = {figure: f"{prefix}.{one.standard}" for prefix, figure in EDITED.items()}
    told = {figure: _number(name, settings[name]) for figure, name in named.items() if name in settings}
    who = {figure: said[name] for figure, name in named.items() if name in said}
    return one.edited(who, **told) if told else one


def _number(name: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError as error:
        raise ReferenceProblem("bad_setting", setting=name, value=value) from error
    if not accepts(name, number):
        raise ReferenceProblem("bad_setting", setting=name, value=value)
    return number
