"""Coverage, reach and exposure in the terminal: the contract of their JSON, sums, explanations."""

from __future__ import annotations

import json

import openpyxl
import pandas as pd
import pytest

from components.figures.explain_text import lines
from components.i18n import Words
from data.access import LOCAL
from data.home import store_path
from data.snapshot import Source
from data.store.store import Store, Told
from results import Results
from tests.commands.conftest import run, told, write

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
MAPAP_ROADS = ("HT0132", "HT0133", "HT0142", "HT0621")


@pytest.mark.parametrize("level", ["site", "adm2", "adm1", "adm0", "mapap", "site_type", "manager"])
@pytest.mark.parametrize("phase", ["first", "standard", "auto"])
def test_coverage_keeps_its_contract(with_demo, level, phase):
    rows = told("coverage", "--level", level, "--phase", phase)
    assert rows
    assert set(rows[0]) >= COVERAGE
    for row in rows:
        assert row["measured"] is None or level == "site"
        parts = [row[f"people_{name}"] for name in ("met", "short", "unknown", "not_applicable")]
        if row["people_total"] is None:  # a site that nobody counted: unknown in every part, never zero
            assert (level, set(parts)) == ("site", {None})
        else:
            assert sum(parts) == pytest.approx(row["people_total"])


def test_coverage_sums_from_communes_to_the_nation(with_demo):
    nation = {row["standard"]: row for row in told("coverage", "--level", "adm0")}
    for level in ("adm2", "adm1"):
        rows = pd.DataFrame(told("coverage", "--level", level))
        for name in ("people_total", "people_met", "people_short", "people_unknown", "gap"):
            summed = rows.astype({name: "float64"}).groupby("standard")[name].sum(min_count=1)
            for standard, row in nation.items():  # what nobody told of any site is unknown above too
                known = float("nan") if row[name] is None else row[name]
                assert summed[standard] == pytest.approx(known, nan_ok=True), (level, name, standard)


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


