"""Which stock to move where, and what it buys: ranked transfers under limits, beside the optimum under them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from geo.measuring import Floats
from geo.preposition_best import Best, best_of
from geo.preposition_case import Case
from geo.preposition_cuts import Budget
from geo.preposition_value import CANCELLED, Value, value_of
from geo.prepositioning import Prepositioned, hours_per_unit
from geo.watch import NO_WATCH, Watch
from geo.whole_packs import whole_packs

COLUMNS = (
    "rank", "from_warehouse", "to_warehouse", "quantity", "travel_hours", "tonnes", "cost_usd", "balance_before",
    "balance_after", "covered_share_before", "covered_share_after", "hours_per_unit_before", "hours_per_unit_after",
    "units_sooner", "hours_sooner", "disasters_served_after",
)  # fmt: skip
_BETTER = 1e-6  # share of V: a transfer that saves less is not worth a line


@dataclass(frozen=True)
class Limits:
    """What transfers must keep to.

    Parameters
    ----------
    keep
        Share (0-1) of its stock that no warehouse may fall below.
    keep_units
        `warehouse_id` -> least units to keep; more than `keep` says wins.
    room
        `warehouse_id` -> most units that it may hold (by its volume); others have no limit.
    budget_usd
        Most that all transfers may cost; infinite: no limit.
    usd_tonne_hour
        Cost of moving a tonne for an hour (NaN: unknown, then no transfer has a cost).
    """

    keep: float = 0.0
    keep_units: dict[str, float] = field(default_factory=dict)
    room: dict[str, float] = field(default_factory=dict)
    budget_usd: float = float("inf")
    usd_tonne_hour: float = float("nan")


@dataclass(frozen=True)
class Moving:
    """How stock moves: `hours` W x W between warehouses (NaN: no way), kg of a unit, units of a pack (NaN: unknown)."""

    hours: Floats
    weight_kg: float = float("nan")
    pack_units: float = float("nan")

    @staticmethod
    def unknown(case: Case) -> Moving:
        """Nothing is known of the ways between warehouses."""
        return Moving(np.full((len(case.warehouses),) * 2, np.nan))


@dataclass(frozen=True)
class Transfers:
    """Ranked transfers (`COLUMNS`), the stock after all of them, and the optimum under the same limits.

    The ranking is a heuristic: each transfer is reckoned exactly, one after the other, but their order is greedy.
    `limited` is what the best allocation under the limits gives, as one programme.
    """

    rows: pd.DataFrame
    after: Value
    limited: Best


def transfers(
    told: Prepositioned, moving: Moving, limits: Limits, *, most: int = 5, tries: int = 3, watch: Watch = NO_WATCH
) -> Transfers:
    """Rank transfers by what each buys.

    Parameters
    ----------
    told
        The stock held against the portfolio.
    moving, limits
        Ways between warehouses, and what to keep to.
    most, tries
        Transfers at most, and how many are reckoned before one is chosen.
    watch
        Progress and cancelling.

    Returns
    -------
    transfers
        Rows with `COLUMNS`: quantity in whole packs (`geo.whole_packs`); balance and shares with all up to this one;
        `units_sooner` are expected units that come sooner than before it, by `hours_sooner` each, expected.
        `cost_usd` and `tonnes` NaN where not known.

    Raises
    ------
    DataProblem
        ``preposition.no_room`` where the limits leave no allocation of the total.
    DashboardError
        ``preposition.cancelled``; ``not_solved``.

    Notes
    -----
    From a warehouse that holds more than the best allocation under the limits to one that holds less, as much as that
    allows. Of these pairs the `tries` whose next unit is worth most (duals) are reckoned, and the one that leaves the
    least unmet, then the least V, is taken; and so on. Method: docs/methods.md#transfers.
    """
    watch = watch.ending(CANCELLED)
    case = limited_case(told.actual.case, limits)
    price = moving.hours * moving.weight_kg / 1000 * limits.usd_tonne_hour
    bounded = np.isfinite(limits.budget_usd)
    start = replace(told.actual, case=case)
    free = not bounded and not case.floor.any() and np.array_equal(case.room, told.actual.case.room)
    budget = Budget(price, limits.budget_usd) if bounded else None
    limited = told.best if free else best_of(start, watch.part(0.0, 0.4), budget=budget)
    goal, now, left = limited.value.case.stock, start, limits.budget_usd
    rows: list[dict[str, float | str]] = []
    for rank in range(most):
        watch.check()
        found = _next(now, _ordered(now.case.stock, goal, _Purse(price, left), moving.pack_units), tries)
        if found is None:
            break
        sender, receiver, quantity, after = found
        cost = float(price[sender, receiver] * quantity)
        left -= cost if bounded else 0.0
        kg = moving.weight_kg * quantity
        rows.append(_row(told, now, after) | {
            "rank": rank + 1, "from_warehouse": str(case.warehouses[sender]), "quantity": quantity,
            "to_warehouse": str(case.warehouses[receiver]), "travel_hours": float(moving.hours[sender, receiver]),
            "tonnes": kg / 1000, "cost_usd": cost,
        })  # fmt: skip
        now = after
        watch.progress(0.4 + 0.6 * (rank + 1) / most)
    return Transfers(pd.DataFrame(rows, columns=list(COLUMNS)), now, limited)


def limited_case(case: Case, limits: Limits) -> Case:
    """Return the case with the least and the most that each warehouse may hold; none must send what it has too much."""
    keep = case.warehouses.map(lambda one: limits.keep_units.get(one, 0.0)).to_numpy(dtype="float64")
    room = case.warehouses.map(lambda one: limits.room.get(one, np.inf)).to_numpy(dtype="float64")
    floor = np.minimum(case.stock, np.maximum(keep, limits.keep * case.stock))
    return replace(case, floor=floor, room=np.maximum(np.minimum(case.room, room), case.stock))


@dataclass(frozen=True)
class _Purse:
    """What a unit costs from a warehouse (row) to another (NaN: not known), and what is left to pay with."""

    price: Floats
    left: float


def _ordered(stock: Floats, goal: Floats, purse: _Purse, pack_units: float) -> Floats:
    """W x W: what each warehouse has too much and each other lacks, as the purse allows, in whole packs."""
    price, left = purse.price, purse.left
    spare, lacking = np.clip(stock - goal, 0.0, None), np.clip(goal - stock, 0.0, None)
    amount = np.minimum(spare[:, None], lacking[None, :])
    if np.isfinite(left):
        afford = np.divide(left, price, out=np.full(price.shape, np.inf), where=price > 0)
        amount = np.where(np.isfinite(price), np.minimum(amount, afford), 0.0)
    return whole_packs(amount, pack_units)


def _next(now: Value, amount: Floats, tries: int) -> tuple[int, int, float, Value] | None:
    stock = now.case.stock
    covered, hours = now.more
    worth = (covered[None, :] - covered[:, None]) * now.penalty - (hours[None, :] - hours[:, None])
    gain = np.where(amount > 0, worth * amount, -np.inf)
    order = np.argsort(-gain, axis=None, kind="stable")[:tries]
    best: tuple[int, int, float, Value] | None = None
    for at in order[np.isfinite(gain.ravel()[order])]:
        sender, receiver = (int(one) for one in np.unravel_index(at, gain.shape))
        moved = stock.copy()
        quantity = float(amount[sender, receiver])
        moved[sender] -= quantity
        moved[receiver] += quantity
        after = value_of(now.case.holding(moved))
        if _better(after, now if best is None else best[3]):
            best = sender, receiver, quantity, after
    return best


def _better(one: Value, other: Value) -> bool:
    """Less unmet, or as much and fewer hours."""
    slack = 1e-9 * max(1.0, other.expected_demand)
    if abs(one.expected_unmet - other.expected_unmet) > slack:
        return one.expected_unmet < other.expected_unmet
    return one.expected_hours < other.expected_hours * (1 - _BETTER)


def _row(told: Prepositioned, before: Value, after: Value) -> dict[str, float | str]:
    case = before.case
    chance, least = case.probability[case.of], told.best.value.expected_hours
    come = [case.quantity - one.unmet for one in (before, after)]
    mean = [np.divide(one.hours, units, out=np.full(len(units), np.nan), where=units > 1e-9)
            for one, units in zip((before, after), come, strict=True)]  # fmt: skip
    saved = mean[0] - mean[1]
    sooner = saved > 1e-6
    units = chance[sooner] * np.minimum(come[0], come[1])[sooner]
    total = float(units.sum())
    return {
        "balance_before": _ratio(before.expected_hours, least), "balance_after": _ratio(after.expected_hours, least),
        "covered_share_before": before.covered_share, "covered_share_after": after.covered_share,
        "hours_per_unit_before": hours_per_unit(before), "hours_per_unit_after": hours_per_unit(after),
        "units_sooner": total, "hours_sooner": float(units @ saved[sooner]) / total if total > 0 else float("nan"),
        "disasters_served_after": float(after.served.sum()),
    }  # fmt: skip


def _ratio(value: float, least: float) -> float:
    return value / least if least > 0 else float("nan")
