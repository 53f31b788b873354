"""How soon a first complete kit comes, by hand: the item that comes last decides."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.first_kits import FIRST_DTYPES, first_kits
from geo.reach_supply import Supply

# W1 has tarpaulins, W2 has ropes, W3 has nothing. A: tarpaulins in 5 h, ropes in 9 h. B: tarpaulins in 7 h, ropes
# never. C: nothing ever, though the empty W3 stands in it.
HOURS = np.array([[5.0, 7.0, np.inf], [9.0, np.inf, np.inf], [1.0, 1.0, 4.0]])


def supply() -> Supply:
    units = np.array([[10.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    axes = (pd.Index(["W1", "W2", "W3"]), pd.Index(["A", "B", "C"]), pd.Index(["tarpaulin", "rope"]))
    return Supply(*axes, units, np.array([2.0, 1.0]), HOURS, "2023-08-31")


def test_the_last_item_decides_and_the_nearest_stock_is_told():
    rows = first_kits(supply()).frame.set_index("adm2_pcode")
    assert rows["first_kit_hours"].tolist()[0] == 9.0
    assert rows["first_kit_hours"].isna().tolist() == [False, True, True]
    assert (rows["last_item"]["A"], rows["last_warehouse"]["A"]) == ("rope", "W2")
    assert rows["last_item"].isna().tolist() == [False, True, True]
    assert rows["first_stock_hours"].tolist()[:2] == [5.0, 7.0]
    assert rows["nearest_warehouse"].tolist()[:2] == ["W1", "W1"]
    assert pd.isna(rows["nearest_warehouse"]["C"])


def test_the_figure_follows_from_its_explanation():
    told = first_kits(supply())
    explained = told.explain(adm2_pcode="A")
    by_item = {one.name: one.value for one in explained.inputs}
    assert by_item["travel_hours[tarpaulin]"] == 5.0
    assert by_item["travel_hours[rope]"] == explained.value == 9.0
    assert explained.dated == "2023-08-31"
    nothing = told.explain(adm2_pcode="B")
    assert nothing.value is None
    assert {one.name: one.value for one in nothing.inputs}["travel_hours[rope]"] is None


def test_without_warehouses_nothing_ever_comes():
    axes = (pd.Index([], dtype="object"), pd.Index(["A"]), pd.Index(["rope"]))
    empty = Supply(*axes, np.zeros((0, 1)), np.array([1.0]), np.zeros((0, 1)))
    rows = first_kits(empty).frame
    assert rows["first_kit_hours"].isna().all()
    assert dict(rows.dtypes.astype(str)) == FIRST_DTYPES


@pytest.mark.parametrize("seed", range(10))
def test_against_the_words_of_the_definition(seed: int):
    draw = np.random.default_rng(seed)
    hours = np.where(draw.random((4, 5)) < 0.3, np.inf, draw.integers(1, 30, (4, 5)).astype(float))
    units = np.where(draw.random((4, 3)) < 0.4, 0.0, 5.0)
    axes = (pd.Index(list("WXYZ")), pd.Index(list("ABCDE")), pd.Index(list("ijk")))
    rows = first_kits(Supply(*axes, units, np.ones(3), hours)).frame
    for commune in range(5):
        by_item = [min((hours[w, commune] for w in range(4) if units[w, i] > 0), default=np.inf) for i in range(3)]
        expected = max(by_item)
        got = rows["first_kit_hours"][commune]
        assert (np.isnan(got) and np.isinf(expected)) or got == expected
