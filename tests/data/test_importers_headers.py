"""Headers to columns: the better one wins, doubts are told, what holds persons is dropped."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import ImportRejected
from tests.data.import_setting import preview, told


def test_two_headers_for_one_column_are_not_guessed_between() -> None:
    with pytest.raises(ImportRejected) as caught:
        preview("sites", "sites_same_header_twice.csv")
    assert (caught.value.code, caught.value.params["column"]) == ("column_twice", "name")


def test_a_better_header_wins_and_the_other_is_told() -> None:
    found = preview("sites", "sites_two_names.csv")
    assert found.rows["name"].tolist() == ["A"]
    assert found.unmapped == ("Nom du site",)
    assert (None, "Nom du site", "header_not_used") in told(found)


def test_a_header_that_resembles_a_column_is_told_and_not_taken() -> None:
    found = preview("sites", "sites_nearly_right_header.csv")
    assert found.rows["manager_organisation"].isna().all()
    assert found.problems[0].params == {"target": "manager_organisation"}


def test_a_tag_and_a_header_that_disagree_are_told(tmp_path: Path) -> None:
    path = tmp_path / "conflict.csv"
    path.write_text("site_id,name,adm2_pcode\n#loc+site+code,#status+site,#adm2+code\nS1,active,HT0111\n")
    found = preview("sites", path)
    assert found.rows["status"].tolist() == ["active"]
    assert (None, "name", "header_tag_conflict") in told(found)


def test_personal_columns_are_dropped_and_leave_no_trace() -> None:
    found = preview("sites", "sites_personal.csv")
    assert found.dropped == ("Nom du point focal", "Téléphone", "Nom de l'enquêteur")
    everything = f"{found.rows.to_dict()} {found.problems} {found.as_record()}"
    for trace in ("Jan Batis", "3700", "Mari"):
        assert trace not in everything
