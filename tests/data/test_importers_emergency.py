"""Files of an emergency: bulletins, activations and reports of communes, as partners write them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from components.i18n import LANGUAGES, Words
from data import intake
from data.importers.preview import sentence
from data.importers.template_book import head, write_rows, write_template
from data.snapshot import Source
from data.store.store import Store, Told
from geo.frames import ACTIVATIONS, ALERTS, IMPACTS
from tests.data.import_setting import FIXTURES

FILES = FIXTURES.parent / "emergency"


@pytest.fixture
def source(tmp_path):
    return Source(Store(tmp_path / "pare.db"))


def looked(source: Source, path: Path, kind: str = "auto"):
    (found,) = intake.look(source, kind, path).previews
    return found


def blocking(found) -> list[tuple[int | None, str]]:
    return [(p.row, p.code) for p in found.problems if p.blocking]


@pytest.mark.parametrize("kind", ["alerts", "auto"])
def test_a_list_of_vigilances(source, kind):
    """06:00 in Haiti in late October is 10:00 UTC (summer time to 2 November). A column of telephones is dropped."""
    found = looked(source, FILES / "vigilance_uhm.csv", kind)
    assert found.frame == "alerts"
    assert found.dropped == ("Téléphone",)
    assert found.rows[["series", "adm1_pcode", "hazard", "level", "issued_at"]].values.tolist() == [
        ["vigilance", "HT07", "cyclone", "red", "2025-10-26T10:00Z"],
        ["vigilance", "HT08", "cyclone", "red", "2025-10-26T10:00Z"],
        ["vigilance", "HT01", "heavy_rain", "orange", "2025-10-26T10:00Z"],
    ]
    assert found.rows["valid_until"].tolist()[0] == "2025-10-27T10:00Z"
    assert blocking(found) == [(5, "place_unknown"), (6, "level_of_other_series")]


@pytest.mark.parametrize("kind", ["activations", "auto"])
def test_a_list_of_activations(source, kind):
    found = looked(source, FILES / "activation.csv", kind)
    assert found.frame == "activations"
    assert found.rows[["centre", "place", "activation"]].values.tolist() == [
        ["national", "HT", "partial"], ["department", "HT07", "total"], ["commune", "HT0211", "watch"],
        ["commune", "HT07", "watch"],
    ]  # fmt: skip
    assert [(p.row, p.code) for p in found.problems if p.code == "centre_of_other_level"] == [
        (5, "centre_of_other_level")
    ]
    assert blocking(found) == []


@pytest.mark.parametrize("kind", ["impacts", "auto"])
def test_a_list_of_reports_with_emergency_and_hour_is_the_bilan(source, kind):
    """Blank and "n/d" are unknown, never zero; two reports of one commune are two rows, and are not summed."""
    found = looked(source, FILES / "bilan.csv", kind)
    assert found.frame == "impacts"
    rows = found.rows.set_index(["adm2_pcode", "reported_at"])
    first, second = rows.loc[("HT0711", "2025-10-26T12:00Z")], rows.loc[("HT0711", "2025-10-26T22:00Z")]
    assert (first["deaths"], second["deaths"], first["people_affected"], second["ways_cut"]) == (1, 2, 1200, 2)
    assert pd.isna(first["missing"])
    jeremie = rows.loc[("HT0811", "2025-10-26T13:00Z")]
    assert (jeremie["missing"], jeremie["people_affected"]) == (0, 800)
    assert {p.code for p in found.problems if p.row == 4} >= {"more_than_people_affected"}
    assert [row for row, _ in blocking(found)] == [5]


def test_a_damage_sheet_without_emergency_stays_a_list_of_answers(source, tmp_path):
    path = tmp_path / "edab.csv"
    path.write_text("Commune;Décès;Disparus;Blessés;Maisons détruites\nLes Cayes;1;0;3;12\n", encoding="utf-8")
    assert looked(source, path).frame == "observations"


def test_a_damage_sheet_becomes_part_of_the_bilan_where_the_user_says_of_what(source, tmp_path):
    path = tmp_path / "edab.csv"
    path.write_text("Commune;Décès;Disparus;Blessés;Maisons détruites\nLes Cayes;1;;3;12\n", encoding="utf-8")
    given = {"emergency": "EXEMPLE", "reported_at": "26/10/2025 08:00"}
    (found,) = intake.look(source, "impacts", path, asked=intake.Asked(given=given)).previews
    assert found.rows[["emergency", "adm2_pcode", "reported_at", "deaths"]].values.tolist() == [
        ["EXEMPLE", "HT0711", "2025-10-26T12:00Z", 1]]  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("frame", "name"), [(ALERTS, "vigilance_uhm"), (ACTIVATIONS, "activation"), (IMPACTS, "bilan")]
)
def test_what_was_stored_comes_back_from_its_workbook_as_nothing_new(source, tmp_path, frame, name, lang):
    stored = looked(source, FILES / f"{name}.csv")
    with source.store.batch(Told("a", "r", "s")) as batch:
        batch.patch(frame.name, stored.rows[[column.name for column in frame.columns]])
    out = tmp_path / "out.xlsx"
    write_rows(frame, source.store.records(frame.name), out, tr=Words(lang))
    assert openpyxl.load_workbook(out).sheetnames[0]
    again = intake.look(source, "auto", out)
    assert [one.frame for one in again.previews] == [frame.name]
    assert len(again.changes) == 0


@pytest.mark.parametrize(
    ("told", "instant", "bare"),
    [("26/10/2025", "2025-10-26T04:00Z", True), ("26/10/2025 08:00", "2025-10-26T12:00Z", False),
     ("2025-10-26T08:00Z", "2025-10-26T08:00Z", False)],
)  # fmt: skip
def test_a_day_without_an_hour_is_midnight_in_haiti_and_told(source, tmp_path, told, instant, bare):
    path = tmp_path / "bilan.csv"
    path.write_text(f"Événement;Commune;Date du rapport;Décès\nEX;Les Cayes;{told};1\n", encoding="utf-8")
    found = looked(source, path, "impacts")
    assert found.rows["reported_at"].tolist() == [instant]
    assert ("moment_without_hour" in {p.code for p in found.problems}) is bare


def test_every_problem_is_a_sentence(source):
    for name in ("vigilance_uhm", "activation", "bilan"):
        for problem in looked(source, FILES / f"{name}.csv").problems:
            for lang in LANGUAGES:
                assert "problem." not in sentence(problem, Words(lang))


def test_departments_are_offered_in_the_template_and_their_entries_read_back(source, tmp_path):
    """A drop-down of the ten departments; an entry of it ("HT07 · Sud") is its code."""
    path = tmp_path / "t.xlsx"
    write_template(ALERTS, path, tr=Words("fr"))
    book = openpyxl.load_workbook(path)
    top = head(ALERTS)
    names = [column.name for column in top.columns]
    letter = openpyxl.utils.get_column_letter(names.index("adm1_pcode") + 1)
    rules = book.worksheets[0].data_validations.dataValidation
    rule = next(one for one in rules if str(one.sqref).startswith(letter) and one.type == "list")
    sheet, place = rule.formula1.split("!")
    offered = [row[0].value for row in book[sheet][place.replace("$", "")]]
    assert (len(offered), offered[6]) == (10, "HT07 · Sud")
    told = {"series": "Vigilance", "adm1_pcode": offered[6], "hazard": "Cyclone", "issued_at": "2025-10-26 06:00",
            "level": "rouge"}  # fmt: skip
    for name, text in told.items():
        book.worksheets[0].cell(top.first, names.index(name) + 1, text)
    book.save(path)
    found = looked(source, path)
    assert (found.frame, found.rows["adm1_pcode"].tolist(), blocking(found)) == ("alerts", ["HT07"], [])
