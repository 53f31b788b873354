"""Texts to values: numbers, dates, choices, yes and no, in the spellings of the field."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.importers.cells import read_cells, read_number
from data.importers.template import PLACE_CLUES
from data.importers.words import fold, foldings, is_personal, is_tag_row, table, tag
from geo.frames import FRAMES, Column
from tests.data.import_setting import places, preview, told


def texts(*cells: str | None) -> pd.Series:
    return pd.Series(cells, dtype="str")


# -- numbers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("12", 12.0, ""),
        ("-0.5", -0.5, ""),
        ("1e3", 1000.0, ""),
        (".5", 0.5, ""),
        ("−3", -3.0, ""),
        ("3,5", 3.5, "decimal_comma"),
        ("0,125", 0.125, "decimal_comma"),
        ("1234,567", 1234.567, "decimal_comma"),
        ("1 200", 1200.0, "number_reread"),
        ("1\u202f200,5", 1200.5, "number_reread"),
        ("1,234,567", 1234567.0, "number_reread"),
        ("1.234.567", 1234567.0, "number_reread"),
        ("1,234.5", 1234.5, "number_reread"),
        ("1.234,5", 1234.5, "number_reread"),
        ("1,234", None, "ambiguous_number"),
        ("twelve", None, "not_a_number"),
        ("12 m2", None, "not_a_number"),
        ("inf", None, "not_a_number"),
        ("1_000", None, "not_a_number"),
        ("0x1F", None, "not_a_number"),
        ("1 20", None, "not_a_number"),
        ("45%", None, "not_a_number"),
        ("2023-08-14", None, "not_a_number"),
        ("true", None, "not_a_number"),
        ("n/a", None, "read_as_unknown"),
        ("#DIV/0!", None, "cell_error"),
    ],
)
def test_a_number_is_read_in_one_way_or_refused(text: str, value: float | None, code: str) -> None:
    cell = read_number(text)
    assert (cell.value, cell.code) == (value, code)


def test_a_share_may_be_written_in_percent_with_the_sign_only() -> None:
    share = FRAMES["assessments"].by_name["committee_women_share"]
    cells = read_cells(texts("0.45", "45%", "45 %", "45", "145%", None), share)
    np.testing.assert_array_equal(cells.values.to_numpy(), [0.45, 0.45, 0.45, np.nan, np.nan, np.nan])
    assert [cell.code for cell in cells.said] == ["percent_read", "percent_read", "above_most", "above_most"]
    assert cells.said[2].params["hint"] == "share"  # 45 is most likely a percentage: the message says so


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False, width=64))
def test_a_plain_number_is_read_to_the_last_digit(number: float) -> None:
    assert read_number(repr(number)).value == number


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**9))
def test_thousands_in_any_style_give_the_number_or_are_refused(number: int) -> None:
    for mark in (",", ".", " ", "'"):
        written = f"{number:,}".replace(",", mark)
        cell = read_number(written)
        one_group = len(written.split(mark)) == 2
        if mark == "," and one_group:
            assert cell.code == "ambiguous_number"
        elif mark == "." and one_group:
            assert cell.value == float(written)  # a point is the decimal point; counts then refuse the fraction
        else:
            assert cell.value == number


@settings(deadline=None, max_examples=60)
@given(st.text(min_size=1, max_size=30))
def test_no_text_breaks_a_reader(text: str) -> None:
    """Whatever stands in a cell: a value of the column's kind and bounds, or a code that says why not."""
    for column in (*FRAMES["sites"].columns, *FRAMES["assessments"].columns, FRAMES["zones"].by_name["geometry"]):
        cells = read_cells(texts(text), column)
        value = cells.values.iloc[0]
        missing = value is None or bool(pd.isna(value))
        assert not missing or cells.said
        if not missing and column.least is not None:
            assert column.least <= value <= column.most


