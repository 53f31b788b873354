"""The fictional stock, replayed from the file alone by rules written here again."""

from __future__ import annotations

import pandas as pd
import pytest

from data import demo
from data.store.store import Store
from geo.frames import FRAMES
from tests.tools.test_make_demo import DEMO, table

PLUS = {"receipt", "transfer_in", "assembly_in"}
MINUS = {"transfer_out", "release", "distribution", "loss", "assembly_out"}
LAST_DAY = "2023-08-31"
ESSENTIAL = {"tarpaulin": 2, "rope": 1, "blanket": 3, "jerrycan": 2}


@pytest.fixture(scope="module")
def movements():
    return table("movements").assign(lot=lambda rows: rows["lot"].fillna(""))


@pytest.fixture(scope="module")
def reversed_on(movements):
    """Day from which each reversed movement no longer counts."""
    rows = movements[movements["kind"] == "reversal"]
    return dict(zip(rows["reverses"], rows["moved_on"], strict=True))


def held_and_reserved(rows, day, reversed_on):
    """Balance of one lot at the close of a day: the last count, and what moved on later days."""
    held = reserved = 0
    counted_on = ""
    live = [
        row
        for row in rows
        if row.moved_on <= day and row.kind != "reversal" and reversed_on.get(row.movement_id, "9999") > day
    ]
    for row in live:
        if row.kind == "count" and row.moved_on >= counted_on:
            counted_on, held = row.moved_on, row.quantity
    for row in live:
        if row.moved_on > counted_on:
            held += row.quantity * ((row.kind in PLUS) - (row.kind in MINUS))
        reserved += row.quantity * ((row.kind == "reserve") - (row.kind == "unreserve"))
    return held, reserved


def lots(movements):
    return movements.groupby(["warehouse_id", "item", "lot"], sort=True)


def test_no_lot_is_ever_negative_and_none_reserved_beyond_what_is_held(movements, reversed_on):
    broken = []
    for lot, rows in lots(movements):
        listed = list(rows.itertuples())
        for day in rows["moved_on"].unique():
            held, reserved = held_and_reserved(listed, day, reversed_on)
            if not 0 <= reserved <= held:
                broken.append((lot, day, held, reserved))
    assert broken == []


def test_no_line_takes_more_than_is_there_when_it_is_written(movements):
    kinds = movements.set_index("movement_id")["kind"]
    broken = []
    for lot, rows in lots(movements):
        held = 0
        for row in rows.itertuples():
            kind = kinds[row.reverses] if row.kind == "reversal" else row.kind
            change = row.quantity * ((kind in PLUS) - (kind in MINUS))
            held = row.quantity if kind == "count" else held + (-change if row.kind == "reversal" else change)
            if held < 0:
                broken.append((lot, row.movement_id))
    assert broken == []


def test_it_covers_eighteen_months_in_order_with_every_kind(movements):
    assert movements["moved_on"].is_monotonic_increasing
    assert movements["moved_on"].min() == "2022-03-01"
    assert movements["moved_on"].max() == LAST_DAY
    assert movements["moved_on"].str[:7].nunique() == 18
    assert 3_000 < len(movements) < 6_000
    assert set(movements["kind"]) == {*PLUS, *MINUS, "reserve", "unreserve", "reversal", "count", "shortage"}
    assert (movements.loc[movements["kind"] != "count", "quantity"] > 0).all()


def test_a_line_of_a_paper_is_one_movement(movements):
    assert not movements.duplicated(["document", "line"]).any()
    assert movements["movement_id"].is_unique


def test_nothing_moves_on_the_day_of_a_count(movements):
    # Sundays: so that a count, which closes its day, never hides a movement of that day.
    sundays = pd.to_datetime(movements["moved_on"]).dt.day_of_week == 6
    assert set(movements.loc[sundays, "kind"]) == {"count"}
    assert set(movements.loc[~sundays, "kind"]).isdisjoint({"count"})


def test_what_arrives_was_sent_before_and_little_is_on_the_way_at_the_end(movements):
    same = ["shipment", "item", "lot", "quantity"]
    sent = movements[movements["kind"] == "transfer_out"]
    lacks = movements[movements["kind"] == "shortage"]  # one truck came short, and its slip says by how much
    assert len(lacks) == 1
    come = movements[movements["kind"] == "transfer_in"]
    short = come[["shipment", "item", "lot"]].eq(lacks[["shipment", "item", "lot"]].iloc[0]).all(axis=1)
    assert short.sum() == 1
    come = come.assign(quantity=come["quantity"] + lacks["quantity"].iloc[0] * short)
    both = come.merge(sent, on=same, suffixes=("", "_sent"))
    assert len(both) == len(come)
    assert (both["warehouse_id"] == both["counterpart_sent"]).all()
    assert (both["counterpart"] == both["warehouse_id_sent"]).all()
    assert (both["moved_on"] > both["moved_on_sent"]).all()
    left = sent[~sent["document"].isin(come["document"])]
    assert 0 < left["document"].nunique() < 6
    assert left["moved_on"].min() > "2023-08-20"


