"""The rules of the ledger, one by one, by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import MissingColumn
from geo.stock import BALANCES
from tests.geo.ledger_oracle import balance_from_movements


def ledger(*rows: tuple) -> pd.DataFrame:
    """Movements of (id, day of August 2023, kind, quantity) and optionally a dict of more; one tarpaulin lot L."""
    plain = {"warehouse_id": "W1", "item": "tarpaulin", "lot": "L", "expiry": None, "reverses": None}
    told = [
        {**plain, "movement_id": row[0], "moved_on": f"2023-08-{row[1]:02d}", "kind": row[2], "quantity": row[3],
         "seq": at, **(row[4] if len(row) > 4 else {})}
        for at, row in enumerate(rows)
    ]  # fmt: skip
    columns = [*plain, "movement_id", "moved_on", "kind", "quantity", "seq"]
    return pd.DataFrame(told, columns=columns)


def held(movements: pd.DataFrame, day: int = 31) -> float:
    return float(balance_from_movements(movements, as_of=f"2023-08-{day:02d}")["held"].sum())


def test_kinds_and_their_signs() -> None:
    """100 + 20 + 5 in; 10 + 3 + 7 + 1 + 4 out: 100. Reserving 30 and freeing 12 moves nothing held."""
    rows = ledger(
        ("m1", 1, "receipt", 100), ("m2", 2, "transfer_in", 20), ("m3", 3, "assembly_in", 5), ("m4", 4, "transfer_out", 10),
        ("m5", 5, "release", 3), ("m6", 6, "distribution", 7), ("m7", 7, "loss", 1), ("m8", 8, "assembly_out", 4),
        ("m9", 9, "reserve", 30), ("m10", 10, "unreserve", 12),
    )  # fmt: skip
    balance = balance_from_movements(rows, as_of="2023-08-31").iloc[0]
    assert (balance["held"], balance["reserved"]) == (100, 18)
    assert held(rows, 4) == 115
    assert balance_from_movements(rows, as_of="2023-08-09")["reserved"][0] == 30


def test_a_count_is_absolute_and_closes_its_day() -> None:
    """Counted 80 on the 10th: the release of that day is in it, the one of the 11th is not, however late it is written."""
    rows = ledger(
        ("m1", 1, "receipt", 100), ("c", 10, "count", 80), ("m2", 10, "release", 15), ("m3", 11, "release", 5),
        ("m4", 2, "loss", 50),
    )  # fmt: skip
    assert held(rows, 9) == 50
    assert held(rows, 10) == 80
    assert held(rows) == 75
    # of two counts on a day the later taken in holds; a count of 0 is a count
    again = ledger(("m1", 1, "receipt", 100), ("c1", 10, "count", 80), ("c2", 10, "count", 0), ("m2", 12, "receipt", 4))
    assert held(again) == 4


def test_a_count_closes_its_lot_only_and_no_reservation() -> None:
    rows = ledger(
        ("m1", 1, "receipt", 10), ("m2", 1, "receipt", 7, {"lot": "M"}), ("m3", 1, "receipt", 2, {"lot": None}),
        ("r", 2, "reserve", 4), ("c", 5, "count", 9),
    )  # fmt: skip
    balance = balance_from_movements(rows, as_of="2023-08-31").fillna({"lot": "-"}).set_index("lot")
    assert balance["held"].to_dict() == {"L": 9, "M": 7, "-": 2}
    assert balance.loc["L", "reserved"] == 4


def test_a_reversal_annuls_its_movement_on_that_movements_day() -> None:
    """The release of the 3rd is reversed on the 8th: gone from the balance of the 3rd too, once the 8th has come."""
    rows = ledger(("m1", 1, "receipt", 100), ("m2", 3, "release", 40), ("v", 8, "reversal", 40, {"reverses": "m2"}))
    assert [held(rows, day) for day in (3, 7, 8)] == [60, 60, 100]
    # a reversed movement from before a count changes nothing after it; a reversed count lets the earlier one hold
    counted = ledger(
        ("m2", 3, "release", 40), ("c1", 4, "count", 50), ("c2", 6, "count", 30), ("v1", 8, "reversal", 40, {"reverses": "m2"}),
        ("v2", 9, "reversal", 30, {"reverses": "c2"}),
    )  # fmt: skip
    assert [held(counted, day) for day in (7, 8, 9)] == [30, 30, 50]


def test_a_reversal_of_a_reversal_restores() -> None:
    rows = ledger(
        ("m1", 1, "receipt", 100), ("v1", 2, "reversal", 100, {"reverses": "m1"}),
        ("v2", 3, "reversal", 100, {"reverses": "v1"}),
    )  # fmt: skip
    assert [held(rows, day) for day in (1, 2, 3)] == [100, 0, 100]
    circle = ledger(
        ("v1", 2, "reversal", 1, {"reverses": "v2"}),
        ("v2", 3, "reversal", 1, {"reverses": "v1"}),
        ("m", 1, "receipt", 5),
    )
    assert held(circle) == 5


def test_a_balance_may_be_negative_and_an_expiry_is_kept() -> None:
    rows = ledger(("m1", 1, "receipt", 10, {"expiry": "2024-05-01"}), ("m2", 2, "release", 25))
    balance = balance_from_movements(rows, as_of="2023-08-31").iloc[0]
    assert (balance["held"], balance["expiry"]) == (-15, "2024-05-01")


def test_nothing_moved_nothing_held() -> None:
    empty = balance_from_movements(ledger(), as_of="2023-08-31")
    assert list(empty.columns) == list(BALANCES.by_name)
    assert empty.empty
    some = balance_from_movements(ledger(("m1", 1, "receipt", 1)), as_of="2023-08-31")
    assert (some.dtypes == empty.dtypes).all()
    with pytest.raises(MissingColumn):
        balance_from_movements(ledger().drop(columns="seq"), as_of="2023-08-31")


MOVES = st.tuples(st.integers(1, 28), st.sampled_from(["receipt", "release", "loss", "count"]), st.integers(0, 50))


@settings(derandomize=True, deadline=None)
@given(st.lists(MOVES, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(moves: list[tuple[int, str, int]], shuffle) -> None:
    rows = ledger(*((f"m{at}", *move) for at, move in enumerate(moves)))
    turned = list(range(len(moves)))
    shuffle.shuffle(turned)
    one, other = (balance_from_movements(given, as_of="2023-08-31") for given in (rows, rows.iloc[turned]))
    pd.testing.assert_frame_equal(one, other)


@settings(derandomize=True, deadline=None)
@given(st.lists(MOVES, min_size=1, max_size=8), st.integers(0, 7))
def test_reversed_is_as_if_never_written(moves: list[tuple[int, str, int]], which: int) -> None:
    named = [(f"m{at}", *move) for at, move in enumerate(moves)]
    gone = which % len(named)
    undone = ledger(*named, ("v", 28, "reversal", 1, {"reverses": named[gone][0]}))
    without = ledger(*named[:gone], *named[gone + 1 :])
    assert held(undone) == held(without)