def test_numbers_of_the_field_by_hand() -> None:
    found = preview("assessments", "assessments_numbers.csv")
    assert [(row, column, code) for row, column, code in told(found) if row in {2, 3, 4, 5, 6}] == [
        (2, "households", "number_reread"),  # "1 200"
        (2, "individuals", "number_reread"),  # "5 400"
        (3, "individuals", "ambiguous_number"),  # "1,234": 1.234 or 1234
        (3, "toilets_functional", "not_whole"),  # 3.5 toilets
        (3, "committee_women_share", "above_most"),  # 45 for 45 %
        (4, "households", "above_most"),  # "1,234,567" households at one site
        (4, "toilets_functional", "decimal_comma"),  # "2,0"
        (4, "committee_women_share", "percent_read"),  # "45%"
        (5, "households", "below_least"),  # -3
        (5, "individuals", "above_most"),  # 1e9
        (5, "toilets_functional", "not_a_number"),  # x
        (5, "management_present", "not_yes_no"),  # peut-être
        (5, "committee_women_share", "decimal_comma"),  # "0,45"
        (6, "households", "read_as_unknown"),  # ?
        (6, "individuals", "read_as_unknown"),  # NSP
    ]
    assert found.rows["row_number"].tolist() == [2, 6, 7, 8]
    # Read: 5 400 + 10 + 50 + 400 (S2 and S4 unreadable, S5 unknown). Accepted: S1, S5, S6, S7.
    assert (found.people_in, found.people_accepted) == (5860.0, 5850.0)
    assert np.isnan(found.rows["households"].iloc[1])  # unknown, never zero


# -- dates, choices, yes and no -------------------------------------------------------------------------------------


def test_dates_by_hand() -> None:
    found = preview("assessments", "assessments_dates.csv")
    dates = dict(zip(found.rows["site_id"], found.rows["assessed_on"], strict=True))
    assert dates == {
        "S1": "2023-08-14", "S2": "2023-08-14", "S3": "2023-08-14", "S4": "2023-06-05",
        "S5": "2023-08-14",  # day 45 152 after 1899-12-30: 45 152 = 123 years (44 927 to 2023-01-01) + 225 days
        "S6": "2023-08-14", "S7": "2023-08-14",
        "S10": "2023-05-12",  # 12/5/23: a year of two digits is of this century
    }  # fmt: skip
    assert told(found) == [
        (5, "assessed_on", "ambiguous_date"),
        (6, "assessed_on", "serial_date"),
        (7, "assessed_on", "date_reread"),
        (9, "assessed_on", "date_out_of_range"),  # 1899-11-30: how files write "no date"
        (10, "assessed_on", "future_date"),
        (11, "assessed_on", "ambiguous_date"),
        (12, "assessed_on", "not_a_date"),  # 31 June
    ]


def test_a_column_that_is_month_first_somewhere_is_guessed_nowhere() -> None:
    found = preview("assessments", "assessments_month_first.csv")
    assert told(found) == [(2, "assessed_on", "not_a_date"), (3, "assessed_on", "date_order_unknown")]
    assert found.rows["assessed_on"].tolist() == ["2023-06-06"]  # day and month are equal: one reading only


@settings(deadline=None)
@given(st.dates(min_value=pd.Timestamp("1950-01-01").date(), max_value=pd.Timestamp("2100-12-31").date()))
def test_every_date_comes_back_from_each_clear_spelling(day: object) -> None:
    column = Column("observed_on", "date")
    spellings = texts(day.isoformat(), day.strftime("%d.%m.%Y"), f"{day.isoformat()}T12:00:00")
    assert read_cells(spellings, column).values.tolist() == [day.isoformat()] * 3


def test_a_date_that_orders_the_records_may_not_lie_ahead_others_are_reported() -> None:
    found = preview("sites", "sites_wrong_cells.csv", places=places())
    future = next(problem for problem in found.problems if problem.code == "future_date")
    assert (future.row, future.column, future.blocking) == (9, "opened_on", False)


