"""The bench of the ledger sums what the rules sum."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.store.engine import reading
from data.store.sums import NOW, Only, balances
from tests.bench import ledgered


def test_the_made_ledger_is_summed_as_the_rules_say(tmp_path: Path):
    store = ledgered.made(tmp_path / "pare.db", 5_000)
    with reading(store.engine) as connection:
        slow = balances(connection, NOW, only=Only("m.row_id > 0"))
    pd.testing.assert_frame_equal(store.balances(), slow)
    seen = ledgered.measured(2_000)
    assert len(ledgered.figures(seen)) == 4
    assert seen.release.median > 0
