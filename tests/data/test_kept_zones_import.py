"""A file may not change the zones of a kept scenario."""

from __future__ import annotations

import json
from pathlib import Path

from data import intake
from data.access import LOCAL
from data.kept_scenarios import keep
from data.scenario_files import presets
from data.snapshot import Source
from data.store.store import Store

SQUARE = {"type": "Polygon", "coordinates": [[[-73.6, 18.4], [-73.5, 18.4], [-73.5, 18.5], [-73.6, 18.4]]]}


def file(folder: Path, *names: str) -> Path:
    features = [
        {"type": "Feature", "geometry": SQUARE, "properties": {
            "zone_set": name, "zone_id": f"z{at}", "hazard": "earthquake", "hazard_class": "high",
            "observed_on": "2023-08-01"}}
        for at, name in enumerate(names)
    ]  # fmt: skip
    path = folder / "zones.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_rows_under_the_name_of_a_kept_scenario_are_refused_the_others_are_not(tmp_path):
    store = Store(tmp_path / "pare.db")
    keep(store, LOCAL, presets()["earthquake-m72-nippes"])
    looked = intake.look(Source(store), "zones", file(tmp_path, "earthquake-m72-nippes", "autre"))
    one = looked.previews[0]
    assert list(one.rows["zone_set"]) == ["autre"]
    assert [(told.code, told.value) for told in one.problems if told.blocking] == [
        ("zone_set_kept", "earthquake-m72-nippes")
    ]


def test_without_kept_scenarios_every_name_is_free(tmp_path):
    store = Store(tmp_path / "pare.db")
    looked = intake.look(Source(store), "zones", file(tmp_path, "earthquake-m72-nippes"))
    assert looked.previews[0].rows_accepted == 1
