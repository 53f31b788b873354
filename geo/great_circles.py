"""Points on the globe as directions from its centre, and the great circles between those that follow each other."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Directions = NDArray[np.float64]  # one row a point: x, y, z of unit length


def directions(longitude: Any, latitude: Any) -> Directions:
    """Unit vectors of points in degrees; one row a point, NaN stays NaN."""
    east, north = np.radians(np.asarray(longitude, float)), np.radians(np.asarray(latitude, float))
    flat = np.cos(north)
    return np.column_stack([flat * np.cos(east), flat * np.sin(east), np.sin(north)])


def degrees_of(points: Directions) -> tuple[Floats, Floats]:
    """Longitude (-180 to 180) and latitude in degrees."""
    x, y, z = points.T
    return np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.hypot(x, y)))


def angle(points: Directions) -> Floats:
    """Angle in radians from each point to the next; one fewer than points."""
    crossed = np.linalg.norm(np.cross(points[:-1], points[1:]), axis=1)
    return np.asarray(np.arctan2(crossed, (points[:-1] * points[1:]).sum(axis=1)), dtype="float64")


def turned(points: Directions, leg: NDArray[np.int64], share: Floats) -> Directions:
    """Points at a share of the way along legs, leg n going from point n to the next."""
    whole = angle(points)[leg]
    still = whole < 1e-12
    safe = np.where(still, 1.0, np.sin(whole))
    first = np.where(still, 1 - share, np.sin((1 - share) * whole) / safe)
    second = np.where(still, share, np.sin(share * whole) / safe)
    moved = first[:, None] * points[leg] + second[:, None] * points[leg + 1]
    return np.asarray(moved / np.linalg.norm(moved, axis=1)[:, None], dtype="float64")


def east_north(points: Directions) -> tuple[Directions, Directions]:
    """Unit vectors to the east and to the north at each point."""
    x, y, z = points.T
    flat = np.hypot(x, y)
    east = np.column_stack([-y / flat, x / flat, np.zeros_like(x)])
    north = np.column_stack([-z * x / flat, -z * y / flat, flat])
    return east, north


def bearing(points: Directions, leg: NDArray[np.int64], now: Directions) -> Floats:
    """Direction of each leg at a point on it, radians clockwise from north; 0 on a leg that goes nowhere."""
    axis = np.cross(points[:-1], points[1:])[leg]
    ahead = np.cross(axis, now)
    east, north = east_north(now)
    return np.asarray(np.arctan2((ahead * east).sum(axis=1), (ahead * north).sum(axis=1)), dtype="float64")


def highest_latitude(points: Directions) -> Floats:
    """Greatest distance from the equator, in degrees, that each leg reaches."""
    axis = np.cross(points[:-1], points[1:])
    size = np.linalg.norm(axis, axis=1)
    safe = np.where(size > 1e-12, size, 1.0)
    of_circle = np.degrees(np.arccos(np.clip(np.abs(axis[:, 2]) / safe, 0, 1)))
    ends = np.abs(degrees_of(points)[1])
    # The top of the circle lies on the leg where the way turns from poleward to equatorward on it.
    ahead, behind = np.cross(axis, points[:-1])[:, 2], np.cross(axis, points[1:])[:, 2]
    between = (ahead * behind < 0) & (size > 1e-12)
    return np.where(between, of_circle, np.maximum(ends[:-1], ends[1:]))
