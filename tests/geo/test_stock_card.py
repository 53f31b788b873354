"""A stock card by hand: opening balance, running balance, the derived difference of a count, and sums that tie."""

from __future__ import annotations

import pandas as pd

from geo.frames import FRAMES
from geo.stock_card import stock_card


def moved(*rows: tuple) -> pd.DataFrame:
    names = ["movement_id", "moved_on", "kind", "lot", "quantity", "recorded_on", "after_count"]
    told = [(*row, None)[:7] for row in rows]
    return FRAMES["movements"].conform(pd.DataFrame(told, columns=names).assign(warehouse_id="W1", item="rope"))


CARD = moved(
    ("M1", "2023-01-01", "receipt", "A", 100.0, "2023-01-01"),
    ("M2", "2023-01-02", "receipt", "B", 50.0, "2023-01-09"),  # typed a week later
    ("M3", "2023-01-03", "count", "A", 90.0, "2023-01-03"),  # ten are missing of lot A
    ("M4", "2023-01-03", "release", "A", 20.0, "2023-01-04"),  # the count of the day saw it go
    ("M5", "2023-01-03", "loss", "A", 5.0, "2023-01-03", "M3"),  # after the count
    ("M6", "2023-01-04", "reserve", "B", 30.0, "2023-01-04"),
    ("M7", "2023-01-05", "shortage", "B", 7.0, "2023-01-05"),  # of a transfer, not of the stock
)


def test_every_movement_has_the_balance_after_it():
    card = stock_card(CARD)
    told = card.frame.set_index("movement_id")
    assert list(told.index) == ["M1", "M2", "M4", "M3", "M5", "M6"]
    # 100; + 50; the release comes before the count of its day; 80 of A were there, 90 counted; 5 lost after it.
    assert told["balance"].tolist() == [100.0, 150.0, 130.0, 140.0, 135.0, 135.0]
    assert told.loc["M3", ["change", "difference"]].tolist() == [10.0, 10.0]
    assert told["difference"].drop("M3").isna().all()
    assert told["reserved"].tolist() == [0.0, 0.0, 0.0, 0.0, 0.0, 30.0]
    facts = card.facts
    assert (facts["opening"], facts["came_in"], facts["went_out"], facts["adjusted"]) == (0.0, 150.0, 25.0, 10.0)
    assert facts["opening"] + facts["came_in"] - facts["went_out"] + facts["adjusted"] == facts["closing"] == 135.0
    assert facts["late"] == 2


def test_what_lies_before_the_first_day_is_the_opening_balance():
    card = stock_card(CARD, since="2023-01-03")
    assert card.facts["opening"] == 150.0
    assert card.frame["movement_id"].tolist() == ["M4", "M3", "M5", "M6"]
    assert card.facts["closing"] == 135.0
    explained = card.explain(movement_id="M5")
    assert (explained.value, explained.unit) == (135.0, "units")
    assert {i.name: i.value for i in explained.inputs}["balance_before"] == 140.0


def test_an_empty_card_is_zero_because_nothing_was_ever_there():
    card = stock_card(moved())
    assert card.frame.empty
    assert card.facts["closing"] == 0.0
