"""Damage reports and thematic tables as observations, with fixed codes where a figure has one."""

from __future__ import annotations

from pathlib import Path

import pytest

from data import intake
from data.importers.indicators import indicators_of
from data.snapshot import Source
from data.store.store import Store
from tests.data.import_setting import every, places, told

SERVICES = Path(__file__).resolve().parent.parent / "fixtures" / "services"


def test_a_damage_report_gets_fixed_codes_and_a_commune_without_figures_is_absent() -> None:
    """Two communes report; Delmas is listed without figures, TOTAL is no commune. 1.200 houses may be 1 200 or 1.2:
    told, not taken. "n/a" families are unknown, 0 deaths are none."""
    (found,) = every(SERVICES / "edab_1.csv", places=places())
    assert (found.frame, set(found.rows["theme"])) == ("observations", {"edab"})
    jacmel = found.rows[found.rows["subject_id"] == "HT0211"].set_index("indicator")
    assert jacmel["value"].dropna().to_dict() == {
        "deaths": 2, "missing": 0, "injured": 15, "families_affected": 1200, "houses_destroyed": 340, "shelters_opened": 4,
    }  # fmt: skip
    assert jacmel.loc["observations", "answer"] == "pont coupé"
    assert jacmel.loc["houses_destroyed", "unit"] == "houses"
    capital = found.rows[found.rows["subject_id"] == "HT0111"].set_index("indicator")["value"]
    assert capital["deaths"] == 0
    assert capital.isna().to_dict()["families_affected"]
    assert set(found.rows["subject_id"]) == {"HT0211", "HT0111"}
    assert (3, "value", "ambiguous_number") in told(found)
    assert {row for row, _, code in told(found) if code == "total_row"} == {6}
    assert found.rows_read == found.rows_accepted + found.rows_rejected


def test_reports_in_kreyol_and_french_speak_of_the_same_figures() -> None:
    (found,) = every(SERVICES / "edab_2.csv", places=places())
    assert set(found.rows["indicator"]) == {"deaths", "injured", "houses_destroyed"}


def test_a_later_report_replaces_and_is_never_summed(tmp_path: Path) -> None:
    """2 deaths on the 20th, 3 on the 22nd, cumulative: the last known figure is 3, not 5; on the 20th it was 2."""
    store = Store(tmp_path / "pare.db")
    source = Source(store)
    for name in ("edab_2.csv", "edab_1.csv"):  # the first report arrives late
        looked = intake.look(source, "auto", SERVICES / name, sender="dgpc")
        intake.keep(store, looked, author="test", reason="test")
    rows = source.take(audience="coordinator").frame("observations")
    there = rows["subject_id"].str.startswith("HT02") & (rows["indicator"] == "deaths")
    deaths = rows[there].sort_values("observed_on")
    assert deaths[["observed_on", "value"]].to_numpy().tolist() == [["2023-08-20", 2], ["2023-08-22", 3]]


def test_one_figure_of_a_damage_report_does_not_make_one() -> None:
    assert indicators_of(["Commune", "Blessés", "Prix du riz"]) == {}
    assert {one.code for one in indicators_of(["Blessés", "Morts", "Disparus"]).values()} == {
        "injured",
        "deaths",
        "missing",
    }


@pytest.mark.parametrize(
    ("cell", "value", "answer"),
    [("2 500", 2500, None), ("3,5", 3.5, None), ("oui", None, "oui"), ("env. 40", 40, None), ("37123456", None, None)],
)
def test_answers_are_numbers_or_texts(tmp_path: Path, cell: str, value: float | None, answer: str | None) -> None:
    """The last one is a telephone number: neither."""
    path = tmp_path / "marche.csv"
    path.write_text(f"_uuid;_submission_time;Commune;Question\nu;2023-07-18T12:00:00;Jacmel;{cell}\n", encoding="utf-8")
    (found,) = every(path, places=places())
    row = found.rows.astype("object").where(found.rows.notna(), None).iloc[0]
    assert (row["value"], row["answer"]) == (value, answer)


def test_many_answers_of_one_line_are_one_point(tmp_path: Path) -> None:
    """Seven answers of one submission share its point: it is not the point of many places."""
    path = tmp_path / "marche.csv"
    names, cells = ";".join(f"q{n}" for n in range(7)), ";".join("5" * 7)
    path.write_text(
        f"_uuid;_submission_time;site_id;latitude;longitude;{names}\nu;2023-07-18T12:00:00;S1;18.55;-72.35;{cells}\n",
        encoding="utf-8",
    )
    (found,) = every(path, places=places())
    assert found.rows_accepted == 7
    assert "points_of_places" not in {problem.code for problem in found.problems}
