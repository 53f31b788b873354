"""What stops the reach of a place: need, hours or stock, the set that proves it, and the figure explained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input
from geo.reach_programme import TOLERANCE
from geo.reach_supply import Supply

Mode = Literal["alone", "together"]
REACH_DTYPES: dict[str, str] = {
    "place": "str", "name": "str", "within_hours": "float64", "households_in_need": "float64",
    "households_reached": "float64", "reached_share": "float64", "bound_by": "str", "binding_item": "str",
    "binding_communes": "object", "binding_warehouses": "object", "by_item": "object",
}  # fmt: skip


@dataclass(frozen=True)
class ProofSet:
    """A set S of communes whose households add up to what one item within reach of S serves.

    Parameters
    ----------
    communes
        C: the members of S.
    warehouses
        W: all warehouses in time of any commune of S.
    item
        Position of the scarcest item.
    weight
        Share of the set in the proof of the total.
    bound
        Households: min over items of stock in those warehouses / quantity of the kit.
    """

    communes: np.ndarray
    warehouses: np.ndarray
    item: int
    weight: float
    bound: float


@dataclass(frozen=True)
class Standing:
    """One place in one band: what is reached, and all that is known about why it is not more.

    Parameters
    ----------
    mode
        How stock is shared.
    members
        C: the communes of the place.
    need, households
        C: households in need (infinite where capacity is asked) and reached, all communes of the axis.
    reached, ever
        Households of the place, within the hours and without a limit of hours.
    sets
        Candidates for the set that is named, the best proof first.
    by_item
        Households of the place by each item alone.
    """

    supply: Supply
    mode: Mode
    place: str
    name: str
    within_hours: float
    members: np.ndarray
    need: np.ndarray
    households: np.ndarray
    reached: float
    ever: float
    sets: tuple[ProofSet, ...]
    by_item: np.ndarray

    @property
    def in_need(self) -> float:
        """Return the households in need of the place; NaN where capacity is asked."""
        total = float(self.need[self.members].sum())
        return total if np.isfinite(total) else float("nan")

    @property
    def in_time(self) -> np.ndarray:
        """Return W: warehouses in time of any commune of the place."""
        return np.asarray(self.supply.within(self.within_hours)[:, self.members].any(axis=1))


def near(one: float, other: float) -> bool:
    """Return whether two figures of households are equal within the tolerance."""
    if not (np.isfinite(one) and np.isfinite(other)):
        return one == other
    return abs(one - other) <= TOLERANCE * max(1.0, abs(one), abs(other))


def bound_by(standing: Standing) -> str:
    """Return what stops the place.

    ``need`` where all need is reached; ``hours`` where no warehouse is in time of those who are not reached, or
    where more would be reached without a limit of hours; else ``stock``.
    """
    if not np.isnan(standing.in_need) and near(standing.reached, standing.in_need):
        return "need"
    later = standing.ever > standing.reached and not near(standing.ever, standing.reached)
    return "hours" if later or binding(standing) is None else "stock"


def binding(standing: Standing) -> ProofSet | None:
    """Return the set to be named: of those with a warehouse, the one that holds most of who is not reached.

    None where all need is reached, or where no warehouse is in time of those who are not.
    """
    short = np.where(standing.members, standing.need - standing.households, 0.0)
    short = np.where(short > TOLERANCE * np.maximum(1.0, standing.households), short, 0.0)
    best, most = None, 0.0
    for found in standing.sets:
        if found.warehouses.any():
            held = float(short[found.communes].sum())
            held = held if np.isfinite(held) else 1.0 + found.weight * found.bound
            if held > most:
                best, most = found, held
    return best


def row_of(standing: Standing) -> dict[str, Any]:
    """Return one row of the reach frame: see `geo.reach.reach_alone`."""
    supply, stopped = standing.supply, bound_by(standing)
    named = None if stopped == "need" else binding(standing)
    in_need = standing.in_need
    return {
        "place": standing.place,
        "name": standing.name,
        "within_hours": standing.within_hours,
        "households_in_need": in_need,
        "households_reached": standing.reached,
        "reached_share": standing.reached / in_need if in_need > 0 else float("nan"),
        "bound_by": stopped,
        "binding_item": None if named is None else supply.items[named.item],
        "binding_communes": [] if named is None else supply.communes[named.communes].tolist(),
        "binding_warehouses": [] if named is None else supply.warehouses[named.warehouses].tolist(),
        "by_item": dict(zip(supply.items, standing.by_item.tolist(), strict=True)),
    }


def reach_frame(standings: list[Standing]) -> pd.DataFrame:
    """Return the rows of all standings; same columns and dtypes without any. Whole hours are integers."""
    rows = [row_of(standing) for standing in standings]
    frame = pd.DataFrame(
        {name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in REACH_DTYPES.items()}
    )
    hours = frame["within_hours"]
    return frame.assign(within_hours=hours.astype("int64")) if (hours % 1 == 0).all() else frame


def explain(standing: Standing) -> Explanation:
    """Return the explanation of one place in one band, from the numbers that were used."""
    stopped = bound_by(standing)
    named = None if stopped == "need" else binding(standing)
    formula, own = _argument(standing, stopped, named)
    return Explanation(
        figure="households_reached",
        formula=formula,
        inputs=(*_common(standing), *own, *_stock(standing, named)),
        value=standing.reached,
        unit="households",
        clause="docs/methods.md#stock-reach",
        dated=standing.supply.dated,
        source="data/reference/kits.toml, data/reference/speeds.toml",
        status="unverified",
        notes=(f"reach.{standing.mode}", f"reach.bound_by_{stopped}", "stock.kit_unverified", "reach.ways_unverified"),
    )


def _common(standing: Standing) -> tuple[Input, ...]:
    in_need = standing.in_need
    hours = Input("within_hours", float(standing.within_hours), "hours")
    return hours, Input("households_in_need", None if np.isnan(in_need) else in_need, "households")


def _argument(standing: Standing, stopped: str, named: ProofSet | None) -> tuple[str, tuple[Input, ...]]:
    """Return the formula that gives the figure, and the inputs that are its own."""
    if standing.mode == "together":
        each = standing.supply.communes[standing.members]
        shares = zip(each, standing.households[standing.members], strict=True)
        own = tuple(Input(f"households_reached[{commune}]", float(value), "households") for commune, value in shares)
        return "households_reached = sum_c(households_reached[c])" + (_TIGHT if named else ""), own
    if stopped == "need":
        return "households_reached = households_in_need", ()
    if named is None:
        outside = Input("households_in_time", standing.reached, "households")
        return "households_reached = households_in_time", (outside,)
    if len(standing.sets) == 1 and near(named.weight, 1.0):
        outside = np.where(standing.members & ~named.communes, standing.need, 0.0).sum()
        own = (Input("households_in_need_outside", float(outside), "households"),)
        return "households_reached = households_in_need_outside + min_i(quantity[i] / kit_quantity[i])", own
    return _weighted(standing)


_TIGHT = "; sum_S(households_reached[c]) = min_i(quantity[i] / kit_quantity[i])"


def _weighted(standing: Standing) -> tuple[str, tuple[Input, ...]]:
    """Several sets prove the total together: each with its weight, and the need that no set speaks for."""
    told = sum((found.weight * found.communes for found in standing.sets), np.zeros(len(standing.need)))
    served = standing.members & standing.supply.within(standing.within_hours).any(axis=0)
    left = np.where(served & (told < 1.0 - TOLERANCE), 1.0 - told, 0.0)
    by_need = float((left[left > 0] * standing.need[left > 0]).sum())
    own = [Input("households_by_need", by_need, "households")]
    for at, found in enumerate(standing.sets, start=1):
        own.append(Input(f"set_weight[{at}]", found.weight, "share"))
        own.append(Input(f"set_households[{at}]", found.bound, "households"))
    return "households_reached = households_by_need + sum_j(set_weight[j] * set_households[j])", tuple(own)


def _stock(standing: Standing, named: ProofSet | None) -> tuple[Input, ...]:
    """Kit, usable stock of the named warehouses (else of all in time), the scarcest item by warehouse."""
    supply = standing.supply
    warehouses = standing.in_time if named is None else named.warehouses
    inputs = []
    for at, item in enumerate(supply.items):
        inputs.append(Input(f"kit_quantity[{item}]", float(supply.kit_quantity[at]), "per household"))
        inputs.append(Input(f"quantity[{item}]", float(supply.units[warehouses, at].sum()), "units"))
    if named is not None:
        scarcest = supply.items[named.item]
        held = zip(supply.warehouses[warehouses], supply.units[warehouses, named.item], strict=True)
        inputs += [Input(f"quantity[{warehouse}, {scarcest}]", float(units), "units") for warehouse, units in held]
    return tuple(inputs)
