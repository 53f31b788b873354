"""People put on populated places: the small Haiti in its flood, by hand.

HT0111 (100 000): A of 600 in high, B of 300 in low, C of 100 in no zone: 60 000, 30 000, 10 000 people by places.
HT0131 (40 000): D of 50 in medium, E of 150 in none: 10 000, 30 000. HT0711 (60 000) has one place of unknown population
and one of nobody, HT0611 (20 000) and HT0712 (unknown) have none: by area. A place of the sea is in no commune.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.bundled_geography import bundled_populated_places
from data.reference_tables import hazards, settings
from geo.exposure import Exposed, exposure
from geo.people_spread import Spread
from geo.places import communes_at
from geo.settings import Said
from geo.site_services import site_people
from tests.geo import small_haiti

SHIPPED = settings()["people_spread"]
PLACES = pd.DataFrame([
    small_haiti.at(east, north) | {"population": people}
    for east, north, people in (
        (781, 2055, 600.0), (784, 2055, 300.0), (788, 2055, 100.0), (795, 2050.5, 50.0), (795, 2055, 150.0),
        (637, 2025, np.nan), (638, 2025, 0.0), (700, 2000, 999.0),
    )
])  # fmt: skip
WITHOUT = {"HT0111": 0, "HT0131": 0, "HT0611": 1, "HT0711": 1, "HT0712": 1}


def reckoned(part, level="adm2", zones=None, **changed):
    people = site_people(
        small_haiti.sites(), small_haiti.assessments(), settings()["household_size"], as_of=small_haiti.AS_OF
    )
    held = Exposed(
        small_haiti.boundaries(), small_haiti.population(), people, small_haiti.shelters(), small_haiti.warehouses(),
        small_haiti.stock(), spread=None if part is None else Spread(PLACES, SHIPPED.edited(part)),
    )  # fmt: skip
    flood = small_haiti.zones() if zones is None else zones
    return exposure(flood, replace(held, **changed), communes_at(small_haiti.places(), level), hazards())


def people(result, place):
    rows = result.frame[result.frame["place"] == place].set_index("hazard_class")["people"]
    return [rows[name] for name in ("high", "medium", "low", "outside", "unlocated")]


def test_people_are_where_the_places_are():
    told = reckoned(1.0)
    assert people(told, "HT0111") == pytest.approx([60_000, 0, 30_000, 10_000, 0])
    assert people(told, "HT0131") == pytest.approx([0, 10_000, 0, 30_000, 0])
    assert people(told, "HT0611") == pytest.approx([0, 0, 0, 20_000, 0])
    assert people(told, "HT0711") == pytest.approx([0, 0, 30_000, 30_000, 0])  # by area
    assert np.isnan(people(told, "HT0712")).all()
    assert told.frame.groupby("place")["communes_without_places"].first().to_dict() == WITHOUT
    # half of each: 0.5 x (25 000, 25 000, 50 000) + 0.5 x (60 000, 30 000, 10 000)
    assert people(reckoned(0.5), "HT0111") == pytest.approx([42_500, 0, 27_500, 30_000, 0])


def test_as_shipped_everything_is_by_area():
    assert SHIPPED.value == 0
    pd.testing.assert_frame_equal(reckoned(0.0).frame, reckoned(None).frame)
    assert reckoned(0.0).facts["people_spread"] == 0


def test_a_commune_without_a_shape_is_nowhere_and_not_counted():
    shapes = small_haiti.boundaries()
    told = reckoned(1.0, boundaries=shapes[shapes["adm_pcode"] != "HT0611"])
    assert people(told, "HT0611") == [0, 0, 0, 0, 20_000]
    assert told.frame.groupby("place")["communes_without_places"].first().to_dict() == WITHOUT | {"HT0611": 0}


def test_no_place_at_all_is_by_area_everywhere():
    told = reckoned(1.0, spread=Spread(PLACES.iloc[:0], SHIPPED.edited(1.0)))
    assert told.frame["people"].equals(reckoned(None).frame["people"])


@given(part=st.floats(0, 1), width=st.floats(0.1, 25), more=st.floats(0, 5))
def test_totals_stay_at_every_level_and_a_wider_zone_never_has_fewer(part, width, more):
    flood = small_haiti.zones().iloc[:1]
    zones = [flood.assign(geometry=[small_haiti.rectangle(779, 2040, 779 + km, 2070)]) for km in (width, width + more)]
    inside = []
    for zone in zones:
        by_level = {level: reckoned(part, level, zone).frame for level in ("adm2", "adm1", "adm0")}
        sums = [frame.groupby("hazard_class")["people"].sum() for frame in by_level.values()]
        for one in sums:
            assert one.to_dict() == pytest.approx(sums[0].to_dict())
            assert one.sum() == pytest.approx(220_000)
        told = by_level["adm2"].groupby("place")["people"].sum()
        assert told[["HT0111", "HT0131", "HT0611", "HT0711"]].tolist() == pytest.approx([1e5, 4e4, 2e4, 6e4])
        inside.append(sums[0].drop(["outside", "unlocated"]).sum())
    assert inside[1] >= inside[0] - 1e-6


def test_the_explanation_says_it_and_who_changed_it():
    setting = SHIPPED.edited(1.0, Said("DGPC", "2023-08-01", "zone côtière"))
    told = reckoned(1.0, "adm1", spread=Spread(PLACES, setting))
    west, south = (told.explain(place=place, hazard_class="low") for place in ("HT01", "HT07"))
    inputs = {one.name: one.value for one in south.inputs}
    assert (inputs["people_spread"], inputs["communes_without_places"]) == (1.0, 2)
    assert "weight_of_places" in south.formula
    assert [one.said.by for one in south.changes] == ["DGPC"]
    assert {"exposure.people_at_places", "exposure.without_places"} <= set(south.notes)
    assert "exposure.people_at_places" in west.notes
    assert "exposure.without_places" not in west.notes
    shipped = reckoned(None, spread=Spread(PLACES, SHIPPED)).explain(place="HT0111", hazard_class="low")
    assert "weight_of_places" not in shipped.formula
    assert not shipped.changes


def test_the_shipped_places_are_in_haiti_with_people():
    places = bundled_populated_places()
    assert (len(places), int(places["population"].sum())) == (113, 5_362_003)
    assert places["geonameid"].is_unique
    assert places["longitude"].between(-74.5, -71.6).all()
    assert places["latitude"].between(18, 20.1).all()
