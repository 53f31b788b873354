"""Requests on a day, worked by hand: state, age, target, what is late, who owes a report."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from geo.errors import DataProblem, ReferenceProblem
from geo.frames import MOVEMENTS, POST_DISTRIBUTION, REQUEST_ITEMS, REQUESTS
from geo.post_distribution import post_distribution
from geo.request_lines import kit_lines, needed, request_lines, reserved_at, serving
from geo.request_months import request_months
from geo.request_steps import Steps, parse_steps
from geo.requests import overdue_reports, requests_on, timeline, waiting
from geo.settings import Setting
from geo.stock import STOCK

DAY = "2023-08-31"
FIGURES = {"endorsed": 1.0, "approved": 2.0, "released": 3.0, "delivered": 3.0, "distributed": 14.0,
           "reported": 30.0, "closed": 7.0, "overlap": 60.0}  # fmt: skip
WAY = {
    "received": ("partner", "", ["endorsed", "refused", "cancelled"]),
    "endorsed": ("sector_coordinator", "received", ["approved", "partly_approved", "refused", "cancelled"]),
    "approved": ("dgpc", "received", ["released", "cancelled"]),
    "partly_approved": ("dgpc", "received", ["released", "cancelled"]),
    "released": ("warehouse_operator", "approved", ["delivered"]),
    "delivered": ("warehouse_operator", "released", ["distributed"]),
    "distributed": ("partner", "delivered", ["reported"]),
    "reported": ("partner", "distributed", ["closed"]),
    "closed": ("sector_coordinator", "reported", []),
    "refused": ("dgpc", "received", []), "cancelled": ("partner", "", []),
}  # fmt: skip


def document(**changed: dict) -> dict:
    steps = {key: {"decides": who, "next": following, **({"after": after} if after else {})}
             for key, (who, after, following) in WAY.items()}  # fmt: skip
    about = {"unit": "days", "period": "none", "source": "by hand", "status": "verified"}
    return {"steps": steps | changed, "figures": {key: {"value": days, **about} for key, days in FIGURES.items()}}


STEPS: Steps = parse_steps(document())


def requests(*rows: dict) -> pd.DataFrame:
    return REQUESTS.conform(pd.DataFrame([{"request_id": f"R{n}", **row} for n, row in enumerate(rows, 1)]))


def lines(items: list[dict] | None = None, moved: list[dict] | None = None) -> pd.DataFrame:
    about = REQUEST_ITEMS.conform(pd.DataFrame(items or [], columns=[c.name for c in REQUEST_ITEMS.columns]))
    told = MOVEMENTS.conform(pd.DataFrame(moved or [], columns=[c.name for c in MOVEMENTS.columns]))
    return request_lines(about, told).frame


def on(*rows: dict, of: pd.DataFrame | None = None, day: str = DAY) -> pd.DataFrame:
    told = requests_on(requests(*rows), lines() if of is None else of, steps=STEPS, as_of=day)
    return told.frame.set_index("request_id")


def test_a_decision_is_due_two_days_after_receipt_and_late_on_the_third():
    row = {"request_status": "endorsed", "received_on": "2023-08-28", "endorsed_on": "2023-08-28"}
    told = [on(row, day=day).loc["R1"] for day in ("2023-08-30", "2023-08-31")]
    assert [one["due_on"] for one in told] == ["2023-08-30"] * 2
    assert [one["late"] for one in told] == [False, True]
    assert (told[1]["days_overdue"], told[1]["age_days"], told[1]["waits_on"]) == (1.0, 3.0, "dgpc")


def test_what_has_no_day_is_never_late_and_its_age_is_unknown():
    told = on({"request_status": "endorsed"}).loc["R1"]
    assert (told["next_step"], told["late"]) == ("approved", False)
    assert pd.isna(told["due_on"])
    assert math.isnan(told["age_days"])


def test_without_a_status_the_furthest_dated_step_is_the_state():
    rows = ({"received_on": "2023-08-01", "approved_on": "2023-08-03"}, {})
    assert on(*rows)["state"].to_dict() == {"R1": "approved", "R2": "received"}


def test_the_ledger_says_that_all_of_it_left():
    row = {"request_status": "approved", "approved_on": "2023-08-20"}
    item = {"request_id": "R1", "item": "rope", "quantity": 10.0, "quantity_approved": 10.0}
    moved = [{"request_id": "R1", "item": "rope", "quantity": q, "kind": "release", "moved_on": f"2023-08-2{n}"}
             for n, q in ((1, 4.0), (3, 6.0))]  # fmt: skip
    part, whole = (on(row, of=lines([item], some)).loc["R1"] for some in (moved[:1], moved))
    assert (part["state"], whole["state"]) == ("approved", "released")
    assert whole["released_on"] == "2023-08-23"
    assert whole["due_on"] == "2023-08-26"  # three days to deliver, from the day of the last release


def test_late_first_then_what_is_due_then_what_has_ended():
    rows = (
        {"request_status": "closed", "received_on": "2023-01-01"},
        {"request_status": "received", "received_on": "2023-08-31"},
        {"request_status": "received", "received_on": "2023-08-20"},
        {"request_status": "received", "received_on": "2023-08-25"},
    )
    assert on(*rows).index.tolist() == ["R3", "R4", "R2", "R1"]


def test_waiting_counts_by_step_in_the_order_of_the_steps():
    rows = (
        {"request_status": "released", "received_on": "2023-08-01", "released_on": "2023-08-30"},
        {"request_status": "received", "received_on": "2023-08-20"},
        {"request_status": "received", "received_on": "2023-08-31"},
        {"request_status": "refused"},
    )
    told = waiting(on(*rows).reset_index())
    assert told[["next_step", "requests", "late", "oldest_days"]].to_numpy().tolist() == [
        ["endorsed", 2, 1, 11.0], ["delivered", 1, 0, 30.0],
    ]  # fmt: skip


def test_a_partner_with_overdue_reports_is_told_since_when():
    rows = [{"request_status": "distributed", "organisation": who, "distributed_on": day}
            for who, day in (("A", "2023-07-12"), ("A", "2023-07-20"), ("B", "2023-08-15"))]  # fmt: skip
    told = overdue_reports(on(*rows).reset_index(), as_of=DAY)
    # 12 July and 30 days: 11 August, 20 days ago. B's report is due on 14 September.
    assert told.to_numpy().tolist() == [["A", 2, "2023-08-11", 20.0]]


def test_the_steps_of_a_request_that_was_refused_end_there():
    row = {"request_status": "refused", "received_on": "2023-08-01", "endorsed_on": "2023-08-04",
           "observed_on": "2023-08-06"}  # fmt: skip
    told = timeline({"request_id": "R1", **on(row).loc["R1"].to_dict()}, steps=STEPS, as_of=DAY)
    assert told[["step", "on", "standing"]].to_numpy().tolist() == [
        ["received", "2023-08-01", "done"], ["endorsed", "2023-08-04", "done_late"], ["refused", "2023-08-06", "done"],
    ]  # fmt: skip


def test_the_steps_of_an_open_request():
    row = {"request_status": "partly_approved", "received_on": "2023-08-20", "endorsed_on": "2023-08-21",
           "approved_on": "2023-08-22"}  # fmt: skip
    told = timeline({"request_id": "R1", **on(row).loc["R1"].to_dict()}, steps=STEPS, as_of=DAY)
    assert told["standing"].tolist() == ["done", "done", "done", "late", *["ahead"] * 4]
    assert told["step"].tolist()[2] == "partly_approved"
    assert told.loc[3, ["due_on", "days_late"]].tolist() == ["2023-08-25", 6.0]


def test_approved_in_part_stays_in_part_after_the_release():
    row = {"request_status": "released", "received_on": "2023-08-20", "households": 90.0, "households_approved": 33.0}
    for approved, said in ((33.0, "partly_approved"), (90.0, "approved"), (None, "approved")):
        asked = {"request_id": "R1", **on({**row, "households_approved": approved}).loc["R1"].to_dict()}
        assert timeline(asked, steps=STEPS, as_of=DAY)["step"].tolist()[2] == said


def test_lines_hold_what_is_reserved_and_what_left():
    item = {"request_id": "R1", "item": "rope", "quantity": 10.0, "quantity_approved": 8.0}
    acts = (("reserve", 8.0), ("unreserve", 5.0), ("release", 5.0))
    moved = [{"request_id": "R1", "item": "rope", "kind": kind, "quantity": q, "moved_on": DAY} for kind, q in acts]
    told = lines([item], moved).iloc[0]
    assert told[["reserved", "released", "left"]].tolist() == [3.0, 5.0, 3.0]
    assert pd.isna(lines([{**item, "quantity_approved": None}]).iloc[0]["left"])


def test_a_kit_for_some_households_is_whole_units():
    told = kit_lines(pd.Series({"tarpaulin": 2.0, "soap": 0.3}), 7.0)
    assert told.to_dict() == {"tarpaulin": 14.0, "soap": 3.0}  # 2.1 bars are three


def test_who_could_serve_counts_each_item_apart():
    asked = pd.DataFrame({"item": ["rope", "tarpaulin"], "quantity": [10.0, 20.0]})
    held = [("W1", "rope", 10.0), ("W1", "tarpaulin", 20.0), ("W2", "rope", 50.0), ("W2", "tarpaulin", 5.0)]
    told = serving(asked, STOCK.conform(pd.DataFrame(held, columns=["warehouse_id", "item", "quantity"])))
    assert told.facts == {"whole": ["W1"], "nowhere": []}
    short = told.frame.set_index(["warehouse_id", "item"])["short"].to_dict()
    assert short == {("W1", "rope"): 0.0, ("W2", "rope"): 0.0, ("W1", "tarpaulin"): 0.0, ("W2", "tarpaulin"): 15.0}
    much = serving(asked.assign(quantity=[100.0, 20.0]), STOCK.conform(pd.DataFrame(held, columns=STOCK.by_name)))
    assert much.facts["nowhere"] == ["rope"]  # 60 of 100


def test_months_add_households_and_count_what_is_unknown():
    rows = (
        {"request_status": "distributed", "received_on": "2023-07-30", "approved_on": "2023-08-01", "households": 100,
         "households_approved": 80, "distributed_on": "2023-08-10", "households_reported": 75},
        {"request_status": "distributed", "received_on": "2023-08-02", "households": 50, "distributed_on": "2023-08-20"},
        {"request_status": "refused", "received_on": "2023-08-05", "observed_on": "2023-08-06"},
    )  # fmt: skip
    told = request_months(on(*rows).reset_index()).frame.set_index("year_month")
    assert told.index.tolist() == ["2023-08", "2023-07"]
    august = told.loc["2023-08"]
    assert august[["requests_received", "households_requested", "households_approved"]].tolist() == [2.0, 50.0, 80.0]
    assert august[["requests_distributed", "households_distributed"]].tolist() == [2.0, 75.0]
    assert august[["distributed_unknown", "requests_refused"]].tolist() == [1.0, 1.0]
    assert math.isnan(told.loc["2023-07", "households_distributed"])  # none is unknown, not zero


def test_answers_are_shares_of_those_asked_and_of_those_who_received():
    asked = {"request_id": "R1", "observed_on": DAY, "households_interviewed": 60, "households_received": 50,
             "households_satisfied": 40, "complaints_received": 0, "complaints_answered": 0}  # fmt: skip
    told = post_distribution(POST_DISTRIBUTION.conform(pd.DataFrame([asked]))).frame.set_index("answer")
    assert told.loc["households_received", "answer_share"] == pytest.approx(50 / 60)
    assert told.loc["households_satisfied", ["of_households", "answer_share"]].tolist() == [50.0, 0.8]
    assert math.isnan(told.loc["households_using", "answer_share"])  # nobody told: not zero
    assert math.isnan(told.loc["complaints_answered", "answer_share"])  # of no complaint there is no share


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"closed": {"decides": "nobody", "next": []}}, "request_step.unknown"),
        ({"closed": {"decides": "dgpc", "next": ["paid"]}}, "request_step.unknown"),
        ({"closed": {"decides": "dgpc"}}, "request_step.fields"),
    ],
)
def test_reference_data_that_break_their_rules_are_refused(changed, code):
    with pytest.raises(ReferenceProblem, match=code):
        parse_steps(document(**changed))


def test_a_step_or_a_figure_that_is_missing_is_told():
    whole = document()
    for part, key in (("steps", "closed"), ("figures", "overlap")):
        less = {**whole, part: {name: one for name, one in whole[part].items() if name != key}}
        with pytest.raises(ReferenceProblem, match=r"request_step\.missing"):
            parse_steps(less)


def test_an_edited_target_is_in_force_and_says_what_it_was():
    row = {"request_status": "received", "received_on": "2023-08-29"}
    steps = STEPS.edited({"endorsed": 5.0}, {})
    told = requests_on(requests(row), lines(), steps=steps, as_of=DAY)
    assert (told.frame.loc[0, "due_on"], bool(told.frame.loc[0, "late"])) == ("2023-09-03", False)
    assert told.explain(request_id="R1").changes[0].shipped == 1.0


def test_nothing_is_nothing():
    told = requests_on(REQUESTS.empty(), lines(), steps=STEPS, as_of=DAY)
    assert told.frame.empty
    assert waiting(told.frame).empty
    assert overdue_reports(told.frame, as_of=DAY).empty
    assert request_months(told.frame).frame.empty


def test_a_kit_by_household_size_is_multiplied_out_and_explained():
    # 7 households of 4.5: tarpaulins 7 x 2 = 14; soap 7 x (1 + 0.5 x 4.5) = 22.75, whole 23
    kit = pd.DataFrame(
        {"kit": "k", "item": ["tarpaulin", "soap"], "quantity": [2.0, 1.0], "quantity_person": [np.nan, 0.5]}
    )
    size = Setting("household_size", 4.5, "persons/household", "none", "somebody", "verified")
    told = needed(kit, 7.0, size)
    assert told.frame.set_index("item")["units"].to_dict() == {"tarpaulin": 14.0, "soap": 23.0}
    assert told.facts["by_person"]
    explained = told.explain_row(told.frame.to_dict("records")[1])
    assert {one.name: one.value for one in explained.inputs} == {
        "households": 7.0, "kit_quantity": 1.0, "quantity_person": 0.5, "household_size": 4.5,
    }  # fmt: skip
    assert explained.value == 23.0
    assert needed(kit.drop(columns="quantity_person"), 7.0, size).frame["units"].tolist() == [14.0, 7.0]
    with pytest.raises(DataProblem, match="household_size_missing"):
        needed(kit, 7.0, Setting("household_size", np.nan, "persons/household", "none", "somebody", "verified"))


def test_what_is_not_approved_and_where_a_line_is_kept():
    item = {"request_id": "R1", "item": "rope", "quantity": 10.0, "quantity_approved": 7.0}
    assert lines([item]).iloc[0]["not_approved"] == 3.0
    assert pd.isna(lines([{**item, "quantity_approved": None}]).iloc[0]["not_approved"])
    moved = pd.DataFrame(
        [("reserve", "W1", 2.0), ("reserve", "W2", 5.0), ("unreserve", "W2", 4.0), ("release", "W2", 4.0),
         ("reserve", "W3", 1.0), ("unreserve", "W3", 1.0)],
        columns=["kind", "warehouse_id", "quantity"],
    ).assign(request_id="R1", item="rope")  # fmt: skip
    told = reserved_at(moved)[["warehouse_id", "reserved", "released"]].to_numpy().tolist()
    assert told == [["W2", 1.0, 4.0], ["W1", 2.0, 0.0]]  # the most units first; of W3 everything was given back
