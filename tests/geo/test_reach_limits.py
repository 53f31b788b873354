"""What trucks and legs let through within some hours, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geo.fleet import Fleet, Vehicles
from geo.journey_parts import Journeys, Leg
from geo.reach_limits import Means, limits_within, trips_within
from geo.reach_supply import Supply
from tests.geo.reach_oracle import kit_frame, stock_frame, travel_frame

# One warehouse; A is its own commune (4 h), B 3 h of road away (7 h), C over the sea (2 h road, 10 h sea: 16 h).
SUPPLY = Supply.of(
    stock_frame({("W", "a"): 5}), kit_frame({"a": 1}), travel_frame({("W", "A"): 4, ("W", "B"): 7, ("W", "C"): 16})
)
ROAD = np.array([[0.0, 3.0, 2.0]])
LARGEST = np.array([[np.inf, 15.0, np.inf]])
USES = np.array([[[False, False, True]]])


def means(*vehicles: Vehicles, legs: tuple[Leg, ...] = ()) -> Means:
    told = Journeys(pd.Index(["W"]), pd.Index(["A", "B", "C"]), ROAD, LARGEST, legs, USES[: len(legs)], {})
    return Means(Fleet(vehicles), told, 4.0, 2.0, 1.0, {"a": 10.0}, {"a": 0.1}, {"truck": 20.0, "small_truck": 10.0})


def test_trips_are_arrivals_with_the_way_back_between_them():
    # A: 4, 7, 10, ...; B: 7, then 3 + 6 = 9 h each: 16, 25; C: 16, then 3 + 4 = 7 h of the truck: 23.
    asked = means(Vehicles("truck", "W", 1, 10.0, 30.0))
    assert trips_within(asked, SUPPLY, 3.9).tolist() == [[0, 0, 0]]
    assert trips_within(asked, SUPPLY, 16.0).tolist() == [[5, 2, 1]]
    assert trips_within(asked, SUPPLY, 25.0).tolist() == [[8, 3, 2]]


def test_where_the_ways_are_not_known_all_hours_are_road():
    asked = means(Vehicles("truck", "W", 1, 10.0, 30.0))
    unknown = replace(asked, journeys=replace(asked.journeys, road_hours=np.full((1, 3), np.nan)))
    # C: 12 h of road: 16, then 3 + 24 = 27 h
    assert trips_within(unknown, SUPPLY, 43.0)[0, 2] == 2


def test_trucks_fill_in_tonnes_and_in_cubic_metres():
    rows = limits_within(means(Vehicles("small_truck", "W", 2, 3.0, 16.0)), SUPPLY, 16.0).limits
    assert [(one.kind, one.which, one.unit, one.available) for one in rows] == [
        ("fleet", "W", "t", 6.0),
        ("fleet", "W", "m3", 32.0),
    ]
    assert rows[0].factor == pytest.approx(np.array([[1 / 5, 1 / 2, 1.0]]))


def test_a_way_for_lighter_trucks_has_a_row_of_its_own():
    # B lets in 15 t: the small truck (10 t whole weight), not the truck (20 t).
    fleet = (Vehicles("small_truck", "W", 1, 3.0, 16.0), Vehicles("truck", "W", 2, 10.0, 33.0))
    rows = [one for one in limits_within(means(*fleet), SUPPLY, 16.0).limits if one.unit == "t"]
    assert [one.available for one in rows] == [3.0, 23.0]
    assert rows[0].factor == pytest.approx(np.array([[0, 1 / 2, 0]]))
    assert rows[1].factor == pytest.approx(np.array([[1 / 5, 1 / 2, 1.0]]))


def test_shared_trucks_are_columns_and_add_their_payload_where_they_go():
    told = limits_within(means(Vehicles("truck", "", 3, 10.0, 33.0)), SUPPLY, 5.0)
    assert [(pool.number, pool.columns, pool.places) for pool in told.pools] == [(3.0, (0,), ("W",))]
    assert [one.added for one in told.limits if one.unit == "t"][-1] == ((0, 10.0),)
    assert [one.available for one in told.limits] == [0.0, 0.0]


def test_a_leg_carries_a_share_of_a_day_and_vessels_add_their_sailings():
    leg = Leg("S", "sea", 10.0, 24.0, np.inf)
    rows = limits_within(means(legs=(leg,)), SUPPLY, 36.0).limits
    assert [(one.kind, one.which, one.unit, one.available) for one in rows] == [("leg", "S", "t", 36.0)]
    # A coaster of 40 t arrives 10 h after 4 h of dispatch, then every 20 h: at 14 and 34.
    told = limits_within(means(Vehicles("coaster", "", 1, 40.0, 100.0), legs=(leg,)), SUPPLY, 36.0)
    assert told.limits[0].added == ((0, 80.0),)
    assert told.columns == 1
    assert not limits_within(means(legs=(leg,)), SUPPLY, 15.0).limits  # nobody takes the leg within 15 h


def test_nothing_is_limited_without_trucks_and_known_legs():
    assert not means().limiting
    assert not means(Vehicles("helicopter", "", 1, 2.0, 12.0)).limiting
    assert means(Vehicles("truck", "", 1, 2.0, 12.0)).limiting
    assert means(legs=(Leg("S", "sea", 1.0, 1.0, 1.0),)).limiting
