"""The page of evacuation shelters, run without a browser on the small Haiti: every part, in three languages."""

from __future__ import annotations

import json
from functools import partial

import pandas as pd
import pytest

from components.figures import explain_text, layers
from components.i18n import LANGUAGES, Words
from components.widgets import explain, shelter_balance, shelter_sheet
from data.scenario_files import presets
from geo.explain import Explanation, Input
from geo.frames import ZONES
from results.evacuation import Question
from results.shock import Shock
from tests.components.page_runs import opened, text
from tests.results.test_shelters import made, results

PARTS = ("balance", "map", "register", "allocation", "opening", "access", "departure")
TR = Words("fr")
run = partial(opened, "preparedness/shelters.py")


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    monkeypatch.setattr("streamlit.page_link", lambda *_a, **_k: None)  # there is no navigation around the page
    return made()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("zones", ["", "flood-small"])
@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_in_every_language(part, zones, lang):
    told = text(run(part=part, lang=lang, **({"shock": f"zones:{zones}"} if zones else {})))
    for stem in ("shelters.", "choice.", "header."):
        assert stem not in told.replace("data/reference/shelters.", ""), told
    assert "{" not in told


def test_without_a_hazard_people_and_balance_are_unknown_and_said_so():
    app = run()
    assert {one.label: one.value for one in app.metric} == {
        TR("shelters.face.net_safe_capacity"): "770", TR("shelters.face.people_expected"): TR("unit.unknown"),
        TR("shelters.face.balance"): TR("unit.unknown"),
    }  # fmt: skip
    assert TR("shelters.no_shock") in text(app)


def test_a_school_that_houses_displaced_people_reads_not_available(drawn):
    app = run(part="register", shock="zones:flood-small")
    rows = drawn["shelters"].set_index("shelter_id")
    assert rows.loc["A3", "binding_term"] == "occupied_by_idps"
    assert TR("choice.binding_term.occupied_by_idps") == "non disponible : accueille des PDI"
    assert any("non disponible : accueille des PDI" in one.value.to_numpy().astype(str) for one in app.dataframe)
    run(part="map")
    assert drawn["safe_capacity"].set_index("shelter_id").loc["A3", list(shelter_balance.LIMITS)].isna().all()


def test_the_register_keeps_three_figures_apart():
    app = run(part="register")
    told = {one.label: one.value for one in app.metric}
    # A4 is open with 30 people; A3 of unknown state hosts nobody that was told; of A1 and A2 nothing is known
    assert [told[TR(f"figure.{name}")] for name in ("shelters_opened", "shelters_hosting", "people_hosted")] == [
        "1", "1", "30",
    ]  # fmt: skip
    assert TR("shelters.register_unknown", status=3, people=3) in text(app)


def test_a_surplus_elsewhere_does_not_hide_the_communes_that_lack_places(store):
    # HT0111 -1,237.5, HT0131 -72, HT0711 -30 - 135
    result = results(store).shelter_balance("adm2", "flood-small").frame
    assert TR("shelters.deficit", count=3, people=float(-result["balance"].clip(upper=0).sum())) in text(
        run(shock="zones:flood-small")
    )


def test_a_link_to_a_shelter_opens_the_register(drawn):
    app = run(shelter="A2")
    assert app.session_state["part"] == "register"
    assert "shelters" not in drawn  # its sheet, not the list
    assert TR("shelters.sheet_inspection") in text(app)
    assert TR("choice.binding_term.structure_unassessed") in text(app)


def test_nobody_is_sent_before_the_button(drawn):
    assert TR("shelters.send_needs_hazard") in text(run(part="allocation"))
    app = run(part="allocation", shock="zones:flood-small")
    assert "unserved" not in drawn
    app.button(key="send").click().run()
    assert not app.exception
    assert set(drawn) >= {"unserved", "two_rules", "shelters_taken"}
    rows = drawn["unserved"]
    assert (rows["allocated"] + rows["unserved"]).sum() == pytest.approx(rows["people_expected"].sum())
    assert drawn["two_rules"]["rule"].tolist() == ["nearest", "optimal", "difference", "capacity_order"]
    app.number_input(key="walk-km").set_value(5.0).run()
    drawn.clear()
    app.run()
    assert not drawn  # another question: asked for anew


def test_the_map_says_what_binds_each_shelter():
    rows = pd.DataFrame({
        "shelter_id": ["A", "B", "C"], "name": ["a", "b", "c"], "adm2_name": "x", "longitude": -72.3, "latitude": 18.5,
        "binding_term": ["occupied_by_idps", "toilets", "inside_hazard"], "net_safe_capacity": [0.0, 20.0, 0.0],
        "declared_capacity": [10.0, 30.0, float("nan")],
    })  # fmt: skip
    layer = layers.shelters_by_term(rows, TR)
    assert {entry.label for entry in layer.legend} == {
        TR(f"map.state.shelter_room.{state}") for state in ("occupied", "met", "short")
    }
    assert "accueille des PDI" in json.dumps(json.loads(layer.json), ensure_ascii=False)


