"""One graph of all ways: drawn roads, the sketch where none are drawn, sea and air legs; hours over it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse.csgraph import dijkstra

from geo.core_graph import Core, core_of
from geo.frames import WAYS, promised
from geo.journeys import USUAL, Conditions, Speeds
from geo.road_network import RoadNetwork, drawn_roads
from geo.way_hours import RANK, handling_of, open_ways

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
LINK = -1  # "way" of a piece that joins a place to the network
# What a drawn road that runs from one commune to another takes from the sketch's way of its route between them.
DECIMALS = 6  # hours are rounded to it (4 milliseconds), so that a band of exactly 6 h is 6
_GOVERNED = ("status", "restriction", "open_hours", "rainy_status", "reason", "largest_truck_t")


@dataclass(frozen=True)
class WayGraph:
    """Nodes, and the pieces of ways between them. It depends on what is drawn and where places are, not on statuses.

    Parameters
    ----------
    way_id
        Ways of the graph.
    one, other
        Nodes at the ends of each piece.
    way
        Position in `way_id` of the way that each piece is of; `LINK` for a straight link to a road.
    share
        Share of its way's hours that each piece takes; of a link its kilometres.
    place, depot
        Node of every commune (`adm2_pcode`) and warehouse (`warehouse_id`); -1 where it has none.
    depot_commune
        Commune of every warehouse; null where unknown.
    governed
        Drawn road -> the sketched way of its route between the same two communes.
    core
        What journeys between communes and warehouses need of it.
    links
        One row a commune or warehouse with a place of its own: `kind`, `code`, `km` to the road (NaN where it is
        joined to none), `joined`.
    """

    way_id: npt.NDArray[np.object_]
    one: Ints
    other: Ints
    way: Ints
    share: Floats
    place: pd.Series
    depot: pd.Series
    depot_commune: pd.Series
    governed: pd.Series
    core: Core
    links: pd.DataFrame

    @property
    def depot_core(self) -> Ints:
        """Core node of every warehouse; -1 where it has none."""
        return _spread(self.core.node[len(self.place) :], self.depot)

    @property
    def place_core(self) -> Ints:
        """Core node of every commune."""
        return self.core.node[: len(self.place)]

    def core_node(self, node: int) -> int:
        """Core node of the node of a commune or warehouse."""
        every = np.concatenate([self.place.to_numpy(), self.depot[self.depot >= 0].to_numpy()])
        return int(self.core.node[np.flatnonzero(every == node)[0]])


def way_graph(
    ways: pd.DataFrame, warehouses: pd.DataFrame, communes: pd.DataFrame, *, roads: RoadNetwork | None = None
) -> WayGraph:
    """Join drawn roads, sketched ways, sea and air legs, communes and warehouses.

    Parameters
    ----------
    ways
        `WAYS` frame.
    warehouses
        `warehouse_id`, `adm2_pcode`; with `roads` also `longitude`, `latitude` (NaN: it stands at its commune's point).
    communes
        `adm2_pcode`; with `roads` also `longitude`, `latitude` of a point inside.
    roads
        Drawn roads of `ways`; None: the sketch alone.

    Returns
    -------
    graph
        A road of the sketch is in it where its two communes are not on one component of the drawn roads: so closing
        a drawn road never brings the sketch back.

    Notes
    -----
    Method: docs/methods.md#drawn-roads.
    """
    promised("warehouses", warehouses, "warehouse_id", "adm2_pcode")
    promised("communes", communes, "adm2_pcode")
    base = 0 if roads is None else len(roads.pieces.xy)
    anchors, km = _anchors(roads, communes)
    sketch = _undrawn(ways, roads, pd.Series(anchors, index=pd.Index(communes["adm2_pcode"])))
    codes = _codes(communes, sketch, warehouses)
    place = pd.Series(base + np.arange(len(codes)), index=codes, dtype="int64")
    own, depot_km = _anchors(roads, warehouses)
    depot = _depots(warehouses, place, own, base + len(codes))
    parts = (
        _drawn(roads),
        _sketched(sketch, place, 0 if roads is None else len(roads.way_id)),
        _joined(place.to_numpy()[: len(anchors)], anchors, km),
        _joined(depot.to_numpy(), own, depot_km),
    )
    one, other, way, share = (np.concatenate([part[at] for part in parts]) for at in range(4))
    names = [] if roads is None else [roads.way_id]
    chosen = np.concatenate([place.to_numpy(), depot[depot >= 0].to_numpy()]).astype(np.int64)
    nodes = int(chosen.max(initial=base - 1)) + 1
    return WayGraph(
        np.concatenate([*names, sketch["way_id"].to_numpy(dtype=object)]),
        one.astype(np.int64), other.astype(np.int64), way.astype(np.int64), share.astype(np.float64), place, depot,
        warehouses["adm2_pcode"].set_axis(depot.index), governing(ways if roads is not None else ways.iloc[:0]),
        core_of(one, other, nodes, chosen),
        pd.concat([_told("commune", communes["adm2_pcode"], anchors, km),
                   _told("warehouse", warehouses["warehouse_id"], own, depot_km)], ignore_index=True),
    )  # fmt: skip


def piece_hours(graph: WayGraph, ways: pd.DataFrame, speeds: Speeds, conditions: Conditions = USUAL) -> Floats:
    """Hours of every piece under some conditions; infinite where its way cannot be taken.

    A piece takes its share of its way's hours, waiting and handling with them. A drawn road that runs from one commune
    to another is no more open than the way of the same route between them that the sketch holds: who closes that,
    closes both. A link is driven like a communal road. Errors: see `geo.way_hours.open_ways`.
    """
    usable = timed_ways(graph, ways, speeds, conditions)["way_hours"]
    hours = usable.reindex(graph.way_id).fillna(np.inf).to_numpy(dtype=np.float64)
    whole = np.append(hours, _link_hours_km(speeds, conditions))  # LINK is the last one
    return whole[graph.way] * graph.share


def timed_ways(graph: WayGraph, ways: pd.DataFrame, speeds: Speeds, conditions: Conditions = USUAL) -> pd.DataFrame:
    """Ways that can be taken, by `way_id`, what is told of sketched ways taken over by the drawn roads.

    See `geo.way_hours.open_ways`.
    """
    rows, assumed = _governed(graph.governed, WAYS.conform(ways), conditions)
    return open_ways(rows, speeds, assumed).set_index("way_id")


def travel_over(
    graph: WayGraph, hours: Floats, communes: pd.DataFrame, speeds: Speeds, conditions: Conditions = USUAL
) -> pd.DataFrame:
    """Hours from every warehouse to every commune over a graph: see `geo.network.travel_hours`.

    Parameters
    ----------
    graph
        Of `way_graph`.
    hours
        Of `piece_hours`.
    communes
        `adm2_pcode` of the communes to be reached.
    speeds, conditions
        For the handling of a dispatch.
    """
    core = graph.core
    start = graph.depot_core
    there = start >= 0
    moving = np.full((len(start), len(communes)), np.inf)
    target = graph.place_core[graph.place.index.get_indexer(communes["adm2_pcode"])]
    if there.any() and len(target):
        nodes, at = np.unique(start[there], return_inverse=True)
        times = dijkstra(core.matrix(hours), indices=nodes)
        moving[there] = times[np.ix_(at.ravel(), target)]
    own = graph.depot_commune.to_numpy(dtype=object)[:, None] == communes["adm2_pcode"].to_numpy(dtype=object)[None, :]
    moving[own] = 0.0
    moving[~np.isfinite(moving)] = np.nan
    return pd.DataFrame(
        {
            "warehouse_id": np.repeat(graph.depot.index.to_numpy(), len(communes)),
            "adm2_pcode": np.tile(communes["adm2_pcode"].to_numpy(), len(graph.depot)),
            "travel_hours": np.round(moving + handling_of(speeds, conditions).dispatch_hours, DECIMALS).ravel(),
        }
    )


def _anchors(roads: RoadNetwork | None, rows: pd.DataFrame) -> tuple[Ints, Floats]:
    if roads is None or "longitude" not in rows:
        return np.full(len(rows), -1, dtype=np.int64), np.full(len(rows), np.nan)
    return roads.anchors(rows["longitude"], rows["latitude"])


def _undrawn(ways: pd.DataFrame, roads: RoadNetwork | None, anchors: pd.Series) -> pd.DataFrame:
    """Ways that join two communes by themselves: legs, and roads of the sketch that no drawn road stands for."""
    rows = ways[ways["geometry"].isna()].dropna(subset=["from_pcode", "to_pcode"])
    rows = rows[rows["from_pcode"] != rows["to_pcode"]]
    if roads is None:
        return rows
    component = pd.Series(np.where(anchors >= 0, roads.component[anchors], -1), index=anchors.index)
    one, other = (rows[end].map(component).fillna(-1) for end in ("from_pcode", "to_pcode"))
    return rows[(rows["mode"] != "road") | (one < 0) | (one != other)]


def _codes(communes: pd.DataFrame, sketch: pd.DataFrame, warehouses: pd.DataFrame) -> pd.Index:
    """Communes to be reached, then others that ways end in or warehouses stand in."""
    told = [communes["adm2_pcode"], sketch["from_pcode"], sketch["to_pcode"], warehouses["adm2_pcode"].dropna()]
    return pd.Index(pd.unique(pd.concat([one.astype("str") for one in told], ignore_index=True)))


def _depots(warehouses: pd.DataFrame, place: pd.Series, own: Ints, free: int) -> pd.Series:
    """Node of every warehouse: one of its own where it is joined to a road, else its commune's."""
    node = warehouses["adm2_pcode"].map(place).fillna(-1).to_numpy(dtype=np.int64, copy=True)
    mine = own >= 0
    node[mine] = free + np.arange(int(mine.sum()))
    return pd.Series(node, index=pd.Index(warehouses["warehouse_id"]))


def _drawn(roads: RoadNetwork | None) -> tuple[Ints, Ints, Ints, Floats]:
    if roads is None:
        none = np.zeros(0, np.int64)
        return none, none, none, np.zeros(0)
    return roads.pieces.one, roads.pieces.other, roads.pieces.line, roads.share


def _sketched(sketch: pd.DataFrame, place: pd.Series, first: int) -> tuple[Ints, Ints, Ints, Floats]:
    one, other = (place.reindex(sketch[end]).to_numpy(dtype=np.int64) for end in ("from_pcode", "to_pcode"))
    return one, other, first + np.arange(len(sketch)), np.ones(len(sketch))


def _joined(node: Ints, anchor: Ints, km: Floats) -> tuple[Ints, Ints, Ints, Floats]:
    there = anchor >= 0
    return node[there], anchor[there], np.full(int(there.sum()), LINK), km[there]


def _told(kind: str, codes: pd.Series, anchor: Ints, km: Floats) -> pd.DataFrame:
    return pd.DataFrame({"kind": kind, "code": codes.to_numpy(dtype=object), "km": km, "joined": anchor >= 0})


def _spread(at: Ints, depot: pd.Series) -> Ints:
    there = (depot >= 0).to_numpy()
    found = np.full(len(depot), -1, dtype=np.int64)
    found[there] = at
    return found


def _link_hours_km(speeds: Speeds, conditions: Conditions) -> float:
    """Hours of one kilometre of communal road; infinite where nobody told the speed of one."""
    road = WAYS.conform(pd.DataFrame([{"way_id": "link", "mode": "road", "way_class": "communal", "length_km": 1.0}]))
    hours = open_ways(road, speeds, Conditions(conditions.profile, rainy=conditions.rainy, load=conditions.load))
    return float(hours["way_hours"].iloc[0]) if len(hours) else np.inf


def _governed(over: pd.Series, ways: pd.DataFrame, conditions: Conditions) -> tuple[pd.DataFrame, Conditions]:
    """Ways and conditions in which what is told of a sketched way holds for the drawn roads that it stands for."""
    if over.empty:
        return ways, conditions
    told = ways.set_index("way_id").loc[over.to_numpy(), list(_GOVERNED)].set_axis(over.index)
    mine = ways.set_index("way_id").loc[over.index, list(_GOVERNED)]
    worse = told["status"].map(RANK).fillna(0) > mine["status"].map(RANK).fillna(0)
    season = told["rainy_status"].map(RANK).fillna(0) > mine["rainy_status"].map(RANK).fillna(0)
    rows = ways.set_index("way_id")
    taken = worse.index[worse.to_numpy()]
    for column in (name for name in _GOVERNED if name != "rainy_status"):
        rows.loc[taken, column] = told.loc[taken, column]
    rows.loc[season.index[season.to_numpy()], "rainy_status"] = told.loc[season.to_numpy(), "rainy_status"]
    closed, opened = (over.index[over.isin(names)] for names in (conditions.closed, conditions.opened))
    assumed = replace(conditions, closed=(*conditions.closed, *closed), opened=(*conditions.opened, *opened))
    return rows.reset_index(), assumed


def governing(ways: pd.DataFrame) -> pd.Series:
    """Drawn road -> the sketched way that it stands for: of its route, between the same two communes."""
    drawn = ways[drawn_roads(ways) & ways["route"].notna()]
    sketch = ways[ways["geometry"].isna() & ways["route"].notna()]
    if drawn.empty or sketch.empty:
        return pd.Series(dtype="str")
    ways_of = dict(zip(_between(sketch), sketch["way_id"], strict=True))
    over = pd.Series(_between(drawn), index=drawn["way_id"]).map(ways_of)
    return over.dropna().astype("str")


def _between(ways: pd.DataFrame) -> list[tuple[str, str, str]]:
    told = zip(ways["route"], ways["from_pcode"], ways["to_pcode"], strict=True)
    return [(route, *sorted((str(one), str(other)))) for route, one, other in told]
