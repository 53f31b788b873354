"""Prepositioning: how well the stock one has stands for a portfolio of disasters, and where it should stand.

For one item, over warehouses i with stock x_i, disasters k of probability P_k, places j with demand d_kj and hours c_ij
(no way where unknown)::

    V(x) = min sum_k P_k sum_ij c_ij y_kij
           sum_i y_kij + u_kj = d_kj,   sum_j y_kij <= x_i,   y, u >= 0

where of all ways to serve those count that leave the least unmet (u) in each disaster: unmet first, hours second. V is
hours of the units that come, never of those that do not. The balance D = V(stock one has) / V(best allocation of the
same total); it says nothing without the demand that both cover, so both shares stand beside it always.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result
from geo.measuring import Floats
from geo.preposition_best import Best, best_of, with_warehouse
from geo.preposition_case import Case
from geo.preposition_value import CANCELLED, Value, value_of
from geo.watch import NO_WATCH, Watch

_CLAUSE = "docs/methods.md#prepositioning"
METRICS = {
    "v_actual": "unit-hours", "v_optimal": "unit-hours", "v_least": "unit-hours", "balance": "ratio",
    "fraction_served": "share", "fraction_served_optimal": "share", "demand_covered_share_actual": "share",
    "demand_covered_share_optimal": "share", "expected_hours_per_unit": "hours",
    "expected_hours_per_unit_optimal": "hours", "expected_demand": "units",
}  # fmt: skip


@dataclass(frozen=True)
class Prepositioned:
    """One item's stock held against a portfolio.

    Parameters
    ----------
    actual, best
        The case served from the stock one has, and from the best allocation of the same total.
    served, served_best
        K: whether each disaster is completely served by either; from the demand as it is, never scaled.
    scaled
        Whether the demand of each disaster was brought down to the stock (a choice, off by default).
    """

    actual: Value
    best: Best
    served: np.ndarray
    served_best: np.ndarray
    scaled: bool

    @property
    def balance(self) -> float:
        """D (NaN where nothing is served)."""
        least, now = self.best.value.expected_hours, self.actual.expected_hours
        if least > 0:
            return now / least
        return 1.0 if now == 0 and self.actual.expected_unmet < self.actual.expected_demand else float("nan")

    @property
    def figures(self) -> dict[str, float]:
        """The metrics by name (`METRICS` has the units)."""
        now, then = self.actual, self.best.value
        return {
            "v_actual": now.expected_hours, "v_optimal": then.expected_hours, "v_least": self.best.least_hours,
            "balance": self.balance, "fraction_served": _mean(self.served),
            "fraction_served_optimal": _mean(self.served_best), "demand_covered_share_actual": now.covered_share,
            "demand_covered_share_optimal": then.covered_share, "expected_hours_per_unit": hours_per_unit(now),
            "expected_hours_per_unit_optimal": hours_per_unit(then), "expected_demand": now.expected_demand,
        }  # fmt: skip

    def metrics(self, dated: str = "") -> Result:
        """One row a metric: `metric`, `value`, `unit`; explained by its inputs. `dated`: the day of the stock."""
        figures = self.figures
        rows = {"metric": list(figures), "value": list(figures.values()), "unit": [METRICS[name] for name in figures]}
        facts = {"disasters": len(self.actual.case.disasters), "warehouses": len(self.actual.case.warehouses),
                 "stock": self.actual.case.total, "scaled": self.scaled}  # fmt: skip

        def explain(row: dict[str, Any]) -> Explanation:
            return _explained(str(row["metric"]), self, dated)

        return Result(pd.DataFrame(rows), explain, facts)

    def warehouses(self, dated: str = "") -> Result:
        """Stock now and at its best, and what one more unit is worth, by warehouse.

        Returns
        -------
        warehouses
            `warehouse_id`, `quantity`, `best_quantity`, `difference` (best less now), `capacity` (NaN: no limit),
            `more_covered` (units that one more unit there would cover more, expected, 0-1) and `more_hours` (what it
            adds to V: below zero where it saves), both right now.
        """
        case, covered_hours = self.actual.case, self.actual.more
        best = self.best.value.case.stock
        frame = pd.DataFrame(
            {
                "warehouse_id": pd.Series(case.warehouses, dtype="str"), "quantity": case.stock, "best_quantity": best,
                "difference": best - case.stock, "capacity": np.where(np.isfinite(case.room), case.room, np.nan),
                "more_covered": covered_hours[0], "more_hours": covered_hours[1],
            }
        )  # fmt: skip

        def explain(row: dict[str, Any]) -> Explanation:
            inputs = [Input(name, float(row[name]), "units") for name in ("quantity", "best_quantity", "more_covered")]
            return Explanation("preposition_dual", "more_hours = V(x + 1 unit) - V(x), the dual of the stock there",
                               tuple(inputs), float(row["more_hours"]), "hours per unit", _CLAUSE, dated,
                               status="unverified", notes=("preposition.dual",))  # fmt: skip

        return Result(frame, explain)

    def disasters(self) -> pd.DataFrame:
        """Every disaster with the stock one has, the worst first: most units unmet, then most hours a unit.

        Returns
        -------
        disasters
            `scenario_id`, `probability`, `places`, `demand`, `unmet` (units), `hours_per_unit` (of those that come; NaN
            where none does), `best_unmet`, `best_hours_per_unit` (of the best allocation).
        """
        case = self.actual.case
        size = len(case.disasters)
        told = {"scenario_id": pd.Series(case.disasters, dtype="str"), "probability": case.probability,
                "places": np.bincount(case.of, minlength=size), "demand": case.demand}  # fmt: skip
        for prefix, value in (("", self.actual), ("best_", self.best.value)):
            unmet = np.bincount(case.of, weights=value.unmet, minlength=size)
            hours, come = np.bincount(case.of, weights=value.hours, minlength=size), case.demand - unmet
            told[f"{prefix}unmet"] = unmet
            told[f"{prefix}hours_per_unit"] = np.divide(hours, come, out=np.full(size, np.nan), where=come > 1e-9)
        frame = pd.DataFrame(told)
        return frame.sort_values(["unmet", "hours_per_unit"], ascending=False, kind="stable", ignore_index=True)

    def places(self) -> pd.DataFrame:
        """By place: `place`, expected `demand`, `unmet` (units) and `hours_per_unit`, now and (`best_`) at the best."""
        case = self.actual.case
        chance = case.probability[case.of]

        def of_place(values: Floats) -> Floats:
            return np.asarray(
                np.bincount(case.at, weights=chance * values, minlength=len(case.places)), dtype="float64"
            )

        told: dict[str, Any] = {"place": pd.Series(case.places, dtype="str"), "demand": of_place(case.quantity)}
        for prefix, value in (("", self.actual), ("best_", self.best.value)):
            come = of_place(case.quantity - value.unmet)
            told[f"{prefix}unmet"] = of_place(value.unmet)
            told[f"{prefix}hours_per_unit"] = np.divide(
                of_place(value.hours), come, out=np.full(len(come), np.nan), where=come > 1e-12
            )
        frame = pd.DataFrame(told)
        return frame[frame["demand"] > 0].reset_index(drop=True)


def preposition(case: Case, *, scale_demand: bool = False, watch: Watch = NO_WATCH) -> Prepositioned:
    """Hold the stock of one item against a portfolio of disasters.

    Parameters
    ----------
    case
        Warehouses, hours, disasters (`geo.preposition_case.case_of`).
    scale_demand
        Bring the demand of every disaster down to the whole stock where it is more. The served disasters are counted
        without it all the same: scaling hides no unmet demand.
    watch
        Progress, cancelling, and time.

    Returns
    -------
    prepositioned
        Metrics, the best allocation, values of one more unit, disasters and places.

    Raises
    ------
    DataProblem
        ``preposition.no_room``: see `best_of`.
    DashboardError
        ``preposition.cancelled``; ``not_solved`` with the solver's words.

    Notes
    -----
    Method: docs/methods.md#prepositioning; after Acimovic and Goentzel 2016 as read in the ESUPS code.
    """
    asked = case.scaled() if scale_demand else case
    actual = value_of(asked, watch.part(0.0, 0.2))
    best = best_of(actual, watch.part(0.2, 0.8))
    served, then = actual.served, best.value.served
    if scale_demand:
        served, then = value_of(case).served, value_of(case.holding(best.value.case.stock)).served
    return Prepositioned(actual, best, served, then, scale_demand)


def hours_per_unit(value: Value) -> float:
    """Expected hours of a unit that comes (NaN where none does)."""
    come = value.expected_demand - value.expected_unmet
    return value.expected_hours / come if come > 1e-12 else float("nan")


def one_more_warehouse(
    told: Prepositioned, hours: pd.DataFrame, *, tries: int = 3, watch: Watch = NO_WATCH
) -> pd.DataFrame:
    """What one more warehouse would change, the same stock spread at its best over one more place.

    Parameters
    ----------
    told
        The stock held against the portfolio.
    hours
        `warehouse_id` (of candidates), `place`, `hours`; NaN, or no row: no way.
    tries
        Candidates whose best allocation is reckoned: those whose first unit is worth most.
    watch
        Progress and cancelling.

    Returns
    -------
    candidates
        `warehouse_id`, `more_covered`, `more_hours` (of the first unit there, beside the best allocation), `best_hours`
        (V with it), `hours_saved` (of the best without it, unit-hours expected), `covered_share`, `best_quantity`
        (units there); NaN for candidates that were not tried. The most saved first.
    """
    table = hours.rename(columns={"adm2_pcode": "place", "travel_hours": "hours"})
    wide = table.pivot_table(index="place", columns="warehouse_id", values="hours", aggfunc="min")
    best, watch = told.best.value, watch.ending(CANCELLED)
    wide = wide.reindex(best.case.places)
    rows: list[dict[str, Any]] = []
    for number, name in enumerate(wide.columns):
        added = with_warehouse(best, wide[name].fillna(np.inf).to_numpy(dtype="float64"), str(name))
        covered, saved = added.more
        rows.append({"warehouse_id": str(name), "more_covered": covered[-1], "more_hours": saved[-1], "added": added})
        watch.progress(0.5 * (number + 1) / len(wide.columns))
        watch.check()
    rows.sort(key=lambda row: (-round(row["more_covered"], 9), row["more_hours"]))
    for number, row in enumerate(rows):
        added = row.pop("added")
        known = number < tries
        found = best_of(added).value if known else None
        row["best_hours"] = found.expected_hours if found else np.nan
        row["hours_saved"] = best.expected_hours - found.expected_hours if found else np.nan
        row["covered_share"] = found.covered_share if found else np.nan
        row["best_quantity"] = found.case.stock[-1] if found else np.nan
    columns = ["warehouse_id", "more_covered", "more_hours", "best_hours", "hours_saved", "covered_share",
               "best_quantity"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(["covered_share", "hours_saved"], ascending=False, kind="stable", ignore_index=True)


def _mean(flags: np.ndarray) -> float:
    return float(flags.mean()) if len(flags) else float("nan")


_FORMULAS = {
    "v_actual": "v_actual = sum_k P_k sum_ij c_ij y_kij, y serving each disaster from the stock one has",
    "v_optimal": "v_optimal = min over x, sum x = stock, of sum_k P_k sum_ij c_ij y_kij",
    "v_least": "v_least: lower bound of v_optimal by dual cuts",
    "balance": "balance = v_actual / v_optimal",
    "fraction_served": "fraction_served = disasters without unmet demand / disasters",
    "fraction_served_optimal": "fraction_served = disasters without unmet demand / disasters",
    "demand_covered_share_actual": "demand_covered_share = 1 - expected unmet / expected demand",
    "demand_covered_share_optimal": "demand_covered_share = 1 - expected unmet / expected demand",
    "expected_hours_per_unit": "expected_hours_per_unit = v_actual / expected covered demand",
    "expected_hours_per_unit_optimal": "expected_hours_per_unit = v_optimal / expected covered demand",
    "expected_demand": "expected_demand = sum_k P_k sum_j d_kj",
}


def _explained(metric: str, told: Prepositioned, dated: str) -> Explanation:
    figures, case = told.figures, told.actual.case
    inputs = [Input("disasters", float(len(case.disasters))), Input("stock", case.total, "units")]
    inputs += [Input("disasters_served", float(told.served.sum()))]
    inputs += [Input(name, _known(figures[name]), METRICS[name]) for name in (
        "v_actual", "v_optimal", "v_least", "demand_covered_share_actual", "demand_covered_share_optimal",
        "expected_demand") if name != metric]  # fmt: skip
    notes = ("preposition.covered_beside", *(("preposition.scaled",) if told.scaled else ()))
    return Explanation("preposition", _FORMULAS[metric], tuple(inputs), _known(figures[metric]), METRICS[metric],
                       _CLAUSE, dated, status="unverified", notes=notes)  # fmt: skip


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None
