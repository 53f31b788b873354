"""Steps of a request: what they write, what they move, and what is refused, each number by hand."""

from __future__ import annotations

import threading

import pandas as pd
import pytest

from data import request_steps, stock_moves
from data.access import NOBODY
from data.reference_requests import shipped_steps
from data.request_now import now_of
from data.request_steps import Line
from data.snapshot import Source
from data.store.store import Told
from geo.errors import DataProblem, EditConflict, NotAllowed, NotEnoughStock
from tests.data.request_setting import ANNE, DAY, MARC, ask, balance, stocked, take


@pytest.fixture
def source(tmp_path) -> Source:
    return stocked(tmp_path)


def cells(source: Source, *columns: str, request: str = "R1") -> list:
    rows = source.store.records("requests").set_index("request_id")
    return rows.loc[request, list(columns)].tolist()


def state(source: Source) -> str:
    return now_of(source.store, "R1", shipped_steps()).state


def test_an_approval_in_full_reserves_and_says_so(source: Source):
    take(source, "approved", "endorsed", 60.0, organisation="DGPC")
    told = cells(source, "request_status", "approved_on", "households_approved", "approving_organisation")
    assert told == ["approved", DAY, 30.0, "DGPC"]
    assert balance(source) == (100.0, 60.0)
    assert source.store.records("request_items")[["quantity_approved", "warehouse_id"]].values.tolist() == [
        [60.0, "W1"]
    ]


def test_an_approval_in_part_serves_as_many_as_the_scarcest_line(source: Source):
    take(source, "approved", "endorsed", 41.0)
    # 41 of 60 tarpaulins at 2 a household: 20 households, and one tarpaulin over.
    assert cells(source, "request_status", "households_approved") == ["partly_approved", 20.0]
    assert balance(source) == (100.0, 41.0)


def test_lots_are_reserved_first_expired_first_and_none_that_expires_before_the_day(tmp_path):
    lots = (("old", 30.0, "2023-01-05"), ("soon", 40.0, "2023-02-01"), ("late", 50.0, "2024-01-01"))
    source = stocked(tmp_path, lots=lots)
    take(source, "approved", "endorsed", 60.0)
    told = source.store.balances().set_index("lot")["reserved"]
    assert told.to_dict() == {"old": 0.0, "soon": 40.0, "late": 20.0}


def test_a_release_takes_what_was_reserved_and_the_rest_is_free_again(source: Source):
    take(source, "approved", "endorsed", 60.0)
    take(source, "released", "approved", 45.0)
    assert balance(source) == (55.0, 0.0)
    assert cells(source, "request_status", "released_on") == ["released", DAY]


def test_a_release_in_two_parts(source: Source):
    take(source, "approved", "endorsed", 60.0)
    take(source, "released", "approved", 45.0, rest_stays=True)
    assert balance(source) == (55.0, 15.0)
    assert state(source) == "approved"
    take(source, "released", "approved", 15.0, rest_stays=True)
    assert balance(source) == (40.0, 0.0)
    assert state(source) == "released"


def test_a_form_that_is_sent_twice_moves_once(source: Source):
    take(source, "approved", "endorsed", 60.0)
    one = {"units": 20.0, "rest_stays": True, "document": request_steps.new_document()}
    assert take(source, "released", "approved", **one) is not None
    assert take(source, "released", "approved", **one) is None
    assert balance(source) == (80.0, 40.0)


def test_a_cancellation_gives_back_and_an_undo_reserves_again(source: Source):
    take(source, "approved", "endorsed", 60.0)
    batch = take(source, "cancelled", "approved")
    assert balance(source) == (100.0, 0.0)
    assert cells(source, "request_status", "decision_reason") == ["cancelled", "motif"]
    source.store.undo(batch, author="a", reason="r")
    assert (balance(source), state(source)) == ((100.0, 60.0), "approved")


def test_the_undo_of_an_approval_gives_the_stock_back(source: Source):
    batch = take(source, "approved", "endorsed", 60.0)
    source.store.undo(batch, author="a", reason="r")
    assert (balance(source), state(source)) == ((100.0, 0.0), "endorsed")


