"""Disclosure: everything to the coordinator, nothing to anybody else."""

from __future__ import annotations

import numpy as np
import pytest

from geo.crs import metric_xy
from geo.disclosure import coarsened, disclosed
from geo.errors import NotAllowed


def test_the_coordinator_is_shown_what_there_is():
    assert disclosed([1], "coordinator") == [1]


@pytest.mark.parametrize("audience", ["donor", "public", "partner", "", "Coordinator", "coordinator "])
def test_everybody_else_is_shown_nothing(audience):
    with pytest.raises(NotAllowed, match="audience_has_no_release"):
        disclosed([1], audience)


def test_a_point_becomes_the_middle_of_its_square():
    x, y = metric_xy([-72.312], [18.542])
    # 783,760 m east and 2,052,270 m north: the square of 2 km from 782,000 and 2,052,000 has its middle 1 km further.
    assert (x[0] // 2000, y[0] // 2000) == (391, 1026)
    longitude, latitude = coarsened([-72.312], [18.542], grid_m=2000.0)
    at = metric_xy(longitude, latitude)
    assert at[0][0] == pytest.approx(783_000, abs=80)  # three decimals are half of 111 m off at most
    assert at[1][0] == pytest.approx(2_053_000, abs=80)


def test_neighbours_share_a_point_and_unknown_stays_unknown():
    longitude, latitude = coarsened([-72.312, -72.3119, np.nan], [18.542, 18.5421, np.nan], grid_m=2000.0)
    assert (longitude[0], latitude[0]) == (longitude[1], latitude[1])
    assert np.isnan(longitude[2])
    assert np.isnan(latitude[2])
    assert len(coarsened([], [], grid_m=2000.0)[0]) == 0