def test_coverage_inside_the_polygons_of_a_file(with_demo, tmp_path):
    # the whole country in two halves: people of both are those of the nation whose site has a point
    halves = [
        [[-75, 17], [-72.5, 17], [-72.5, 21], [-75, 21], [-75, 17]],
        [[-72.5, 17], [-71, 17], [-71, 21], [-72.5, 21], [-72.5, 17]],
    ]
    path = tmp_path / "halves.geojson"
    features = [{"type": "Feature", "properties": {"nom": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
                for name, ring in zip(("ouest", "est"), halves, strict=True)]  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    rows = told("coverage", "--area", str(path), "--standard", "toilets")
    assert {row["place"] for row in rows} == {"ouest", "est"}
    nation = told("coverage", "--level", "adm0", "--standard", "toilets")[0]
    for name in ("people_met", "people_short", "people_total"):
        assert sum(row[name] for row in rows) <= nation[name]
    assert sum(row["people_total"] for row in rows) == pytest.approx(nation["people_total"])
    assert all(0 <= row["coverage_low"] <= row["coverage_high"] <= 1 for row in rows)
    assert run("coverage", "--area", str(tmp_path / "absent.geojson")).exit_code == 2


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
    explanation = results.coverage("mapap", "standard").explain(place="MAPAP", standard="toilets")
    row = told("coverage", "--level", "mapap", "--standard", "toilets", "--explain")[0]
    assert row["explanation"] == json.loads(json.dumps(explanation.as_record()))
    said = run("coverage", "--level", "mapap", "--standard", "toilets", "--explain").output
    for label, text in lines(explanation, Words("fr")):
        assert f"{label}: {text}" in said
    from components.figures import exports

    book = tmp_path / "toilets.xlsx"
    about = exports.Told("x", "2023-08-31", ("fictif",), (explanation,))
    book.write_bytes(
        exports.xlsx(results.coverage("mapap", "standard").frame, ["place", "coverage_share"], about, Words("fr"))
    )
    cells = [cell.value for row in openpyxl.load_workbook(book).worksheets[2].iter_rows() for cell in row]
    for label, text in lines(explanation, Words("fr")):
        assert label in cells
        assert text in cells or f"'{text}" in cells
    assert "fictif" in cells


def test_one_figure_is_explained_with_the_rows_that_enter_it(with_demo):
    one = json.loads(run("explain", "coverage", "--place", "HT0111", "--standard", "toilets", "--json").output)
    (row,) = (r for r in told("coverage", "--level", "adm2", "--standard", "toilets") if r["place"] == "HT0111")
    inputs = {told_["name"]: told_["value"] for told_ in one["inputs"]}
    assert (one["level"], one["value"]) == ("adm2", row["coverage_share"])
    assert (inputs["threshold"], inputs["threshold_first"], inputs["gap"]) == (20, 50, row["gap"])
    for status in ("met", "short"):
        assert sum(site["people"] for site in one["rows"] if site["status"] == status) == row[f"people_{status}"]
    assert sum(site["gap"] for site in one["rows"] if site["gap"] is not None) == row["gap"]
    site = json.loads(run("explain", "coverage", "--place", one["rows"][0]["site_id"], "--standard", "toilets",
                          "--phase", "auto", "--json").output)  # fmt: skip
    assert (site["level"], len(site["rows"])) == ("site", 1)
    assert {"threshold_first", "threshold_standard"} <= {told_["name"] for told_ in site["inputs"]}
    assert run("explain", "coverage", "--place", "HT9999", "--standard", "toilets").exit_code == 2
    assert run("explain", "coverage", "--place", "HT0111", "--standard", "latrines").exit_code == 2


def test_a_changed_threshold_is_a_batch_and_marks_every_figure(with_demo):
    before = told("coverage", "--level", "adm0", "--standard", "toilets")[0]
    assert run("settings", "set", "standard.toilets.standard", "30", "--reason", "profil du pays").exit_code == 0
    after = told("coverage", "--level", "adm0", "--standard", "toilets", "--explain")[0]
    assert (before["threshold"], before["changed"], after["threshold"], after["changed"]) == (20, False, 30, True)
    assert after["gap"] < before["gap"]
    assert "coverage.changed" in after["explanation"]["notes"]
    assert after["explanation"]["status"] == "unverified"
    listed = {row["setting"]: row for row in told("settings", "list")}
    assert (listed["standard.toilets.standard"]["value"], listed["standard.toilets.standard"]["changed"]) == (
        "30",
        True,
    )
    for setting, value in (
        ("standard.toilets.standard", "0"), ("standard.toilets.later", "5"), ("standard.management.first", "0"),
        ("standard.committee_women.first", "1.5"), ("standard.water_chlorine.first", "0.6"), ("walking_speed", "1"),
    ):  # fmt: skip
        assert run("settings", "set", setting, value, "--reason", "x").exit_code == 2, setting
    assert run("undo", str(max(batch["seq"] for batch in _batches()))).exit_code == 0
    assert told("coverage", "--level", "adm0", "--standard", "toilets")[0]["gap"] == before["gap"]


def _batches():
    return Results(Source(Store(store_path())).take(audience="coordinator"), LOCAL).batches().to_dict("records")


def test_every_row_says_what_its_data_are(with_demo):
    for verb in (("coverage",), ("reach", "--within", "24"), ("exposure", "--scenario", "flood")):
        assert {tuple(row["labels"]) for row in told(*verb)} == {("fictional", "schematic")}
        assert "labels" in told(*verb, "--explain")[0]


def test_real_data_on_schematic_shapes_are_not_called_fictional(empty):
    told("import", "sites", write(empty / "s.csv", [{"site_id": "S1", "adm2_pcode": "HT0116"}]))
    assert {tuple(row["labels"]) for row in told("coverage", "--level", "adm0")} == {("schematic",)}


def test_a_zone_file_with_a_refused_zone_gives_no_exposure(with_demo, tmp_path):
    box = {"type": "Polygon", "coordinates": [[[-73, 18], [-72, 18], [-72, 19], [-73, 19], [-73, 18]]]}
    zones = [
        {"type": "Feature", "properties": {"hazard": "flood", "hazard_class": name}, "geometry": box}
        for name in ("high", "purple")
    ]
    path = tmp_path / "zones.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": zones}), encoding="utf-8")
    refused = run("exposure", "--scenario", str(path), "--json")
    assert refused.exit_code == 2
    assert "purple" in refused.stderr
    assert not refused.stdout


def test_a_stored_setting_that_is_no_number_is_told_in_a_sentence(empty):
    told("import", "sites", write(empty / "s.csv", [{"site_id": "S1", "adm2_pcode": "HT0116"}]))
    with Store(store_path()).batch(Told("tester", "test")) as batch:
        batch.patch("settings", pd.DataFrame([{"setting": "household_size", "value": "many"}]))
    refused = run("coverage")
    assert refused.exit_code == 2
    assert "many" in refused.output
