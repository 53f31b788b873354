"""Files that people take away: round trips, dictionary, labels, and cells that no spreadsheet runs."""

from __future__ import annotations

import io

import numpy as np
import openpyxl
import pandas as pd
import pytest

from components.figures import exports, table
from components.i18n import Words

FR = Words("fr")
ROWS = pd.DataFrame({
    "site_id": ["S1", '=HYPERLINK("http://x")', "S3"],
    "name": ["École Ünïcode", "+cmd|' /C calc'!A0", "-1+1"],
    "individuals": [1850.0, np.nan, 0.0],
    "management_present": pd.array([True, None, False], dtype="boolean"),
    "stock_by_item": [{"rope": 3}, {}, {"rope": 1}],
})  # fmt: skip
COLUMNS = list(ROWS.columns)
TOLD = exports.Told("Sites", "2023-08-31", ("Données fictives",))


def read_xlsx(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_xlsx_holds_rows_dictionary_and_labels():
    book = read_xlsx(exports.xlsx(ROWS, COLUMNS, TOLD, FR))
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert rows[0] == ("S1", "École Ünïcode", 1850, FR("answer.yes"), '{"rope": 3}')
    assert rows[1][2] is None  # unknown is empty, never zero
    assert rows[2][2] == 0
    assert len(rows) == 3  # what the data are is no row: a corrected file is read back
    assert "Données fictives" in book.worksheets[0].oddFooter.center.text
    dictionary = list(book.worksheets[1].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in dictionary] == COLUMNS
    assert dictionary[2][2] == "personnes"
    about = [cell for row in book.worksheets[2].iter_rows(values_only=True) for cell in row]
    assert "31 août 2023" in about
    assert "Données fictives" in about
    assert book.properties.creator == "Pare"
    assert book.properties.lastModifiedBy in (None, "Pare")


def test_numbers_and_days_of_a_workbook_are_ones_with_a_look_of_their_own():
    rows = pd.DataFrame({
        "assessed_on": ["2023-08-31", None], "individuals": [1850.0, np.nan], "coverage_share": [0.456, 1.0],
        "longitude": [-72.33915, -72.5], "year": [2023.0, 2024.0], "water_litres_person_day": [7.25, 12.0],
        "management_present": pd.array([True, None], dtype="boolean"),
    })  # fmt: skip
    sheet = read_xlsx(exports.xlsx(rows, list(rows), TOLD, FR)).worksheets[0]
    looks = {
        cell.value: (sheet.cell(2, cell.column).value, sheet.cell(2, cell.column).number_format) for cell in sheet[1]
    }
    assert list(looks.values()) == [
        (pd.Timestamp("2023-08-31"), "dd/mm/yyyy"), (1850, "#,##0"), (0.456, "0%"), (-72.33915, "0.00000"), (2023, "0"),
        (7.25, "#,##0.0##"), (FR("answer.yes"), "General"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_cells_that_a_spreadsheet_would_run_are_quoted(text):
    assert exports.safe(text).startswith("'")
    book = read_xlsx(exports.xlsx(pd.DataFrame({"name": [text]}), ["name"], TOLD, FR))
    cell = book.worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert str(cell.value).startswith("'")


def test_numbers_below_zero_stay_numbers():
    assert exports.cell(-5.0) == -5.0


def test_csv_is_utf8_with_names_labels_and_the_fictional_note_on_every_row():
    text = exports.csv(ROWS, COLUMNS, TOLD, FR).decode("utf-8-sig")
    rows = pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False)
    assert list(rows.columns) == [*COLUMNS, "note"]
    assert rows.loc[0, "individuals"] == table.label("individuals", FR)
    assert set(rows.loc[1:, "note"]) == {"2023-08-31 · Données fictives"}
    assert rows.loc[2, "individuals"] == ""
    assert rows.loc[1, "name"] == "École Ünïcode"


def test_control_signs_do_not_break_a_workbook():
    data = exports.xlsx(pd.DataFrame({"name": ["a\x00b\x0bc"]}), ["name"], TOLD, FR)
    assert read_xlsx(data).worksheets[0]["A2"].value == "abc"


def test_a_table_for_people_says_words_and_rounds_on_the_face_only():
    rows = pd.DataFrame({
        "status": ["met", "short"], "people": [427.5, np.nan], "coverage_low": [0.1648, np.nan], "measured": [28.8871, 3.0],
        "occupied_by_idps": pd.array([True, None], dtype="boolean"), "not_assessed_reason": [None, "not_visited"],
    })  # fmt: skip
    shown = table.for_people(rows, list(rows.columns), FR)
    values = shown.iloc[0].tolist()
    assert values[:4] == [FR("choice.status.met"), 428.0, 16.48, 28.9]
    assert values[4] == FR("answer.yes")
    assert shown.iloc[0, 5] == FR("unit.blank")
    assert shown.iloc[1, 5] == "non visité"
    assert np.isnan(shown.iloc[1, 1])
    assert rows["people"].tolist()[0] == 427.5


def test_days_are_dates_of_the_spreadsheet_and_other_texts_stay():
    rows = pd.DataFrame({"assessed_on": ["2023-08-17", None, "2023-08", "2023-02-30"]})
    sheet = read_xlsx(exports.xlsx(rows, ["assessed_on"], TOLD, FR)).worksheets[0]
    assert sheet["A2"].is_date
    told = [str(sheet.cell(n, 1).value) for n in range(2, 6)]
    assert told == ["2023-08-17 00:00:00", "None", "2023-08", "2023-02-30"]


def test_a_table_reads_as_the_language_writes_and_sorts_by_its_values():
    rows = pd.DataFrame({
        "name": ["A", "2023-01-02"], "assessed_on": ["2023-08-31", None], "committed_at": ["2023-08-31 14:05", "?"],
        "people": [12500.4, np.nan], "longitude": [-72.33915, -72.5], "year": [2023.0, 2024.0],
    })  # fmt: skip
    told = {"fr": ("31 août 2023", "12\u202f500", "-72,33915"), "en": ("31 August 2023", "12,500", "-72.33915")}
    for lang, (day, people, east) in told.items():
        tr = Words(lang)
        shown = table.for_people(rows, list(rows), tr)
        made = table.written(shown, list(rows), tr, blank="–")
        assert made.data is shown  # what is sorted
        cells = [
            [cell["display_value"] for cell in row if cell["type"] == "td"]
            for row in made._translate(True, True)["body"]
        ]
        assert cells[0] == ["A", day, f"{day}, 14:05", people, east, "2023"]
        assert cells[1] == ["2023-01-02", "–", "?", "–", tr.number(-72.5, 1), "2024"]  # a name stays what it is


def test_a_very_large_table_is_left_to_the_browser():
    rows = pd.DataFrame({"a": range(table.MOST_WRITTEN + 1)})
    assert table.written(rows, ["a"], FR, blank="–") is rows
