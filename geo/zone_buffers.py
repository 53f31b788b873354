"""Zones by distance from a point, a line (coast, river, fault) or an area: the nearer, the worse."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import check_country, from_any, to_any
from geo.errors import BadScenario
from geo.frames import ZONES
from geo.hazards import Hazard, repaired

MOST_KM = 450.0  # from the middle of the shapes: so far distances in the plane are right within 0.1 %
_QUARTER = 32  # corners of a quarter circle: its radius is right within 0.03 %
_KM_DEGREE_LEAST = 100.0  # no degree near Haiti is shorter
_FINE_DEGREES, _FINE_M = 0.02, 2_000.0  # a straight edge is divided before it is bent into another plane
GRID_DEGREES = 1e-7  # about a centimetre: the same zones give the same text everywhere


def nearest_worst(hazard: Hazard, count: int) -> tuple[str, ...]:
    """The worst `count` classes of a hazard, the worst first: for who names none.

    Raises
    ------
    BadScenario
        ``zones.class_count`` where the hazard has fewer, or none is asked for.
    """
    if not 0 < count <= len(hazard.classes):
        raise BadScenario("zones.class_count", breaks=count, classes=len(hazard.classes))
    return hazard.classes[::-1][:count]


def checked_breaks(breaks: Sequence[float | str], *, least: float = -math.inf) -> tuple[float, ...]:
    """Breaks as numbers that rise.

    Raises
    ------
    BadScenario
        ``zones.bad_breaks``: none, not numbers, not rising, or not above `least`.
    """
    try:
        told = tuple(float(value) for value in breaks)
    except (TypeError, ValueError) as error:
        raise BadScenario("zones.bad_breaks", value=_shown(breaks)) from error
    rising = all(low < high for low, high in pairwise(told))
    if not told or not all(math.isfinite(value) and value > least for value in told) or not rising:
        raise BadScenario("zones.bad_breaks", value=_shown(breaks))
    return told


def _shown(breaks: Sequence[Any]) -> str:
    return ", ".join(str(value) for value in breaks)[:80]


def checked_classes(hazard: Hazard, classes: Sequence[str], count: int, *, worst_first: bool) -> tuple[str, ...]:
    """Classes of a hazard in the order of their breaks.

    Raises
    ------
    BadScenario
        ``zones.class_count``, ``zones.class_order``, ``hazard.unknown_class``.
    """
    if len(classes) != count:
        raise BadScenario("zones.class_count", breaks=count, classes=len(classes))
    ranks = [hazard.rank(label) for label in classes]
    if ranks != sorted(set(ranks), reverse=worst_first):
        raise BadScenario("zones.class_order", value=", ".join(classes)[:80], accepted=", ".join(hazard.classes))
    return tuple(hazard.classes[rank] for rank in ranks)


def buffered_zones(
    shapes: Any, km: Sequence[float | str], classes: Sequence[str], *, hazard: Hazard, zone_set: str, source: str = "",
    within: Any = None,
) -> pd.DataFrame:  # fmt: skip
    """Zones of rising distance from shapes.

    Parameters
    ----------
    shapes
        Points, lines or areas (EPSG:4326); missing ones are left out. Inside an area the distance is 0.
    km
        Rising ends of the classes, km. A class holds its own end: what lies exactly there is in the nearer one.
    classes
        Class of each, the nearest and worst first (`nearest_worst` for who names none).
    hazard
        Whose classes.
    zone_set, source
        Name of the set, and where the shapes come from.
    within
        Area (EPSG:4326) that zones are cut to, such as the land; None: nothing is cut.

    Returns
    -------
    zones
        `ZONES` frame, one zone a class that is left, the worst first, without overlaps; `name` tells its distances.

    Raises
    ------
    BadScenario
        ``zones.bad_breaks``, ``zones.class_count``, ``zones.class_order``, ``hazard.unknown_class``,
        ``zones.no_shape`` (nothing, or coordinates that are no degrees), ``zones.too_wide``, ``zones.nothing_left``.
    OutsideCountry
        Where the shapes and their zones lie elsewhere.

    Notes
    -----
    Method: docs/methods.md#zones-by-distance. Distances are in a plane around the shapes, right within 0.1 %.
    """
    ends = checked_breaks(km, least=0.0)
    named = checked_classes(hazard, classes, len(ends), worst_first=True)
    near = _rings(_usable(shapes, ends[-1]), ends)
    if within is not None:
        near = shapely.intersection(near, within)
    near = shapely.set_precision(near, GRID_DEGREES)
    starts = (0.0, *ends[:-1])
    texts = [f"{start:g}-{end:g} km" for start, end in zip(starts, ends, strict=True)]
    return zones_frame(near, named, hazard=hazard, zone_set=zone_set, source=source, names=texts)


def zones_frame(
    shapes: Any, classes: Sequence[str], *, hazard: Hazard, zone_set: str, source: str, names: Sequence[str]
) -> pd.DataFrame:
    """`ZONES` of one shape a class in the order given, those without area left out.

    Raises
    ------
    BadScenario
        ``zones.nothing_left`` where no shape has any area.
    """
    rows = [
        {"zone_set": zone_set, "zone_id": name, "hazard": hazard.key, "hazard_class": name, "name": text,
         "geometry": area, "source": source}
        for shape, name, text in zip(shapes, classes, names, strict=True)
        if (area := _area(shape)) is not None
    ]  # fmt: skip
    if not rows:
        raise BadScenario("zones.nothing_left")
    return ZONES.conform(pd.DataFrame(rows))


def _area(shape: Any) -> Any:
    """The areas of a shape; None where there is none: a cut may leave lines and points."""
    parts = [one for one in shapely.get_parts(shapely.get_parts([shape])) if one.geom_type == "Polygon" and one.area]
    return shapely.multipolygons([*parts]) if len(parts) > 1 else parts[0] if parts else None


def _usable(shapes: Any, km: float) -> NDArray[np.object_]:
    given = np.atleast_1d(np.asarray(shapes, dtype=object))
    told = given[~(shapely.is_missing(given) | shapely.is_empty(given))]
    at = shapely.get_coordinates(told)
    if not len(at) or not (np.isfinite(at).all() and (np.abs(at) <= [180, 90]).all()):
        raise BadScenario("zones.no_shape")
    wide = np.concatenate([at.min(axis=0), at.max(axis=0)]) + km / _KM_DEGREE_LEAST * np.array([-1, -1, 1, 1])
    check_country([shapely.box(*wide)])
    areas = shapely.get_dimensions(told) == 2
    told[areas] = repaired(told[areas])
    return np.asarray(shapely.segmentize(shapely.force_2d(told), _FINE_DEGREES), dtype=object)


def _rings(shapes: NDArray[np.object_], ends: tuple[float, ...]) -> NDArray[np.object_]:
    """Area of each class, the nearest first, without overlaps (EPSG:4326)."""
    at = shapely.get_coordinates(shapes)
    middle = (at.min(axis=0) + at.max(axis=0)) / 2
    plane = f"+proj=aeqd +lon_0={middle[0]:.6f} +lat_0={middle[1]:.6f} +datum=WGS84 +units=m"
    metric = to_any(shapes, plane)
    reach = np.hypot(*shapely.get_coordinates(metric).T).max() / 1000 + ends[-1]
    if not reach <= MOST_KM:
        raise BadScenario("zones.too_wide", km=float(reach), most=MOST_KM)
    whole = shapely.union_all(metric)
    areas = [shapely.buffer(whole, 1000 * end, quad_segs=_QUARTER) for end in ends]
    inner = [shapely.Polygon(), *areas[:-1]]
    return from_any(shapely.segmentize(shapely.difference(areas, inner), _FINE_M), plane)
