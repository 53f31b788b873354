"""The way from a warehouse to a commune: what it passes, what stands still, and the next best if a way of it closes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.errors import DataProblem
from geo.explain import Explanation, Input, Result, known
from geo.journeys import USUAL, Conditions, Speeds
from geo.way_graph import DECIMALS, LINK, WayGraph, piece_hours, timed_ways
from geo.way_hours import handling_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
NAMES_BETWEEN = ";"  # of several names in `passes`
STEP = (
    "way_id", "route", "mode", "way_class", "from_pcode", "to_pcode", "km", "hours", "moving_hours", "leg_hours",
    "wait_hours", "state", "restriction", "passes", "alternative_hours", "longer_hours",
)  # fmt: skip
_CLAUSE = "docs/methods.md#travel-path"


def travel_path(
    graph: WayGraph, ways: pd.DataFrame, warehouse_id: str, adm2_pcode: str, *, speeds: Speeds,
    conditions: Conditions = USUAL,
) -> Result:  # fmt: skip
    """Fastest journey from a warehouse to a commune, way by way, and the hours if each of its ways closes.

    Parameters
    ----------
    graph
        Of `geo.way_graph.way_graph`.
    ways
        `WAYS` frame: statuses.
    warehouse_id, adm2_pcode
        From where, and to where.
    speeds, conditions
        As for `geo.network.travel_hours`.

    Returns
    -------
    path
        Result with one row a way in the order of travel; several pieces of one way that follow one another are one
        row, a link to the drawn roads has no `way_id`. `km` and `hours` of what is driven of it, `hours` being
        `moving_hours` + `leg_hours` + `wait_hours`; `state`, `restriction`, `passes`, `alternative_hours` (hours of the
        whole journey if the way closes; NaN: it cannot be made) and `longer_hours` (what that is more). Facts: `hours`
        (None where no way leads there), `handling_hours`, `passes`, `restricted` (ways), `worst_way`,
        `alternative_hours` (way -> hours or None), `own_commune`.

    Raises
    ------
    DataProblem
        ``unknown_warehouse``, ``unknown_commune``; ``warehouse_without_place`` where its commune is not known;
        ``unknown_way``, ``unknown_profile``, ``unknown_load``: see `geo.way_hours.open_ways`.

    Notes
    -----
    Method: docs/methods.md#travel-path. Each way of the path is closed alone, whole, and the journey made again.
    """
    start, end = _ends(graph, warehouse_id, adm2_pcode)
    hours = piece_hours(graph, ways, speeds, conditions)
    handling = handling_of(speeds, conditions).dispatch_hours
    own = graph.depot_commune.loc[warehouse_id] == adm2_pcode
    pieces = np.zeros(0, dtype=np.int64) if own else _pieces(graph, hours, start, end)
    told = _steps(graph, pieces, hours, timed_ways(graph, ways, speeds, conditions))
    reached = own or len(pieces) > 0 or start == end
    whole = round(handling + float(hours[pieces].sum()), DECIMALS) if reached else np.nan
    closed = {way: _without(graph, hours, way, (start, end)) + handling for way in told["way_id"].dropna().unique()}
    told["alternative_hours"] = told["way_id"].map(closed).astype("float64").round(DECIMALS)
    told["longer_hours"] = (told["alternative_hours"] - whole).round(DECIMALS)
    facts = _facts(told, whole, handling, own=own)
    return Result(told[list(STEP)], lambda row: _explained(row, facts), facts)


def ways_taken(
    graph: WayGraph, ways: pd.DataFrame, warehouse_id: str, adm2_pcode: str, *, speeds: Speeds,
    conditions: Conditions = USUAL,
) -> tuple[str, ...]:  # fmt: skip
    """Return the ways of the fastest journey in the order of travel, drawn roads among them, each once.

    Arguments and errors are those of `travel_path`; no way where the commune is the warehouse's own, or out of reach.
    """
    start, end = _ends(graph, warehouse_id, adm2_pcode)
    if graph.depot_commune.loc[warehouse_id] == adm2_pcode:
        return ()
    way = graph.way[_pieces(graph, piece_hours(graph, ways, speeds, conditions), start, end)]
    return tuple(dict.fromkeys(str(graph.way_id[one]) for one in way if one != LINK))


def _ends(graph: WayGraph, warehouse_id: str, adm2_pcode: str) -> tuple[int, int]:
    if warehouse_id not in graph.depot.index:
        raise DataProblem("unknown_warehouse", value=warehouse_id)
    if adm2_pcode not in graph.place.index:
        raise DataProblem("unknown_commune", value=adm2_pcode)
    if graph.depot[warehouse_id] < 0:
        raise DataProblem("warehouse_without_place", value=warehouse_id)
    return int(graph.depot[warehouse_id]), int(graph.place[adm2_pcode])


def _pieces(graph: WayGraph, hours: Floats, start: int, end: int) -> Ints:
    """Pieces of the fastest journey in the order of travel; none where there is no journey."""
    nodes = 1 + int(max(graph.one.max(initial=0), graph.other.max(initial=0), start, end))
    low, high = np.minimum(graph.one, graph.other), np.maximum(graph.one, graph.other)
    usable = np.flatnonzero(np.isfinite(hours) & (low != high))
    # Of parallel pieces the fastest, of equals the one that stands first.
    order = usable[np.lexsort((usable, hours[usable], low[usable] * nodes + high[usable]))]
    keys = low[order] * nodes + high[order]
    keys, first = np.unique(keys, return_index=True)
    best = order[first]
    matrix = csr_array((hours[best], (low[best], high[best])), shape=(nodes, nodes))
    before = dijkstra(matrix, directed=False, indices=start, return_predecessors=True)[1]
    taken: list[int] = []
    node = end
    while node != start:
        last = int(before[node])
        if last < 0:
            return np.zeros(0, dtype=np.int64)
        taken.append(int(best[np.searchsorted(keys, min(node, last) * nodes + max(node, last))]))
        node = last
    return np.array(taken[::-1], dtype=np.int64)


def _steps(graph: WayGraph, pieces: Ints, hours: Floats, timed: pd.DataFrame) -> pd.DataFrame:
    """One row a way in the order of travel."""
    way, share = graph.way[pieces], graph.share[pieces]
    step = np.cumsum(np.concatenate([[True], way[1:] != way[:-1]])) - 1 if len(way) else way
    first = np.unique(step, return_index=True)[1]
    names = np.array([*graph.way_id, None], dtype=object)[way[first]]  # LINK is the last one
    rows = timed.reindex(pd.Index(names, dtype="object"))
    part = np.bincount(step, weights=share, minlength=len(first))
    linked = way[first] == LINK
    spent = np.bincount(step, weights=hours[pieces], minlength=len(first))
    frame = pd.DataFrame({name: rows[name].to_numpy() for name in rows.columns if name in STEP})
    frame.insert(0, "way_id", pd.Series(names, dtype="str"))
    for column in ("moving_hours", "leg_hours", "wait_hours"):
        frame[column] = np.where(linked, spent if column == "moving_hours" else 0.0, frame[column] * part)
    frame["km"] = np.where(linked, part, rows["length_km"].to_numpy(dtype=np.float64) * part)
    return frame.assign(hours=spent)


def _without(graph: WayGraph, hours: Floats, way: str, ends: tuple[int, int]) -> float:
    """Hours of driving with one way closed; NaN where it cannot be made."""
    position = np.flatnonzero(graph.way_id == way)
    closed = np.where(np.isin(graph.way, position), np.inf, hours)
    start, end = (graph.core_node(one) for one in ends)
    found = float(dijkstra(graph.core.matrix(closed), indices=start)[end])
    return found if np.isfinite(found) else np.nan


def _facts(told: pd.DataFrame, whole: float, handling: float, *, own: bool) -> dict[str, Any]:
    passes = [name.strip() for text in told["passes"].dropna() for name in str(text).split(NAMES_BETWEEN)]
    ways = told.dropna(subset=["way_id"]).drop_duplicates("way_id").set_index("way_id")
    alternatives = {way: known(value) for way, value in ways["alternative_hours"].items()}
    cut = [way for way, value in alternatives.items() if value is None]
    worst = (
        cut[0] if cut else (max(alternatives, key=lambda way: float(alternatives[way] or 0)) if alternatives else None)
    )
    return {
        "hours": known(whole), "handling_hours": handling, "passes": list(dict.fromkeys(passes)),
        "restricted": ways.index[ways["state"] == "restricted"].tolist(), "worst_way": worst,
        "alternative_hours": alternatives, "own_commune": own,
    }  # fmt: skip


def _explained(row: dict[str, Any], facts: dict[str, Any]) -> Explanation:
    return Explanation(
        figure="way_hours",
        formula="hours = moving_hours + leg_hours + wait_hours; alternative_hours = journey_hours without the way",
        inputs=(
            Input("way_km", known(row["km"]), "km"),
            *(Input(name, known(row[name]), "hours") for name in ("moving_hours", "leg_hours", "wait_hours")),
            Input("alternative_hours", known(row["alternative_hours"]), "hours"),
            Input("journey_hours", facts["hours"], "hours"),
        ),
        value=known(row["hours"]),
        unit="hours",
        clause=_CLAUSE,
        source="data/reference/speeds.toml, data/reference/ways.toml",
        status="unverified",
        notes=("reach.ways_unverified",),
    )
