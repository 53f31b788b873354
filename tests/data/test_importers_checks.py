"""Rows against each other and against the world: keys, references, rules of a row, places."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from components.i18n import LANGUAGES, Words
from data.importers.cells import NOTICES
from data.importers.findings import Findings, shown
from data.importers.limits import limits
from data.importers.preview import sentence_in, sentence_key
from geo.errors import Problem
from tests.data.import_setting import places, preview, told

KNOWN = {"warehouses": ["W1"], "items": ["tarpaulin", "rope"], "movements": ["M0"]}


# -- keys and references --------------------------------------------------------------------------------------------


def test_duplicate_ids_keep_the_first_and_name_it() -> None:
    found = preview("sites", "sites_duplicates.csv")
    assert [(p.row, p.code, p.value, p.params) for p in found.problems] == [
        (4, "duplicate_id", "S1", {"first_row": 2}),
        (5, "duplicate_id", "S1", {"first_row": 2}),
    ]
    assert found.rows["name"].tolist() == ["A", "B"]


def test_the_same_record_on_another_day_is_no_duplicate(tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    path.write_text(
        "site_id,adm2_pcode,observed_on\nS1,HT0111,2023-01-01\nS1,HT0111,2023-02-01\nS1,HT0111,2023-01-01\n"
    )
    assert told(preview("sites", path)) == [(4, "site_id", "duplicate_id")]


def test_movements_by_hand() -> None:
    found = preview("movements", "movements_odd.csv", known=KNOWN)
    assert told(found) == [
        (3, "quantity", "quantity_zero"),
        (5, "line", "duplicate_id"),  # BR-1 line 1 again, with another quantity
        (6, "reverses", "reversal_names_none"),
        (8, "reverses", "reverses_without_reversal"),
        (9, "counterpart", "transfer_without_counterpart"),
        (10, "warehouse_id", "unknown_reference"),
        (10, "item", "unknown_reference"),
        (11, "reverses", "reverses_itself"),
        (12, "reverses", "unknown_reference"),
        (13, "expiry", "received_expired"),
    ]
    # Row 4 is a count of zero: allowed. Rows 14 and 15 are equal and have no id: both stay, the ledger counts them.
    assert found.rows["row_number"].tolist() == [2, 4, 7, 9, 13, 14, 15]
    near = {problem.value: problem.params["near"] for problem in found.problems if problem.code == "unknown_reference"}
    assert near["tarpauline"] == "tarpaulin"
    assert near["W9"] == ""


def test_references_are_checked_only_against_what_is_given() -> None:
    unknown = [problem for problem in preview("movements", "movements_odd.csv").problems if "unknown" in problem.code]
    assert unknown == []
    blocked = preview("assessments", "assessments_dates.csv", known={"sites": ["S1", "S2"]})
    assert blocked.rows["site_id"].tolist() == ["S1", "S2"]


def test_what_one_row_says_together() -> None:
    found = preview("assessments", "assessments_numbers.csv")
    together = {(p.row, p.code): p.blocking for p in found.problems if p.row in {7, 8}}
    assert together == {
        (7, "more_households_than_people"): False,  # 100 households, 50 people
        (7, "more_served_than_there"): False,  # 120 of 100 households served
        (7, "reason_with_answers"): False,
        (8, "household_large"): False,  # 400 people in 10 households
    }


def test_closing_before_opening_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "closed.csv"
    path.write_text("site_id,adm2_pcode,opened_on,closed_on,status\nS1,HT0111,2023-05-01,2023-04-01,active\n")
    assert told(preview("sites", path)) == [
        (2, "closed_on", "closed_before_opened"),
        (2, "status", "active_but_closed"),
    ]


def test_a_way_links_two_communes(tmp_path: Path) -> None:
    path = tmp_path / "ways.csv"
    path.write_text(
        "way_id,mode,from_pcode,to_pcode\nRN1:HT0111:HT0112,road,HT0111,HT0112\n"
        "RN1:HT0111:HT0111,road,HT0111,HT0111\nRN1:HT0111:TD01,road,HT0111,TD01\n"
    )
    found = preview("ways", path, places=places())
    assert told(found) == [(3, "to_pcode", "way_to_itself"), (4, "to_pcode", "unknown_pcode")]


# -- places ---------------------------------------------------------------------------------------------------------


def test_points_by_hand() -> None:
    found = preview("sites", "sites_points.csv", places=places())
    assert told(found) == [
        (2, "longitude", "null_island"),
        (3, "longitude", "swapped_coordinates"),
        (4, "longitude", "outside_haiti"),  # Paris
        (5, "longitude", "incomplete_point"),
        (7, "longitude", "outside_haiti"),  # at sea, more than a kilometre from any commune
    ]
    assert found.rows["site_id"].tolist() == ["S4", "S5"]
    assert found.rows["longitude"].isna().tolist() == [True, False]  # half a point is no point
    assert found.problems[1].params == {"longitude": "-72.35000", "latitude": "18.55000"}


def test_places_from_code_name_and_point() -> None:
    found = preview("sites", "sites_places.csv", places=places())
    assert dict(zip(found.rows["site_id"], found.rows["adm2_pcode"], strict=True)) == {
        "S2": "HT0112",  # declared in small letters
        "S3": "HT0111",  # Pòtoprens, an alias
        "S4": "HT0112",  # the point lies in Delmas
        "S7": "HT0111",  # declared; the name says Delmas, which is told
    }
    assert told(found) == [
        (2, "adm2_pcode", "unknown_pcode"),
        (6, "", "no_place"),
        (7, "commune", "unknown_place_name"),
        (8, "", "place_disagrees"),
    ]


def test_a_place_told_twice_is_said_in_the_words_of_the_file_and_with_names() -> None:
    found = preview("sites", "sites_places.csv", places=places())
    problem = next(one for one in found.problems if one.code == "place_disagrees")
    names = {"HT0111": "Port-au-Prince", "HT0112": "Delmas"}
    for lang in LANGUAGES:
        said = sentence_in(found, problem, Words(lang), names)
        assert "Port-au-Prince" in said
        assert "Delmas" in said
        assert not {"adm2_name", "HT0111", "HT0112"} & set(said.replace(",", " ").replace(":", " ").split())


def test_on_schematic_boundaries_a_point_only_proposes() -> None:
    found = preview("sites", "sites_places.csv", places=places(schematic=True))
    assert (5, "", "place_proposed") in told(found)


def test_displacement_is_of_communes_that_exist(tmp_path: Path) -> None:
    path = tmp_path / "displacement.csv"
    path.write_text("adm2_pcode,observed_on,host_family_individuals\nHT0111,2023-08-01,1200\nHT0999,2023-08-01,5\n")
    found = preview("displacement", path, places=places())
    assert told(found) == [(3, "adm2_pcode", "unknown_pcode")]
    assert found.rows["host_family_individuals"].tolist() == [1200.0]


# -- how it is told --------------------------------------------------------------------------------------------------


def test_findings_are_told_in_the_order_of_the_sheet_and_values_are_shortened() -> None:
    findings = Findings([4, 5, 6], {"name": "Nom"})
    values = pd.Series(["a", "b" * 200, None], dtype="str")
    findings.add([1], "name", "second", values, near=["x"])
    findings.add(np.array([True, False, False]), "name", "first", values, blocking=False)
    findings.file("whole")
    problems = findings.problems()
    assert [(p.row, p.column, p.code) for p in problems] == [
        (None, "", "whole"),
        (4, "Nom", "first"),
        (5, "Nom", "second"),
    ]
    assert len(problems[2].value) == 80
    assert problems[2].params == {"near": "x"}
    assert findings.rejected.tolist() == [False, True, False]
    assert shown(None) == shown(float("nan")) == ""


def test_a_hint_chooses_the_fuller_sentence() -> None:
    assert sentence_key(Problem(2, "x", "above_most", params={"hint": "share"})) == "problem.above_most_share"
    assert sentence_key(Problem(2, "x", "above_most", params={"hint": ""})) == "problem.above_most"


def test_limits_are_told_with_unit_and_source() -> None:
    assert limits()["table_rows"] >= 200_000
    assert {"decimal_comma", "ambiguous_date"} <= NOTICES
