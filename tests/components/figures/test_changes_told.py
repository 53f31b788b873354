"""What an undo would change reads as people speak: names with ids, columns and codes in words, whole records."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely

from components.figures import changes_told
from components.figures.table import label
from components.i18n import LANGUAGES, Words
from data.store.preview import LOT
from geo.frames import FRAMES

FR = Words("fr")
NAMES = {"sites": {"S1": "Camp Corail"}, "warehouses": {"W1": "Depo Nò"}, "items": {"tarpaulin": "Bâche"}}


def cell(frame: str, key: object, column: str, before: object, after: object) -> dict:
    return {"frame": frame, "key": key, "column": column, "before": before, "after": after}


def told(*cells: dict, tr: Words = FR) -> list[list]:
    rows = changes_told.told(pd.DataFrame(list(cells), dtype="object"), NAMES, tr)
    assert tuple(rows.columns) == changes_told.COLUMNS
    return rows.astype("object").where(rows.notna(), None).to_numpy().tolist()


def test_a_cell_tells_its_record_its_column_and_both_values_in_words():
    sites = FR("frame.sites")
    assert told(
        cell("sites", "S1", "site_type", "school", None),
        cell("sites", "S1", "area_m2", 1250.0, 1250.5),
        cell("sites", "S1", "observed_on", "2023-03-01", "2023-04-02"),
        cell("sites", "S9", "name", "Kan", "x" * 100),
        cell("sites", "S1", "longitude", -72.30125, float("nan")),
    ) == [
        ["Camp Corail (S1)", "Type de lieu", "école", None, sites],
        ["Camp Corail (S1)", label("area_m2", FR), "1\u202f250", "1\u202f250,50", sites],
        ["Camp Corail (S1)", label("observed_on", FR), "1er mars 2023", "2 avril 2023", sites],
        ["S9", label("name", FR), "Kan", "x" * 80 + "…", sites],
        ["Camp Corail (S1)", label("longitude", FR), "-72,30125", None, sites],
    ]


def test_a_record_of_several_parts_is_told_by_all_of_them_and_a_lot_by_its_warehouse_and_item():
    shown = told(
        cell("assessments", ("S1", "2023-03-01"), "individuals", 40.0, 55.0),
        cell("movements", ("W1", "tarpaulin", "-"), "quantity", 40.0, -60.0),
        cell("movements", ("W1", "tarpaulin", "L7"), "quantity", 1.0, None),
    )
    assert [row[0] for row in shown] == [
        "Camp Corail (S1) · 1er mars 2023",
        "Depo Nò (W1) · Bâche (tarpaulin)",
        "Depo Nò (W1) · Bâche (tarpaulin) · L7",
    ]
    assert shown[1][2:4] == ["40", "-60"]
    assert changes_told.STOCK == LOT


def test_a_record_that_goes_or_comes_back_is_one_row():
    there, gone = FR("imports.undo_there"), FR("imports.undo_not_there")
    shown = told(cell("sites", "S1", "", "present", None), cell("sites", "S2", "", None, "present"))
    assert [row[:4] for row in shown] == [
        ["Camp Corail (S1)", FR("imports.undo_appears"), there, gone],
        ["S2", FR("imports.undo_appears"), gone, there],
    ]


def test_a_shape_and_an_answer_are_no_code():
    shape = shapely.box(0, 0, 1, 1)
    shown = told(
        cell("zones", ("Z1",) * len(FRAMES["zones"].key), "geometry", shape, None),
        cell("assessments", ("S1", "2023-03-01"), "exit_plan", True, False),
    )
    assert [row[2:4] for row in shown] == [[FR("imports.undo_shape"), None], [FR("answer.yes"), FR("answer.no")]]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", sorted(FRAMES))
def test_every_column_of_every_table_can_be_told(name: str, lang: str):
    frame, tr = FRAMES[name], Words(lang)
    values = {"number": 1.0, "integer": 2.0, "share": 0.5, "boolean": True, "date": "2023-03-01",
              "instant": "2023-03-01T10:00Z", "geometry": shapely.Point(1, 2)}  # fmt: skip
    key = tuple(values.get(frame.by_name[one].kind, "K1") for one in frame.key)
    if name == "movements":
        key = ("W1", "tarpaulin", "-")
    cells = [
        cell(name, key if len(key) > 1 else key[0], c.name, values.get(c.kind, "some"), None) for c in frame.columns
    ]
    shown = told(*cells, tr=tr)
    assert all(row[1] and row[2] and row[3] is None for row in shown)
    assert not any("('" in row[0] for row in shown)
