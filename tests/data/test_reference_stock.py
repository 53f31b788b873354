"""Limits of stock in force: shipped, of one item, in order."""

from __future__ import annotations

import math

import pytest

from data.reference_stock import stock_rules, stock_settings
from data.settings import check_together
from geo.errors import DataProblem, ReferenceProblem

# As stock-status.toml says; all of them unverified.
SHIPPED = {"use_months": 12, "minimum_months": 12, "maximum_months": 24, "expiry_window_1": 90, "expiry_window_2": 180,
           "projection_months": 6}  # fmt: skip


def test_what_is_shipped_is_for_all_items_and_unverified():
    rules = stock_rules({})
    assert {name: one.value for name, one in rules.general.items()} == SHIPPED
    assert {one.status for one in stock_settings({}).values()} == {"unverified"}
    limits = rules.limits("rope")
    assert (limits.minimum_months, limits.maximum_months) == (12, 24)
    assert math.isnan(limits.minimum_units)
    assert rules.changes("rope") == ()


def test_an_item_has_limits_of_its_own_and_the_change_is_told():
    rules = stock_rules({"stock.minimum_months.rope": "3", "stock.minimum_units.rope": "500"})
    assert (rules.limits("rope").minimum_months, rules.limits("rope").minimum_units) == (3, 500)
    assert rules.limits("bucket").minimum_months == 12
    assert {one.name for one in rules.changes("rope")} == {"minimum_months", "minimum_units"}


@pytest.mark.parametrize("told", [
    {"stock.minimum_months": "25"}, {"stock.maximum_months.rope": "11"}, {"stock.expiry_window_1": "181"},
])  # fmt: skip
def test_limits_keep_their_order_before_anything_is_stored(told):
    with pytest.raises(ReferenceProblem, match="order"):
        stock_rules(told)
    with pytest.raises(DataProblem, match="order"):
        check_together({}, told)


@pytest.mark.parametrize("value", ["x", "0", "-1", "nan", "37"])
def test_what_a_period_of_use_may_not_be(value):
    with pytest.raises(ReferenceProblem, match="bad_setting"):
        stock_settings({"stock.use_months": value})
