"""What the ledger is asked, in SQL, against the rules of the ledger on plain frames; the report of a month on top."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.ledger_asked import answered
from data.snapshot import Source
from data.store.fork import Fork, ForkPoint
from data.store.store import Store, Told
from geo.errors import DataProblem
from geo.snapshot import Snapshot
from geo.stock_month import IN, OUT, Month, month_report
from tests.geo.ledger_oracle import SIGNS, balance_from_movements

ME = Told("tester", "test")
KINDS = (*SIGNS, "reserve", "unreserve", "count", "reversal")
FIRST, BEFORE, LAST = "2023-08-01", "2023-07-31", "2023-08-31"
SHOWN = ("W1", "W2")
PLAIN = {"warehouse_id": "W1", "item": "rope", "lot": None, "expiry": None, "reverses": None, "document": None}


def rows_of(*told: dict) -> pd.DataFrame:
    rows = [{**PLAIN, "movement_id": f"m{at}", "quantity": 1.0, **row} for at, row in enumerate(told)]
    return pd.DataFrame(rows).assign(line=None, seq=range(len(rows)))


def stored(rows: pd.DataFrame, folder: Path) -> Store:
    store = Store(folder / "pare.db")
    with store.batch(ME) as batch:
        batch.patch("warehouses", pd.DataFrame([{"warehouse_id": one, "name": one} for one in SHOWN]))
        batch.move(rows.drop(columns="seq"))
    return store


def ask(store: Store, question: str, **where) -> pd.DataFrame:
    return answered(store, question, where, ("9999-12-31", store.head(), SHOWN))


def report(store: Store):
    told = {"first": FIRST, "until": LAST}
    return month_report(Month(
        FIRST, LAST, ask(store, "balances", until=BEFORE), ask(store, "balances", until=LAST), ask(store, "flows", **told),
        ask(store, "counted", **told),
    ))  # fmt: skip


def oracle(rows: pd.DataFrame, day: str) -> dict[tuple[str, str], float]:
    held = balance_from_movements(rows, as_of=day).groupby(["warehouse_id", "item"])["held"].sum()
    return {key: float(value) for key, value in held.items()}


def test_a_month_by_hand(tmp_path):
    """Opening 100; 50 in, 20 released, 5 lost; counted 120 on the 20th where the ledger had 125: -5; 10 given after it."""
    store = stored(rows_of(
        {"moved_on": "2023-07-10", "kind": "receipt", "quantity": 100},
        {"moved_on": "2023-08-02", "kind": "transfer_in", "quantity": 50},
        {"moved_on": "2023-08-05", "kind": "release", "quantity": 20},
        {"moved_on": "2023-08-20", "kind": "loss", "quantity": 5},
        {"moved_on": "2023-08-20", "kind": "count", "quantity": 120},
        {"moved_on": "2023-08-25", "kind": "distribution", "quantity": 10},
        {"moved_on": "2023-08-26", "kind": "reserve", "quantity": 30},
        {"moved_on": "2023-09-01", "kind": "receipt", "quantity": 999},
    ), tmp_path)  # fmt: skip
    told = report(store)
    row = told.frame.iloc[0]
    kinds = ["opening", "transferred_in", "released", "lost", "adjusted", "distributed", "corrected", "closing"]
    assert row[kinds].tolist() == [100, 50, 20, 5, -5, 10, 0, 110]
    assert told.explain(warehouse_id="W1").value == 110


def test_a_reversal_of_an_earlier_month_is_a_correction_of_this_one(tmp_path):
    store = stored(rows_of(
        {"moved_on": "2023-07-10", "kind": "receipt", "quantity": 100},
        {"moved_on": "2023-07-12", "kind": "release", "quantity": 30},
        {"moved_on": "2023-08-03", "kind": "reversal", "reverses": "m1"},
    ), tmp_path)  # fmt: skip
    told = report(store)
    assert told.frame[["opening", "released", "corrected", "closing"]].to_numpy().tolist() == [[70, 0, 30, 100]]
    assert told.facts["corrected"] == 1
    assert "stock_month.corrected" in told.explain(item="rope").notes


DAYS = st.sampled_from(
    ["2023-07-01", "2023-07-20", "2023-07-31", "2023-08-01", "2023-08-10", "2023-08-10", "2023-08-31", "2023-09-02"]
)
ROW = st.fixed_dictionaries({
    "moved_on": DAYS, "kind": st.sampled_from(KINDS), "quantity": st.integers(0, 50).map(float),
    "warehouse_id": st.sampled_from(SHOWN), "item": st.sampled_from(["rope", "soap"]), "lot": st.sampled_from([None, "A"]),
    "names": st.integers(0, 9),
})  # fmt: skip


def ledger(told: list[dict]) -> pd.DataFrame:
    """Rows; a reversal names an earlier row that is no reversal, on its own day or later."""
    made: list[dict] = []
    for row in told:
        row = dict(row)
        at = row.pop("names")
        if row["kind"] == "reversal":
            if (
                not made
                or made[at % len(made)]["kind"] == "reversal"
                or any(one.get("reverses") == f"m{at % len(made)}" for one in made)
            ):
                continue
            named = made[at % len(made)]
            row |= {name: named[name] for name in ("warehouse_id", "item", "lot")}
            row |= {"reverses": f"m{at % len(made)}", "moved_on": max(row["moved_on"], named["moved_on"])}
        elif row["kind"] != "count":
            row["quantity"] += 1
        made.append(row)
    return rows_of(*made)


@settings(max_examples=40)
@given(st.lists(ROW, min_size=1, max_size=14))
def test_every_month_ties_to_the_ledger_of_both_its_days(told):
    rows = ledger(told)
    if rows.empty:
        return
    with tempfile.TemporaryDirectory() as folder:
        store = stored(rows, Path(folder))
        made = report(store)
        opening, closing = oracle(rows, BEFORE), oracle(rows, LAST)
        frame = made.frame.set_index(["warehouse_id", "item"])
        for key in {*opening, *closing}:
            row = frame.loc[key] if key in frame.index else None
            assert (row["opening"] if row is not None else 0.0) == pytest.approx(opening.get(key, 0.0))
            assert (row["closing"] if row is not None else 0.0) == pytest.approx(closing.get(key, 0.0))
        for key, row in frame.iterrows():
            came, went = (sum(row[name] for name in kinds.values()) for kinds in (IN, OUT))
            assert row["closing"] == pytest.approx(row["opening"] + came - went + row["adjusted"] + row["corrected"])
            late = rows[(rows["kind"] == "reversal") & rows["moved_on"].between(FIRST, LAST)]
            back = rows[rows["movement_id"].isin(late["reverses"]) & (rows["moved_on"] < FIRST)]
            if back[(back["warehouse_id"] == key[0]) & (back["item"] == key[1])].empty:
                assert row["corrected"] == 0, "the counts of the month explain the whole difference"
        store.engine.dispose()


@pytest.fixture
def store(tmp_path) -> Store:
    days = [f"2023-08-{day:02d}" for day in range(1, 31)]
    return stored(rows_of(*({"moved_on": day, "kind": "receipt" if at % 3 else "release", "quantity": at + 1.0,
                             "item": "rope" if at % 2 else "soap", "warehouse_id": SHOWN[at % 2]}
                            for at, day in enumerate(days))), tmp_path)  # fmt: skip


def test_pages_of_movements_hold_each_once_the_newest_first(store):
    pages = [ask(store, "movements", limit=7, offset=7 * at) for at in range(5)]
    told = pd.concat(pages)
    assert len(told) == int(ask(store, "count")["movements"].iloc[0]) == 30
    assert told["movement_id"].is_unique
    assert told["moved_on"].is_monotonic_decreasing
    assert [len(page) for page in pages] == [7, 7, 7, 7, 2]


def test_filters_of_movements(store):
    where = {"warehouses": ("W1",), "items": ("soap",), "kinds": ("release",), "first": "2023-08-10"}
    rows = ask(store, "movements", **where)
    # W1 has the even positions (soap), releases the multiples of three: positions 12, 18, 24 after the 10th
    assert rows["quantity"].tolist() == [25, 19, 13]
    assert int(ask(store, "count", **where)["movements"].iloc[0]) == 3
    assert ask(store, "movements", warehouses=("W9",)).empty


def test_what_may_not_be_seen_is_in_no_answer(store):
    at = ("9999-12-31", store.head(), ("W2",))
    for question, where in (("balances", {}), ("flows", {"first": FIRST}), ("begun", {}), ("movements", {}), ("shipped", {}),
                            ("owners", {}), ("counted", {"first": FIRST}), ("movements", {"warehouses": ("W1",)})):  # fmt: skip
        assert set(answered(store, question, where, at)["warehouse_id"]) <= {"W2"}
    assert int(answered(store, "count", {}, at)["movements"].iloc[0]) == 15
    assert int(answered(store, "count", {}, ("9999-12-31", store.head(), ()))["movements"].iloc[0]) == 0


def test_a_picture_asks_no_later_than_its_own_day(store):
    picture = Source(store).take(audience="coordinator", as_of="2023-08-10")
    assert picture.asked("movements", until="2023-08-20")["moved_on"].max() == "2023-08-10"
    assert picture.asked("movements", until="2023-08-05")["moved_on"].max() == "2023-08-05"
    with pytest.raises(DataProblem, match="no_ledger"):
        picture.asked("everything")
    with pytest.raises(DataProblem, match="no_ledger"):
        Snapshot("2023-08-10", 1, "coordinator", "store", {}, {}.__getitem__, {}).asked("count")


def test_a_fork_is_asked_over_both_ledgers(store, tmp_path):
    fork = Fork(store.path, tmp_path / "fork.db", ForkPoint(store.head(), "2023-08-15", "coordinator"))
    with fork.batch(ME) as batch:
        batch.move(
            rows_of({"movement_id": "own", "moved_on": "2023-08-16", "kind": "loss", "quantity": 4.0}).drop(
                columns="seq"
            )
        )
    rows = answered(fork, "movements", {}, ("2023-08-31", fork.head(), SHOWN))
    assert rows["movement_id"].iloc[0] == "own"
    assert len(rows) == 16  # fifteen days of the base, and its own
    flows = answered(fork, "flows", {"first": "2023-08-16"}, ("2023-08-31", fork.head(), SHOWN))
    assert flows[["kind", "quantity"]].to_numpy().tolist() == [["loss", 4.0]]


def test_owners_and_donors_of_a_lot_are_listed(tmp_path):
    told = {"owner_organisation": "DGPC", "donor_organisation": "A"}
    store = stored(rows_of(
        {"moved_on": FIRST, "kind": "receipt", "lot": "L", **told}, {"moved_on": FIRST, "kind": "receipt", "lot": "M"},
        {"moved_on": LAST, "kind": "receipt", "lot": "L", **told, "donor_organisation": "B"},
    ), tmp_path)  # fmt: skip
    rows = ask(store, "owners")
    # two receipts of L name two donors: a finding, not a guess; nothing tells anything of M
    columns = ["lot", "owner_organisation", "donor_organisation", "owners_told", "donors_told"]
    assert rows[columns].fillna("?").to_numpy().tolist() == [["L", "DGPC", "?", "?", "A / B"]]
