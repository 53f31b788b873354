"""The yardstick of the wind field reckons what the product reckons."""

from __future__ import annotations

import numpy as np

from data.reference_storms import wind_rules
from geo.storm_track import hourly
from geo.wind_swath import wind_swath
from tests.bench import winds
from tests.bench.engine import Times


def test_whole_arrays_give_the_same_winds() -> None:
    rules, at = wind_rules(), winds.points(300)
    steps = hourly(winds.track(), rules)
    assert len(steps) == winds.STEPS
    told = wind_swath(at, steps, rules).frame["wind_ms"].to_numpy()
    np.testing.assert_allclose(told, winds.plain(at, steps), atol=1e-5)
    assert (told > 0).all()


def test_the_lines_hold_the_target() -> None:
    seen = {name: Times((ms,), (ms,)) for name, ms in {"field": 200, "swath": 250, "zones": 20, "plain": 900,
                                                        "pass": 0.1}.items()}  # fmt: skip
    first, *_ = winds.figures(seen)
    assert (first.at_most, first.met, first.ratio) == (300, True, 4.5)
