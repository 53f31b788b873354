"""Population as published: the real workbook to the person, and every oddity of the tables."""

from __future__ import annotations

import csv
from collections import Counter

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import bundled_geography
from data.importers.population import read_population
from geo.errors import ImportRejected
from geo.frames import POPULATION

XLSX = "data/population/hti_adminboundaries_tabulardata.xlsx"


def refused(path, **options):
    with pytest.raises(ImportRejected) as told:
        read_population(path, **options)
    return told.value.code


def codes(problems):
    return [problem.code for problem in problems]


def people(frame):
    return dict(zip(frame["adm_pcode"], frame["population"], strict=True))


def put(path, text, encoding="utf-8"):
    path.write_text(text, encoding=encoding)
    return path


# --- the real workbook


@pytest.fixture(scope="module")
def real(shared):
    return read_population(shared / XLSX)


@pytest.mark.shared
@pytest.mark.parametrize("level", ["adm0", "adm1", "adm2", "adm3"])
def test_totals_agree_with_the_file_to_the_person(real, shared, level):
    """The file read independently, by openpyxl: every place, total and both sexes, exactly."""
    found = real[0]
    rows = found[found["adm_level"] == level].set_index("adm_pcode")
    sheet = openpyxl.load_workbook(shared / XLSX, data_only=True)[f"hti_pop2019_{level}"]
    header, *lines = sheet.iter_rows(values_only=True)
    code, *numbers = [
        header.index(f"{level}code"),
        *(header.index(f"IHSI_UNFPA_2019{sex}") for sex in ("", "_female", "_male")),
    ]
    told = {line[code]: [line[n] for n in numbers] for line in lines if line[code]}
    assert len(told) == {"adm0": 1, "adm1": 10, "adm2": 140, "adm3": 570}[level]
    assert set(rows.index) == set(told)
    for pcode, (total, female, male) in told.items():
        assert rows.loc[pcode, ["population", "population_f", "population_m"]].tolist() == [total, female, male]


@pytest.mark.shared
def test_the_series_of_2019(real):
    found, problems = real
    assert problems == []
    assert tuple(found.columns) == tuple(POPULATION.by_name)
    assert set(found["population_set"]) == {"cod-ps-2019"}
    assert set(found["year"]) == {2019.0}
    nation = found[found["adm_level"] == "adm0"].iloc[0]
    assert round(nation["population"]) == 12_893_402  # OCHA COD-PS, as DOMAIN quotes it
    assert nation["source"] == "hti_adminboundaries_tabulardata.xlsx/hti_pop2019_adm0"
    departments = found[found["adm_level"] == "adm1"].set_index("adm_pcode")["population"].round()
    assert (departments["HT01"], departments["HT06"], departments["HT10"]) == (5_010_206, 845_594, 351_593)


@pytest.mark.shared
def test_the_bundled_table_is_the_same_series_rounded(real):
    bundled = bundled_geography.bundled_population()
    for level, most in (("adm2", 0.51), ("adm3", 0.51)):
        mine = bundled[(bundled["population_set"] == "cod-ps-2019") & (bundled["adm_level"] == level)]
        own = real[0].set_index("adm_pcode")["population"]
        assert (mine.set_index("adm_pcode")["population"] - own[mine["adm_pcode"]]).abs().max() < most


# --- spellings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_in_every_dress(tmp_path, encoding, separator):
    lines = [
        ["ADM1_PCODE", "ADM1_FR", "ADM2_PCODE", "ADM2_FR", "F_TL", "M_TL", "T_TL", "year"],
        ["HT01", "Ouest", "HT0121", "Léogâne", "118000", "115614", "233614", "2024"],
        ["HT01", "Ouest", "HT0122", "Petit-Goâve", "98000", "96867", "194867.5", "2024"],
    ]
    path = put(tmp_path / "pop.csv", "\n".join(separator.join(line) for line in lines), encoding)
    found, problems = read_population(path)
    assert people(found) == {"HT0121": 233_614.0, "HT0122": 194_867.5}
    assert found["population_f"].tolist() == [118_000.0, 98_000.0]
    assert set(found["population_set"]) == {"cod-ps-2024"}
    assert codes(problems) == (["read_as_cp1252"] if encoding == "cp1252" else [])


def test_the_newer_spelling_with_a_tag_row_and_titles_above(tmp_path):
    text = (
        "Haïti: population 2024\n\nadm2_name,adm2_pcode,T_TL\n#adm2+name,#adm2+code,#population+total\n"
        "Léogâne,HT0121,233614\n,,\nGrand-Goâve,ht0123,157549\n"
    )
    found, problems = read_population(put(tmp_path / "hti_admpop_adm2_2024.csv", text))
    assert people(found) == {"HT0121": 233_614.0, "HT0123": 157_549.0}
    assert set(found["year"]) == {2024.0}
    assert problems == []