def test_an_explanation_says_coded_inputs_in_words():
    told = Explanation("net_safe_capacity", "x", (Input("binding_term", "occupied_by_idps"), Input("stay", "longer"),
                       Input("hazard_class[flood]", "high")), 0.0, "persons")  # fmt: skip
    words = dict(explain_text.lines(told, TR))
    assert words[TR("input.binding_term")] == "non disponible : accueille des PDI"
    assert words[TR("input.stay")] == TR("choice.shelter_stay.longer")
    assert TR("choice.hazard.flood") in " ".join(words)


def test_every_figure_offers_its_explanation(monkeypatch):
    offered: list[str] = []
    monkeypatch.setattr(explain, "rows", lambda _page, _result, _frame, _columns, *, key: offered.append(key))
    for part in ("balance", "map", "register", "access"):
        run(part=part, shock="zones:flood-small")
    assert offered == ["shelter-balance", "safe-capacity", "register", "shelter-access"]


def test_the_register_is_filtered_by_state(drawn):
    run(part="register", shelter_state="open")
    assert drawn["shelters"]["shelter_id"].tolist() == ["A4"]
    run(part="register", shelter_state="occupied_by_idps")
    assert drawn["shelters"]["shelter_id"].tolist() == ["A3"]
    run(part="register", shelter_state="unknown")
    assert set(drawn["shelters"]["shelter_id"]) == {"A1", "A2"}


def test_openings_are_listed_and_a_sheet_tells_its_history(drawn):
    run(part="register")
    assert drawn["shelter_openings"]["shelter_id"].tolist() == ["A4"]
    told = text(run(shelter="A4"))
    assert TR("shelters.was_opened", before=TR("shelters.state_unknown")) in told.replace("&#40;", "(").replace(
        "&#41;", ")"
    ).replace("&#58;", ":").replace("&#39;", "'")


def test_a_preset_scenario_is_looked_at_as_zones_are(drawn):
    app = run(part="departure", shock="preset:cyclone-category-4-south")
    assert TR("shelters.leave_title") in [one.value for one in app.subheader]
    rows = drawn["latest_departure"]
    assert rows["leave_by"].dropna().str.match(r"20\d\d-\d\d-\d\d \d\d:\d\d$").all()
    assert not app.error


def test_without_a_track_or_a_wave_the_page_says_what_is_needed():
    assert TR("shelters.departure_needs") in text(run(part="departure", shock="zones:flood-small"))
    assert TR("shelters.send_needs_hazard") in text(run(part="opening"))


def test_sites_and_one_more_shelter_are_reckoned_on_a_button_alone(drawn):
    app = run(part="opening", shock="zones:flood-small")
    assert "shelter_sites" not in drawn
    app.button(key="find-sites").click().run()
    assert drawn["shelter_sites"]["adm2_name"].tolist() == ["Port-au-Prince"]
    assert app.button(key="one-more").disabled  # no point yet
    app.number_input(key="one-more-lon").set_value(-73.7).run()
    app.number_input(key="one-more-lat").set_value(18.3).run()
    app.button(key="one-more").click().run()
    assert not app.exception
    assert drawn["shelter_one_more"]["rule"].tolist() == ["before", "after", "difference"]


def test_whoever_may_not_write_sees_no_form(monkeypatch):
    assert TR("shelters.update") in [one.label for one in run(shelter="A4").expander]
    monkeypatch.setattr(shelter_sheet, "WRITE", "nothing.write")
    assert TR("shelters.update") not in [one.label for one in run(shelter="A4").expander]


def test_what_was_seen_is_saved_from_the_sheet(store):
    app = run(shelter="A4")
    field = next(one for one in app.number_input if one.key and one.key.endswith("-A4-occupancy_persons"))
    field.set_value(45.0).run()
    next(one for one in app.text_input if one.key and one.key.startswith("entry-reason-shelters")).set_value(
        "visite"
    ).run()
    next(one for one in app.button if one.key and one.key.startswith("entry-save-shelters")).click().run()
    assert not app.exception
    assert results(store).shelters_in_use().explain(figure="people_hosted").value == 45


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_input_of_an_explanation_has_words(store, lang):
    asked, question, tr = results(store), Question("flood-small"), Words(lang)
    shock = Shock("storm", scenario=presets()["cyclone-category-4-south"])
    wave = asked.zones("flood-small").head(1).assign(zone_set="wave", hazard="tsunami", hazard_class="high")
    storm = asked.with_zones(asked.scenario_zones(shock.scenario))
    told = (asked.shelter_access(question, "adm2", "E2SFCA"), asked.shelter_occupants(), asked.shelters_in_use(),
            asked.with_zones(wave[list(ZONES.by_name)]).refuge("wave", 20.0),
            storm.departures(shock, Question("cyclone-category-4-south")))  # fmt: skip
    for result in told:
        explained = result.explain_row(result.frame.iloc[0].to_dict())
        assert explained.dated
        labels = {label for label, _ in explain_text.lines(explained, tr)}
        assert not labels & {one.name for one in explained.inputs}
        assert tr.has(f"figure.{explained.figure}")
