"""Shipped scenarios of zones: as the tool makes them, labelled as made up, and where they should be."""

from __future__ import annotations

import tomllib

import numpy as np
import pytest
import shapely

from components.i18n import LANGUAGES, texts
from data.reference_storms import SCENARIOS
from data.reference_tables import hazards
from data.scenario_files import presets, reckoning, scenario_bytes
from geo.crs import area_m2
from geo.scenario import at_point, zones_of
from tools import make_preset_zones

PLAN = tomllib.loads(make_preset_zones.PLAN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("key", PLAN)
def test_the_shipped_file_is_what_the_tool_makes(key):
    shipped = tomllib.loads((SCENARIOS / f"{key}.toml").read_text(encoding="utf-8"))
    again = tomllib.loads(make_preset_zones.made(key, PLAN[key]))
    zones = [document.pop("zones") for document in (shipped, again)]
    assert shipped == again
    for one, other in zip(*zones, strict=True):
        # another release of PROJ may move a last digit (a centimetre): the shape is the same
        a, b = (shapely.from_geojson(told.pop("geometry")) for told in (one, other))
        assert one == other
        assert shapely.area(shapely.symmetric_difference(a, b)) < 1e-5 * shapely.area(a)


@pytest.mark.parametrize("key", [*PLAN, "earthquake-m76-cap-haitien", "cyclone-category-4-south"])
def test_a_shipped_scenario_is_labelled_and_gives_the_same_bytes_again(key):
    one = presets()[key]
    assert (one.told.fictional, one.told.state, one.told.status) == (True, "scenario", "unverified")
    content = scenario_bytes(one)
    assert scenario_bytes(type(one)(one.told, one.made_on)) == content
    assert (
        zones_of(one, reckoning())["geometry"].map(shapely.to_wkb).tolist()
        == zones_of(presets()[key], reckoning())["geometry"].map(shapely.to_wkb).tolist()
    )
    for lang in LANGUAGES:
        assert texts(lang)[f"scenario_preset.{key}"]
    assert "fictif" in texts("fr")[f"scenario_preset.{key}"]


def test_they_lie_where_they_should():
    shock = presets()
    classes = {
        ("flood-artibonite", -72.50, 19.12): "high",  # on the sketched line
        ("flood-artibonite", -72.70, 19.11): "outside",  # Saint-Marc, some 10 km south of it
        ("tsunami-cap-haitien", -72.2, 19.741): "high",  # the seaside of Cap-Haïtien as the shipped coast has it
        ("tsunami-cap-haitien", -72.23, 19.60): "outside",  # Milot, 15 km inland
        ("access-zmpp", -72.34, 18.55): "closed",
        ("access-zmpp", -72.28, 18.52): "restricted",
        ("access-zmpp", -72.10, 19.10): "outside",
    }
    for (key, x, y), expected in classes.items():
        assert at_point(shock[key], x, y, reckoning())["hazard_class"] == expected, (key, x, y)
    for key in ("flood-artibonite", "tsunami-cap-haitien"):
        shapes = shock[key].told.zones["geometry"].to_numpy()
        off = area_m2(shapely.difference(shapes, shapely.buffer(reckoning().land, 1e-4)))
        np.testing.assert_allclose(np.nan_to_num(off), 0, atol=1.0)  # nothing in the sea


def test_every_hazard_that_a_shipped_scenario_is_of_is_known():
    assert {one.hazard for one in presets().values()} >= {"cyclone", "earthquake", "flood", "tsunami", "access"}
    assert {one.hazard for one in presets().values()} <= set(hazards().by_key)
