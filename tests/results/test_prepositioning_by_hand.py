"""Prepositioning of the demonstration by another road: thirty made disasters in one programme of scipy."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array, vstack

from data import demo
from data.access import LOCAL
from data.snapshot import Source
from geo.preposition_portfolio import Portfolio
from results import Results
from tests.results.by_hand import KIT, hours_of, read, stock_of

DISASTERS, ITEM = Portfolio("made", 30, 7), "tarpaulin"


class Portfolios:
    """Thirty disasters, served by linprog: unmet weighs more than any hours, all disasters in one programme."""

    def __init__(self, demand: pd.DataFrame, hours: dict[tuple[str, str], float], warehouses: list[str]) -> None:
        self.rows = demand[demand["units"] > 0].reset_index(drop=True)
        self.ways = [(n, warehouses.index(w), hours[w, row.adm2_pcode])
                     for n, row in enumerate(self.rows.itertuples()) for w in warehouses
                     if (w, row.adm2_pcode) in hours]  # fmt: skip
        self.warehouses = warehouses
        self.chance = demand.groupby("scenario_id")["probability"].first()

    def solved(self, held: np.ndarray | None, total: float) -> tuple[float, float, np.ndarray]:
        """Expected hours, expected unmet and unmet by row; `held` None: stock free to stand anywhere."""
        n, m, depots = len(self.rows), len(self.ways), len(self.warehouses)
        chance = self.rows["scenario_id"].map(self.chance).to_numpy()
        each = chance[[row for row, *_ in self.ways]]
        hours = np.array([told for *_, told in self.ways])
        goal = np.concatenate([each * hours, chance * 10.0 * depots * hours.max(), np.zeros(depots)])
        serve = coo_array((np.ones(m + n), ([row for row, *_ in self.ways] + list(range(n)), range(m + n))),
                          shape=(n, m + n + depots))  # fmt: skip
        whole = coo_array((np.ones(depots), (np.zeros(depots, int), m + n + np.arange(depots))),
                          shape=(1, m + n + depots))  # fmt: skip
        most = self._stands()
        fixed = [(0.0, None)] * depots if held is None else [(one, one) for one in held]
        found = linprog(goal, most, np.zeros(most.shape[0]), vstack([serve, whole]).tocsr(),
                        [*self.rows["units"], total], bounds=[(0.0, None)] * (m + n) + fixed, method="highs")  # fmt: skip
        assert found.success
        unmet = found.x[m : m + n]
        return float((each * hours) @ found.x[:m]), float(chance @ unmet), unmet

    def _stands(self) -> csr_array:
        """In every disaster no more leaves a warehouse than stands in it; columns: ways, unmet, stock."""
        n, m, depots = len(self.rows), len(self.ways), len(self.warehouses)
        of = {name: at for at, name in enumerate(self.chance.index)}
        limit = [of[self.rows["scenario_id"][row]] * depots + w for row, w, _ in self.ways]
        every = np.arange(len(of) * depots)
        value = np.concatenate([np.ones(m), -np.ones(len(every))])
        ends = (np.concatenate([limit, every]), np.concatenate([range(m), m + n + every % depots]))
        return csr_array((value, ends), shape=(len(every), m + n + depots))


def test_prepositioning_of_thirty_disasters_is_that_of_linprog(tmp_path):
    store = demo.open_or_make(tmp_path / "pare.db")
    asked = Results(Source(store).take(audience=LOCAL.role), LOCAL)
    stock, hours = stock_of(demo.AS_OF), hours_of(asked.ways())
    demand = asked.portfolio(DISASTERS).demand
    demand = demand.assign(units=demand["households"] * KIT[ITEM])
    warehouses = sorted(read("warehouses")["warehouse_id"])
    held = np.array([stock.get((name, ITEM), 0.0) for name in warehouses])
    by_hand = Portfolios(demand, hours, warehouses)
    told = asked.prepositioned(DISASTERS, "essential", ITEM).figures
    actual, unmet, rows = by_hand.solved(held, held.sum())
    best, best_unmet, _ = by_hand.solved(None, held.sum())
    expected = float((demand["units"] * demand["probability"]).sum())
    assert told["v_actual"] == pytest.approx(actual, rel=1e-6)
    assert told["v_optimal"] == pytest.approx(best, rel=1e-4)
    assert told["balance"] == pytest.approx(actual / best, rel=1e-4)
    assert told["demand_covered_share_actual"] == pytest.approx(1 - unmet / expected, rel=1e-6)
    assert told["demand_covered_share_optimal"] == pytest.approx(1 - best_unmet / expected, rel=1e-6)
    short = by_hand.rows.assign(unmet=rows).groupby("scenario_id")["unmet"].sum() > 1e-6
    assert told["fraction_served"] == pytest.approx(1 - short.sum() / demand["scenario_id"].nunique())
    assert 0 < told["fraction_served"] <= 1
