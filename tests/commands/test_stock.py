"""Stock in the terminal: status, card and month over the demonstration."""

from __future__ import annotations

import json

import pytest

from tests.commands.conftest import run

pytestmark = pytest.mark.usefixtures("with_demo")


def told(*arguments: str):
    answer = run(*arguments, "--json")
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.output)


def test_status_of_a_warehouse_says_what_is_to_be_ordered():
    (row,) = told("stock", "status", "--place", "MAG-04", "--item", "rope")
    assert {"stock_status", "usable", "use_month", "months_of_stock", "to_order", "transfer_in"} <= set(row)
    assert row["months_of_stock"] == pytest.approx(row["usable"] / row["use_month"])
    assert "fictional" in row["labels"]


def test_unknown_use_is_null_and_no_status():
    rows = told("stock", "status")
    unknown = [row for row in rows if row["stock_status"] == "not_evaluated"]
    assert unknown
    assert {row["months_of_stock"] for row in unknown} == {None}


def test_levels_and_explanations():
    (row,) = told("stock", "status", "--level", "adm0", "--item", "rope", "--explain")
    assert row["explanation"]["clause"] == "docs/methods.md#stock-status"
    assert row["explanation"]["value"] == row["stock_status"]


def test_the_card_closes_on_the_balance_that_the_status_holds():
    card = told("stock", "card", "--warehouse", "MAG-04", "--item", "rope")
    (row,) = told("stock", "status", "--place", "MAG-04", "--item", "rope")
    assert card["closing"] == row["held"] == card["rows"][-1]["balance"]
    since = told("stock", "card", "--warehouse", "MAG-04", "--item", "rope", "--since", "2023-08-01")
    assert since["opening"] + since["came_in"] - since["went_out"] + since["adjusted"] == since["closing"]


def test_the_month_opens_and_closes_as_the_card_does():
    (month,) = told("stock", "month", "--month", "2023-08", "--place", "MAG-04", "--item", "rope")
    card = told("stock", "card", "--warehouse", "MAG-04", "--item", "rope", "--since", "2023-08-01")
    assert (month["opening"], month["closing"]) == (card["opening"], card["closing"])


@pytest.mark.parametrize("arguments", [
    ("month", "--month", "2024-01"), ("month", "--month", "x"), ("card", "--warehouse", "NO", "--item", "rope"),
    ("card", "--warehouse", "MAG-04", "--item", "NO"), ("status", "--place", "NO"),
])  # fmt: skip
def test_what_does_not_exist_is_one_sentence(arguments):
    answer = run("stock", *arguments)
    assert answer.exit_code == 2
    assert "Traceback" not in answer.output
    assert len(answer.output.strip().splitlines()) == 1


def test_plain_tables_are_printed_too():
    assert "MAG-04" in run("stock", "status", "--place", "MAG-04").output
    assert "closing" in run("stock", "card", "--warehouse", "MAG-04", "--item", "rope").output
