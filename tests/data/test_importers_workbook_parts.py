"""Formulas that were never calculated, and hidden sheets: told. Workbooks are made with openpyxl, and by hand."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl

from data.importers.workbook_parts import formulas_without_value
from tests.data.import_setting import preview, told

HEAD = ["site_id", "assessed_on", "individuals"]


def book(path: Path, rows: list[list[object]], **sheets: list[list[object]]) -> Path:
    made = openpyxl.Workbook()
    made.active.title = "data"
    for row in rows:
        made.active.append(row)
    for name, more in sheets.items():
        sheet = made.create_sheet(name)
        for row in more:
            sheet.append(row)
    made.save(path)
    return path


def test_formulas_that_were_never_calculated_are_counted_and_named(tmp_path: Path) -> None:
    rows = [["S1", "2023-08-01", "=10+2"], ["S2", "2023-08-01", 5], ["S3", "2023-08-01", "=C2*2"]]
    found = preview("assessments", book(tmp_path / "t.xlsx", [HEAD, *rows]))
    first = found.problems[0]
    assert (first.code, first.value, first.params, first.blocking) == (
        "formula_without_value", "C2, C4", {"count": 2}, False,
    )  # fmt: skip
    assert [one for one in told(found) if one[2] == "nothing_measured"] == [
        (2, "", "nothing_measured"), (4, "", "nothing_measured"),
    ]  # fmt: skip


def test_a_calculated_formula_is_a_value(tmp_path: Path) -> None:
    """A number, an empty text (t="str") and a shared formula with its value have one; the last cell has none."""
    path = book(tmp_path / "t.xlsx", [HEAD, ["S1", "2023-08-01", 12]])
    cells = (
        b'<c r="C2"><f>10+2</f><v>12</v></c><c r="D2" t="str"><f>IF(A2="","","")</f><v></v></c>'
        b'<c r="E2"><f t="shared" si="0"/><v>3</v></c><c r="F2"><f t="shared" si="0"/></c>'
    )
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "made.xlsx", "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text.replace(b'<c r="C2" t="n"><v>12</v></c>', cells))
    assert formulas_without_value(tmp_path / "made.xlsx", "data", first_row=1) == (1, ["F2"])
    assert formulas_without_value(tmp_path / "made.xlsx", "data", first_row=3) == (0, [])


def test_many_are_counted_and_few_are_named_over_pieces_of_a_large_sheet(tmp_path: Path) -> None:
    rows = [[f"S{n}", "2023-08-01", f"={n}+{'1+' * 40}1", "x" * 400] for n in range(5_000)]
    path = book(tmp_path / "t.xlsx", [[*HEAD, "note"], *rows])
    count, cells = formulas_without_value(path, "data", first_row=2)
    assert count == 5_000
    assert cells == ["C2", "C3", "C4", "C5", "C6"]


def test_what_is_no_workbook_gives_none(tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(b"PK\x03\x04 broken")
    assert formulas_without_value(tmp_path / "t.xlsx", "data", first_row=1) == (0, [])
    path = book(tmp_path / "u.xlsx", [HEAD])
    assert formulas_without_value(path, "another sheet", first_row=1) == (0, [])


def test_a_visible_sheet_counts_before_a_hidden_one_with_more_columns(tmp_path: Path) -> None:
    hidden = [[*HEAD, "households", "taps"], ["S9", "2023-08-01", 9, 2, 1]]
    path = book(tmp_path / "t.xlsx", [HEAD, ["S1", "2023-08-01", 1]], old=hidden)
    made = openpyxl.load_workbook(path)
    made["old"].sheet_state = "hidden"
    made.save(path)
    found = preview("assessments", path)
    assert (found.sheet, found.rows["site_id"].tolist(), found.problems) == ("data", ["S1"], [])


def test_data_of_a_hidden_sheet_are_read_where_there_are_no_others_and_told(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", [["Merci", "de", "lire"]], old=[HEAD, ["S9", "2023-08-01", 9]])
    made = openpyxl.load_workbook(path)
    made["old"].sheet_state = "veryHidden"
    made.save(path)
    found = preview("assessments", path)
    assert (found.sheet, found.rows["site_id"].tolist()) == ("old", ["S9"])
    assert [(p.code, p.value, p.blocking) for p in found.problems] == [("sheet_hidden", "old", False)]
