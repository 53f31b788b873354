"""The parts of the page *scenario* that show, run without a browser on the small Haiti: hazards and languages."""

from __future__ import annotations

import json
import re
from functools import partial

import pytest

from components.figures import explain_text
from components.i18n import LANGUAGES, Words
from components.widgets import explain, scenario_chain, scenario_people
from data import settings
from data.access import LOCAL
from data.scenario_files import presets
from data.store.store import Told
from tests.components.page_runs import opened, text
from tests.geo import small_haiti
from tests.results.test_scenarios import FLOOD, results, stored

PARTS = ("people", "chain", "needs", "facilities", "compare")
SHOCKS = ("zones:flood-small", "preset:cyclone-category-4-south", "preset:earthquake-m72-nippes")
CYCLONE = presets()["cyclone-category-4-south"].told
KEY = re.compile(r"\b(?:shock|scenario|choice|unit|header|column|explain|hazard|figure|note|input)\.[a-z_]+")
TR = Words("fr")
run = partial(opened, "preparedness/scenario.py")


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    monkeypatch.setattr("streamlit.page_link", lambda *_a, **_k: None)  # there is no navigation around the page
    return stored()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("shock", SHOCKS)
@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_for_every_hazard_in_every_language(part, shock, lang):
    app = run(part=part, shock=shock, lang=lang)
    told = text(app)
    assert not KEY.findall(told)
    assert not app.error
    headers = " ".join(str(name) for one in app.dataframe for name in one.value.columns)
    assert not re.findall(r"\b[a-z]+_[a-z_]+\b", headers), headers


@pytest.mark.parametrize("kind", ["sites", "shelters", "warehouses", "facilities", "ways"])
def test_every_kind_of_what_stands_in_the_zones(kind, drawn):
    app = run(part="facilities", shock=SHOCKS[0], kind=kind)
    assert not KEY.findall(text(app))
    assert f"exposed_{kind}" in drawn


def test_the_headline_keeps_people_of_the_place_and_displaced_people_apart():
    app = run(shock=SHOCKS[0])
    rows = results(stored()).exposed_to(FLOOD, "adm0").frame.set_index("hazard_class")
    told = {one.label: one.value for one in app.metric}
    assert told["Fort : personnes"] == TR.number(rows.loc["high", "people"]) == TR.number(25_000)
    assert told["Faible : personnes"] == TR.number(55_000)
    assert TR("scenario.apart") in text(app)
    assert TR(
        "scenario.inside", idps=float(rows.loc["high", "idp_individuals"]), sites=int(rows.loc["high", "sites"])
    ) in text(app)


def test_a_class_that_does_not_reach_a_place_is_no_line_and_nothing_is_lost(drawn):
    run(shock=SHOCKS[0], level="adm2")
    shown, whole = drawn["exposure"], results(stored()).exposed_to(FLOOD, "adm2").frame
    assert len(shown) < len(whole)
    for name in scenario_people.COUNTED:
        assert shown[name].sum() == pytest.approx(whole[name].sum()), name
    assert set(scenario_people.COLUMNS) <= set(shown.columns)


def test_a_department_of_the_address_is_the_whole_of_the_page(drawn):
    app = run(part="chain", shock=SHOCKS[0], dept="HT07", level="adm2")
    told = {one.label: one.value for one in app.metric}
    assert told[TR("shock.step.exposed")] == TR.number(30_000)
    assert told[TR("shock.step.displaced")] == TR.number(600)  # 2 % of the low class
    assert drawn["chain"]["place"].str.startswith("HT07").all()


def test_the_chain_says_each_step_with_range_share_and_whole():
    app = run(part="chain", shock=SHOCKS[0])
    told = text(app)
    assert {one.label: one.value for one in app.metric}[TR("shock.step.displaced")] == TR.number(6_420)
    assert TR("shock.range", low=TR.number(3_210), high=TR.number(13_550)) in told
    # displaced people of 84,000: 3,210, 6,420 and 13,550; of them 22.5 % (11 to 81) go to shelters
    shares = {b: explain_text.exact(v, "share", TR) for b, v in (("low", 0.11), ("middle", 0.225), ("high", 0.81))}
    assert TR("shock.share_of", whole=TR("shock.whole.displaced"), **shares) in told
    assert TR("shock.unverified") in told
    assert TR("shock.no_records") in told


def test_a_hazard_without_rates_says_so_and_is_never_zero(store, drawn):
    patched(store, "acces", hazard="access", hazard_class="closed")
    app = run(part="chain", shock="zones:acces")
    told = {one.label: one.value for one in app.metric}
    assert told[TR("shock.step.exposed")] != TR("unit.unknown")
    assert told[TR("shock.step.displaced")] == TR("unit.unknown")
    assert TR("shock.no_rate") in text(app)
    assert TR("shock.without_rate", classes=TR("choice.hazard_class.closed")) in text(app)


