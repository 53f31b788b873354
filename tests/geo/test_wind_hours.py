"""A cyclone at one step: what came so far grows to the zones of the whole scenario, with and without radii."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from data.scenario_files import presets, reckoning
from geo.cyclone_footprint import BOTH, MODEL, RADII
from geo.cyclone_scenario import steps_of
from geo.errors import BadScenario
from geo.scenario import SPACING_DEGREES, Scenario, zones_of
from geo.wind_hours import zones_at_step

PRESET = presets()["cyclone-category-4-south"].told
WITH = reckoning()
LAST = len(steps_of(PRESET, WITH.wind)) - 1


def at(scenario, step, *, so_far):
    return zones_at_step(
        scenario, step, WITH.wind, land=WITH.land, so_far=so_far, spacing_degrees=SPACING_DEGREES
    )  # fmt: skip


def with_radii(footprint):
    """The preset whose every position also tells 34 kt radii of 150 miles, and 64 kt ones of 40."""
    radii = {f"r{knots}_{quarter}_nm": float(miles) for knots, miles in ((34, 150), (50, 80), (64, 40))
             for quarter in ("ne", "se", "sw", "nw")}  # fmt: skip
    return replace(PRESET, positions=PRESET.positions.assign(**radii), footprint=footprint)


@pytest.mark.parametrize("footprint", [MODEL, RADII, BOTH])
def test_so_far_at_the_last_step_is_the_whole_scenario(footprint):
    scenario = with_radii(footprint)
    whole, told = zones_of(Scenario(scenario), WITH), at(scenario, LAST, so_far=True)
    assert told["hazard_class"].tolist() == whole["hazard_class"].tolist()
    assert all(a.equals(b) for a, b in zip(told["geometry"], whole["geometry"], strict=True))


@pytest.mark.parametrize("footprint", [MODEL, RADII])
def test_what_came_so_far_only_grows_and_holds_what_is_now(footprint):
    scenario = with_radii(footprint)
    past = shapely.Polygon()
    for step in (0, 25, 35, 45, LAST):
        now, so_far = (shapely.union_all(at(scenario, step, so_far=told)["geometry"]) for told in (False, True))
        for part in (past, now):
            assert shapely.difference(part, so_far).area == pytest.approx(0, abs=2e-3)
        past = so_far
    assert past.area > 1


def test_a_storm_out_of_reach_has_no_zone_and_the_frame_keeps_its_columns():
    told = at(PRESET, 0, so_far=False)
    assert told.empty
    assert list(told.columns) == list(zones_of(Scenario(PRESET), WITH).columns)


@pytest.mark.parametrize("step", [-1, LAST + 1])
def test_a_step_that_is_not_there_is_refused(step):
    with pytest.raises(BadScenario, match=r"wind\.no_step"):
        at(PRESET, step, so_far=False)
