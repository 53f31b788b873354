"""Answers of HDX HAPI: who is displaced, who works where, how many live where; every figure worked by hand."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import intake, land
from data.importers import land_files
from data.importers.opening import kinds_of, opened
from data.importers.population import read_population
from data.importers.population_long import by_level
from data.importers.preview import ImportPreview
from data.snapshot import Source
from data.store.store import Store
from geo.errors import ImportRejected
from tests.data.in_process import parsing_here

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "hapi"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with the shipped communes of the whole country."""
    return Store(tmp_path / "pare.db")


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    with parsing_here():
        yield


def one(store: Store, path: Path) -> ImportPreview:
    (found,) = intake.look(Source(store), "auto", path).previews
    return found


def codes(found: ImportPreview) -> list[tuple[int | None, str]]:
    return [(problem.row, problem.code) for problem in found.problems if problem.blocking]


def records(name: str) -> list[dict[str, Any]]:
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))["data"]


def as_csv(name: str, path: Path) -> Path:
    """The same rows as the platform offers them for download."""
    rows = records(name)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize(
    ("name", "kinds"), [("idps.json", ("displacement",)), ("presence.json", ("services",)), ("population.json", ())]
)
def test_each_answer_is_known_by_its_fields(name: str, kinds: tuple[str, ...]) -> None:
    assert kinds_of(opened(None, FIXTURES / name)) == kinds


# -- displaced people


def test_displaced_people_by_round_and_level(store: Store) -> None:
    """11 rows: a round at three levels (300 each), another by commune (200 + 90 + 7 + 25), another operation (60).

    Row 9 is 7 people of a commune that nobody knows: refused, and not taken for its department.
    """
    found = one(store, FIXTURES / "idps.json")
    assert (found.frame, found.layout) == ("displacement", "hapi_idps")
    assert (found.rows_read, found.rows_accepted, found.rows_rejected) == (11, 10, 1)
    assert codes(found) == [(9, "unknown_place_name"), (9, "required")]
    rows = found.rows
    first = rows[(rows["round"] == 1) & rows["operation"].str.startswith("Invented monitoring")]
    assert first.groupby("adm_level")["individuals"].sum().to_dict() == {"adm0": 300, "adm1": 300, "adm2": 300}
    assert first["adm_pcode"].tolist() == ["HT", "HT01", "HT02", "HT0111", "HT0112", "HT0211"]
    second = rows[(rows["round"] == 2)].set_index(["adm_pcode", "assessment_type"])["individuals"].to_dict()
    assert second == {
        ("HT0111", "baseline"): 200, ("HT0112", "baseline"): 90, ("HT0111", "site_assessment"): 25,
    }  # fmt: skip
    assert set(rows["displacement_reason"]) == set(rows["origin_pcode"]) == {"not_reported"}
    assert sorted(set(rows["observed_on"])) == ["2023-03-31", "2023-06-30"]


def test_people_told_at_three_levels_are_counted_once(store: Store) -> None:
    # 300 of round 1 by commune, 200 + 90 + 7 and 25 of round 2, 60 of the storm; accepted without the 7
    found = one(store, FIXTURES / "idps.json")
    assert (found.people_in, found.people_accepted) == (682, 675)


def test_a_commune_without_code_is_found_by_its_name(store: Store) -> None:
    rows = one(store, FIXTURES / "idps.json").rows.set_index("row_number")
    assert rows.loc[8, ["adm_pcode", "individuals"]].tolist() == ["HT0112", 90]


def test_the_same_people_from_the_dtm_itself_stay_another_operation(store: Store, tmp_path: Path) -> None:
    """Both sources tell the same 180 people of a place and day: two operations, which are never added together."""
    path = tmp_path / "dtm.json"
    row = {
        "operation": "Invented monitoring", "admin0Pcode": "HTI", "admin1Pcode": "HT01", "admin2Pcode": "HT0111",
        "numPresentIdpInd": 180, "reportingDate": "2023-03-31T00:00:00", "roundNumber": 1,
        "displacementReason": "Conflict", "assessmentType": "BA",
    }  # fmt: skip
    path.write_text(json.dumps({"result": [row], "isSuccess": True}), encoding="utf-8")
    for each in (path, FIXTURES / "idps.json"):
        intake.keep(store, intake.look(Source(store), "auto", each), author="t", reason="t")
    told = store.records("displacement")
    there = told[(told["adm_pcode"] == "HT0111") & (told["observed_on"] == "2023-03-31")]
    assert there.set_index("operation")["individuals"].to_dict() == {
        "Invented monitoring": 180, "Invented monitoring (HDX HAPI)": 180,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["idps.json", "presence.json"])
