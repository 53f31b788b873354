"""Prepositioning over 10,000 disasters, beside scipy's linprog and spopt's p-median on the same instances."""

from __future__ import annotations

import time
import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.reference_prepositioning import catalogue_rules
from data.reference_shaking import shaking_rules
from data.reference_shelters import impact_rates
from data.reference_storms import wind_rules
from geo.catalogue_made import Ground, Made, made_catalogue
from geo.preposition_best import best_of
from geo.preposition_case import Case
from geo.preposition_value import Value, value_of
from geo.watch import Watch
from tests.bench.engine import Times, timed
from tests.bench.report import Figure
from tests.geo.preposition_oracle import one_disaster

DISASTERS, WAREHOUSES, PLACES = 10_000, 40, 140
SAMPLE = 30  # disasters of the yardstick, which is slow
SECONDS = 5.0
SEARCHED = 0.35  # share of them after which a search ends; then all disasters are solved once


@dataclass(frozen=True)
class Prepositioned:
    """What was measured: value and optimum of disasters of one place, of many, of the made catalogue; yardsticks."""

    one: Times
    one_best: Times
    one_gap: float
    many: Times
    many_best: Times
    many_gap: float
    made: Times
    made_value: Times
    made_many: int
    plain_ms: float
    spopt: Times
    median: Times


def case(*, many: bool, disasters: int = DISASTERS) -> Case:
    """Disasters that strike 1 commune, or 5 to 39; warehouses and communes spread over the land, 140 x 40."""
    draw = np.random.default_rng(1)
    land = np.array([280.0, 180.0])
    communes, stores = draw.uniform(0, 1, (PLACES, 2)) * land, draw.uniform(0, 1, (WAREHOUSES, 2)) * land
    hours = 4 + np.hypot(*(communes[:, None] - stores[None]).transpose(2, 0, 1)) * 1.4 / 25
    struck = draw.integers(5, 40, disasters) if many else np.ones(disasters, dtype=np.int64)
    of = np.repeat(np.arange(disasters), struck)
    at = np.concatenate([np.sort(draw.choice(PLACES, size, replace=False)) for size in struck])
    quantity = draw.lognormal(4, 1.2, len(of)) * np.repeat(draw.lognormal(0, 0.8, disasters), struck)
    stock = draw.exponential(1, WAREHOUSES) * (draw.uniform(0, 1, WAREHOUSES) < 0.8)
    stock *= 4 * np.bincount(of, weights=quantity).mean() / stock.sum()
    names = [pd.Index([str(at) for at in range(size)]) for size in (WAREHOUSES, PLACES, disasters)]
    none, endless = np.zeros(WAREHOUSES), np.full(WAREHOUSES, np.inf)
    return Case(*names, hours, stock, none, endless, of, at, quantity, np.full(disasters, 1 / disasters))


def catalogue(events: int = DISASTERS) -> Made:
    """The made catalogue over the shipped communes."""
    folder = "data/bundled/haiti"
    points = pd.read_csv(f"{folder}/commune_points.csv")
    people = pd.read_csv(f"{folder}/haiti_communes.csv").set_index("adm2_pcode")["population"]
    points = points.assign(people=points["adm2_pcode"].map(people))
    ground = Ground(points, 4.5, impact_rates(), wind_rules(), shaking_rules())
    return made_catalogue(ground, catalogue_rules(), events=events, seed=1)


def of_made(made: Made) -> Case:
    """Two tarpaulins a household from the warehouses of the other instances, at the communes of the catalogue."""
    like = case(many=False, disasters=10)
    wanted = made.demand[made.demand["households"] > 0]
    places = pd.Index(made.demand["adm2_pcode"].unique()).sort_values()
    names = pd.Index(made.events["scenario_id"])
    of, at = names.get_indexer(wanted["scenario_id"]), places.get_indexer(wanted["adm2_pcode"])
    order = np.lexsort((at, of))
    hours = like.hours[np.arange(len(places)) % PLACES]
    stock = np.round(like.stock * (60_000 / like.stock.sum()))
    return Case(like.warehouses, places, names, hours, stock, like.floor, like.room, of[order], at[order],
                wanted["households"].to_numpy()[order] * 2, np.full(len(names), 1 / len(names)))  # fmt: skip


