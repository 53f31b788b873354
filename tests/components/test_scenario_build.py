"""Building a scenario on the page, run without a browser on an empty store with the demonstration."""

from __future__ import annotations

import tomllib
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import picture
from components.i18n import LANGUAGES, Words
from components.widgets.scenario_cyclone import without_stale
from data import access
from data.kept_scenarios import keep
from data.scenario_files import presets, scenario_bytes
from geo.cyclone_scenario import POSITION
from geo.errors import BadScenario
from geo.scenario import Scenario, parse_scenario
from tests.components.page_runs import opened, text
from tests.data.made_raster import geotiff

TR = Words("fr")
STORMS = Path(__file__).parents[1] / "fixtures" / "storms"
STEMS = ("scenario_build.", "choice.", "scenario.part", "column.", "error.")
build = partial(opened, "preparedness/scenario.py", part="build")
CYCLONE = "preset:cyclone-category-4-south"
QUAKE = "preset:earthquake-m72-nippes"
AREA = '{"type":"Polygon","coordinates":[[[-72.6,19.1],[-72.5,19.1],[-72.5,19.2],[-72.6,19.2],[-72.6,19.1]]]}'


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    monkeypatch.setattr("streamlit.page_link", lambda *_a, **_k: None)  # there is no navigation around the page
    return picture.source().store


def field(app: AppTest, kind: str, label: str):
    return next(one for one in getattr(app, kind) if one.label == TR(label))


def fill(app: AppTest, **told: str) -> None:
    for name, value in told.items():
        field(app, "text_input", f"scenario_build.field.{name}").set_value(value)


def send(app: AppTest) -> AppTest:
    field(app, "button", "scenario_build.apply").click()
    app.run()
    assert not app.exception, app.exception[0].stack_trace
    return app


def draft(app: AppTest) -> Scenario:
    return app.session_state["scenario-draft"][1]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("shock", ["", CYCLONE, QUAKE])
def test_every_form_opens_in_every_language(shock, lang):
    told = text(build(lang=lang, **({"shock": shock} if shock else {})))
    assert not [stem for stem in STEMS if stem in told], told
    assert "{" not in told


def test_a_quake_is_edited_and_the_page_looks_at_it():
    app = build(shock=QUAKE)
    fill(app, title="Exercice Nippes", author="DGPC", source="SIMEX")
    field(app, "number_input", "scenario_build.field.magnitude").set_value(6.5)
    send(app)
    made = draft(app)
    assert (made.told.quake.magnitude, made.told.quake.depth_km) == (6.5, 10.0)
    assert (made.told.key, made.told.author, made.told.source) == ("exercice-nippes", "DGPC", "SIMEX")
    assert made.told.fictional
    assert made.told.status == "unverified"
    assert app.selectbox(key="shock").value == "draft"
    assert "Exercice Nippes" in text(app)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [("magnitude", 12.0, "quake.magnitude"), ("depth_km", -5.0, "quake.depth"), ("longitude", 20.0, "quake.far"),
     ("strike_deg", 400.0, "quake.strike"), ("top_depth_km", 50.0, "quake.top_depth")],
)  # fmt: skip
def test_a_figure_that_cannot_be_is_told_and_the_draft_before_stays(name, value, code):
    app = build(shock=QUAKE)
    fill(app, title="Un", author="DGPC", source="x")
    send(app)
    before = draft(app)
    field(app, "number_input", f"scenario_build.field.{name}").set_value(value)
    send(app)
    assert len(app.error) == 1
    words = TR(f"error.{code}").partition("?")[0]  # a figure that is not told reads "?"
    assert app.error[0].value.startswith(TR.plain(words))
    assert draft(app) is before


def test_half_a_rupture_is_told():
    app = build(shock=QUAKE)
    app.selectbox(key="scenario-from-earthquake").set_value("blank").run()
    fill(app, title="Un", author="DGPC", source="x")
    field(app, "number_input", "scenario_build.field.strike_deg").set_value(90.0)
    send(app)
    assert [one.value for one in app.error] == [TR.plain(TR("error.quake.rupture_half"))]


@pytest.mark.parametrize("name", ["title", "author", "source"])
def test_who_and_what_must_be_said(name):
    app = build(shock=QUAKE)
    fill(app, **({"title": "Un", "author": "DGPC", "source": "x"} | {name: " "}))
    send(app)
    told = TR("error.scenario.missing_field", field=TR(f"scenario_build.field.{name}"))
    assert [one.value for one in app.error] == [TR.plain(told)]
    assert "scenario-draft" not in app.session_state


def test_a_cyclone_of_a_preset_becomes_a_draft_of_its_positions():
    app = build(shock=CYCLONE)
    fill(app, title="Ouragan", author="DGPC", source="SIMEX")
    send(app)
    shipped = presets()["cyclone-category-4-south"].told
    made = draft(app).told
    assert made.positions.drop(columns=["storm_id", "source"]).equals(
        shipped.positions.drop(columns=["storm_id", "source"])
    )
    assert (made.model, made.inland_decay, made.radius) == (shipped.model, shipped.inland_decay, shipped.radius)


