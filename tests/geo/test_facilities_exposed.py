"""Facilities of the small Haiti in its flood, by hand.

H1 hospital (working, 50 beds) at 781 2055 in the high zone; C1 health centre (not working, beds unknown) at 784 2055 in
the low; P1 pharmacy of unknown state at 788 2058 outside; E1 school at 781 2051 in the high zone; K1 health post
(8 beds) without coordinates in HT0711; X1 in no commune.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.reference_tables import hazards
from geo import frames
from geo.explain import Result
from geo.facilities_exposed import CONTRACT, HEALTH_TYPES, facilities_exposed, points_in_zones
from geo.frames.services import FACILITY_TYPES
from geo.places import communes_at
from tests.geo import small_haiti


def facilities() -> pd.DataFrame:
    rows = [
        {"facility_id": "H1", "adm2_pcode": "HT0111", **small_haiti.at(781, 2055), "facility_type": "hospital",
         "facility_status": "working", "beds": 50},
        {"facility_id": "C1", "adm2_pcode": "HT0111", **small_haiti.at(784, 2055), "facility_type": "health_centre",
         "facility_status": "not_working"},
        {"facility_id": "P1", "adm2_pcode": "HT0111", **small_haiti.at(788, 2058), "facility_type": "pharmacy"},
        {"facility_id": "E1", "adm2_pcode": "HT0111", **small_haiti.at(781, 2051), "facility_type": "school"},
        {"facility_id": "K1", "adm2_pcode": "HT0711", "facility_type": "health_post", "beds": 8,
         "facility_status": "partly_working"},
        {"facility_id": "X1", "facility_type": "police"},
    ]  # fmt: skip
    days = ["2023-01-01", "2023-06-30"] * 3
    return frames.FACILITIES.conform(pd.DataFrame(rows).assign(observed_on=days))


def reckoned(level: str, zones: pd.DataFrame | None = None) -> Result:
    flood = small_haiti.zones() if zones is None else zones
    return facilities_exposed(flood, facilities(), communes_at(small_haiti.places(), level), hazards())


def row(result: Result, place: str, name: str) -> dict[str, Any]:
    frame = result.frame
    return frame[(frame["place"] == place) & (frame["hazard_class"] == name)].iloc[0].to_dict()


def test_facilities_by_class_with_their_state_and_beds():
    told = reckoned("adm2")
    assert tuple(told.frame.columns) == CONTRACT
    high = row(told, "HT0111", "high")
    assert (high["facilities"], high["health"], high["health_working"], high["beds"]) == (2, 1, 1, 50)
    assert high["by_type"] == {"hospital": 1, "school": 1}
    low = row(told, "HT0111", "low")
    assert (low["health"], low["health_not_working"], low["health_without_beds"]) == (1, 1, 1)
    assert np.isnan(low["beds"])  # a health centre is there, and nobody told its beds
    outside = row(told, "HT0111", "outside")
    assert (outside["health"], outside["health_status_unknown"]) == (1, 1)
    assert (row(told, "HT0111", "medium")["health"], row(told, "HT0111", "medium")["beds"]) == (0, 0)
    nowhere = row(told, "HT0711", "unlocated")
    assert (nowhere["health"], nowhere["health_partly_working"], nowhere["beds"]) == (1, 1, 8)


@pytest.mark.parametrize("level", ["adm0", "adm1", "adm2"])
def test_classes_partition_the_facilities_at_every_level(level):
    told = reckoned(level)
    assert told.frame["facilities"].sum() == told.facts["facilities"] == 5
    assert told.frame["health"].sum() == 4
    assert told.facts["facilities_without_place"] == 1
    assert told.facts["observed_on"] == "2023-01-01/2023-06-30"


def test_health_types_are_those_of_the_vocabulary():
    assert set(HEALTH_TYPES) < set(FACILITY_TYPES)


def test_the_explanation_adds_up():
    told = reckoned("adm0").explain(place="HT", hazard_class="low")
    named = {one.name: one.value for one in told.inputs}
    assert told.value == 1 == named["health_not_working"]
    assert "facilities.beds_missing" in told.notes
    assert "facilities.status_missing" not in told.notes


def test_without_zones_or_facilities_the_columns_stay():
    assert list(reckoned("adm0", zones=small_haiti.zones().head(0)).frame["facilities"]) == [4, 1]
    none = facilities_exposed(
        small_haiti.zones(), facilities().head(0), communes_at(small_haiti.places(), "adm0"), hazards()
    )
    assert list(none.frame["facilities"]) == [0] * 5
    assert none.facts["observed_on"] == ""


def test_any_points_get_the_class_that_they_lie_in():
    told = points_in_zones(facilities(), small_haiti.zones(), hazards()).set_index("facility_id")
    assert told["hazard_class"].to_dict() == {
        "H1": "high", "C1": "low", "P1": "outside", "E1": "high", "K1": "unlocated", "X1": "unlocated",
    }  # fmt: skip
    assert told.loc["H1", "rank"] > told.loc["C1", "rank"] > told.loc["P1", "rank"] == -1
    two = pd.concat([small_haiti.zones(), small_haiti.zones().assign(hazard="landslide")], ignore_index=True)
    assert len(points_in_zones(facilities(), two, hazards())) == 12  # each hazard for itself
