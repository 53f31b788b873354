"""The master list: counts by hand, coarsened points only, dates as dates, no cell that a spreadsheet runs."""

from __future__ import annotations

import io

import numpy as np
import openpyxl
import pandas as pd

from components.figures import master_list
from components.figures.master_list import COLUMNS, MasterList
from components.i18n import Words
from geo.crs import metric_xy
from tests.components.figures.report.invented_sheets import STAMP

FR = Words("fr")
SITES = pd.DataFrame({
    "site_id": ["S2", "S1", "S3"],
    "name": ["=HYPERLINK(1)", "Lakou Kè", None],
    "aliases": [None, ["+Camp 1", "Tè Frape"], []],
    "adm2_name": ["Delmas", "Delmas", "Jérémie"], "adm1_name": ["Ouest", "Ouest", "Grand'Anse"],
    "site_class": ["spontaneous_site", "collective_centre", None], "site_type": ["open_air", "school", None],
    "status": ["active", None, None], "manager_organisation": ["@ODLO", None, None],
    "households": [402.0, np.nan, 10.0], "people": [1850.0, np.nan, 45.0], "people_estimated": [False, False, True],
    "assessed_on": ["2023-08-24", "2023-08-31", None],
    "longitude": [-72.312, -72.311, np.nan], "latitude": [18.542, 18.541, np.nan],
})  # fmt: skip
SERVICES = pd.DataFrame({
    "site_id": ["S2"] * 5 + ["S1"] * 2,
    "status": ["met", "short", "short", "not_assessed", "not_applicable", "met", "met"],
    "headline": [True, True, False, True, True, True, False],
})  # fmt: skip
LISTED = MasterList(SITES, SERVICES, STAMP)


def sheets() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(master_list.xlsx(LISTED, FR)))


def test_counts_ages_and_order():
    rows = master_list.rows(LISTED)
    # Grand'Anse before Ouest; "=HYPERLINK" before "Lakou".
    assert rows["site_id"].tolist() == ["S3", "S2", "S1"]
    two = rows.set_index("site_id").loc["S2"]
    # Of five rows one is no headline and one is not applicable: 1 met, 1 short, 1 not assessed.
    assert two[["headline_met", "headline_short", "headline_not_assessed"]].tolist() == [1, 1, 1]
    assert two["age_days"] == 7  # 24 to 31 August
    three = rows.set_index("site_id").loc["S3"]
    assert three[["headline_met", "headline_short", "headline_not_assessed", "age_days"]].isna().all()


def test_points_leave_coarsened_only():
    rows = master_list.rows(LISTED).set_index("site_id")
    exact = SITES.set_index("site_id")
    x, y = metric_xy(exact["longitude"], exact["latitude"])
    at_x, at_y = metric_xy(rows.loc[exact.index, "longitude"], rows.loc[exact.index, "latitude"])
    away = np.hypot(x - at_x, y - at_y)[:2]
    assert (away <= 1420 + 80).all()  # half a diagonal of 2 km, and three decimals
    assert rows.loc["S1", ["longitude", "latitude"]].tolist() == rows.loc["S2", ["longitude", "latitude"]].tolist()
    assert np.isnan(rows.loc["S3", "longitude"])
    told = {cell for sheet in sheets() for row in sheet.iter_rows(values_only=True) for cell in row}
    assert not told & {-72.312, 18.542, -72.311, 18.541}


def test_the_workbook_reads_back():
    book = sheets()
    first = list(book.worksheets[0].iter_rows(values_only=True))
    assert first[0] == tuple(FR(f"master_list.head_{name}") for name in COLUMNS)
    told = dict(zip(COLUMNS, first[2], strict=True))
    assert told["name"] == "'=HYPERLINK(1)"
    assert told["manager_organisation"] == "'@ODLO"
    assert told["site_class"] == "site spontané"
    assert told["assessed_on"].isoformat() == "2023-08-24T00:00:00"  # a date, not a text
    assert (told["people"], told["people_estimated"]) == (1850, "non")
    assert "registre des abris provisoires" in told["source"]
    last = dict(zip(COLUMNS, first[3], strict=True))
    assert last["aliases"] == "'+Camp 1, Tè Frape"
    assert last["people"] is None  # unknown is empty, never zero
    assert first[4][0] == FR("report.stamp_fictional")
    assert not [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def test_notes_say_day_definitions_and_what_was_coarsened():
    notes = {row[0]: row[1] for row in sheets().worksheets[1].iter_rows(values_only=True) if row[0]}
    assert notes[FR("master_list.title")] == "Situation au 31 août 2023"
    assert "carré de 2,0 km" in notes[FR("master_list.coarsened")]
    assert notes[FR("export.label_note")] == FR("report.stamp_fictional")
    for name in COLUMNS:
        assert notes[FR(f"master_list.head_{name}")] == FR(f"master_list.about_{name}")
    assert FR("standard.toilets") in notes[FR("master_list.headline")]


def test_an_empty_list_is_a_list():
    book = openpyxl.load_workbook(
        io.BytesIO(master_list.xlsx(MasterList(SITES.iloc[:0], SERVICES.iloc[:0], STAMP), FR))
    )
    assert book.worksheets[0].max_row == 2  # head and the fictional stamp
