"""What long work tells and asks."""

from __future__ import annotations

import pytest

from geo.errors import DashboardError
from geo.watch import NO_WATCH, Watch


def test_nobody_waits_and_nothing_stops():
    NO_WATCH.check()
    NO_WATCH.progress(0.5)
    assert not NO_WATCH.out_of_time()


def test_cancelled_work_ends_with_the_error_of_its_engine():
    with pytest.raises(DashboardError) as told:
        Watch(cancelled=lambda: True).ending("reach.cancelled").part(0.0, 0.5).check()
    assert told.value.code == "reach.cancelled"


def test_a_part_tells_its_share_of_the_whole():
    # Half of the part from 0.2 over 0.4 is 0.4; half of the half of it (0.4 to 0.6) from there is 0.5.
    shares: list[float] = []
    part = Watch(progress=shares.append).part(0.2, 0.4)
    part.progress(0.5)
    part.part(0.5, 0.5).progress(0.5)
    assert shares == pytest.approx([0.4, 0.5])


@pytest.mark.parametrize(("left", "over"), [(1.0, False), (0.0, True), (-1.0, True)])
def test_time_is_over_when_none_is_left(left, over):
    assert Watch(left=lambda: left).out_of_time() is over
