"""What is read of a site: the last round up to the day, people counted or estimated."""

from __future__ import annotations

import numpy as np
import pytest

from data import reference_tables
from geo.site_services import open_sites, site_people
from tests.geo import small_haiti

SIZE = reference_tables.settings()["household_size"]


def test_each_site_once_with_its_last_row_up_to_the_day() -> None:
    held = open_sites(small_haiti.sites(), small_haiti.assessments(), as_of=small_haiti.AS_OF)
    assert held["site_id"].tolist() == ["S1", "S2", "S3", "S4", "S5"]
    assert held["round"].tolist() == [4, 4, 4, 4, 3]


@pytest.mark.parametrize(
    ("day", "round_", "toilets"), [("2023-05-09", np.nan, np.nan), ("2023-05-10", 3, 40), ("2023-08-15", 4, 12)]
)
def test_the_day_of_the_assessment_counts(day: str, round_: float, toilets: float) -> None:
    first = open_sites(small_haiti.sites(), small_haiti.assessments(), as_of=day).iloc[0]
    np.testing.assert_equal([first["round"], first["toilets_functional"]], [round_, toilets])


def test_the_order_of_the_rows_does_not_matter() -> None:
    backwards = small_haiti.assessments().iloc[::-1]
    held = open_sites(small_haiti.sites(), backwards, as_of=small_haiti.AS_OF)
    assert held["round"].tolist() == [4, 4, 4, 4, 3]


def test_people_at_sites_for_the_map_and_the_exposure() -> None:
    people = site_people(small_haiti.sites(), small_haiti.assessments(), SIZE, as_of=small_haiti.AS_OF)
    np.testing.assert_equal(people["people"].tolist(), [487, 900, 1000, np.nan, 300])  # 900 = 200 x 4.5
    assert people["people_estimated"].tolist() == [False, True, False, False, False]
    assert people.loc[3, ["longitude", "latitude"]].isna().all()
