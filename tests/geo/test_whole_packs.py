"""Quantities that could be moved, in whole packs."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.whole_packs import whole_packs


def test_whole_packs_by_hand():
    assert whole_packs(np.array([0.0, 9.0, 10.0, 47.0]), 10.0).tolist() == [0.0, 0.0, 10.0, 40.0]
    # A solver's 19.9999999 is 20; without the size of a pack, whole units.
    assert whole_packs(np.array([19.9999999]), 20.0).tolist() == [20.0]
    for unknown in (float("nan"), 0.0):
        assert whole_packs(np.array([3.7]), unknown).tolist() == [3.0]


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=5), st.integers(1, 500))
def test_never_more_than_could_be_moved_and_less_than_a_pack_stays(quantities, pack):
    could = np.array(quantities)
    told = whole_packs(could, float(pack))
    assert (told <= could + 1e-5).all()
    assert (could - told < pack).all()
    assert (told % pack == 0).all()
