"""Status of stock by hand: use per month, limits, unknown use, fixed minimum, sums over places."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import MissingColumn
from geo.stock_status import STATUSES, Sources, by_warehouse, stock_status, window_first
from tests.geo.stock_setting import ON, amounts, rules, status


def test_the_window_of_use_ends_on_the_day_and_begins_the_day_after_so_many_months():
    assert window_first("2023-08-31", 3) == "2023-06-01"  # 31 May is three months before
    assert window_first("2023-08-15", 1) == "2023-07-16"
    assert window_first("2023-03-31", 1) == "2023-03-01"  # 28 February, then the next day


@pytest.mark.parametrize(
    ("usable", "name", "months", "excess", "missing"),
    [
        # 300 used in 3 months: 100 a month; at least 200, at most 600
        (0, "rupture", 0, 0, 200),
        (199, "understocked", 1.99, 0, 1),
        (200, "well_stocked", 2, 0, 0),
        (600, "well_stocked", 6, 0, 0),
        (601, "overstocked", 6.01, 1, 0),
    ],
)
def test_status_by_months_of_use_with_inclusive_limits(usable, name, months, excess, missing):
    row = status(amounts(("W1", "rope", usable)), amounts(("W1", "rope", 300))).frame.iloc[0]
    assert (row["stock_status"], row["excess"], row["missing_units"]) == (name, excess, missing)
    assert row["months_of_stock"] == pytest.approx(months)
    assert (row["use_month"], row["minimum_units"], row["maximum_units"]) == (100, 200, 600)


def test_what_is_coming_lessens_what_is_missing_and_not_the_status():
    row = status(amounts(("W1", "rope", 50)), amounts(("W1", "rope", 300)), coming=amounts(("W1", "rope", 120)))
    told = row.frame.iloc[0]
    assert (told["stock_status"], told["expected"], told["missing_units"]) == ("understocked", 120, 30)


def test_no_status_where_use_is_unknown():
    unused = status(amounts(("W1", "rope", 500)), amounts())
    young = status(amounts(("W1", "rope", 500)), amounts(("W1", "rope", 300)), begun="2023-06-02")
    old_enough = status(amounts(("W1", "rope", 500)), amounts(("W1", "rope", 300)), begun="2023-06-01")
    for told, note in ((unused, "stock_status.unused"), (young, "stock_status.young")):
        row = told.frame.iloc[0]
        assert row["stock_status"] == "not_evaluated"
        assert math.isnan(row["months_of_stock"])
        assert math.isnan(row["missing_units"])
        assert math.isnan(row["excess"])
        assert note in told.explain(place="W1").notes
    assert old_enough.frame["stock_status"].tolist() == ["well_stocked"]


def test_a_fixed_minimum_needs_no_use_and_knows_no_excess():
    fixed = rules(rope={"minimum_units": 400.0})
    told = status(amounts(("W1", "rope", 399)), amounts(), held_to=fixed).frame.iloc[0]
    assert (told["stock_status"], told["missing_units"], told["minimum_units"]) == ("understocked", 1, 400)
    assert math.isnan(told["excess"])
    assert status(amounts(("W1", "rope", 400)), amounts(), held_to=fixed).frame["stock_status"].tolist() == [
        "well_stocked"
    ]
    assert status(amounts(("W1", "rope", 0)), amounts(), held_to=fixed).frame["stock_status"].tolist() == ["rupture"]


def test_an_item_has_its_own_months():
    own = rules(rope={"minimum_months": 5.0})
    told = status(
        amounts(("W1", "rope", 400), ("W1", "soap", 400)),
        amounts(("W1", "rope", 300), ("W1", "soap", 300)),
        held_to=own,
    )
    assert told.frame.set_index("item")["stock_status"].to_dict() == {"rope": "understocked", "soap": "well_stocked"}
    assert told.explain(item="rope").as_record()["value"] == "understocked"


def test_a_department_is_held_against_its_own_sums():
    # W1 150 of 100 a month, W2 250 of 50 a month: together 400 of 150 a month = 2.67 months; fixed: 2 x 90
    usable = amounts(("W1", "rope", 150), ("W2", "rope", 250), ("W1", "soap", 10), ("W2", "soap", 100))
    used = amounts(("W1", "rope", 300), ("W2", "rope", 150))
    place = pd.Series("HT07", index=range(4))
    told = status(usable, used, place=place, held_to=rules(soap={"minimum_units": 90.0})).frame.set_index("item")
    assert told.loc["rope", "months_of_stock"] == pytest.approx(400 / 150)
    assert told.loc["rope", "stock_status"] == "well_stocked"
    assert told.loc["soap", "minimum_units"] == 180
    assert told.loc["soap", "missing_units"] == 70


def test_what_is_expected_nowhere_is_of_the_nation_alone():
    usable, nothing = amounts(("W1", "rope", 10)), amounts()
    coming = amounts((None, "rope", 500), ("W1", "rope", 5))
    balances = usable.rename(columns={"quantity": "held"}).assign(reserved=0.0)
    begun = usable[["warehouse_id", "item"]].assign(begun="2023-01-01")
    rows = by_warehouse(Sources(balances, usable, nothing, begun, nothing, coming))
    at = stock_status(rows, rows["warehouse_id"], rules(), on=ON)
    assert (at.frame["expected"].tolist(), at.facts["nowhere"]) == ([5], 500)
    nation = stock_status(rows, pd.Series("HT", index=rows.index), rules(), on=ON)
    assert (nation.frame["expected"].tolist(), nation.facts["nowhere"]) == ([505], 0)
    assert nation.frame["warehouses"].tolist() == [1]


def test_a_missing_column_is_said():
    with pytest.raises(MissingColumn):
        by_warehouse(Sources(amounts(), *(amounts() for _ in range(5))))


@given(st.lists(st.tuples(st.sampled_from(["W1", "W2", "W3"]), st.sampled_from("ab"), st.integers(0, 900),
                          st.integers(0, 900)), min_size=1, max_size=12))  # fmt: skip
def test_sums_over_places_conserve_and_every_status_recomputes(told):
    usable = amounts(*((w, i, units) for w, i, units, _ in told))
    used = amounts(*((w, i, units) for w, i, _, units in told if units))
    at = status(usable, used).frame
    nation = status(usable, used, place=pd.Series("HT", index=range(len(at)))).frame
    for name in ("usable", "used"):
        assert nation[name].sum() == at[name].sum() == (usable if name == "usable" else used)["quantity"].sum()
    assert set(at["stock_status"]) <= set(STATUSES)
    for row in at.itertuples():
        if row.used == 0:
            assert row.stock_status == "not_evaluated"
        else:
            months = 3 * row.usable / row.used
            wanted = (
                "rupture"
                if row.usable == 0
                else "understocked"
                if months < 2
                else "overstocked"
                if months > 6
                else "well_stocked"
            )
            assert row.stock_status == wanted or min(abs(months - 2), abs(months - 6)) < 1e-9
