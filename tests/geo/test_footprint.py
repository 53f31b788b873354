"""Areas and points inside hazard classes, held against geopandas' overlay and plain point-in-polygon tests."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from data import reference_tables
from geo import crs, frames
from geo.footprint import areas_by_class, class_of_points, footprint
from geo.hazards import classed
from tests.geo import small_haiti

HAZARDS = reference_tables.hazards()
CLASSES = ("low", "medium", "high")


@st.composite
def zone_sets(draw: st.DrawFn) -> pd.DataFrame:
    """One to six triangles over Port-au-Prince and Croix-des-Bouquets, with an area."""
    corner = st.tuples(st.integers(775, 805), st.integers(2045, 2065))
    rows = []
    for n in range(draw(st.integers(1, 6))):
        metres = shapely.Polygon([(x * 1000, y * 1000) for x, y in draw(st.lists(corner, min_size=3, max_size=3))])
        assume(metres.area > 1)
        rows.append({"zone_set": "tried", "zone_id": str(n), "hazard": "flood", "hazard_class": draw(st.sampled_from(CLASSES)),
                     "geometry": crs.to_stored([metres])[0]})  # fmt: skip
    return frames.ZONES.conform(pd.DataFrame(rows))


SLOW = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@SLOW
@given(zone_sets())
def test_areas_agree_with_geopandas_overlay(zones: pd.DataFrame) -> None:
    communes = small_haiti.boundaries()
    laid = footprint(classed(zones, HAZARDS))
    areas = areas_by_class(communes["geometry"].to_numpy(), laid)
    np.testing.assert_allclose(areas.sum(axis=1), 1e8, rtol=1e-9)  # each commune is 100 km2

    cells = gpd.GeoDataFrame(communes[["adm_pcode"]], geometry=communes["geometry"].to_numpy(), crs=4326).to_crs(32618)
    shapes = gpd.GeoDataFrame(zones[["hazard_class"]], geometry=zones["geometry"].to_numpy(), crs=4326).to_crs(32618)
    worse = gpd.GeoDataFrame(geometry=[], crs=32618)
    for label in reversed(CLASSES):
        of_class = shapes[shapes["hazard_class"] == label].dissolve()[["geometry"]]
        if not len(of_class):
            continue
        alone = of_class if worse.empty else of_class.overlay(worse, how="difference")
        common = gpd.overlay(cells, alone, how="intersection", keep_geom_type=True) if len(alone) else cells.iloc[:0]
        oracle = common.assign(area=common.area).groupby("adm_pcode")["area"].sum().reindex(communes["adm_pcode"])
        np.testing.assert_allclose(areas[:, laid.classes.index(label)], oracle.fillna(0.0), rtol=1e-9, atol=1e-3)
        worse = pd.concat([worse, of_class]).dissolve()[["geometry"]]


@SLOW
@given(zone_sets(), st.lists(st.tuples(st.floats(775, 805), st.floats(2045, 2065)), min_size=1, max_size=20))
def test_points_take_the_worst_class_that_holds_them(zones: pd.DataFrame, points: list[tuple[float, float]]) -> None:
    laid = footprint(classed(zones, HAZARDS))
    spots = [small_haiti.at(*point) for point in points]
    found = class_of_points([s["longitude"] for s in spots], [s["latitude"] for s in spots], laid)
    metric = crs.to_metric(zones["geometry"])
    for spot, index in zip(spots, found, strict=True):
        point = crs.to_metric([shapely.Point(spot["longitude"], spot["latitude"])])[0]
        held = [label for label, shape in zip(zones["hazard_class"], metric, strict=True) if shape.intersects(point)]
        worst = max(held, key=CLASSES.index, default="outside")
        assert laid.classes[index] == worst


def test_a_point_without_coordinates_is_unlocated_and_a_commune_without_shape_has_no_area() -> None:
    laid = footprint(classed(small_haiti.zones(), HAZARDS))
    assert laid.classes == ("high", "medium", "low", "outside", "unlocated")
    assert class_of_points([np.nan, -72.3], [18.5, np.nan], laid).tolist() == [4, 4]
    assert areas_by_class([None], laid).tolist() == [[0, 0, 0, 0, 0]]


def test_no_zones_leave_everything_outside() -> None:
    laid = footprint(classed(small_haiti.zones().iloc[:0], HAZARDS))
    assert laid.classes == ("outside", "unlocated")
    areas = areas_by_class(small_haiti.boundaries()["geometry"].to_numpy(), laid)
    np.testing.assert_allclose(areas, [[1e8, 0]] * 5, rtol=1e-9)
    spot = small_haiti.at(785, 2055)
    assert class_of_points([spot["longitude"]], [spot["latitude"]], laid).tolist() == [0]
