"""People with host families beside those at sites, by hand on the small Haiti."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo import frames
from geo.host_families import host_and_sites, last_host_families
from geo.people_now import people_now, people_of_places
from geo.places import communes_at
from geo.site_events import counts_of, site_events
from tests.geo import small_haiti
from tests.geo.test_site_events import AS_OF, SIZE


def at_sites() -> pd.DataFrame:
    counts = counts_of(small_haiti.assessments(), SIZE, as_of=AS_OF)
    told = site_events(frames.EVENTS.empty(), small_haiti.sites(), counts, as_of=AS_OF)
    now = people_now(small_haiti.sites(), told).frame
    return people_of_places(now, communes_at(small_haiti.places(), "adm2")).frame


def told(rows: pd.DataFrame):
    return host_and_sites(small_haiti.places(), last_host_families(rows, as_of=AS_OF), at_sites())


def test_the_last_known_figure_of_each_commune():
    host = last_host_families(small_haiti.displacement(), as_of=AS_OF)
    # Croix-des-Bouquets: the blank of July says nothing; Torbeck is told after the day
    assert host["host_people"].to_dict() == {"HT0111": 1_800, "HT0131": 600, "HT0711": 400}
    assert host["host_on"].to_dict() == {"HT0111": "2023-07-31", "HT0131": "2023-03-31", "HT0711": "2023-07-31"}


def test_rows_of_one_operation_add_up_and_operations_never_do():
    rows = frames.DISPLACEMENT.conform(pd.DataFrame([
        {"adm_pcode": "HT0111", "observed_on": "2023-07-31", "operation": operation, "displacement_reason": reason,
         "host_family_individuals": people}
        for operation, reason, people in (("A", "conflict", 300), ("A", "other", 200), ("B", "conflict", 450))
    ]))  # fmt: skip
    host = last_host_families(rows, as_of=AS_OF)
    assert host.loc["HT0111", ["host_people", "host_operation"]].tolist() == [500, "A"]


def test_beside_people_at_sites():
    result = told(small_haiti.displacement())
    rows = result.frame.set_index("place")
    # Port-au-Prince: S1 487 and S2 900 at sites, 1,800 with families
    row = rows.loc["HT0111"]
    assert row[["people_now", "host_people", "displaced", "sites"]].tolist() == [1_387, 1_800, 3_187, 2]
    assert row["host_share"] == pytest.approx(1_800 / 3_187)
    # Hinche has a site and no figure of families: the sum is unknown, not the sites alone. Torbeck has neither.
    assert np.isnan(rows.loc["HT0611", "displaced"])
    assert "HT0712" not in rows.index
    assert rows.index[0] == "HT0111"
    assert result.facts == {"host_people": 2_800, "people_now": 2_797, "communes_without_host_figure": 2, "communes": 5}
    why = result.explain(place="HT0111")
    assert (why.value, why.formula, why.dated) == (3_187, "displaced = host_people + people_now", "2023-07-31")


def test_a_commune_without_a_site_is_not_a_commune_with_nobody_at_sites():
    rows = small_haiti.displacement()
    rows.loc[rows["adm_pcode"] == "HT0712", "observed_on"] = "2023-07-31"
    row = told(rows).frame.set_index("place").loc["HT0712"]
    assert row[["host_people", "sites"]].tolist() == [500, 0]
    assert np.isnan(row["people_now"])
    assert np.isnan(row["host_share"])


def test_nothing_told_gives_the_same_columns():
    none, full = told(frames.DISPLACEMENT.empty()), told(small_haiti.displacement())
    assert none.frame.dtypes.to_dict() == full.frame.dtypes.to_dict()
    assert none.frame["host_people"].isna().all()
    assert np.isnan(none.facts["host_people"])
