"""People of an area and at its sites, nobody twice: the small Haiti in its flood, by hand.

HT0111 high: 25 000 people of the area and S1 with 487 at its site; low: 25 000 and S2 with 900 (200 households x 4.5).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from data.reference_tables import hazards, settings
from geo.exposure import Exposed, exposure
from geo.places import communes_at
from geo.settings import Said
from geo.site_services import site_people
from geo.sites_in_population import with_sites
from tests.geo import small_haiti

SETTING = settings()["sites_in_population"]
SIZE = settings()["household_size"]


def reckoned(**changed):
    people = site_people(small_haiti.sites(), small_haiti.assessments(), SIZE, as_of=small_haiti.AS_OF)
    held = Exposed(
        small_haiti.boundaries(), small_haiti.population(), people, small_haiti.shelters(), small_haiti.warehouses(),
        small_haiti.stock(),
    )  # fmt: skip
    return exposure(small_haiti.zones(), replace(held, **changed), communes_at(small_haiti.places(), "adm2"), hazards())


def cell(result, name):
    rows = result.frame[(result.frame["place"] == "HT0111") & (result.frame["hazard_class"] == name)]
    return rows.iloc[0]["people_with_sites"]


def test_people_at_sites_are_counted_once():
    within, beside = with_sites(reckoned(), SETTING), with_sites(reckoned(), SETTING.edited(0.0))
    assert (cell(within, "high"), cell(within, "low")) == pytest.approx((25_000, 25_000))
    assert (cell(beside, "high"), cell(beside, "low")) == pytest.approx((25_487, 25_900))
    half = with_sites(reckoned(), SETTING.edited(0.5))
    assert cell(half, "high") == pytest.approx(25_243.5)
    for told in (within, beside):
        assert told.frame["idp_individuals"].equals(reckoned().frame["idp_individuals"])  # they stay apart
        assert told.facts["sites_in_population"] in (0.0, 1.0)


def test_the_explanation_says_which_and_who_changed_it():
    where = {"place": "HT0111", "hazard_class": "high"}
    within = with_sites(reckoned(), SETTING).explain(**where)
    assert "exposure.sites_within" in within.notes
    assert not within.changes
    changed = SETTING.edited(0.0, Said("DGPC", "2023-08-01", "recensement sans les sites"))
    beside = with_sites(reckoned(), changed).explain(**where)
    assert "exposure.sites_beside" in beside.notes
    assert [one.said.by for one in beside.changes] == ["DGPC"]
    assert {one.name: one.value for one in beside.inputs}["people_with_sites"] == pytest.approx(25_487)
    nobody = with_sites(reckoned(), SETTING).explain(place="HT0712", hazard_class="high")
    assert not [note for note in nobody.notes if note.startswith("exposure.sites_within")]


def test_unknown_people_stay_unknown_where_they_would_be_added():
    unknown = small_haiti.sites().assign(people=np.nan)
    assert cell(with_sites(reckoned(sites=unknown), SETTING), "high") == pytest.approx(25_000)
    assert np.isnan(cell(with_sites(reckoned(sites=unknown), SETTING.edited(0.0)), "high"))
