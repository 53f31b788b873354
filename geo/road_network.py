"""Drawn roads as a network: noded, anchored to communes, islands told. Depends on the drawing, not on statuses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geo.crs import metric_xy, to_metric
from geo.line_noding import Pieces, noded

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Joining:
    """How drawn roads are joined (data/reference/ways.toml)."""

    end_snap_m: float
    place_snap_km: float
    island_km: float


@dataclass(frozen=True)
class RoadNetwork:
    """Drawn roads, noded.

    Parameters
    ----------
    way_id
        The drawn ways.
    pieces
        Pieces between nodes; `pieces.line` is the position of a way in `way_id`.
    share
        Share of its way's length that each piece is; shares of a way add up to at most 1.
    component
        Component of each node, 0 the main one: that with the most kilometres.
    component_km
        Kilometres of each component.
    joining
        The settings it was made with.
    """

    way_id: npt.NDArray[np.object_]
    pieces: Pieces
    share: Floats
    component: Ints
    component_km: Floats
    joining: Joining

    def anchors(self, longitude: pd.Series, latitude: pd.Series) -> tuple[Ints, Floats]:
        """Node that each point is joined to, and how far it is in a straight line (km).

        The nearest node of the main component within `joining.place_snap_km`, else the nearest of any; -1 and the
        distance to the nearest where none is near enough; -1 and NaN for an unknown point.
        """
        xy = np.column_stack(metric_xy(longitude, latitude))
        node, km = np.full(len(xy), -1, dtype=np.int64), np.full(len(xy), np.nan)
        there = np.flatnonzero(~np.isnan(xy).any(axis=1))
        limit = self.joining.place_snap_km
        for nodes in (np.arange(len(self.component)), np.flatnonzero(self.component == 0)):
            if len(there) and len(nodes):
                metres, near = cKDTree(self.pieces.xy[nodes]).query(xy[there])
                close = metres <= limit * 1000
                node[there[close]] = nodes[near[close]]
                unset = close | (node[there] < 0) & np.isnan(km[there])
                km[there[unset]] = metres[unset] / 1000
        return node, km


def road_network(ways: pd.DataFrame, *, joining: Joining) -> RoadNetwork | None:
    """Make a network of the drawn roads.

    Parameters
    ----------
    ways
        `WAYS` frame. Roads (or of unknown mode) with a `geometry`; `way_level` (bridges above 0, tunnels below) tells
        lines that cross without meeting.
    joining
        Tolerances.

    Returns
    -------
    network
        None where no road is drawn.

    Notes
    -----
    Method: docs/methods.md#drawn-roads.
    """
    drawn = ways[drawn_roads(ways)]
    if drawn.empty:
        return None
    lines, way = shapely.get_parts(to_metric(drawn["geometry"]), return_index=True)
    real = ~shapely.is_empty(lines) & (shapely.length(lines) > 0)
    lines, way = lines[real], way[real].astype(np.int64)
    if not len(lines):
        return None
    level = drawn["way_level"].fillna(0).to_numpy(dtype=np.int64) if "way_level" in drawn else np.zeros(len(drawn))
    cut = noded(lines, level[way].astype(np.int64), snap_m=joining.end_snap_m)
    whole = np.bincount(way, weights=shapely.length(lines), minlength=len(drawn))
    of_way = way[cut.line]
    pieces = Pieces(cut.xy, cut.one, cut.other, of_way, cut.metres, cut.snapped)
    component, km = _components(pieces)
    return RoadNetwork(
        drawn["way_id"].to_numpy(dtype=object), pieces, cut.metres / whole[of_way], component, km, joining
    )


def drawn_roads(ways: pd.DataFrame) -> pd.Series:
    """Which ways are roads (or of unknown mode) with a line."""
    return ways["geometry"].notna() & ways["mode"].fillna("road").eq("road")


def islands(network: RoadNetwork, ways: pd.DataFrame) -> pd.DataFrame:
    """Pieces of road that hang together but not with the main network.

    Parameters
    ----------
    network
        Of `road_network`.
    ways
        `WAYS` frame that it was made of: communes of the ends.

    Returns
    -------
    islands
        One row a component other than the main one of at least `joining.island_km`: `island` (its number), `km`,
        `ways`, `communes` (P-codes of its ways' ends, comma-separated; "" where unknown), longest first. `attrs`
        holds ``left_out`` (shorter ones) and ``left_out_km``.
    """
    part = network.component[network.pieces.one]
    told = ways.drop_duplicates("way_id").set_index("way_id")[["from_pcode", "to_pcode"]].reindex(network.way_id)
    listed = np.flatnonzero(network.component_km >= network.joining.island_km)
    rows = []
    for island in listed[listed > 0]:
        of = np.unique(network.pieces.line[part == island])
        codes = pd.unique(told.iloc[of].to_numpy(dtype=object).ravel())
        communes = ", ".join(sorted(code for code in codes if isinstance(code, str)))
        rows.append((int(island), float(network.component_km[island]), len(of), communes))
    found = pd.DataFrame(rows, columns=["island", "km", "ways", "communes"])
    found = found.astype({"island": "int64", "km": "float64", "ways": "int64", "communes": "str"})
    found = found.sort_values(["km", "island"], ascending=[False, True], ignore_index=True)
    short = network.component_km[1:][network.component_km[1:] < network.joining.island_km]
    found.attrs = {"left_out": len(short), "left_out_km": float(short.sum())}
    return found


def _components(pieces: Pieces) -> tuple[Ints, Floats]:
    """Component of each node, the longest first, and the kilometres of each."""
    size = len(pieces.xy)
    links = coo_array((np.ones(len(pieces.one), np.int8), (pieces.one, pieces.other)), shape=(size, size))
    count, label = connected_components(links, directed=False)
    km = np.bincount(label[pieces.one], weights=pieces.metres, minlength=count) / 1000
    order = np.lexsort((np.arange(count), -km))
    rank = np.empty(count, dtype=np.int64)
    rank[order] = np.arange(count)
    return rank[label], km[order]
