"""Nothing of a source is lost without a word: answers without one of ours, other sheets, words and limits of cells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from components.i18n import LANGUAGES, Words
from data import intake
from data.importers import read
from data.importers.cells import read_cells
from data.importers.derive import named
from data.importers.preview import ImportPreview, sentence_in
from data.snapshot import Source
from data.store.store import Store
from geo.errors import DataProblem
from geo.frames import FRAMES

TODAY = "2026-11-22"

SURFACE = "Eau de surface (wadi, lac, rivière, etc.)"
WELL = "Puit traditionnel / à ciel ouvert"
PUMP = "Forage à pompe manuelle"
FRENCH = ["P-code localité", "a7_type_localite", "A10_date_creation_site", "a12_type_org_de_gestion_site",
          "date_evaluation", "f1_source", "niveau_accessavon", "f3_distance_acces_eau"]  # fmt: skip


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def french(path: Path, *answers: tuple[str | None, str | None, str | None], kind: str = "Site") -> ImportPreview:
    rows = [[f"L{n}", kind, "2023-01-01", "Aucune", "2024-03-12", *three] for n, three in enumerate(answers)]
    return read.read("assessments", workbook(path, {"Data": [FRENCH, *rows]}), today=TODAY)


def lost(found: ImportPreview) -> list[tuple[str, str, Any, str]]:
    return [(p.code, p.column, p.params["count"], p.value) for p in found.problems if p.params.get("hint") == "answers"]


# -- water source of the French workbook -----------------------------------------------------------------------------


def test_the_answers_of_the_form_are_understood_as_it_writes_them(tmp_path: Path) -> None:
    answers = [PUMP, WELL, SURFACE, "Bladder", "Vendeur d’eau", "Eau du robinet"]
    found = french(tmp_path / "a.xlsx", *((one, None, None) for one in answers))
    assert found.rows["water_source"].tolist() == [
        "hand_pump", "open_well", "surface_water", "bladder", "vendor", "tap",
    ]  # fmt: skip
    assert lost(found) == []


def test_of_several_answers_the_main_one_is_unknown_and_told_unless_they_mean_the_same(tmp_path: Path) -> None:
    answers = [f"{PUMP} {SURFACE}", f"{PUMP} {SURFACE}", f"{WELL} Puits traditionnel", "Puits artésien"]
    found = french(tmp_path / "a.xlsx", *((one, None, None) for one in answers))
    told = found.rows["water_source"]
    assert told.isna().tolist() == [True, True, False, True]
    assert told[2] == "open_well"
    assert lost(found) == [
        ("several_answers", "f1_source", 2, f"{PUMP} {SURFACE} (2)"),
        ("unknown_choice", "f1_source", 1, "Puits artésien (1)"),
    ]
    assert found.rows_accepted == 4  # a warning: the rest of the row is taken
    for lang in LANGUAGES:
        sentences = [sentence_in(found, p, Words(lang)) for p in found.problems if p.params.get("hint") == "answers"]
        assert all("f1_source" in sentence and "{" not in sentence for sentence in sentences)


def test_words_for_unknown_are_told_once_and_an_open_band_is_not_lost(tmp_path: Path) -> None:
    found = french(
        tmp_path / "a.xlsx", (PUMP, "Ne sait pas / Pas de réponse", "Plus de 30 minutes"), (PUMP, None, "Sur le site")
    )
    assert lost(found) == [("read_as_unknown", "niveau_accessavon", 1, "Ne sait pas / Pas de réponse (1)")]
    assert found.rows["water_walk_minutes_least"].tolist() == [30, 0]
    assert found.rows["water_walk_minutes_most"].isna().tolist() == [True, False]


def test_rows_of_another_kind_lose_no_answer(tmp_path: Path) -> None:
    assert lost(french(tmp_path / "a.xlsx", ("Puits artésien", None, None), kind="Village")) == []


def test_answers_beside_known_ones_are_no_list() -> None:
    cases = [{"when": "q", "is": ["tap"], "give": "tap"}, {"when": "q", "is": ["hand pump"], "give": "hand_pump"}]
    assert named("Hand pump, tap", cases) == ["hand_pump", "tap"]
    assert named("tap, river", cases) == []


@pytest.mark.shared
def test_each_water_source_of_the_public_workbook_is_taken_or_told(shared: Path) -> None:
    # Of 167 sites 91 name the hand pump alone, 16 surface water, 14 an open well; 46 name several.
    path = next(shared.glob("data/sites/*chad*round_16.xlsx"))
    found = read.read("assessments", path, today=TODAY)
    counts = found.rows["water_source"].value_counts().to_dict()
    assert counts == {"hand_pump": 91, "surface_water": 16, "open_well": 14}
    assert {(code, column, count) for code, column, count, _ in lost(found)} == {
        ("several_answers", "f1_source", 46), ("read_as_unknown", "niveau_accessavon", 63),
    }  # fmt: skip


# -- other sheets ----------------------------------------------------------------------------------------------------

HEAD = ["Nom du site", "adm2_pcode", "Date d'évaluation", "Ménages", "Individus"]


def test_a_second_sheet_of_data_is_told_with_its_rows(tmp_path: Path) -> None:
    sheets = {
        "Mode d'emploi": [["Remplir une feuille par mois"]],
        "Février": [HEAD, ["Place Boyer", "HT0111", "2024-02-10", 80, 400]],
        "Mars": [HEAD, ["Place Boyer", "HT0111", "2024-03-10", 90, 450], ["Lycée", "HT0111", "2024-03-10", 9, 40]],
    }
    path = workbook(tmp_path / "a.xlsx", sheets)
    source = Source(Store(tmp_path / "p.db"))
    notes = [
        (p.value, p.params["rows"], p.params["read"], p.blocking)
        for p in intake.look(source, "auto", path).previews[0].problems if p.code == "sheet_unread"
    ]  # fmt: skip
    assert notes == [("Mars", 2, "Février", False)]
    chosen = intake.look(source, "auto", path, asked=intake.Asked(sheet="Mars")).previews[0]
    assert chosen.sheet == "Mars"
    assert "sheet_unread" not in {p.code for p in chosen.problems}


# -- dates and numbers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day", "code"),
    [
        ("12 mars 2024", "2024-03-12", "date_reread"),
        ("1er avril 2024", "2024-04-01", "date_reread"),
        ("1 août 2024", "2024-08-01", "date_reread"),
        ("mardi 12 mars 2024", "2024-03-12", "date_reread"),
        ("12 mas 2024", "2024-03-12", "date_reread"),
        ("March 12, 2024", "2024-03-12", "date_reread"),
        ("12-Mar-24", "2024-03-12", "date_reread"),
        ("12-03-24", "2024-03-12", "ambiguous_date"),
        ("25/03/24", "2024-03-25", "ambiguous_date"),  # the year may have come first
        ("12/03/2024", "2024-03-12", "ambiguous_date"),
        ("31 juin 2024", None, "not_a_date"),
        ("mars 2024", None, "not_a_date"),
        ("03/25/24", None, "not_a_date"),  # month first: not guessed
    ],
)
def test_dates_in_words_and_short_years(text: str, day: str | None, code: str) -> None:
    found = read_cells(pd.Series([text], dtype="str"), FRAMES["assessments"].by_name["assessed_on"])
    assert (found.values.tolist(), found.said[0].code) == ([day] if day else [None], code) or (
        day is None and found.values.isna().all() and found.said[0].code == code
    )


@pytest.mark.parametrize(
    ("frame", "column", "text", "value", "code"),
    [
        ("sites", "latitude", "18,512", 18.512, "decimal_comma"),
        ("sites", "longitude", "-72,338", -72.338, "decimal_comma"),
        ("assessments", "water_litres_person_day", "7,125", 7.125, "decimal_comma"),
        ("assessments", "individuals", "1,234", None, "ambiguous_number"),
        ("sites", "area_m2", "1,234", None, "ambiguous_number"),
    ],
)
def test_the_limits_of_a_column_decide_between_two_readings(
    frame: str, column: str, text: str, value: float | None, code: str
) -> None:
    found = read_cells(pd.Series([text], dtype="str"), FRAMES[frame].by_name[column])
    assert found.said[0].code == code
    assert found.values.isna().all() if value is None else found.values.tolist() == [value]


# -- what is refused, by the words of the file -----------------------------------------------------------------------


def test_a_row_without_name_is_told_by_the_header_of_the_name_and_its_visit_goes_with_it(tmp_path: Path) -> None:
    rows = [[None, "HT0111", "2024-03-10", 90, 450], ["Lycée", "HT0111", "2024-03-10", 9, 40]]
    path = workbook(tmp_path / "a.xlsx", {"Data": [HEAD, *rows]})
    sites, visits = intake.look(Source(Store(tmp_path / "p.db")), "auto", path).previews
    assert [(p.row, p.column, p.code) for p in sites.problems if p.blocking] == [(2, "Nom du site", "required")]
    assert [(p.row, p.column, p.code) for p in visits.problems if p.blocking] == [(2, "", "with_its_record")]


def test_answers_without_a_place_are_told_once_a_line_and_a_commune_can_be_given(tmp_path: Path) -> None:
    path = tmp_path / "enquete.csv"
    path.write_text(
        "Date,adm2_pcode,Couleur du toit,Nombre de portes\n2024-03-10,,rouge,4\n2024-03-11,,bleu,5\n", "utf-8"
    )
    source = Source(Store(tmp_path / "p.db"))
    found = intake.look(source, "observations", path).previews[0]
    assert [(p.row, p.code) for p in found.problems if p.blocking] == [(2, "no_subject"), (3, "no_subject")]
    assert found.rows_rejected == found.rows_read == 4
    given = intake.Asked(given={"adm2_pcode": "HT0111"})
    assert intake.look(source, "observations", path, asked=given).previews[0].rows_accepted == 4


def test_a_column_that_does_not_exist_cannot_be_given(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Data": [HEAD, ["Lycée", "HT0111", "2024-03-10", 9, 40]]})
    with pytest.raises(DataProblem) as told:
        intake.look(Source(Store(tmp_path / "p.db")), "auto", path, asked=intake.Asked(given={"nosuch": "1"}))
    assert (told.value.code, told.value.params["column"]) == ("set_unknown_column", "nosuch")
