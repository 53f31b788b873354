"""The terminal: its verbs, the contract of its JSON, sentences instead of tracebacks, real files taken in."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from cli import cli
from components.figures.explain_text import lines
from components.i18n import Words
from data.access import LOCAL
from data.home import store_path
from data.snapshot import Source
from data.store.store import Store
from results import Results

COVERAGE = {
    "place", "name", "standard", "sector", "unit", "threshold", "measured", "status", "people_total", "people_met",
    "people_short", "people_unknown", "people_not_applicable", "sites_without_people", "coverage_share", "coverage_low",
    "coverage_high", "assessed_share", "idp_total_place", "gap", "gap_unit",
}  # fmt: skip
REACH = {
    "place", "name", "within_hours", "households_in_need", "households_reached", "reached_share", "bound_by",
    "binding_item", "binding_communes", "binding_warehouses", "by_item",
}  # fmt: skip
EXPOSURE = {
    "place", "name", "hazard_class", "people", "sites", "idp_individuals", "shelters", "shelter_capacity", "warehouses",
    "stock_by_item",
}  # fmt: skip
IMPORT = {"batch", "rows_read", "rows_accepted", "rows_rejected", "people_in", "people_accepted", "problems"}
MAPAP_ROADS = ("HT0132", "HT0133", "HT0142", "HT0621")


@pytest.fixture(autouse=True)
def french(monkeypatch):
    monkeypatch.setenv("PARE_LANG", "fr")


@pytest.fixture
def empty(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("PARE_HOME", str(tmp_path / "home"))
    assert run("init", "--empty").exit_code == 0
    return tmp_path


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture
def with_demo(demo, monkeypatch) -> Path:
    monkeypatch.setenv("PARE_HOME", str(demo))
    run("init")
    return demo


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(cli, [str(a) for a in arguments], catch_exceptions=False)
    assert "Traceback" not in result.output
    return result


def told(*arguments: str) -> list | dict:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    assert "NaN" not in result.output
    return json.loads(result.output)


def write(path: Path, rows: list[dict]) -> Path:
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


@pytest.mark.parametrize("level", ["site", "adm2", "adm1", "adm0", "mapap"])
@pytest.mark.parametrize("phase", ["first", "standard"])
def test_coverage_keeps_its_contract(with_demo, level, phase):
    rows = told("coverage", "--level", level, "--phase", phase)
    assert rows
    assert set(rows[0]) >= COVERAGE
    for row in rows:
        assert row["measured"] is None or level == "site"
        parts = [row[f"people_{name}"] for name in ("met", "short", "unknown", "not_applicable")]
        assert sum(parts) == pytest.approx(row["people_total"])


def test_coverage_sums_from_communes_to_the_nation(with_demo):
    nation = {row["standard"]: row for row in told("coverage", "--level", "adm0")}
    for level in ("adm2", "adm1"):
        rows = pd.DataFrame(told("coverage", "--level", level))
        for name in ("people_total", "people_met", "people_short", "people_unknown", "gap"):
            summed = rows.groupby("standard")[name].sum()
            for standard, row in nation.items():
                assert summed[standard] == pytest.approx(row[name]), (level, name, standard)


def test_reach_keeps_its_contract_and_reaches_somebody_in_every_band_to_a_day(with_demo):
    rows = told("reach", "--level", "adm1", "--within", "6,12,24,48,72")
    assert set(rows[0]) >= REACH
    assert {row["households_in_need"] for row in rows} == {None}
    for band in (6, 12, 24):
        assert max(row["households_reached"] for row in rows if row["within_hours"] == band) >= 1
    assert told("reach", "--level", "mapap", "--kit", "full_nfi", "--within", "24")[0]["place"] == "MAPAP"


def test_cutting_the_roads_of_the_metropolis_changes_later_bands(with_demo):
    ways = Results(Source(Store(store_path())).take(audience="coordinator"), LOCAL).ways()
    out = ways[(ways["mode"] == "road") & (
        ((ways["from_pcode"] == "HT0131") & ways["to_pcode"].isin(MAPAP_ROADS))
        | ((ways["to_pcode"] == "HT0131") & ways["from_pcode"].isin(MAPAP_ROADS))
        | ((ways["from_pcode"] == "HT0113") & (ways["to_pcode"] == "HT0116"))
    )]  # fmt: skip
    assert len(out) == 5
    closures = [word for way in out["way_id"] for word in ("--close", way)]
    usual = told("reach", "--level", "adm1", "--within", "12,24")
    cut = told("reach", "--level", "adm1", "--within", "12,24", *closures)
    assert [r["place"] for r in usual] == [r["place"] for r in cut]
    assert all(c["households_reached"] <= u["households_reached"] + 1e-6 for u, c in zip(usual, cut, strict=True))
    assert any(c["households_reached"] < u["households_reached"] - 1 for u, c in zip(usual, cut, strict=True))


def test_reach_together_wants_a_need_and_conserves(with_demo, tmp_path):
    refused = run("reach", "--mode", "together")
    assert refused.exit_code == 2
    assert refused.output.strip()
    need = write(
        tmp_path / "need.csv",
        [{"adm2_pcode": "HT0811", "households": 4000}, {"adm2_pcode": "HT0711", "households": 9000}],
    )
    options = ("reach", "--mode", "together", "--need", str(need), "--within", "24")
    nation = told(*options, "--level", "adm0")[0]
    for level in ("adm1", "adm2"):
        rows = told(*options, "--level", level)
        assert sum(r["households_reached"] for r in rows) == pytest.approx(nation["households_reached"])
    assert nation["households_in_need"] == 13000
    bad = write(tmp_path / "bad.csv", [{"adm2_pcode": "HT0811", "households": "many"}])
    assert run("reach", "--mode", "together", "--need", str(bad)).exit_code == 2


def test_exposure_of_a_set_and_of_a_file(with_demo, tmp_path):
    rows = told("exposure", "--scenario", "flood", "--level", "adm0")
    assert set(rows[0]) >= EXPOSURE
    population = sum(row["people"] for row in rows if row["people"] is not None)
    assert population == pytest.approx(11_899_555)
    box = {"type": "Polygon", "coordinates": [[[-73, 18], [-72, 18], [-72, 19], [-73, 19], [-73, 18]]]}
    zone = {"type": "Feature", "properties": {"hazard": "flood", "hazard_class": "high"}, "geometry": box}
    path = tmp_path / "zone.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [zone]}), encoding="utf-8")
    inside = {row["hazard_class"]: row for row in told("exposure", "--hazard", str(path), "--level", "adm0")}
    assert inside["high"]["people"] > 1_000_000
    assert inside["high"]["sites"] > 50
    assert run("exposure", "--scenario", "nothing").exit_code == 2


def test_the_toilets_figure_is_explained_alike_in_the_terminal_the_xlsx_and_by_its_function(with_demo, tmp_path):
    results = Results(Source(Store(store_path())).take(audience="coordinator"), LOCAL)
    explanation = results.coverage("mapap").explain(place="MAPAP", standard="toilets")
    row = told("coverage", "--level", "mapap", "--standard", "toilets", "--explain")[0]
    assert row["explanation"] == json.loads(json.dumps(explanation.as_record()))
    said = run("coverage", "--level", "mapap", "--standard", "toilets", "--explain").output
    for label, text in lines(explanation, Words("fr")):
        assert f"{label}: {text}" in said
    from components.figures import exports

    book = tmp_path / "toilets.xlsx"
    about = exports.Told("x", "2023-08-31", ("fictif",), (explanation,))
    book.write_bytes(exports.xlsx(results.coverage("mapap").frame, ["place", "coverage_share"], about, Words("fr")))
    cells = [cell.value for row in openpyxl.load_workbook(book).worksheets[2].iter_rows() for cell in row]
    for label, text in lines(explanation, Words("fr")):
        assert label in cells
        assert text in cells or f"'{text}" in cells
    assert "fictif" in cells


def test_import_dry_run_store_again_undo(empty):
    sites = write(empty / "sites.csv", [
        {"site_id": "S1", "name": "Un", "adm2_pcode": "HT0111", "longitude": -72.336, "latitude": 18.531, "site_type": "school",
         "site_class": "collective_centre", "opened_on": "2023-01-01", "status": "active", "area_m2": 900},
        {"site_id": "S2", "name": "Deux", "adm2_pcode": "HT9999"},
    ])  # fmt: skip
    dry = told("import", "sites", sites, "--dry-run")
    assert dry["batch"] is None
    assert set(dry) >= IMPORT
    assert (dry["rows_read"], dry["rows_accepted"], dry["rows_rejected"]) == (2, 1, 1)
    assert [(p["row"], p["code"], p["value"]) for p in dry["problems"]] == [(3, "unknown_pcode", "HT9999")]
    assert told("import", "sites", sites)["batch"] == 1
    again = run("import", "sites", sites)
    assert again.exit_code == 2
    assert "n° 1" in again.output
    people = write(empty / "a.csv", [
        {"site_id": "S1", "assessed_on": "2023-08-01", "round": 1, "individuals": 100, "toilets_functional": 4},
        {"site_id": "S9", "assessed_on": "2023-08-01", "round": 1, "individuals": 50},
    ])  # fmt: skip
    taken = told("import", "assessments", people)
    assert (taken["people_in"], taken["people_accepted"]) == (150.0, 100.0)
    row = told("coverage", "--level", "adm1", "--standard", "toilets")[0]
    # 100 people want 5 toilets, there are 4.
    assert (row["place"], row["people_short"], row["gap"]) == ("HT01", 100.0, 1.0)
    undone = told("undo", "2")
    assert undone["seq"] == 3
    assert told("coverage", "--level", "adm1", "--standard", "toilets")[0]["sites_without_people"] == 1
    assert told("coverage", "--level", "adm1", "--standard", "toilets", "--known-at", "2")[0]["gap"] == 1.0
    assert run("undo", "77").exit_code == 2
    assert run("check").exit_code == 0


def test_templates_come_back_as_they_went_out(empty):
    for kind, row in {
        "sites": {"site_id": "S1", "name": "Un", "adm2_pcode": "HT0111"},
        "warehouses": {"warehouse_id": "W1", "name": "Entrepôt", "adm2_pcode": "HT0112"},
        "shelters": {"shelter_id": "A1", "name": "Abri", "adm2_pcode": "HT0113", "capacity_persons": 120},
    }.items():
        path = empty / f"{kind}.xlsx"
        assert run("template", kind, path).exit_code == 0
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        headers = [str(cell.value or "").split(" (")[0] for cell in sheet[1]]
        sheet.append([row.get(name) for name in headers])
        book.save(path)
        taken = told("import", kind, path)
        assert (taken["rows_accepted"], taken["rows_rejected"]) == (1, 0), taken["problems"]


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
        assert set(rows["label"]) == {"fictif · schématique"}
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


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.csv", b""), ("picture.png", b"\x89PNG\r\n\x1a\n123"), ("broken.xlsx", b"PK\x03\x04broken"),
     ("other.csv", b"a,b\n1,2\n"), ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)],
)  # fmt: skip
def test_files_that_cannot_be_read_get_a_sentence(empty, name, content):
    path = empty / name
    path.write_bytes(content)
    result = run("import", "sites", path)
    assert result.exit_code == 2
    assert len(result.output.strip()) > 20
    assert Store(store_path()).head() == 0


def test_settings_are_changed_with_a_reason_and_change_the_figures(empty):
    sites = write(empty / "s.csv", [{"site_id": "S1", "adm2_pcode": "HT0116"}])
    told("import", "sites", sites)
    told(
        "import",
        "assessments",
        write(empty / "a.csv", [{"site_id": "S1", "assessed_on": "2023-08-01", "households": 10}]),
    )
    assert told("coverage", "--level", "adm0", "--standard", "toilets")[0]["people_total"] == 45.0  # 10 x 4.5
    assert run("coverage", "--level", "mapap", "--json").output.strip() == "[]"  # Gressier is not in the shipped list
    assert run("settings", "set", "household_size", "5", "--reason", "enquête").exit_code == 0
    assert run("settings", "set", "mapap_communes", "HT0111,HT0116", "--reason", "définition").exit_code == 0
    row = told("coverage", "--level", "mapap", "--standard", "toilets")[0]
    assert row["people_total"] == 50.0
    assert {r["setting"]: r["changed"] for r in told("settings", "list")} == {
        "household_size": True,
        "mapap_communes": True,
    }
    assert run("settings", "set", "household_size", "many", "--reason", "x").exit_code == 2
    assert run("settings", "set", "mapap_communes", "HT9999", "--reason", "x").exit_code == 2
    assert run("settings", "set", "colour", "red", "--reason", "x").exit_code == 2


def test_without_a_store_every_verb_says_how_to_make_one(tmp_path, monkeypatch):
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    for verb in (("coverage",), ("check",), ("reach",), ("undo", "1")):
        result = run(*verb)
        assert result.exit_code == 2
        assert "init" in result.output


@pytest.mark.shared
def test_official_shapes_and_population_agree_with_the_files_to_the_person(empty, shared):
    folder, book = (
        shared / "data" / "boundaries",
        shared / "data" / "population" / "hti_adminboundaries_tabulardata.xlsx",
    )
    made = told(
        "boundaries",
        "install",
        folder / "hti_admbnda_adm2_cnigs_20181129_dv.json",
        folder / "hti_admbnda_adm3_cnigs_20181129.shp",
    )
    assert (made["levels"]["adm1"], made["levels"]["adm2"], made["levels"]["adm3"]) == (10, 140, 570)
    told("population", "install", book)
    told("export", "population", empty / "population.csv")
    rows = pd.read_csv(empty / "population.csv", dtype={"adm_pcode": "str"}).set_index("adm_pcode")["population"]
    sheets = openpyxl.load_workbook(book, read_only=True, data_only=True)
    for level in (1, 2, 3):
        sheet = next(s for s in sheets.worksheets if f"adm{level}" in s.title.lower())
        lines_ = list(sheet.iter_rows(values_only=True))
        head = [str(cell).strip() for cell in lines_[0]]
        code = head.index(f"adm{level}code")
        total = next(
            n for n, name in enumerate(head) if name.lower() in {"ihsi_unfpa_2019", "total", "t_tl", "population"}
        )
        expected = {
            str(line[code]): float(line[total])
            for line in lines_[1:]
            if line[code] and isinstance(line[total], int | float)
        }
        assert len(expected) == {1: 10, 2: 140, 3: 570}[level]
        for pcode, value in expected.items():
            assert round(rows[pcode]) == round(value)
    told("export", "boundaries", empty / "shapes.geojson")
    features = json.loads((empty / "shapes.geojson").read_text(encoding="utf-8"))["features"]
    assert sum(f["properties"]["adm_level"] == "adm3" for f in features) == 570
    assert run("boundaries", "use", "schematic").exit_code == 0
    sets = told("boundaries", "sets")
    assert [s["set"] for s in sets if s["in_force"]] == ["schematic"]
    assert run("boundaries", "use", "nowhere").exit_code == 2


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "code", "people"),
    [("iom_dtm_dtm_chad_site_and_village_assessment_round_16.xlsx", "outside_haiti", 167),
     ("iom_dtm_dtm_ethiopia_site_assessment_round_28.xlsx", "unknown_pcode", 1440)],
)  # fmt: skip
def test_real_site_workbooks_of_other_countries_are_read_and_say_where_they_lie(empty, shared, name, code, people):
    taken = told("import", "site_workbook", shared / "data" / "sites" / name)
    assert taken["batch"] is None
    assert taken["rows_accepted"] == 0
    assert taken["rows_read"] >= people
    assert len(taken["tables"][1]["mapped"]) >= 3
    codes = {problem["code"] for problem in taken["problems"]}
    assert codes & {code, "outside_haiti", "unknown_pcode", "foreign_pcode"}
