"""Rows of reach with trucks: what each place gets in each band, what stops it, and the figure explained."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from geo.arc_solver import Basis
from geo.explain import Explanation, Result
from geo.reach_arcs import ArcOptimum, ArcProblem
from geo.reach_binding import HOURS, NEED, PRICE, STOCK, Prices, Share, kind_of, named
from geo.reach_fleet_words import explained
from geo.reach_limits import FLEET, LEG, Means
from geo.reach_supply import Supply
from geo.reach_words import near

ADDED = ("binding_vehicles", "binding_way", "reached_without_limits")
Bases = dict[tuple[str, float], tuple[Basis, ...]]


@dataclass(frozen=True)
class Band:
    """One time T of one problem: the optimum and the programme that it is of; `complete` False: of a shorter time."""

    within_hours: float
    problem: ArcProblem
    optimum: ArcOptimum
    complete: bool = True


@dataclass(frozen=True)
class Solved:
    """All bands of one problem.

    Parameters
    ----------
    supply, need, means
        What was asked, on common axes.
    bands
        In the order asked for.
    bases
        To begin a like problem with.
    """

    supply: Supply
    need: np.ndarray
    means: Means
    bands: tuple[Band, ...]
    bases: Bases = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One place in one band."""

    solved: Solved
    band: Band
    place: str
    members: np.ndarray
    mode: str

    @property
    def reached(self) -> float:
        return float(self.band.optimum.households[self.members].sum())

    def shares(self) -> tuple[Share, ...]:
        need = self.solved.need
        missing = np.where(np.isfinite(need), need - self.band.optimum.households, 1.0)
        missing = np.where(missing > 1e-6 * np.maximum(1.0, self.band.optimum.households), missing, 0.0)
        items = tuple(str(item) for item in self.solved.supply.items)
        return Prices(self.band.problem, self.band.optimum, items).shares(self.members, missing)


def result_of(rows: list[Row], free: Result, means: Means) -> Result:
    """Rows of all places and bands as the frame of reach, in the order of `free`, each with its explanation."""
    frame = free.frame
    at = {(place, float(hours)): number for number, (place, hours) in
          enumerate(zip(frame["place"], frame["within_hours"], strict=True))}  # fmt: skip
    told: list[dict[str, Any]] = [{} for _ in range(len(frame))]
    for row in rows:
        number = at[row.place, row.band.within_hours]
        told[number] = _told(row, frame.iloc[number])
    names = list(told[0]) if told else ["households_reached", "reached_share", "bound_by", "binding_item", *ADDED]
    result = frame.assign(**{name: pd.Series([one[name] for one in told], index=frame.index, dtype=_DTYPES.get(name))
                             for name in names})  # fmt: skip
    by_key = {(row.place, row.band.within_hours): row for row in rows}

    def explain_row(row: dict[str, Any]) -> Explanation:
        one = by_key[str(row["place"]), float(row["within_hours"])]
        return explained(one.solved, one.band, one.members, row, mode=one.mode)

    facts = {
        "incomplete_hours": sorted({row.band.within_hours for row in rows if not row.band.complete}),
        "items_without_weight": sorted(_unknown(rows, means)),
        "vehicles_unknown": means.fleet.unknown,
    }
    return Result(result, explain_row, free.facts | facts)


_DTYPES = {"households_reached": "float64", "reached_share": "float64", "bound_by": "str", "binding_item": "str",
           "binding_way": "str", "reached_without_limits": "float64"}  # fmt: skip


def _unknown(rows: list[Row], means: Means) -> set[str]:
    items = {str(item) for row in rows[:1] for item in row.solved.supply.items}
    return {item for item in items if np.isnan(means.weight_kg.get(item, np.nan))}


def _told(row: Row, free: pd.Series) -> dict[str, Any]:
    """Return what the limits make of one row: what is reached, and what stops it."""
    reached, in_need, supply = row.reached, float(free["households_in_need"]), row.solved.supply
    met = not np.isnan(in_need) and near(reached, in_need)
    shares = () if met else row.shares()
    stopped = NEED if met else _stopped(shares, str(free["bound_by"]))
    item = next(iter(named(shares, STOCK)), None) if stopped in (STOCK, HOURS) else None
    communes, warehouses = _set_of(row, item)
    return {
        "households_reached": in_need if met else reached,
        "reached_share": min(reached / in_need, 1.0) if in_need > 0 else float("nan"),
        "bound_by": stopped,
        "binding_item": item,
        "binding_communes": supply.communes[communes].tolist(),
        "binding_warehouses": supply.warehouses[warehouses].tolist(),
        "binding_vehicles": named(shares, FLEET),
        "binding_way": next(iter(named(shares, LEG)), None),
        "reached_without_limits": float(free["households_reached"]),
    }


def _stopped(shares: tuple[Share, ...], free: str) -> str:
    """The largest share; stock or hours as without limits, unless these alone would not stop it."""
    kind = kind_of(shares)
    if kind in (FLEET, LEG):
        return kind
    if free in (STOCK, HOURS):
        return free
    limited = kind_of(tuple(one for one in shares if one.kind in (FLEET, LEG)))
    return limited or HOURS


def _set_of(row: Row, item: str | None) -> tuple[np.ndarray, np.ndarray]:
    """Communes and warehouses for which the item has a price; none without an item."""
    optimum, at = row.band.optimum, -1 if item is None else list(row.solved.supply.items).index(item)
    if at < 0:
        return np.zeros(len(row.members), dtype=bool), np.zeros(len(row.solved.supply.warehouses), dtype=bool)
    return optimum.commune_price[:, at] > PRICE, optimum.stock_price[:, at] > PRICE


def members_of(communes: pd.DataFrame, supply: Supply) -> list[tuple[str, np.ndarray]]:
    """Each place with the communes of the supply that are its members."""
    at = supply.communes.get_indexer(communes["adm2_pcode"])
    place = communes["place"].to_numpy()
    told = []
    for key in dict.fromkeys(place):
        members = np.zeros(len(supply.communes), dtype=bool)
        chosen = at[place == key]
        members[chosen[chosen >= 0]] = True
        told.append((str(key), members))
    return told
