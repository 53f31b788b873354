"""Which people can walk to which shelters, and how far: straight lines times a detour, or over a graph of paths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from geo.crs import metric_xy
from geo.errors import BadScenario
from geo.measuring import Counts, Floats
from geo.shelter_rules import ShelterRules

_CHUNK = 16  # shelters at a time: their distances to every node are held at once
_DECIMALS = 3  # millimetres, so that walks of one length are a tie
_TOUCH = 1 + 1e-9  # a distance of exactly the limit is within it


@dataclass(frozen=True)
class Walk:
    """How far people walk.

    Parameters
    ----------
    limit_km
        At most so far, inclusive.
    detour_factor
        A path is so much longer than the straight line (1 or more).

    Raises
    ------
    BadScenario
        ``walk.limit`` or ``walk.detour``.
    """

    limit_km: float
    detour_factor: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.limit_km < np.inf:
            raise BadScenario("walk.limit", value=self.limit_km)
        if not 1 <= self.detour_factor < np.inf:
            raise BadScenario("walk.detour", value=self.detour_factor)


def walk_of(rules: ShelterRules, *, limit_km: float | None = None) -> Walk:
    """Return the walk of the rules in force; of another longest walk where one is asked for."""
    return Walk(rules["walking_limit"] if limit_km is None else limit_km, rules["detour_factor"])


@dataclass(frozen=True)
class Pairs:
    """People and shelters within a walk of each other, by person and then by shelter.

    Parameters
    ----------
    person, shelter
        Positions of the rows.
    metres
        Length of the walk.
    people, shelters
        Number of rows on each side.
    """

    person: Counts
    shelter: Counts
    metres: Floats
    people: int
    shelters: int

    def __len__(self) -> int:
        return len(self.metres)

    def only(self, kept: Any) -> Pairs:
        """Return the pairs of a mask or of positions."""
        return Pairs(self.person[kept], self.shelter[kept], self.metres[kept], self.people, self.shelters)


def straight_pairs(people: pd.DataFrame, shelters: pd.DataFrame, walk: Walk) -> Pairs:
    """Pairs by straight line times the detour factor.

    Parameters
    ----------
    people, shelters
        `longitude`, `latitude` (degrees); a row without a point is in no pair.
    walk
        Limit and detour.

    Notes
    -----
    Distances are planar in EPSG:32618. Method: docs/methods.md#who-goes-where.
    """
    one, other = (np.column_stack(metric_xy(rows["longitude"], rows["latitude"])) for rows in (people, shelters))
    here, there = (np.flatnonzero(~np.isnan(xy).any(axis=1)) for xy in (one, other))
    radius = walk.limit_km * 1000 / walk.detour_factor * _TOUCH
    found = cKDTree(one[here]).sparse_distance_matrix(cKDTree(other[there]), radius, output_type="ndarray")
    return ordered_pairs(here[found["i"]], there[found["j"]], found["v"] * walk.detour_factor, (len(one), len(other)))


@dataclass(frozen=True)
class Paths:
    """A graph that people walk on.

    Parameters
    ----------
    metres
        Nodes x nodes: length of each path, usable both ways.
    people_node, shelter_node
        Node of each row, -1 where it has none.
    people_metres, shelter_metres
        How far each row is from its node.
    """

    metres: csr_array
    people_node: Counts
    shelter_node: Counts
    people_metres: Floats
    shelter_metres: Floats


def path_pairs(paths: Paths, walk: Walk) -> Pairs:
    """Pairs over the graph of paths; the detour factor counts on the way to and from the nodes alone.

    Notes
    -----
    Method: docs/methods.md#who-goes-where. One Dijkstra a shelter, given up beyond the limit.
    """
    limit = walk.limit_km * 1000 * _TOUCH
    here, there = np.flatnonzero(paths.people_node >= 0), np.flatnonzero(paths.shelter_node >= 0)
    parts = []
    for start in range(0, len(there), _CHUNK):
        chunk = there[start : start + _CHUNK]
        far = dijkstra(paths.metres, directed=False, indices=paths.shelter_node[chunk], limit=limit)
        whole = far[:, paths.people_node[here]] + walk.detour_factor * (
            paths.shelter_metres[chunk][:, None] + paths.people_metres[here][None, :]
        )
        shelter, person = np.nonzero(whole <= limit)
        parts.append((here[person], chunk[shelter], whole[shelter, person]))
    none = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))
    person, shelter, metres = (np.concatenate(told) for told in zip(none, *parts, strict=True))
    return ordered_pairs(person, shelter, metres, (len(paths.people_node), len(paths.shelter_node)))


def ordered_pairs(person: Any, shelter: Any, metres: Any, size: tuple[int, int]) -> Pairs:
    """Pairs by person and then by shelter; walks to the millimetre. `size`: rows of people and of shelters."""
    order = np.argsort(np.asarray(person, dtype=np.int64) * max(1, size[1]) + shelter, kind="stable")
    exact = np.round(metres[order], _DECIMALS)
    return Pairs(np.asarray(person, np.int64)[order], np.asarray(shelter, np.int64)[order], exact, *size)
