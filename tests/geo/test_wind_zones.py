"""From winds on a grid to zones, exposure and first arrivals; decay over land; radii of an advisory."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from data import reference_tables
from data.reference_storms import wind_rules
from geo import frames
from geo.crs import area_m2
from geo.errors import BadScenario
from geo.exposure import Exposed, exposure
from geo.frames import ZONES
from geo.hazards import classed
from geo.places import communes_at
from geo.storm_track import hourly
from geo.wind import vortex_of
from geo.wind_decay import decayed_kt, hours_inland, inland_factor
from geo.wind_radii import radii_arrivals, radii_footprints, radii_zones
from geo.wind_rules import MS_PER_KT
from geo.wind_swath import wind_swath
from geo.wind_zones import Grid, commune_points, first_arrivals, grid_over, swath_zones
from tests.geo.test_storm_track import GLOBE, track

RULES, HAZARDS = wind_rules(), reference_tables.hazards()
HAITI = (-74.6, 17.9, -71.5, 20.2)
OVER_THE_SOUTH = track((0, -73.2, 16.0, 120, 938, 18), (24, -74.4, 19.6, 120, 938, 18))


def swath_on(grid: Grid) -> pd.DataFrame:
    return wind_swath(grid.points(), hourly(OVER_THE_SOUTH, RULES), RULES).frame


def test_the_grid_covers_the_box_row_by_row() -> None:
    told = grid_over((0, 0, 1, 0.45), spacing_degrees=0.25)
    np.testing.assert_allclose(told.longitude, [0, 0.25, 0.5, 0.75, 1])
    np.testing.assert_allclose(told.latitude, [0, 0.25, 0.5])
    assert told.points().iloc[5].to_list() == [0, 0.25]


@pytest.mark.parametrize(
    ("bounds", "spacing"), [((0, 0, 1, 1), 0), ((0, 0, 1, 1), -1), ((1, 0, 0, 1), 0.1), ((0, 0, 1, 1), 1e-5)]
)
def test_a_grid_that_will_not_do_is_refused(bounds: tuple, spacing: float) -> None:
    with pytest.raises(BadScenario, match=r"wind\.bad_grid"):
        grid_over(bounds, spacing_degrees=spacing)


def test_zones_hold_the_points_of_their_class() -> None:
    grid = grid_over(HAITI, spacing_degrees=0.05)
    swath = swath_on(grid)
    zones = swath_zones(swath, grid, RULES, zone_set="tried", source="made up", observed_on="2030-10-01")
    assert list(zones.columns) == list(ZONES.by_name)
    assert list(zones["hazard_class"]) == [c for c in reversed(RULES.classes.names) if c in set(swath["hazard_class"])]
    assert len(zones) >= 5
    assert list(classed(zones, HAZARDS)["rank"]) == sorted(classed(zones, HAZARDS)["rank"], reverse=True)
    at = shapely.points(swath["longitude"], swath["latitude"])
    for name, shape in zip(zones["hazard_class"], zones["geometry"], strict=True):
        held = shapely.contains_properly(shape, at)
        assert held.any()
        assert set(swath.loc[held, "hazard_class"]) == {name}
    covered = shapely.union_all(zones["geometry"].to_numpy())
    assert shapely.area(covered) == pytest.approx(shapely.area(zones["geometry"].to_numpy()).sum(), rel=1e-9)


def test_no_gale_is_no_zone() -> None:
    grid = grid_over((0, 0, 1, 1), spacing_degrees=0.25)
    assert len(swath_zones(swath_on(grid), grid, RULES, zone_set="none")) == 0


def square(west: float, south: float, size: float = 0.2) -> shapely.Polygon:
    return shapely.box(west, south, west + size, south + size)


def communes() -> tuple[pd.DataFrame, Exposed]:
    corners = {"HT0711": (-74.0, 18.2), "HT0811": (-74.2, 18.4), "HT0111": (-72.4, 18.4)}
    boundaries = pd.DataFrame({"adm_pcode": [*corners], "geometry": [square(*at) for at in corners.values()]})
    population = pd.DataFrame({"adm_pcode": [*corners], "population": [1000.0, 2000.0, 4000.0]})
    nothing = [f.empty() for f in (frames.SHELTERS, frames.WAREHOUSES)]
    sites = frames.SITES.empty().assign(people=pd.Series(dtype="float64"))
    stock = pd.DataFrame({"warehouse_id": pd.Series(dtype="str"), "item": pd.Series(dtype="str"), "quantity": []})
    codes = pd.Series([*corners], dtype="str")
    places = pd.DataFrame({"adm2_pcode": codes, "name_fr": codes, "adm1_name_fr": codes.str[:4], "in_mapap": False})
    return places, Exposed(boundaries, population, sites, *nothing, stock)


def test_exposure_works_on_the_zones_unchanged_and_conserves_the_people() -> None:
    grid = grid_over(HAITI, spacing_degrees=0.05)
    zones = swath_zones(swath_on(grid), grid, RULES, zone_set="tried")
    places, exposed = communes()
    told = exposure(zones, exposed, communes_at(places, "adm2"), HAZARDS).frame
    people = told.groupby("place")["people"].sum()
    assert people.to_dict() == pytest.approx({"HT0111": 4000, "HT0711": 1000, "HT0811": 2000})
    worst = zones.loc[zones["hazard_class"] == "category_4", "geometry"].iloc[0]
    inside = area_m2([shapely.intersection(worst, square(-74.0, 18.2))])[0] / area_m2([square(-74.0, 18.2)])[0]
    assert 0.5 < inside < 1
    found = told.set_index(["place", "hazard_class"]).loc[("HT0711", "category_4"), "people"]
    assert found == pytest.approx(1000 * inside, rel=1e-3)


def test_a_stronger_storm_never_exposes_fewer_to_a_class_or_worse() -> None:
    grid = grid_over(HAITI, spacing_degrees=0.1)
    places, exposed = communes()
    steps = hourly(OVER_THE_SOUTH, RULES)
    before = np.zeros(6)
    for factor in (0.6, 0.8, 1.0):
        swath = wind_swath(grid.points(), steps, RULES, factor=np.full(len(steps), factor)).frame
        zones = swath_zones(swath, grid, RULES, zone_set="tried")
        told = exposure(zones, exposed, communes_at(places, "adm0"), HAZARDS).frame.set_index("hazard_class")["people"]
        at_least = told.reindex(RULES.classes.names[::-1]).fillna(0).cumsum().to_numpy()
        assert (at_least >= before - 1e-6).all()
        before = at_least


def test_first_arrivals_are_the_earliest_of_the_points_of_a_commune() -> None:
    _, exposed = communes()
    at = commune_points(exposed.boundaries, grid_over(HAITI, spacing_degrees=0.05))
    assert set(at["adm2_pcode"]) == {"HT0711", "HT0811", "HT0111"}
    assert at["adm2_pcode"].value_counts().min() >= 17  # 4 x 4 points inside and one of its own at least
    swath = wind_swath(at, hourly(OVER_THE_SOUTH, RULES), RULES).frame
    told = first_arrivals(swath).set_index("adm2_pcode")
    for code, rows in swath.groupby("adm2_pcode"):
        assert told.loc[code, "points"] == len(rows)
        assert told.loc[code, "wind_ms"] == rows["wind_ms"].max()
        assert told.loc[code, "arrival_34_hours"] == rows["arrival_34_hours"].min()
        assert told.loc[code, "arrival_34_at"] == rows["arrival_34_at"].min()
    assert told.loc["HT0711", "arrival_34_hours"] < told.loc["HT0811", "arrival_34_hours"]
    assert told.loc["HT0111", ["arrival_64_hours", "arrival_64_at"]].isna().all()
    assert told.loc["HT0111", "hazard_class"] == "tropical_storm"


def test_a_commune_between_the_points_of_a_coarse_grid_has_a_point_of_its_own() -> None:
    _, exposed = communes()
    told = commune_points(exposed.boundaries, Grid(np.array([0.0]), np.array([0.0])))
    assert list(told["adm2_pcode"]) == list(exposed.boundaries["adm_pcode"])
    at = shapely.points(told["longitude"], told["latitude"])
    assert shapely.contains(exposed.boundaries["geometry"].to_numpy(), at).all()


# --- Decay over land -------------------------------------------------------------------------------------------


def test_decay_at_the_published_points() -> None:
    np.testing.assert_allclose(decayed_kt(125, [0, 3, 6, 12], RULES), [112.5, 91.22, 75.22, 54.14], atol=5e-3)


@given(st.floats(0, 185), st.floats(0, 200), st.floats(0, 50))
def test_decay_never_raises_the_wind_and_goes_on(knots: float, hours: float, more: float) -> None:
    now, later = decayed_kt(knots, [hours, hours + more], RULES)
    assert now <= knots
    assert later <= now + 1e-9 or knots * 0.9 < 26.7


LAND = shapely.box(-75, 18.05, -71, 18.75)


def test_hours_inland_count_from_the_first_step_over_land() -> None:
    # 3.6 degrees in 24 hours: 0.15 an hour from 16.0; over land from 18.10 (hour 14) to 18.70 (hour 18).
    rows = track((0, -73.5, 16.0, 120, 938, 18), (24, -73.5, 19.6, 120, 938, 18))
    told = hours_inland(hourly(rows, RULES), LAND)
    assert list(np.flatnonzero(~np.isnan(told))) == [14, 15, 16, 17, 18]
    np.testing.assert_allclose(told[14:19], [0, 1, 2, 3, 4])


def test_the_factor_makes_the_wind_of_the_decay_and_ends_at_the_sea() -> None:
    rows = track((0, -73.5, 16.0, 120, 938, 18), (24, -73.5, 19.6, 120, 938, 18))
    steps = hourly(rows, RULES)
    told = inland_factor(steps, LAND, RULES)
    peak = vortex_of(steps, RULES).peak_ms / MS_PER_KT
    np.testing.assert_allclose(told[14:19] * peak[14:19], decayed_kt(peak[13], np.arange(5), RULES))
    np.testing.assert_allclose(np.delete(told, range(14, 19)), 1.0)


def test_a_track_that_already_weakens_is_not_weakened_twice() -> None:
    rows = track((0, -73.5, 17.9, 120, 938, 18), (2, -73.5, 18.2, 40, 1000, 18), (6, -73.5, 18.7, 35, 1004, 18))
    assert inland_factor(hourly(rows, RULES), [LAND], RULES)[-1] == 1.0


def test_a_track_that_begins_over_land_counts_from_its_first_step() -> None:
    rows = track((0, -73.5, 18.2, 100, 950, 18), (2, -73.5, 18.6, 100, 950, 18))
    steps = hourly(rows, RULES)
    peak = vortex_of(steps, RULES).peak_ms / MS_PER_KT
    np.testing.assert_allclose(inland_factor(steps, LAND, RULES) * peak, decayed_kt(peak[0], [0, 1, 2], RULES))


# --- Radii of an advisory --------------------------------------------------------------------------------------


def advised(**radii: tuple) -> pd.DataFrame:
    rows = track((0, -73.5, 17.0, 105, 954), (6, -73.5, 17.6, 105, 954))
    for name, (ne, se, sw, nw) in radii.items():
        told = dict(zip(("ne", "se", "sw", "nw"), (ne, se, sw, nw), strict=True))
        for quadrant, value in told.items():
            rows[f"{name}_{quadrant}_nm"] = value
    return rows


def test_each_quadrant_reaches_as_far_as_its_radius() -> None:
    told = radii_footprints(advised(r34=(150, 140, 100, 120)), RULES)
    first = told.frame.iloc[0]
    assert (first["valid_at"], first["wind_kt"], first["hours"]) == ("2016-10-04T00:00Z", 34.0, 0.0)
    for bearing, miles in ((45, 150), (135, 140), (225, 100), (315, 120)):
        for share, inside in ((0.995, True), (1.005, False)):
            x, y, _ = GLOBE.fwd(-73.5, 17.0, bearing, miles * 1852 * share)
            assert shapely.contains_xy(first["geometry"], x, y) == inside
    assert told.facts == {"positions": 2, "unknown_34": 0, "unknown_50": 2, "unknown_64": 2}
    assert len(told.frame) == 7


def test_the_area_is_that_of_four_quarter_circles() -> None:
    shape = radii_footprints(advised(r64=(40, 35, 30, 0)), RULES).frame["geometry"][0]
    expected = sum(np.pi * (miles * 1852) ** 2 / 4 for miles in (40, 35, 30))
    assert area_m2([shape])[0] == pytest.approx(expected, rel=0.01)


def test_radii_change_evenly_and_stay_unknown_beside_an_unknown_position() -> None:
    rows = pd.concat(
        [advised(r34=(100,) * 4), track((12, -73.5, 18.2, 105, 954), (18, -73.5, 18.8, 105, 954))], ignore_index=True
    )
    rows = frames.TRACKS.conform(rows)
    for quadrant in ("ne", "se", "sw", "nw"):
        rows[f"r34_{quadrant}_nm"] = [100.0, 160.0, np.nan, 100.0]
    told = radii_footprints(rows, RULES).frame
    assert list(told["hours"]) == [0, 1, 2, 3, 4, 5, 6, 18]
    x, y, _ = GLOBE.fwd(-73.5, 17.3, 45, 130 * 1852 * 0.999)  # half way: 130 nm
    assert shapely.contains_xy(told["geometry"][3], x, y)
    x, y, _ = GLOBE.fwd(-73.5, 17.3, 45, 130 * 1852 * 1.002)
    assert not shapely.contains_xy(told["geometry"][3], x, y)


def test_zones_of_radii_are_apart_and_the_hurricane_comes_first() -> None:
    told = radii_footprints(advised(r34=(150,) * 4, r50=(80,) * 4, r64=(40,) * 4), RULES).frame
    zones = radii_zones(told, RULES, zone_set="advisory", source="NHC", observed_on="2016-10-04")
    assert list(zones["hazard_class"]) == ["category_1", "tropical_storm"]
    assert shapely.area(shapely.intersection(*zones["geometry"])) == pytest.approx(0, abs=1e-12)
    whole = shapely.union_all(told["geometry"].to_numpy())
    assert shapely.area(shapely.union_all(zones["geometry"].to_numpy())) == pytest.approx(shapely.area(whole))
    assert list(classed(zones, HAZARDS)["rank"]) == [1, 0]


def test_arrival_by_radii_is_the_first_step_that_holds_the_point() -> None:
    # Radius 60 nm = 1 degree of latitude; the storm goes 0.1 degrees an hour from 17.0: 18.25 is held from hour 3.
    told = radii_footprints(advised(r34=(60,) * 4), RULES).frame
    at = pd.DataFrame({"longitude": [-73.5, -73.5, np.nan], "latitude": [18.25, 25.0, 18.0], "name": list("abc")})
    arrivals = radii_arrivals(at, told)
    assert list(arrivals["name"]) == ["a", "b", "c"]
    assert arrivals.loc[0, "arrival_34_hours"] == 3
    assert arrivals.loc[0, "arrival_34_at"] == "2016-10-04T03:00Z"
    assert arrivals.loc[1:, ["arrival_34_hours", "arrival_34_at"]].isna().all(axis=None)
    assert arrivals[["arrival_50_hours", "arrival_64_at"]].isna().all(axis=None)
    places = first_arrivals(arrivals.assign(adm2_pcode="HT0711"))
    assert places.loc[0, ["points", "arrival_34_hours"]].to_list() == [3, 3.0]


def test_no_radii_at_all_are_refused() -> None:
    with pytest.raises(BadScenario, match=r"radii\.none"):
        radii_footprints(advised(), RULES)


def test_radii_that_are_none_draw_nothing() -> None:
    told = radii_footprints(advised(r34=(0, 0, 0, 0)), RULES)
    assert len(told.frame) == 0
    assert len(radii_zones(told.frame, RULES, zone_set="none")) == 0


@settings(max_examples=30)
@given(st.tuples(*[st.floats(0, 300)] * 4), st.tuples(*[st.floats(0, 100)] * 4))
def test_longer_radii_never_hold_less(radii: tuple, more: tuple) -> None:
    longer = tuple(a + b for a, b in zip(radii, more, strict=True))
    small, large = (radii_footprints(advised(r34=r), RULES).frame["geometry"] for r in (radii, longer))
    if len(small):
        # Straight edges stand for great circles: along the edge of a quadrant a sliver may differ.
        assert shapely.area(shapely.difference(small[0], large[0])) < 1e-5 + 5e-3 * shapely.area(large[0])


def test_the_explanation_of_a_footprint_names_its_limit() -> None:
    told = radii_footprints(advised(r34=(60,) * 4), RULES)
    assert told.explain(hours=0.0).notes == ("wind.radii_largest",)
    assert told.explain(hours=0.0).clause == "docs/methods.md#cyclone-radii"