def test_wrong_cells_by_hand() -> None:
    found = preview("sites", "sites_wrong_cells.csv", places=places())
    assert told(found) == [
        (2, "site_id", "required"),
        (3, "", "no_place"),
        (4, "site_type", "unknown_choice"),
        (5, "area_m2", "not_a_number"),
        (6, "area_m2", "below_least"),
        (7, "area_m2", "above_most"),
        (8, "opened_on", "not_a_date"),
        (8, "area_m2", "cell_error"),
        (9, "area_m2", "read_as_unknown"),
        (9, "opened_on", "future_date"),
    ]
    assert found.problems[2].params["accepted"].startswith("school, open_air, church")
    assert (found.rows_read, found.rows_accepted, found.rows_rejected) == (8, 1, 7)
    assert found.people_in is None


@pytest.mark.parametrize(
    ("text", "value"),
    [(word, True) for word in ("Oui", "yes", "wi", "VRAI", "1", "true")]
    + [(word, False) for word in ("non", "No", "faux", "0", "FALSE")],
)
def test_yes_and_no_in_three_languages(text: str, value: bool) -> None:
    assert read_cells(texts(text), Column("x", "boolean")).values.tolist() == [value]


@pytest.mark.parametrize(
    ("text", "choice"),
    [("school", "school"), ("SCHOOL", "school"), ("École", "school"), ("lekòl", "school"), ("open air", "open_air")],
)
def test_choices_in_other_words(text: str, choice: str) -> None:
    assert read_cells(texts(text), FRAMES["sites"].by_name["site_type"]).values.tolist() == [choice]


def test_every_other_word_of_a_choice_leads_to_a_choice_of_its_column() -> None:
    for name, words in table("words")["choice"].items():
        accepted = {
            c for frame in FRAMES.values() for column in frame.columns if column.name == name for c in column.choices
        }
        assert set(words) <= accepted, name


def test_other_headers_name_columns_that_exist() -> None:
    columns = {column.name for frame in FRAMES.values() for column in frame.columns}
    assert set(table("headers")["columns"]) <= columns | set(PLACE_CLUES)


# -- words ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "first"),
    [
        ("Superficie (m²)", "superficie"),
        ("2.1.a.1: Total IDP (Households)", "total idp households"),
        ("P-code localité ", "p code localite"),
        ("A10_date_creation_site", "a10 date creation site"),
        ("1.1.c.1 Site ID (SSID)", "site id ssid"),
    ],
)
def test_headers_are_compared_without_accents_numbering_and_units(header: str, first: str) -> None:
    assert first in foldings(header)


def test_tags_in_any_order_and_case_are_one() -> None:
    assert tag("#affected+idps +hh") == tag("#AFFECTED+HH+IDPS") == "#affected+hh+idps"
    assert tag("#1 priority") == tag("# name") == tag("name") == ""
    assert is_tag_row(["", "#adm1+code", "#adm2+code"])
    assert not is_tag_row(["#adm1+code", "note", "other"])


def test_words_that_announce_persons() -> None:
    assert is_personal("SMC focal name")
    assert is_personal("Téléphone")
    assert not is_personal("j1_reseau_tel_disponible")
    assert not is_personal("manager_organisation")
    assert fold("Lekòl  Nasyonal!") == "lekol nasyonal"


@pytest.mark.timeout(10)
def test_long_hostile_cells_and_headers_cost_no_more_than_their_length(tmp_path: Path) -> None:
    """A pattern that goes back over the text for every letter would take minutes here."""
    for text in ("1" * 30_000 + "x", "1 " * 15_000, "1,111" * 6_000 + "x", "9" * 30_000):
        assert read_cells(texts(text), FRAMES["assessments"].by_name["taps"]).values.isna().all()
    path = tmp_path / "long.csv"
    path.write_text(f"site_id,adm2_pcode,{'(' * 30_000},{'1.1.' * 7_000}\nS1,HT0111,x,y\n")
    assert [len(header) for header in preview("sites", path).unmapped] == [200, 200]
