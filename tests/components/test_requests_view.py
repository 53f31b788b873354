"""The page of requests, run without a browser: every part in every language, a step taken, a new request."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import picture, session
from components.figures import request_rows
from components.i18n import LANGUAGES, Words
from data.access import Actor
from data.demo import open_or_make
from data.home import store_path
from data.store.store import Store
from tests.components.page_runs import opened, text

PAGE = "stocks/requests.py"
TR = Words("fr")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """The fictional demonstration, of which the requests are worked in tools/demo/requests.toml; made once."""
    path = tmp_path_factory.mktemp("made") / "pare.db"
    open_or_make(path).engine.dispose()
    return path


@pytest.fixture
def demo(made: Path, tmp_path, monkeypatch) -> Store:
    """A copy of it for each test."""
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    monkeypatch.setattr("streamlit.page_link", lambda *_a, **_k: None)  # there is no navigation around the page
    picture._source.cache_clear()
    shutil.copy(made, store_path())
    store_path().chmod(0o600)
    yield Store(store_path())
    picture._source.cache_clear()


def state(store: Store, request: str) -> str:
    rows = store.records("requests").set_index("request_id")
    return str(rows.loc[request, "request_status"])


def press(app: AppTest, label: str) -> AppTest:
    next(one for one in app.button if one.label == label).click()
    app.run()
    assert not app.exception
    return app


def test_what_waits_is_said_before_the_list(demo: Store):
    app = opened(PAGE)
    counts = {one.label: one.value for one in app.metric}
    # Of the 27 requests three wait for an endorsement, three for a decision, three for their release; see the plan.
    assert counts == {"À endosser": "3", "À décider": "3", "À libérer": "3", "À livrer": "2", "À distribuer": "3",
                      "Rapport attendu": "4", "À clore": "2"}  # fmt: skip
    said = text(app)
    assert "27 demandes, dont 9 en retard" in said
    assert "doit 2 rapports de distribution, le plus ancien depuis le 11 août 2023 (20 jours)" in said


@pytest.mark.parametrize(
    ("address", "count"),
    [({"rstep": "endorsed"}, 3), ({"rlate": "1"}, 9), ({"rpartner": "ONG Q (fictif)"}, 3), ({"dept": "HT07"}, 6)],
)
def test_the_list_is_filtered_by_the_address(demo: Store, address, count):
    assert f"{count} demandes, dont" in text(opened(PAGE, **address))


def test_a_filter_that_is_not_there_is_ignored(demo: Store):
    assert "27 demandes" in text(opened(PAGE, rstep="paid", rpartner="*", rlate="x", request="<b>"))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("address", [{}, {"part": "new"}, {"part": "months"}, {"request": "DEM-2023-001"},
                                     {"request": "DEM-2023-008"}, {"request": "DEM-2023-021"},
                                     {"request": "DEM-2023-025"}])  # fmt: skip
def test_every_part_opens_in_every_language(demo: Store, lang: str, address: dict):
    app = opened(PAGE, lang=lang, **address)
    assert not [one.value for one in app.error if "DEM" not in str(one.value) and "error." in str(one.value)]
    assert "requests." not in text(app).replace("requests.toml", "")


def test_overlaps_and_free_stock_stand_before_the_decision(demo: Store):
    app = opened(PAGE, request="DEM-2023-005")
    said = text(app)
    assert "La plus grande distribution récente y a servi 174 ménages." in said
    assert "DEM&#45;2023&#45;016" in said
    assert "Peuvent tout servir avec leur stock libre" in said
    assert TR("requests.take.approved") in [one.label for one in app.button]


def test_an_approval_reserves_and_the_next_step_is_the_release(demo: Store):
    app = opened(PAGE, request="DEM-2023-005")
    press(app, TR("requests.take.approved"))
    assert state(demo, "DEM-2023-005") == "approved"
    assert any("Enregistré sous le n°" in str(one.value) for one in app.success)
    assert TR("requests.take.released") in [one.label for one in app.button]
    press(app, TR("requests.take.released"))
    assert state(demo, "DEM-2023-005") == "released"


def test_a_refusal_needs_a_reason(demo: Store):
    app = opened(PAGE, request="DEM-2023-004")
    app.radio[0].set_value("refused").run()
    press(app, TR("requests.take.refused"))
    assert state(demo, "DEM-2023-004") == "endorsed"
    assert [str(one.value) for one in app.error]


def test_who_may_not_write_sees_no_form(demo: Store, monkeypatch):
    monkeypatch.setattr("components.widgets.requests_step.allowed", lambda *_a: type("No", (), {"allowed": False})())
    app = opened(PAGE, request="DEM-2023-005")
    assert not app.radio


def test_below_the_coordinator_the_page_does_not_open(demo: Store, monkeypatch):
    monkeypatch.setattr(session, "actor", lambda: Actor("x", "nobody"))
    app = opened(PAGE)
    assert app.error
    assert not app.metric


def test_a_new_request_is_made_with_its_kit(demo: Store):
    app = opened(PAGE, part="new")
    app.selectbox[1].set_value("HT0511").run()
    next(one for one in app.number_input if one.label == TR("requests.households_asked")).set_value(50).run()
    units = {one.label: one.value for one in app.number_input}
    assert units["Bâche 4 x 6 m"] == 100  # two a household
    press(app, TR("requests.make"))
    assert any(TR.plain(TR("column.organisation")) in str(one.value) for one in app.error)  # nobody says who asks
    app.selectbox[0].set_value("ONG Q (fictif)").run()
    assert "ONG Q &#40;fictif&#41; doit 2 rapports" in text(app)
    press(app, TR("requests.make"))
    made = demo.records("requests")
    row = made[made["request_id"].str.match(r"DEM-[0-9A-F]{8}$")].iloc[0]
    assert row[["organisation", "adm2_pcode", "households", "kit", "request_status"]].tolist() == [
        "ONG Q (fictif)", "HT0511", 50.0, "essential", "received",
    ]  # fmt: skip


def test_hostile_names_stay_text():
    row = {"state": "received", "late": False, "request_id": "<b>R</b>", "organisation": "[x](http://a.b)",
           "households": float("nan"), "site_name": "*S*", "adm2_name": None, "next_step": "", "waits_on": ""}  # fmt: skip
    (line,) = request_rows.lines(pd.DataFrame([row]), TR)
    assert "<b>" not in line
    assert "](" not in line.split("]", 1)[1]
    assert "*S*" not in line


def test_a_line_is_approved_from_two_warehouses_and_what_is_missing_is_said(demo: Store):
    """DEM-2023-004 asks 540 blankets: 300 of the first warehouse and 100 of the next leave 140 that are not approved."""
    app = opened(PAGE, request="DEM-2023-004")
    units = {str(one.key): one for one in app.number_input}
    units["request-units-DEM-2023-004-endorsed-approved-blanket"].set_value(300)
    units["request-units-DEM-2023-004-endorsed-approved-blanket-2"].set_value(100)
    app = press(app, TR("requests.take.approved"))
    assert state(demo, "DEM-2023-004") == "partly_approved"
    assert TR("requests.missing_item", item=TR.plain("Couverture"), count=140.0, asked=540.0) in text(app)
    labels = [one.label for one in app.number_input if "blanket" in str(one.key)]
    assert [one for one in labels if "300" in one]
    assert [one for one in labels if "100" in one]


def test_a_kit_says_how_it_becomes_units(demo: Store):
    app = opened(PAGE, part="new")
    next(one for one in app.number_input if "households" in str(one.key)).set_value(40)
    app.run()
    assert not app.exception
    assert TR("requests.needed_rule") in text(app)
    # essential kit: 2 tarpaulins, 1 rope, 3 blankets, 2 jerrycans a household
    told = {str(one.key).split("-essential-")[1].rsplit("-", 1)[0]: one.value
            for one in app.number_input if "-essential-" in str(one.key)}  # fmt: skip
    assert told == {"tarpaulin": 80, "rope": 40, "blanket": 120, "jerrycan": 80}
