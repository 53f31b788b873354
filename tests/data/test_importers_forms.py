"""Exports of KoBo and ODK forms: one fixture an odd case. Communes are those of `import_setting`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers import forms
from data.importers.preview import ImportPreview
from tests.data.import_setting import every, places, told

KOBO = Path(__file__).resolve().parent.parent / "fixtures" / "kobo"


def read(name: str) -> dict[str, ImportPreview]:
    return {one.frame: one for one in every(KOBO / name, places=places())}


def codes(found: ImportPreview) -> list[str]:
    return [problem.code for problem in found.problems]


def test_a_semicolon_export_gives_sites_and_assessments_under_their_plain_names() -> None:
    """Two submissions of 180 and 260 people. The first has a point in Port-au-Prince; the second has no place at all:
    its site cannot be new, its assessment may be of a known site."""
    found = read("semicolon_names.csv")
    assert list(found) == ["sites", "assessments"]
    site = found["sites"].rows.iloc[0]
    assert (site["site_id"], site["adm2_pcode"], site["longitude"], site["latitude"]) == (
        "PP-001",
        "HT0111",
        -72.35,
        18.55,
    )
    assert told(found["sites"])[-1] == (3, "", "no_place")
    assert found["assessments"].rows["individuals"].tolist() == [180, 260]
    assert found["assessments"].rows["taps"].tolist()[0] == 2  # eau/taps
    assert found["assessments"].rows["taps"].isna().tolist() == [False, True]  # not answered is unknown


def test_the_person_who_sent_a_form_is_dropped() -> None:
    found = read("semicolon_names.csv")["assessments"]
    assert found.dropped == ("_submitted_by",)
    assert "j.planted" not in str(found.as_record()) + found.rows.to_json()


def test_labels_instead_of_names_are_understood_and_a_slash_inside_a_label_parts_nothing() -> None:
    """ "Latrines (hommes/femmes)" is one label: it is not a question "femmes)" of a group."""
    found = read("labels.csv")
    assert found["sites"].rows.iloc[0][["site_id", "name", "adm2_pcode"]].tolist() == ["PP-001", "École A", "HT0111"]
    assert found["assessments"].rows.iloc[0][["households", "individuals"]].tolist() == [40, 180]
    assert found["assessments"].rows["females"].isna().all()
    assert "Latrines (hommes/femmes)" in found["assessments"].unmapped


def test_the_answer_of_the_api_is_read_with_repeats_left_out_and_told() -> None:
    """Three repeats in two submissions; the unanswered point of the second is [null, null]."""
    found = read("api_results.json")
    assert [(p.value, p.params["count"]) for p in found["sites"].problems if p.code == "list_left_out"] == [
        ("_attachments", 1), ("g/rep", 3),
    ]  # fmt: skip
    assert found["sites"].rows["longitude"].tolist()[0] == -72.35
    assert found["sites"].rows["adm2_pcode"].tolist() == ["HT0111", "HT0111"]
    assert found["assessments"].rows["households"].tolist() == [40, 60]
    assert found["assessments"].rows["individuals"].isna().tolist() == [False, True]  # the key was omitted
    assert "Planted" not in str([one.as_record() for one in found.values()])  # meta/instanceName is made of answers


@pytest.mark.parametrize(("name", "rows"), [("api_list.json", 2), ("api_single.json", 1)])
def test_a_list_of_submissions_and_a_single_one_are_read(name: str, rows: int) -> None:
    found = read(name)["assessments"]
    assert (found.rows_read, found.rows_accepted) == (rows, rows)
    assert found.rows["individuals"].tolist()[0] == 180


def test_the_same_submission_in_two_exports_is_the_same_record() -> None:
    """As JSON and as CSV: same site, same day, so the second patches the first."""
    one, other = (read(name)["assessments"].rows.iloc[0] for name in ("api_single.json", "api_list.json"))
    assert (
        one[["site_id", "assessed_on"]].tolist()
        == other[["site_id", "assessed_on"]].tolist()
        == ["PP-001", "2023-07-18"]
    )


def test_two_questions_of_one_name_in_two_groups_are_neither_guessed_nor_lost() -> None:
    """avant/taps and apres/taps: two questions, no column of ours; the form is kept as its answers."""
    found = read("same_question_twice.json")["observations"].rows.set_index("indicator")["value"]
    assert found.to_dict() == {"avant_taps": 2, "apres_taps": 5, "households": 40}


def test_numbered_options_are_no_point() -> None:
    """ "1 2" are two options; the point comes from the split columns."""
    found = read("options_are_numbers.csv")["sites"].rows
    assert found["longitude"].tolist() == [-72.35, -72.34]
    assert found["latitude"].tolist() == [18.55, 18.56]


def test_a_longitude_beyond_the_globe_is_told_and_its_row_left_out() -> None:
    found = read("longitude_199.csv")["sites"]
    assert told(found) == [(2, "longitude", code) for code in ("below_least", "incomplete_point")] + [
        (2, "", "no_place")
    ]
    assert found.rows["site_id"].tolist() == ["PP-002"]


def test_odk_central_gives_longitude_first() -> None:
    found = read("odk_central.json")
    site = found["sites"].rows.iloc[0]
    assert (site["longitude"], site["latitude"], site["adm2_pcode"]) == (-72.35, 18.55, "HT0111")
    assert [(p.value, p.params["count"]) for p in found["sites"].problems if p.code == "list_left_out"] == [("rep", 1)]
    assert found["assessments"].rows["assessed_on"].tolist() == ["2023-07-18"]  # the second counts nobody
    assert (2, "", "nothing_measured") in told(found["assessments"])
    assert "Planted" not in str([one.as_record() for one in found.values()])


def test_a_form_of_nobodys_is_kept_as_its_answers_without_names_and_numbers() -> None:
    """Prices in two communes: 2,500 gourdes, and one that is not known."""
    found = read("unknown_form_first.csv")["observations"]
    price = found.rows[found.rows["indicator"] == "prix_du_sac_de_riz"]
    assert price["subject_id"].tolist() == ["HT0211", "HT0112"]
    assert price["value"].tolist()[0] == 2500
    assert price["value"].isna().tolist() == [False, True]
    assert found.dropped == ("Téléphone",)
    assert "Nom" in found.unmapped  # of a place or of a person: it cannot be told
    kept = str(found.as_record()) + found.rows.to_json()
    assert "Planted" not in kept
    assert "3712" not in kept


@pytest.mark.parametrize(
    ("column", "cell", "day"),
    [
        ("today", "2023-07-18", "2023-07-18"),
        ("_submission_time", "2023-07-19T02:00:00", "2023-07-18"),  # UTC: ten in the evening before in Haiti (UTC-4)
        ("_submission_time", "2023-07-19T02:00:00.000Z", "2023-07-18"),
        ("_submission_time", "2023-12-19T04:30:00", "2023-12-18"),  # winter time, UTC-5
        ("__system/submissionDate", "2023-07-19T04:00:00.000Z", "2023-07-19"),  # midnight in Haiti
        ("start", "2023-07-18T23:30:00.000-04:00", "2023-07-18"),
        ("start", "2023-07-18T23:30:00", "2023-07-18"),  # the phone's clock
        ("today", "18/07/2023", "18/07/2023"),  # the reader of dates tells what it takes it for
        ("end", "9999-12-31T23:59:59-04:00", "9999-12-31T23:59:59-04:00"),  # no such moment here: told later
    ],
)
def test_days_are_those_of_haiti(column: str, cell: str, day: str) -> None:
    sheet = {
        "headers": ["_uuid", "__version__", column], "tags": [""] * 3, "rows": [2], "columns": [["u"], ["v"], [cell]],
    }  # fmt: skip
    assert forms.tidied(sheet)["days"] == [day]


def test_a_form_filled_in_days_before_it_was_sent_is_of_the_day_it_was_filled_in() -> None:
    found = read("api_list.json")["assessments"].rows.set_index("site_id")["assessed_on"]
    assert found["PP-003"] == "2023-07-15"


def test_a_workbook_of_kobo_with_dates_and_numbers_as_cells(tmp_path: Path) -> None:
    """xlsx: the moment of submission is a date cell in UTC; 01:30 UTC is the day before."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(
        ["g/site_id", "g/name", "g/commune", "g/households", "individuals", "_uuid", "_submission_time", "_index"]
    )
    sheet.append(
        [
            "PP-001",
            "École A",
            "Jacmel",
            40,
            "180",
            "u-1",
            datetime(2023, 7, 19, 1, 30, tzinfo=UTC).replace(tzinfo=None),
            1,
        ]
    )
    repeats = book.create_sheet("membres")
    repeats.append(["g/age", "_parent_index", "_submission__uuid"])
    repeats.append([4, 1, "u-1"])
    path = tmp_path / "export.xlsx"
    book.save(path)
    found = {one.frame: one for one in every(path, places=places())}
    assert found["sites"].rows.iloc[0][["site_id", "adm2_pcode"]].tolist() == ["PP-001", "HT0211"]
    assert found["assessments"].rows.iloc[0][["assessed_on", "individuals"]].tolist() == ["2023-07-18", 180]


