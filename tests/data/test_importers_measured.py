"""Rows that say only where and when; what one row says against itself; what observations are of."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from components.i18n import LANGUAGES, Words
from data.importers import measured
from data.importers.preview import ImportPreview, sentence_in
from tests.data.import_setting import every, places, preview, told


def read(kind: str, text: str, tmp_path: Path, **options: object) -> ImportPreview:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    return preview(kind, path, **options)


def test_what_counts_as_a_measure_comes_from_the_vocabulary() -> None:
    assert {"individuals", "water_source", "lighting", "materials_needed"} <= set(measured.measures("assessments"))
    assert not {"site_id", "assessed_on", "round", "origin_pcode"} & set(measured.measures("assessments"))
    assert set(measured.measures("displacement")) == {
        "individuals", "households", "females", "males", "site_individuals", "host_family_individuals",
    }  # fmt: skip


def test_an_assessment_of_nothing_is_refused_and_a_reason_is_something(tmp_path: Path) -> None:
    found = read(
        "assessments",
        "site_id,assessed_on,round,individuals,not_assessed_reason\nS1,2023-08-01,3,10,\nS2,2023-08-01,3,,\n"
        "S3,2023-08-01,3,,no_access\nS4,2023-08-01,3,abc,\n",
        tmp_path,
    )
    assert told(found) == [(3, "", "nothing_measured"), (5, "individuals", "not_a_number")]
    assert found.rows["site_id"].tolist() == ["S1", "S3"]
    assert (found.rows_read, found.rows_accepted, found.rows_rejected) == (4, 2, 2)


def test_a_count_of_nobody_is_a_measure_and_an_unknown_one_is_none(tmp_path: Path) -> None:
    text = "adm_pcode,observed_on,operation,individuals\nHT0111,2023-08-01,x,0\nHT0112,2023-08-01,x,?\n"
    found = read("displacement", text, tmp_path, places=places())
    assert (3, "", "nothing_measured") in told(found)
    assert found.rows["individuals"].tolist() == [0]


def test_an_assessment_that_is_known_may_say_nothing_new(tmp_path: Path) -> None:
    """An export read back: such a row is no news, and no fault."""
    from data.importers.opening import opened
    from data.importers.read import preview_of
    from data.importers.world import World
    from geo.frames import FRAMES

    path = tmp_path / "t.csv"
    path.write_text("site_id,assessed_on,individuals\nS1,2023-08-01,\nS1,2023-08-02,\n")
    frame = FRAMES["assessments"]
    records = {"assessments": frame.conform(pd.DataFrame({"site_id": ["S1"], "assessed_on": ["2023-08-01"]}))}
    found = preview_of(frame, opened(frame, path), World(None, {}, "2023-08-31", records=records))
    assert told(found) == [(3, "", "nothing_measured")]


def test_a_site_of_a_form_that_nobody_assessed_is_a_site_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    path.write_text(
        "_uuid,_submission_time,site_id,name,adm2_pcode,observed_on,assessed_on,individuals\n"
        "u1,2023-08-01T10:00:00,S1,A,HT0111,2023-08-01,2023-08-01,12\n"
        "u2,2023-08-01T11:00:00,S2,B,HT0111,2023-08-01,2023-08-01,\n"
    )
    sites, assessments = every(path, places=places(), known={"sites": []})
    assert (sites.rows_accepted, sites.rows_rejected) == (2, 0)
    assert (assessments.rows_read, assessments.rows_accepted, assessments.rows_rejected) == (1, 1, 0)
    assert [(p.code, p.value, p.blocking) for p in assessments.problems] == [("lines_without_visit", "1", False)]


def test_a_form_in_which_nobody_is_counted_gives_sites_only(tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    path.write_text(
        "_uuid,_submission_time,site_id,name,adm2_pcode,observed_on,assessed_on,individuals\n"
        "u2,2023-08-01T11:00:00,S2,B,HT0111,2023-08-01,2023-08-01,\n"
    )
    sites, assessments = every(path, places=places(), known={"sites": []})
    assert sites.rows_accepted == 1
    assert (assessments.rows_read, assessments.rows_rejected) == (0, 0)


# -- what a row says against itself -----------------------------------------------------------------------------------


def test_figures_that_cannot_both_be_right_are_told_and_kept(tmp_path: Path) -> None:
    """12 working of 10 toilets; 60 women and 50 men make 110 of 100 people; state of toilets that are none."""
    found = read(
        "assessments",
        "site_id,assessed_on,individuals,females,males,toilets_functional,toilets_total,toilets_state\n"
        "S1,2023-08-01,100,60,50,12,10,working\nS2,2023-08-01,100,50,50,3,10,working\nS3,2023-08-01,9,,,,0,poor\n",
        tmp_path,
    )
    assert told(found) == [
        (2, "toilets_functional", "more_than"),
        (2, "individuals", "parts_differ"),
        (4, "toilets_state", "given_without"),
    ]
    assert not any(problem.blocking for problem in found.problems)
    assert found.rows_accepted == 3
    more, parts, _ = found.problems
    assert (more.value, more.params) == ("12", {"against": "toilets_total", "expected": 10.0})
    assert (parts.value, parts.params) == ("110", {"parts": "females + males", "expected": 100.0})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_contradictions_are_told_in_words(lang: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "site_id,assessed_on,Femmes,Hommes,individuals,management_present,management_mode,first_arrival_on,"
        "last_arrival_on,water_queue_minutes_least,water_queue_minutes_most,toilets_total,toilets_women,toilets_men\n"
        "S1,2023-08-01,60,50,100,non,resident,2023-05-01,2023-01-01,30,10,5,4,4\n", encoding="utf-8",
    )  # fmt: skip
    found = preview("assessments", path)
    codes = {problem.code for problem in found.problems}
    assert codes == {"parts_differ", "given_without", "dates_reversed", "band_reversed", "parts_more"}
    for problem in found.problems:
        words = sentence_in(found, problem, Words(lang))
        assert "{" not in words
        assert "2" in words
        assert "False" not in words
    parts = next(p for p in found.problems if p.code == "parts_differ")
    assert "Femmes + Hommes" in sentence_in(found, parts, Words(lang))


def test_a_shelter_with_more_people_than_places_is_told(tmp_path: Path) -> None:
    text = "shelter_id,name,adm2_pcode,capacity_persons,occupancy_persons,occupancy_at,shelter_status\n"
    found = read("shelters", text + "A1,X,HT0111,50,80,2023-08-01 10:00,open\n", tmp_path)
    assert (2, "occupancy_persons", "more_than") in told(found)
    assert found.rows_accepted == 1


# -- what observations are of -----------------------------------------------------------------------------------------

LONG = "theme,subject,subject_id,indicator,value,observed_on\n"


def test_the_subject_of_an_observation_must_be_known(tmp_path: Path) -> None:
    known = {"sites": ["PP-001", "PP-002"], "shelters": ["ABR-1"]}
    rows = "eau,site,PP-001,x,1,2023-08-01\neau,site,PP-01,x,2,2023-08-01\neau,shelter,PP-001,x,3,2023-08-01\n"
    found = read("observations", LONG + rows + "eau,commune,HT0111,x,4,2023-08-01\n", tmp_path, known=known)
    assert [one for one in told(found) if one[2] == "unknown_reference"] == [
        (3, "subject_id", "unknown_reference"),
        (4, "subject_id", "unknown_reference"),
    ]
    first = next(p for p in found.problems if p.code == "unknown_reference")
    assert (first.params["table"], first.params["near"]) == ("sites", "PP-001")


def test_the_nearest_subject_is_taken_when_it_is_asked_for(tmp_path: Path) -> None:
    from data.importers.opening import opened
    from data.importers.read import preview_of
    from data.importers.world import World
    from geo.frames import FRAMES

    path = tmp_path / "t.csv"
    path.write_text(LONG + "eau,site,PP-01,x,2,2023-08-01\n")
    frame = FRAMES["observations"]
    world = World(None, {"sites": ["PP-001"]}, "2023-08-31", fixes=("unknown_reference",))
    found = preview_of(frame, opened(frame, path), world)
    assert told(found) == [(2, "subject_id", "fix_applied")]
    assert found.rows["subject_id"].tolist() == ["PP-001"]


def test_a_file_may_bring_the_sites_that_it_speaks_of(tmp_path: Path) -> None:
    """Without a list of known ids nothing is held against it."""
    assert told(read("observations", LONG + "eau,site,S9,x,1,2023-08-01\n", tmp_path)) == []
