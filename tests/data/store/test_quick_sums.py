"""The one pass over the index says what the rules say row by row, whatever was reversed, said twice or undone."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from data.store.engine import reading
from data.store.store import Store
from data.store.sums import Bound, Only, balances
from tests.data.store.conftest import ME

KINDS = ["receipt", "release", "loss", "count", "reserve", "unreserve", "transfer_in", "shortage", "surplus"]
MOVE = st.fixed_dictionaries({
    "moved_on": st.integers(1, 6).map("2023-01-{:02d}".format),
    "kind": st.sampled_from(KINDS),
    "quantity": st.integers(1, 50).map(float),
    "lot": st.sampled_from([None, "L1"]),
    "expiry": st.sampled_from([None, None, "2024-01-01", "2025-01-01"]),
    "item": st.sampled_from(["rope", "tarpaulin"]),
    "of": st.one_of(st.none(), st.integers(0, 30)),  # a reversal of an earlier movement, modulo their number
    "again": st.booleans(),  # the document line stands in the next batch too
})  # fmt: skip


def written(rows: list[dict], undone: set[int]) -> Store:
    """Each row a batch; some lines come twice, some are reversals, some batches are undone."""
    store = Store(Path(tempfile.mkdtemp()) / "pare.db")
    ids: list[str] = []
    for n, row in enumerate(rows):
        told = {name: row[name] for name in ("moved_on", "kind", "quantity", "lot", "expiry", "item")}
        if row["of"] is not None and ids:
            told |= {"kind": "reversal", "reverses": ids[row["of"] % len(ids)]}
        elif row["again"] and ids:
            told |= {"after_count": ids[-1]}  # often no count, or of another lot or day: then it says nothing
        told |= {"warehouse_id": "W1", "document": f"D{n}", "line": 1}
        for _ in range(2 if row["again"] else 1):
            with store.batch(ME) as batch:
                new = batch.move(pd.DataFrame([told]))
            ids += new["movement_id"].tolist()
    last = store.head()
    for seq in sorted(undone):
        if seq <= last:
            store.undo(seq, author="a", reason="r")
    return store


@settings(max_examples=30, deadline=None)
@given(
    rows=st.lists(MOVE, min_size=1, max_size=10), undone=st.sets(st.integers(1, 12), max_size=3), day=st.integers(1, 7)
)
def test_the_pass_over_the_index_equals_the_rules(rows, undone, day):
    store = written(rows, undone)
    with reading(store.engine) as connection:
        for bound in (Bound(f"2023-01-{day:02d}"), Bound(known_at=len(rows)), Bound(without=(1, 2))):
            quick = balances(connection, bound)
            slow = balances(connection, bound, only=Only("m.row_id > 0"))  # a part that is the whole
            pd.testing.assert_frame_equal(quick, slow)


def test_two_dates_of_unnumbered_stock_are_split_in_the_quick_pass_too(store: Store, move):
    move(("2023-01-01", "receipt", 100), expiry="2023-03-01")
    move(("2023-01-02", "receipt", 10), expiry="2025-03-01")
    move(("2023-01-03", "release", 30))
    rows = store.balances().sort_values("expiry")
    assert list(zip(rows["expiry"], rows["held"], strict=True)) == [("2023-03-01", 70.0), ("2025-03-01", 10.0)]


def test_a_file_of_an_older_version_is_summed_by_the_rules(store: Store, move):
    move(("2023-01-01", "receipt", 100))
    with store.engine.connect() as connection:
        connection.exec_driver_sql("DROP INDEX movements_sum")
        connection.commit()
    older = Store(store.path, read_only=True)
    assert older.balances()["held"].tolist() == [100.0]
    again = Store(store.path)  # opened for writing it gains the index back
    with again.engine.connect() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index'").scalars().all()
    assert "movements_sum" in names
