"""The page of coverage, run without a browser on a small store: parts, ways up and down, costs, trials."""

from __future__ import annotations

import re
from functools import partial

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components.i18n import Words
from components.widgets import coverage_costs, coverage_what_if
from data.held_standards import norms_in_force
from data.home import store_path
from data.store.store import Store, Told
from tests.components.page_runs import WAIT, opened, text

PARTS = ("matrix", "map", "gaps", "what_if", "next", "people")
run = partial(opened, "services/coverage.py")
SITES = (("S1", "HT0111", 1000, 10), ("S2", "HT0112", 400, 40), ("S3", "HT0112", 200, None))


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    """Three sites of two communes: S1 has 100 persons a toilet, S2 has 10, nobody asked at S3."""
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    monkeypatch.setattr("streamlit.page_link", lambda *_a, **_k: None)  # there is no navigation around the page
    made = Store(store_path())
    sites = pd.DataFrame(SITES, columns=["site_id", "adm2_pcode", "individuals", "toilets_functional"])
    place = {"longitude": -72.34, "latitude": 18.54, "observed_on": "2024-01-15"}
    with made.batch(Told("demo", "demo", "three sites", fictional=True)) as batch:
        batch.patch("sites", sites[["site_id", "adm2_pcode"]].assign(name="Site " + sites["site_id"], **place))
        asked = sites.drop(columns="adm2_pcode").assign(round=1, assessed_on="2024-03-01")
        batch.patch("assessments", asked.astype({"toilets_functional": "Int64"}))
        batch.patch("settings", pd.DataFrame([{"setting": "as_of", "value": "2024-03-31"}]))
    return made


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("lang", ["fr", "en", "ht"])
def test_every_part_is_drawn_in_every_language(store: Store, part: str, lang: str):
    app = run(part=part, lang=lang)
    assert not app.error
    assert not re.findall(r"\b(?:coverage|gap|header|means)\.[a-z_]+", text(app))


def test_the_card_says_the_coverage_of_the_place_and_its_interval(store: Store):
    # Of 1400 persons at assessed sites 400 are at S2, where the standard is met: 29 %. With the 200 of S3 it is
    # between 400 / 1600 = 25 % and 600 / 1600 = 38 %.
    told = text(run(phase="standard"))
    for share in ("29", "25", "38"):
        assert f"**{share}\u202f%**" in told


def test_a_link_to_a_commune_opens_its_sites_and_the_way_back_up(store: Store):
    app = run(commune="HT0112")
    assert app.session_state["place"] == "HT0112"
    assert app.session_state["level"] == "site"
    assert "commune" not in app.query_params
    up = [button for button in app.button if button.label.endswith("›")]
    assert [button.label for button in up] == ["Haïti ›", "Ouest ›"]
    up[1].click().run()
    assert app.session_state["place"] == "HT01"
    assert app.session_state["level"] == "adm2"


def test_a_link_to_a_standard_chooses_its_sector(store: Store):
    app = run(standard="feedback")
    assert app.session_state["sector"] == "cccm"
    assert app.session_state["standard"] == "feedback"


def test_a_site_that_is_opened_leads_to_its_sheet_and_says_its_gap(store: Store):
    # 1000 persons at 20 a toilet want 50; 10 there are, 40 lack.
    app = run(place="HT0111", at="S1", phase="standard")
    assert "40 toilettes" in text(app).replace("\u202f", " ")
    assert Words("fr")("coverage.sign.short") in text(app)


def test_another_place_starts_at_the_level_below_it(store: Store):
    app = run()
    app.selectbox(key="place").select("HT0112").run()
    assert app.session_state["level"] == "site"
    app.selectbox(key="place").select("HT").run()
    assert app.session_state["level"] == "adm1"


def test_what_if_tells_before_and_after_and_stores_nothing(store: Store):
    # 40 toilets more at S1 make 50, the standard: 1000 persons newly met, nobody short: 29 % becomes 100 %.
    before = store.head()
    app = run(part="what_if", place="HT0111", at="S1", phase="standard")
    app.number_input(key="what-if-toilets_functional").set_value(40).run()
    assert not app.exception
    told = text(app).replace("\u202f", " ")
    assert "0 % → 100 %" in told
    assert "#### 1 000" in told
    assert Words("fr")("gap.nothing_stored") in told
    assert store.head() == before


def test_where_next_says_the_word_optimum_and_the_people_served(store: Store):
    app = run(part="next", phase="standard")
    app.number_input(key="next-units").set_value(5).run()
    # S1 lacks 40 toilets of 20 persons: five serve 100.
    assert "**100** personnes" in text(app)
    assert "optimum" in text(app)


def test_an_edited_table_of_costs_tells_what_changed():
    before = pd.DataFrame({"key": ["toilets", "kit"], "unit_cost": [350.0, float("nan")], "lead_days": [21.0, 7.0],
                           "covers": [1.0, 1.0]})  # fmt: skip
    after = before.assign(unit_cost=[400.0, float("nan")], lead_days=[21.0, 9.5])
    assert coverage_costs.changes(before, after) == {"cost.toilets": "400", "lead.kit": "9.5"}
    assert coverage_costs.changes(before, before) == {}
    assert coverage_costs.changes(before, before.assign(unit_cost=float("nan"))) == {}  # emptied changes nothing


def costs() -> None:
    from components import session
    from components.widgets import coverage_costs as widget

    page = session.open_page("coverage.view")
    widget.save(page, {"cost.toilets": "400"})


def test_a_cost_is_stored_only_with_a_reason(store: Store):
    app = AppTest.from_function(costs, default_timeout=WAIT).run()
    before = store.head()
    assert app.button(key="gap-costs-store").disabled
    app.text_input(key="gap-costs-reason").input("devis de mars").run()
    app.button(key="gap-costs-store").click().run()
    assert not app.exception
    assert store.head() == before + 1
    batch = store.batches().iloc[0]
    assert batch["reason"] == "devis de mars"
    told = text(run(part="gaps", phase="standard")).replace("\u202f", " ")
    assert "**16 000 USD**" in told  # 40 toilets at 400; before: 40 at 350


@pytest.mark.parametrize(
    ("key", "column"),
    [("toilets", "toilets_functional"), ("water_quantity", "water_litres_person_day"), ("water_points", "taps"),
     ("handwashing", "handwashing_stations"), ("covered_area", "covered_area_m2"), ("toilets_lit", "toilets_lit"),
     ("hygiene_kits", "households_with_hygiene_kit"), ("in_tents", ""), ("feedback", ""), ("water_distance", ""),
     ("site_area", "")],
)  # fmt: skip
def test_what_is_added_to_for_a_standard(key: str, column: str):
    norms = {norm.key: norm for norm in norms_in_force({}, "auto").standards}
    assert coverage_what_if.column_of(norms[key]) == column
