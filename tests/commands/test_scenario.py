"""Scenarios in the terminal: built, written, asked at a point, met by people; faults in one sentence, no file."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from tests.commands.conftest import run, told, write

FIGURES = {"wind_ms", "wind_kt", "category", "mmi", "hazard_class"}
QUAKE = ("--magnitude", "7.2", "--lon", "-73.5", "--lat", "18.42", "--depth", "10")
BOX = {"type": "Polygon", "coordinates": [[[-73, 18], [-72, 18], [-72, 19], [-73, 19], [-73, 18]]]}
HURDAT = Path(__file__).parent.parent / "fixtures" / "storms" / "hurdat.txt"


def zone_file(path: Path, *zones: tuple[str, str]) -> Path:
    features = [
        {"type": "Feature", "properties": {"hazard": hazard, "hazard_class": name}, "geometry": BOX}
        for hazard, name in zones
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_a_preset_is_written_and_asked(tmp_path):
    keys = {one["key"]: one["hazard"] for one in told("scenario", "presets")}
    for key, hazard in keys.items():
        out = tmp_path / f"{key}.toml"
        verb = hazard if hazard in ("cyclone", "earthquake") else "zones"
        made = told("scenario", "build", verb, "--preset", key, "--author", "DGPC", "-o", out)
        assert (made["key"], made["hazard"], made["state"]) == (key, hazard, "scenario")
        document = tomllib.loads(out.read_text(encoding="utf-8"))
        assert {"state", "source", "author", "made_on"} <= set(document)
        assert document["author"] == "DGPC"
        shown = told("scenario", "show", out, "--at", "-73.75,18.2")
        assert set(shown) >= FIGURES
        assert (shown["mmi"] is not None) == (hazard == "earthquake")
        assert (shown["wind_ms"] is not None) == (hazard == "cyclone")
    assert {"cyclone", "earthquake", "flood", "tsunami", "access"} <= set(keys.values())


def test_an_earthquake_of_figures_built_again_is_the_same_file(tmp_path):
    out = tmp_path / "nippes.toml"
    told("scenario", "build", "earthquake", *QUAKE, "--strike", "86", "--length", "60", "--on", "2021-08-14", "-o", out)
    content = out.read_bytes()
    told("scenario", "build", "earthquake", *QUAKE, "--strike", "86", "--length", "60", "--on", "2021-08-14", "-o", out)
    assert out.read_bytes() == content
    document = tomllib.loads(content.decode())
    assert (document["key"], document["length_km"], document["occurred_on"]) == ("nippes", 60.0, "2021-08-14")
    assert "mmi:" in run("scenario", "show", out, "--at", "-73.5,18.42").output


def test_a_cyclone_of_the_store_and_of_a_file(empty):
    told("import", "auto", HURDAT)
    out = empty / "gerda.toml"
    made = told("scenario", "build", "cyclone", "--storm", "AL992020", "--no-decay", "-o", out)
    assert made["state"] == "observed"
    assert len(tomllib.loads(out.read_text(encoding="utf-8"))["positions"]) == 3
    same = empty / "same.toml"
    told("scenario", "build", "cyclone", "--from", HURDAT, "--storm", "AL992020", "--state", "exercise", "-o", same)
    points = [told("scenario", "show", path, "--at", "-73.1,18.4") for path in (out, same)]
    assert points[0]["wind_kt"] == points[1]["wind_kt"] > 34
    assert (points[0]["fictional"], points[1]["fictional"]) == (False, True)


@pytest.mark.shared
def test_the_track_of_matthew_goes_from_its_file_to_the_people_in_its_way(with_demo, shared, tmp_path):
    out = tmp_path / "matthew.toml"
    made = told("scenario", "build", "cyclone", "--from", shared / "data" / "hazards" / "hurrmatthew.csv", "-o", out)
    assert made["state"] == "observed"
    shown = told("scenario", "show", out, "--at", "-74.1,18.6")  # between Les Anglais and Jérémie
    assert shown["hazard_class"] in ("category_3", "category_4")
    assert shown["arrival_64_at"].startswith("2016-10-04")  # ashore on that morning
    rows = told("exposure", "--scenario", out, "--level", "adm1")
    struck = {row["place"] for row in rows if row["hazard_class"] in ("category_3", "category_4") and row["people"] > 1}
    assert {"HT07", "HT08"} <= struck  # Sud, Grand'Anse
    assert not struck & {"HT03", "HT04", "HT06"}  # the north and the centre


def test_people_in_the_way_of_a_scenario_and_what_they_need(with_demo, tmp_path):
    out = tmp_path / "south.toml"
    told("scenario", "build", "cyclone", "--preset", "cyclone-category-4-south", "--state", "exercise", "-o", out)
    rows = told("exposure", "--scenario", out, "--level", "adm0", "--days", "3")
    assert sum(row["people"] for row in rows) == pytest.approx(11_899_555)
    for row in rows:
        assert row["displaced"] <= row["affected"] <= row["people"] + 1e-6
        assert row["state"] == "exercise"
    worst = rows[0]
    assert worst["hazard_class"] == "category_4"
    assert worst["affected"] == pytest.approx(0.85 * worst["people"])
    assert worst["displaced"] == pytest.approx(0.25 * worst["people"])
    week = told("exposure", "--scenario", out, "--level", "adm0", "--days", "6")[0]
    assert week["needs"]["water"] == pytest.approx(2 * worst["needs"]["water"])
    departments = told("exposure", "--scenario", out, "--level", "adm1", "--days", "3")
    for name in ("people", "affected", "displaced"):
        assert sum(row[name] for row in departments) == pytest.approx(sum(row[name] for row in rows))


def test_a_stored_set_and_a_zone_file_have_the_same_columns(with_demo, tmp_path):
    file = zone_file(tmp_path / "z.geojson", ("flood", "high"))
    out = tmp_path / "z.toml"
    told("scenario", "build", "zones", file, "-o", out)
    of_file, of_scenario = (told("exposure", "--scenario", path, "--level", "adm1") for path in (file, out))
    assert [row.pop("state") for row in of_scenario] == ["scenario"] * len(of_scenario)
    assert of_file == of_scenario
    stored = told("exposure", "--scenario", "flood", "--level", "adm0")[0]
    assert {"affected", "displaced", "needs", "in_need_high"} <= set(stored)
    assert "explanation" in told("exposure", "--scenario", out, "--level", "adm0", "--explain")[0]
    assert "affected = people" in run("exposure", "--scenario", out, "--level", "adm0", "--explain").output
    assert told("scenario", "show", out, "--at", "-72.5,18.5")["hazard_class"] == "high"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("earthquake", "--magnitude", "12", *QUAKE[2:]), "12"),
        (("earthquake", *QUAKE[:6], "--depth", "-1"), "-1"),
        (("earthquake", *QUAKE[:4]), "latitude"),
        (("earthquake", *QUAKE, "--strike", "80"), "longueur"),
        (("earthquake", "--preset", "nothing"), "nothing"),
        (("earthquake", "--preset", "earthquake-m72-nippes", *QUAKE), "--preset"),
        (("earthquake", "--preset", "earthquake-m72-nippes", "--state", "forecast"), "forecast"),
        (("cyclone", "--preset", "earthquake-m72-nippes"), "cyclone-category-4-south"),
        (("cyclone",), "--preset"),
        (("cyclone", "--from", "absent.csv"), "absent.csv"),
        (("zones", "absent.geojson"), "absent.geojson"),
        (("cyclone", "--storm", "AL992020"), "AL992020"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_no_file(arguments, said, empty):
    out = empty / "x.toml"
    refused = run("scenario", "build", *arguments, "-o", out)
    assert refused.exit_code == 1
    assert said in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert not refused.stdout
    assert not out.exists()


def test_a_track_over_the_pole_and_refused_rows_give_no_file(tmp_path):
    pole = write(
        tmp_path / "pole.csv",
        [{"storm_id": "A", "valid_at": f"2030-10-01T{hour}:00Z", "longitude": lon, "latitude": 85, "wind_kt": 90}
         for hour, lon in (("00", -72), ("12", 100))],
    )  # fmt: skip
    out = tmp_path / "x.toml"
    refused = run("scenario", "build", "cyclone", "--from", pole, "-o", out)
    assert (refused.exit_code, "pôle" in refused.stderr) == (1, True)
    for zones in ((("flood", "high"), ("flood", "purple")), (("flood", "high"), ("landslide", "low"))):
        file = zone_file(tmp_path / "z.geojson", *zones)
        assert run("scenario", "build", "zones", file, "-o", out).exit_code == 1
    assert not out.exists()


def test_a_broken_file_and_a_bad_point_are_told(tmp_path):
    out = tmp_path / "q.toml"
    told("scenario", "build", "earthquake", *QUAKE, "-o", out)
    for at in ("there", "1,2,3", "500,18", "nan,18"):
        refused = run("scenario", "show", out, "--at", at)
        assert (refused.exit_code, refused.stdout) == (1, "")
    out.write_bytes(out.read_bytes()[:40])  # cut in the middle of a text
    assert run("scenario", "show", out, "--at", "-73,18").exit_code == 1
    assert run("scenario", "show", tmp_path / "absent.toml", "--at", "-73,18").exit_code == 1


def test_exposure_to_a_broken_scenario_is_a_sentence(empty):
    (empty / "broken.toml").write_text('key = "x', encoding="utf-8")
    for name in ("broken.toml", "absent.toml"):
        refused = run("exposure", "--scenario", empty / name)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert name in refused.stderr
