"""Ways between communes and the hours from a warehouse to a commune: roads, sea and air legs, closures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.errors import DataProblem, MissingColumn
from geo.frames import WAYS, Column, Frame

TRAVEL = Frame(
    "travel", "latest", ("warehouse_id", "adm2_pcode"), "",
    (
        Column("warehouse_id", "code", required=True, refers="warehouses"),
        Column("adm2_pcode", "code", required=True, refers="boundaries"),
        Column("travel_hours", "number", "hours", least=0),
    ),
)  # fmt: skip

# Times are rounded to this many decimals of an hour (4 milliseconds), so that a band of exactly 6 h is 6.
_DECIMALS = 6


@dataclass(frozen=True)
class Handling:
    """Hours that goods stand still, of one profile.

    Parameters
    ----------
    decision_hours, loading_hours, unloading_hours
        Counted once on every dispatch, also within the warehouse's own commune.
    leg_hours
        By mode (``sea``, ``air``): port or airstrip handling, counted on every leg of that mode.
    """

    decision_hours: float
    loading_hours: float
    unloading_hours: float
    leg_hours: Mapping[str, float]

    @property
    def dispatch_hours(self) -> float:
        """Return decision, loading and unloading together."""
        return self.decision_hours + self.loading_hours + self.unloading_hours


@dataclass(frozen=True)
class Speeds:
    """Speeds by class of way in km/h, handling by profile, and what slows a way down.

    Parameters
    ----------
    kmh
        Speed by `way_class` of the `WAYS` frame.
    handling
        `Handling` by profile (``emergency``, ``normal``).
    restricted_factor
        Moving time on a restricted way is multiplied by it.
    rainy_factor
        Moving time on a road is multiplied by it in the rainy season.
    """

    kmh: Mapping[str, float]
    handling: Mapping[str, Handling]
    restricted_factor: float
    rainy_factor: float


@dataclass(frozen=True)
class Conditions:
    """What is assumed about a journey.

    Parameters
    ----------
    profile
        Profile of handling times.
    closed
        Ways (`way_id`) and whole routes (`route`) that are closed beside those whose status says so.
    air
        Whether air legs may be used.
    rainy
        Whether it is the rainy season.
    """

    profile: str = "emergency"
    closed: tuple[str, ...] = ()
    air: bool = False
    rainy: bool = False


USUAL = Conditions()


def open_ways(ways: pd.DataFrame, speeds: Speeds, conditions: Conditions = USUAL) -> pd.DataFrame:
    """Ways that can be taken, each with its hours.

    Parameters
    ----------
    ways
        `WAYS` frame. A blank status counts as open; a way of unknown length or class cannot be timed and is
        left out.
    speeds
        Speeds and handling times.
    conditions
        Closures, air, season and profile.

    Returns
    -------
    open_ways
        `WAYS` columns and `way_hours`: length / speed, times the factors, plus port or airstrip handling.

    Raises
    ------
    MissingColumn
        If `ways` lacks a column that it promises.
    DataProblem
        ``unknown_way`` for a closure that is neither a way nor a route, ``unknown_profile`` for a profile
        without handling times.

    Notes
    -----
    Method: docs/methods.md#ways.
    """
    _promised("ways", ways, "way_id", "route", "mode", "way_class", "from_pcode", "to_pcode", "length_km", "status")
    rows = WAYS.conform(ways)
    hours = _way_hours(rows, speeds, conditions)
    usable = hours.notna() & (rows["status"].fillna("open") != "closed") & ~_closed(rows, conditions.closed)
    if not conditions.air:
        usable &= rows["mode"] != "air"
    return rows.assign(way_hours=hours)[usable].reset_index(drop=True)


def travel_hours(
    ways: pd.DataFrame,
    warehouses: pd.DataFrame,
    communes: pd.DataFrame,
    *,
    speeds: Speeds,
    conditions: Conditions = USUAL,
) -> pd.DataFrame:
    """Hours from the decision to the arrival, from every warehouse to every commune, on the fastest ways.

    Parameters
    ----------
    ways
        `WAYS` frame; ways may be taken in both directions. Ways with a `geometry` are pieces of road that no
        network was made of: they are left out.
    warehouses
        `WAREHOUSES` frame: `warehouse_id` and the commune `adm2_pcode` that it stands in.
    communes
        `adm2_pcode` of the communes to be reached.
    speeds
        Speeds and handling times.
    conditions
        Closures, air, season and profile.

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
    _promised("warehouses", warehouses, "warehouse_id", "adm2_pcode")
    _promised("communes", communes, "adm2_pcode")
    fastest = _fastest(open_ways(ways, speeds, conditions))
    places = pd.Index(communes["adm2_pcode"])
    starts = pd.Index(warehouses["adm2_pcode"].dropna().unique())
    nodes = pd.Index(fastest["from_pcode"]).append([pd.Index(fastest["to_pcode"]), places, starts]).unique()
    moving = np.full((len(warehouses), len(places)), np.nan)
    if len(starts):
        times = dijkstra(_graph(fastest, nodes), indices=nodes.get_indexer(starts))
        at = starts.get_indexer(warehouses["adm2_pcode"])
        moving[at >= 0] = times[np.ix_(at[at >= 0], nodes.get_indexer(places))]
    moving[~np.isfinite(moving)] = np.nan
    return TRAVEL.conform(
        pd.DataFrame(
            {
                "warehouse_id": np.repeat(warehouses["warehouse_id"].to_numpy(), len(places)),
                "adm2_pcode": np.tile(places.to_numpy(), len(warehouses)),
                "travel_hours": np.round(moving + _handling(speeds, conditions).dispatch_hours, _DECIMALS).ravel(),
            }
        )
    )


def _promised(name: str, frame: pd.DataFrame, *columns: str) -> None:
    for column in columns:
        if column not in frame.columns:
            raise MissingColumn(name, column)


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


def _handling(speeds: Speeds, conditions: Conditions) -> Handling:
    if conditions.profile not in speeds.handling:
        raise DataProblem("unknown_profile", value=conditions.profile, profiles=", ".join(speeds.handling))
    return speeds.handling[conditions.profile]


def _way_hours(ways: pd.DataFrame, speeds: Speeds, conditions: Conditions) -> pd.Series:
    hours = ways["length_km"] / ways["way_class"].map(dict(speeds.kmh)).astype("float64")
    hours = hours.where(ways["status"] != "restricted", hours * speeds.restricted_factor)
    if conditions.rainy:
        hours = hours.where(ways["mode"] != "road", hours * speeds.rainy_factor)
    legs = ways["mode"].map(dict(_handling(speeds, conditions).leg_hours)).astype("float64")
    return hours + legs.fillna(0.0)


def _closed(ways: pd.DataFrame, closed: tuple[str, ...]) -> pd.Series:
    known = set(ways["way_id"]) | set(ways["route"].dropna())
    for value in closed:
        if value not in known:
            raise DataProblem("unknown_way", value=value)
    return ways["way_id"].isin(list(closed)) | ways["route"].isin(list(closed))


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
