"""Official shapes and population in the terminal, and real workbooks of other countries."""

from __future__ import annotations

import json

import openpyxl
import pandas as pd
import pytest

from tests.commands.conftest import run, told

DEPARTMENTS = "hti_admbnda_adm1_cnigs_20181129.geojson"


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
@pytest.mark.parametrize("name", [DEPARTMENTS, "package-natural-earth/hti.json"])
def test_a_set_without_communes_is_named_kept_and_says_why_it_is_not_in_force(empty, shared, name):
    """The sentence is on the screen, the set in the list, its use refused, and its communes may come later."""
    folder = shared / "data" / "boundaries"
    printed = run("boundaries", "install", folder / name, "--set", "mien")
    assert printed.exit_code == 0
    assert "pas mis en vigueur" in printed.output
    assert "--set mien" in printed.output
    listed = {row["set"]: row for row in told("boundaries", "sets")}
    assert listed["mien"] == {"set": "mien", "in_force": False, "adm0": 1, "adm1": 10, "adm2": 0, "adm3": 0}
    assert listed["schematic"]["in_force"]
    refused = run("boundaries", "use", "mien")
    assert refused.exit_code == 2
    assert "communes" in refused.output
    communes = "hti_admbnda_adm2_cnigs_20181129.geojson"
    made = told("boundaries", "install", folder / communes, "--set", "mien")
    assert (made["set"], made["in_force"], made["levels"]) == ("mien", True, {"adm0": 1, "adm1": 10, "adm2": 140})
    assert made["problems"] == []


@pytest.mark.shared
def test_sections_by_ihsi_code_are_installed_with_what_has_no_place(empty, shared):
    made = told("population", "install", shared / "data" / "population" / "full_geosections_clusters_new.csv")
    assert made["totals"] == dict.fromkeys(["adm0", "adm1", "adm2", "adm3"], 11_715_756)
    assert (made["set"], made["in_force"]) == ("ihsi-2021", True)
    assert [p["code"] for p in made["problems"]].count("section_not_known") == 9
    assert made["problems"][0]["params"] == {"count": 9, "of": 570, "people": 270_323}
    again = run("population", "install", shared / "data" / "population" / "full_geosections_clusters_new.csv")
    assert again.exit_code == 2
    assert run("population", "use", "cod-ps-2024").exit_code == 0
    assert [row["set"] for row in told("population", "sets") if row["in_force"]] == ["cod-ps-2024"]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "code", "people"),
    [("iom_dtm_dtm_chad_site_and_village_assessment_round_16.xlsx", "outside_haiti", 167),
     ("iom_dtm_dtm_ethiopia_site_assessment_round_28.xlsx", "unknown_pcode", 1440)],
)  # fmt: skip
def test_real_site_workbooks_of_other_countries_are_read_and_say_where_they_lie(empty, shared, name, code, people):
    taken = told("import", "auto", shared / "data" / "sites" / name)
    assert taken["batch"] is None
    assert taken["rows_accepted"] == 0
    assert taken["rows_read"] >= people
    assert len(taken["tables"][1]["mapped"]) >= 3
    codes = {problem["code"] for problem in taken["problems"]}
    assert codes & {code, "outside_haiti", "unknown_pcode", "foreign_pcode"}
