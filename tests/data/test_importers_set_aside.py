"""Rows that are no records: totals of a list, and submissions that were sent again. Figures are added up by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.i18n import LANGUAGES, Words
from data.importers import set_aside
from data.importers.preview import ImportPreview, sentence_in
from tests.data.import_setting import every, places, preview, told

HEAD = "Code site,Date,Ménages,Individus\n"


def assessments(tmp_path: Path, text: str, head: str = HEAD) -> ImportPreview:
    path = tmp_path / "list.csv"
    path.write_text(head + text, encoding="utf-8")
    return preview("assessments", path)


TWO = "S1,2023-08-01,20,100\nS2,2023-08-01,30,150\n"


@pytest.mark.parametrize(
    "word", ["Total", "TOTAL GÉNÉRAL", "Grand total", "Antou", "Sous-total", "tout", "Total Ouest"]
)
def test_a_total_is_neither_a_record_nor_counted(word: str, tmp_path: Path) -> None:
    """100 + 150 = 250 people, once: 20 + 30 = 50 households, so the total is right and nothing more is told."""
    found = assessments(tmp_path, TWO + f"{word},,50,250\n")
    assert told(found) == [(4, "", "total_row")]
    assert (found.rows_read, found.rows_accepted, found.rows_rejected) == (3, 2, 1)
    assert (found.people_in, found.people_accepted) == (250, 250)
    assert found.rejected == (4,)


def test_a_total_in_another_column_and_a_blank_code(tmp_path: Path) -> None:
    found = assessments(tmp_path, "Delmas,S1,2023-08-01,100\n,S2,2023-08-01,150\nTotal,,,250\n",
                        "Quartier,Code site,Date,Individus\n")  # fmt: skip
    assert told(found) == [(4, "", "total_row")]
    assert found.people_in == 250


def test_a_total_that_differs_says_by_how_much(tmp_path: Path) -> None:
    """The rows make 250 people and 50 households; the total says 300 and 50: 50 people too many."""
    found = assessments(tmp_path, TWO + "Total,,50,300\n")
    assert told(found) == [(4, "Individus", "total_differs"), (4, "", "total_row")]
    problem = found.problems[0]
    assert (problem.value, problem.params, problem.blocking) == ("300", {"sum": "250", "difference": "+50"}, False)
    for lang in LANGUAGES:
        assert "250" in sentence_in(found, problem, Words(lang))


def test_sub_totals_and_a_grand_total(tmp_path: Path) -> None:
    """Ouest 100 + 150 = 250, Sud 70 + 30 = 100, all 350."""
    rows = TWO + "Total Ouest,,50,250\nS3,2023-08-01,10,70\nS4,2023-08-01,5,30\nTotal Sud,,15,100\nTotal,,65,350\n"
    found = assessments(tmp_path, rows)
    assert told(found) == [(4, "", "total_row"), (7, "", "total_row"), (8, "", "total_row")]
    assert found.people_in == 350


def test_a_total_above_the_rows(tmp_path: Path) -> None:
    assert told(assessments(tmp_path, "Total,,50,250\n" + TWO)) == [(2, "", "total_row")]


def test_places_with_such_names_stay(tmp_path: Path) -> None:
    """ "Totale" is another word; "Station Total" and "Total Delmas" have codes and are no sums: the last two are told."""
    path = tmp_path / "sites.csv"
    path.write_text(
        "site_id,name,adm2_pcode,area_m2\nS1,Totale,HT0111,10\nS2,Toutou,HT0111,20\nS3,Total Delmas,HT0112,31\n"
        "S4,Station Total Martissant,HT0111,5\nS5,Station Total,HT0111,9\n", encoding="utf-8",
    )  # fmt: skip
    found = preview("sites", path, places=places())
    assert told(found) == [(4, "", "looks_like_total"), (6, "", "looks_like_total")]
    assert found.rows_accepted == 5


def test_a_list_without_codes_leaves_a_lone_word_out(tmp_path: Path) -> None:
    path = tmp_path / "stock.csv"
    path.write_text("Entrepôt,Article,Quantité,Date\nW1,tarpaulin,10,2023-08-01\nW1,rope,5,2023-08-01\n,TOTAL,15,\n")
    found = preview("movements", path)
    assert told(found)[-1] == (4, "", "total_row")
    assert found.rows["quantity"].tolist() == [10, 5]


def test_a_total_of_a_damage_table_is_no_commune(tmp_path: Path) -> None:
    path = tmp_path / "dommages.csv"
    path.write_text("Commune,Date,Score eau\nDelmas,2023-08-01,4\nTotal,2023-08-01,4\n", encoding="utf-8")
    found = preview("observations", path, places=places())
    assert told(found)[-1] == (3, "", "total_row")
    assert found.rows["adm2_pcode"].tolist() == ["HT0112"]


@given(st.text(max_size=20))
def test_only_whole_words_mean_a_total(text: str) -> None:
    """A level is given only where a listed word stands in the text by itself."""
    words = {"total", "totaux", "sous", "subtotal", "tout", "tous", "toutes", "antou", "ensemble", "all", "sum"}
    words |= {"overall", "somme", "totals", "grand", "sou", "sub"}
    if set_aside._level(text):
        assert words & set(set_aside.fold(text).split())


# -- submissions sent again -------------------------------------------------------------------------------------------


def form(tmp_path: Path, rows: list[dict[str, Any]]) -> dict[str, ImportPreview]:
    path = tmp_path / "form.json"
    path.write_text(json.dumps([{"_uuid": f"u{n}", **row} for n, row in enumerate(rows)]), encoding="utf-8")
    return {one.frame: one for one in every(path, places=places())}


def visit(people: str, sent: str, **more: str) -> dict[str, str]:
    return {"site_id": "S1", "name": "Kan A", "adm2_pcode": "HT0111", "assessed_on": "2023-08-01",
            "observed_on": "2023-08-01", "individuals": people, "households": "30", "today": "2023-08-01",
            "_submission_time": sent} | more  # fmt: skip


def test_of_two_submissions_of_a_site_and_day_the_last_stays(tmp_path: Path) -> None:
    """Sent at 14:00, then 12:00 (in the file after it), then 15:30: 190 people, counted once."""
    found = form(tmp_path, [visit("180", "2023-08-01T14:00:00"), visit("170", "2023-08-01T12:00:00"),
                            visit("190", "2023-08-01T15:30:00")])  # fmt: skip
    for one in found.values():
        assert [(p.row, p.code, p.params["last_row"]) for p in one.problems] == [
            (1, "resubmitted", 3), (2, "resubmitted", 3),
        ]  # fmt: skip
        assert (one.rows_read, one.rows_accepted, one.rows_rejected) == (3, 1, 2)
    assert found["assessments"].rows["individuals"].tolist() == [190]
    assert found["assessments"].people_in == 190
    assert found["assessments"].problems[0].params["sent"].startswith("2023-08-01T15:30")


def test_a_site_without_code_takes_its_replaced_visits_along(tmp_path: Path) -> None:
    """The id is made from the name by whoever stores; here the column is there and the assessment names it by line."""
    assert set_aside.following({3: "S9"}, {1: 3, 2: 7}) == {1: "S9", 3: "S9"}


def test_times_of_several_zones_are_compared_as_moments(tmp_path: Path) -> None:
    """13:00 in Haiti (-04:00) is 17:00 UTC, after 16:00 UTC."""
    found = form(tmp_path, [visit("200", "2023-08-01T13:00:00-04:00"), visit("180", "2023-08-01T16:00:00Z")])
    assert found["assessments"].rows["individuals"].tolist() == [200]


@pytest.mark.parametrize("sent", ["", "2023-08-01T14:00:00"])
def test_without_an_order_in_time_the_second_is_refused_as_before(sent: str, tmp_path: Path) -> None:
    found = form(tmp_path, [visit("180", sent), visit("190", sent)])
    assert [(p.row, p.code) for p in found["assessments"].problems] == [(2, "duplicate_id")]
    assert found["assessments"].rows["individuals"].tolist() == [180]


def test_other_days_are_other_visits(tmp_path: Path) -> None:
    later = visit("190", "2023-08-02T14:00:00", assessed_on="2023-08-02", observed_on="2023-08-02")
    found = form(tmp_path, [visit("180", "2023-08-01T14:00:00"), later])
    assert found["assessments"].problems == []
    assert found["assessments"].rows_accepted == 2


def test_a_table_without_times_of_sending_is_untouched(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["site_id", "assessed_on", "individuals"], ["S1", "2023-08-01", 1], ["S1", "2023-08-01", 2]):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    assert told(preview("assessments", tmp_path / "t.xlsx")) == [(3, "site_id", "duplicate_id")]
