"""The yardstick of the allocation reckons what the product reckons."""

from __future__ import annotations

import numpy as np
import pytest

from geo.allocation_programme import least_unserved
from geo.shelter_allocation import room_of, wanted
from geo.walking_pairs import straight_pairs
from tests.bench import sheltered


@pytest.mark.parametrize("towns", [False, True])
def test_one_plain_programme_serves_as_many_over_the_same_distance(towns: bool):
    of = sheltered.country(1_500, 20, towns=towns, side=0.08)
    pairs = straight_pairs(of.people, of.shelters, sheltered.WALK)
    people, room = wanted(of.people), room_of(of.shelters)
    flow, plain = least_unserved(pairs, people, room), sheltered.yardstick(pairs, people, room)
    assert len(pairs) > 1_000
    np.testing.assert_allclose([flow.sum(), flow @ pairs.metres], [plain.sum(), plain @ pairs.metres], rtol=1e-6)
