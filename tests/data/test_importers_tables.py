"""Files to raw tables: kinds, passwords, damage, sizes, encodings, separators, header rows, HXL rows."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest

from data.importers import child, files, tables
from data.importers.limits import limits
from geo.errors import ImportRejected
from tests.data.import_setting import FIXTURES, preview, told

EXPECTED = ["site id", "name", "adm2 pcode", "area m2", "opened on", "#loc+code+site", "#adm2+code"]


def table(path: Path, **other: float) -> dict:
    return child.parse("table", path, limits={**limits(), **other}, expected=EXPECTED)


def book(path: Path, *sheets: tuple[str, list[list[object]]]) -> Path:
    made = openpyxl.Workbook()
    del made["Sheet"]
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def rejected(kind: str, path: Path | str) -> ImportRejected:
    with pytest.raises(ImportRejected) as caught:
        preview(kind, path)
    return caught.value


# -- what is refused before it is opened ------------------------------------------------------------------------


def test_an_empty_file_and_one_of_blanks_are_empty(tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.csv"
    nothing.touch()
    assert rejected("sites", nothing).code == "file_empty"
    assert rejected("sites", "blank.csv").code == "file_empty"
    assert rejected("sites", book(tmp_path / "blank.xlsx", ("Sheet", []))).code == "file_empty"
    assert rejected("sites", tmp_path / "absent.csv").code == "file_absent"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("report.pdf", b"%PDF-1.7\n", "pdf"),
        ("renamed.csv", b"%PDF-1.7\n", "pdf"),
        ("program.exe", b"MZ\x90\x00", "exe"),
        ("renamed.xlsx", b"\x89PNG\r\n\x1a\n", "png"),
        ("old.xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "xls"),
        ("page.csv", b"<html><table></table></html>", "html"),
        ("bytes.csv", b"site_id\x00\x01\x02", "binary"),
        ("shot.jpeg", b"site_id,name\n", "jpeg"),
    ],
)
def test_another_kind_of_file_is_named(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    found = rejected("sites", path)
    assert (found.code, found.params["kind"]) == ("file_wrong_kind", kind)
    assert ".xlsx" in found.params["accepted"]


def test_a_text_document_in_a_zip_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "letter.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    found = rejected("sites", path)
    assert (found.code, found.params["kind"]) == ("file_wrong_kind", "docx")


def test_a_password_is_told_apart_from_damage(tmp_path: Path) -> None:
    # A protected xlsx is a compound file that holds a stream called EncryptedPackage (UTF-16).
    locked = tmp_path / "locked.xlsx"
    locked.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000) + "EncryptedPackage".encode("utf-16-le"))
    assert rejected("sites", locked).code == "file_password"
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04" + bytes(500))
    assert rejected("sites", broken).code == "file_corrupt"
    no_zip = tmp_path / "no_zip.xlsx"
    no_zip.write_bytes(b"site_id,name\n")
    assert rejected("sites", no_zip).code == "file_corrupt"


def test_a_workbook_cut_off_or_with_a_broken_sheet_is_damaged(tmp_path: Path) -> None:
    whole = book(tmp_path / "whole.xlsx", ("sites", [["site_id", "adm2_pcode"], ["S1", "HT0111"]]))
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(whole.read_bytes()[:-400])
    assert rejected("sites", cut).code == "file_corrupt"
    hollow = tmp_path / "hollow.xlsx"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(hollow, "w") as new:
        for name in old.namelist():
            new.writestr(name, "<broken" if name.endswith("sheet1.xml") else old.read(name))
    assert rejected("sites", hollow).code == "file_corrupt"


def test_a_zip_bomb_is_refused_by_its_table_of_contents(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(30_000_000))  # packs about a thousand times
    assert rejected("sites", bomb).code == "file_unpacks_too_large"


def test_size_limits_name_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.csv"
    path.write_text("site_id\n" * 10)
    monkeypatch.setattr(files, "limits", lambda: {"file_bytes": 50})
    found = rejected("sites", path)
    assert found.code == "file_too_large"
    with pytest.raises(ImportRejected) as caught:
        table(FIXTURES / "sites_duplicates.csv", table_rows=3)  # it has four
    assert (caught.value.code, caught.value.params["most"]) == ("too_many_rows", 3)
    with pytest.raises(ImportRejected) as caught:
        table(FIXTURES / "sites_duplicates.csv", table_columns=7)
    assert caught.value.code == "too_many_columns"


# -- the process that parses -------------------------------------------------------------------------------------


def test_a_sheet_that_needs_all_the_memory_is_stopped(tmp_path: Path) -> None:
    """Two cells, the first and the last of the largest sheet: read as a rectangle, that is 17 thousand million."""
    path = tmp_path / "vast.xlsx"
    made = openpyxl.Workbook()
    made.active["A1"] = "site_id"
    made.active["XFD1048576"] = "end"
    made.save(path)
    assert rejected("sites", path).code == "parse_memory"


def test_parsing_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(ImportRejected) as caught:
        table(FIXTURES / "sites_good.csv", parse_seconds=0.001)
    assert caught.value.code == "parse_timeout"


def test_a_parser_that_fails_says_nothing_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "parse", lambda *_, **__: 1 / 0)
    answer = child._answer({"parser": "table", "path": "x", "limits": {}, "options": {}})
    assert answer == {"code": "file_corrupt", "params": {}}


# -- CSV ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("sites_semicolon_cp1252.csv", "École Notre-Dame"),
        ("sites_tab_bom.csv", "Kalfou"),
        ("sites_utf16.txt", "Kalfou Fèy"),
        ("sites_sep_line.csv", "Kalfou"),
        ("sites_hxl_under_header.csv", "Kalfou"),
        ("sites_hxl_alone.csv", "Kalfou"),
        ("sites_good.csv", "Lekòl Men Kontre"),
    ],
)
def test_encodings_separators_and_tags(file: str, name: str) -> None:
    found = preview("sites", file)
    assert found.rows["site_id"].iloc[0] == "S1"
    assert found.rows["name"].iloc[0] == name
    assert found.rows["adm2_pcode"].iloc[0] == "HT0111"


def test_an_old_windows_file_is_read_and_told() -> None:
    assert (None, "", "read_as_cp1252") in told(preview("sites", "sites_semicolon_cp1252.csv"))


def test_letters_that_no_encoding_gives_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(b"site_id,adm2_pcode\nS\x81\x8d,HT0111\n")  # neither UTF-8 nor in the Western code page
    assert rejected("sites", path).code == "file_encoding"


def test_rows_are_numbered_as_the_spreadsheet_numbers_them() -> None:
    # Lines: title, date, blank, separators only, header, S1, blank, S2.
    found = preview("sites", "sites_header_on_line_5.csv")
    assert found.rows["row_number"].tolist() == [6, 8]
    assert found.rows_read == 2


def test_a_cell_with_a_line_break_is_one_line_of_the_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "break.csv"
    path.write_text('site_id,name,adm2_pcode\nS1,"two\nlines",HT0111\nS2,,HT0111\n')
    found = preview("sites", path)
    assert found.rows["row_number"].tolist() == [2, 3]
    assert found.rows["name"].iloc[0] == "two lines"


def test_a_row_with_more_cells_than_the_header_is_rejected() -> None:
    found = preview("sites", "sites_comma_in_name.csv")
    assert told(found) == [(2, "", "too_many_cells")]
    assert found.rows["site_id"].tolist() == ["S2"]


# -- xlsx -----------------------------------------------------------------------------------------------------------


def test_the_sheet_and_header_row_most_like_the_table_are_found(tmp_path: Path) -> None:
    path = book(
        tmp_path / "three.xlsx",
        ("About", [["name", "this file"], ["date", dt.date(2023, 8, 31)]]),
        ("Data", [["PLACE", None, None], ["Site_ID", "NAME ", "adm2 pcode"], ["S1", "Kalfou", "HT0111"]]),
        ("Words", [["site_id: the code"], ["name: the name"]]),
    )
    found = preview("sites", path)
    assert found.sheet == "Data"
    assert found.rows["row_number"].tolist() == [3]


def test_cells_of_every_type_come_as_one_spelling(tmp_path: Path) -> None:
    day, moment = (dt.datetime.fromisoformat(f"2023-08-14T{time}") for time in ("00:00", "09:30"))
    cells = ["S1", 12, 12.5, True, day, moment, 1e20, " a\n b "]
    path = book(tmp_path / "types.xlsx", ("x", [["site_id", *"abcdefg"], cells]))
    found = table(path)
    texts = [column[0] for column in found["columns"]]
    assert texts == ["S1", "12", "12.5", "true", "2023-08-14", "2023-08-14T09:30:00", "1e+20", "a  b"]


def test_a_table_that_begins_further_right_and_below_keeps_its_row_numbers(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    for at, text in {"C4": "site_id", "D4": "adm2_pcode", "C5": "S1", "D5": "HT0111"}.items():
        made.active[at] = text
    made.save(tmp_path / "off.xlsx")
    found = preview("sites", tmp_path / "off.xlsx")
    assert found.rows["row_number"].tolist() == [5]


def test_formulas_are_text_here_and_errors_of_formulas_are_told(tmp_path: Path) -> None:
    assert preview("sites", "sites_good.csv").rows["name"].tolist()[1] == "=1+1"
    path = tmp_path / "error.csv"
    path.write_text("site_id,name,adm2_pcode\nS1,#REF!,HT0111\n")
    assert told(preview("sites", path)) == [(2, "name", "cell_error")]


# -- whole sheets ------------------------------------------------------------------------------------------------


def test_a_sheet_without_the_columns_names_those_expected_and_those_found() -> None:
    found = rejected("sites", "other_table.csv")
    assert found.code == "sheet_missing_columns"
    assert found.params == {"sheet": "other_table", "columns": "site_id, adm2_pcode", "found": "animal, colour"}


def test_some_columns_missing_are_named_too(tmp_path: Path) -> None:
    path = tmp_path / "movements.csv"
    path.write_text("moved_on,item,quantity\n2023-08-01,rope,3\n")
    assert rejected("movements", path).params["columns"] == "kind, warehouse_id"


def test_a_template_that_nobody_filled_in_has_no_rows() -> None:
    assert rejected("sites", "header_only.csv").code == "file_no_rows"


def test_two_hundred_thousand_rows_are_read(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("w") as stream:
        stream.write("movement_id,moved_on,kind,warehouse_id,item,quantity\n")
        stream.writelines(f"M{n},2023-08-{n % 28 + 1:02d},receipt,W{n % 9},rope,{n % 7}\n" for n in range(200_000))
    found = preview("movements", path)
    assert found.rows_read == 200_000
    # Every seventh quantity, from the first on, is zero: 200 000 = 7 x 28 571 + 3, so 28 572 of them.
    assert found.rows_rejected == found.problems_found == 28_572
    listed = int(limits()["problems_listed"])
    assert len(found.problems) == listed + 1
    assert found.problems[0].code == "more_of_the_same"
    assert found.problems[0].params["more"] == 28_572 - listed


def test_of_one_kind_of_warning_fewer_are_listed_than_of_what_refuses_a_row(tmp_path: Path) -> None:
    most = int(limits()["warnings_listed"])
    path = tmp_path / "crowded.csv"
    # 99 persons in one household: more than fifteen, a warning each; every row is accepted.
    rows = "".join(f"S{n},2023-08-01,99,1\n" for n in range(most + 7))
    path.write_text("site_id,assessed_on,individuals,households\n" + rows)
    found = preview("assessments", path)
    told = [problem for problem in found.problems if problem.code == "household_large"]
    assert (found.rows_rejected, len(told)) == (0, most)
    beyond = next(problem for problem in found.problems if problem.code == "more_of_the_same")
    assert beyond.params == {"code": "household_large", "more": 7}


def test_one_row_more_than_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "longer.csv"
    most = int(limits()["table_rows"])
    path.write_text("item\n" + "rope\n" * (most + 1))
    found = rejected("items", path)
    assert (found.code, found.params["most"]) == ("too_many_rows", most)
