"""Owner and donor of stock: they follow a lot, disagreeing receipts are told, and nothing is lost by grouping."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import MissingColumn
from geo.frames import FRAMES
from geo.stock_owners import BOTH, lot_owners, stock_by_owner

DAY = "2023-01-{:02d}".format
OWNER, DONOR = BOTH


def moves(*rows: dict) -> pd.DataFrame:
    whole = [{"item": "tarpaulin", "quantity": 10.0, "lot": "L"} | row for row in rows]
    return FRAMES["movements"].conform(pd.DataFrame(whole))


def came(day: int, where: str = "W1", **more: object) -> dict:
    return {"moved_on": DAY(day), "kind": "receipt", "warehouse_id": where, **more}


def sent(day: int, start: str, end: str, shipment: str, **more: object) -> list[dict]:
    told = {"moved_on": DAY(day), "shipment": shipment, **more}
    return [
        {**told, "kind": "transfer_out", "warehouse_id": start},
        {**told, "kind": "transfer_in", "warehouse_id": end},
    ]


def owner(rows: pd.DataFrame, where: str, name: str = OWNER) -> str | None:
    found = lot_owners(rows).set_index("warehouse_id")[name]
    return None if pd.isna(found[where]) else found[where]


def test_the_owner_of_the_receipt_follows_the_lot_over_two_transfers():
    rows = moves(came(1, **{OWNER: "DGPC"}), *sent(2, "W1", "W2", "T1"), *sent(3, "W2", "W3", "T2"))
    assert [owner(rows, where) for where in ("W1", "W2", "W3")] == ["DGPC"] * 3


def test_what_a_later_movement_says_holds_there_and_where_the_lot_goes_from_there():
    handed = {"moved_on": DAY(3), "kind": "count", "warehouse_id": "W2", OWNER: "Croix-Rouge"}
    rows = moves(came(1, **{OWNER: "DGPC"}), *sent(2, "W1", "W2", "T1"), handed, *sent(4, "W2", "W3", "T2"))
    assert [owner(rows, where) for where in ("W1", "W2", "W3")] == ["DGPC", "Croix-Rouge", "Croix-Rouge"]


def test_receipts_that_disagree_are_a_finding_and_no_guess():
    rows = moves(came(1, **{OWNER: "DGPC", DONOR: "A"}), came(2, "W2", **{OWNER: "Agence", DONOR: "A"}))
    told = lot_owners(rows)
    assert told[OWNER].isna().all()
    assert told["owners_told"].tolist() == ["Agence / DGPC"] * 2
    assert told[DONOR].tolist() == ["A", "A"]
    assert told["donors_told"].isna().all()


def test_a_receipt_that_says_nothing_does_not_contradict_one_of_the_same_lot():
    assert owner(moves(came(1, **{OWNER: "DGPC"}), came(2)), "W1") == "DGPC"


def test_stock_without_a_lot_number_has_an_owner_only_where_everything_that_came_in_has_it():
    one, other = ({"lot": None, OWNER: name} for name in ("DGPC", None))
    assert owner(moves(came(1, **one)), "W1") == "DGPC"
    assert owner(moves(came(1, **one), came(2, **other)), "W1") is None
    way = [{**row, "lot": None} for row in sent(2, "W1", "W2", "T1")]
    assert owner(moves(came(1, **one), *way), "W2") == "DGPC"
    assert owner(moves(came(1, **one), came(1, "W2", **other), *way), "W2") is None


def test_a_missing_column_is_named():
    with pytest.raises(MissingColumn, match="shipment"):
        lot_owners(moves(came(1)).drop(columns="shipment"))


LOT = st.fixed_dictionaries({
    "warehouse_id": st.sampled_from(["W1", "W2"]), "item": st.sampled_from(["rope", "tent"]),
    "lot": st.sampled_from([None, "A", "B", "C"]), "held": st.integers(-5, 50).map(float),
    "reserved": st.integers(0, 20).map(float), "expiry": st.sampled_from([None, "2022-01-01", "2024-01-01"]),
})  # fmt: skip


@given(lots=st.lists(LOT, max_size=12, unique_by=lambda row: (row["warehouse_id"], row["item"], row["lot"])),
       said=st.lists(st.tuples(st.sampled_from(["W1", "W2"]), st.sampled_from(["rope", "tent"]),
                               st.sampled_from(["A", "B"]), st.sampled_from(["DGPC", "Agence", None])), max_size=8))  # fmt: skip
def test_nothing_is_lost_by_grouping_and_what_is_unknown_is_a_group(lots, said):
    columns = ["warehouse_id", "item", "lot", "held", "reserved", "expiry"]
    balances = pd.DataFrame(lots, columns=columns).astype(
        {"lot": "str", "expiry": "str", "held": float, "reserved": float}
    )
    rows = [came(1, where, item=item, lot=lot, **{OWNER: name}) for where, item, lot, name in said]
    owners = lot_owners(moves(*rows) if rows else FRAMES["movements"].empty())
    told = stock_by_owner(balances, owners, by=OWNER, on="2023-01-31")
    for name in ("held", "reserved"):
        assert told.frame[name].sum() == balances[name].sum()
    for row in told.frame.to_dict("records"):
        assert told.explain_row(row).value == row["usable"]
    unknown = told.frame[told.frame["organisation"].isna()]
    assert unknown["lots"].sum() == told.facts["lots_unknown"]
