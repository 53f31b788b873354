"""What partners report of their requests counts once, beside the slips, by hand."""

from __future__ import annotations

import pandas as pd

from geo.frames import FRAMES
from geo.given_requests import with_requests
from geo.given_since import given_since
from tests.geo.test_given_since import ASKED, moved


def requests(*rows: dict) -> pd.DataFrame:
    told = [{"site_id": "S1", "distributed_on": "2023-03-05", "households_reported": 25.0, **row} for row in rows]
    return FRAMES["requests"].conform(pd.DataFrame(told))


def items(*rows: tuple) -> pd.DataFrame:
    names = ["request_id", "item", "quantity", "quantity_approved"]
    return FRAMES["request_items"].conform(pd.DataFrame(rows, columns=names))


def given(slips: pd.DataFrame, asked: pd.DataFrame, lines: pd.DataFrame) -> dict[str, float]:
    told = given_since(ASKED, with_requests(slips, asked, lines), as_of="2023-03-31")
    return dict(zip(told["column"], told["households_given"], strict=True))


LINES = items(("R1", "tarpaulin", 60.0, 50.0), ("R1", "blanket", 20.0, 10.0), ("R1", "rope", 60.0, None))


def test_households_reported_are_served_with_each_item_approved():
    # 25 households with 50 tarpaulins; 10 blankets serve at most 10 of them; no rope is known to have been approved.
    told = given(moved(), requests({"request_id": "R1"}), LINES)
    assert told == {"households_with_tarpaulins": 25.0, "households_with_blankets": 10.0, "households_with_nfi": 25.0}


def test_a_request_that_a_slip_names_counts_by_its_slips():
    slip = moved(("M1", "D1", "2023-03-06", "S1", "tarpaulin", 7.0)).assign(request_id="R1")
    told = given(slip, requests({"request_id": "R1"}), LINES)
    assert told == {"households_with_tarpaulins": 7.0, "households_with_nfi": 7.0}


def test_what_is_not_reported_says_nothing():
    slip = moved(("M1", "D1", "2023-03-06", "S1", "tarpaulin", 7.0))
    asked = requests(
        {"request_id": "R1", "households_reported": None}, {"request_id": "R2", "distributed_on": None},
        {"request_id": "R3", "site_id": None}, {"request_id": "R4", "distributed_on": "2023-04-01"},
    )  # fmt: skip
    lines = items(*((f"R{n}", "tarpaulin", 60.0, 50.0) for n in range(1, 5)))
    assert given(slip, asked, lines) == {"households_with_tarpaulins": 7.0, "households_with_nfi": 7.0}