def test_our_own_export(tmp_path):
    text = "adm_pcode,population,year\nHT,10,2024\nHT01,10,2024\nHT0111,10,2024\nHT0111-01,10,2024\nHT01111,1,2024\n"
    found, problems = read_population(put(tmp_path / "population.csv", text))
    assert found["adm_level"].tolist() == ["adm0", "adm1", "adm2", "adm3"]
    assert [(p.code, p.row, p.value) for p in problems] == [("unknown_level", 6, "HT01111")]


def test_a_workbook_with_other_sheets(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "metadata"
    book.active.append(["Source", "UNFPA"])
    sheet = book.create_sheet("adm2_2024")
    sheet.append(["ADM2_PCODE", "T_TL", "T_00_04"])
    sheet.append(["HT0121", 233_614, 9])
    book.create_sheet("empty")
    book.save(tmp_path / "pop.xlsx")
    found, problems = read_population(tmp_path / "pop.xlsx")
    assert people(found) == {"HT0121": 233_614.0}
    assert found["year"].tolist() == [2024.0]
    assert [(p.code, p.value, p.blocking) for p in problems] == [
        ("sheet_skipped", "metadata", False), ("sheet_skipped", "empty", False),
    ]  # fmt: skip


# --- the year


@pytest.mark.parametrize(
    ("name", "header", "cell", "year"),
    [
        ("pop.csv", "population,year", ",2022", 2022),
        ("pop.csv", "population_2021", "", 2021),
        ("hti_pop_2020.csv", "population", "", 2020),
        ("hti_pop_2020.csv", "population_2021", "", 2021),
    ],
)
def test_where_the_year_comes_from(tmp_path, name, header, cell, year):
    found, _ = read_population(put(tmp_path / name, f"adm2_pcode,{header}\nHT0111,5{cell}\n"))
    assert found["year"].tolist() == [year]
    assert found["observed_on"].tolist() == [f"{year}-01-01"]


def test_a_year_that_nobody_tells_is_asked_for(tmp_path):
    path = put(tmp_path / "pop.csv", "adm2_pcode,population\nHT0111,5\n")
    assert refused(path) == "year_unknown"
    assert refused(put(tmp_path / "pop_2019_2024.csv", "adm2_pcode,population\nHT0111,5\n")) == "year_unknown"
    found, _ = read_population(path, year=2023, population_set="mine")
    assert (found["population_set"].tolist(), found["year"].tolist()) == (["mine"], [2023.0])


# --- bad rows and files


def test_bad_rows_are_named_and_left_out(tmp_path):
    text = (
        "adm2_pcode,T_TL,F_TL\n"
        "HT0111,926906,\n"
        "HT0112,many,1\n"
        "HT0113,-5,1\n"
        "HT0114,,1\n"
        ",394895,1\n"
        "DO0101,10,1\n"
        "HT0111,1,1\n"
        "HT0115,63006,lots\n"
        "HT0116,99000000,1\n"
    )
    found, problems = read_population(put(tmp_path / "pop_2024.csv", text))
    assert people(found) == {"HT0111": 926_906.0, "HT0115": 63_006.0}
    assert found["population_f"].isna().all()
    told = {(p.code, p.row, p.column, p.value) for p in problems}
    assert told == {
        ("not_a_number", 3, "T_TL", "many"), ("below_least", 4, "T_TL", "-5"), ("required", 5, "T_TL", ""),
        ("pcode_missing", 6, "adm2_pcode", ""), ("foreign_pcode", 7, "adm2_pcode", "DO0101"),
        ("duplicate_id", 8, "adm_pcode", "HT0111"), ("not_a_number", 9, "F_TL", "lots"),
        ("above_most", 10, "T_TL", "99000000"),
    }  # fmt: skip
    assert next(p for p in problems if p.code == "duplicate_id").params["first_row"] == 2


def test_a_decimal_comma_is_read_and_told(tmp_path):
    found, problems = read_population(put(tmp_path / "pop_2019.csv", "adm2_pcode;T_TL\nHT0111;1227540,3275\n"))
    assert people(found) == {"HT0111": 1_227_540.3275}
    assert [(p.code, p.blocking) for p in problems] == [("decimal_comma", False)]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "file_empty"),
        ("a.csv", b"name,value\nx,1\n", "population_columns_missing"),
        ("a.csv", b"adm2_pcode,name\nHT0111,x\n", "population_columns_missing"),
        ("a_2024.csv", b"adm2_pcode,T_TL\nDO0101,x\n", "no_usable_row"),
        ("a_2024.csv", b"adm2_pcode,T_TL\n", "population_columns_missing"),
        ("a.xlsx", b"PK\x03\x04broken", "file_corrupt"),
        ("a.pdf", b"%PDF-1.4", "file_wrong_kind"),
    ],
)
def test_files_that_cannot_be_read(tmp_path, name, content, code):
    (tmp_path / name).write_bytes(content)
    assert refused(tmp_path / name) == code


# --- sections by the code of the statistical institute


SECTIONS = "data/population/full_geosections_clusters_new.csv"


