"""Changes in an address: what is written is read back, and any text is read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from components.figures.changes_address import read, written
from geo.what_if import KINDS, Change

TEXTS = st.text(max_size=12)
CHANGES = st.builds(Change, st.sampled_from(KINDS), TEXTS, st.floats(0, 1e6).map(lambda x: float(f"{x:.12g}")), TEXTS,
                    TEXTS)  # fmt: skip


@given(st.lists(CHANGES, max_size=6))
def test_what_is_written_is_read_back(changes: list[Change]):
    assert read(written(changes)) == tuple(changes)


@given(TEXTS)
def test_any_text_is_read_without_an_error(text: str):
    assert all(change.kind in KINDS for change in read(text))


def test_what_is_no_change_is_left_out():
    assert read("close,R1,0,,;burn,R1,0,,;move,rope,nan,W1,W2;close") == (Change("close", "R1"),)