def test_a_download_in_csv_says_the_same(name: str, store: Store, tmp_path: Path) -> None:
    answer, table = one(store, FIXTURES / name), one(store, as_csv(name, tmp_path / "hapi.csv"))
    assert table.layout == answer.layout
    assert table.rows.drop(columns="row_number").equals(answer.rows.drop(columns="row_number"))


@pytest.mark.parametrize("name", ["idps.json", "presence.json"])
def test_the_same_answer_twice_changes_nothing(name: str, store: Store, tmp_path: Path) -> None:
    intake.keep(store, intake.look(Source(store), "auto", FIXTURES / name), author="t", reason="t")
    again = tmp_path / "again.json"
    again.write_text((FIXTURES / name).read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert intake.look(Source(store), "auto", again).changes.empty


# -- who works where


def test_presence_becomes_services(store: Store) -> None:
    """7 rows: one of a department without commune and one of an unheard sector are refused, 5 stay."""
    found = one(store, FIXTURES / "presence.json")
    assert (found.frame, found.layout) == ("services", "hapi_presence")
    assert (found.rows_read, found.rows_accepted) == (7, 5)
    assert codes(found) == [(6, "no_place"), (7, "unknown_choice")]
    assert found.rows["sector"].tolist() == ["wash", "protection", "protection", "health", "other"]
    assert found.rows["activity"].tolist()[1:3] == [
        "Child Protection",
        "Protection",
    ]  # two sectors of theirs, one of ours
    assert found.rows["organisation"].tolist() == ["OE1", "OE1", "OE1", "Sant Envante", "AE2"]
    assert found.rows["organisation_type"].tolist() == ["international_ngo"] * 3 + ["other", "un_agency"]
    assert found.rows["adm2_pcode"].tolist() == ["HT0111"] * 3 + ["HT0211", "HT0112"]  # the last by its name
    assert set(found.rows["observed_on"]) == {"2023-01-01"}
    assert found.rows["service_id"].is_unique


# -- population


def figures(path: Path) -> dict[str, list[float | None]]:
    rows, _ = read_population(path)
    told = rows.set_index("adm_pcode")[["population", "population_f", "population_m"]].astype("object")
    return {code: told.loc[code].where(told.loc[code].notna(), None).tolist() for code in told.index}


EXPECTED = {
    "HT": [1000, None, None], "HT01": [700, None, None], "HT02": [300, None, None],
    "HT0111": [450, 230, 220],  # given in all and by sex: single ages beside them are not added
    "HT0112": [250, 130, 120],  # women 60 + 50 + 20, men 58 + 49 + 13, together 250
    "HT0211": [300, None, None],  # ages 0-4, 15-64, 65+: 5 to 14 is missing, so the women are unknown
}  # fmt: skip


def test_population_by_sex_and_age_becomes_one_row_a_place(tmp_path: Path) -> None:
    assert figures(FIXTURES / "population.json") == EXPECTED
    assert figures(as_csv("population.json", tmp_path / "hapi.csv")) == EXPECTED
    rows, problems = read_population(FIXTURES / "population.json")
    assert (set(rows["year"]), set(rows["observed_on"]), problems) == ({2023}, {"2023-01-01"}, [])
    assert set(rows["population_set"]) == {"cod-ps-2023"}


def test_population_is_installed_and_in_force(store: Store) -> None:
    batch, rows, problems = land.install_population(store, FIXTURES / "population.json", author="t")
    assert (batch, len(rows)) == (1, 6)
    assert [problem.code for problem in problems] == ["communes_without_population"]
    told = store.records("settings").set_index("setting")["value"]
    assert told["population_set"] == "cod-ps-2023"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"population": "many"}, ("not_a_number", None)),  # told, and the place has no figure
        ({"admin2_code": None}, ("pcode_missing", None)),  # it has a name: no figure of its department
        ({"location_code": "DOM", "admin2_code": "DO0101"}, ("foreign_pcode", None)),
        ({"gender": "x"}, ("required", None)),  # only a third sex is told: no total
        ({"gender": None, "age_range": None}, ("", 450)),  # blank is "all"
    ],
)
def test_rows_of_population_that_cannot_be_used(
    change: dict[str, Any], expected: tuple[str, float | None], tmp_path: Path
) -> None:
    whole = next(row for row in records("population.json") if row["admin2_code"] == "HT0111")
    good = next(row for row in records("population.json") if row["admin2_code"] == "HT0211")
    path = tmp_path / "p.json"
    path.write_text(json.dumps({"data": [good, whole | change]}), encoding="utf-8")
    rows, problems = read_population(path)
    people = rows.set_index("adm_pcode")["population"].to_dict()
    assert people == {"HT0211": 300} | ({"HT0111": expected[1]} if expected[1] else {})
    assert [problem.code for problem in problems if problem.blocking] == [code for code in [expected[0]] if code]


