"""Point 15 of the store: order does not matter, undone = never imported, a reading never changes."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from data.store.store import Store
from data.store.sums import MINUS, PLUS
from tests.data.store.conftest import ME

DAYS = [f"2023-01-{day:02d}" for day in range(1, 29)]
PATCH = st.fixed_dictionaries(
    {"site_id": st.sampled_from(["S1", "S2"])},
    optional={"name": st.sampled_from(["a", "b", "c"]), "area_m2": st.sampled_from([1.0, 2.0, 3.0])},
)
MOVE = st.fixed_dictionaries({
    "moved_on": st.sampled_from(DAYS[:6]),
    "kind": st.sampled_from(["receipt", "release", "loss", "count", "reserve", "unreserve", "transfer_in"]),
    "quantity": st.integers(1, 50).map(float),
    "lot": st.sampled_from([None, "L1"]),
    "document": st.sampled_from([None, "D1", "D2"]),
})  # fmt: skip
FEW = settings(max_examples=25, deadline=None)


def fresh() -> Store:
    return Store(Path(tempfile.mkdtemp()) / "pare.db")


def put(store: Store, rows: list[dict], cleared: list[list[str]]) -> int:
    with store.batch(ME) as batch:
        batch.patch("sites", pd.DataFrame(rows), cleared=cleared)
    return batch.seq


def shown(store: Store, **clocks: object) -> list[dict]:
    return store.records("sites", **clocks).astype("object").where(lambda f: f.notna(), None).to_dict("records")


def batches(rows: list[tuple[dict, bool]]) -> list[tuple[list[dict], list[list[str]]]]:
    """One batch a row, each with an observed_on of its own; some empty the area."""
    return [
        ([{**row, "observed_on": DAYS[n]}], [["area_m2"] if empties and "area_m2" not in row else []])
        for n, (row, empties) in enumerate(rows)
    ]


@FEW
@given(rows=st.lists(st.tuples(PATCH, st.booleans()), min_size=1, max_size=6), order=st.randoms(use_true_random=False))
def test_the_order_of_imports_with_distinct_dates_does_not_matter(rows, order):
    files = batches(rows)
    shuffled = files[:]
    order.shuffle(shuffled)
    one, other = fresh(), fresh()
    for file in files:
        put(one, *file)
    for file in shuffled:
        put(other, *file)
    for day in (DAYS[1], DAYS[3], DAYS[-1]):
        assert shown(one, as_of=day) == shown(other, as_of=day)


@FEW
@given(
    rows=st.lists(st.tuples(PATCH, st.booleans()), min_size=1, max_size=6),
    undone=st.sets(st.integers(0, 5)), order=st.randoms(use_true_random=False),
)  # fmt: skip
def test_undone_in_any_order_is_never_imported_and_readings_stay(rows, undone, order):
    files = batches(rows)
    store, never = fresh(), fresh()
    readings = {}
    for file in files:
        seq = put(store, *file)
        readings[seq] = shown(store)
    gone = [n for n in undone if n < len(files)]
    order.shuffle(gone)
    for n in gone:
        seq = store.undo(n + 1, author="a", reason="r")
        readings[seq] = shown(store)
    for n, file in enumerate(files):
        if n not in gone:
            put(never, *file)
    assert shown(store) == shown(never)
    for seq, reading in readings.items():
        assert shown(store, known_at=seq) == reading


def slow_balances(files: list[list[dict]]) -> dict:
    """The ledger's rules, row by row: each file's lines once, counts absolute, later movements added."""
    seen: dict[tuple, int] = {}
    rows = []
    for batch, file in enumerate(files):
        here: dict[tuple, int] = {}
        for row in file:
            content = tuple(sorted((k, v) for k, v in row.items() if k != "document"))
            key = (content, None) if row["document"] is None else (row["document"], row["line"])
            here[key] = here.get(key, 0) + 1
            if here[key] > seen.get(key, 0):
                seen[key] = here[key]
                rows.append((row, batch))
    held: dict = {}
    for lot in {row["lot"] for row, _ in rows}:
        mine = [(row, batch, n) for n, (row, batch) in enumerate(rows) if row["lot"] == lot]
        counts = [(row["moved_on"], batch, n, row["quantity"]) for row, batch, n in mine if row["kind"] == "count"]
        day, start = ("", 0.0) if not counts else (max(counts)[0], max(counts)[3])
        later = [row for row, _, _ in mine if row["moved_on"] > day]
        sign = lambda kind: (kind in PLUS) - (kind in MINUS)  # noqa: E731
        held[lot or "-"] = start + sum(sign(row["kind"]) * row["quantity"] for row in later)
    return held


def move(store: Store, file: list[dict]) -> None:
    with store.batch(ME) as batch:
        batch.move(pd.DataFrame(file).assign(warehouse_id="W1", item="tarpaulin"))


@FEW
@given(rows=st.lists(MOVE, min_size=1, max_size=12), cut=st.integers(1, 12))
def test_balances_equal_the_rules_row_by_row_and_survive_any_undo(rows, cut):
    rows = [{**row, "line": n if row["document"] else None} for n, row in enumerate(rows)]
    files = [rows[:cut], rows]  # a file and the same file, extended
    store = fresh()
    for file in files:
        move(store, file)
    found = store.balances()
    shown_lots = dict(zip(found["lot"].where(found["lot"].notna(), "-"), found["held"], strict=True))
    assert shown_lots == slow_balances(files)
    store.undo(1, author="a", reason="r")
    only_second = store.balances()
    assert dict(zip(only_second["lot"].where(only_second["lot"].notna(), "-"), only_second["held"], strict=True)) == (
        slow_balances([rows])
    )
