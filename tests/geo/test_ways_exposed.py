"""Roads of the small Haiti in its flood, by hand.

Ways meet at the middles of the squares, in km: HT0111 785 2055, HT0131 795 2055, HT0611 805 2115, HT0711 635 2025,
HT0712 625 2025. Along the straight line:

- RN2 (HT0111 to HT0711, 150 km west): 785-782.5 low, 782.5-780 high, 645-635 low: 2.5/150 high, 12.5/150 low.
  Of its 140 km: 7/3 high, 35/3 low, 126 outside.
- RD4 (HT0131 to HT0711, 160 km west): 2.5/160 high, 12.5/160 low, and it passes north of the medium zone.
  Of its 160 km: 2.5 high, 12.5 low, 145 outside.
- RN1, RN3, RD3 and RD25 only touch the edge of a zone: 35 + 105 + 100 + 20 km outside.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data.reference_tables import hazards
from geo import frames
from geo.errors import BadScenario
from geo.explain import Result
from geo.places import communes_at
from geo.ways_exposed import CONTRACT, LISTED, ways_exposed, ways_in_zones
from tests.geo import small_haiti

MIDDLES = {
    code: small_haiti.at(east + 5, north + 5) for code, (_, _, _, east, north, _) in small_haiti.COMMUNES.items()
}


def points() -> pd.DataFrame:
    rows = [{"adm2_pcode": code, "adm2_name": small_haiti.COMMUNES[code][0], **at} for code, at in MIDDLES.items()]
    return pd.DataFrame(rows)


def reckoned(level: str, ways: pd.DataFrame | None = None, zones: pd.DataFrame | None = None) -> Result:
    chosen = small_haiti.ways() if ways is None else ways
    flood = small_haiti.zones() if zones is None else zones
    return ways_exposed(flood, chosen, points(), communes_at(small_haiti.places(), level), hazards())


def row(result: Result, place: str, name: str) -> dict[str, Any]:
    frame = result.frame
    return frame[(frame["place"] == place) & (frame["hazard_class"] == name)].iloc[0].to_dict()


def test_roads_of_the_nation_by_their_worst_class():
    told = reckoned("adm0")
    assert tuple(told.frame.columns) == CONTRACT
    assert list(told.frame["hazard_class"]) == ["high", "medium", "low", "outside", "unlocated"]
    assert list(told.frame["ways"]) == [2, 0, 0, 4, 0]  # RN2 and RD4 in their worst class, once
    assert list(told.frame["km"]) == pytest.approx([7 / 3 + 2.5, 0, 35 / 3 + 12.5, 126 + 145 + 260, 0])
    assert row(told, "HT", "high")["names"] == ["RD4", "RN2"]
    assert told.facts["ways"] == told.facts["ways_sketched"] == 6
    assert set(told.frame["ways_shared"]) == {0}


def test_a_road_stands_in_the_place_of_both_ends_and_its_length_half_in_each():
    told = reckoned("adm1")
    for place in ("HT01", "HT07"):
        high = row(told, place, "high")
        assert (high["ways"], high["ways_shared"], high["km"]) == (2, 2, pytest.approx((7 / 3 + 2.5) / 2))
    # HT07: RD25 whole (both ends), half of RN2 and RD4
    assert row(told, "HT07", "outside")["km"] == pytest.approx(20 + 126 / 2 + 145 / 2)
    assert (row(told, "HT07", "outside")["ways"], row(told, "HT07", "outside")["ways_shared"]) == (1, 0)


@pytest.mark.parametrize("level", ["adm0", "adm1", "adm2"])
def test_kilometres_add_up_at_every_level(level):
    assert reckoned(level).frame["km"].sum() == pytest.approx(35 + 105 + 140 + 20 + 100 + 160)


def test_the_list_names_each_road_and_its_classes():
    listed = ways_in_zones(small_haiti.zones(), small_haiti.ways(), points(), hazards())
    assert tuple(listed.columns) == LISTED
    first = listed.iloc[0]
    assert (first["route"], first["hazard_class"], first["title"]) == ("RD4", "high", "Croix-des-Bouquets – Les Cayes")
    whole = listed.groupby("way_id")["km"].sum()
    assert whole.to_dict() == pytest.approx(small_haiti.ways().set_index("way_id")["length_km"].to_dict())


def drawn() -> pd.DataFrame:
    """A drawn road of HT0111 from 781 to 789 E, 2055 N: 1.5 km high, 2.5 km low, 4 km outside; its length is measured."""
    a, b = small_haiti.at(781, 2055), small_haiti.at(789, 2055)
    line = f"LINESTRING ({a['longitude']} {a['latitude']}, {b['longitude']} {b['latitude']})"
    told = {"way_id": "D1", "mode": "road", "from_pcode": "HT0111", "to_pcode": "HT0111"}
    frame = pd.DataFrame([told | {"geometry": shapely.from_wkt(line)}])
    return frames.WAYS.conform(frame)


def test_a_drawn_road_is_measured_along_its_line():
    told = reckoned("adm2", ways=drawn())
    found = {name: row(told, "HT0111", name)["km"] for name in ("high", "low", "outside")}
    assert found == pytest.approx({"high": 1.5, "low": 2.5, "outside": 4.0})
    assert row(told, "HT0111", "high")["names"] == ["Port-au-Prince – Port-au-Prince"]
    assert told.facts["ways_sketched"] == 0


def test_unknown_ends_and_lengths_are_unknown_and_sea_legs_are_left_out():
    ways = small_haiti.ways()
    ways.loc[ways["route"] == "RN1", "to_pcode"] = None
    ways.loc[ways["route"] == "RN2", "length_km"] = np.nan
    ways.loc[ways["route"] == "RN3", "mode"] = "sea"
    told = reckoned("adm0", ways=ways)
    assert row(told, "HT", "unlocated")["names"] == ["RN1"]
    assert row(told, "HT", "high")["ways_without_length"] == 1
    assert row(told, "HT", "high")["km"] == pytest.approx(2.5)  # RD4 alone
    only = reckoned("adm0", ways=ways[ways["route"] == "RN2"])
    assert np.isnan(row(only, "HT", "high")["km"])
    assert row(only, "HT", "medium")["km"] == 0
    assert told.facts["ways_left_out"] == 1


def test_no_ways_or_no_zones_give_the_same_columns():
    none = reckoned("adm1", ways=small_haiti.ways().head(0))
    assert tuple(none.frame.columns) == CONTRACT
    assert set(none.frame["ways"]) == {0}
    empty = reckoned("adm0", zones=small_haiti.zones().head(0))
    assert list(empty.frame["ways"]) == [6, 0]


def test_an_explanation_says_what_it_does_not_know():
    told = reckoned("adm1").explain(place="HT01", hazard_class="high")
    assert (told.value, told.dated) == (2, "2023-08-01")
    assert {"ways.may_be_cut", "ways.straight", "ways.both_ends"} == set(told.notes)


def test_an_unknown_class_is_refused():
    with pytest.raises(BadScenario, match="unknown_class"):
        reckoned("adm0", zones=small_haiti.zones().assign(hazard_class="purple"))


@given(st.floats(1, 40), st.floats(0, 40))
def test_a_larger_zone_never_holds_less(width, more):
    """One zone from 600 km E on, wider and wider: roads and kilometres in it never fall."""

    def inside(east_km: float) -> tuple[int, float]:
        zones = small_haiti.zones().head(1)
        zone = zones.assign(geometry=[small_haiti.rectangle(610, 2000, 610 + east_km, 2100)])
        high = row(reckoned("adm0", zones=zone), "HT", "high")
        return high["ways"], high["km"]

    small, large = inside(width), inside(width + more)
    assert large[0] >= small[0]
    assert large[1] >= small[1] - 1e-6
