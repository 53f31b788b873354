"""Slips as the ledger has them, the lots that a quantity is taken from, and a delivery that came."""

from __future__ import annotations

import pandas as pd
import pytest

from data import arrived, stock_moves
from data.access import NOBODY, Actor
from data.slip_lots import lots_for
from data.snapshot import Source
from data.stock_moves import Slip
from data.store.store import Store, Told
from geo.errors import DataProblem, NotAllowed
from geo.slip_numbers import grouped, opaque_number
from results import Results

ANNE, DAY = Actor("Anne", "coordinator"), "2023-08-20"


@pytest.fixture
def source(tmp_path) -> Source:
    """Warehouse W1 with lots A (100, expires first) and B (100) of tarpaulins; W2 with nothing."""
    store = Store(tmp_path / "pare.db")
    with store.batch(Told("start", "start", "file")) as batch:
        batch.patch(
            "warehouses", pd.DataFrame([{"warehouse_id": w, "name": w, "adm2_pcode": "HT0111"} for w in ("W1", "W2")])
        )
        batch.patch("pipeline", pd.DataFrame([
            {"pipeline_id": "P1", "item": "tarpaulin", "quantity": 500.0, "pipeline_status": "shipped", "warehouse_id": "W1",
             "expected_on": "2023-08-25"},
            {"pipeline_id": "P2", "item": "rope", "quantity": 9.0, "pipeline_status": "arrived", "warehouse_id": "W1"},
            {"pipeline_id": "P3", "item": "rope", "quantity": 9.0, "pipeline_status": "ordered", "warehouse_id": "W2"},
        ]))  # fmt: skip
        row = {"moved_on": "2023-08-01", "kind": "receipt", "warehouse_id": "W1", "item": "tarpaulin", "quantity": 100.0,
               "document": "BR 7/août"}  # fmt: skip
        batch.move(pd.DataFrame([{**row, "line": 1, "lot": "A", "expiry": "2023-10-31"},
                                 {**row, "line": 2, "lot": "B", "expiry": "2024-10-31"}]))  # fmt: skip
    return Source(store)


def results(source: Source, as_of: str | None = "2023-08-31") -> Results:
    return Results(source.take(audience=ANNE.role, as_of=as_of), ANNE)


def released(source: Source, units: int, *, document: str = "", day: str = DAY, **head: str) -> str:
    one = Slip("release", document or stock_moves.new_document("release"), day,
               ({"item": "tarpaulin", "lot": "B", "quantity": str(units)},),
               {"warehouse_id": "W1", "counterpart": "ONG A", **head})  # fmt: skip
    assert stock_moves.save(source, ANNE, one, stock_moves.look(source, one), reason="bon") is not None
    return one.document


def test_a_slip_is_found_by_its_number_and_by_its_opaque_one(source: Source):
    told = results(source)
    for number in ("BR 7/août", grouped(opaque_number("BR 7/août")), opaque_number("BR 7/août")):
        assert told.slips_numbered("W1", number)["lot"].tolist() == ["A", "B"]
    assert told.slips_numbered("W2", "BR 7/août").empty  # it is not a slip of that warehouse
    assert told.slips_numbered("W1", "BR 8/août").empty
    assert told.slips_numbered("W9", "BR 7/août").empty


def test_recent_slips_are_those_of_the_days_and_those_that_forms_recorded(source: Source):
    assert results(source).slips("W1").empty  # the receipt is of the 1st, and came with a file
    late = released(source, 10)  # typed now, of the 20th: three days before the 31st would hide it
    rows = results(source).slips("W1")
    assert rows["document"].tolist() == [late]
    assert rows["reversed_by"].isna().all()


def test_of_one_file_the_newest_slip_comes_first_with_its_lines_together(source: Source):
    row = {"kind": "receipt", "warehouse_id": "W1", "item": "tarpaulin", "quantity": 1.0}
    days = (("BR 3", 1, "2023-08-29"), ("BR 1", 1, "2023-08-28"), ("BR 2", 1, "2023-08-30"), ("BR 2", 2, "2023-08-28"))
    with source.store.batch(Told("file", "file", "file")) as batch:
        batch.move(pd.DataFrame([{**row, "document": code, "line": line, "moved_on": day} for code, line, day in days]))
    assert results(source).slips("W1")["document"].tolist() == ["BR 2", "BR 2", "BR 3", "BR 1"]


