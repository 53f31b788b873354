"""Prepositioning in the terminal: the contract of its JSON, files that feed it unedited, faults in a sentence."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from tests.commands.conftest import run

CONTRACT = {
    "v_actual", "v_optimal", "balance", "fraction_served", "demand_covered_share_actual",
    "demand_covered_share_optimal", "expected_hours_per_unit", "duals", "best_allocation", "transfers",
}  # fmt: skip


@pytest.fixture
def files(tmp_path):
    """The worked example: A holds 100; P needs 60 or Q needs 150."""
    texts = {
        "stock": "warehouse_id,quantity\nA,100\nB,0\n",
        "hours": "warehouse_id,place,hours\nA,P,2\nA,Q,10\nB,P,8\nB,Q,3\n",
        "demand": "scenario_id,place,quantity\none,P,60\ntwo,Q,150\n",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def asked(folder, *more):
    parts = [part for name in ("stock", "hours", "demand") for part in (f"--{name}", folder / f"{name}.csv")]
    return run("preposition", *parts, *more, "--json")


def test_the_worked_example(files):
    result = asked(files)
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert set(told) >= CONTRACT
    assert (told["v_actual"], told["v_optimal"]) == pytest.approx((560, 390))
    assert told["balance"] == pytest.approx(1.435897, abs=1e-6)
    assert told["fraction_served"] == 0.5
    assert told["demand_covered_share_actual"] == pytest.approx(80 / 105)
    assert told["expected_hours_per_unit"] == pytest.approx(7.0)
    assert told["duals"] == pytest.approx({"A": 5.0, "B": 1.5})
    assert told["best_allocation"] == pytest.approx({"A": 0, "B": 100})
    assert told["transfers"][0]["quantity"] == 100
    assert told["scaled"] is False


def test_scaled_and_with_capacity(files):
    (files / "capacity.csv").write_text("warehouse_id,quantity\nB,30\n", encoding="utf-8")
    told = json.loads(asked(files, "--scale-demand", "--capacity", files / "capacity.csv").stdout)
    assert told["demand_covered_share_actual"] == 1
    assert told["fraction_served"] == 0.5
    assert told["best_allocation"] == pytest.approx({"A": 70, "B": 30})


def test_probabilities_and_names_of_exports_and_one_run_an_item(files):
    (files / "stock.csv").write_text(
        "warehouse_id,item,quantity\nA,rope,100\nB,rope,0\nB,tarpaulin,100\n", encoding="utf-8"
    )
    (files / "hours.csv").write_text(
        "warehouse_id,adm2_pcode,travel_hours\nA,P,2\nA,Q,10\nB,P,8\nB,Q,3\n", encoding="utf-8"
    )
    (files / "demand.csv").write_text(
        "scenario_id,place,quantity,probability\none,P,60,0.25\ntwo,Q,80,0.75\n", encoding="utf-8"
    )
    told = json.loads(asked(files).stdout)
    assert [one["item"] for one in told] == ["rope", "tarpaulin"]
    assert told[0]["v_actual"] == pytest.approx(0.25 * 120 + 0.75 * 800)
    assert told[1]["v_actual"] == pytest.approx(0.25 * 480 + 0.75 * 240)
    one = json.loads(asked(files, "--item", "rope").stdout)
    assert one["item"] == "rope"


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [("stock", "warehouse_id,quantity\nA,beaucoup\n", "beaucoup"), ("hours", "warehouse_id,place\nA,P\n", "hours"),
     ("demand", "scenario_id,place,quantity\none,P,-5\n", "-5"),
     ("demand", "scenario_id,place,quantity,probability\none,P,5,2\n", "2")],
)  # fmt: skip
def test_faults_are_one_sentence(files, name, text, says):
    (files / f"{name}.csv").write_text(text, encoding="utf-8")
    result = asked(files)
    assert result.exit_code == 2
    assert says in result.output
    assert "Traceback" not in result.output


def test_a_file_alone_is_not_enough(files):
    result = run("preposition", "--stock", files / "stock.csv")
    assert result.exit_code == 2
    assert "--hours" in result.output


def test_the_exports_of_the_demonstration_feed_it_unedited(with_demo):
    run("export", "travel", with_demo / "hours.csv")
    run("export", "stock", with_demo / "stock.csv")
    pd.DataFrame({"scenario_id": ["a", "b"], "place": ["HT0711", "HT0811"], "quantity": [500, 900]}).to_csv(
        with_demo / "demand.csv", index=False
    )
    result = asked(with_demo)
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    stock = pd.read_csv(with_demo / "stock.csv")
    assert {one["item"] for one in told} == set(stock["item"])
    assert sum(told[0]["best_allocation"].values()) == pytest.approx(
        stock.loc[stock["item"] == told[0]["item"], "quantity"].sum()
    )


def test_without_files_the_snapshot_and_its_portfolio(with_demo):
    result = run("preposition", "--item", "tarpaulin", "--portfolio", "made", "--events", "60", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert set(told) >= CONTRACT | {"item", "portfolio", "as_of", "labels"}
    assert told["balance"] >= 1 - 1e-6
    assert told["demand_covered_share_actual"] == pytest.approx(told["demand_covered_share_optimal"], abs=1e-6)
    assert told["disasters"] == 60
    assert "fictional" in json.dumps(told["labels"])
    again = run("preposition", "--item", "tarpaulin", "--portfolio", "made", "--events", "60", "--json")
    assert again.stdout == result.stdout
