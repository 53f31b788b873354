"""What lies in a hazard's zones: how much of each commune's area, and which points, by class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import metric_xy, to_metric
from geo.hazards import flatten, repaired

OUTSIDE, UNLOCATED = "outside", "unlocated"


@dataclass(frozen=True)
class Footprint:
    """The zones of one hazard in metres (EPSG:32618).

    Parameters
    ----------
    classes
        Classes that have zones, the worst first, then ``outside`` and ``unlocated``: with these two they
        partition everything.
    ranks
        Rank of each class that has zones, in the order of `classes`.
    zones, zone_class
        Every zone as given, and its index in `classes`.
    parts, part_class
        The polygons of the disjoint zones, and their index in `classes`.
    """

    classes: tuple[str, ...]
    ranks: tuple[int, ...]
    zones: NDArray[np.object_]
    zone_class: NDArray[np.int64]
    parts: NDArray[np.object_]
    part_class: NDArray[np.int64]

    @property
    def outside(self) -> int:
        """Index of ``outside`` in `classes`; ``unlocated`` is the next."""
        return len(self.ranks)


def footprint(zones: pd.DataFrame) -> Footprint:
    """Lay out the zones of one hazard, as `hazards.classed` gave them."""
    metric = zones.assign(geometry=to_metric(repaired(zones["geometry"])))
    flat = flatten(metric)
    ranks = tuple(sorted({int(rank) for rank in metric["rank"]}, reverse=True))
    at = {rank: index for index, rank in enumerate(ranks)}
    named = dict(zip(metric["rank"], metric["hazard_class"], strict=True))
    parts, of_row = shapely.get_parts(np.asarray(flat["geometry"], dtype=object), return_index=True)
    part_class = np.array([at[rank] for rank in flat["rank"]], dtype="int64")[of_row]
    return Footprint(
        classes=(*(named[rank] for rank in ranks), OUTSIDE, UNLOCATED),
        ranks=ranks,
        zones=np.asarray(metric["geometry"], dtype=object),
        zone_class=np.array([at[rank] for rank in metric["rank"]], dtype="int64"),
        parts=parts,
        part_class=part_class,
    )


def areas_by_class(shapes: Any, laid: Footprint) -> NDArray[np.float64]:
    """Area of each shape in each class.

    Parameters
    ----------
    shapes
        Communes in EPSG:4326; None where a commune has no shape.
    laid
        The footprint.

    Returns
    -------
    areas
        One row per shape and one column per class of `laid`, m2. What is in no class is ``outside``; a row
        without a shape is all zero.
    """
    metric = to_metric(shapes)
    areas = np.zeros((len(metric), len(laid.classes)))
    of_shape, of_part = shapely.STRtree(laid.parts).query(metric, predicate="intersects")
    common = shapely.area(shapely.intersection(metric[of_shape], laid.parts[of_part]))
    np.add.at(areas, (of_shape, laid.part_class[of_part]), common)
    whole = np.nan_to_num(np.asarray(shapely.area(metric), dtype="float64"))
    areas[:, laid.outside] = np.maximum(0.0, whole - areas.sum(axis=1))
    return areas


def class_of_points(longitude: Any, latitude: Any, laid: Footprint) -> NDArray[np.int64]:
    """Index in `laid.classes` of each point; on an edge and where zones overlap the worst class wins.

    Points without coordinates are ``unlocated``.
    """
    x, y = metric_xy(longitude, latitude)
    found = np.full(len(x), laid.outside)
    located = np.flatnonzero(~(np.isnan(x) | np.isnan(y)))
    points = shapely.points(x[located], y[located])
    of_point, of_zone = shapely.STRtree(laid.zones).query(points, predicate="intersects")
    np.minimum.at(found, located[of_point], laid.zone_class[of_zone])
    found[np.isnan(x) | np.isnan(y)] = laid.outside + 1
    return found
