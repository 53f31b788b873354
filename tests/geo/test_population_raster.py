"""Gridded people by commune and class: by hand, conserved, and against an independent reckoning."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from data.reference_tables import hazards
from geo.crs import to_metric
from geo.errors import BadScenario, WrongCrs
from geo.exposure import Exposed, exposure
from geo.frames import FRAMES, ZONES
from geo.hazards import classed
from geo.population_raster import population_cells, population_raster, scaled_to
from geo.raster_exposure import class_of_cells, people_by_class, raster_exposure, with_gridded_people

# Four columns and two rows of cells of a tenth of a degree from (-72.4, 18.6) down to (-72.0, 18.4).
AFFINE = (0.1, 0.0, -72.4, 0.0, -0.1, 18.6)
PEOPLE = np.array([[10.0, 20.0, 30.0, 40.0], [1.0, 2.0, 3.0, 4.0]])
# West holds the two western columns, East the third and half of the fourth: its border runs through column 4.
WEST, EAST = shapely.box(-72.4, 18.4, -72.2, 18.6), shapely.box(-72.2, 18.4, -72.05, 18.6)
COMMUNES = pd.DataFrame(
    {"adm_pcode": ["HT0111", "HT0112"], "geometry": np.array([WEST, EAST], dtype=object)}
).astype({"adm_pcode": "str"})  # fmt: skip
LEVEL = pd.DataFrame(
    {"adm2_pcode": ["HT0111", "HT0112"], "place": ["HT0111", "HT0112"], "name": ["West", "East"]}, dtype="str"
)
NATION = LEVEL.assign(place="HT", name="Haïti").astype("str")


def raster(people=PEOPLE, affine=AFFINE, crs="EPSG:4326", **more):
    return population_raster(people, affine, crs, **more)


def zones(*rows, hazard="flood"):
    told = [
        {"zone_set": "z", "zone_id": str(n), "hazard": hazard, "hazard_class": label, "geometry": shape}
        for n, (label, shape) in enumerate(rows)
    ]
    return ZONES.conform(pd.DataFrame(told, columns=["zone_set", "zone_id", "hazard", "hazard_class", "geometry"]))


# --- the raster


def test_cells_of_communes_by_hand():
    cells = population_cells(raster(), COMMUNES)
    # West 10 + 20 + 1 + 2 = 33. East 30 + 3, and all of 40 + 4: the other half of their cells is in no commune.
    assert cells.by_commune().tolist() == pytest.approx([33.0, 77.0])
    assert cells.nowhere == pytest.approx(0.0)
    whole = population_cells(raster(), COMMUNES, by_centre=True)
    assert whole.by_commune().sum() + whole.nowhere == pytest.approx(110.0)


def test_a_cell_on_a_border_is_shared_by_area():
    # The border moves a quarter of a cell to the west: column 2 is three quarters West, one quarter East.
    west, east = shapely.box(-72.4, 18.4, -72.225, 18.6), shapely.box(-72.225, 18.4, -72.0, 18.6)
    cells = population_cells(raster(), COMMUNES.assign(geometry=[west, east]))
    assert cells.by_commune().tolist() == pytest.approx([11 + 0.75 * 22, 0.25 * 22 + 77])


def test_scaled_to_official_totals_by_hand():
    cells = population_cells(raster(), COMMUNES)
    told = scaled_to(cells, pd.DataFrame({"adm_pcode": ["HT0111", "HT0112"], "population": [66.0, np.nan]}))
    assert told.by_commune().tolist() == pytest.approx([66.0, 77.0])  # unknown: as the raster has it
    assert told.gridded.tolist() == pytest.approx([33.0, 77.0])
    nobody = population_cells(raster(PEOPLE * [[0, 0, 1, 1]]), COMMUNES)
    told = scaled_to(nobody, pd.DataFrame({"adm_pcode": ["HT0111", "HT0112"], "population": [66.0, 7.0]}))
    assert told.by_commune().tolist() == pytest.approx([66.0, 7.0])
    assert told.unplaced.tolist() == [66.0, 0.0]  # somewhere in West, nobody knows where
    none = scaled_to(cells, pd.DataFrame({"adm_pcode": ["HT0111", "HT0112"], "population": [0.0, 0.0]}))
    assert none.by_commune().tolist() == [0.0, 0.0]


def test_a_raster_in_metres_gives_the_same_people():
    # A grid of 500 m in EPSG:32618 over both communes, one person a cell: people are hectares / 25.
    west, south, east, north = shapely.total_bounds(to_metric(COMMUNES["geometry"]))
    columns, rows = int((east - west) / 500) + 2, int((north - south) / 500) + 2
    metric = population_raster(np.ones((rows, columns)), (500, 0, west - 250, 0, -500, north + 250), "EPSG:32618")
    cells = population_cells(metric, COMMUNES)
    area = shapely.area(to_metric(COMMUNES["geometry"]))
    np.testing.assert_allclose(
        cells.by_commune(), area / 250_000, rtol=0.05
    )  # cells on the coast belong whole: about 118 km x 250 m / 820 km2


def test_nodata_and_unknown_cells_hold_nobody():
    people = PEOPLE.copy()
    people[0, 0], people[0, 1] = -99_999, np.nan
    assert population_cells(raster(people, nodata=-99_999), COMMUNES).by_commune().tolist() == pytest.approx(
        [3.0, 77.0]
    )


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"crs": None}, "raster_without_crs"), ({"crs": " "}, "raster_without_crs"),
        ({"crs": "EPSG:999999"}, "crs_not_understood"), ({"people": PEOPLE[None]}, "raster.not_flat"),
        ({"people": np.array([["a"]])}, "raster.not_numbers"), ({"people": PEOPLE - 5}, "raster.negative"),
        ({"people": PEOPLE * 0}, "raster.nobody"), ({"cells_most": 7}, "raster.too_large"),
        ({"affine": (0.1, 0.01, -72.4, 0.0, -0.1, 18.6)}, "raster.rotated"),
    ],
)  # fmt: skip
def test_rasters_that_cannot_be_used_are_refused(asked, code):
    with pytest.raises((BadScenario, WrongCrs)) as caught:
        raster(**asked)
    assert caught.value.code == code


def test_a_raster_in_another_system_than_it_says_is_somewhere_else():
    with pytest.raises(BadScenario) as caught:
        population_cells(raster(crs="EPSG:32618"), COMMUNES)  # degrees read as metres
    assert caught.value.code == "raster.elsewhere"


def test_a_commune_that_the_raster_does_not_hold_is_unknown_not_empty():
    half = population_cells(raster(PEOPLE[:, :2]), COMMUNES)
    assert half.by_commune()[0] == pytest.approx(33.0)
    assert np.isnan(half.by_commune()[1])
    told = raster_exposure(zones(("high", WEST)), half, LEVEL, hazards()).frame.set_index(["place", "hazard_class"])
    assert told.loc["HT0111", "people"].tolist() == pytest.approx([33.0, 0.0, 0.0])
    assert told.loc["HT0112", "people"].isna().all()
    nation = raster_exposure(zones(("high", WEST)), half, NATION, hazards())
    assert nation.frame["people"].tolist() == pytest.approx([33.0, 0.0, 0.0])
    assert nation.frame["communes_not_covered"].tolist() == [1, 1, 1]
    assert "exposure.not_covered" in nation.explain(hazard_class="high").notes


# --- exposure


def test_exposure_by_hand():
    cells = population_cells(raster(), COMMUNES)
    # A high zone over the first column's upper cell, a low one over the first three columns.
    told = raster_exposure(
        zones(("low", shapely.box(-72.4, 18.4, -72.1, 18.6)), ("high", shapely.box(-72.4, 18.5, -72.3, 18.6))),
        cells, LEVEL, hazards(), source="invented grid",
    )  # fmt: skip
    frame = told.frame
    assert frame["hazard_class"].tolist() == ["high", "low", "outside", "unlocated"] * 2
    # West: 10 high, 20 + 1 + 2 low. East: 30 + 3 low, 40 + 4 outside.
    assert frame["people"].tolist() == pytest.approx([10, 23, 0, 0, 0, 33, 44, 0])
    assert frame["cells"].tolist() == [1, 3, 0, 0, 0, 2, 2, 0]
    assert frame["population"].tolist() == pytest.approx([33.0] * 4 + [77.0] * 4)
    said = told.explain(place="HT0112", hazard_class="low")
    assert said.value == pytest.approx(33.0)
    assert said.source == "invented grid"
    assert {one.name: one.value for one in said.inputs}["population"] == pytest.approx(77.0)


def test_unplaced_people_are_unlocated():
    cells = population_cells(raster(PEOPLE * [[0, 0, 1, 1]]), COMMUNES)
    told = scaled_to(cells, pd.DataFrame({"adm_pcode": ["HT0111"], "population": [66.0]}))
    result = raster_exposure(zones(("high", WEST)), told, LEVEL, hazards())
    assert result.frame["people"].tolist() == pytest.approx([0, 0, 66, 0, 77, 0])
    assert "exposure.scaled" in result.explain(place="HT0111", hazard_class="high").notes


def test_no_zone_and_several_hazards():
    cells = population_cells(raster(), COMMUNES)
    assert raster_exposure(zones(), cells, NATION, hazards()).frame["people"].tolist() == pytest.approx([110, 0])
    both = pd.concat([zones(("high", WEST)), zones(("high", EAST), hazard="earthquake")])
    told = raster_exposure(both, cells, NATION, hazards()).frame
    assert told["hazard"].tolist() == ["flood"] * 3 + ["earthquake"] * 3
    assert told["people"].tolist() == pytest.approx([33, 77, 0, 77, 33, 0])


def test_sums_equal_a_loop_over_communes_and_classes():
    draw = np.random.default_rng(2)
    grid = draw.gamma(0.5, 20.0, (60, 80))
    given_raster = population_raster(grid, (0.01, 0, -72.8, 0, -0.01, 18.9), "EPSG:4326")
    parts = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(draw.uniform([-72.8, 18.3], [-72.0, 18.9], (12, 2))))
    )
    shapes = shapely.intersection(parts, shapely.box(-72.8, 18.3, -72.0, 18.9))
    communes = pd.DataFrame({"adm_pcode": [f"HT01{n:02d}" for n in range(12)], "geometry": shapes}).astype(
        {"adm_pcode": "str"}
    )
    cells = population_cells(given_raster, communes, by_centre=True)
    told = zones(("low", shapely.Point(-72.4, 18.6).buffer(0.25)), ("high", shapely.Point(-72.4, 18.6).buffer(0.1)))
    classes, class_of_cell = class_of_cells(classed(told, hazards()), cells)
    found = people_by_class(cells, class_of_cell, len(classes))
    x, y = np.meshgrid(-72.8 + (np.arange(80) + 0.5) * 0.01, 18.9 - (np.arange(60) + 0.5) * 0.01)
    high = shapely.contains_xy(told["geometry"].iloc[1], x, y)
    low = shapely.contains_xy(told["geometry"].iloc[0], x, y) & ~high
    for n, shape in enumerate(shapes):
        inside = shapely.contains_xy(shape, x, y)
        expected = [grid[inside & high].sum(), grid[inside & low].sum(), grid[inside & ~high & ~low].sum(), 0.0]
        np.testing.assert_allclose(found[n], expected, rtol=1e-12, atol=1e-9)


people = (
    st.lists(st.integers(0, 500), min_size=8, max_size=8)
    .filter(any)
    .map(lambda told: np.array(told, float).reshape(2, 4))
)
corner = st.tuples(st.floats(-72.5, -72.0), st.floats(18.3, 18.6), st.floats(0.01, 0.4), st.floats(0.01, 0.3))


@settings(max_examples=30, deadline=None)
@given(
    people,
    st.lists(st.tuples(st.sampled_from(["low", "medium", "high"]), corner), min_size=1, max_size=4),
    st.floats(0, 1e6),
)
def test_people_are_conserved_and_a_larger_zone_never_exposes_fewer(held, drawn, official):
    try:
        cells = population_cells(raster(held), COMMUNES)
    except BadScenario:
        return  # everybody lives in cells outside both communes
    totals = pd.DataFrame({"adm_pcode": ["HT0111"], "population": [official]})
    for told in (cells, scaled_to(cells, totals)):
        boxes = [(label, shapely.box(x, y, x + w, y + h)) for label, (x, y, w, h) in drawn]
        result = raster_exposure(zones(*boxes), told, LEVEL, hazards()).frame
        by_place = result.groupby("place", sort=False)["people"].sum()
        np.testing.assert_allclose(by_place, told.by_commune(), rtol=1e-9)
        nation = raster_exposure(zones(*boxes), told, NATION, hazards()).frame
        assert nation["people"].sum() == pytest.approx(told.by_commune().sum())
        inside = ~nation["hazard_class"].isin(["outside", "unlocated"])
        grown = [(label, shapely.buffer(shape, 0.05)) for label, shape in boxes]
        larger = raster_exposure(zones(*grown), told, NATION, hazards()).frame
        more = larger.loc[~larger["hazard_class"].isin(["outside", "unlocated"]), "people"].sum()
        assert more >= nation.loc[inside, "people"].sum() - 1e-6


def test_exposure_of_points_keeps_its_people_from_the_grid():
    empty = FRAMES["shelters"].empty()
    sites = pd.DataFrame(
        {"site_id": ["S1"], "adm2_pcode": ["HT0111"], "longitude": [-72.35], "latitude": [18.55], "people": [487.0]}
    ).astype({"site_id": "str", "adm2_pcode": "str"})
    stock = pd.DataFrame({"warehouse_id": [], "item": [], "quantity": []}).astype(
        {"warehouse_id": "str", "item": "str"}
    )
    population = pd.DataFrame({"adm_pcode": ["HT0111", "HT0112"], "population": [1000.0, 1000.0]})
    met = Exposed(COMMUNES, population, sites, empty, FRAMES["warehouses"].empty(), stock)
    told = zones(("high", shapely.box(-72.4, 18.5, -72.3, 18.6)))
    held = exposure(told, met, LEVEL, hazards())
    grid = raster_exposure(told, population_cells(raster(), COMMUNES), LEVEL, hazards(), source="grid")
    both = with_gridded_people(held, grid)
    row = both.frame.set_index(["place", "hazard_class"]).loc[("HT0111", "high")]
    assert (row["people"], row["sites"], row["idp_individuals"]) == (pytest.approx(10.0), 1, 487.0)
    assert both.frame["people"].sum() == pytest.approx(110.0)
    said = both.explain(place="HT0111", hazard_class="high")
    assert said.value == pytest.approx(10.0)
    assert {one.name: one.value for one in said.inputs}["idp_individuals"] == 487.0
    assert "exposure.sites_apart" in said.notes
    other = raster_exposure(told, population_cells(raster(), COMMUNES), NATION, hazards())
    with pytest.raises(ValueError, match="different zones"):
        with_gridded_people(held, other)