@pytest.mark.parametrize("part", PARTS)
def test_several_hazards_of_one_set_are_told_apart(store, part):
    patched(store, "flood-small", hazard="access", hazard_class="closed", zone_id=["a", "b", "c", "d"])
    told = text(run(part=part, shock=SHOCKS[0]))
    assert not KEY.findall(told)
    if part == "chain":
        assert TR("choice.hazard.flood") in told
        assert TR.plain(TR("choice.hazard.access")) in told
    if part == "compare":
        assert TR("shock.heaviest", side="A", hazard=TR("choice.hazard.flood")) in told


def patched(store, zone_set, **changed):
    """Add the small flood's zones again as those of another set or hazard."""
    rows = small_haiti.zones().assign(zone_set=zone_set, **changed)
    with store.batch(Told("demo", "demo", "zones", fictional=True)) as batch:
        batch.patch("zones", rows)


def test_days_of_the_address_are_those_of_the_needs(drawn):
    run(part="needs", shock=SHOCKS[0], days="14", need="water", level="adm0")
    told = drawn["needs"]
    assert told["need_item"].tolist() == [TR("choice.need.water")]
    assert told["need_middle"].tolist() == pytest.approx([1_444.5 * 15 * 14])
    run(part="needs", shock=SHOCKS[0], days="400")  # not a number of days: the usual ones
    assert drawn["needs"]["days"].iloc[0] == 7


def test_a_cyclone_hour_by_hour_moves_only_its_own_piece(drawn):
    app = run(shock=SHOCKS[1], shock_map="hours")
    assert "arrivals" in drawn
    (slider,) = app.select_slider
    assert TR("shock.hour") == slider.label
    (component,) = app.get("component_instance")
    before = component.proto.json_args
    app.session_state[slider.key] = 50
    app.run()
    assert not app.exception
    (component,) = app.get("component_instance")
    assert component.proto.json_args != before
    base = [json.loads(one)["script"] for one in (before, component.proto.json_args)]
    assert re.sub(r"[0-9a-f]{32}", "", base[0]) == re.sub(r"[0-9a-f]{32}", "", base[1])  # the living map stays


def test_the_stamp_says_state_invention_source_and_day():
    told = text(run(shock=SHOCKS[1]))
    assert TR("choice.scenario_state.scenario") in told
    assert TR("shock.fictional") in told
    assert "Matthew 2016" in told
    assert TR(f"choice.footprint.{CYCLONE.footprint_used}") in told
    stored_zones = text(run(shock=SHOCKS[0]))
    assert TR("shock.fictional") not in stored_zones
    assert TR("shock.zones_on", day=TR.day("2023-08-01")) in stored_zones


def test_two_shocks_are_compared_and_every_figure_offers_its_explanation(monkeypatch, drawn):
    offered: list[str] = []
    monkeypatch.setattr(explain, "rows", lambda _page, _result, _frame, _columns, *, key: offered.append(key))
    monkeypatch.setattr(explain, "one_of", lambda _page, names, _told, *, key: offered.extend([key, *names]))
    run(part="compare", shock=SHOCKS[0], shock2=SHOCKS[1])
    assert "compared" in offered
    assert "A · Exposées" in offered
    assert "B · Déplacées" in offered
    assert {"shock_first", "shock_second", "shock_difference"} <= set(drawn["compared"].columns)
    for part in PARTS[:4]:
        run(part=part, shock=SHOCKS[0])
    assert {"shock-people", "chain-place", "needs", "needs-place", "exposed-sites"} <= set(offered)


def test_a_rate_changed_in_the_settings_is_the_one_that_the_page_uses(store):
    name = "chain.flood.high.displaced.middle"
    settings.change(store, LOCAL, name, "0.3", reason="atelier", author="Rose")
    app = run(part="chain", shock=SHOCKS[0])
    assert {one.label: one.value for one in app.metric}[TR("shock.step.displaced")] == TR.number(8_920)


def test_wide_puts_every_step_of_a_place_on_one_line():
    rows = results(stored()).steps_of_chain(FLOOD, "adm1").frame
    told = scenario_chain.wide(rows)
    assert told["place"].is_unique
    assert set(scenario_chain.WIDE) <= set(told.columns)
    assert told["displaced_middle"].sum() == pytest.approx(6_420)


def test_people_put_on_places_are_told_below_the_figures(store, drawn):
    said = TR("shock.people_spread", share=TR.share(1.0))
    assert said not in text(run(shock=SHOCKS[0]))
    settings.change(store, LOCAL, "people_spread", "1", reason="côte", author="Rose")
    app = run(shock=SHOCKS[0], level="adm2")
    assert said in text(app)
    assert not KEY.findall(text(app))
    assert "communes_without_places" in drawn["exposure"].columns