def test_a_reversal_repeats_its_movement_the_next_day(movements):
    reversals = movements[movements["kind"] == "reversal"]
    first = movements.set_index("movement_id").loc[reversals["reverses"]]
    assert 5 < len(reversals) < 60
    assert not reversals["reverses"].duplicated().any()
    for column in ("warehouse_id", "item", "lot", "quantity"):
        assert (reversals[column].to_numpy() == first[column].to_numpy()).all()
    days = pd.to_datetime(reversals["moved_on"]).to_numpy() - pd.to_datetime(first["moved_on"]).to_numpy()
    assert (days == pd.Timedelta(days=1)).all()


def test_a_lot_has_one_expiry_and_only_some_items_have_any(movements):
    numbered = movements[movements["lot"] != ""]
    assert not numbered[["item", "lot", "expiry"]].drop_duplicates().duplicated(["item", "lot"]).any()
    assert set(movements.loc[movements["expiry"].notna(), "item"]) == {"hygiene_kit", "aquatabs", "mosquito_net"}
    assert movements.loc[movements["lot"] == "", "expiry"].isna().all()
    received = movements[(movements["kind"] == "receipt") & movements["expiry"].notna()]
    assert (received["expiry"] > received["moved_on"]).all()


def balances(movements, reversed_on):
    found = []
    for (warehouse, item, lot), rows in lots(movements):
        held, reserved = held_and_reserved(list(rows.itertuples()), LAST_DAY, reversed_on)
        found.append((warehouse, item, lot, rows["expiry"].max(), held, reserved))
    return pd.DataFrame(found, columns=["warehouse_id", "item", "lot", "expiry", "held", "reserved"])


def test_some_lots_have_expired_some_soon_will_and_some_are_reserved(movements, reversed_on):
    left = balances(movements, reversed_on)
    left = left[left["held"] > 0]
    expired = left[left["expiry"] < LAST_DAY]
    assert len(expired) >= 5
    assert set(expired["item"]) == {"hygiene_kit", "aquatabs"}
    assert left["expiry"].between(LAST_DAY, "2023-11-30").sum() >= 3
    assert (left["reserved"] > 0).any()


def test_every_department_holds_complete_essential_kits(movements, reversed_on):
    # So the shortest time band reaches somebody: the journey inside the warehouse's own commune is 0 hours.
    left = balances(movements, reversed_on)
    left["usable"] = (left["held"] - left["reserved"]).where(~(left["expiry"] < LAST_DAY), 0)
    held = left.pivot_table(index="warehouse_id", columns="item", values="usable", aggfunc="sum", fill_value=0)
    kits = pd.concat([held[item] / each for item, each in ESSENTIAL.items()], axis=1).min(axis=1)
    warehouses = table("warehouses").set_index("warehouse_id")
    by_department = kits.groupby(warehouses["adm2_pcode"].str[:4]).max()
    assert len(by_department) == 10
    assert (by_department > 100).all()
    depots = kits[warehouses["operator"].str.startswith("DGPC")]
    assert depots.max() < kits.max() / 5  # modest beside the agency's stock


def test_stock_is_brought_in_before_the_hurricane_season(movements):
    year = movements[(movements["moved_on"] > "2022-08-31") & (movements["moved_on"] < "2023-09-01")]
    month = year["moved_on"].str[5:7]
    receipts = year.loc[year["kind"] == "receipt", "quantity"].groupby(month).sum()
    issued = year[year["kind"].isin(["release", "distribution"])].groupby(month).size()
    assert receipts.reindex(["04", "05", "06"]).sum() > receipts.reindex(["07", "08", "09"]).sum()
    assert issued.reindex(["09", "10"]).mean() > issued.reindex(["02", "03"]).mean()


def test_the_store_sums_the_ledger_to_the_same(tmp_path, movements, reversed_on):
    # Two readings of one file: SQL over the store, and the replay above.
    store = Store(tmp_path / "demo.sqlite")
    demo.load(store)
    lot = ["warehouse_id", "item", "lot"]
    summed = store.balances(as_of=LAST_DAY).assign(lot=lambda rows: rows["lot"].fillna(""))
    asked = FRAMES["movements"].conform(pd.read_csv(DEMO / "request_movements.csv"))
    asked = asked.assign(lot=asked["lot"].fillna(""))
    every = pd.concat([movements, asked], ignore_index=True)
    every = every[every["kind"] != "shortage"]  # of no warehouse's stock
    both = summed.merge(balances(every, reversed_on), on=lot, how="outer", suffixes=("", "_replayed"))
    assert (both["held"] == both["held_replayed"]).all()
    assert (both["reserved"] == both["reserved_replayed"]).all()
