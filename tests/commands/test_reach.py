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
    assert "fictional" in rows["label"].iloc[0]
    assert openpyxl.load_workbook(loads).active.max_row > 1
    assert paper.read_bytes().startswith(b"%PDF")
    assert run("export", "flows", str(tmp_path / "all.csv")).exit_code == 0
    assert pd.read_csv(tmp_path / "all.csv")["tonnes"].sum() > 0


@pytest.mark.parametrize(("more", "sentence"), [
    (("--flows", "f.csv"), "together"),
    (("--scenario", "nowhere"), "nowhere"),
    (("--scenario", "flood", "--need-share", "0.1"), "seul besoin"),
    (("--need-share", "2"), "de 0 à 1"),
    (("--mode", "together"), ""),
])  # fmt: skip
def test_what_cannot_be_done_is_a_sentence(with_demo, more, sentence):
    got = run("reach", *more)
    assert got.exit_code == 2
    assert sentence in got.output
    assert "Traceback" not in got.output
