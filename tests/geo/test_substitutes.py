"""Substitutes serve one kit item each at a ratio, so the items of a kit separate; kits grow with the household."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import DataProblem
from geo.frames import ITEMS, KITS
from geo.stock import STOCK, kit_contents, kits_complete
from geo.substitutes import for_household, with_substitutes

KIT = KITS.conform(
    pd.DataFrame([{"kit": "k", "item": "tarpaulin", "quantity": 2.0}, {"kit": "k", "item": "rope", "quantity": 1.0}])
)
THINGS = ITEMS.conform(pd.DataFrame([
    {"item": "tarpaulin"}, {"item": "rope"},
    {"item": "plastic_roll", "substitute_for": "tarpaulin", "substitute_ratio": 0.5},  # half a roll for a tarpaulin
    {"item": "string", "substitute_for": "rope", "substitute_ratio": 4.0},
    {"item": "unmeasured", "substitute_for": "rope"},
]))  # fmt: skip


def stock(**units: float) -> pd.DataFrame:
    rows = [{"warehouse_id": "W1", "item": item, "quantity": quantity} for item, quantity in units.items()]
    return STOCK.conform(pd.DataFrame(rows, columns=list(STOCK.by_name)))


def test_substitutes_count_at_their_ratio():
    found = with_substitutes(stock(tarpaulin=10, plastic_roll=4, rope=3, string=10, unmeasured=99), KIT, THINGS)
    units = found.set_index("item")["quantity"].to_dict()
    # 10 + 4 / 0.5 tarpaulins; 3 + 10 / 4 ropes; what has no ratio replaces nothing.
    assert units == {"tarpaulin": 18.0, "rope": 5.5, "unmeasured": 99.0}
    assert kits_complete(found, KIT).frame["kits_complete"].tolist() == [5.5]  # min(18 / 2, 5.5 / 1)


def test_a_substitute_that_the_kit_holds_is_itself():
    kit = pd.concat([KIT, KITS.conform(pd.DataFrame([{"kit": "k", "item": "string", "quantity": 1.0}]))])
    found = with_substitutes(stock(rope=3, string=8), kit, THINGS)
    assert found.set_index("item")["quantity"].to_dict() == {"rope": 3.0, "string": 8.0}


@given(units=st.dictionaries(st.sampled_from([*THINGS["item"]]), st.integers(0, 100).map(float), min_size=1))
def test_the_items_of_a_kit_separate(units):
    """What one item of the kit can serve does not change with the stock of another item, or of its substitutes."""
    whole = with_substitutes(stock(**units), KIT, THINGS).set_index("item")["quantity"]
    mine = {"tarpaulin": ("tarpaulin", "plastic_roll"), "rope": ("rope", "string")}
    for item, parts in mine.items():
        alone = with_substitutes(stock(**{k: v for k, v in units.items() if k in parts}), KIT, THINGS)
        alone = alone.set_index("item")["quantity"]
        assert whole.get(item, 0.0) == alone.get(item, 0.0)


def test_a_kit_grows_with_the_household():
    kit = KIT.assign(quantity_person=[0.0, 0.5])
    with pytest.raises(DataProblem, match="household_size_missing"):
        kit_contents(kit)
    assert kit_contents(for_household(kit, 4.0)).to_dict() == {"tarpaulin": 2.0, "rope": 3.0}  # 1 + 0.5 x 4
    with pytest.raises(DataProblem, match="household_size_missing"):
        for_household(kit, float("nan"))
    assert kit_contents(for_household(KIT, float("nan"))).to_dict() == {"tarpaulin": 2.0, "rope": 1.0}
