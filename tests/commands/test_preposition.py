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


S, H, D = "warehouse_id,quantity", "warehouse_id,place,hours", "scenario_id,place,quantity"
FAULTS = [  # table, text of the file, line and column of the fault (0: of the whole file), what the sentence repeats
    ("stock", f"{S}\nA,100\nB,beaucoup\n", 3, "quantity", "beaucoup"),
    ("stock", f"{S}\nA,-5\n", 2, "quantity", "-5"),
    ("stock", f"{S}\nA,nan\n", 2, "quantity", "nan"),
    ("stock", f"{S}\nA,inf\n", 2, "quantity", "inf"),
    ("stock", f"{S}\nA,1e400\n", 2, "quantity", "1e400"),
    ("stock", f"{S}\nA,99999999999999999999999999\n", 2, "quantity", "99999999999999999999999999"),
    ("stock", f"{S}\nA,0x10\n", 2, "quantity", "0x10"),
    ("stock", f'{S}\nA,"1,200"\n', 2, "quantity", "1200"),
    ("stock", f"{S}\nA,100\nB,\n", 3, "quantity", ""),
    ("stock", f"{S}\n,5\n", 2, "warehouse_id", ""),
    ("stock", f"{S}\nA,100\nB,4\nA,100\n", 4, "", "2"),
    ("stock", f"{S}\nA,100\n<script>alert(1)</script>,50\n", 3, "warehouse_id", "<script>"),
    ("stock", "warehouse_id\nA\n", 0, "quantity", ""),
    ("stock", "", 0, "", ""),
    ("stock", f"{S}\n", 0, "", ""),
    ("hours", "warehouse_id,place\nA,P\n", 0, "hours", ""),
    ("hours", f"{H}\nA,P,2\nB,Q,-3\n", 3, "hours", "-3"),
    ("hours", f"{H}\nA,P,2\nB,Q,3\nA,P,4\n", 4, "", "2"),
    ("demand", f"{D}\none,P,-5\n", 2, "quantity", "-5"),
    ("demand", f"{D}\none,,5\n", 2, "place", ""),
    ("demand", f"{D},probability\none,P,5,2\n", 2, "probability", "2"),
    ("demand", f"{D},probability\none,P,5,half\n", 2, "probability", "half"),
    ("demand", f"{D},probability\none,P,5,0.5\none,Q,5,0.4\n", 3, "probability", "one"),
    ("demand", f"{D},probability\none,P,5,0.5\ntwo,Q,5,\n", 3, "probability", ""),
    ("demand", f"{D},probability\none,P,5,0.9\ntwo,Q,5,0.9\n", 0, "probability", "1.8"),
    ("capacity", f"{S}\nA,plein\n", 2, "quantity", "plein"),
    ("capacity", f"{S}\nZ,5\n", 2, "warehouse_id", "Z"),
    ("capacity", f"{S}\nA,90\nA,80\n", 3, "", "2"),
]


@pytest.mark.parametrize(("name", "text", "row", "column", "repeats"), FAULTS)
def test_faults_are_one_sentence_with_file_row_and_column(files, name, text, row, column, repeats):
    (files / f"{name}.csv").write_text(text, encoding="utf-8")
    more = ("--capacity", files / "capacity.csv") if name == "capacity" else ()
    result = asked(files, *more)
    assert result.exit_code == 2
    assert result.stdout == ""
    (sentence,) = result.stderr.splitlines()
    assert f"{name}.csv" in sentence
    assert (f"ligne {row}" in sentence) if row else ("ligne " not in sentence or "remplie" in sentence)
    assert column in sentence
    assert repeats in sentence


def test_a_fault_keeps_its_line_where_there_are_items(files):
    """The second line of rope is the fourth of the file."""
    (files / "stock.csv").write_text(f"{S},item\nA,1,soap\nA,5,rope\nB,x,rope\n", encoding="utf-8")
    assert "stock.csv, ligne 4" in asked(files).stderr


@pytest.mark.parametrize("text", [f"\ufeff{S}\r\nA,100\r\nB,0\r\n", "warehouse_id;quantity\nA;100,0\nB;0\n",
                                  "Warehouse_ID\tQuantity\nA\t1e2\nB\t0\n"])  # fmt: skip
def test_files_as_spreadsheets_write_them_say_the_same(files, text):
    (files / "stock.csv").write_text(text, encoding="utf-8")
    assert json.loads(asked(files).stdout)["v_actual"] == pytest.approx(560)


def test_a_file_in_an_old_encoding_is_read(files):
    (files / "stock.csv").write_bytes(f"{S},note\nA,100,dépôt\nB,0,\n".encode("latin-1"))
    assert json.loads(asked(files).stdout)["v_actual"] == pytest.approx(560)


def test_what_is_demanded_and_not_in_stock_is_wholly_unmet(files):
    (files / "stock.csv").write_text(f"{S},item\nA,100,rope\n", encoding="utf-8")
    (files / "demand.csv").write_text(f"{D},item\none,P,60,rope\none,P,30,soap\n", encoding="utf-8")
    told = json.loads(asked(files).stdout)
    assert [(one["item"], one["demand_covered_share_actual"]) for one in told] == [("rope", 1.0), ("soap", 0.0)]


def test_demand_by_item_needs_stock_by_item(files):
    (files / "demand.csv").write_text(f"{D},item\none,P,60,rope\none,P,30,soap\n", encoding="utf-8")
    result = asked(files)
    assert result.exit_code == 2
    assert "rope, soap" in result.stderr
    assert json.loads(asked(files, "--item", "rope").stdout)["v_actual"] == pytest.approx(120)
    assert "gold" in asked(files, "--item", "gold").stderr


def test_probabilities_below_one_leave_a_rest_that_is_said(files):
    (files / "demand.csv").write_text(f"{D},probability\none,P,60,0.1\ntwo,Q,80,0.2\n", encoding="utf-8")
    told = json.loads(asked(files).stdout)
    assert (told["probability_total"], told["v_actual"]) == pytest.approx((0.3, 0.1 * 120 + 0.2 * 800))
    parts = [part for name in ("stock", "hours", "demand") for part in (f"--{name}", files / f"{name}.csv")]
    assert "0.7" in run("preposition", *parts).stdout


def test_in_words_every_warehouse_has_a_line(files):
    parts = [part for name in ("stock", "hours", "demand") for part in (f"--{name}", files / f"{name}.csv")]
    lines = [line.split() for line in run("preposition", *parts).stdout.splitlines()]
    assert ["A", "100", "0", "5", "0.5"] in lines
    assert ["B", "0", "100", "1.5", "0.5"] in lines


def test_options_of_the_store_say_nothing_beside_files(files):
    result = asked(files, "--portfolio", "made", "--as-of", "2023-08-31")
    assert result.exit_code == 2
    assert "--portfolio, --as-of" in result.stderr


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


def test_events_and_seed_hold_for_the_usual_portfolio_too(with_demo):
    told = json.loads(run("preposition", "--item", "rope", "--events", "12", "--json").stdout)
    assert (told["portfolio"], told["disasters"]) == ("made", 12)
    assert run("preposition", "--item", "rope", "--events", "0").exit_code == 2


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
