"""What expires first leaves first; what has expired, or is reserved, does not leave."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.errors import MissingColumn
from geo.first_out import first_out

LOTS = pd.DataFrame({
    "lot": ["late", "never", "soon", "next"], "expiry": ["2023-01-01", None, "2023-02-01", "2023-03-01"],
    "held": [9.0, 50.0, 10.0, 20.0], "reserved": [0.0, 0.0, 4.0, 25.0],
})  # fmt: skip


def test_the_first_to_expire_leaves_first():
    found = first_out(LOTS, 30.0, on="2023-01-15")
    assert found[["lot", "usable", "quantity"]].to_numpy().tolist() == [["soon", 6.0, 6.0], ["never", 50.0, 24.0]]
    assert first_out(LOTS, 1000.0, on="2023-01-15")["quantity"].sum() == 56.0  # less than is asked: there is no more
    assert first_out(LOTS, 0.0, on="2023-01-15").empty


def test_a_lot_is_usable_on_its_expiry_day_and_a_column_must_be_there():
    assert first_out(LOTS, 1.0, on="2023-01-01")["lot"].tolist() == ["late"]
    with pytest.raises(MissingColumn):
        first_out(LOTS.drop(columns="held"), 1.0, on="2023-01-01")
