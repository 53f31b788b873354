"""A new request: checked as an import is, stored once with its lines; and requests and surveys that come as files."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from data import intake, new_requests
from data.access import LOCAL, NOBODY
from data.forms.known import shipped
from data.forms.xlsform import write_form
from data.new_requests import Wanted
from data.snapshot import Source
from data.store.store import Store, Told
from geo.errors import ImportRejected, NotAllowed
from geo.frames import FRAMES
from tests.data.request_setting import stocked
from tests.geo import small_haiti

CELLS = {"organisation": "ONG", "adm2_pcode": "HT0111", "households": "30", "kit": "essential",
         "received_on": "2023-01-10", "planned_on": "2023-02-01"}  # fmt: skip


@pytest.fixture
def source(tmp_path: Path) -> Source:
    made = stocked(tmp_path)
    with made.store.batch(Told("tester", "test")) as batch:
        batch.patch("sites", small_haiti.sites())
    return made


def wanted(lines: dict | None = None, **cells: str) -> Wanted:
    return Wanted("DEM-1", {**CELLS, **cells}, {"tarpaulin": "60"} if lines is None else lines)


def test_a_request_and_its_lines_are_one_batch_and_stored_once(source: Source):
    batch = new_requests.make(source, LOCAL, wanted())
    row = source.store.records("requests").set_index("request_id").loc["DEM-1"]
    assert row[["request_status", "received_on", "households", "planned_on"]].tolist() == [
        "received", "2023-01-10", 30.0, "2023-02-01",
    ]  # fmt: skip
    items = source.store.records("request_items")
    assert items.loc[items["request_id"] == "DEM-1", ["item", "quantity"]].to_numpy().tolist() == [["tarpaulin", 60.0]]
    assert new_requests.make(source, LOCAL, wanted()) is None
    source.store.undo(batch, author="a", reason="r")
    assert "DEM-1" not in set(source.store.records("requests")["request_id"])


def test_the_commune_of_a_site_is_that_of_the_request(source: Source):
    site = small_haiti.sites().iloc[0]
    looked = new_requests.look(source, wanted(adm2_pcode="", site_id=site["site_id"]))
    assert not looked.blocked
    assert looked.request.loc[0, "adm2_pcode"] == site["adm2_pcode"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"organisation": ""}, ("organisation", "required")),
        ({"organisation": "M. Jean Plantidor"}, ("organisation", "required")),  # a person's name is dropped
        ({"households": ""}, ("households", "required")),
        ({"households": "0"}, ("households", "quantity_zero")),
        ({"households": "-3"}, ("households", "below_least")),
        ({"adm2_pcode": ""}, ("adm2_pcode", "required")),
        ({"site_id": "S99"}, ("site_id", "unknown_reference")),
        ({"received_on": "hier"}, ("received_on", "not_a_date")),
        ({"lines": {}}, ("item", "required")),
        ({"lines": {"tarpaulin": ""}}, ("quantity", "required")),
        ({"lines": {"tarpaulin": "0"}}, ("quantity", "quantity_zero")),
        ({"lines": {"chèz": "4"}}, ("item", "unknown_reference")),
    ],
)
def test_what_is_wrong_is_told_by_field_and_stores_nothing(source: Source, change, expected):
    one = wanted(**change)
    assert expected in [(p.column, p.code) for p in new_requests.look(source, one).faults]
    head = source.store.head()
    with pytest.raises(ImportRejected, match="edit_faults"):
        new_requests.make(source, LOCAL, one)
    assert source.store.head() == head


def test_without_the_right_nothing_is_made(source: Source):
    with pytest.raises(NotAllowed):
        new_requests.make(source, NOBODY, wanted())


def survey(folder: Path, **changed: str) -> Path:
    cells = {"Numéro de la demande": "R1", "Date de l'enquête": "2023-02-20", "Organisation": "ONG",
             "Ménages interrogés": "40", "Ménages qui ont reçu l'assistance": "38", "Ménages satisfaits": "30",
             "Plaintes reçues": "3", "Plaintes traitées": "2"} | changed  # fmt: skip
    path = folder / "suivi.csv"
    pd.DataFrame([cells]).to_csv(path, index=False)
    return path


def test_a_survey_comes_in_under_the_headers_of_its_template(source: Source, tmp_path: Path):
    looked = intake.look(source, "post_distribution", survey(tmp_path))
    intake.keep(source.store, looked, author="a", reason="r")
    row = source.store.records("post_distribution").iloc[0]
    assert row[["request_id", "households_interviewed", "households_received", "households_satisfied"]].tolist() == [
        "R1", 40.0, 38.0, 30.0,
    ]  # fmt: skip
    assert pd.isna(row["households_using"])  # not asked: unknown


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"Ménages satisfaits": "39"}, "part_more_than_whole"),  # of 38 who received
        ({"Ménages qui ont reçu l'assistance": "41"}, "part_more_than_whole"),  # of 40 interviewed
        ({"Plaintes traitées": "4"}, "part_more_than_whole"),
        ({"Numéro de la demande": "R9"}, "unknown_reference"),
    ],
)
def test_a_survey_that_cannot_be_right_is_refused(source: Source, tmp_path: Path, changed, expected):
    looked = intake.look(source, "post_distribution", survey(tmp_path, **changed))
    assert expected in [p.code for p in looked.previews[0].problems]
    assert looked.previews[0].rows_rejected == 1


def test_the_form_for_a_phone_asks_what_the_table_holds(tmp_path: Path):
    path = tmp_path / "pdm.xlsx"
    write_form(FRAMES["post_distribution"], path, known=shipped())
    sheet = openpyxl.load_workbook(path)["survey"]
    rows = list(sheet.iter_rows(values_only=True))
    names = {row[rows[0].index("name")] for row in rows[1:]}
    assert {"request_id", "households_interviewed", "households_sold", "complaints_received"} <= names


def test_requests_come_as_a_file_and_their_days_are_held_against_each_other(source: Source, tmp_path: Path):
    path = tmp_path / "demandes.csv"
    pd.DataFrame([{"Numéro de la demande": "R5", "Organisation": "ONG", "Ménages": "30", "Ménages approuvés": "40",
                   "Reçue le": "2023-02-10", "Endossée le": "2023-02-08"}]).to_csv(path, index=False)  # fmt: skip
    looked = intake.look(source, "requests", path)
    codes = {p.code: p.blocking for p in looked.previews[0].problems}
    assert codes["step_before_step"] is False
    assert codes["more_approved_than_asked"] is False


def test_a_store_that_holds_nothing_has_no_requests(tmp_path: Path):
    store = Store(tmp_path / "empty.db")
    assert store.records("requests").empty