def test_a_pasted_text_that_is_no_advisory_is_told():
    app = build(shock=CYCLONE)
    app.selectbox(key="scenario-from-cyclone").set_value("paste").run()
    app.text_area(key="scenario-pasted").set_value("Bonjour, il pleut.").run()
    assert [one.value for one in app.error] == [TR.plain(TR("error.scenario.no_advisory"))]


def test_a_pasted_advisory_fills_the_form():
    advisory = (STORMS / "advisory_month_change.txt").read_text(encoding="utf-8")
    app = build(shock=CYCLONE)
    app.selectbox(key="scenario-from-cyclone").set_value("paste").run()
    app.text_area(key="scenario-pasted").set_value(advisory).run()
    assert not app.error
    assert field(app, "selectbox", "scenario_build.field.state").value == "forecast"


def test_a_track_that_is_drawn_is_positions_at_even_times_and_may_be_computed():
    app = build(shock=CYCLONE)
    app.session_state["scenario-track"] = [(-73.0, 15.5), (-73.8, 18.2), (-74.5, 21.0)]
    app.selectbox(key="scenario-from-cyclone").set_value("drawn").run()
    fill(app, title="Dessin", author="DGPC")
    send(app)
    rows = draft(app).told.positions
    assert rows[["longitude", "latitude", "wind_kt"]].to_numpy().tolist() == [
        [-73.0, 15.5, 100], [-73.8, 18.2, 100], [-74.5, 21.0, 100],
    ]  # fmt: skip
    assert [one[11:] for one in rows["valid_at"]] == ["00:00Z", "06:00Z", "12:00Z"]


def test_radii_go_where_their_position_was_edited_and_stay_elsewhere():
    first = pd.DataFrame(
        {name: [1.0, 2.0] for name in POSITION} | {"r34_ne_nm": [90.0, 80.0], "r64_sw_nm": [None, 20.0]}
    )
    edited = first.assign(wind_kt=[1.0, 9.0], pressure_hpa=[None, 2.0])
    first.loc[0, "pressure_hpa"] = None  # blank before and after is no edit
    told = without_stale(first, edited, ["r34_ne_nm", "r64_sw_nm"])
    assert told["r34_ne_nm"].tolist()[0] == 90.0
    assert told[["r34_ne_nm", "r64_sw_nm"]].isna().to_numpy().tolist() == [[False, True], [True, True]]


def test_zones_without_an_area_are_told():
    app = build()
    app.selectbox(key="scenario-from-zones").set_value("blank").run()
    fill(app, title="Crue", author="DGPC", source="x")
    send(app)
    assert [one.value for one in app.error] == [TR.plain(TR("error.scenario.no_area"))]


def test_a_drawn_area_becomes_zones_of_the_chosen_hazard_and_class():
    app = build()
    app.selectbox(key="scenario-from-zones").set_value("blank").run()
    app.session_state["scenario-corners"] = [(-72.6, 19.1), (-72.5, 19.1), (-72.5, 19.2)]
    app.run()
    app.selectbox(key="scenario-draw-class-flood").set_value("high")
    app.button(key="scenario-draw-add").click().run()
    fill(app, title="Crue", author="DGPC", source="x")
    send(app)
    rows = draft(app).told.zones
    assert rows[["hazard", "hazard_class"]].to_numpy().tolist() == [["flood", "high"]]
    # half of a box of 0.1 by 0.1 degrees
    assert rows["geometry"].iloc[0].area == pytest.approx(0.005)


def test_the_areas_of_another_preset_have_names_and_classes_of_their_own():
    app = build()
    app.selectbox(key="scenario-from-zones").set_value("preset").run()
    for key in ("access-zmpp", "flood-artibonite"):
        app.selectbox(key="scenario-preset-zones").set_value(key).run()
        fill(app, title=key, author="DGPC", source="x")
        send(app)
        made, shipped = draft(app).told.zones, presets()[key].told.zones
        assert made[["name", "hazard_class"]].equals(shipped[["name", "hazard_class"]])


def test_distances_from_a_drawn_point_are_zones_the_nearest_the_worst():
    app = build()
    app.selectbox(key="scenario-from-zones").set_value("blank").run()
    app.selectbox(key="area_way").set_value("line").run()
    app.session_state["scenario-corners"] = [(-72.3, 19.0)]
    app.run()
    app.button(key="scenario-line-add").click().run()
    fill(app, title="Incendie", author="DGPC", source="x")
    send(app)
    rows = draft(app).told.zones
    assert rows["hazard_class"].tolist() == ["very_high", "high"]
    # km 1 and 3, inland: pi and pi (9 - 1) square km; a degree there is 105.3 by 110.7 km
    assert rows["geometry"].map(lambda one: one.area * 105.3 * 110.7).tolist() == pytest.approx([3.14, 25.1], rel=0.01)


