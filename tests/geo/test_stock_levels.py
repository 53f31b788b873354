"""Declared levels: the newest of each place and item, weighted by age; never a zero where nothing is known."""

from __future__ import annotations

import pandas as pd
import pytest

from data.reference_stock_levels import ages_in_force, level_ages
from geo.errors import ReferenceProblem
from geo.frames import FRAMES
from geo.stock_levels import stock_levels

AGES = level_ages({})


def levels(*rows: tuple) -> pd.DataFrame:
    names = ["organisation", "adm2_pcode", "item", "observed_on", "quantity", "availability", "expiry"]
    return FRAMES["stock_levels"].conform(pd.DataFrame(rows, columns=names))


def test_the_shipped_ages_are_those_of_the_file():
    assert {name: (one.value, one.unit, one.status) for name, one in ages_in_force({}).items()} == {
        "stock_levels.full_days": (30.0, "days", "unverified"), "stock_levels.none_days": (90.0, "days", "unverified"),
    }  # fmt: skip


def test_the_newest_level_weighs_by_its_age():
    told = stock_levels(levels(
        ("P", "HT0111", "rope", "2023-01-01", 500.0, "free", None),  # replaced by the next
        ("P", "HT0111", "rope", "2023-03-01", 100.0, "free", None),  # 30 days old: in full
        ("P", "HT0111", "tarpaulin", "2023-01-30", 100.0, "free", None),  # 60 days: half, (90 - 60) / (90 - 30)
        ("P", "HT0112", "rope", "2022-12-31", 100.0, "free", None),  # 90 days: nothing
        ("Q", "HT0111", "rope", "2023-03-30", 80.0, "reserved", None),
        ("Q", "HT0111", "hygiene_kit", "2023-03-30", 70.0, None, "2023-03-30"),
        ("Q", "HT0111", "bucket", "2023-04-30", 70.0, "free", None),  # after the day
    ), AGES, on="2023-03-31")  # fmt: skip
    rows = told.frame.set_index(["organisation", "adm2_pcode", "item"])[["days", "weight", "weighted", "usable"]]
    assert rows.loc[("P", "HT0111", "rope")].tolist() == [30.0, 1.0, 100.0, 100.0]
    assert rows.loc[("P", "HT0111", "tarpaulin")].tolist() == [60.0, 0.5, 50.0, 50.0]
    assert rows.loc[("P", "HT0112", "rope")].tolist() == [90.0, 0.0, 0.0, 0.0]
    assert rows.loc[("Q", "HT0111", "rope")].tolist() == [1.0, 1.0, 80.0, 0.0]
    assert rows.loc[("Q", "HT0111", "hygiene_kit")].tolist() == [1.0, 1.0, 70.0, 0.0]
    assert len(rows) == 5
    assert told.facts == {"on": "2023-03-31", "levels": 5, "outdated": 1, "expired": 1, "reserved": 1}
    explained = told.explain(organisation="P", adm2_pcode="HT0111", item="tarpaulin")
    assert (explained.value, explained.status) == (50.0, "unverified")


def test_ages_may_be_changed_and_must_be_in_order():
    assert level_ages({"stock_levels.full_days": "10"}).full.value == 10.0
    with pytest.raises(ReferenceProblem, match="order"):
        level_ages({"stock_levels.full_days": "100"})
    with pytest.raises(ReferenceProblem, match="bad_setting"):
        level_ages({"stock_levels.full_days": "often"})
