"""Changes in an address: what is written is read back, and any text is read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from components.figures.changes_address import read, written
from geo.what_if import KINDS, Change

TEXTS = st.text(max_size=12)
NUMBERS = st.floats(0, 1e6).map(lambda x: float(f"{x:.12g}"))
CARRIED = st.none() | NUMBERS
CHANGES = st.builds(Change, st.sampled_from(KINDS), TEXTS, NUMBERS, TEXTS, TEXTS, CARRIED, CARRIED)


@given(st.lists(CHANGES, max_size=6))
def test_what_is_written_is_read_back(changes: list[Change]):
    assert read(written(changes)) == tuple(changes)


@given(TEXTS)
def test_any_text_is_read_without_an_error(text: str):
    assert all(change.kind in KINDS for change in read(text))


def test_what_is_no_change_is_left_out():
    assert read("close,R1,0,,;burn,R1,0,,;move,rope,nan,W1,W2;close") == (Change("close", "R1"),)


def test_what_a_boat_carries_is_read_back_and_older_addresses_still_open():
    boat = Change("boat", "coaster", 190.0, "HT0111", "HT0811", 28.5, None)
    assert written([boat]) == "boat,coaster,190,HT0111,HT0811,28.5,"
    assert read(written([boat])) == (boat,)
    assert read("boat,,190,HT0111,HT0811") == (Change("boat", "", 190.0, "HT0111", "HT0811"),)
    assert read("boat,,190,HT0111,HT0811,many,1") == ()
