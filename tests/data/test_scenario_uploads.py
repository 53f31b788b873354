"""Files and texts that a scenario is made from: whole or not at all, with a clear code for what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.scenario_files import presets, scenario_bytes
from data.scenario_uploads import TEXT_MOST, pasted_track, rows_of, scenario_of
from geo.errors import BadScenario, ImportRejected

FIXTURES = Path(__file__).parents[1] / "fixtures"


def content(folder: str, name: str) -> bytes:
    return (FIXTURES / folder / name).read_bytes()


def test_an_advisory_is_positions_whether_it_is_a_file_or_pasted():
    name = "advisory_month_change.txt"
    of_file = rows_of("tracks", name, content("storms", name))
    pasted = pasted_track(content("storms", name).decode())
    assert len(of_file.rows) == 4
    assert of_file.refused == 0
    assert of_file.rows.equals(pasted.rows)
    assert (of_file.name, pasted.name) == (name, "")


def test_a_file_with_a_refused_row_gives_no_rows_at_all():
    name = "hurdat_odd_line.txt"
    told = rows_of("tracks", name, content("storms", name))
    assert told.rows.empty
    assert told.refused == 1
    assert told.problems[0].blocking


def test_a_list_without_storms_is_in_order_and_empty():
    told = rows_of("tracks", "active_none.json", content("storms", "active_none.json"))
    assert told.rows.empty
    assert (told.refused, [one.code for one in told.problems]) == (0, ["no_active_storm"])


def test_a_map_of_shaking_is_zones():
    told = rows_of("zones", "grid_v4.xml", content("shaking", "grid_v4.xml"))
    assert set(told.rows["hazard"]) == {"earthquake"}


@pytest.mark.parametrize("name", ["grid_cut.xml", "grid_short.xml", "grid_entities.xml"])
def test_a_map_cut_in_half_or_hostile_is_refused(name):
    with pytest.raises(ImportRejected):
        rows_of("zones", name, content("shaking", name))


@pytest.mark.parametrize(
    ("text", "code"), [("Bonjour.", "scenario.no_advisory"), ("x" * (TEXT_MOST + 1), "scenario.text_too_long")]
)
def test_a_text_that_is_no_advisory_is_refused(text, code):
    with pytest.raises(BadScenario) as told:
        pasted_track(text)
    assert told.value.code == code


def test_an_advisory_cut_in_half_is_refused_or_gives_only_whole_positions():
    text = content("storms", "advisory_month_change.txt").decode()
    for part in range(1, 8):
        try:
            told = pasted_track(text[: len(text) * part // 8])
        except (BadScenario, ImportRejected):
            continue
        assert told.rows[["longitude", "latitude", "valid_at"]].notna().all(axis=None)


def test_a_scenario_file_is_read_back_whatever_it_is_called():
    scenario = presets()["earthquake-m72-nippes"]
    assert scenario_of("../.. /é?.toml", scenario_bytes(scenario)) == scenario


@pytest.mark.parametrize("bad", [b"\xff\xfe", b"a = ", b"key = 'x'", b""])
def test_a_file_that_is_no_scenario_is_refused(bad):
    with pytest.raises(BadScenario):
        scenario_of("x.toml", bad)
