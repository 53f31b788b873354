"""Reach with trucks explained: the price of everything that is scarce, and the proof that these prices make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input
from geo.reach_binding import PRICE, STOCK

if TYPE_CHECKING:
    from geo.reach_fleet_rows import Band, Solved

BINDING = {
    "within_hours": "float64", "kind": "str", "which": "str", "item": "str", "unit": "str", "available": "float64",
    "used": "float64", "households_per_unit": "float64", "households": "float64",
}  # fmt: skip
_MOST = 24  # prices that an explanation lists; the rest is one sum


def binding_frame(solved: Solved) -> pd.DataFrame:
    """Everything that is scarce, by band: what there is, what is used, and what one more unit would bring.

    Parameters
    ----------
    solved
        Of `geo.reach_fleet.allocate_with_fleet`.

    Returns
    -------
    binding
        `within_hours`; `kind` (``stock``, ``fleet``, ``vehicles``, ``leg``); `which` (warehouse, vehicle type or way);
        `item` of stock; `unit` (``units``, ``vehicles``, ``t``, ``m3``); `available`, `used`;
        `households_per_unit`, the price: households more for one more unit; `households` = price x available, its part
        in the total. Most households first. ``fleet`` is in tonnes (m3) of payload standing at the warehouse.
    """
    rows = [row for band in solved.bands for row in _rows(solved, band)]
    frame = pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in BINDING.items()})
    order = ["within_hours", "households", "kind", "which"]
    return frame.sort_values(order, ascending=[True, False, True, True], kind="stable", ignore_index=True)


def _rows(solved: Solved, band: Band) -> list[dict[str, Any]]:
    supply, problem, optimum = solved.supply, band.problem, band.optimum
    rows = []
    sent = np.zeros(problem.stock.shape)
    np.add.at(sent, (optimum.shipped[0], optimum.shipped[2]), optimum.shipped[3])
    for w, i in zip(*np.nonzero(optimum.stock_price > PRICE), strict=True):
        price, quantity = float(optimum.stock_price[w, i] / supply.kit_quantity[i]), float(supply.kit_quantity[i])
        what = (STOCK, str(supply.warehouses[w]), str(supply.items[i]), "units")
        rows.append(_row(band, what, float(supply.units[w, i]), float(sent[w, i]) * quantity, price))
    w, c, i, shipped = optimum.shipped
    for number, limit in enumerate(problem.limits.limits):
        price = float(optimum.limit_price[number])
        if price > PRICE:
            used = float((problem.load[limit.unit][i] * limit.factor[w, c] * shipped).sum())
            shared = sum(adds * float(optimum.shared[column]) for column, adds in limit.added)
            row = _row(band, (limit.kind, limit.which, "", limit.unit), limit.available, used, price)
            rows.append(row | {"available": limit.available + shared})
    for number, pool in enumerate(problem.limits.pools):
        price = float(optimum.pool_price[number])
        if price > PRICE:
            used = float(optimum.shared[list(pool.columns)].sum())
            rows.append(_row(band, ("vehicles", pool.vehicles.vehicle_type, "", "vehicles"), pool.number, used, price))
    return rows


def _row(band: Band, what: tuple[str, str, str, str], available: float, used: float, price: float) -> dict[str, Any]:
    """One price; its part in the total counts what stands there, not what is shared out: that has a row of its own."""
    kind, which, item, unit = what
    return {
        "within_hours": band.within_hours, "kind": kind, "which": which, "item": item, "unit": unit,
        "available": available, "used": used, "households_per_unit": price, "households": price * available,
    }  # fmt: skip


def by_need(band: Band) -> float:
    """Households that the need alone bounds: sum_c n(c) x max(0, 1 - sum_i pi(c,i))."""
    finite = np.isfinite(band.problem.need) & (band.optimum.commune_price.sum(axis=1) < 1 - PRICE)
    wanted = np.where(band.problem.within.T.astype(np.float64) @ band.problem.stock > 0, 1.0, 0.0).min(axis=1)
    left = 1 - band.optimum.commune_price.sum(axis=1)
    return float((band.problem.need[finite] * left[finite] * wanted[finite]).sum())


def explained(solved: Solved, band: Band, members: np.ndarray, row: dict[str, Any], *, mode: str) -> Explanation:
    """Explanation of one place in one band, from the numbers that were used."""
    total = "households_reached" if mode == "alone" else "households_reached[all]"
    formula = f"{total} = households_by_need + sum_j(price[j] * available[j])"
    if mode != "alone":
        formula = f"households_reached = sum_c(households_reached[c]); {formula}"
    return Explanation(
        figure="households_reached",
        formula=formula,
        inputs=(*_place(solved, band, members, row, mode), *_proof(solved, band)),
        value=float(row["households_reached"]),
        unit="households",
        clause="docs/methods.md#reach-with-trucks",
        dated=solved.supply.dated,
        source="data/reference/kits.toml, data/reference/speeds.toml, data/reference/vehicles.toml",
        status="unverified",
        notes=_notes(band, row, mode),
    )


def _notes(band: Band, row: dict[str, Any], mode: str) -> tuple[str, ...]:
    told = {f"reach.{mode}": True, f"reach.bound_by_{row['bound_by']}": True, "reach.continuous_loads": True,
            "reach.incomplete": not band.complete, "stock.kit_unverified": True, "reach.ways_unverified": True,
            "reach.vehicles_unverified": True}  # fmt: skip
    return tuple(note for note, holds in told.items() if holds)


def _place(solved: Solved, band: Band, members: np.ndarray, row: dict[str, Any], mode: str) -> tuple[Input, ...]:
    in_need = float(row["households_in_need"])
    told = [
        Input("within_hours", band.within_hours, "hours"),
        Input("households_in_need", None if np.isnan(in_need) else in_need, "households"),
        Input("reached_without_limits", float(row["reached_without_limits"]), "households"),
    ]
    if mode != "alone":
        each = zip(solved.supply.communes[members], band.optimum.households[members], strict=True)
        told += [Input(f"households_reached[{commune}]", float(value), "households") for commune, value in each]
        told.append(Input("households_reached[all]", band.optimum.total, "households"))
    return tuple(told)


def _proof(solved: Solved, band: Band) -> tuple[Input, ...]:
    rows = sorted(_rows(solved, band), key=lambda row: -row["households"])
    told = [Input("households_by_need", by_need(band), "households")]
    for row in rows[:_MOST]:
        name = ", ".join(part for part in (row["kind"], row["which"], row["item"], row["unit"]) if part)
        base = row["households"] / row["households_per_unit"]
        told.append(Input(f"available[{name}]", base, row["unit"]))
        told.append(Input(f"price[{name}]", row["households_per_unit"], "households per unit"))
    if rows[_MOST:]:
        rest = sum(row["households"] for row in rows[_MOST:])
        told.append(Input("households_of_further_prices", float(rest), "households"))
    return tuple(told)
