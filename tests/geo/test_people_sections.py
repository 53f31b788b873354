"""People of communes by their sections: the small Haiti in its flood, by hand.

HT0111 (780-790 E, 100 000 people) has two sections: -01 over 780-784 E with 3/4 of the people, -02 over 784-790 E with
1/4. The flood: high over 780-782.5, low over 780-785. -01: 2.5 km of 4 in high, 1.5 in low; -02: 1 km of 6 in low:
high = 75 000 x 2.5/4 = 46 875; low = 75 000 x 1.5/4 + 25 000 / 6 = 28 125 + 4 166.67; outside = 25 000 x 5/6.
By area they were 25 000, 25 000 and 50 000. HT0131 has one section of two without a shape: by area.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.reference_tables import hazards, settings
from geo.exposure import Exposed, exposure
from geo.people_sections import sections_known
from geo.places import communes_at
from geo.site_services import site_people
from tests.geo import small_haiti

SHAPES = {
    "HT0111-01": small_haiti.rectangle(780, 2050, 784, 2060), "HT0111-02": small_haiti.rectangle(784, 2050, 790, 2060),
    "HT0131-01": small_haiti.rectangle(790, 2050, 795, 2060), "HT0131-02": None,
    "HT0711-01": small_haiti.rectangle(630, 2020, 640, 2030),
}  # fmt: skip
PEOPLE = {"HT0111-01": 750.0, "HT0111-02": 250.0, "HT0131-01": 10.0, "HT0131-02": 30.0, "HT0711-01": 5.0}


def known(people=None, shapes=None):
    series = pd.DataFrame({"adm_pcode": list(PEOPLE), "population": list((people or PEOPLE).values())})
    held = SHAPES | (shapes or {})
    boundaries = pd.DataFrame({"adm_pcode": list(held), "geometry": pd.Series(list(held.values()), dtype="object")})
    return sections_known(series.assign(adm_level="adm3"), boundaries.assign(adm_level="adm3"))


def reckoned(sections, level="adm2", zones=None):
    people = site_people(
        small_haiti.sites(), small_haiti.assessments(), settings()["household_size"], as_of=small_haiti.AS_OF
    )
    held = Exposed(small_haiti.boundaries(), small_haiti.population(), people, small_haiti.shelters(),
                   small_haiti.warehouses(), small_haiti.stock())  # fmt: skip
    flood = small_haiti.zones() if zones is None else zones
    return exposure(flood, replace(held, sections=sections), communes_at(small_haiti.places(), level), hazards())


def people(result, place):
    rows = result.frame[result.frame["place"] == place].set_index("hazard_class")["people"]
    return [rows[name] for name in ("high", "medium", "low", "outside", "unlocated")]


def test_sections_qualify_commune_by_commune():
    told = known()
    assert told["adm_pcode"].tolist() == ["HT0111-01", "HT0111-02", "HT0711-01"]
    assert told["share"].tolist() == [0.75, 0.25, 1.0]
    unknown = known(people=PEOPLE | {"HT0111-02": float("nan")})
    assert unknown["adm_pcode"].tolist() == ["HT0711-01"]
    nobody = known(people=PEOPLE | {"HT0711-01": 0.0})
    assert set(nobody["adm2_pcode"]) == {"HT0111"}
    assert known(shapes=dict.fromkeys(SHAPES)) is None


def test_people_are_where_their_section_is():
    told = reckoned(known())
    assert people(told, "HT0111") == pytest.approx([46_875, 0, 28_125 + 25_000 / 6, 25_000 * 5 / 6, 0], rel=1e-6)
    plain = reckoned(None)
    for place in ("HT0131", "HT0611", "HT0711"):  # the one section of HT0711 is the whole commune
        assert people(told, place) == pytest.approx(people(plain, place))
    counted = told.frame.groupby("place")["communes_by_section"].first().to_dict()
    assert counted == {"HT0111": 1, "HT0131": 0, "HT0611": 0, "HT0711": 1, "HT0712": 0}


def test_the_explanation_says_which():
    told = reckoned(known(), "adm1")
    west, centre = (told.explain(place=place, hazard_class="low") for place in ("HT01", "HT06"))
    assert "section_population" in west.formula
    assert {one.name: one.value for one in west.inputs}["communes_by_section"] == 1
    assert "exposure.people_by_sections" in west.notes
    assert "section_population" not in centre.formula
    assert "exposure.people_by_sections" not in centre.notes


@given(width=st.floats(0.1, 25), more=st.floats(0, 5), first=st.floats(1, 1e6))
def test_totals_stay_at_every_level_and_a_wider_zone_never_has_fewer(width, more, first):
    flood, sections = small_haiti.zones().iloc[:1], known(people=PEOPLE | {"HT0111-01": first})
    zones = [flood.assign(geometry=[small_haiti.rectangle(779, 2040, 779 + km, 2070)]) for km in (width, width + more)]
    inside = []
    for zone in zones:
        sums = [reckoned(sections, level, zone).frame.groupby("hazard_class")["people"].sum()
                for level in ("adm2", "adm1", "adm0")]  # fmt: skip
        for one in sums:
            assert one.to_dict() == pytest.approx(sums[0].to_dict())
            assert one.sum() == pytest.approx(220_000)
        inside.append(sums[0].drop(["outside", "unlocated"]).sum())
    assert inside[1] >= inside[0] - 1e-6