def test_to_the_end(source: Source):
    steps = ("approved", "released", "delivered", "distributed", "reported", "closed")
    for seen, step in zip(("endorsed", *steps), steps, strict=False):
        take(source, step, seen, 60.0 if step in ("approved", "released") else None,
             **({"households": 28.0} if step == "distributed" else {}))  # fmt: skip
    assert cells(source, "request_status", "households_reported", "closed_on") == ["closed", 28.0, DAY]
    assert balance(source) == (40.0, 0.0)
    with pytest.raises(DataProblem, match="request_step_not_next"):
        take(source, "cancelled", "closed")


@pytest.mark.parametrize(
    ("step", "units", "more", "expected"),
    [
        ("approved", 61.0, {}, "request_more_than_asked"),
        ("approved", 0.0, {}, "request_nothing_approved"),
        ("approved", 10.0, {"lines": (Line("tarpaulin", 10.0),)}, "request_no_warehouse"),
        ("approved", 10.0, {"lines": (Line("rope", 10.0, "W1"),)}, "request_more_than_asked"),
        ("approved", 10.0, {"households": 31.0}, "request_households"),
        ("approved", 10.0, {"on": "2023-01-08"}, "request_day_before"),
        ("approved", 10.0, {"on": "2999-01-01"}, "request_day_ahead"),
        ("approved", 10.0, {"on": "demain"}, "request_day_ahead"),
        ("approved", 10.0, {"organisation": "M. Jean Pierre"}, "request_person"),
        ("approved", 10.0, {"request_id": "R9"}, "request_unknown"),
        ("released", 10.0, {}, "request_step_not_next"),
        ("delivered", None, {}, "request_step_not_next"),
        ("refused", None, {"reason": " "}, "edit_no_reason"),
        ("refused", None, {"reason": "appeler le 3412 3456"}, "edit_reason_personal"),
    ],
)
def test_what_is_refused_stores_nothing(source: Source, step, units, more, expected):
    head = source.store.head()
    with pytest.raises(DataProblem, match=expected):
        take(source, step, "endorsed", units, **more)
    assert (source.store.head(), balance(source)) == (head, (100.0, 0.0))


def test_a_release_of_more_than_is_reserved_is_refused(source: Source):
    take(source, "approved", "endorsed", 50.0)
    with pytest.raises(DataProblem, match="request_more_than_reserved"):
        take(source, "released", "partly_approved", 51.0)
    with pytest.raises(DataProblem, match="request_nothing_leaves"):
        take(source, "released", "partly_approved", 0.0)
    assert balance(source) == (100.0, 50.0)


def test_who_did_not_see_the_last_step_is_told_by_whom_it_was_taken(source: Source):
    take(source, "approved", "endorsed", 60.0, actor=ANNE)
    with pytest.raises(EditConflict) as caught:
        take(source, "refused", "endorsed", actor=MARC)
    told = caught.value.conflicts[0]
    assert (told.before, told.theirs, told.mine, told.author) == ("endorsed", "approved", "refused", "Anne")
    assert caught.value.code == "request_step_taken"


def test_what_is_kept_for_one_is_not_free_for_another(source: Source):
    ask(source.store, "R2", 60.0, 30.0)
    take(source, "approved", "endorsed", 60.0)
    with pytest.raises(NotEnoughStock) as caught:
        take(source, "approved", "endorsed", 60.0, request_id="R2")
    assert caught.value.code == "request_not_free"
    assert caught.value.params == {"warehouse": "W1", "item": "tarpaulin", "asked": 60.0, "usable": 40.0}


def test_of_two_who_approve_the_last_kits_at_once_one_is_told(source: Source):
    ask(source.store, "R2", 60.0, 30.0)
    told: list[str] = []
    gate = threading.Barrier(2)

    def approve(request: str) -> None:
        gate.wait()
        try:
            take(source, "approved", "endorsed", 60.0, request_id=request)
            told.append("done")
        except NotEnoughStock as error:
            told.append(error.code)

    people = [threading.Thread(target=approve, args=(request,)) for request in ("R1", "R2")]
    for one in people:
        one.start()
    for one in people:
        one.join(60)
    assert sorted(told) == ["done", "request_not_free"]
    assert balance(source) == (100.0, 60.0)


def test_without_the_right_nothing_is_taken(source: Source):
    with pytest.raises(NotAllowed):
        take(source, "approved", "endorsed", 10.0, actor=NOBODY)


