"""What the fastest journeys are made of: hours on the road, sea and air legs, the heaviest truck that passes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra


@dataclass(frozen=True)
class Leg:
    """A sea or air leg whose capacity is known.

    Parameters
    ----------
    way_id, mode
        Of the `WAYS` frame.
    hours
        Moving and port or airstrip handling, one way.
    t_day, m3_day
        What it carries a day; infinite where unknown.
    """

    way_id: str
    mode: str
    hours: float
    t_day: float
    m3_day: float


@dataclass(frozen=True)
class Journeys:
    """The fastest journey from every warehouse (W) to every commune (C), taken apart.

    Parameters
    ----------
    warehouses, communes
        The axes.
    road_hours
        W x C: hours on roads, one way; NaN where no way is open.
    largest_t
        W x C: whole weight of the heaviest truck that passes everywhere; infinite where nothing says so.
    legs
        Legs of known capacity.
    uses
        For each leg, W x C: whether the journey takes it.
    ways
        For each warehouse and commune with a journey, the ways in order of travel.
    """

    warehouses: pd.Index
    communes: pd.Index
    road_hours: np.ndarray
    largest_t: np.ndarray
    legs: tuple[Leg, ...]
    uses: np.ndarray
    ways: dict[tuple[str, str], tuple[str, ...]]

    def along(self, warehouses: pd.Index, communes: pd.Index) -> Journeys:
        """Return the same on other axes: NaN and no leg where a warehouse or commune is not known here."""
        at, to = self.warehouses.get_indexer(warehouses), self.communes.get_indexer(communes)
        known = (at >= 0)[:, None] & (to >= 0)[None, :]
        cells = np.ix_(at, to)
        return Journeys(
            warehouses, communes, np.where(known, self.road_hours[cells], np.nan),
            np.where(known, self.largest_t[cells], np.inf), self.legs,
            np.array([uses[cells] & known for uses in self.uses]).reshape(len(self.legs), len(at), len(to)), self.ways,
        )  # fmt: skip


def journeys(open_ways: pd.DataFrame, warehouses: pd.DataFrame, communes: pd.DataFrame) -> Journeys:
    """Take the fastest journeys apart.

    Parameters
    ----------
    open_ways
        What may be taken (`WAYS` columns and `way_hours`), in both directions: what `geo.network` travels on.
    warehouses
        `warehouse_id`, `adm2_pcode` and, where it is there, `largest_truck_t` that can load there.
    communes
        `adm2_pcode` of the communes.

    Returns
    -------
    journeys
        Of parallel ways the faster is taken, of equally fast ones the first by `way_id`.

    Notes
    -----
    Method: docs/methods.md#reach-with-trucks; Dijkstra's algorithm with the commune before each commune.
    """
    fastest = _fastest(open_ways)
    places, starts = pd.Index(communes["adm2_pcode"]), pd.Index(warehouses["adm2_pcode"].dropna().unique())
    ends = pd.Index(fastest["one"]).append(pd.Index(fastest["other"]))
    nodes = ends.append([places, starts]).unique()
    tree = _Tree(fastest, nodes)
    told = {start: tree.walked(int(nodes.get_indexer([start])[0])) for start in starts}
    to = nodes.get_indexer(places)
    shape = (len(warehouses), len(places))
    road, largest = np.full(shape, np.nan), np.full(shape, np.inf)
    uses = np.zeros((len(tree.legs), *shape), dtype=bool)
    ways: dict[tuple[str, str], tuple[str, ...]] = {}
    limits = _truck_limit(warehouses)
    for at, (name, start) in enumerate(zip(warehouses["warehouse_id"], warehouses["adm2_pcode"], strict=True)):
        if start not in told:
            continue
        walk = told[start]
        road[at], largest[at] = walk.road[to], np.minimum(walk.largest[to], limits[at])
        uses[:, at] = walk.legs[:, to]
        ways |= {(str(name), str(place)): walk.ways[node] for place, node in zip(places, to, strict=True)
                 if node in walk.ways}  # fmt: skip
    return Journeys(pd.Index(warehouses["warehouse_id"]), places, road, largest, tree.legs, uses, ways)


def _truck_limit(warehouses: pd.DataFrame) -> np.ndarray:
    if "largest_truck_t" not in warehouses:
        return np.full(len(warehouses), np.inf)
    return np.asarray(warehouses["largest_truck_t"].fillna(np.inf).to_numpy(dtype="float64"))


def _fastest(open_ways: pd.DataFrame) -> pd.DataFrame:
    """One row per pair of communes, ends in order (`one` < `other`)."""
    rows = open_ways[open_ways["geometry"].isna()] if "geometry" in open_ways else open_ways
    rows = rows.dropna(subset=["from_pcode", "to_pcode"])
    rows = rows[rows["from_pcode"] != rows["to_pcode"]]
    low, high = rows["from_pcode"], rows["to_pcode"]
    known = rows.assign(one=low.where(low < high, high), other=high.where(low < high, low))
    ranked = known.sort_values(["way_hours", "way_id"], kind="stable")
    return ranked.drop_duplicates(["one", "other"]).reset_index(drop=True)


def _legs(fastest: pd.DataFrame) -> dict[int, Leg]:
    """Legs of known capacity, by their row."""
    told = {}
    for at, row in enumerate(fastest.to_dict("records")):
        known = [float(row.get(name, np.nan)) for name in ("capacity_t_day", "capacity_m3_day")]
        if row["mode"] in ("sea", "air") and not np.isnan(known).all():
            tonnes, space = (np.inf if np.isnan(value) else value for value in known)
            told[at] = Leg(str(row["way_id"]), str(row["mode"]), float(row["way_hours"]), tonnes, space)
    return told


def legs_of(rows: pd.DataFrame) -> tuple[Leg, ...]:
    """Legs of known capacity among ways that may be taken, in their order."""
    return tuple(_legs(rows).values())


@dataclass(frozen=True)
class _Walk:
    """From one commune: road hours and largest truck by node, legs by leg and node, ways by reached node."""

    road: np.ndarray
    largest: np.ndarray
    legs: np.ndarray
    ways: dict[int, tuple[str, ...]]


class _Tree:
    """The graph of communes; `walked` takes the fastest journeys from one of them apart."""

    def __init__(self, fastest: pd.DataFrame, nodes: pd.Index) -> None:
        one, other = nodes.get_indexer(fastest["one"]), nodes.get_indexer(fastest["other"])
        hours = fastest["way_hours"].to_numpy(dtype="float64")
        ends = (np.concatenate([one, other]), np.concatenate([other, one]))
        self.graph = csr_array((np.concatenate([hours, hours]), ends), shape=(len(nodes), len(nodes)))
        pairs = list(zip(one.tolist(), other.tolist(), strict=True))
        self.row = {pair: at for at, pair in enumerate(pairs)} | {pair[::-1]: at for at, pair in enumerate(pairs)}
        self.way = fastest["way_id"].astype("str").tolist()
        self.road = np.where((fastest["mode"] == "road").to_numpy(dtype=bool), hours, 0.0)
        limit = fastest.get("largest_truck_t", pd.Series(np.nan, index=fastest.index))
        self.limit = limit.fillna(np.inf).to_numpy(dtype="float64")
        of_row = _legs(fastest)
        self.legs = tuple(of_row.values())
        self.leg_of = {at: number for number, at in enumerate(of_row)}

    def walked(self, start: int) -> _Walk:
        hours, before = dijkstra(self.graph, indices=start, return_predecessors=True)
        size = len(hours)
        walk = _Walk(np.full(size, np.nan), np.full(size, np.inf), np.zeros((len(self.legs), size), dtype=bool), {})
        walk.road[start], walk.ways[start] = 0.0, ()
        for node in np.flatnonzero(np.isfinite(hours)).tolist():
            chain = [node]
            while chain[-1] not in walk.ways:
                chain.append(int(before[chain[-1]]))
            for last, following in pairwise(reversed(chain)):
                self._step(walk, last, following)
        return walk

    def _step(self, walk: _Walk, last: int, node: int) -> None:
        row = self.row[(last, node)]
        walk.road[node] = walk.road[last] + self.road[row]
        walk.largest[node] = min(walk.largest[last], self.limit[row])
        walk.legs[:, node] = walk.legs[:, last]
        if row in self.leg_of:
            walk.legs[self.leg_of[row], node] = True
        walk.ways[node] = (*walk.ways[last], self.way[row])
