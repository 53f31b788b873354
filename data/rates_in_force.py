"""Shares of the chain in force: the shipped ones, with those that somebody changed in this store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from data.reference_shelters import impact_rates
from data.reference_tables import REFERENCE, document
from geo.errors import ReferenceProblem
from geo.impact_rates import BOUNDS, GOES_TO, Rates, parse_rates
from geo.settings import Said, Setting

PREFIX = "chain."
REST = GOES_TO[-1]  # what is left of the other destinations: its middle share is no figure of its own
EXPOSED_STEPS = ("affected", "displaced")
MOST_NEEDED = 10_000.0
NOTHING: Mapping[str, str] = {}
NOBODY: Mapping[str, Said] = {}
_MIDDLE = BOUNDS.index("middle")


def rates_in_force(told: Mapping[str, str] = NOTHING) -> Rates:
    """Shares of the chain with the settings ``chain.<...>``.

    Raises
    ------
    ReferenceProblem
        ``bad_setting`` for a value that is no number; ``chain.bad_rate`` for shares that do not fit together.
    """
    changed = {name: text for name, text in told.items() if name in _shipped()}
    if not changed:
        return impact_rates()
    whole = document(REFERENCE / "impact-rates.toml")
    for name, text in changed.items():
        _put(whole, name, _number(name, text))
    return parse_rates(whole)


def rate_settings(told: Mapping[str, str] = NOTHING, said: Mapping[str, Said] = NOBODY) -> dict[str, Setting]:
    """Every share and need that may be changed, as it is in force, by the name of its setting.

    Names: ``chain.<hazard>.<class>.<affected|displaced>.<bound>``, ``chain.in_need.<bound>``,
    ``chain.goes_to.<destination>.<bound>`` (the middle share of ``other`` is what is left), ``chain.needs.<need>``.

    Raises
    ------
    ReferenceProblem
        ``bad_setting`` for a value that is no number.
    """
    held = dict(_shipped())
    for name in held.keys() & told.keys():
        held[name] = held[name].edited(_number(name, told[name]), said.get(name))
    return held


def bounds(setting: str) -> tuple[float, float]:
    """The least and the most that a figure may be."""
    return (0.0, MOST_NEEDED) if setting.startswith(f"{PREFIX}needs.") else (0.0, 1.0)


def subject(setting: str) -> str:
    """What a setting is of: ``<hazard>.<class>``, ``in_need``, ``goes_to.<destination>`` or ``needs.<need>``."""
    told = setting.removeprefix(PREFIX).split(".")
    return told[0] if told[0] == "in_need" else ".".join(told[:2])


@cache
def _shipped() -> Mapping[str, Setting]:
    return {one.key: one for one in _settings(impact_rates())}


def _settings(rates: Rates) -> Iterator[Setting]:
    for (hazard, label), affected in rates.affected.items():
        for step, share in zip(EXPOSED_STEPS, (affected, rates.displaced[hazard, label]), strict=True):
            for bound in BOUNDS:
                yield _share(f"{hazard}.{label}.{step}.{bound}", share[bound], share)
    for bound in BOUNDS:
        yield _share(f"in_need.{bound}", rates.in_need[bound], rates.in_need)
    for name, share in rates.goes_to.items():
        for bound in BOUNDS:
            if (name, bound) != (REST, "middle"):
                yield _share(f"goes_to.{name}.{bound}", share[bound], share)
    for need in rates.needs:
        yield Setting(f"{PREFIX}needs.{need.key}", need.quantity, need.unit, need.period, need.source, need.status)


def _share(name: str, value: float, share: Any) -> Setting:
    return Setting(f"{PREFIX}{name}", value, "share", "none", share.source, share.status)


def _put(whole: dict[str, Any], setting: str, value: float) -> None:
    """Write one changed figure into the document; its entry is the store's from then on, and unverified."""
    first, *rest = setting.removeprefix(PREFIX).split(".")
    if first == "needs":
        entry, key, at = whole["needs"][rest[0]], "quantity", None
    elif first == "in_need":
        entry, key, at = whole["in_need"], "share", BOUNDS.index(rest[0])
    elif first == "goes_to":
        entry, key, at = whole["goes_to"][rest[0]], "share", BOUNDS.index(rest[1])
    else:
        entry, key, at = whole["hazards"][first][rest[0]], rest[1], BOUNDS.index(rest[2])
    if at is None:
        entry[key] = value
    else:
        entry[key][at] = value
    entry |= {"source": "settings", "status": "unverified"}
    if first == "goes_to":
        told = whole["goes_to"]
        middle = 1.0 - sum(told[name]["share"][_MIDDLE] for name in GOES_TO if name != REST)
        told[REST]["share"][_MIDDLE] = round(middle, 12)


def _number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise ReferenceProblem("bad_setting", setting=name, value=text) from error
