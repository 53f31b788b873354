"""The list of sites, taken away and read back: nothing changes, and after corrections the corrected cells alone."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from components.figures import exports, site_rows
from components.figures.table import label
from components.i18n import LANGUAGES, Words
from data import intake
from data.access import LOCAL
from data.snapshot import Source
from data.store.store import Store, Told
from results import Results

SITES = pd.DataFrame([
    {"site_id": "S1", "name": "Lekòl Un", "site_type": "school", "longitude": -72.33, "latitude": 18.54},
    {"site_id": "S2", "name": "Legliz Deux", "opened_on": "2022-06-12", "manager_organisation": "ONG A"},
    {"site_id": "S3", "name": "Pa vizite", "site_class": "spontaneous_site"},
]).assign(adm2_pcode="HT0111", observed_on="2023-01-01")  # fmt: skip
# S2 was not counted: 77 households at 4.5 persons (the setting as shipped) are 346.5 people, told as 346 (half to even).
VISITS = pd.DataFrame([
    {"site_id": "S1", "assessed_on": "2023-08-17", "individuals": 1791, "households": 398, "toilets_functional": 62},
    {"site_id": "S2", "assessed_on": "2023-08-19", "households": 77},
])  # fmt: skip
ENDINGS = {"xlsx": exports.xlsx, "csv": exports.csv}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    store = Store(tmp_path_factory.mktemp("sites") / "pare.db")
    with store.batch(Told("tester", "test")) as batch:
        batch.patch("sites", SITES)
        batch.patch("assessments", VISITS)
    return Source(store)


def taken(source: Source, lang: str, ending: str) -> bytes:
    tr = Words(lang)
    results = Results(source.take(audience=LOCAL.role), LOCAL)
    register = results.register().set_index("site_id")
    rows = results.sites()
    rows = rows.assign(**{n: rows["site_id"].map(register[n]) for n in ("status", "access", "people_now")})
    frame = site_rows.taken_away(rows.assign(services_short=1.0, age_days=12.0), tr)
    told = exports.Told("Sites", "2023-08-31", (tr("head.mixed"), tr("head.schematic")))
    return ENDINGS[ending](frame, site_rows.COLUMNS, told, tr)


def read(source: Source, path: Path, content: bytes) -> intake.Intake:
    path.write_bytes(content)
    return intake.look(source, "auto", path)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_that_is_taken_away_and_read_back_changes_nothing(source, tmp_path, lang, ending):
    looked = read(source, tmp_path / f"list.{ending}", taken(source, lang, ending))
    assert [one.frame for one in looked.previews] == ["sites", "assessments"]
    assert [(one.rows_read, one.rows_rejected) for one in looked.previews] == [(3, 0), (2, 0)]
    assert {p.code for one in looked.previews for p in one.problems} <= {"lines_without_visit"}
    assert len(looked.changes) == 0
    used = {m.column for one in looked.previews for m in one.mapped}
    assert used == set(site_rows.STORED)


def test_three_corrections_are_three_changes(source, tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(taken(source, "fr", "xlsx")))
    sheet = book.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[1]}
    rows = {row[0].value: row[0].row for row in sheet.iter_rows(min_row=2)}
    for code, column, value in (("S1", "individuals", 1800), ("S2", "households", 80), ("S3", "name", "Vizite")):
        sheet.cell(rows[code], at[label(column, Words("fr"))]).value = value
    stream = io.BytesIO()
    book.save(stream)
    looked = read(source, tmp_path / "list.xlsx", stream.getvalue())
    told = [[one.frame, one.column, str(one.after).removesuffix(".0")] for one in looked.changes.itertuples()]
    assert sorted(told) == [
        ["assessments", "households", "80"], ["assessments", "individuals", "1800"], ["sites", "name", "Vizite"],
    ]  # fmt: skip


def test_an_estimate_stands_in_a_column_of_its_own_and_people_are_whole(source):
    sheet = openpyxl.load_workbook(io.BytesIO(taken(source, "fr", "xlsx"))).worksheets[0]
    at = {cell.value: cell.column - 1 for cell in sheet[1]}
    rows = {row[0]: row for row in sheet.iter_rows(min_row=2, values_only=True)}
    counted, estimated = (at[label(name, Words("fr"))] for name in ("individuals", "estimated_people"))
    assert [(rows[code][counted], rows[code][estimated]) for code in ("S1", "S2", "S3")] == [
        (1791, None), (None, 346), (None, None),
    ]  # fmt: skip
