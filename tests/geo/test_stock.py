"""What of the stock is usable on a day, and how many kits it makes, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import DataProblem, MissingColumn
from geo.stock import BALANCES, STOCK, items_in_kit, kit_contents, kits_complete, usable_stock

KIT = pd.DataFrame({"item": ["tarpaulin", "blanket"], "quantity": [2.0, 3.0]})


def balances(*rows: tuple[str, str, str | None, str | None, float, float]) -> pd.DataFrame:
    return BALANCES.conform(pd.DataFrame(rows, columns=list(BALANCES.by_name)))


# Lots of W1's hygiene kits: A expires on the 30th, B expired on the 29th, C was written down too low (-5 held),
# D has 20 of 50 reserved, E has more reserved than held, F never expires.
LOTS = balances(
    ("W1", "hygiene_kit", "A", "2023-08-30", 100, 0),
    ("W1", "hygiene_kit", "B", "2023-08-29", 40, 0),
    ("W1", "hygiene_kit", "C", None, -5, 0),
    ("W1", "hygiene_kit", "D", "2024-01-01", 50, 20),
    ("W1", "hygiene_kit", "E", None, 10, 15),
    ("W1", "hygiene_kit", None, None, 7, 0),
    ("W2", "aquatabs", "Z", "2020-01-01", 900, 0),
)


def test_usable_on_the_expiry_day_by_lot_without_what_is_reserved() -> None:
    """On the 30th: A 100 + D 30 + no lot 7 = 137. C's minus and E's over-reservation take nothing from other lots."""
    result = usable_stock(LOTS, on="2023-08-30")
    assert result.frame.to_numpy().tolist() == [["W1", "hygiene_kit", 137.0], ["W2", "aquatabs", 0.0]]
    assert result.facts == {
        "on": "2023-08-30", "lots": 7, "expired_lots": 2, "negative_lots": 1, "overreserved_lots": 1,
    }  # fmt: skip
    assert usable_stock(LOTS, on="2023-08-31").frame["quantity"].tolist() == [37.0, 0.0]


def test_usable_stock_is_explained_by_its_lots() -> None:
    explained = usable_stock(LOTS, on="2023-08-30").explain(warehouse_id="W1", item="hygiene_kit")
    told = {given.name: given.value for given in explained.inputs}
    assert explained.value == 137
    assert told["usable_on"] == explained.dated == "2023-08-30"
    assert (told["held[D]"], told["reserved[D]"], told["expiry[D]"]) == (50, 20, "2024-01-01")
    assert (told["held[]"], told["expiry[]"]) == (7, None)
    assert told["held[C]"] == -5
    moved = LOTS.assign(held=LOTS["held"].where(LOTS["lot"] != "D", 60.0))
    assert usable_stock(moved, on="2023-08-30").explain(warehouse_id="W1", item="hygiene_kit").value == 147


def test_no_lots_no_stock_same_types() -> None:
    full, empty = usable_stock(LOTS, on="2023-08-30").frame, usable_stock(LOTS.iloc[:0], on="2023-08-30").frame
    assert list(full.columns) == list(STOCK.by_name)
    assert (full.dtypes == empty.dtypes).all()
    with pytest.raises(MissingColumn):
        usable_stock(LOTS.drop(columns="expiry"), on="2023-08-30")


@given(st.floats(0, 500), st.floats(0, 500), st.floats(0, 500))
def test_usable_is_never_negative_nor_more_than_held(held: float, reserved: float, other: float) -> None:
    lots = balances(("W1", "rope", "A", None, held, reserved), ("W1", "rope", "B", None, other, 0))
    quantity = usable_stock(lots, on="2023-01-01").frame["quantity"][0]
    assert other <= quantity <= held + other


def test_kits_of_a_warehouse_by_itself() -> None:
    """W1: 10/2 = 5 and 9/3 = 3: 3 kits, blankets bind. W2 has no blankets: 0. Their sum says nothing about reach."""
    stock = STOCK.conform(
        pd.DataFrame(
            [
                ("W1", "tarpaulin", 6),
                ("W1", "tarpaulin", 4),
                ("W1", "blanket", 9),
                ("W2", "tarpaulin", 8),
                ("W2", "rope", 1),
            ],
            columns=list(STOCK.by_name),
        )
    )
    result = kits_complete(stock, KIT)
    assert result.frame["kits_complete"].tolist() == [3, 0]
    assert result.frame["binding_item"].tolist() == ["blanket", "blanket"]
    assert result.frame["by_item"].tolist() == [{"tarpaulin": 5, "blanket": 3}, {"tarpaulin": 4, "blanket": 0}]
    told = {given.name: given.value for given in result.explain(warehouse_id="W1").inputs}
    assert told == {
        "quantity[tarpaulin]": 10, "kit_quantity[tarpaulin]": 2, "quantity[blanket]": 9, "kit_quantity[blanket]": 3,
    }  # fmt: skip
    total = items_in_kit(stock, KIT)
    assert total.to_numpy().tolist() == [["tarpaulin", 18, 2, 9], ["blanket", 9, 3, 3]]
    empty = kits_complete(stock.iloc[:0], KIT).frame
    assert (empty.dtypes == result.frame.dtypes).all()
    assert items_in_kit(stock.iloc[:0], KIT)["households"].tolist() == [0, 0]


def test_kits_that_are_none() -> None:
    assert kit_contents(pd.DataFrame({"item": ["a", "b"], "quantity": [0.0, 2.0]})).to_dict() == {"b": 2.0}
    for items, quantities, code in (
        (["a"], [0.0], "empty_kit"), ([], [], "empty_kit"), (["a"], [np.nan], "bad_kit"), (["a"], [-1.0], "bad_kit"),
        (["a", "a"], [1.0, 2.0], "bad_kit"),
    ):  # fmt: skip
        with pytest.raises(DataProblem) as caught:
            kit_contents(pd.DataFrame({"item": items, "quantity": quantities}))
        assert caught.value.code == code
    with pytest.raises(MissingColumn):
        kits_complete(STOCK.empty(), KIT.drop(columns="item"))
    with pytest.raises(MissingColumn):
        kits_complete(STOCK.empty().drop(columns="item"), KIT)