@pytest.mark.parametrize(
    "name",
    [
        "prix.csv", "prix - all versions - labels - 2023-08-01-12-00-00.csv", "prix_2023-08-01.csv", "prix (1).csv",
        "prix_20230801.csv", "prix - copie.csv", "Prix 01-08-2023.csv",
    ],
)  # fmt: skip
def test_what_an_export_adds_to_a_name_does_not_make_another_theme(tmp_path: Path, name: str) -> None:
    """The same submission exported in August and in September stays one record."""
    path = tmp_path / name
    path.write_text("Commune;Prix;_uuid;_submission_time\nJacmel;5;u;2023-07-18T12:00:00\n", encoding="utf-8")
    (found,) = every(path, places=places())
    assert found.rows["theme"].tolist() == ["prix"]


_CELLS = st.one_of(
    st.none(), st.sampled_from(["18.5 -72.3 0 0", "1 2", "x", "2023-07-19T02:00:00Z", "٣"]), st.text(max_size=8)
)
_HEADERS = st.sampled_from([
    "a", "g/a", "h/a", "g/a/b", "_geolocation/latitude", "_geolocation/longitude", "_p_latitude", "_p_longitude", "today",
    "start", "_submission_time", "__system/x", "meta/instanceID", "latitude", "q/longitude", "q/latitude", "(x/y)", "/", "",
])  # fmt: skip


@st.composite
def sheets(draw: st.DrawFn) -> dict[str, Any]:
    headers = ["_uuid", "__version__", *draw(st.lists(_HEADERS, unique=True, max_size=8))]
    size = draw(st.integers(1, 3))
    columns = [draw(st.lists(_CELLS, min_size=size, max_size=size)) for _ in headers]
    return {"headers": headers, "tags": [""] * len(headers), "rows": list(range(size)), "columns": columns}


@given(sheets())
def test_any_form_keeps_its_rows_and_gives_each_header_once(sheet: dict[str, Any]) -> None:
    found = forms.tidied(sheet)
    sizes: Iterator[int] = map(len, [found["days"], *found["columns"]])
    assert set(sizes) == {len(sheet["rows"])}
    assert len(found["headers"]) == len(found["columns"]) == len(found["tags"]) == len(set(found["headers"]))
