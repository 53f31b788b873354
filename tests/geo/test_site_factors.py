"""Factors of a site's severity, by hand in the small Haiti: the hazard that it lies in, the stock that reaches it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.reference_tables import hazards
from geo.places import communes_at, rows_within
from geo.site_factors import hazard_shares, household_need, reach_shares
from tests.geo import small_haiti


def test_the_class_in_which_a_site_lies():
    told = hazard_shares(small_haiti.sites(), small_haiti.zones(), hazards())
    # of five classes: S1 in high (4th), S2 and S5 in low (2nd), S3 north of the medium strip, S4 has no point
    assert told.to_dict() == pytest.approx({"S1": 0.8, "S2": 0.4, "S3": 0.0, "S4": np.nan, "S5": 0.4}, nan_ok=True)


def test_several_hazards_of_one_set_count_by_the_worst():
    zones = small_haiti.zones()
    closed = zones.head(1).assign(zone_id="Z9", hazard="access", hazard_class="restricted",
                                  geometry=small_haiti.rectangle(780, 2050, 800, 2060))  # fmt: skip
    told = hazard_shares(small_haiti.sites(), pd.concat([zones, closed], ignore_index=True), hazards())
    # access has two classes: restricted is 1/2, above the 2/5 of low and below the 4/5 of high
    assert told[["S1", "S2", "S3", "S5"]].tolist() == pytest.approx([0.8, 0.5, 0.5, 0.4])
    assert np.isnan(told["S4"])


def test_a_set_without_zones_says_nothing():
    assert hazard_shares(small_haiti.sites(), small_haiti.zones().head(0), hazards()).isna().all()


def test_households_at_sites_are_told_or_reckoned_from_people():
    sites = pd.DataFrame({
        "adm2_pcode": ["HT0111", "HT0111", "HT0131", "HT0611", None],
        "people": [450.0, 900.0, np.nan, np.nan, 90.0], "households": [110.0, np.nan, 30.0, np.nan, 20.0],
    })  # fmt: skip
    need = household_need(sites, small_haiti.places(), 4.5)
    # HT0111: 110 told and 900 / 4.5 = 200; HT0611 tells neither; the last lies nowhere
    assert need.to_numpy().tolist() == [["HT0111", 310.0], ["HT0131", 30.0]]


def test_a_site_has_the_share_of_its_department():
    communes = communes_at(small_haiti.places(), "adm1")
    reached = pd.DataFrame({"place": ["HT01", "HT06", "HT07"], "households_in_need": [340.0, 0.0, 50.0],
                            "households_reached": [170.0, 0.0, 60.0]})  # fmt: skip
    told = reach_shares(small_haiti.sites(), reached, communes)
    # half of Ouest; nobody asks in Centre; more than enough in Sud counts as all
    assert told.to_dict() == pytest.approx({"S1": 0.5, "S2": 0.5, "S3": 0.5, "S4": np.nan, "S5": 1.0}, nan_ok=True)


@pytest.mark.parametrize(
    ("place", "sites"), [("", 5), ("MAPAP", 3), ("HT01", 3), ("HT0111", 2), ("HT07", 1), ("HT99", 0)]
)
def test_rows_within_a_place(place, sites):
    assert len(rows_within(small_haiti.sites(), small_haiti.places(), place)) == sites
