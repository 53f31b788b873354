"""Net safe capacity of each evacuation shelter under a scenario, with the term that binds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from geo.errors import BadScenario
from geo.explain import Explanation, Input, Result, known
from geo.footprint import UNLOCATED, class_of_points, footprint
from geo.hazards import Hazards, classed
from geo.measuring import Flags, Floats
from geo.shelter_rules import STAYS, ShelterRules

# What takes the capacity away, the first that holds; then what the capacity is limited by.
UNUSABLE = ("occupied_by_idps", "closed", "structure_unsafe", "inside_hazard", "unlocated", "structure_unassessed")
CAPS = ("declared", "floor_area", "toilets", "water")
TERMS = (*UNUSABLE, "unknown", "full", *CAPS)
_SAFE, _UNSAFE_TAGS, _OPENED = ("good", "fair"), ("yellow", "red"), ("open", "full")
_COPIED = ("shelter_id", "name", "adm2_pcode", "longitude", "latitude", "shelter_status")


@dataclass(frozen=True)
class Event:
    """What the shelters are held against.

    Parameters
    ----------
    zones
        `ZONES` frame of one scenario; of several hazards a shelter must stand all.
    hazards
        Order of the classes and the words for them.
    on
        Day of the shock (ISO): an inspection before it no longer counts where the hazard's rule asks for a new
        one. "" for a shock that is only foreseen.
    """

    zones: pd.DataFrame
    hazards: Hazards
    on: str = ""


def safe_capacity(shelters: pd.DataFrame, event: Event, rules: ShelterRules, *, stay: str = "short") -> Result:
    """Net safe capacity of each shelter: signed, with the term that binds.

    Parameters
    ----------
    shelters
        `SHELTERS` frame.
    event
        Zones, hazards and day of the scenario.
    rules
        Densities, and what is safe in which hazard.
    stay
        ``short`` or ``longer``: which density, toilets and water a person is counted with.

    Returns
    -------
    capacity
        One row per shelter. `declared_capacity`, `capacity_short_stay`, `capacity_longer_stay` (by floor area),
        `capacity_toilets`, `capacity_water`: persons, NaN unknown; water also where a source is on site, which limits
        nobody. `safe_capacity`: the least of those known, 0
        where the shelter is not usable, NaN where neither places nor area are known or it cannot be placed.
        `net_safe_capacity` = `safe_capacity` - `occupancy_persons`, below zero where people must move; NaN unknown;
        0 for a shelter that houses displaced people, whose places are in no figure. `binding_term`: one of `TERMS`.
        `unassessed_capacity`: what an unassessed structure would hold, in no other figure. `unknown_terms`: limits
        that are unknown, so that `safe_capacity` is at most so much. `classes_by_hazard` maps hazard to class.

    Raises
    ------
    BadScenario
        ``shelters.unknown_stay``; ``hazard.unknown`` or ``hazard.unknown_class`` of the zones.

    Notes
    -----
    Method: docs/methods.md#safe-capacity. Rules: data/reference/shelter-rules.toml.
    """
    if stay not in STAYS:
        raise BadScenario("shelters.unknown_stay", value=stay, accepted=", ".join(STAYS))
    rows = shelters.reset_index(drop=True)
    caps = _caps(rows, rules, stay)
    reasons, classes, keys = _reasons(rows, event, rules)
    frame = rows[list(_COPIED)].assign(classes_by_hazard=classes, **{name: caps[name] for name in caps})
    frame = frame.assign(**_net(rows, frame, reasons, stay))
    frame["capacity_water"] = frame["capacity_water"].replace(np.inf, np.nan)  # a source on site: no limit to name
    facts = {"hazards": list(keys), "stay": stay, "event_on": event.on}
    return Result(frame, partial(_explain, rules, facts), facts)


def _numbers(rows: pd.DataFrame, name: str) -> Floats:
    told: Floats = rows[name].to_numpy(dtype="float64", na_value=np.nan)
    return told


def _flag(rows: pd.DataFrame, name: str, *, value: bool) -> Flags:
    told: Flags = (rows[name].astype("boolean") == value).fillna(value=False).to_numpy(dtype="bool")
    return told


def _caps(rows: pd.DataFrame, rules: ShelterRules, stay: str) -> dict[str, Floats]:
    """Persons that each term would allow; NaN where it is unknown, infinite where a source of water is on site."""
    area, toilets = _numbers(rows, "floor_area_m2"), _numbers(rows, "toilets")
    by_sex = _numbers(rows, "toilets_women") + _numbers(rows, "toilets_men")
    litres = rules.of_stay(stay, "water_litres") * rules["stored_water_days"]
    stored = _numbers(rows, "water_storage_litres") / litres
    return {
        "declared_capacity": _numbers(rows, "capacity_persons"),
        "capacity_short_stay": area / rules.of_stay("short", "m2_person"),
        "capacity_longer_stay": area / rules.of_stay("longer", "m2_person"),
        "capacity_toilets": np.where(np.isnan(toilets), by_sex, toilets) * rules.of_stay(stay, "persons_toilet"),
        "capacity_water": np.where(_flag(rows, "water_on_site", value=True), np.inf, stored),
        "occupancy_persons": _numbers(rows, "occupancy_persons"),
    }


def _reasons(
    rows: pd.DataFrame, event: Event, rules: ShelterRules
) -> tuple[dict[str, Flags], list[dict[str, str]], list[str]]:
    """Why each shelter is not usable; the class that it lies in, by hazard; the hazards."""
    structure, status = rows["structure_status"], rows["shelter_status"]
    tag = rows["structure_tag"]
    reasons: dict[str, Flags] = {
        "occupied_by_idps": _flag(rows, "occupied_by_idps", value=True) | _is(status, "occupied_by_idps"),
        "closed": _is(status, "closed"),
        "structure_unsafe": _is(structure, "poor") | _is(status, "damaged") | _is(tag, *_UNSAFE_TAGS),
        "structure_unassessed": ~_is(structure, *_SAFE) & ~_is(tag, "green"),
        "inside_hazard": np.zeros(len(rows), dtype=bool),
        "unlocated": np.zeros(len(rows), dtype=bool),
    }
    told = classed(event.zones, event.hazards)
    classes: list[dict[str, str]] = [{} for _ in range(len(rows))]
    keys = list(dict.fromkeys(told["hazard"]))
    for key in keys:
        names, ranks = _ranks(rows, told[told["hazard"] == key])
        for at, name in zip(classes, names, strict=True):
            at[key] = name
        for reason, holds in _of_hazard(rows, ranks, key, event, rules):
            reasons[reason] = reasons[reason] | holds
    return reasons, classes, keys


def _of_hazard(
    rows: pd.DataFrame, ranks: Floats, key: str, event: Event, rules: ShelterRules
) -> Iterator[tuple[str, Flags]]:
    """Why shelters are not usable in one hazard."""
    hazard, rule = event.hazards.by_key[key], rules.of_hazard(key)
    if rule.suitable:
        yield "structure_unsafe", _flag(rows, rule.suitable, value=False)
    if rule.prone:
        yield "inside_hazard", _flag(rows, rule.prone, value=True)
    least, again = (rule.least_rank(name, hazard) for name in ("excluded_from", "reassess_from"))
    if least is not None:
        yield "inside_hazard", ranks >= least
        yield "unlocated", np.isnan(ranks)
    if again is not None and event.on:
        fresh = (rows["structure_assessed_on"] >= event.on).fillna(value=False).to_numpy(dtype="bool")
        yield "structure_unassessed", ~(ranks < again) & ~fresh


def _is(values: pd.Series, *accepted: str) -> Flags:
    told: Flags = values.isin(accepted).to_numpy(dtype="bool")
    return told


def _ranks(rows: pd.DataFrame, zones: pd.DataFrame) -> tuple[list[str], Floats]:
    """Class and rank of each shelter: -1 outside, NaN without a point."""
    laid = footprint(zones)
    found = class_of_points(rows["longitude"], rows["latitude"], laid)
    ranks = np.array([*(float(rank) for rank in laid.ranks), -1.0, np.nan])
    return [laid.classes[at] for at in found], ranks[found]


def _net(rows: pd.DataFrame, caps: pd.DataFrame, reasons: dict[str, Flags], stay: str) -> dict[str, Any]:
    limits = np.stack(
        [caps["declared_capacity"], caps[f"capacity_{stay}_stay"], caps["capacity_toilets"], caps["capacity_water"]]
    ).astype("float64")
    filled = np.where(np.isnan(limits), np.inf, limits)
    based = ~np.isnan(limits[:2]).all(axis=0)
    whole = np.where(based, filled.min(axis=0), np.nan)
    # The first reason in the order of UNUSABLE; one that is certain goes before one that is only not known.
    first = np.select([reasons[name] for name in UNUSABLE], np.arange(len(UNUSABLE)), default=len(UNUSABLE))
    usable, unplaced = first == len(UNUSABLE), first == UNUSABLE.index("unlocated")
    idps = first == 0
    safe = np.where(usable, whole, np.where(unplaced, np.nan, 0.0))
    held = caps["occupancy_persons"].to_numpy(dtype="float64")
    opened = _is(rows["shelter_status"], *_OPENED)
    inside = np.where(idps, 0.0, np.where(np.isnan(held) & ~opened, 0.0, held))
    full = _is(rows["shelter_status"], "full") & usable
    net = np.where(full, np.fmin(safe - inside, 0.0), safe - inside)
    limit = np.where(based, filled.argmin(axis=0), -1)
    names = np.array([*UNUSABLE, "unknown", "full", *CAPS], dtype=object)
    at = np.where(usable, np.where(full, 7, np.where(limit < 0, 6, limit + 8)), first)
    unassessed = np.where(first == UNUSABLE.index("structure_unassessed"), whole, 0.0)
    return {
        "safe_capacity": safe,
        "net_safe_capacity": net,
        "binding_term": pd.Series(names[at], index=rows.index, dtype="str"),
        "unassessed_capacity": unassessed,
        "unknown_terms": pd.Series(_unknown(limits, held, opened), index=rows.index, dtype="str"),
    }


def _unknown(limits: Floats, held: Floats, opened: Flags) -> list[str]:
    blanks = np.isnan(np.vstack([limits, held[None, :]])).T
    blanks[:, -1] |= np.isnan(held) & opened
    return [", ".join(np.array([*CAPS, "occupancy"])[row]) for row in blanks]


def _explain(rules: ShelterRules, facts: dict[str, Any], row: dict[str, Any]) -> Explanation:
    stay = facts["stay"]
    used = [f"{stay}_stay_{what}" for what in ("m2_person", "persons_toilet", "water_litres")] + ["stored_water_days"]
    persons = ("declared_capacity", "capacity_short_stay", "capacity_longer_stay", "capacity_toilets",
               "capacity_water", "safe_capacity", "occupancy_persons")  # fmt: skip
    inputs = [Input(name, known(row[name]), "persons") for name in persons]
    inputs += [Input(key, rules.figures[key].value, rules.figures[key].unit) for key in used]
    inputs += [Input("binding_term", row["binding_term"]), Input("stay", stay)]
    inputs += [Input(f"hazard_class[{key}]", told) for key, told in row["classes_by_hazard"].items()]
    keys = facts["hazards"]
    sure = rules.status_of(*used) == "verified" and all(rules.of_hazard(k).status == "verified" for k in keys)
    return Explanation(
        figure="net_safe_capacity",
        formula=f"net_safe_capacity = min(declared_capacity, capacity_{stay}_stay, capacity_toilets, capacity_water) "
        "- occupancy_persons; not usable: 0 - occupancy_persons",
        inputs=tuple(inputs),
        value=known(row["net_safe_capacity"]),
        unit="persons",
        clause="docs/methods.md#safe-capacity",
        dated=facts["event_on"],
        source="data/reference/shelter-rules.toml",
        status="verified" if sure else "unverified",
        notes=_notes(row, sure=sure),
        changes=rules.changes,
    )


def _notes(row: dict[str, Any], *, sure: bool) -> tuple[str, ...]:
    notes = {
        "shelters.not_available_idps": row["binding_term"] == "occupied_by_idps",
        "shelters.at_most": bool(row["unknown_terms"]) and row["safe_capacity"] > 0,
        "shelters.unassessed": row["binding_term"] == "structure_unassessed",
        "shelters.unlocated": UNLOCATED in row["classes_by_hazard"].values(),
        "unverified": not sure,
    }
    return tuple(note for note, holds in notes.items() if holds)
