"""What the made catalogue of disasters is drawn from, with the rates that somebody changed in this store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

from data.figures_in_force import NOBODY, NOTHING, in_force
from data.reference_tables import REFERENCE, document
from geo.catalogue_rules import CatalogueRules, parse_catalogue
from geo.errors import ReferenceProblem
from geo.settings import Said, Setting

PREFIX = "made."
# What a user may need to change, and the least and the most that it may be, ends included. The forms that are fitted
# to past storms and faults (spreads, the length of a rupture, pressures, the lines of the faults) are not changed here.
BOUNDS = {
    "cyclone_per_year": (0.0, 20.0), "cyclone_near_km": (10.0, 1_000.0), "cyclone_heading_deg": (0.0, 360.0),
    "cyclone_heading_spread_deg": (0.0, 180.0), "cyclone_speed_ms": (0.5, 30.0), "cyclone_hours": (6.0, 120.0),
    "earthquake_magnitude_least": (4.0, 8.0), "earthquake_b": (0.5, 2.0), "earthquake_depth_km": (1.0, 100.0),
    "flood_communes_mean": (1.0, 40.0), "flood_share_least": (0.0, 1.0), "flood_share_most": (0.0, 1.0),
    "fault": (0.0, 5.0), "fault_most": (4.0, 9.0), "flood": (0.0, 20.0),
}  # fmt: skip


def catalogue_rules(told: Mapping[str, str] = NOTHING) -> CatalogueRules:
    """Rates, strengths and places of the made catalogue, with the settings ``made.<...>`` of a store.

    Raises
    ------
    ReferenceProblem
        As `geo.catalogue_rules.parse_catalogue`; ``bad_setting`` for a stored value that does not fit;
        ``catalogue.order`` for a least above its most; ``catalogue.no_event`` where nothing would ever happen.
    """
    rules = _rules()
    held = {name: one for name, one in made_settings(told).items() if one.change is not None}
    if not held:
        return rules
    value = {name.removeprefix(PREFIX): one.value for name, one in held.items()}
    changed = replace(
        rules,
        settings={**rules.settings, **{one.key: one for one in held.values() if one.key in rules.settings}},
        faults=tuple(
            replace(one, per_year=value.get(f"fault.{one.key}", one.per_year),
                    most=value.get(f"fault_most.{one.key}", one.most))
            for one in rules.faults
        ),
        floods_per_year={code: value.get(f"flood.{code}", rate) for code, rate in rules.floods_per_year.items()},
    )  # fmt: skip
    _refuse_order(changed)
    return changed


def _refuse_order(rules: CatalogueRules) -> None:
    least = rules.value("earthquake_magnitude_least")
    pairs = [("flood_share", rules.value("flood_share_least"), rules.value("flood_share_most"))]
    pairs += [(f"fault.{one.key}", least, one.most) for one in rules.faults]
    for entry, low, high in pairs:
        if low >= high:
            raise ReferenceProblem("catalogue.order", entry=entry, least=f"{low:g}", most=f"{high:g}")
    if not sum(rules.per_year.values()) > 0:
        raise ReferenceProblem("catalogue.no_event")


def made_settings(told: Mapping[str, str] = NOTHING, said: Mapping[str, Said] = NOBODY) -> dict[str, Setting]:
    """Every rate that may be changed, as it is in force, by the name of its setting.

    Names: ``made.<figure>``, ``made.fault.<fault>`` (earthquakes a year), ``made.fault_most.<fault>`` (the strongest)
    and ``made.flood.<department>`` (floods a year).

    Raises
    ------
    ReferenceProblem
        ``bad_setting`` for a stored value that does not fit.
    """
    return in_force(_shipped(), told, said, bounds)


def bounds(setting: str) -> tuple[float, float]:
    """The least and the most that a figure may be."""
    return BOUNDS[setting.removeprefix(PREFIX).partition(".")[0]]


@cache
def _rules() -> CatalogueRules:
    return parse_catalogue(document(REFERENCE / "catalogue.toml"))


@cache
def _shipped() -> dict[str, Setting]:
    return dict(_figures())


def _figures() -> Iterator[tuple[str, Setting]]:
    table, rules = document(REFERENCE / "catalogue.toml"), _rules()
    for name, one in rules.settings.items():
        if name in BOUNDS:
            yield f"{PREFIX}{name}", one
    for fault in rules.faults:
        told = table["faults"][fault.key]["source"], table["faults"][fault.key]["status"]
        yield f"{PREFIX}fault.{fault.key}", Setting("fault", fault.per_year, "events", "year", *told)
        yield f"{PREFIX}fault_most.{fault.key}", Setting("fault_most", fault.most, "Mw", "none", *told)
    told = table["floods"]["source"], table["floods"]["status"]
    for code, rate in rules.floods_per_year.items():
        yield f"{PREFIX}flood.{code}", Setting("flood", rate, "events", "year", *told)
