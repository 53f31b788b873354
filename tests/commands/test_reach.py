"""Reach in the terminal with a scenario, a planning share and trucks; flows and loads as files."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest

from tests.commands.conftest import run, told, write
from tests.commands.test_figures import REACH

TOGETHER = ("reach", "--level", "adm0", "--mode", "together", "--within", "6,24")


@pytest.fixture
def fleet(tmp_path):
    return write(tmp_path / "fleet.csv", [{"vehicle_type": "truck", "number": 2, "warehouse_id": "MAG-01"}])


def test_a_scenario_is_the_need_and_trucks_stop_it(with_demo, fleet):
    free = told(*TOGETHER, "--scenario", "flood")
    limited = told(*TOGETHER, "--scenario", "flood", "--fleet", fleet)
    assert set(limited[0]) >= REACH | {"binding_vehicles", "binding_way", "reached_without_limits"}
    assert free[0]["households_in_need"] == limited[0]["households_in_need"] > 1000
    assert limited[0]["households_reached"] < free[0]["households_reached"]
    assert limited[0]["reached_without_limits"] == pytest.approx(free[0]["households_reached"])
    assert limited[0]["bound_by"] == "fleet"
    assert limited[0]["binding_vehicles"]
    explained = told(*TOGETHER, "--scenario", "flood", "--fleet", fleet, "--explain")[0]["explanation"]
    assert explained["clause"] == "docs/methods.md#reach-with-trucks"


def test_flows_and_loads_are_written(with_demo, fleet, tmp_path):
    flows, loads, paper = (tmp_path / name for name in ("flows.csv", "loads.xlsx", "loads.pdf"))
    asked = (*TOGETHER, "--need-share", "0.02", "--fleet", fleet)
    assert told(*asked, "--flows", str(flows), "--loads", str(loads))
    assert told(*asked, "--loads", str(paper))
    rows = pd.read_csv(flows)
    assert {"warehouse_id", "adm2_pcode", "households", "tonnes", "m3", "trips", "travel_hours", "path"} <= set(rows)
    assert set(rows["warehouse_id"]) == {"MAG-01"}
    assert "Fictif" in rows["label"].iloc[0]  # in words, as `export` writes it
    assert openpyxl.load_workbook(loads).active.max_row > 1
    assert paper.read_bytes().startswith(b"%PDF")
    assert run("export", "flows", str(tmp_path / "all.csv")).exit_code == 0
    assert pd.read_csv(tmp_path / "all.csv")["tonnes"].sum() > 0


@pytest.mark.parametrize(("more", "sentence"), [
    (("--flows", "f.csv"), "together"),
    (("--scenario", "nowhere"), "nowhere"),
    (("--scenario", "flood", "--need-share", "0.1"), "seul besoin"),
    (("--need-share", "2"), "de 0 à 1"),
    (("--within", "abc"), "abc"),
    ((*TOGETHER[1:], "--need-share", "0.02", "--flows", "/no/such/folder/f.csv"), "/no/such/folder/f.csv"),
    ((*TOGETHER[1:], "--need-share", "0.02", "--flows", "flows.xlsx"), ".xlsx"),
    (("--mode", "together"), "--need-share"),
])  # fmt: skip
def test_what_cannot_be_done_is_a_sentence(with_demo, more, sentence):
    got = run("reach", *more)
    assert got.exit_code == 2
    assert sentence in got.output
    assert "Traceback" not in got.output


@pytest.mark.parametrize(("text", "says"), [
    ("adm2_pcode,households\nHT0811,5\nHT0812,cinq\n", "ligne 3, colonne households"),
    ("adm2_pcode,households\nHT0811,-5\n", "-5"),
    ("adm2_pcode,households\nHT0811,inf\n", "inf"),
    ("adm2_pcode,households\nHT0811,\n", "ligne 2"),
    ("adm2_pcode,households\n,5\n", "adm2_pcode"),
    ("adm2_pcode\nHT0811\n", "households"),
    ("", "vide"),
])  # fmt: skip
def test_a_need_that_cannot_be_read_is_a_sentence_that_names_the_file(with_demo, tmp_path, text, says):
    (tmp_path / "besoin.csv").write_text(text, encoding="utf-8")
    got = run(*TOGETHER, "--need", tmp_path / "besoin.csv")
    assert got.exit_code == 2
    assert "besoin.csv" in got.output
    assert says in got.output


def test_a_need_with_semicolons_and_decimal_commas_is_read(with_demo, tmp_path):
    (tmp_path / "besoin.csv").write_text("adm2_pcode;households\nHT0811;500,5\nHT0711;1 200\n", encoding="utf-8")
    assert told(*TOGETHER, "--need", str(tmp_path / "besoin.csv"))[0]["households_in_need"] == pytest.approx(1700.5)


def test_a_band_that_is_typed_twice_is_told_once_and_households_are_whole(with_demo):
    lines = run("reach", "--level", "adm0", "--within", "24,24,24.0", "--need-share", "0.05").output.splitlines()
    assert len([line for line in lines if line.split()[:1] == ["HT"]]) == 1
    assert "." not in lines[1]


def test_the_estimate_of_a_scenario_is_chosen_and_said(with_demo):
    rows = [told(*TOGETHER, "--scenario", "flood", "--estimate", one)[0] for one in ("low", "middle", "high")]
    assert [row["need_estimate"] for row in rows] == ["low", "middle", "high"]
    low, middle, high = (row["households_in_need"] for row in rows)
    assert low < middle < high
    assert middle == told(*TOGETHER, "--scenario", "flood")[0]["households_in_need"]
    assert "need_estimate" not in told(*TOGETHER, "--need-share", "0.05")[0]
