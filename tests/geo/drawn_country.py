"""Made-up drawn roads for tests and the bench: a grid of crooked streets, and communes on it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from geo.crs import to_stored
from geo.frames import WAREHOUSES, WAYS

CORNER = np.array([620_000.0, 2_020_000.0])  # in EPSG:32618


def stored(shapes: list[shapely.Geometry]) -> np.ndarray:
    """Shapes of metres from the south-western corner, in EPSG:4326."""
    moved = [shapely.transform(one, lambda xy: xy + CORNER) for one in shapes]
    return to_stored(np.array(moved, dtype=object))


def degrees(xy: np.ndarray) -> dict[str, np.ndarray]:
    """Points of metres from the corner, as longitude and latitude."""
    points = to_stored(shapely.points(np.asarray(xy, dtype="float64") + CORNER))
    return {"longitude": shapely.get_x(points), "latitude": shapely.get_y(points)}


def roads(*rows: tuple[str, list[tuple[float, float]]], **columns: list[object]) -> pd.DataFrame:
    """`WAYS` of (way_id, vertices in metres); national, open, of their drawn length unless `columns` say otherwise."""
    lines = [shapely.LineString(vertices) for _, vertices in rows]
    told = {
        "way_id": [way for way, _ in rows], "mode": "road", "way_class": "national", "status": "open",
        "length_km": [line.length / 1000 for line in lines], "geometry": list(stored(lines)),
    }  # fmt: skip
    return WAYS.conform(pd.DataFrame({**told, **columns}))


def streets(side: int, *, seed: int, kept: float = 0.75, step_m: float = 1_000.0) -> pd.DataFrame:
    """A grid of `side` x `side` crossings; a share `kept` of the streets between neighbours is there."""
    draw = np.random.default_rng(seed)
    xy = np.stack(np.meshgrid(np.arange(side), np.arange(side), indexing="ij"), -1) * step_m
    xy = xy + draw.uniform(-0.2, 0.2, xy.shape) * step_m
    found = []
    for east, north in ((1, 0), (0, 1)):
        start, end = xy[: side - east, : side - north].reshape(-1, 2), xy[east:, north:].reshape(-1, 2)
        there = draw.uniform(size=len(start)) < kept
        found.append(np.stack([start[there], end[there]], axis=1))
    ends = np.concatenate(found)
    middle = ends.mean(axis=1, keepdims=True) + draw.normal(0, 0.02 * step_m, (len(ends), 1, 2))
    lines = shapely.linestrings(np.concatenate([ends[:, :1], middle, ends[:, 1:]], axis=1) + CORNER)
    size = len(lines)
    return WAYS.conform(pd.DataFrame({
        "way_id": [f"w{n}" for n in range(size)], "route": [f"R{n % max(1, size // 20)}" for n in range(size)],
        "mode": "road", "way_class": draw.choice(["national", "departmental", "communal"], size), "status": "open",
        "length_km": shapely.length(lines) / 1000, "geometry": list(to_stored(lines)),
    }))  # fmt: skip


def spread(count: int, side: int, *, seed: int, step_m: float = 1_000.0) -> np.ndarray:
    """Points over the grid, in metres from the corner."""
    return np.random.default_rng(seed).uniform(0, (side - 1) * step_m, (count, 2))


def communes(count: int, side: int, *, seed: int = 1, step_m: float = 1_000.0) -> pd.DataFrame:
    """Communes with a point each."""
    points = degrees(spread(count, side, seed=seed, step_m=step_m))
    return pd.DataFrame({"adm2_pcode": [f"HT{n:04d}" for n in range(count)], **points})


def depots(count: int, side: int, places: pd.DataFrame, *, seed: int = 2, step_m: float = 1_000.0) -> pd.DataFrame:
    """`WAREHOUSES` in communes, each at a point of its own."""
    points = degrees(spread(count, side, seed=seed, step_m=step_m))
    codes = places["adm2_pcode"].to_numpy()[np.arange(count) % len(places)]
    told = {"warehouse_id": [f"M{n}" for n in range(count)], "adm2_pcode": codes, **points}
    return WAREHOUSES.conform(pd.DataFrame(told))
