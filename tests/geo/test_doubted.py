"""Which standards a contradiction touches, by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from data import reference_tables
from geo.doubted import doubted_standards

STANDARDS = reference_tables.standards()


def touched(column: str, against: str = "") -> set[str]:
    findings = pd.DataFrame({"column": [column], "against": [against]}, index=[7]).astype("str")
    told = doubted_standards(findings, STANDARDS)
    assert told.index.tolist() == [7]
    return set(told.iloc[0].split())


@pytest.mark.parametrize(
    ("column", "against", "expected"),
    [
        # functional toilets: people each, stations each, and the share of them that locks or is lit
        ("toilets_functional", "toilets_total", {"toilets", "toilets_lockable", "toilets_lit", "handwashing"}),
        ("committee_women_share", "committee_present",
         {"committee", "committee_women", "committee_from_site", "committee_disability", "committee_youth"}),
        ("feedback_used", "feedback_mechanism", {"feedback", "feedback_used"}),
        ("toilets_women + toilets_men", "toilets_total", {"toilets_women_men"}),
        ("water_litres_person_day_least", "water_litres_person_day_most", {"water_quantity"}),
        ("first_arrival_on", "last_arrival_on", set()),  # no standard reads them
    ],
)  # fmt: skip
def test_standards_that_read_a_column_of_the_finding(column, against, expected):
    assert touched(column, against) == expected


def test_doubtful_people_touch_whatever_is_held_for_each_person():
    expected = {norm.key for norm in STANDARDS if "individuals" in norm.columns}
    assert {"toilets", "bathing", "covered_area"} <= expected
    assert touched("females + males", "individuals") == expected == touched("people")


def test_no_finding_is_no_row():
    assert doubted_standards(pd.DataFrame({"column": [], "against": []}, dtype="str"), STANDARDS).empty