@pytest.mark.parametrize(
    ("ages", "total"),
    [
        (["0-4", "5-17", "18+"], "6"), (["5-17", "0-4", "18+"], "6"), (["0-4", "4-17", "18+"], ""),
        (["0-4", "6-17", "18+"], ""), (["1-4", "5-17", "18+"], ""), (["0-4", "5-17", "18-99"], ""),
        (["0-4", "0+", "5-17"], ""), (["0-4", "unknown", "5+"], ""),
    ],
)  # fmt: skip
def test_ages_are_added_only_where_they_part_everybody(ages: list[str], total: str) -> None:
    lines = [["admin1_code", "gender", "age_range", "population", "reference_period_start"]]
    lines += [["HT01", "all", age, str(n), "2023-01-01"] for n, age in enumerate(ages, 1)]
    assert by_level("", lines) == [
        (
            "adm1",
            [["adm1_pcode", "population", "population_f", "population_m", "year"], ["HT01", total, "", "", "2023"]],
        )
    ]


def test_two_different_figures_of_one_place_are_none() -> None:
    head = ["admin1_code", "gender", "age_range", "population"]
    for again, told in (("5", "5"), ("6", "")):
        ((_, lines),) = by_level("", [head, ["HT01", "all", "all", "5"], ["HT01", "all", "all", again]])
        assert lines[1][1] == told


def test_a_table_that_is_not_long_is_left_as_it_is() -> None:
    lines = [["adm1_pcode", "population"], ["HT01", "5"]]
    assert by_level("Sheet1", lines) == [("Sheet1", lines)]


@pytest.mark.parametrize("body", ["{}", "[]", '{"data": []}', '{"data": [1]}', "{", '{"data": [{"a": 1}]}'])
def test_answers_without_population_are_refused_with_a_sentence(body: str, tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_text(body, encoding="utf-8")
    with pytest.raises(ImportRejected):
        land_files.population(path)


_CELL = st.none() | st.sampled_from(["all", "f", "m", "0-4", "5+", "0-0", "HT01", "HT0111", "x", "-1", "1e9", "é"])
_FIELDS = (
    "location_code", "admin1_code", "admin2_code", "provider_admin2_name", "gender", "age_range", "population",
    "reference_period_start",
)  # fmt: skip
_ROW = st.fixed_dictionaries(dict.fromkeys(_FIELDS, _CELL))


@settings(deadline=None)  # the machine may be busy
@given(st.lists(_ROW, max_size=6))
def test_any_answer_is_a_series_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "any_population.json"
    path.write_text(json.dumps({"data": rows}), encoding="utf-8")
    try:
        found, _ = read_population(path, year=2023)
    except ImportRejected:
        return
    assert found["adm_pcode"].is_unique
    assert (found["population"] >= 0).all()
