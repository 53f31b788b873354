"""The changes that are timed can be made on the demonstration, and each of them changes something it is asked for."""

from __future__ import annotations

from data import demo
from data.access import LOCAL
from data.snapshot import Source
from geo.what_if import KINDS
from results import Results
from tests.bench.reach_edits import addresses, changes


def test_every_change_can_be_made_on_the_demonstration(tmp_path):
    snapshot = Source(demo.open_or_make(tmp_path / "bench.db")).take(audience=LOCAL.role)
    results = Results(snapshot, LOCAL)
    before = results.logistics_after(())
    for one in changes():
        after = results.logistics_after(one)
        assert any(not getattr(after, name).equals(getattr(before, name))
                   for name in ("stock", "ways", "warehouses", "vehicles"))  # fmt: skip


def test_every_kind_of_change_is_timed_and_none_twice():
    assert {change.kind for one in changes() for change in one} == set(KINDS) - {"open"}
    assert len(set(addresses())) == len(changes())
