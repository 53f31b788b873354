"""A distribution after the last assessment adds households to the coverage of its site, by hand."""

from __future__ import annotations

import pandas as pd

from geo.frames import FRAMES
from geo.given_since import given_since, with_given

ASKED = FRAMES["assessments"].conform(pd.DataFrame([
    {"site_id": "S1", "assessed_on": "2023-01-01", "households": 100.0, "households_with_tarpaulins": 20.0,
     "households_with_nfi": 30.0},
    {"site_id": "S1", "assessed_on": "2023-03-01", "households": 90.0, "households_with_tarpaulins": 40.0,
     "households_with_nfi": 85.0},
    {"site_id": "S2", "assessed_on": "2023-01-01", "households": 50.0},
]))  # fmt: skip


def moved(*rows: tuple) -> pd.DataFrame:
    names = ["movement_id", "document", "moved_on", "site_id", "item", "households_served"]
    told = pd.DataFrame(rows, columns=names).assign(kind="distribution", quantity=1.0)
    return FRAMES["movements"].conform(told)


def test_only_slips_after_the_last_assessment_and_up_to_the_day_count():
    slips = moved(
        ("M1", "D1", "2023-02-01", "S1", "tarpaulin", 50.0),  # before the last assessment: it saw them
        ("M2", "D2", "2023-03-01", "S1", "tarpaulin", 50.0),  # on its day: it saw them too
        ("M3", "D3", "2023-03-05", "S1", "tarpaulin", 30.0),
        ("M4", "D3", "2023-03-05", "S1", "tarpaulin", 10.0),  # the same slip, another lot: the same households
        ("M5", "D3", "2023-03-05", "S1", "rope", 30.0),  # of no column of its own, but relief items
        ("M6", "D4", "2023-04-05", "S1", "tarpaulin", 5.0),  # after the day of the picture
        ("M7", "D5", "2023-03-06", "S1", "blanket", None),  # does not say whom it served
    )
    given = given_since(ASKED, slips, as_of="2023-03-31")
    told = given.set_index("column")[["households_given", "movements", "given_on"]]
    assert told.loc["households_with_tarpaulins"].tolist() == [30.0, "M3, M4", "2023-03-05"]
    assert told.loc["households_with_nfi"].tolist() == [30.0, "M3, M4, M5", "2023-03-05"]
    after = with_given(ASKED, given, as_of="2023-03-31")
    assert after.loc[1, "households_with_tarpaulins"] == 70.0  # 40 + 30
    assert after.loc[1, "households_with_nfi"] == 90.0  # 85 + 30, but 90 live there
    assert after.loc[0, "households_with_tarpaulins"] == 20.0  # the older row stays
    assert ASKED.loc[1, "households_with_tarpaulins"] == 40.0  # the input is untouched


def test_what_was_not_asked_stays_unknown_and_an_unassessed_site_too():
    slips = moved(
        ("M1", "D1", "2023-03-05", "S2", "tarpaulin", 30.0), ("M2", "D2", "2023-03-05", "S9", "tarpaulin", 3.0)
    )
    given = given_since(ASKED, slips, as_of="2023-03-31")
    assert set(given["site_id"]) == {"S2"}
    assert pd.isna(with_given(ASKED, given, as_of="2023-03-31").loc[2, "households_with_tarpaulins"])


def test_two_slips_add_up():
    slips = moved(
        ("M1", "D1", "2023-03-05", "S1", "tarpaulin", 3.0), ("M2", "D2", "2023-03-06", "S1", "tarpaulin", 4.0)
    )
    given = given_since(ASKED, slips, as_of="2023-03-31").set_index("column")
    assert given.loc["households_with_tarpaulins", "households_given"] == 7.0
    assert given_since(ASKED, moved(), as_of="2023-03-31").empty


def test_a_slip_makes_the_day_of_the_last_distribution_later_and_never_earlier():
    told = ASKED.assign(nfi_distributed_on=[None, "2023-03-20", None])
    slips = moved(("M1", "D1", "2023-03-05", "S1", "rope", 3.0), ("M2", "D2", "2023-03-06", "S2", "rope", None),
                  ("M3", "D3", "2023-03-04", "S2", "rope", 4.0))  # fmt: skip
    given = given_since(told, slips, as_of="2023-03-31")
    days = with_given(told, given, as_of="2023-03-31")["nfi_distributed_on"]
    assert days.fillna("-").tolist() == ["-", "2023-03-20", "2023-03-04"]
