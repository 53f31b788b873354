"""Who is who on a page: what waits is told in words, a decision is stored with its reason, and can be taken back."""

from __future__ import annotations

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data import who_is_who
from data.home import store_path
from data.store.store import Store, Told

HOSTILE = "Kan **Corail** <img src=x onerror=alert(1)>"


def page() -> None:
    from components import session
    from components.widgets import identity_view

    identity_view.show(session.open_page("imports.view"))


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    """A fictional store (nothing real is served outside the gate) with one pair that waits."""
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    made = Store(store_path())
    told = {"adm2_pcode": "HT0111", "longitude": -72.34, "latitude": 18.54, "observed_on": "2024-01-15"}
    for one, name in (("S1", "Camp Corail"), ("S2", HOSTILE)):
        with made.batch(Told("demo", "demo", one, fictional=True)) as batch:
            batch.patch("sites", pd.DataFrame([{"site_id": one, "name": name} | told]))
            batch.patch("settings", pd.DataFrame([{"setting": "as_of", "value": "2024-03-31"}]))
    return made


def run() -> AppTest:
    app = AppTest.from_function(page, default_timeout=60).run()
    assert not app.exception
    return app


def test_a_pair_is_shown_decided_with_a_reason_and_the_decision_taken_back(store):
    app = run()
    text = " ".join(one.value for one in app.markdown)
    assert "Corail" in text
    assert "<img" not in text
    assert all(button.disabled for button in app.button if button.label == "C'est le même lieu")
    app.text_input[0].input("visite du 3 mars").run()
    next(button for button in app.button if button.label == "Ce sont deux lieux différents").click().run()
    assert not app.exception
    told = who_is_who.decisions(store)
    assert told[["decision", "reason", "author"]].to_numpy().tolist() == [["different", "visite du 3 mars", "local"]]
    assert any("Aucune paire" in one.value for one in app.info)
    app.toggle(key="identity-reverse-open").set_value(True).run()
    app.text_input[0].input("erreur").run()
    next(button for button in app.button if button.label == "Reprendre").click().run()
    assert not app.exception
    assert who_is_who.decisions(store).empty
    assert any(button.label == "C'est le même lieu" for button in app.button)


def test_the_same_place_keeps_the_name_that_was_chosen(store):
    app = run()
    app.radio[0].set_value("S1").run()
    app.text_input[0].input("même camp").run()
    next(button for button in app.button if button.label == "C'est le même lieu").click().run()
    assert not app.exception
    assert who_is_who.decisions(store)[["old_id", "new_id"]].to_numpy().tolist() == [["S2", "S1"]]
