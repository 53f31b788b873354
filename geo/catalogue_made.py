"""A made catalogue of cyclones, earthquakes and floods over Haiti: the same seed gives the same disasters.

It is drawn from stated rates and is no forecast. Cyclones pass as straight tracks, earthquakes break on two faults by
Gutenberg and Richter, floods strike some communes of a department; the people whom each displaces (or who are in need)
come by the same shares as everywhere else (`geo.impact_rates`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from geo.catalogue_rules import CatalogueRules, Fault
from geo.catalogue_winds import draw_cyclones, strongest_winds_kt
from geo.crs import metric_xy
from geo.errors import DataProblem
from geo.impact_rates import Rates
from geo.measuring import Floats
from geo.shaking_rules import ShakingRules
from geo.wind_rules import WindRules

HAZARDS = ("cyclone", "earthquake", "flood")
STEPS = ("displaced", "in_need")
MOST_EVENTS = 100_000
_LEAST_HOUSEHOLDS = 0.5  # of a commune; fewer are nobody


@dataclass(frozen=True)
class Made:
    """A made catalogue.

    Parameters
    ----------
    demand
        `scenario_id`, `adm2_pcode`, `households`, `probability` (of the disaster: 1 / disasters). A disaster that
        displaces nobody has one row of 0.
    events
        `scenario_id`, `hazard`, `strength` (hPa, Mw, or the class's rank from 1), `communes`, `households`.
    per_year
        Disasters a year by hazard: the catalogue as a whole comes about once in disasters / their sum years.
    """

    demand: pd.DataFrame
    events: pd.DataFrame
    per_year: dict[str, float]


@dataclass(frozen=True)
class Ground:
    """What disasters strike, and how it is reckoned.

    Parameters
    ----------
    communes
        `adm2_pcode`, `longitude`, `latitude` (a point inside), `people` (NaN unknown: counts as nobody, and is told).
    household_size
        Persons.
    rates, wind, shaking
        As everywhere else.
    """

    communes: pd.DataFrame
    household_size: float
    rates: Rates
    wind: WindRules
    shaking: ShakingRules


def made_catalogue(ground: Ground, rules: CatalogueRules, *, events: int, seed: int, step: str = "displaced") -> Made:
    """Draw a catalogue.

    Parameters
    ----------
    ground
        Communes with their people, and the shares.
    rules
        Rates, strengths and places.
    events
        How many disasters, over all hazards, as often as their rates say.
    seed
        Same seed, same rules and same ground: the same catalogue.
    step
        ``displaced`` or ``in_need``: whose households demand.

    Returns
    -------
    made
        The catalogue.

    Raises
    ------
    DataProblem
        ``preposition.bad_events`` for fewer than 1 or more than `MOST_EVENTS`; ``preposition.bad_step``.

    Notes
    -----
    Method: docs/methods.md#made-catalogue.
    """
    if not 1 <= events <= MOST_EVENTS:
        raise DataProblem("preposition.bad_events", value=events, most=MOST_EVENTS)
    if step not in STEPS:
        raise DataProblem("preposition.bad_step", value=step, steps=", ".join(STEPS))
    draw = np.random.default_rng(seed)
    rate = np.array([rules.per_year[name] for name in HAZARDS])
    counts = np.bincount(draw.choice(len(HAZARDS), events, p=rate / rate.sum()), minlength=len(HAZARDS))
    people = ground.communes["people"].fillna(0.0).to_numpy(dtype="float64")
    made = (_cyclones, _earthquakes, _floods)
    tables, strengths = zip(
        *(one(int(count), ground, rules, draw, step) for one, count in zip(made, counts, strict=True)), strict=True
    )
    share = np.concatenate(tables)
    households = share * people / ground.household_size
    households = np.where(households >= _LEAST_HOUSEHOLDS, np.round(households, 3), 0.0)
    hazard = np.repeat(HAZARDS, counts)
    ids = [f"{name[:2].upper()}{at:06d}" for at, name in enumerate(hazard)]
    listed = pd.DataFrame(
        {
            "scenario_id": pd.Series(ids, dtype="str"), "hazard": pd.Series(hazard, dtype="str"),
            "strength": np.concatenate(strengths), "communes": (households > 0).sum(axis=1),
            "households": households.sum(axis=1),
        }
    )  # fmt: skip
    return Made(_demand(households, ids, ground.communes["adm2_pcode"]), listed, rules.per_year)


def _demand(households: Floats, ids: list[str], codes: pd.Series) -> pd.DataFrame:
    struck = households > 0
    struck[~struck.any(axis=1), 0] = True  # nobody: one row of 0, so that the disaster counts
    at, commune = np.nonzero(struck)
    return pd.DataFrame(
        {
            "scenario_id": pd.Series(np.array(ids)[at], dtype="str"),
            "adm2_pcode": pd.Series(codes.to_numpy()[commune], dtype="str"),
            "households": households[at, commune], "probability": 1.0 / len(ids),
        }
    )  # fmt: skip


def _share(rates: Rates, hazard: str, name: str, step: str) -> float:
    """Share of the people of a class who are displaced or in need (middle); 0 below the mildest class."""
    key = (hazard, name)
    if key not in rates.displaced:
        return 0.0
    return rates.displaced[key]["middle"] if step == "displaced" else (
        rates.affected[key]["middle"] * rates.in_need["middle"]
    )  # fmt: skip


def _by_class(values: Floats, breaks: dict[str, float], shares: list[float]) -> Floats:
    """Share of each value by the class that holds it: each from its own bound on, to the next."""
    table = np.array([0.0, *shares])
    return np.asarray(table[np.searchsorted(np.array(list(breaks.values())), values, side="right")])


def _cyclones(
    count: int, ground: Ground, rules: CatalogueRules, draw: np.random.Generator, step: str
) -> tuple[Floats, Floats]:
    storms = draw_cyclones(count, rules, draw)
    winds = strongest_winds_kt(storms, ground.communes, rules, ground.wind)
    breaks = dict(zip(ground.wind.classes.names, ground.wind.classes.least, strict=True))
    shares = [_share(ground.rates, "cyclone", name, step) for name in breaks]
    return _by_class(winds, breaks, shares), storms["pressure_hpa"].to_numpy()


def _earthquakes(
    count: int, ground: Ground, rules: CatalogueRules, draw: np.random.Generator, step: str
) -> tuple[Floats, Floats]:
    points = np.column_stack(metric_xy(ground.communes["longitude"], ground.communes["latitude"])) / 1000
    rate = np.array([fault.per_year for fault in rules.faults])
    which = draw.choice(len(rate), count, p=rate / rate.sum())
    even, along = draw.uniform(0, 1, count), draw.uniform(0, 1, count)
    breaks = dict(ground.shaking.breaks)
    shares = [_share(ground.rates, "earthquake", name, step) for name in breaks]
    lines = [np.column_stack(metric_xy(*fault.line.T)) / 1000 for fault in rules.faults]
    table, magnitude = np.zeros((count, len(points))), np.zeros(count)
    for at in range(count):
        fault = rules.faults[which[at]]
        magnitude[at] = _magnitude(even[at], fault, rules)
        away = _away_km(points, lines[which[at]], (float(magnitude[at]), float(along[at])), ground.shaking, rules)
        kind = "rupture" if magnitude[at] >= ground.shaking.bound("finite_from_magnitude") else "point"
        table[at] = _by_class(ground.shaking.equations[kind].mmi(float(magnitude[at]), away), breaks, shares)
    return table, magnitude


def _magnitude(even: float, fault: Fault, rules: CatalogueRules) -> float:
    """Magnitude of a share of all earthquakes of a fault, by Gutenberg and Richter between least and most."""
    least, slope = rules.value("earthquake_magnitude_least"), rules.value("earthquake_b")
    return float(least - np.log10(1 - even * (1 - 10 ** (-slope * (fault.most - least)))) / slope)


def _away_km(
    points: Floats, line: Floats, quake: tuple[float, float], shaking: ShakingRules, rules: CatalogueRules
) -> Floats:
    """Distance to the hypocentre, or of strong ones to the rupture, which breaks the surface along the fault.

    `quake`: its magnitude, and where on the fault, 0 to 1.
    """
    magnitude, along = quake
    steps = np.hypot(*np.diff(line, axis=0).T)
    ends = np.concatenate([[0.0], np.cumsum(steps)])
    middle = along * ends[-1]
    if magnitude < shaking.bound("finite_from_magnitude"):
        centre = np.array([np.interp(middle, ends, line[:, 0]), np.interp(middle, ends, line[:, 1])])
        return np.asarray(np.hypot(np.hypot(*(points - centre).T), rules.value("earthquake_depth_km")))
    length = 10 ** (rules.value("earthquake_length_base") + rules.value("earthquake_length_growth") * magnitude)
    first, last = max(0.0, middle - length / 2), min(ends[-1], middle + length / 2)
    broken = np.array([first, *ends[(ends > first) & (ends < last)], last])
    path = np.column_stack([np.interp(broken, ends, line[:, 0]), np.interp(broken, ends, line[:, 1])])
    away = [_to_piece(points, start, end) for start, end in pairwise(path)]
    return np.asarray(np.min(away, axis=0), dtype="float64")


def _to_piece(points: Floats, start: Floats, end: Floats) -> Floats:
    way = end - start
    share = np.clip(((points - start) @ way) / max(float(way @ way), 1e-12), 0.0, 1.0)
    return np.asarray(np.hypot(*(points - start - share[:, None] * way).T))


def _floods(
    count: int, ground: Ground, rules: CatalogueRules, draw: np.random.Generator, step: str
) -> tuple[Floats, Floats]:
    communes = ground.communes
    xy = np.column_stack(metric_xy(communes["longitude"], communes["latitude"]))
    department = communes["adm2_pcode"].str[:4].to_numpy()
    rates = {code: rate for code, rate in rules.floods_per_year.items() if (department == code).any()}
    weight = np.array(list(rates.values()))
    which = draw.choice(list(rates), count, p=weight / weight.sum())
    size = draw.geometric(1 / rules.value("flood_communes_mean"), count)
    strength = draw.choice(len(rules.flood_classes), count, p=list(rules.flood_classes.values()))
    shares = np.array([_share(ground.rates, "flood", name, step) for name in rules.flood_classes])
    least, most = rules.value("flood_share_least"), rules.value("flood_share_most")
    table = np.zeros((count, len(communes)))
    for at in range(count):
        mine = np.flatnonzero(department == which[at])
        first = mine[draw.integers(len(mine))]
        near = mine[np.argsort(np.hypot(*(xy[mine] - xy[first]).T), kind="stable")[: size[at]]]
        table[at, near] = draw.uniform(least, most, len(near)) * shares[strength[at]]
    return table, np.asarray(strength + 1.0, dtype="float64")
