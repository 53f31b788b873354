"""Every figure that may be changed: what is shipped, what is in force, who changed it, and what it may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite

from data import (
    item_costs,
    rates_in_force,
    reference_coverage,
    reference_fleet,
    reference_prepositioning,
    reference_requests,
    reference_shelters,
    reference_stock,
    reference_stock_levels,
    reference_ways,
    speeds_in_force,
)
from data.freshness import ENDS, freshness_limits
from data.freshness import MOST as MOST_AGE
from data.held_standards import BOUNDS, further, norms_in_force, shelters_held_against, thresholds
from data.reference_tables import settings
from data.snapshot import household_size
from geo.settings import Said, Setting
from geo.standards import PHASES, Standard

HOUSEHOLD = "household_size"
FIGURES: dict[str, tuple[float, float]] = {HOUSEHOLD: (1.0, 20.0), **BOUNDS}
GROUPS = ("threshold", "figure", "cost", "weight", "freshness", "speed", "rate", "shelter", "stock", "request",
          "item", "vehicle", "joining", "made")  # fmt: skip
NOBODY: Mapping[str, Said] = {}


@dataclass(frozen=True)
class Editable:
    """One figure that may be changed.

    Parameters
    ----------
    setting, group, key
        Name of its setting, one of `GROUPS`, and what it is of: a standard, a kind of records, ...
    shipped, held
        As it is shipped, and as it is in force (`held.change`: who changed it).
    least, most
        What it may be, ends included.
    above
        Whether it must be more than `least`.
    """

    setting: str
    group: str
    key: str
    shipped: Setting
    held: Setting
    least: float
    most: float
    above: bool = False

    def accepts(self, value: float) -> bool:
        """Whether it may be this."""
        low = value > self.least if self.above else value >= self.least
        return isfinite(value) and low and value <= self.most


def editables(told: Mapping[str, str], said: Mapping[str, Said] = NOBODY) -> dict[str, Editable]:
    """Every figure that may be changed, by the name of its setting.

    Parameters
    ----------
    told
        Settings in force by name.
    said
        Who changed which, when and why.

    Raises
    ------
    ReferenceProblem
        ``bad_setting`` for a stored value that does not fit.
    """
    parts = (_thresholds, _figures, _costs_and_weights, _limits, _speeds, _rates, _shelters, _stock, _requests, _levels,
             _items, _vehicles, _joining, _made)  # fmt: skip
    return {one.setting: one for part in parts for one in part(told, said)}


def _thresholds(told: Mapping[str, str], said: Mapping[str, Said]) -> Iterator[Editable]:
    norms = (*norms_in_force(told, "standard", said).standards, *shelters_held_against(told, said))
    held = {norm.key: norm for norm in norms}
    for one in thresholds():
        least, most = one.bounds
        shipped, now = (_threshold(norm, one.phase) for norm in (one.standard, held[one.standard.key]))
        yield Editable(one.setting, "threshold", one.standard.key, shipped, now, least, most, not one.may_be_zero)


def _threshold(norm: Standard, phase: str) -> Setting:
    change = next((one for one in norm.changes if one.name == f"threshold_{phase}"), None)
    source, status = (norm.source, norm.status) if change is None else ("settings", "unverified")
    return Setting(f"threshold_{phase}", norm.threshold(phase), norm.unit, norm.period, source, status, change)


def _figures(told: Mapping[str, str], said: Mapping[str, Said]) -> Iterator[Editable]:
    held = {**further(told, said), HOUSEHOLD: household_size(told, said.get(HOUSEHOLD))}
    for name, (least, most) in FIGURES.items():
        yield Editable(name, "figure", name, settings()[name], held[name], least, most)


def _costs_and_weights(told: Mapping[str, str], said: Mapping[str, Said]) -> Iterator[Editable]:
    shipped, held = reference_coverage.figures({}), reference_coverage.figures(told, said)
    for name, one in shipped.items():
        prefix, _, key = name.partition(".")
        group = "weight" if prefix == reference_coverage.WEIGHT else "cost"
        above = not reference_coverage.accepts(name, 0.0)
        yield Editable(name, group, key, one, held[name], 0.0, reference_coverage.MOST, above)


def _limits(told: Mapping[str, str], said: Mapping[str, Said]) -> Iterator[Editable]:
    shipped, held = freshness_limits(), freshness_limits(told, said)
    for kind, limit in shipped.items():
        for end in ENDS:
            one, now = getattr(limit, end), getattr(held[kind], end)
            yield Editable(f"{end}.{kind}", "freshness", kind, one, now, 0.0, MOST_AGE, above=True)


def _speeds(told: Mapping[str, str], said: Mapping[str, Said]) -> Iterator[Editable]:
    shipped, held = speeds_in_force.speed_settings({}), speeds_in_force.speed_settings(told, said)
    for name, one in shipped.items():
        yield Editable(name, "speed", name, one, held[name], *speeds_in_force.bounds(name))


def _rates(told: Mapping[str, str], said: Mapping[str, Said]) -> Iterator[Editable]:
    shipped, held = rates_in_force.rate_settings(), rates_in_force.rate_settings(told, said)
    for name, one in shipped.items():
        least, most = rates_in_force.bounds(name)
        yield Editable(name, "rate", rates_in_force.subject(name), one, held[name], least, most, one.unit != "share")


def _shelters(told: Mapping[str, str], said: Mapping[str, Said]) -> Iterator[Editable]:
    shipped, held = reference_shelters.shelter_settings(), reference_shelters.shelter_settings(told, said)
    for name, one in shipped.items():
        least, most = reference_shelters.BOUNDS[one.key]
        yield Editable(name, "shelter", name, one, held[name], least, most)


def _stock(told: Mapping[str, str], said: Mapping[str, Said]) -> Iterator[Editable]:
    shipped, held = reference_stock.stock_settings({}), reference_stock.stock_settings(told, said)
    for name, one in shipped.items():
        least, most = reference_stock.bounds(name)
        yield Editable(name, "stock", reference_stock.subject(name), one, held[name], least, most)


def _levels(told: Mapping[str, str], said: Mapping[str, Said]) -> Iterator[Editable]:
    shipped, held = reference_stock_levels.shipped_ages(), reference_stock_levels.ages_in_force(told, said)
    for name, one in shipped.items():
        yield Editable(name, "figure", name, one, held[name], 0.0, reference_stock_levels.MOST_DAYS)


def _requests(told: Mapping[str, str], said: Mapping[str, Said]) -> Iterator[Editable]:
    shipped, held = reference_requests.request_settings({}), reference_requests.request_settings(told, said)
    for name, one in shipped.items():
        yield Editable(
            name, "request", name, one, held[name], reference_requests.LEAST_DAYS, reference_requests.MOST_DAYS
        )


def _items(told: Mapping[str, str], said: Mapping[str, Said]) -> Iterator[Editable]:
    shipped, held = item_costs.cost_settings(), item_costs.cost_settings(told, said)
    for name, one in shipped.items():
        yield Editable(name, "item", name, one, held[name], 0.0, item_costs.MOST_USD)


def _vehicles(told: Mapping[str, str], said: Mapping[str, Said]) -> Iterator[Editable]:
    shipped, held = reference_fleet.vehicle_settings(), reference_fleet.vehicle_settings(told, said)
    for name, one in shipped.items():
        yield Editable(
            name, "vehicle", name.split(".")[1], one, held[name], reference_fleet.LEAST, reference_fleet.MOST
        )


def _joining(told: Mapping[str, str], said: Mapping[str, Said]) -> Iterator[Editable]:
    shipped, held = reference_ways.joining_settings(), reference_ways.joining_settings(told, said)
    for name, one in shipped.items():
        yield Editable(name, "joining", name, one, held[name], *reference_ways.bounds(name))


def _made(told: Mapping[str, str], said: Mapping[str, Said]) -> Iterator[Editable]:
    shipped, held = reference_prepositioning.made_settings(), reference_prepositioning.made_settings(told, said)
    for name, one in shipped.items():
        yield Editable(name, "made", name, one, held[name], *reference_prepositioning.bounds(name))


def phase_of(setting: str) -> str:
    """Phase of a threshold's setting; "" for any other setting."""
    last = setting.rpartition(".")[2]
    return last if setting.startswith("standard.") and last in PHASES else ""
