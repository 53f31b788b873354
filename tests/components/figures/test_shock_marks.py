"""The track of a storm, its centre and an epicentre as layers: what lies behind is drawn, what comes is dashed."""

from __future__ import annotations

import json

import pandas as pd

from components.figures import palette, shock_marks
from components.i18n import LANGUAGES, Words

TR = Words("fr")
STEPS = pd.DataFrame({
    "valid_at": ["2030-10-01T00:00Z", "2030-10-01T01:00Z", "2030-10-01T02:00Z"], "longitude": [-72.0, -72.1, -72.2],
    "latitude": [17.0, 17.5, 18.0], "wind_kt": [100.4, float("nan"), 90.0], "pressure_hpa": [950.0, 951.0, 952.0],
})  # fmt: skip


def spec(layer) -> dict:
    return json.loads(layer.json)


def test_the_whole_track_is_drawn_without_a_moment():
    told = spec(shock_marks.track(STEPS, TR))
    assert [row[:4] for row in told["rows"]] == [[17.0, -72.0, 17.5, -72.1], [17.5, -72.1, 18.0, -72.2]]
    assert [row[4] for row in told["rows"]] == [0, 0]


def test_what_comes_after_the_moment_is_dashed():
    told = spec(shock_marks.track(STEPS, TR, at=1))
    assert [row[4] for row in told["rows"]] == [0, 1]
    assert told["styles"][1]["dash"] == palette.table("track")["ahead"]
    assert told["styles"][0]["dash"] == ""


def test_the_centre_is_where_the_storm_is_and_unknown_wind_stays_unknown():
    layer = shock_marks.eye(STEPS, TR, at=1)
    (row,) = spec(layer)["rows"]
    assert row[:2] == [17.5, -72.1]
    assert row[-2] is None
    assert row[-1] == 951
    assert layer.legend[0].label == TR("map.track.eye")


def test_the_epicentre_says_magnitude_and_depth_in_every_language():
    place = pd.DataFrame({"longitude": [-73.5], "latitude": [18.4], "magnitude": [7.2], "depth_km": [10.0]})
    for lang in LANGUAGES:
        layer = shock_marks.epicentre(place, Words(lang))
        assert Words(lang)("map.track.magnitude", magnitude=Words(lang).amount(7.2)) in layer.json.replace("&#44;", ",")
        assert spec(layer)["shape"] == "diamond"