def test_an_import_that_dates_the_request_later_does_not_hide_the_step(source: Source):
    with source.store.batch(Told("import", "liste")) as batch:
        batch.patch("requests", pd.DataFrame([{"request_id": "R1", "source": "liste", "observed_on": "2023-01-20"}]))
    take(source, "refused", "endorsed")
    assert cells(source, "request_status", "observed_on") == ["refused", "2023-01-20"]


def test_a_release_at_the_desk_of_the_warehouse_moves_the_request_on(source: Source):
    take(source, "approved", "endorsed", 60.0)
    line = {"warehouse_id": "W1", "item": "tarpaulin", "lot": "L1", "quantity": "60", "counterpart": "ONG",
            "request_id": "R1"}  # fmt: skip
    slip = stock_moves.Slip("release", stock_moves.new_document("release"), DAY, (line,))
    stock_moves.save(source, ANNE, slip, stock_moves.look(source, slip), reason="sortie")
    assert (balance(source), state(source)) == ((40.0, 0.0), "released")
    take(source, "delivered", "released")


def two_warehouses(source: Source) -> None:
    """W2 holds 25 tarpaulins beside the 100 of W1."""
    with source.store.batch(Told("start", "start")) as batch:
        batch.patch("warehouses", pd.DataFrame([{"warehouse_id": "W2", "name": "W2", "adm2_pcode": "HT0711"}]))
        batch.move(pd.DataFrame([{"warehouse_id": "W2", "item": "tarpaulin", "lot": "L9", "quantity": 25.0,
                                  "moved_on": "2023-01-01", "kind": "receipt"}]))  # fmt: skip


def reserved(source: Source) -> dict[str, float]:
    told = source.store.balances().groupby("warehouse_id")["reserved"].sum()
    return {str(name): float(units) for name, units in told.items()}


def test_a_line_may_be_approved_from_two_warehouses_and_leaves_each(source: Source):
    two_warehouses(source)
    split = (Line("tarpaulin", 40.0, "W1"), Line("tarpaulin", 20.0, "W2"))
    take(source, "approved", "endorsed", lines=split)
    assert cells(source, "request_status", "households_approved") == ["approved", 30.0]
    # The line names the warehouse of most of it; the ledger keeps what is reserved in each.
    assert source.store.records("request_items")[["quantity_approved", "warehouse_id"]].values.tolist() == [
        [60.0, "W1"]
    ]
    assert reserved(source) == {"W1": 40.0, "W2": 20.0}
    take(source, "released", "approved", lines=(Line("tarpaulin", 15.0, "W2"),), rest_stays=True)
    assert reserved(source) == {"W1": 40.0, "W2": 5.0}
    with pytest.raises(DataProblem, match="request_more_than_reserved"):
        take(source, "released", "approved", lines=(Line("tarpaulin", 6.0, "W2"),), rest_stays=True)
    # One line that names no warehouse takes it wherever it is kept; what is kept beyond is free again.
    take(source, "released", "approved", lines=(Line("tarpaulin", 1.0, "W2"), Line("tarpaulin", 41.0)))
    assert reserved(source) == {"W1": 0.0, "W2": 0.0}
    assert balance(source) == (125.0 - 15.0 - 42.0, 0.0)


@pytest.mark.parametrize(
    ("lines", "error", "code"),
    [
        ((("W1", 40.0), ("W2", 21.0)), DataProblem, "request_more_than_asked"),  # 61 of 60
        ((("W1", 20.0), ("W2", 26.0)), NotEnoughStock, "request_not_free"),  # W2 has 25
        ((("W2", 13.0), ("W2", 13.0)), NotEnoughStock, "request_not_free"),  # twice the same: 26 of 25
        ((("W1", 20.0), ("", 5.0)), DataProblem, "request_no_warehouse"),
    ],
)
def test_a_split_that_does_not_fit_reserves_nothing(source: Source, lines, error, code: str):
    two_warehouses(source)
    with pytest.raises(error, match=code):
        take(source, "approved", "endorsed", lines=tuple(Line("tarpaulin", units, house) for house, units in lines))
    assert reserved(source) == {"W1": 0.0, "W2": 0.0}
