"""A cell emptied on purpose in an edited export: shown before, stored, undone; nothing is emptied by a blank."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from components.i18n import LANGUAGES, Words
from data import intake
from data.importers.emptying import MARK, can_be_emptied
from data.importers.template_book import head, write_rows
from data.importers.words import listed
from data.snapshot import Source
from data.store.store import Store, Told
from geo.frames import FRAMES

SITE = {"site_id": "S1", "name": "Lekòl A", "adm2_pcode": "HT0111", "longitude": -72.33, "latitude": 18.54,
        "site_type": "school", "area_m2": 900.0, "manager_organisation": "OIM", "observed_on": "2023-01-10"}  # fmt: skip
VISIT = {"site_id": "S1", "assessed_on": "2023-01-10", "individuals": 400, "taps": 6, "lighting": True}
TABLES = {"sites": pd.DataFrame([SITE, {**SITE, "site_id": "S2", "name": "Plas C"}]),
          "assessments": pd.DataFrame([VISIT, {**VISIT, "site_id": "S2"}])}  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "pare.db")
    with made.batch(Told("a", "start")) as batch:
        for name, rows in TABLES.items():
            batch.patch(name, rows)
    return made


def edited(tmp_path: Path, name: str, cells: dict[tuple[int, str], Any], lang: str = "fr") -> Path:
    """Export of a table with some cells (record, column) overwritten."""
    path, frame = tmp_path / f"{name}.xlsx", FRAMES[name]
    write_rows(frame, TABLES[name], path, tr=Words(lang), notes=["fictif"])
    book, top = openpyxl.load_workbook(path), head(frame, notes=["fictif"])
    for (n, column), value in cells.items():
        book.worksheets[0].cell(top.first + n, 1 + top.columns.index(frame.by_name[column])).value = value
    book.save(path)
    return path


def looked(store: Store, path: Path, name: str) -> intake.Intake:
    return intake.look(Source(store), name, path)


def changes(found: intake.Intake) -> list[tuple[Any, ...]]:
    return [(row.key, row.column, row.before, None if pd.isna(row.after) else row.after)
            for row in found.changes.itertuples()]  # fmt: skip


def test_the_mark_of_each_language_is_known_and_no_word_of_a_pivot_table() -> None:
    assert {Words(lang)(MARK) for lang in LANGUAGES} == set(listed("emptied"))
    assert not listed("emptied") & (listed("not_emptied") | listed("unknown"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_preview_shows_the_emptied_cells_storing_empties_them_and_undo_restores(
    lang: str, store: Store, tmp_path: Path
) -> None:
    mark = Words(lang)(MARK)
    path = edited(tmp_path, "sites", {(0, "area_m2"): mark, (0, "site_type"): mark.upper(), (1, "name"): "Plas D",
                                      (1, "manager_organisation"): None}, lang)  # fmt: skip
    before = store.records("sites")
    found = looked(store, path, "sites")
    assert sorted(changes(found)) == [
        ("S1", "area_m2", 900.0, None), ("S1", "site_type", "school", None), ("S2", "name", "Plas C", "Plas D"),
    ]  # fmt: skip
    assert found.previews[0].problems == []
    batch = intake.keep(store, found, author="a", reason="r")
    after = store.records("sites").set_index("site_id")
    assert after.loc["S1", ["area_m2", "site_type"]].isna().all()
    assert after.loc["S2", "manager_organisation"] == "OIM"  # a blank says nothing
    assert after.loc["S1", "name"] == "Lekòl A"
    store.undo(batch, author="a", reason="r")
    pd.testing.assert_frame_equal(store.records("sites"), before)


def test_flags_and_figures_of_a_visit_can_be_emptied(store: Store, tmp_path: Path) -> None:
    path = edited(tmp_path, "assessments", {(0, "lighting"): "[vide]", (1, "taps"): "[vide]"})
    found = looked(store, path, "assessments")
    assert sorted(changes(found)) == [
        (("S1", "2023-01-10"), "lighting", True, None), (("S2", "2023-01-10"), "taps", 6.0, None),
    ]  # fmt: skip
    intake.keep(store, found, author="a", reason="r")
    assert changes(looked(store, path, "assessments")) == []


def test_totals_foreseen_leave_emptied_people_out(store: Store, tmp_path: Path) -> None:
    """Two sites of 400; one count is emptied: 800 before, 400 after."""
    path = edited(tmp_path, "assessments", {(0, "individuals"): "[vide]"})
    totals = looked(store, path, "assessments").foreseen[0].totals
    assert (totals["before"].sum(), totals["after"].sum()) == (800, 400)


def test_keys_required_cells_dates_and_half_a_point_cannot_be_emptied(store: Store, tmp_path: Path) -> None:
    path = edited(tmp_path, "sites", {(0, "adm2_pcode"): "[vide]", (1, "observed_on"): "[vide]"})
    found = looked(store, path, "sites").previews[0]
    assert {p.code for p in found.problems if p.blocking} == {"cannot_be_emptied"}
    assert found.rows_accepted == 0
    path = edited(tmp_path, "sites", {(0, "longitude"): "[vide]"})
    found = looked(store, path, "sites").previews[0]
    assert "half_point_emptied" in {p.code for p in found.problems if p.blocking}
    path = edited(tmp_path, "sites", {(0, "longitude"): "[vide]", (0, "latitude"): "[vide]"})
    assert sorted(change[1] for change in changes(looked(store, path, "sites"))) == ["latitude", "longitude"]


def test_words_of_pivot_tables_empty_nothing(store: Store, tmp_path: Path) -> None:
    found = looked(store, edited(tmp_path, "sites", {(0, "name"): "(vide)"}), "sites")
    assert found.changes.empty
    assert [p.code for p in found.previews[0].problems] == ["not_emptied"]


def test_a_new_record_has_nothing_to_empty(store: Store, tmp_path: Path) -> None:
    new = {"site_id": "S9", "name": "Kan Totoris", "longitude": None, "latitude": None, "area_m2": "[vide]"}
    found = looked(store, edited(tmp_path, "sites", {(0, name): told for name, told in new.items()}), "sites")
    assert changes(found) == [("S9", "", None, "present")]
    intake.keep(store, found, author="a", reason="r")
    assert store.records("sites").set_index("site_id").loc["S1", "area_m2"] == 900


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sheet_of_explanations_says_how_and_the_cells_let_it_through(lang: str, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(edited(tmp_path, "sites", {}, lang))
    mark = Words(lang)(MARK)
    assert mark in book.worksheets[1]["A2"].value
    top, frame = head(FRAMES["sites"], notes=["fictif"]), FRAMES["sites"]
    rules = {str(rule.sqref).split(":")[0]: rule for rule in book.worksheets[0].data_validations.dataValidation}
    for n, column in enumerate(top.columns, start=1):
        rule = rules.get(f"{openpyxl.utils.get_column_letter(n)}{top.first}")
        if rule is not None and rule.showErrorMessage:
            assert (rule.errorStyle == "warning") == can_be_emptied(frame, column)
            assert (mark in rule.error) == can_be_emptied(frame, column)


def test_clearings_of_many_records_at_once_are_told_apart(tmp_path: Path) -> None:
    """300 records, each emptied and some told again later: the later value stands."""
    store = Store(tmp_path / "many.db")
    rows = pd.DataFrame({"site_id": [f"S{n}" for n in range(300)], "name": "x", "adm2_pcode": "HT0111",
                         "area_m2": 5.0, "observed_on": "2023-01-01"})  # fmt: skip
    with store.batch(Told("a", "r")) as batch:
        batch.patch("sites", rows)
    with store.batch(Told("a", "r")) as batch:
        batch.patch("sites", rows[["site_id", "observed_on"]], cleared=[("area_m2", "name")] * 300)
    with store.batch(Told("a", "r")) as batch:
        batch.patch("sites", rows.loc[:9, ["site_id", "area_m2", "observed_on"]])
    told = store.records("sites")
    assert told["area_m2"].notna().sum() == 10
    assert told["name"].isna().all()
    assert told["adm2_pcode"].notna().all()
