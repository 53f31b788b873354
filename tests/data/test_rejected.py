"""Rejected rows go back as the same sheet with their reasons, and corrected they are read again."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pandas as pd

from components.i18n import LANGUAGES, Words
from data.importers.read import read
from data.rejected import CSV, XLSX, reasons, rejected, rows_of
from tests.data.import_setting import TODAY, places

FR = Words("fr")
HEADS = ["site_id", "name", "adm2_pcode", "observed_on"]
GOOD, BAD = ["S-1", "A", "HT0111", "2023-08-01"], ["S-2", "=1+1", "HT9999", "01/08/2023"]


def book(folder: Path) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Août"
    for row in (["Rapport du mois"], [], HEADS, GOOD, [], BAD):
        sheet.append(row)
    sheet["B6"].data_type = "s"  # a text that looks like a formula
    made.save(path := folder / "sites.xlsx")
    return path


def looked(path: Path):
    return read("sites", path, places=places(), today=TODAY, sender="test")


def test_the_same_sheet_with_what_stood_above_and_only_the_rejected_rows(tmp_path):
    path = book(tmp_path)
    found = looked(path)
    assert (found.rows_accepted, rows_of([found])) == (1, [6])  # lines 2 and 5 are blank
    back = rejected(path, [found], FR)
    assert (back.name, back.mime) == ("sites-lignes-rejetees.xlsx", XLSX)
    sheet = openpyxl.load_workbook(io.BytesIO(back.content))["Août"]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[0][0] == "Rapport du mois"
    assert rows[2] == [*HEADS, FR("imports.reasons")]
    assert rows[3][:4] == ["S-2", "'=1+1", "HT9999", "01/08/2023"]
    assert "HT9999" in rows[3][4]
    assert len(rows) == 4


def test_the_corrected_file_is_read_again_and_the_reasons_are_no_column_of_ours(tmp_path):
    path = book(tmp_path)
    back = rejected(path, [looked(path)], FR)
    again = tmp_path / back.name
    again.write_bytes(back.content)
    made = openpyxl.load_workbook(again)
    made["Août"]["C4"] = "HT0112"
    made.save(again)
    found = looked(again)
    assert found.rows[["site_id", "name", "adm2_pcode"]].values.tolist() == [["S-2", "=1+1", "HT0112"]]
    assert found.unmapped == (FR("imports.reasons"),)


def test_a_total_is_no_row_to_be_corrected(tmp_path):
    """Beside a part of its rows it would not add up: the corrected file would be told that it differs."""
    path = tmp_path / "sites.csv"
    rows = (HEADS, GOOD, BAD, ["TOTAL", "", "", ""])
    path.write_text("\n".join(";".join(row) for row in rows), encoding="utf-8")
    found = looked(path)
    assert "total_row" in {p.code for p in found.problems}
    assert (list(found.rejected), rows_of([found])) == ([3, 4], [3])
    rows = list(csv.reader(io.StringIO(rejected(path, [found], FR).content.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["S-2"]


def test_a_csv_keeps_its_separator_in_every_language(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text("\n".join(";".join(row) for row in (HEADS, GOOD, BAD)), encoding="utf-8")
    found = looked(path)
    for lang in LANGUAGES:
        tr = Words(lang)
        back = rejected(path, [found], tr)
        assert back.mime == CSV
        rows = list(csv.reader(io.StringIO(back.content.decode("utf-8-sig")), delimiter=";"))
        assert rows[0] == [*HEADS, tr("imports.reasons")]
        assert rows[1][:4] == ["S-2", "'=1+1", "HT9999", "01/08/2023"]
        assert rows[1][4] == reasons([found], tr)[3]


def test_a_fault_of_the_whole_file_is_the_reason_of_every_row(tmp_path):
    path = tmp_path / "m.txt"
    path.write_text("SIT S-1 MOUN 12\nbonjou tout moun\n", encoding="utf-8")
    found = read("assessments", path, today=TODAY, sender="test")
    assert found.rows_rejected == len(found.rejected) > 0
    back = rejected(path, [found], FR)
    table = pd.read_excel(io.BytesIO(back.content), engine="openpyxl")
    assert table["message"].tolist()[-1] == "bonjou tout moun"
    assert table[FR("imports.reasons")].notna().all()


def test_persons_are_not_handed_back_neither_in_cells_nor_in_headers(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text(
        "site_id;name;adm2_pcode;observed_on;manager_organisation;Téléphone Wisly Plante;Avis de Mme Plante;Divers\n"
        "S-2;Lycée Jean Plante;HT9999;2023-08-01;M. Jean Plante;3712-3456;bon;voir jan@example.org\n"
    )
    found = looked(path)
    assert rows_of([found]) == [2]
    text = rejected(path, [found], FR).content.decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(text), delimiter=";")
    assert head[4:8] == ["manager_organisation", "Téléphone …", "Avis de …", "Divers"]
    assert row[:8] == ["S-2", "Lycée Jean Plante", "HT9999", "2023-08-01", "", "", "bon", ""]
