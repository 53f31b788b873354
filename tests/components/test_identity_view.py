"""Who is who on a page: what waits is told in words, a decision is stored with its reason, and can be taken back."""

from __future__ import annotations

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components.i18n import LANGUAGES, Words
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
            people = {"S1": ("2024-02-01", 1881), "S2": ("2024-02-20", 1850)}[one]
            counted = dict(zip(("site_id", "assessed_on", "individuals"), (one, *people), strict=True))
            batch.patch("assessments", pd.DataFrame([counted]))
            batch.patch("settings", pd.DataFrame([{"setting": "as_of", "value": "2024-03-31"}]))
    return made


def run(lang: str = "fr") -> AppTest:
    app = AppTest.from_function(page, default_timeout=60)
    app.session_state["lang"] = lang
    app.run()
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


@pytest.mark.parametrize("lang", LANGUAGES)
def test_before_deciding_it_says_which_figures_count_and_what_the_total_becomes(store, lang):
    """S2 was counted last (20 February, 1850): joined under S1 it is 1850 people, of 1881 + 1850 = 3731 before."""
    tr = Words(lang)
    app = run(lang)
    app.radio[0].set_value("S1").run()
    shown = next(one.value for one in app.dataframe if tr("identity.if_same") in one.value.columns)
    heads = {tr(f"identity.row.{name}"): name for name in ("name", "people", "dated_on", "place", "sent_by", "point")}
    rows = shown.rename(index=heads)
    assert rows.index.tolist() == ["name", "place", "dated_on", "people", "sent_by", "point"]
    assert rows.loc["people"].tolist() == [tr.number(1881), tr.number(1850), tr.number(1850)]
    assert rows.loc["dated_on"].tolist() == [tr.day("2024-02-01"), tr.day("2024-02-20"), tr.day("2024-02-20")]
    assert rows.loc["name"].tolist() == ["Camp Corail", HOSTILE, "Camp Corail"]
    assert rows.loc["sent_by"].tolist() == ["S1", "S2", "S2"]
    said = [one.value for one in app.warning]
    words = {"people": tr.number(1850), "day": tr.day("2024-02-20"), "name": "Camp Corail"}
    assert said == [tr("identity.figure_sites", **words, **{"from": tr.plain(f"{HOSTILE} (S2)")})]
    captions = [one.value for one in app.caption]
    assert tr("identity.total_sites", before=tr.number(3731), after=tr.number(1850)) in captions
    assert tr("identity.reason_needed") in captions
    app.radio[0].set_value("S2").run()
    assert not app.warning
    assert store.head() == 2


def test_after_deciding_both_names_and_the_way_back_are_told_and_every_column_has_a_word(store):
    app = run()
    app.radio[0].set_value("S1").run()
    app.text_input[0].input("même camp").run()
    next(button for button in app.button if button.label == "C'est le même lieu").click().run()
    tr = Words("fr")
    names = {"old": tr.plain(f"{HOSTILE} (S2)"), "new": tr.plain("Camp Corail (S1)")}
    said = tr("identity.done_same", seq=3, page=tr("page.imports.title"), **names)
    assert [one.value for one in app.success] == [one.value for one in app.toast] == [said]
    decided = app.dataframe[-1].value
    assert decided[[tr("header.old_name"), tr("header.new_name")]].to_numpy().tolist() == [[HOSTILE, "Camp Corail"]]
    assert not [head for head in decided.columns if "_" in head]
    assert store.records("sites")["name"].tolist() == ["Camp Corail"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_tab_and_title_have_one_name(lang):
    assert Words(lang)("sources.part.doubles") == Words(lang)("identity.title")