def test_keeping_stores_one_batch_and_the_page_goes_on_with_what_is_kept(store):
    app = build(shock=QUAKE)
    fill(app, title="Exercice Nippes", author="DGPC", source="SIMEX")
    send(app)
    head = store.head()
    app.button(key="scenario-keep").click().run()
    assert not app.exception
    assert store.head() == head + 1
    assert app.selectbox(key="shock").value == "kept:exercice-nippes"
    assert "scenario-draft" not in app.session_state
    assert app.success[0].value == TR("scenario_build.kept", title=TR.plain("Exercice Nippes"), batch=head + 1)


def test_keeping_under_a_taken_title_says_so_and_the_draft_stays(store):
    keep(store, access.LOCAL, parse_scenario({
        "key": "exercice", "hazard": "flood", "state": "scenario", "source": "x", "status": "unverified",
        "zones": [{"zone_id": "z1", "hazard_class": "high", "geometry": AREA}],
    }))  # fmt: skip
    app = build(shock=QUAKE)
    fill(app, title="Exercice", author="DGPC", source="SIMEX")
    send(app)
    head = store.head()
    app.button(key="scenario-keep").click().run()
    assert [one.value for one in app.error] == [TR.plain(TR.error(BadScenario("scenario.name_taken", key="exercice")))]
    assert store.head() == head
    assert draft(app).told.key == "exercice"


def test_a_kept_scenario_is_chosen_by_its_address_and_is_not_listed_twice(store):
    keep(store, access.LOCAL, presets()["earthquake-m72-nippes"], title="Nippes")
    app = opened("preparedness/scenario.py", shock="kept:earthquake-m72-nippes")
    box = app.selectbox(key="shock")
    assert box.value == "kept:earthquake-m72-nippes"
    assert sum("earthquake-m72-nippes" in one or "Nippes" in one for one in box.options) == 2  # kept and shipped


def test_the_file_taken_away_is_the_draft_and_reads_back():
    app = build(shock=QUAKE)
    fill(app, title="Un", author="DGPC", source="x")
    send(app)
    assert parse_scenario(tomllib.loads(scenario_bytes(draft(app)).decode())) == draft(app)


def test_a_scenario_file_is_opened_as_the_draft_in_its_own_form():
    app = build()  # the demonstration begins with zones
    scenario = presets()["cyclone-category-4-south"]
    app.file_uploader(key="scenario-toml").set_value(("x.toml", scenario_bytes(scenario), "application/toml")).run()
    assert not app.exception
    assert draft(app) == scenario
    assert app.selectbox(key="scenario-from-cyclone").value == "shown"


def test_a_file_that_is_no_scenario_is_told_and_there_is_no_draft():
    app = build()
    app.file_uploader(key="scenario-toml").set_value(("x.toml", b"key = 'x'", "application/toml")).run()
    told = TR("error.scenario.missing_field", field=TR("scenario_build.field.hazard"))
    assert [one.value for one in app.error] == [TR.plain(told)]
    assert "scenario-draft" not in app.session_state


def test_a_raster_without_a_reference_system_is_told_and_adds_nothing():
    app = build()
    app.selectbox(key="scenario-from-zones").set_value("blank").run()
    app.selectbox(key="area_way").set_value("raster").run()
    file = STORMS.parent / "rasters" / "without_crs.tif"
    app.file_uploader(key="scenario-area-True").set_value((file.name, file.read_bytes(), "image/tiff")).run()
    app.button(key="scenario-file-add").click().run()
    assert len(app.error) == 1
    assert TR("scenario_build.areas", count=0) in text(app)


def test_the_surge_of_a_shipped_cyclone_becomes_areas_and_only_of_that_hazard(tmp_path):
    app = build()
    app.selectbox(key="scenario-from-zones").set_value("blank").run()
    assert TR("scenario_build.way_surge") not in app.selectbox(key="area_way").options
    field(app, "selectbox", "scenario_build.field.hazard").set_value("storm_surge").run()
    app.selectbox(key="area_way").set_value("surge").run()
    low = geotiff(tmp_path / "relief.tif", [[0.5, 1.0]], (-73.77, 18.21), 0.02)
    app.file_uploader(key="scenario-surge-file").set_value((low.name, low.read_bytes(), "image/tiff")).run()
    app.button(key="scenario-surge-add").click().run()
    assert not app.exception
    assert not app.error
    assert TR("scenario_build.areas", count=0) not in text(app)
    zones = app.session_state["scenario-zone-list"][1]
    # Winds of 60 m/s: 0.1023 x (60 - 26.8) + 1.8 m of water at the coast, 5.2 m, stand over ground of 0.5 and 1 m.
    assert {one["hazard_class"] for one in zones} == {"very_high"}


def test_a_role_without_the_right_sees_no_builder(monkeypatch):
    rights = {"coordinator": frozenset(access.actions() - {"scenario.write"}), "other": access.actions()}
    monkeypatch.setattr(access, "_rights", lambda: rights)
    app = build(shock=QUAKE)
    assert TR("scenario.part.build") not in [one for group in app.button_group for one in group.options]
    assert not [one for one in app.button if one.label == TR("scenario_build.apply")]
