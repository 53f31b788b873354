"""One item, its warehouses, the hours from them and the disasters: the case that prepositioning is reckoned on."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geo.errors import DataProblem
from geo.frames import promised
from geo.measuring import Counts, Floats

STOCK_COLUMNS = ("warehouse_id", "quantity")
HOURS_COLUMNS = ("warehouse_id", "place", "hours")
DEMAND_COLUMNS = ("scenario_id", "place", "quantity")
_SUM = 1e-6
_ALIASES = {"adm2_pcode": "place", "travel_hours": "hours"}


@dataclass(frozen=True)
class Case:
    """Arrays of one item. An entry is one place of one disaster that demands something.

    Parameters
    ----------
    warehouses, places, disasters
        Names: W, J and K of them.
    hours
        J x W, infinite where there is no way.
    stock, floor, room
        W: units now, and the least and the most that a warehouse may hold in another allocation (infinite: no limit).
    of, at, quantity
        E: disaster (rising) and place of each entry, and its units, more than 0.
    probability
        K. What is left to 1 is the probability of no disaster.
    """

    warehouses: pd.Index
    places: pd.Index
    disasters: pd.Index
    hours: Floats
    stock: Floats
    floor: Floats
    room: Floats
    of: Counts
    at: Counts
    quantity: Floats
    probability: Floats

    @property
    def total(self) -> float:
        """All stock, units."""
        return float(self.stock.sum())

    @property
    def demand(self) -> Floats:
        """K: units that each disaster demands."""
        return np.bincount(self.of, weights=self.quantity, minlength=len(self.disasters)).astype("float64")

    @property
    def one_place(self) -> Counts:
        """Entries of disasters that strike one place."""
        return np.flatnonzero((self._places_of == 1)[self.of])

    @property
    def many_places(self) -> Counts:
        """Entries of disasters that strike several places."""
        return np.flatnonzero((self._places_of > 1)[self.of])

    @property
    def _places_of(self) -> Counts:
        return np.bincount(self.of, minlength=len(self.disasters))

    def holding(self, stock: Floats) -> Case:
        """Return the same case with other stock."""
        return replace(self, stock=np.asarray(stock, dtype="float64"))

    @property
    def uniform(self) -> bool:
        """Whether every warehouse that may hold stock reaches the same places: then all allocations cover the same."""
        ways = np.isfinite(self.hours[np.unique(self.at)][:, self.room > 0])
        return bool((ways == ways[:, :1]).all()) if ways.size else True

    def only(self, disasters: Counts) -> Case:
        """Return the case with some of its disasters, in rising order, each as likely as before."""
        rank = np.full(len(self.disasters), -1)
        rank[disasters] = np.arange(len(disasters))
        kept = rank[self.of] >= 0
        return replace(self, disasters=self.disasters[disasters], of=rank[self.of[kept]], at=self.at[kept],
                       quantity=self.quantity[kept], probability=self.probability[disasters])  # fmt: skip

    def scaled(self) -> Case:
        """Return the case with the demand of every disaster brought down to the stock where it is more."""
        share = np.minimum(1.0, self.total / np.maximum(self.demand, 1e-300))
        return self._with_quantity(self.quantity * share[self.of])

    def _with_quantity(self, quantity: Floats) -> Case:
        kept = quantity > 0
        return replace(self, of=self.of[kept], at=self.at[kept], quantity=quantity[kept])


def case_of(
    stock: pd.DataFrame, hours: pd.DataFrame, demand: pd.DataFrame, capacity: pd.DataFrame | None = None
) -> Case:
    """Bring the tables of one item together.

    Parameters
    ----------
    stock
        `warehouse_id`, `quantity` (units, 0 or more; rows of one warehouse are added).
    hours
        `warehouse_id`, `place`, `hours` (NaN, or no row: no way). `adm2_pcode` and `travel_hours` are read as `place`
        and `hours`. Warehouses without stock are candidates for the best allocation.
    demand
        `scenario_id`, `place`, `quantity` (units; 0 for a disaster that demands nothing), and `probability` of the
        disaster, the same in all its rows; without it, or all blank, each is as likely as any other.
    capacity
        `warehouse_id`, `quantity`: the most units that a warehouse may hold; others have no limit.

    Returns
    -------
    case
        Warehouses and disasters in the order of the tables.

    Raises
    ------
    MissingColumn
        If a table lacks a column.
    DataProblem
        ``preposition.bad_number`` (table, row, value) for a quantity or hours below zero or unknown where they must
        be known; ``preposition.twice`` for hours told twice; ``preposition.bad_probability`` for one that is none,
        differs within a disaster, or where all add up to more than 1; ``preposition.empty`` for a table without rows.
    """
    held, way = _read("stock", stock, STOCK_COLUMNS), _read("hours", hours, HOURS_COLUMNS)
    wanted = _read("demand", demand, DEMAND_COLUMNS)
    _check("stock", held, "quantity")
    _check("demand", wanted, "quantity")
    _check("hours", way[way["hours"].notna()], "hours")
    warehouses = pd.Index(pd.unique(pd.concat([held["warehouse_id"], way["warehouse_id"]])))
    places = pd.Index(pd.unique(pd.concat([wanted["place"], way["place"]])))
    if way.duplicated(["warehouse_id", "place"]).any():
        row = way[way.duplicated(["warehouse_id", "place"])].iloc[0]
        raise DataProblem("preposition.twice", warehouse=str(row["warehouse_id"]), place=str(row["place"]))
    table = np.full((len(places), len(warehouses)), np.inf)
    known = way[way["hours"].notna()]
    table[places.get_indexer(known["place"]), warehouses.get_indexer(known["warehouse_id"])] = known["hours"]
    units = held.groupby("warehouse_id")["quantity"].sum().reindex(warehouses).fillna(0.0).to_numpy(dtype="float64")
    disasters = pd.Index(pd.unique(wanted["scenario_id"]))
    return Case(warehouses, places, disasters, table, units, np.zeros_like(units), _rooms(capacity, warehouses),
                *_entries(wanted, disasters, places), _probabilities(wanted, disasters))  # fmt: skip


def _entries(wanted: pd.DataFrame, disasters: pd.Index, places: pd.Index) -> tuple[Counts, Counts, Floats]:
    of, at = disasters.get_indexer(wanted["scenario_id"]), places.get_indexer(wanted["place"])
    key, rank = np.unique(of * len(places) + at, return_inverse=True)
    units = np.bincount(rank, weights=wanted["quantity"].to_numpy(dtype="float64"), minlength=len(key))
    kept = np.asarray(key[units > 0], dtype=np.int64)
    told = np.asarray(units[units > 0], dtype="float64")
    return kept // len(places), kept % len(places), told


def _read(table: str, rows: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    told = rows.rename(columns={old: new for old, new in _ALIASES.items() if new in columns and new not in rows})
    promised(table, told, *columns)
    if told.empty:
        raise DataProblem("preposition.empty", table=table)
    for name in columns[:-1]:
        if told[name].isna().any():
            row = int(np.flatnonzero(told[name].isna())[0])
            raise DataProblem("preposition.bad_number", table=table, row=row + 2, column=name, value="")
    numbers = pd.to_numeric(told[columns[-1]], errors="coerce")
    return told.assign(**{columns[-1]: numbers}).reset_index(drop=True)


def _check(table: str, rows: pd.DataFrame, column: str) -> None:
    bad = ~(rows[column] >= 0) | ~np.isfinite(rows[column])
    if bad.any():
        row = rows[bad].iloc[0]
        raise DataProblem("preposition.bad_number", table=table, row=int(rows.index[bad][0]) + 2, column=column,
                          value=str(row[column]))  # fmt: skip


def _rooms(capacity: pd.DataFrame | None, warehouses: pd.Index) -> Floats:
    room = np.full(len(warehouses), np.inf)
    if capacity is not None:
        told = _read("capacity", capacity, STOCK_COLUMNS)
        told = told[told["quantity"].notna()]
        _check("capacity", told, "quantity")
        most = told.groupby("warehouse_id")["quantity"].min().reindex(warehouses)
        room = np.where(most.notna(), most.to_numpy(dtype="float64"), np.inf)
    return room


def _probabilities(wanted: pd.DataFrame, disasters: pd.Index) -> Floats:
    if "probability" not in wanted.columns or wanted["probability"].isna().all():
        return np.full(len(disasters), 1.0 / len(disasters))
    told = wanted.assign(probability=pd.to_numeric(wanted["probability"], errors="coerce"))
    ends = told.groupby("scenario_id")["probability"].agg(["min", "max"]).reindex(disasters)
    chance = ends["min"].to_numpy(dtype="float64")
    bad = ~(chance >= 0) | (ends["max"].to_numpy() != chance)
    if bad.any():
        at = int(np.flatnonzero(bad)[0])
        raise DataProblem("preposition.bad_probability", scenario=str(disasters[at]), value=str(chance[at]))
    if chance.sum() > 1 + _SUM:
        raise DataProblem("preposition.bad_probability", scenario="", value=f"{chance.sum():g}")
    return np.asarray(chance)
