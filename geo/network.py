"""Ways between communes and the hours from a warehouse to a commune: roads, sea and air legs, closures."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.errors import DataProblem
from geo.frames import Column, Frame, promised
from geo.journeys import USUAL, Conditions, Handling, Speeds
from geo.road_network import RoadNetwork
from geo.way_graph import DECIMALS, piece_hours, travel_over, way_graph
from geo.way_hours import handling_of, open_ways

__all__ = ["TRAVEL", "USUAL", "Conditions", "Handling", "Speeds", "open_ways", "path", "travel_hours"]

TRAVEL = Frame(
    "travel", "latest", ("warehouse_id", "adm2_pcode"), "",
    (
        Column("warehouse_id", "code", required=True, refers="warehouses"),
        Column("adm2_pcode", "code", required=True, refers="boundaries"),
        Column("travel_hours", "number", "hours", least=0),
    ),
)  # fmt: skip


def travel_hours(
    ways: pd.DataFrame,
    warehouses: pd.DataFrame,
    communes: pd.DataFrame,
    *,
    speeds: Speeds,
    conditions: Conditions = USUAL,
    roads: RoadNetwork | None = None,
) -> pd.DataFrame:
    """Hours from the decision to the arrival, from every warehouse to every commune, on the fastest ways.

    Parameters
    ----------
    ways
        `WAYS` frame; ways may be taken in both directions. Ways with a `geometry` are pieces of road: without
        `roads` they are left out.
    warehouses
        `WAREHOUSES` frame: `warehouse_id` and the commune `adm2_pcode` that it stands in.
    communes
        `adm2_pcode` of the communes to be reached; with `roads` also `longitude`, `latitude`.
    speeds
        Speeds and handling times.
    conditions
        Closures, air, season, profile and load.
    roads
        Drawn roads as a network (`geo.road_network.road_network`); None: the ways between communes alone.

    Returns
    -------
    travel
        `TRAVEL` frame, one row per warehouse and commune. `travel_hours` holds decision, loading and
        unloading; the journey within the warehouse's own commune is 0. NaN where no way is open, or where
        the commune of the warehouse is not known.

    Raises
    ------
    MissingColumn
        If a frame lacks a column that it promises.
    DataProblem
        ``unknown_way``, ``unknown_profile``: see `open_ways`.

    Notes
    -----
    Method: docs/methods.md#ways; Dijkstra's algorithm over communes, one run from all warehouse communes.
    """
    if roads is not None:
        graph = way_graph(ways, warehouses, communes, roads=roads)
        hours = piece_hours(graph, ways, speeds, conditions)
        return TRAVEL.conform(travel_over(graph, hours, communes, speeds, conditions))
    return TRAVEL.conform(_over_communes(open_ways(ways, speeds, conditions), warehouses, communes,
                                         handling_of(speeds, conditions).dispatch_hours))  # fmt: skip


def _over_communes(
    usable: pd.DataFrame, warehouses: pd.DataFrame, communes: pd.DataFrame, standing: float
) -> pd.DataFrame:
    """Hours over the ways that join two communes by themselves, those of standing still with them."""
    promised("warehouses", warehouses, "warehouse_id", "adm2_pcode")
    promised("communes", communes, "adm2_pcode")
    fastest = _fastest(usable)
    places = pd.Index(communes["adm2_pcode"])
    starts = pd.Index(warehouses["adm2_pcode"].dropna().unique())
    nodes = pd.Index(fastest["from_pcode"]).append([pd.Index(fastest["to_pcode"]), places, starts]).unique()
    moving = np.full((len(warehouses), len(places)), np.nan)
    if len(starts):
        times = dijkstra(_graph(fastest, nodes), indices=nodes.get_indexer(starts))
        at = starts.get_indexer(warehouses["adm2_pcode"])
        moving[at >= 0] = times[np.ix_(at[at >= 0], nodes.get_indexer(places))]
    moving[~np.isfinite(moving)] = np.nan
    return pd.DataFrame(
        {
            "warehouse_id": np.repeat(warehouses["warehouse_id"].to_numpy(), len(places)),
            "adm2_pcode": np.tile(places.to_numpy(), len(warehouses)),
            "travel_hours": np.round(moving + standing, DECIMALS).ravel(),
        }
    )


def path(ways: pd.DataFrame, start: str, end: str, *, speeds: Speeds, conditions: Conditions = USUAL) -> pd.DataFrame:
    """Ways of the fastest journey between two communes, in the order of travel.

    Parameters
    ----------
    ways
        `WAYS` frame.
    start, end
        Commune P-codes; the commune of a warehouse and the one to be reached.
    speeds
        Speeds and handling times.
    conditions
        Closures, air, season and profile.

    Returns
    -------
    path
        `WAYS` columns, `way_hours` and `towards` (the commune at which the way is left). Without rows where
        both communes are one. The sum of `way_hours` and the dispatch's handling is `travel_hours`.

    Raises
    ------
    DataProblem
        ``no_open_way`` where no way leads there; ``unknown_way``, ``unknown_profile``: see `open_ways`.

    Notes
    -----
    Method: docs/methods.md#ways.
    """
    usable = open_ways(ways, speeds, conditions)
    fastest = _fastest(usable)
    nodes = pd.Index(fastest["from_pcode"]).append([pd.Index(fastest["to_pcode"]), pd.Index([start, end])]).unique()
    first, last = nodes.get_indexer([start, end])
    before = dijkstra(_graph(fastest, nodes), indices=first, return_predecessors=True)[1]
    steps: list[tuple[str, str]] = []
    while last != first:
        if before[last] < 0:
            raise DataProblem("no_open_way", start=start, end=end)
        steps.append((nodes[before[last]], nodes[last]))
        last = before[last]
    steps.reverse()
    found = fastest.set_index(["from_pcode", "to_pcode"])["way_id"].to_dict()
    taken = [found[min(step), max(step)] for step in steps]
    result = usable.set_index("way_id").loc[taken].reset_index()
    return result.assign(towards=pd.Series([step[1] for step in steps], dtype="str"))


def _fastest(usable: pd.DataFrame) -> pd.DataFrame:
    """One row per pair of communes, the fastest of parallel ways: `from_pcode` < `to_pcode`, `way_id`, `way_hours`."""
    # A drawn line is a piece of road: one that just crosses a border would join two communes in no time.
    rows = usable[usable["geometry"].isna()].dropna(subset=["from_pcode", "to_pcode"])
    rows = rows.loc[rows["from_pcode"] != rows["to_pcode"], ["from_pcode", "to_pcode", "way_id", "way_hours"]]
    low, high = rows["from_pcode"], rows["to_pcode"]
    known = rows.assign(from_pcode=low.where(low < high, high), to_pcode=high.where(low < high, low))
    ranked = known.sort_values(["way_hours", "way_id"], kind="stable")
    return ranked.drop_duplicates(["from_pcode", "to_pcode"]).reset_index(drop=True)


def _graph(fastest: pd.DataFrame, nodes: pd.Index) -> csr_array:
    """Symmetric matrix of hours; pairs are unique, because a CSR matrix would add parallel ways up."""
    one, other = nodes.get_indexer(fastest["from_pcode"]), nodes.get_indexer(fastest["to_pcode"])
    hours = fastest["way_hours"].to_numpy()
    ends = (np.concatenate([one, other]), np.concatenate([other, one]))
    return csr_array((np.concatenate([hours, hours]), ends), shape=(len(nodes), len(nodes)))
