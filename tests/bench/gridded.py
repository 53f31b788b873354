"""Gridded people by commune and class, and millions of points in sections, beside what does the same polygon by polygon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from affine import Affine
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from rasterstats import zonal_stats

from data import bundled_geography
from data.reference_shaking import quake_presets, shaking_rules
from data.reference_tables import hazards
from geo.hazards import classed
from geo.places import communes_at
from geo.points_in_places import PlaceIndex, place_index
from geo.population_raster import PopulationCells, population_cells, population_raster
from geo.quake_scenario import zones_of_quake
from geo.raster_exposure import class_of_cells, people_by_class, raster_exposure
from tests.bench.engine import Times, timed
from tests.bench.report import Figure

POINTS, SAMPLE, SECTIONS = 3_000_000, 300_000, 570
CELL_DEGREES = 0.0027  # about 300 m
COLUMNS, ROWS = 1_112, 816
WEST, NORTH = -74.55, 20.15
PRESET = "earthquake-m72-nippes"
REPEATS = 9
CORNERS = 235  # of a section, as the official ones have on average


@dataclass(frozen=True)
class World:
    """Made-up people on a grid, the shipped communes, and the zones of a shipped scenario."""

    people: np.ndarray
    communes: pd.DataFrame
    places: pd.DataFrame
    zones: pd.DataFrame
    cells: PopulationCells


def world(rows: int = ROWS, columns: int = COLUMNS, cell: float = CELL_DEGREES) -> World:
    """Make a grid of people over the country."""
    shapes = bundled_geography.bundled_boundaries()
    communes = shapes[shapes["adm_level"] == "adm2"].reset_index(drop=True)
    people = np.random.default_rng(0).gamma(0.5, 20.0, (rows, columns))
    raster = population_raster(people, (cell, 0, WEST, 0, -cell, NORTH), "EPSG:4326")
    codes = communes["adm_pcode"].astype("str")
    places = pd.DataFrame({"adm2_pcode": codes, "name_fr": codes, "adm1_name_fr": codes.str[:4], "in_mapap": False})
    zones = zones_of_quake(quake_presets()[PRESET], shaking_rules())
    return World(people, communes, places, zones, population_cells(raster, communes, by_centre=True))


def by_rasterstats(of: World, class_of_cell: np.ndarray, classes: int) -> np.ndarray:
    """Persons by commune and class with rasterstats (cells whose centre a commune holds), one run a class."""
    frame = _frame(of)
    return np.column_stack([
        [one["sum"] or 0.0 for one in zonal_stats(frame, held, affine=_affine(of), stats=["sum"], nodata=-1)]
        for held in _held(of, class_of_cell, classes)
    ])  # fmt: skip


def by_exactextract(of: World, class_of_cell: np.ndarray, classes: int) -> np.ndarray:
    """Persons by commune and class with exactextract (parts of cells), one run a class."""
    frame, (rows, columns), cell = _frame(of), of.people.shape, abs(of.cells.grid.dx)
    box = {"xmin": WEST, "ymin": NORTH - rows * cell, "xmax": WEST + columns * cell, "ymax": NORTH}
    return np.column_stack([
        exact_extract(NumPyRasterSource(held, **box), frame, ["sum"], output="pandas")["sum"].to_numpy()
        for held in _held(of, class_of_cell, classes)
    ])  # fmt: skip


def _frame(of: World) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(of.communes["geometry"]), crs=4326)


def _affine(of: World) -> Affine:
    cell = abs(of.cells.grid.dx)
    return Affine(cell, 0, WEST, 0, -cell, NORTH)


def _held(of: World, class_of_cell: np.ndarray, classes: int) -> list[np.ndarray]:
    """People of each class, the others 0."""
    kinds = class_of_cell.reshape(of.people.shape)
    return [np.where(kinds == kind, of.people, 0.0) for kind in range(classes)]


@dataclass(frozen=True)
class Buildings:
    """Made-up points, and sections that share borders."""

    shapes: np.ndarray
    x: np.ndarray
    y: np.ndarray


def buildings(points: int = POINTS, sections: int = SECTIONS) -> Buildings:
    """Make sections with borders as crooked as the official ones, and points all over the country."""
    draw = np.random.default_rng(1)
    outline = shapely.union_all(bundled_geography.bundled_boundaries()["geometry"].to_numpy())
    west, south, east, north = outline.bounds
    seeds = shapely.multipoints(draw.uniform([west, south], [east, north], (sections * 2, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=outline))
    shapes = shapely.intersection(cells, outline)
    shapes = shapes[shapely.area(shapes) > 0][:sections]
    step = float(np.mean(shapely.length(shapes))) / CORNERS
    shapes = shapely.transform(shapely.segmentize(shapes, step), _crooked)
    shapes = shapely.make_valid(shapes, method="structure", keep_collapsed=False)
    x, y = draw.uniform([[west], [south]], [[east], [north]], (2, points))
    return Buildings(shapes, x, y)


def _crooked(xy: np.ndarray) -> np.ndarray:
    """Bend all borders alike, so that neighbours still share them."""
    return xy + 0.002 * np.sin(xy[:, ::-1] * 900)


def yardstick(of: Buildings, points: int) -> np.ndarray:
    """Section of the first points with geopandas.sjoin; -1 for none, the first where there are several."""
    frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy(of.x[:points], of.y[:points]), crs=4326)
    joined = frame.sjoin(gpd.GeoDataFrame(geometry=of.shapes, crs=4326), predicate="intersects", how="left")
    return joined["index_right"].groupby(level=0).min().fillna(-1).to_numpy(dtype="int64")


def measured() -> dict[str, Times]:
    """Time both sides, everything loaded and laid out; one run of each goes before."""
    of, told = world(), hazards()
    classes, class_of_cell = class_of_cells(classed(of.zones, told), of.cells)
    levels = communes_at(of.places, "adm2")
    built = buildings()
    index: PlaceIndex = place_index(built.shapes)
    runs: dict[str, tuple[Any, int]] = {
        "exposure": (lambda: people_by_class(of.cells, class_of_cell, len(classes)), REPEATS),
        "edit": (lambda: raster_exposure(of.zones, of.cells, levels, told), REPEATS),
        "pass": (of.people.sum, REPEATS),
        "rasterstats": (lambda: by_rasterstats(of, class_of_cell, len(classes)), 3),
        "exactextract": (lambda: by_exactextract(of, class_of_cell, len(classes)), 3),
        "points": (lambda: index.of(built.x, built.y), 5),
        "points_sample": (lambda: index.of(built.x[:SAMPLE], built.y[:SAMPLE]), 5),
        "points_index": (lambda: place_index(built.shapes), 3),
        "sjoin": (lambda: yardstick(built, SAMPLE), 1),
    }
    for name, (run, _) in runs.items():
        if name not in ("rasterstats", "exactextract", "sjoin"):
            run()
    return {name: timed([run] * count) for name, (run, count) in runs.items()}


def figures(seen: dict[str, Times]) -> list[Figure]:
    """Return the lines of the table."""
    exposure, edit, points = seen["exposure"], seen["edit"], seen["points"]
    floor = f"one pass over the cells takes {seen['pass'].median:.2f} ms"
    return [
        Figure("People of 140 communes by class on a 300 m grid, after loading", "ms", exposure.median,
               seen["rasterstats"].median, at_most=10, at_least_times=100,
               note=f"{exposure.note}; the yardstick is rasterstats on the same arrays, one run a class; {floor}"),
        Figure("The same beside exactextract", "ms", exposure.median, seen["exactextract"].median,
               note="which shares cells out by area; one run a class on the same arrays"),
        Figure("The same from the zones on, a scenario edited", "ms", edit.median, note=edit.note),
        Figure(f"{POINTS:,} points to {SECTIONS} sections, exactly", "ms", points.median, at_most=1_000,
               note=f"{points.note}; the index is laid once, {seen['points_index'].median:.0f} ms"),
        Figure(f"{SAMPLE:,} of the points", "ms", seen["points_sample"].median, seen["sjoin"].median,
               note="the yardstick is geopandas.sjoin"),
    ]  # fmt: skip