def test_a_slip_that_was_taken_back_names_its_reversal(source: Source):
    document = released(source, 10)
    back = stock_moves.reverse(source, ANNE, document, reason="saisi deux fois")
    assert back is not None
    row = results(source, None).slips_numbered("W1", document).iloc[0]  # reversals are of the day of their typing
    assert row["reversed_by"] == back.rows["movement_id"].iloc[0]
    assert isinstance(row["reversed_on"], str)
    assert stock_moves.reverse(source, ANNE, document, reason="encore") is None
    source.store.undo(back.batch, author="Anne", reason="non")
    assert results(source, None).slips_numbered("W1", document)["reversed_by"].isna().all()


def test_a_withdrawn_batch_is_no_slip(source: Source):
    document = released(source, 10)
    source.store.undo(source.store.head(), author="Anne", reason="non")
    assert results(source).slips_numbered("W1", document).empty


@pytest.mark.parametrize(
    ("asked", "lots"),
    [
        (30, [("A", 30.0)]),
        (100, [("A", 100.0)]),
        (130, [("A", 100.0), ("B", 30.0)]),
        (250, [("A", 100.0), ("B", 100.0)]),
    ],
)
def test_the_first_to_expire_is_taken_first(source: Source, asked, lots):
    rows = lots_for(source, ("W1", "tarpaulin"), float(asked), on=DAY)
    assert list(zip(rows["lot"], rows["quantity"], strict=True)) == lots
    assert rows["expiry"].iloc[0] == "2023-10-31"


def test_what_is_reserved_for_the_request_is_taken_before_the_rest_and_left_to_it(source: Source):
    keep = Slip("reserve", stock_moves.new_document("reserve"), DAY,
                ({"item": "tarpaulin", "lot": "B", "quantity": "60"},), {"warehouse_id": "W1", "request_id": "R1"})  # fmt: skip
    assert stock_moves.save(source, ANNE, keep, stock_moves.look(source, keep), reason="demande")
    rows = lots_for(source, ("W1", "tarpaulin"), 80.0, on=DAY, request_id="R1")
    assert list(zip(rows["lot"], rows["quantity"], strict=True)) == [("B", 60.0), ("A", 20.0)]
    assert rows["expiry"].tolist() == ["2024-10-31", "2023-10-31"]
    others = lots_for(source, ("W1", "tarpaulin"), 500.0, on=DAY)
    assert dict(zip(others["lot"], others["quantity"], strict=True)) == {"A": 100.0, "B": 40.0}


def test_nothing_there_gives_no_lots(source: Source):
    assert lots_for(source, ("W2", "tarpaulin"), 5.0, on=DAY).empty
    assert lots_for(source, ("W1", "rope"), 5.0, on=DAY, request_id="R1").empty


def test_a_delivery_that_came_is_expected_no_longer(source: Source):
    assert results(source).deliveries_to("W1")["pipeline_id"].tolist() == ["P1"]
    assert arrived.tell(source, ANNE, "P1", on=DAY, reason="bon de réception") is not None
    assert results(source).deliveries_to("W1").empty
    with source.store.batch(Told("file", "file")) as batch:  # told again, later than the truck came
        batch.patch(
            "pipeline", pd.DataFrame([{"pipeline_id": "P3", "observed_on": "2023-08-30", "warehouse_id": "W1"}])
        )
    assert arrived.tell(source, ANNE, "P3", on=DAY, reason="bon de réception") is not None
    assert results(source).deliveries_to("W1").empty
    head = source.store.head()
    assert arrived.tell(source, ANNE, "P1", on=DAY, reason="encore") is None
    assert source.store.head() == head
    with pytest.raises(DataProblem, match="unknown_delivery"):
        arrived.tell(source, ANNE, "P77", on=DAY, reason="x")
    with pytest.raises(NotAllowed):
        arrived.tell(source, NOBODY, "P3", on=DAY, reason="x")


def test_receivers_are_those_that_got_something_here(source: Source):
    released(source, 1)
    assert results(source).receivers("W1") == ["ONG A"]
    assert results(source).receivers("W2") == []


def test_a_lot_below_nought_is_told(source: Source):
    assert results(source).negative_lots("W1").empty
    with source.store.batch(Told("file", "file")) as batch:  # a late paper is stored and flagged
        batch.move(pd.DataFrame([{"moved_on": DAY, "kind": "release", "warehouse_id": "W1", "item": "tarpaulin",
                                  "quantity": 130.0, "lot": "A"}]))  # fmt: skip
    assert results(source).negative_lots("W1")[["lot", "held"]].to_numpy().tolist() == [["A", -30.0]]
