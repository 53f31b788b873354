"""The yardstick of travel reckons what the product reckons."""

from __future__ import annotations

import numpy as np

from tests.bench import travelled


def test_networkx_finds_the_same_hours() -> None:
    of = travelled.land(20, warehouses=4, communes=6)
    shut = travelled.closing(of.ways, 1, 30)
    mine, plain = travelled.travel(of, shut), travelled.yardstick(of, shut, 4)
    assert mine["travel_hours"].notna().any()
    np.testing.assert_allclose(mine["travel_hours"], plain["travel_hours"], atol=2e-6)
    told = travelled.figures({"small": travelled.Travelled(of, travelled.timed([lambda: None]), 1.0)})
    assert told[0].at_most == 300
