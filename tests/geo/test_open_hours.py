"""Hours of passage as people write them, and the mean wait by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.open_hours import mean_wait_hours, mean_wait_of_window, windows


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("06:00-18:00", 3.0),  # shut 12 h: 12^2 / 48
        ("6h à 18h", 3.0),
        ("6h-10h, 14h-17h", (4**2 + 13**2) / 48),
        ("05h30-17h", 12.5**2 / 48),
        ("22:00-04:00", 18**2 / 48),  # over midnight
        ("0:00-24:00", 0.0),
    ],
)
def test_mean_wait_by_hand(text: str, expected: float) -> None:
    assert mean_wait_hours(text) == pytest.approx(expected)


@pytest.mark.parametrize("text", ["", "le matin", "25:00-26:00", "6h-6h", "6h-10h et parfois plus"])
def test_what_cannot_be_read_is_unknown(text: str) -> None:
    assert windows(text) == ()
    assert np.isnan(mean_wait_hours(text))


@given(start=st.integers(0, 23), hours=st.integers(1, 23))
def test_one_window_waits_as_its_length_says(start: int, hours: int) -> None:
    end = (start + hours) % 24 or 24
    assert mean_wait_hours(f"{start}:00-{end}:00") == pytest.approx(mean_wait_of_window(hours))
