"""Bulletins, activations and reports typed on the page of field entry, and the second person who confirms."""

from __future__ import annotations

from datetime import datetime

import pytest
from streamlit.testing.v1 import AppTest

from components import picture, session
from data.access import NOBODY
from tests.components.page_runs import opened, text

PAGE, RED = "manage/entry.py", "vigilance|HT10|cyclone|2023-08-31T22:00Z"


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    monkeypatch.delenv("PARE_SERVED_BY", raising=False)
    monkeypatch.setattr("streamlit.page_link", lambda *_a, **_k: None)  # there is no navigation around the page
    picture._source.cache_clear()
    yield tmp_path
    picture._source.cache_clear()


def report(**address: str) -> AppTest:
    return opened(PAGE, lang="fr", entry="impacts", **address)


def messages(app: AppTest, kind: str) -> str:
    return " ".join(one.value for one in getattr(app, kind))


def test_a_link_opens_the_report_of_a_commune_beside_its_last_one(home):
    app = report(emergency="EXEMPLE", adm2_pcode="HT0711")
    assert app.selectbox(key="said-impacts-emergency-0").value == "EXEMPLE"
    assert app.selectbox(key="said-impacts-adm2_pcode-0").value == "HT0711"
    assert "Dernier rapport" in text(app)
    assert app.number_input(key="said-impacts-HT0711-deaths-0").label == "Décès"
    assert {one.value for one in app.number_input} == {None}  # nothing is put in: a blank keeps what was said


def test_a_report_is_saved_as_a_trial_and_a_fall_is_told(home):
    app = report(emergency="EXEMPLE", adm2_pcode="HT0711")
    app.datetime_input(key="said-impacts-reported_at-0").set_value(datetime.fromisoformat("2023-08-31T23:30")).run()
    app.number_input(key="said-impacts-HT0711-deaths-0").set_value(2).run()  # the last one said 3
    assert "Décès" in messages(app, "warning")
    assert app.button(key="said-impacts-save-0").disabled  # nobody said who says so
    app.text_input(key="said-impacts-source-0").set_value("appel radio du COUC").run()
    app.button(key="said-impacts-save-0").click().run()
    assert not app.exception
    assert "n° 2" in messages(app, "success")
    store = picture.source().store
    assert store.batches().iloc[0][["reason", "source", "fictional"]].tolist() == ["appel radio du COUC", "form", True]
    rows = store.records("impacts")
    row = rows[(rows["adm2_pcode"] == "HT0711") & (rows["reported_at"] == "2023-09-01T03:30Z")].iloc[0]
    assert (row["deaths"], row["source"]) == (2.0, "appel radio du COUC")
    assert row[["injured", "people_affected"]].isna().all()
    assert app.selectbox(key="said-impacts-emergency-1").value == "EXEMPLE"  # the next report is likely of it


def test_a_commune_or_an_emergency_that_is_none_is_not_taken_over(home):
    app = report(emergency="<b>", adm2_pcode="HT9999")
    assert app.selectbox(key="said-impacts-emergency-0").value is None
    assert app.selectbox(key="said-impacts-adm2_pcode-0").value is None
    assert "Choisissez l'urgence" in messages(app, "info")


def test_the_second_person_confirms_what_waits(home):
    assert "deuxième personne : 2" in messages(opened(PAGE, lang="fr", entry="alerts"), "info")
    app = opened("preparedness/alerts.py", lang="fr")
    chosen = app.multiselect(key="confirm-which")
    assert [one for one in chosen.options if "Nippes" in one and "Cyclone" in one and "rouge" in one]
    chosen.set_value([RED]).run()
    app.text_input(key="sign-bulletin").set_value("Prévisionniste (fictif)").run()  # who entered it
    app.button(key="confirm-bulletin").click().run()
    assert "deuxième personne" in messages(app, "error")
    app.text_input(key="sign-bulletin").set_value("Chef de quart").run()
    app.button(key="confirm-bulletin").click().run()
    assert not app.exception
    told = picture.take("coordinator").frame("countersigned").set_index("record_id").loc[RED]
    assert (bool(told["confirmed"]), told["confirmed_by"]) == (True, "Chef de quart")


@pytest.mark.parametrize("what", ["alerts", "activations"])
def test_the_forms_open_and_say_whose_word_it_is(home, what):
    app = opened(PAGE, lang="fr", entry=what)
    assert "Rien n'est modifié" in text(app)
    assert app.datetime_input(key=f"said-{what}-issued_at-0").value.date().isoformat() == "2023-08-31"


def test_a_bulletin_of_several_departments_is_saved_and_waits(home):
    app = opened(PAGE, lang="fr", entry="alerts")
    app.button_group(key="said-alerts-hazards-0").set_value(["flood"]).run()
    app.multiselect(key="said-alerts-vigilance-flood-red-0").set_value(["HT05"]).run()
    app.multiselect(key="said-alerts-vigilance-flood-orange-0").set_value(["HT03", "HT04"]).run()
    app.text_input(key="said-alerts-source-0").set_value("bulletin n° 5").run()
    assert app.button(key="said-alerts-save-0").disabled  # in which function?
    app.text_input(key="said-alerts-entered_by-0").set_value("Officier de permanence").run()
    app.button(key="said-alerts-save-0").click().run()
    assert not app.exception
    assert "à confirmer" in messages(app, "success")
    rows = picture.source().store.records("alerts")
    mine = rows[rows["hazard"] == "flood"].sort_values("adm1_pcode")
    assert mine[["adm1_pcode", "level", "issuer"]].values.tolist() == [
        ["HT03", "orange", "UHM"], ["HT04", "orange", "UHM"], ["HT05", "red", "UHM"]]  # fmt: skip
    assert "deuxième personne : 5" in messages(app, "info")  # two of the demonstration, three of mine


def test_a_department_of_two_levels_is_told_and_forbids_saving(home):
    app = opened(PAGE, lang="fr", entry="alerts")
    app.button_group(key="said-alerts-hazards-0").set_value(["flood"]).run()
    for level in ("red", "green"):
        app.multiselect(key=f"said-alerts-vigilance-flood-{level}-0").set_value(["HT05"]).run()
    app.text_input(key="said-alerts-entered_by-0").set_value("Officier").run()
    app.text_input(key="said-alerts-source-0").set_value("bulletin n° 5").run()
    assert app.error
    assert app.button(key="said-alerts-save-0").disabled


def test_centres_are_told_by_kind(home):
    app = opened(PAGE, lang="fr", entry="activations")
    app.multiselect(key="said-activations-places-department-0").set_value(["HT07", "HT08"]).run()
    app.text_input(key="said-activations-source-0").set_value("ordre de la DGPC").run()
    app.button(key="said-activations-save-0").click().run()
    assert not app.exception
    rows = picture.source().store.records("activations")
    told = rows[rows["source"] == "ordre de la DGPC"]
    assert told[["centre", "place", "activation"]].values.tolist() == [
        ["department", "HT07", "watch"], ["department", "HT08", "watch"]]  # fmt: skip


def test_who_may_not_sees_no_form(home, monkeypatch):
    monkeypatch.setattr(session, "actor", lambda: NOBODY)
    app = opened(PAGE, lang="fr", entry="alerts")
    assert not app.button
    assert not app.multiselect
