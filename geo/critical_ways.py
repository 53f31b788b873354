"""Critical ways: how many households lose how many hours if a way, a whole route or a corridor closes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.explain import Explanation, Input, Result, known
from geo.journeys import USUAL, Conditions, Speeds
from geo.way_graph import WayGraph, piece_hours
from geo.way_hours import handling_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
WAY, ROUTE, CORRIDOR = KINDS = ("way", "route", "corridor")
NAMES_BETWEEN = ";"
MOST = 400  # ways and routes that are tried one by one; those below the most households come first
BANDS = (24.0, 72.0)
_HAIR = 1e-9
_CLAUSE = "docs/methods.md#critical-ways"
DTYPES: dict[str, str] = {
    "kind": "str", "name": "str", "ways": "int64", "from_pcode": "str", "to_pcode": "str", "route": "str",
    "households": "float64", "hours_lost": "float64", "household_hours": "float64", "households_cut_off": "float64",
    "lost_24h": "float64", "lost_72h": "float64", "communes": "int64", "worst_commune": "str",
}  # fmt: skip


@dataclass(frozen=True)
class Need:
    """Where help has to come to, and from where it can.

    Parameters
    ----------
    households
        Households by `adm2_pcode`; NaN where unknown: such a commune counts in no sum.
    sources
        For every item, the warehouses that hold some of it: a commune is served when one of each has come.
    """

    households: pd.Series
    sources: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class _Trial:
    kind: str
    name: str
    ways: Ints  # positions in way_id
    below: float  # households whose fastest journey takes it


def critical_ways(
    graph: WayGraph, ways: pd.DataFrame, need: Need, *, speeds: Speeds, conditions: Conditions = USUAL, most: int = MOST
) -> Result:
    """Rank ways, whole routes and corridors by what their closing takes from households.

    Parameters
    ----------
    graph
        Of `geo.way_graph.way_graph`.
    ways
        `WAYS` frame: statuses, `route`, `passes`.
    need
        Households and the warehouses of each item.
    speeds, conditions
        As for `geo.network.travel_hours`.
    most
        Trials at most: of more, those below the most households are made, the others are counted.

    Returns
    -------
    critical
        Result with one row a way, route or corridor that some household's fastest journey takes: `households` that
        are later (NaN households count in none), `hours_lost` (mean of those, who are still reached),
        `household_hours` (their sum), `households_cut_off` (reached by nothing any more: in no hours), `lost_24h` and
        `lost_72h` (households no longer reached within), `communes` that are later or cut off, `worst_commune`.
        Ranked by households cut off, then household-hours. Facts: `tried`, `not_tried`,
        `not_tried_most` (households that any of those can hit at most), `households` known,
        `households_unknown` (communes), `reached`.

    Notes
    -----
    Hours of a commune are those until one of each item is there: the largest over the items of the fastest from a
    warehouse that holds it. Every trial is made exactly, over the whole network. A way on no fastest journey of any
    commune from the nearest warehouse of an item is not tried, and that is exact: closing it leaves those journeys as
    they are, and no closing makes another journey faster. Method: docs/methods.md#critical-ways.
    """
    hours = piece_hours(graph, ways, speeds, conditions)
    model = _Model(graph, need, handling_of(speeds, conditions).dispatch_hours)
    before = model.hours(hours)
    below = _below(model, hours)
    trials = sorted(_trials(graph, ways, below), key=lambda one: (-one.below, one.kind, one.name))
    rows: list[Sequence[Any]] = []
    made: dict[bytes, Floats] = {}
    for trial in trials[:most]:
        same = trial.ways.tobytes()  # a corridor may be one way
        if same not in made:
            made[same] = model.hours(np.where(np.isin(graph.way, trial.ways), np.inf, hours))
        rows.append(_row(trial, ways, model, before, made[same]))
    frame = pd.DataFrame(rows, columns=list(DTYPES)).astype(DTYPES)
    frame = frame[(frame["communes"] > 0)].sort_values(
        ["households_cut_off", "household_hours", "kind", "name"], ascending=[False, False, True, True],
        ignore_index=True,
    )  # fmt: skip
    left = trials[most:]
    facts = model.facts(before) | {"tried": len(trials) - len(left), "not_tried": len(left),
                                   "not_tried_most": max((one.below for one in left), default=0.0)}  # fmt: skip
    return Result(frame, lambda row: _explained(row, facts), facts)


class _Model:
    """Hours until one of each item is in every commune with households told."""

    def __init__(self, graph: WayGraph, need: Need, handling: float) -> None:
        told = need.households.reindex(graph.place.index)
        self.graph, self.handling = graph, handling
        self.unknown = int(need.households.isna().sum())
        self.kept = np.flatnonzero(told.notna().to_numpy())
        self.codes = graph.place.index.to_numpy(dtype=object)[self.kept]
        self.households = told.to_numpy(dtype=np.float64)[self.kept]
        core = pd.Series(graph.depot_core, index=graph.depot.index)
        self.stands = [
            tuple(sorted({one for one in stores if core.get(one, -1) >= 0})) for stores in need.sources.values()
        ]
        self.sources = [
            np.unique([core[one] for one in stores]).astype(np.int64) for stores in dict.fromkeys(self.stands)
        ]
        self.own = [np.isin(self.codes, graph.depot_commune.reindex(list(stores)).to_numpy(dtype=object))
                    for stores in dict.fromkeys(self.stands)]  # fmt: skip

    def hours(self, piece: Floats) -> Floats:
        """Hours by commune; infinite where some item never comes."""
        matrix = self.graph.core.matrix(piece)
        target = self.graph.place_core[self.kept]
        every = np.zeros(len(self.kept)) if self.sources else np.full(len(self.kept), np.inf)
        for source, own in zip(self.sources, self.own, strict=True):
            if not len(source):
                return np.full(len(self.kept), np.inf)
            one = dijkstra(matrix, indices=source, min_only=True)[target]
            every = np.maximum(every, np.where(own, 0.0, one))
        return every + self.handling

    def facts(self, before: Floats) -> dict[str, Any]:
        return {"households": float(self.households.sum()), "households_unknown": self.unknown,
                "reached": float(self.households[np.isfinite(before)].sum())}  # fmt: skip


def _below(model: _Model, hours: Floats) -> Floats:
    """Households whose fastest journey from the nearest warehouse of an item takes each way, at most."""
    graph = model.graph
    whole = np.zeros(len(graph.way_id))
    nodes = 1 + int(max(graph.one.max(initial=0), graph.other.max(initial=0), graph.place.max(), graph.depot.max()))
    low, high = np.minimum(graph.one, graph.other), np.maximum(graph.one, graph.other)
    usable = np.flatnonzero(np.isfinite(hours) & (low != high))
    order = usable[np.lexsort((usable, hours[usable], low[usable] * nodes + high[usable]))]
    keys, first = np.unique(low[order] * nodes + high[order], return_index=True)
    best = order[first]
    matrix = csr_array((hours[best], (low[best], high[best])), shape=(nodes, nodes))
    for stores, own in zip(dict.fromkeys(model.stands), model.own, strict=True):
        start = np.unique(graph.depot[list(stores)].to_numpy())
        if not len(start):
            continue
        before = dijkstra(matrix, directed=False, indices=start, min_only=True, return_predecessors=True)[1]
        for node, households in zip(graph.place.to_numpy()[model.kept[~own]], model.households[~own], strict=True):
            taken = _journey(before, int(node))
            steps = np.minimum(taken[1:], taken[:-1]) * nodes + np.maximum(taken[1:], taken[:-1])
            used = np.unique(graph.way[best[np.searchsorted(keys, steps)]])
            whole[used[used >= 0]] += max(households, _HAIR)
    return whole


def _journey(before: Ints, node: int) -> Ints:
    taken = [node]
    while before[taken[-1]] >= 0:
        taken.append(int(before[taken[-1]]))
    return np.array(taken, dtype=np.int64)


def _trials(graph: WayGraph, ways: pd.DataFrame, below: Floats) -> list[_Trial]:
    """Ways on a fastest journey, and the routes and corridors that hold one."""
    told = ways.drop_duplicates("way_id").set_index("way_id").reindex(graph.way_id)
    used = below > 0
    found = [_Trial(WAY, str(graph.way_id[at]), np.array([at]), float(below[at])) for at in np.flatnonzero(used)]
    groups = {ROUTE: _by_name(told["route"]), CORRIDOR: _by_name(told["passes"])}
    for kind, group in groups.items():
        for name, members in group.items():
            at = np.array(members, dtype=np.int64)
            if used[at].any() and (len(at) > 1 or kind == CORRIDOR):
                found.append(_Trial(kind, name, at, float(below[at].sum())))
    return found


def _by_name(texts: pd.Series) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for at, text in enumerate(texts):
        if isinstance(text, str):
            for name in dict.fromkeys(part.strip() for part in text.split(NAMES_BETWEEN)):
                if name:
                    found.setdefault(name, []).append(at)
    return found


def _row(trial: _Trial, ways: pd.DataFrame, model: _Model, before: Floats, after: Floats) -> Sequence[Any]:
    held = model.households
    reached = np.isfinite(before)
    cut = reached & ~np.isfinite(after)
    later = reached & ~cut & (after > before + _HAIR)
    lost = np.where(later, np.where(later, after, 0.0) - np.where(later, before, 0.0), 0.0)
    sums = float(held @ lost)
    households = float(held[later].sum())
    within = [float(held[(before <= band) & (after > band)].sum()) for band in BANDS]
    worst = np.flatnonzero(cut) if cut.any() else np.flatnonzero(later)
    weight = held[worst] if cut.any() else (held * lost)[worst]
    ends = ways.loc[ways["way_id"] == trial.name, ["from_pcode", "to_pcode", "route"]].head(1).to_dict("records")
    told = ends[0] if trial.kind == WAY and ends else {"from_pcode": None, "to_pcode": None, "route": None}
    return (
        trial.kind, trial.name, len(trial.ways), told["from_pcode"], told["to_pcode"], told["route"],
        households, sums / households if households > 0 else np.nan, sums, float(held[cut].sum()), *within,
        int(cut.sum() + later.sum()), str(model.codes[worst[weight.argmax()]]) if len(worst) else None,
    )  # fmt: skip


def _explained(row: dict[str, Any], facts: dict[str, Any]) -> Explanation:
    units = {"households": "households", "hours_lost": "hours", "households_cut_off": "households",
             "lost_24h": "households", "lost_72h": "households", "ways": "ways"}  # fmt: skip
    return Explanation(
        figure="household_hours",
        formula="household_hours = sum over communes of households x (hours without it - hours)",
        inputs=(
            *(Input(f"way_{name}", known(row[name]), unit) for name, unit in units.items()),
            Input("households_all", facts["households"], "households"),
        ),
        value=known(row["household_hours"]),
        unit="household hours",
        clause=_CLAUSE,
        source="data/reference/speeds.toml, data/reference/ways.toml",
        status="unverified",
        notes=("reach.ways_unverified",),
    )
