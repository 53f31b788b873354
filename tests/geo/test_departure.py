"""Latest departure and dry ground, worked by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from data.reference_shelters import shelter_rules
from geo.departure import Wave, dry_ground, latest_departure, longest_walks, refuge_by_place
from geo.errors import BadScenario
from geo.places import communes_at
from tests.geo import small_haiti
from tests.geo.test_shelter_allocation import LEFT, RIGHT, TWO, people, sent

RULES = shelter_rules()  # 4 and 2.5 km/h, 60 minutes to set off, detour 1.3, 10 minutes until people walk
NAN = np.nan


def places(**changed: object) -> pd.DataFrame:
    row = {"place": "HT0711", "arrival_at": "2016-10-04T12:00Z", "walk_km": 2.0} | changed
    return pd.DataFrame([row]).astype({"place": "str", "arrival_at": "str", "walk_km": "float64"})


def test_people_leave_so_long_before_the_wind_as_they_walk_and_set_off():
    # 2 km: 30 minutes, slow groups 48; and an hour to set off
    row = latest_departure(places(), RULES).frame.iloc[0]
    assert (row["walk_minutes"], row["slow_walk_minutes"]) == (30, 48)
    assert (row["leave_by"], row["slow_leave_by"]) == ("2016-10-04T10:30Z", "2016-10-04T10:12Z")
    assert row["state"] == "in_time"


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2016-10-04T10:12Z", "in_time"),
        ("2016-10-04T10:13Z", "late_for_slow"),
        ("2016-10-04T10:31Z", "late"),
        ("2016-10-04T06:31-04:00", "late"),
    ],
)
def test_whether_it_is_late_is_told_for_a_moment_that_is_given(now, state):
    told = latest_departure(places(), RULES, now=now)
    assert told.frame["state"].iloc[0] == state
    assert ("departure.late" in told.explain(place="HT0711").notes) == state.startswith("late")


def test_no_wind_and_no_shelter_are_not_in_time():
    for changed, state in (({"arrival_at": None}, "no_arrival"), ({"walk_km": NAN}, "no_shelter")):
        row = latest_departure(places(**changed), RULES, now="2030-01-01T00:00Z").frame.iloc[0]
        assert row["state"] == state
        assert pd.isna(row["leave_by"])
    assert latest_departure(places().iloc[:0], RULES).frame.empty


def test_bad_instants_and_walks_have_a_code():
    for changed, code in (({"arrival_at": "noon"}, "departure.instant"), ({"walk_km": -1.0}, "departure.walk")):
        with pytest.raises(BadScenario) as told:
            latest_departure(places(**changed), RULES)
        assert told.value.code == code
    with pytest.raises(BadScenario, match=r"departure\.instant"):
        latest_departure(places(), RULES, now="soon")


def test_the_longest_walk_of_a_place_is_that_of_the_last_who_is_sent():
    held = sent(people(LEFT, RIGHT), TWO, "optimal", 1.2)
    told = longest_walks(held, communes_at(small_haiti.places(), "adm2")).set_index("place")["walk_km"]
    assert told["HT0111"] == pytest.approx(1.0)
    assert np.isnan(told["HT0611"])


# The coast runs along 630 km east; land is 630-640, the wave floods 628-632, so dry ground begins 2 km inland.
WAVE = Wave([small_haiti.rectangle(628, 2020, 632, 2030)], [small_haiti.rectangle(630, 2020, 640, 2030)], 30.0)


def at(*east_km: float) -> pd.DataFrame:
    return pd.DataFrame([small_haiti.at(east, 2025) for east in east_km])


def test_dry_ground_by_hand():
    # 1.5 km inland: 0.5 km x 1.3 = 0.65 km: 9.75 minutes, 15.6 slowly; 30 - 10 = 20 minutes are there.
    # 1 km: 1.3 km: 19.5 minutes, 31.2 slowly. On the shore: 2.6 km, 39 minutes. Beyond the limit: nothing to do.
    told = dry_ground(at(631.5, 631.0, 630.0, 635.0), WAVE, RULES)
    np.testing.assert_allclose(told["refuge_km"], [0.65, 1.3, 2.6, 0.0], rtol=1e-6)
    np.testing.assert_allclose(told["walk_minutes"], [9.75, 19.5, 39.0, 0.0], rtol=1e-6)
    np.testing.assert_allclose(told["slow_minutes_left"], [4.4, -11.2, -42.4, 20.0], rtol=1e-5)
    assert told["state"].tolist() == ["reachable", "reachable_not_slow", "out_of_reach", "outside"]


def test_the_sea_is_no_refuge_and_an_island_without_dry_ground_has_none():
    told = dry_ground(at(630.1), WAVE, RULES)  # 2.1 km from the seaward edge of the zone, 1.9 from dry ground
    assert told["refuge_km"].iloc[0] == pytest.approx(1.9 * 1.3, rel=1e-6)
    drowned = Wave(WAVE.inundation, [small_haiti.rectangle(630, 2020, 631, 2030)], 30.0)
    row = dry_ground(at(630.5), drowned, RULES).iloc[0]
    assert np.isnan(row["refuge_km"])
    assert row["state"] == "out_of_reach"


def test_points_unknown_and_arrivals_impossible():
    nowhere = pd.DataFrame({"longitude": [NAN], "latitude": [NAN]})
    assert dry_ground(nowhere, WAVE, RULES)["state"].tolist() == ["unlocated"]
    for minutes in (-1.0, NAN):
        with pytest.raises(BadScenario, match=r"departure\.arrival"):
            dry_ground(nowhere, Wave(WAVE.inundation, WAVE.land, minutes), RULES)
    nothing = Wave(np.zeros(0, dtype=object), WAVE.land, 30.0)
    assert dry_ground(at(631.0), nothing, RULES)["state"].tolist() == ["outside"]


def test_the_way_to_dry_ground_is_what_plain_distance_says():
    draw = np.random.default_rng(3)
    east, north = draw.uniform(630, 640, 50), draw.uniform(2020, 2030, 50)
    rows = pd.DataFrame([small_haiti.at(*xy) for xy in zip(east, north, strict=True)])
    wet = shapely.union_all(
        shapely.buffer(shapely.points(draw.uniform(629, 638, 4) * 1000, draw.uniform(2020, 2030, 4) * 1000), 2500)
    )
    dry = shapely.difference(shapely.box(630_000, 2_020_000, 640_000, 2_030_000), wet)
    from geo.crs import to_stored

    told = dry_ground(rows, Wave(to_stored([wet]), WAVE.land, 30.0), RULES)["refuge_km"] / 1.3 * 1000
    expected = shapely.distance(shapely.points(east * 1000, north * 1000), dry)
    np.testing.assert_allclose(told, expected, atol=1e-3)


def test_people_in_the_wave_by_place():
    # the people of `test_dry_ground_by_hand`, 10, 20, 30 and 40: the last ones are outside
    rows = at(631.5, 631.0, 630.0, 635.0).assign(adm2_pcode="HT0711", people=[10.0, 20.0, 30.0, 40.0])
    communes = communes_at(small_haiti.places(), "adm2")
    told = refuge_by_place(dry_ground(rows, WAVE, RULES), communes, RULES)
    row = told.frame.set_index("place").loc["HT0711"]
    assert row[["people_inside", "people_reachable", "people_reachable_not_slow", "people_out_of_reach"]].tolist() == [
        60, 10, 20, 30,
    ]  # fmt: skip
    assert row["refuge_km"] == pytest.approx(2.6)
    assert row["minutes_left"] == pytest.approx(20 - 39)
    assert told.explain(place="HT0711").value == 30
    unsure = rows.assign(people=[10.0, NAN, 30.0, 40.0])
    held = refuge_by_place(dry_ground(unsure, WAVE, RULES), communes, RULES).frame.iloc[0]
    assert np.isnan(held["people_inside"])
    assert held["rows_without_people"] == 1
    assert refuge_by_place(dry_ground(rows.tail(1), WAVE, RULES), communes, RULES).frame.empty