@pytest.mark.shared
def test_the_sections_of_2021_to_the_person_on_every_level(shared):
    """The file read independently, by the csv module; communes and departments are the first digits of its code."""
    with (shared / SECTIONS).open(encoding="utf-8", newline="") as file:
        lines = [(line["ID_SEC_COR"].split("-"), int(line["POPES2021"])) for line in csv.DictReader(file)]
    expected = {"adm0": Counter(), "adm1": Counter(), "adm2": Counter(), "adm3": Counter()}
    for (commune, section), count in lines:
        padded = f"HT{int(commune):04d}"
        for level, code in zip(expected, ("HT", padded[:4], padded, f"{padded}-{section}"), strict=True):
            expected[level][code] += count
    found, problems = read_population(shared / SECTIONS)
    assert problems == []
    for level, size in (("adm0", 1), ("adm1", 10), ("adm2", 140), ("adm3", 570)):
        rows = found[found["adm_level"] == level]
        assert people(rows) == dict(expected[level])
        assert (len(rows), rows["population"].sum()) == (size, 11_715_756)
    assert set(found["population_set"]) == {"ihsi-2021"}
    assert (set(found["year"]), set(found["observed_on"])) == ({2021.0}, {"2021-01-01"})
    assert found["population_f"].isna().all()


def test_sections_by_ihsi_code_add_up(tmp_path):
    text = (
        "ID_SEC_COR,DEPARTEMENT,POPES2021,Log_Popes2021\n"
        "712-01,Sud,100,2\n712-2,Sud,10,1\n1024-03,Nippes,1000,3\n0111-01,Nord Ouest,7,1\n"
    )
    found, problems = read_population(put(tmp_path / "sections.csv", text))
    # 712 is HT0712 (Sud, HT07), 1024 is HT1024 (Nippes, HT10), 0111 is HT0111 (Ouest, whatever the name says).
    assert people(found) == {
        "HT": 1117.0, "HT01": 7.0, "HT07": 110.0, "HT10": 1000.0, "HT0111": 7.0, "HT0712": 110.0, "HT1024": 1000.0,
        "HT0111-01": 7.0, "HT0712-01": 100.0, "HT0712-02": 10.0, "HT1024-03": 1000.0,
    }  # fmt: skip
    assert problems == []


def test_a_section_that_cannot_be_read_leaves_no_incomplete_sum(tmp_path):
    text = "ID_SEC_COR,POPES2021\n712-01,100\n712-02,many\n713-01,10\n1024-03,1000\n"
    found, problems = read_population(put(tmp_path / "sections.csv", text))
    # HT0712-02 is unknown, so are HT0712, HT07 and HT; HT0713 and HT10 lack nothing.
    assert people(found) == {
        "HT10": 1000.0, "HT0713": 10.0, "HT1024": 1000.0, "HT0712-01": 100.0, "HT0713-01": 10.0, "HT1024-03": 1000.0,
    }  # fmt: skip
    assert [(p.code, p.row, p.value, p.blocking) for p in problems] == [
        ("not_a_number", 3, "many", True), ("sums_left_out", None, "HT, HT07, HT0712", False),
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["712", "HT0712-01", "71234-01", "712-001", "12/07/2021"])
def test_a_code_that_is_none_of_ihsi_is_told(tmp_path, code):
    text = f"ID_SEC_COR,POPES2021\n712-01,100\n{code},5\n"
    found, problems = read_population(put(tmp_path / "sections.csv", text))
    assert people(found) == {"HT07": 100.0, "HT0712": 100.0, "HT0712-01": 100.0}  # the 5 may be anywhere in HT
    assert [(p.code, p.row, p.value) for p in problems] == [("not_ihsi_code", 3, code), ("sums_left_out", None, "HT")]


def test_one_section_twice_counts_once_and_is_told(tmp_path):
    text = "ID_SEC_COR,POPES2021\n712-01,100\n0712-01,5\n,\n"
    found, problems = read_population(put(tmp_path / "sections.csv", text))
    assert people(found)["HT"] == 100.0
    assert [(p.code, p.row, p.value) for p in problems] == [("duplicate_id", 3, "HT0712-01")]


def test_pcodes_come_before_ihsi_codes(tmp_path):
    text = "ID_SEC_COR,adm3_pcode,POPES2021\n712-01,HT0713-01,100\n"
    found, _ = read_population(put(tmp_path / "sections.csv", text))
    assert (people(found), set(found["population_set"])) == ({"HT0713-01": 100.0}, {"cod-ps-2021"})


@given(st.lists(st.tuples(st.integers(1, 9999), st.integers(1, 99), st.integers(0, 10_000)), min_size=1, max_size=30))
def test_people_conserve_on_every_level(tmp_path_factory, rows):
    once = {(commune, section): count for commune, section, count in rows}
    lines = [f"{commune}-{section:02d},{count}" for (commune, section), count in once.items()]
    path = put(tmp_path_factory.mktemp("p") / "s.csv", "\n".join(["ID_SEC_COR,POPES2021", *lines]))
    found, _ = read_population(path)
    assert set(found.groupby("adm_level")["population"].sum()) == {float(sum(once.values()))}
