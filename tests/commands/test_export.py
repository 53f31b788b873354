"""Exports: columns that others compute with, labels, every table."""

from __future__ import annotations

import json

import openpyxl
import pandas as pd
import pytest

from tests.commands.conftest import run, told, write


def test_exports_keep_the_columns_that_others_compute_with(with_demo, tmp_path):
    wanted = {
        "stock": ["warehouse_id", "item", "quantity"],
        "travel": ["warehouse_id", "adm2_pcode", "travel_hours"],
        "kits": ["kit", "item", "quantity"],
    }
    for frame, columns in wanted.items():
        path = tmp_path / f"{frame}.csv"
        told("export", frame, path)
        rows = pd.read_csv(path)
        assert list(rows.columns)[:3] == columns
        assert set(rows["label"]) == {"Fictif : données de démonstration · Limites communales schématiques"}
    told("export", "population", tmp_path / "population.csv")
    population = pd.read_csv(tmp_path / "population.csv")
    assert population[population["adm_pcode"].str.len() == 6]["population"].sum() == 11_899_555
    told("export", "boundaries", tmp_path / "boundaries.geojson")
    shapes = json.loads((tmp_path / "boundaries.geojson").read_text(encoding="utf-8"))
    assert len(shapes["features"]) == 1 + 10 + 140
    assert run("export", "sites", tmp_path / "sites.pdf").exit_code == 2


def test_the_reach_of_one_commune_can_be_computed_again_from_the_exports(with_demo, tmp_path):
    for frame in ("stock", "travel", "kits"):
        told("export", frame, tmp_path / f"{frame}.csv")
    stock, travel, kits = (pd.read_csv(tmp_path / f"{name}.csv") for name in ("stock", "travel", "kits"))
    near = travel[(travel["adm2_pcode"] == "HT0811") & (travel["travel_hours"] <= 12)]["warehouse_id"]
    pooled = stock[stock["warehouse_id"].isin(near)].groupby("item")["quantity"].sum()
    kit = kits[kits["kit"] == "essential"].set_index("item")["quantity"]
    by_hand = min(pooled.get(item, 0) / quantity for item, quantity in kit.items())
    row = next(r for r in told("reach", "--level", "adm2", "--within", "12") if r["place"] == "HT0811")
    assert row["households_reached"] == pytest.approx(by_hand)


def test_movements_coverage_and_reach_are_exported_whole(with_demo, tmp_path):
    for frame, columns in {
        "movements": {"movement_id", "moved_on", "kind", "warehouse_id", "item", "quantity"},
        "coverage": {"place", "standard", "coverage_share"},
        "reach": {"place", "within_hours", "households_reached"},
    }.items():
        made = told("export", frame, tmp_path / f"{frame}.csv")
        rows = pd.read_csv(tmp_path / f"{frame}.csv")
        assert len(rows) == made["rows"] > 0
        assert columns <= set(rows.columns)
    reach = told("reach", "--level", "adm1", "--kit", "essential")
    assert pd.read_csv(tmp_path / "reach.csv")["households_reached"].sum() == pytest.approx(
        sum(row["households_reached"] for row in reach)
    )
    assert told("coverage", "--level", "adm1")[0]["place"] == pd.read_csv(tmp_path / "coverage.csv")["place"][0]


@pytest.mark.parametrize(
    ("lang", "sheet", "label"),
    [("en", "data", "Fictional: demonstration data"), ("ht", "done", "Envante: done demonstrasyon")],
)
def test_a_workbook_speaks_the_language_of_the_terminal(with_demo, tmp_path, monkeypatch, lang, sheet, label):
    monkeypatch.setenv("PARE_LANG", lang)
    told("export", "sites", tmp_path / "sites.xlsx")
    book = openpyxl.load_workbook(tmp_path / "sites.xlsx")
    assert book.sheetnames[0] == sheet
    assert label in [cell.value for row in book.worksheets[2].iter_rows() for cell in row]


def test_a_demonstration_beside_real_data_is_called_mixed(tmp_path, monkeypatch):
    monkeypatch.setenv("PARE_HOME", str(tmp_path / "home"))
    run("init")
    told("import", "sites", write(tmp_path / "s.csv", [{"site_id": "S1", "adm2_pcode": "HT0116"}]))
    told("export", "sites", tmp_path / "sites.csv")
    assert pd.read_csv(tmp_path / "sites.csv")["label"].iloc[0].startswith("Réel et fictif mêlés")
    assert told("coverage", "--level", "adm0")[0]["labels"] == ["mixed", "schematic"]
