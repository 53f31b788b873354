"""Reach by other means: the whole programme with every shipment, solved by scipy, and frames made from dicts."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from geo.reach_supply import Supply

CLOSE = 1e-6


def stock_frame(stock: dict[tuple[str, str], float]) -> pd.DataFrame:
    rows = [(warehouse, item, float(quantity)) for (warehouse, item), quantity in stock.items()]
    return pd.DataFrame(rows, columns=["warehouse_id", "item", "quantity"])


def kit_frame(kit: dict[str, float]) -> pd.DataFrame:
    return pd.DataFrame({"item": list(kit), "quantity": [float(quantity) for quantity in kit.values()]})


def travel_frame(hours: dict[tuple[str, str], float]) -> pd.DataFrame:
    """Every pair of the warehouses and communes named; those without hours have no way."""
    warehouses, communes = (list(dict.fromkeys(pair[at] for pair in hours)) for at in (0, 1))
    rows = [(w, c, hours.get((w, c), np.nan)) for w in warehouses for c in communes]
    return pd.DataFrame(rows, columns=["warehouse_id", "adm2_pcode", "travel_hours"])


def need_frame(need: dict[str, float]) -> pd.DataFrame:
    return pd.DataFrame({"adm2_pcode": list(need), "households": [float(n) for n in need.values()]})


def each_commune(codes: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"adm2_pcode": codes, "place": codes, "name": codes})


def one_place(codes: list[str], place: str = "HT") -> pd.DataFrame:
    return pd.DataFrame({"adm2_pcode": codes, "place": place, "name": place})


def random_case(seed: int, communes: int = 6, warehouses: int = 4, items: int = 3) -> tuple[Supply, pd.DataFrame]:
    """Random stock, kit and hours of 2, 4, ... 10 or none; about a third of the stock cells are empty."""
    rng = np.random.default_rng(seed)
    codes, depots = [f"HT01{at:02d}" for at in range(communes)], [f"W{at}" for at in range(warehouses)]
    kit = {f"i{at}": float(rng.integers(1, 4)) for at in range(items)}
    stock = {(w, i): float(rng.integers(0, 60) * (rng.random() < 0.7)) for w in depots for i in kit}
    hours = {
        (w, c): float(rng.choice([2, 4, 6, 8, 10, np.nan], p=[0.1, 0.15, 0.15, 0.15, 0.15, 0.3]))
        for w in depots
        for c in codes
    }
    need = {c: float(rng.integers(0, 25)) for c in codes}
    return Supply.of(stock_frame(stock), kit_frame(kit), travel_frame(hours)), need_frame(need)


class WholeProgramme:
    """Variables h_c and x_wci for every pair in time; rows q_i h_c <= sum_w x_wci and sum_c x_wci <= s_wi."""

    def __init__(self, supply: Supply, need: np.ndarray, within: float) -> None:
        self.need, self.count = need, len(need)
        arcs = list(zip(*np.nonzero(supply.within(within)), strict=True))
        trips = list(itertools.product(range(len(supply.items)), range(len(arcs))))
        rows, right = [], []
        for item, commune in itertools.product(range(len(supply.items)), range(self.count)):
            row = np.zeros(self.count + len(trips))
            row[commune] = supply.kit_quantity[item]
            for at, (i, arc) in enumerate(trips):
                row[self.count + at] = -float(i == item and arcs[arc][1] == commune)
            rows.append(row)
            right.append(0.0)
        for item, warehouse in itertools.product(range(len(supply.items)), range(len(supply.warehouses))):
            row = np.zeros(self.count + len(trips))
            for at, (i, arc) in enumerate(trips):
                row[self.count + at] = float(i == item and arcs[arc][0] == warehouse)
            rows.append(row)
            right.append(supply.units[warehouse, item])
        self.rows, self.right = np.array(rows), np.array(right)

    def most(self, weights: np.ndarray, least: np.ndarray | None = None, total: float = 0.0) -> np.ndarray:
        """h that maximises weights @ h with h >= least and sum h >= total."""
        trips = self.rows.shape[1] - self.count
        floor = np.zeros(self.count) if least is None else np.minimum(least, self.need)
        bounds = [*zip(floor, self.need, strict=True), *[(0.0, None)] * trips]
        rows = np.vstack([self.rows, np.concatenate([-np.ones(self.count), np.zeros(trips)])])
        costs = np.concatenate([-weights, np.zeros(trips)])
        solved = linprog(costs, rows, [*self.right, -total], bounds=bounds, method="highs")
        assert solved.success, solved.message
        return solved.x[: self.count]

    def total(self) -> float:
        return float(self.most(np.ones(self.count)).sum())

    def fairest(self) -> np.ndarray:
        """Lexicographic max-min of h / need at the largest total; who can rise is asked of each in turn."""
        total = self.total() - 1e-9
        least, free = np.zeros(self.count), self.need > 0
        while free.any():
            level = self._level(least, free, total)
            least = np.where(free, level * self.need, least)
            for commune in np.flatnonzero(free):
                reached = self.most(np.eye(self.count)[commune], least - 1e-9, total)[commune]
                free[commune] = reached > least[commune] + 1e-6 * max(1.0, self.need[commune])
        return least

    def _level(self, least: np.ndarray, free: np.ndarray, total: float) -> float:
        """Largest t for which every free commune can have t of its need at once, by a further variable."""
        trips = self.rows.shape[1] - self.count
        rows = np.hstack([self.rows, np.zeros((len(self.rows), 1))])
        share = np.hstack([-np.eye(self.count), np.zeros((self.count, trips)), self.need[:, None]])[free]
        every = np.concatenate([-np.ones(self.count), np.zeros(trips + 1)])
        floor = np.where(free, 0.0, np.maximum(least - 1e-9, 0.0))
        bounds = [*zip(floor, self.need, strict=True), *[(0.0, None)] * trips, (0.0, 1.0)]
        right = [*self.right, *np.zeros(len(share)), -total]
        costs = np.append(np.zeros(self.count + trips), -1.0)
        solved = linprog(costs, np.vstack([rows, share, every]), right, bounds=bounds, method="highs")
        assert solved.success, solved.message
        return float(solved.x[-1])
