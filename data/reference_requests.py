"""Reference data of requests to the common pipeline: steps, targets and the window of overlaps, with edits."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from data.reference_tables import REFERENCE, document
from geo.errors import ReferenceProblem
from geo.request_steps import Steps, parse_steps
from geo.settings import Said, Setting

PREFIX = "request."
LEAST_DAYS, MOST_DAYS = 0.0, 365.0
NOTHING: Mapping[str, str] = {}
NOBODY: Mapping[str, Said] = {}


@cache
def shipped_steps() -> Steps:
    """Steps of requests, before anybody edits their figures.

    Raises
    ------
    ReferenceProblem
        As `geo.request_steps.parse_steps`.

    Notes
    -----
    Source: data/reference/requests.toml.
    """
    return parse_steps(document(REFERENCE / "requests.toml"))


def request_steps(settings: Mapping[str, str] = NOTHING, said: Mapping[str, Said] = NOBODY) -> Steps:
    """Steps with the settings ``request.<figure>``; `said`: who changed which setting.

    Raises
    ------
    ReferenceProblem
        ``bad_setting`` for a value that is no number of days, or a figure that does not exist.
    """
    told = {name.removeprefix(PREFIX): _days(name, value) for name, value in settings.items() if _ours(name)}
    who = {name.removeprefix(PREFIX): one for name, one in said.items() if _ours(name)}
    return shipped_steps().edited(told, who) if told else shipped_steps()


def request_settings(told: Mapping[str, str] = NOTHING, said: Mapping[str, Said] = NOBODY) -> dict[str, Setting]:
    """Every figure that may be changed, as it is in force, by the name of its setting (``request.<figure>``)."""
    return {f"{PREFIX}{key}": one for key, one in request_steps(told, said).figures.items()}


def _ours(name: str) -> bool:
    return name.startswith(PREFIX)


def _days(name: str, value: str) -> float:
    try:
        days = float(value)
    except ValueError as error:
        raise ReferenceProblem("bad_setting", setting=name, value=value) from error
    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise ReferenceProblem("bad_setting", setting=name, value=value)
    return days
