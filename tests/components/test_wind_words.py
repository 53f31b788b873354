"""Every choice, note, input and scenario of the winds has words in three languages."""

from __future__ import annotations

import tomllib
from functools import reduce
from pathlib import Path

import pandas as pd
import pytest

from data.reference_storms import cyclone_presets, wind_rules
from geo.cyclone_scenario import STATES
from geo.explain import Explanation
from geo.storm_track import GIVEN, RADIUS_ESTIMATES, hourly
from geo.surge import explain_surge
from geo.wind import MODELS
from geo.wind_radii import radii_footprints
from geo.wind_swath import wind_swath
from tests.geo.test_storm_track import track

LOCALES = Path(__file__).resolve().parents[2] / "components" / "locales"
NOTES = ("peak_given", "outer_wind", "radii_largest", "radius_estimated", "pressure_estimated", "below_given")


def explanations() -> list[Explanation]:
    rules = wind_rules()
    rows = track((0, -74.3, 17.0, 125), (12, -74.3, 18.2, 125)).assign(
        **{f"r34_{q}_nm": 60.0 for q in ("ne", "se", "sw", "nw")}
    )
    at = pd.DataFrame({"longitude": [-74.3], "latitude": [18.0]})
    radii = radii_footprints(rows, rules)
    winds = [wind_swath(at, hourly(rows, rules), rules, model=model) for model in MODELS]
    told = [one.explain_row(one.frame.iloc[0].to_dict()) for one in winds]
    return [*told, radii.explain(hours=0.0), explain_surge(50, 1, 2, rules)]


@pytest.mark.parametrize("language", ["fr", "en", "ht"])
def test_there_are_words(language: str) -> None:
    words = tomllib.loads((LOCALES / f"{language}.toml").read_text(encoding="utf-8"))
    keys = {
        *(f"choice.wind_model.{one}" for one in MODELS),
        *(f"choice.radius_estimate.{one}" for one in (GIVEN, *RADIUS_ESTIMATES)),
        *(f"choice.scenario_state.{one}" for one in STATES),
        *(f"choice.hazard_class.{one}" for one in (*wind_rules().classes.names, *wind_rules().surge_classes.names)),
        *(f"note.wind.{one}" for one in NOTES),
        *(f"scenario_preset.{one}" for one in cyclone_presets()),
    }
    for told in explanations():
        keys |= {f"figure.{told.figure}", *(f"note.{one}" for one in told.notes)}
        keys |= {f"input.{one.name}" for one in told.inputs}
        for unit in {told.unit, *(one.unit for one in told.inputs)} - {""}:
            assert unit in words["unit"], unit
    missing = [key for key in sorted(keys) if not isinstance(reduce(_inside, key.split("."), words), str)]
    assert not missing


def _inside(words: object, name: str) -> object:
    return words.get(name) if isinstance(words, dict) else None
