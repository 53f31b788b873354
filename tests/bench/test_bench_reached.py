"""The bench of reach: its yardstick and the product agree on a small country."""

from __future__ import annotations

import pytest

from tests.bench import reached


def test_both_sides_agree_and_what_is_changed_is_changed(monkeypatch):
    for name, value in (("COMMUNES", 20), ("WAREHOUSES", 6), ("ITEMS", 3), ("LEGS", 2)):
        monkeypatch.setattr(reached, name, value)
    of = reached.country()
    first = reached.solved(of)
    band = next(one for one in first.bands if one.within_hours == reached.YARDSTICK_BAND)
    assert reached.yardstick(band.problem) == pytest.approx(band.optimum.total, rel=1e-6)
    for after in (reached.with_demand(of, 1), reached.with_truck(of, 1)):
        warm, cold = reached.solved(after, first), reached.solved(after)
        assert [one.optimum.total for one in warm.bands] == pytest.approx([one.optimum.total for one in cold.bands])
    assert (reached.with_demand(of, 1).need["households"] > of.need["households"]).sum() == 1
    assert reached.with_truck(of, 1).means.fleet != of.means.fleet
    assert (reached.closed(of, 2).supply.hours != of.supply.hours).any(axis=1).tolist() == [
        False,
        False,
        True,
        False,
        False,
        False,
    ]
