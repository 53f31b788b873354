"""Files of scenarios: what is written is read back, the same bytes again; broken files are told, nothing is left."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data import scenario_files
from data.scenario_files import presets, read_scenario, scenario_bytes, write_scenario
from geo.errors import BadScenario
from geo.scenario import parse_scenario, scenario_document
from geo.scenario_parts import Stamp, document_of_quake
from geo.shaking import Quake

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
DEGREES = st.floats(-20, 20, allow_nan=False)
KEYS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True)


def again(document: dict[str, Any]) -> None:
    """Written, read and written: the same bytes, and the same document."""
    once = parse_scenario(document)
    content = scenario_bytes(once)
    told = tomllib.loads(content.decode())
    assert told == scenario_document(once)
    assert scenario_bytes(parse_scenario(told)) == content


@given(
    key=KEYS, source=TEXT, author=TEXT, state=st.sampled_from(["observed", "scenario", "exercise"]),
    figures=st.lists(st.floats(allow_nan=False), min_size=4, max_size=4),
)  # fmt: skip
def test_an_earthquake_written_read_and_written_is_the_same(
    key: str, source: str, author: str, state: str, figures: list[float]
) -> None:
    again(document_of_quake(Quake(*figures), Stamp(key, state, source, author)) | {"made_on": "2030-10-01"})


@given(key=KEYS, name=TEXT, corner=st.tuples(DEGREES, DEGREES), size=st.floats(1e-6, 5))
def test_zones_written_read_and_written_are_the_same(
    key: str, name: str, corner: tuple[float, float], size: float
) -> None:
    shape = shapely.box(*corner, corner[0] + size, corner[1] + size)
    zone = {"zone_id": "1", "hazard_class": "low", "name": name, "geometry": shapely.to_geojson(shape)}
    told = {"key": key, "hazard": "flood", "state": "scenario", "source": name, "status": "unverified"}
    again(told | {"zones": [zone, zone | {"zone_id": "2"}]})
    made = parse_scenario(told | {"zones": [zone]}).told
    kept = shapely.get_coordinates(made.zones["geometry"].to_numpy())
    assert np.array_equal(kept, shapely.get_coordinates(shape))  # to the last digit


@given(wind=st.lists(st.integers(0, 200), min_size=2, max_size=6), source=TEXT, decay=st.booleans())
def test_a_cyclone_written_read_and_written_is_the_same(wind: list[int], source: str, decay: bool) -> None:
    base = scenario_document(presets()["cyclone-category-4-south"])
    rows = [one | {"wind_kt": kt} for one, kt in zip(base["positions"], wind, strict=False)]
    again(base | {"positions": rows, "source": source, "inland_decay": decay})


@pytest.mark.parametrize("key", sorted(presets()))
def test_every_preset_goes_to_a_file_and_back(key: str, tmp_path: Path) -> None:
    first, second = tmp_path / "first.toml", tmp_path / "second.toml"
    one = replace(presets()[key], made_on="2030-10-01")
    write_scenario(first, one)
    read = read_scenario(first)
    assert read == one
    assert read.made_on == "2030-10-01"
    write_scenario(second, read)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'key = "x', "scenario.not_toml"),
        (b"\xff\xfe\x00", "scenario.not_toml"),
        (b"a = " + b"[" * 5_000, "scenario.not_toml"),
        (b"", "scenario.missing_field"),
        (b'key = "x"\nhazard = "dragons"\n', "scenario.missing_field"),
        (b'key = "x"\nhazard = "earthquake"\n', "scenario.missing_field"),
    ],
)
def test_a_broken_file_is_told(content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_bytes(content)
    with pytest.raises(BadScenario) as caught:
        read_scenario(path)
    assert caught.value.code == code


def test_a_file_that_is_not_there_or_too_large_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (tmp_path / "absent.toml", tmp_path):
        with pytest.raises(BadScenario, match=r"scenario\.not_read"):
            read_scenario(path)
    write_scenario(tmp_path / "a.toml", presets()["earthquake-m72-nippes"])
    monkeypatch.setattr(scenario_files, "limits", lambda: {"scenario_bytes": 10.0})
    with pytest.raises(BadScenario, match=r"scenario\.too_large"):
        read_scenario(tmp_path / "a.toml")


@pytest.mark.parametrize(
    ("quake", "code"),
    [
        (Quake(-73.5, 18.4, 12.0, 10.0), "quake.magnitude"),
        (Quake(-73.5, 18.4, 7.0, -1.0), "quake.depth"),
        (Quake(-73.5, 18.4, float("nan"), 10.0), "scenario.bad_value"),
        (Quake(-73.5, 18.4, 7.0, 10.0, strike_deg=80.0), "quake.rupture_half"),
    ],
)
def test_what_cannot_be_is_not_written(quake: Quake, code: str, tmp_path: Path) -> None:
    told = parse_scenario(document_of_quake(quake, Stamp("x", source="y")))
    with pytest.raises(BadScenario) as caught:
        write_scenario(tmp_path / "x.toml", told)
    assert caught.value.code == code
    assert not list(tmp_path.iterdir())


def test_where_it_cannot_be_written_nothing_is_left(tmp_path: Path) -> None:
    one = presets()["earthquake-m72-nippes"]
    for path, code in (("x.json", "bad_ending"), ("absent/x.toml", "not_written")):
        with pytest.raises(BadScenario) as caught:
            write_scenario(tmp_path / path, one)
        assert caught.value.code == f"scenario.{code}"
    odd = replace(one, told=replace(one.told, author="\udcff"))
    with pytest.raises(BadScenario, match=r"scenario\.bad_value"):
        write_scenario(tmp_path / "x.toml", odd)
    assert not list(tmp_path.iterdir())
    assert json.loads(json.dumps(scenario_document(one)))["key"] == one.told.key