def plain_ms(of: Case, sample: int = SAMPLE) -> float:
    """Milliseconds of linprog on some disasters of a case, each two programmes (unmet, then hours), for all of them."""
    started = time.perf_counter()
    for one in range(sample):
        mine = of.of == one
        one_disaster(of.quantity[mine], _hours(of)[mine], of.stock)
    return (time.perf_counter() - started) * 1000 * len(of.disasters) / sample


def _hours(of: Case) -> np.ndarray:
    """Hours to the place of each entry."""
    return np.asarray(of.hours[of.at])


def median(of: Case) -> int:
    """The one warehouse that would serve a need everywhere in the fewest hours, by the product."""
    total = float(of.quantity.sum())
    stocks = total * np.eye(len(of.warehouses))
    return int(np.argmin([value_of(of.holding(stock)).expected_hours for stock in stocks]))


def spopt_median(of: Case) -> int:
    """The same by spopt's p-median with one facility."""
    import pulp
    from spopt.locate import PMedian

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = PMedian.from_cost_matrix(_hours(of), of.quantity, p_facilities=1)
        solved = model.solve(pulp.HiGHS(msg=False))
    return next(at for at, clients in enumerate(solved.fac2cli) if clients)


def within(seconds: float) -> Watch:
    """Watch that ends a search after some seconds."""
    end = time.perf_counter() + seconds
    return Watch(left=lambda: end - time.perf_counter())


def measured(disasters: int = DISASTERS, sample: int = SAMPLE) -> Prepositioned:
    """Time all of it once or a few times."""
    one, many = case(many=False, disasters=disasters), case(many=True, disasters=disasters)
    held: dict[str, Value] = {}
    found = {}
    many_times = timed([lambda: held.update(many=value_of(many))])
    held["one"] = value_of(one)
    one_best = timed([lambda: found.update(one=best_of(held["one"]))])
    many_best = timed([lambda: found.update(many=best_of(held["many"], within(SECONDS * SEARCHED)))])
    drawn: list[Made] = []
    made = timed([lambda: drawn.append(catalogue(disasters))])
    given = of_made(drawn[0])
    everywhere = case(many=True, disasters=1)
    spopt = timed([lambda: spopt_median(everywhere)])
    gaps = {
        name: 1 - best.least_hours / best.value.expected_hours if best.value.expected_hours else 0.0
        for name, best in found.items()
    }
    return Prepositioned(
        one=timed([lambda: value_of(one)] * 3), one_best=one_best, one_gap=gaps["one"],
        many=many_times, many_best=many_best, many_gap=gaps["many"], made=made,
        made_value=timed([lambda: value_of(given)]), made_many=len(np.unique(given.of[given.many_places])),
        plain_ms=plain_ms(many, sample), spopt=spopt, median=timed([lambda: median(everywhere)]),
    )  # fmt: skip


def figures(of: Prepositioned) -> list[Figure]:
    """Return the lines of the table."""
    size = f"{DISASTERS:,} disasters"
    return [
        Figure(f"Prepositioning, {size} of one place, {WAREHOUSES} warehouses", "ms", of.one.median, at_most=50,
               note=of.one.note),
        Figure(f"Prepositioning, {size} of 5 to 39 places, {WAREHOUSES} warehouses", "ms", of.many.median, of.plain_ms,
               at_most=5_000, note=f"{of.many.note}; the yardstick is scipy linprog on {SAMPLE} of them, most covered and "
               "then fewest hours, times the rest"),
        Figure(f"Optimal stock over {size} of one place", "ms", of.one_best.median, at_most=5_000,
               note=f"{of.one_best.note}; within {of.one_gap:.1e} of its bound"),
        Figure(f"Optimal stock over {size} of 5 to 39 places", "ms", of.many_best.median, at_most=5_000,
               note=f"{of.many_best.note}; the search ends after {SECONDS * SEARCHED:g} s, then all are solved once; within "
               f"{of.many_gap:.1e} of its bound"),
        Figure(f"Made catalogue of {size}", "ms", of.made.median, at_most=30_000, note=of.made.note),
        Figure("The same catalogue, prepositioning", "ms", of.made_value.median, at_most=5_000,
               note=f"{of.made_many:,} of them of many places; {of.made_value.note}"),
        Figure(f"The one best of {WAREHOUSES} warehouses for one disaster", "ms", of.median.median, of.spopt.median,
               note="the yardstick is the p-median of spopt with one facility"),
    ]  # fmt: skip
