"""Field entry on the page: typed, previewed, saved, a conflict decided, and who may not is told so."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import picture, session
from components.i18n import LANGUAGES, Words, texts
from components.widgets import edit_words
from data import editing
from data.access import NOBODY, Actor
from data.editing import Wishes
from geo.errors import Problem
from geo.frames import FRAMES

SHELTER, WAIT = "ABR-0001", 60
COLUMNS = FRAMES["shelters"].by_name


def script() -> None:
    from components import session
    from components.widgets import edit_view

    edit_view.show(session.open_page("entry.view"))


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    monkeypatch.delenv("PARE_SERVED_BY", raising=False)
    picture._source.cache_clear()
    yield tmp_path
    picture._source.cache_clear()


def opened(what: str, manner: str = "one", record: str = "") -> AppTest:
    app = AppTest.from_function(script, default_timeout=WAIT)
    app.session_state["lang"] = "fr"
    app.session_state["entry"] = what
    if what != "count":
        app.session_state[f"entry-manner-{what}"] = manner
    if record:
        app.session_state[f"entry-record-{what}-0"] = record
    app.run()
    assert not app.exception
    return app


def cell(app: AppTest, column: str, kind: str = "number_input"):
    return getattr(app, kind)(key=f"entry-cell-shelters-0-{SHELTER}-{column}")


def save(app: AppTest, reason: str) -> None:
    app.text_input(key="entry-reason-shelters-0").set_value(reason).run()
    app.button(key="entry-save-shelters-0").click().run()
    assert not app.exception


def told(app: AppTest, kind: str) -> str:
    return " ".join(one.value for one in getattr(app, kind))


def test_a_shelter_is_edited_previewed_and_saved_with_a_reason(home):
    app = opened("shelters", record=SHELTER)
    cell(app, "occupancy_persons").set_value(44.0).run()
    assert "**2**" in told(app, "markdown")  # the occupants, and when they were counted
    assert app.button(key="entry-save-shelters-0").disabled  # no reason yet
    save(app, "appel du gestionnaire")
    assert "n° 2" in told(app, "success")
    store = picture.source().store
    assert store.batches().iloc[0][["author", "reason", "source", "fictional"]].tolist() == [
        "local", "appel du gestionnaire", "form", True]  # fmt: skip
    assert store.records("shelters").set_index("shelter_id").loc[SHELTER, "occupancy_persons"] == 44.0


def test_a_fault_is_told_at_its_cell_without_a_line_number_and_forbids_saving(home):
    app = opened("shelters", record=SHELTER)
    cell(app, "capacity_persons").set_value(999_999.0).run()
    sentence = told(app, "error")
    assert "Capacité déclarée" in sentence
    assert "20&#160;000" in sentence or "20 000" in sentence
    assert "Ligne" not in sentence
    app.text_input(key="entry-reason-shelters-0").set_value("x").run()
    assert app.button(key="entry-save-shelters-0").disabled


def test_emptying_a_cell_is_asked_for(home):
    app = opened("shelters", record=SHELTER)
    cell(app, "capacity_persons").set_value(None).run()
    app.text_input(key="entry-reason-shelters-0").set_value("pas mesuré").run()
    assert app.button(key="entry-save-shelters-0").disabled
    app.checkbox(key="entry-emptied-shelters-0").check().run()
    save(app, "pas mesuré")
    assert pd.isna(picture.source().store.records("shelters").set_index("shelter_id").loc[SHELTER, "capacity_persons"])


@pytest.mark.parametrize(("pick", "value"), [("mine", 50.0), ("theirs", 44.0)])
def test_the_second_of_two_sees_what_changed_and_chooses(home, pick, value):
    app = opened("shelters", record=SHELTER)
    source, anne = picture.source(), Actor("Anne", "coordinator")
    theirs = Wishes({SHELTER: {"occupancy_persons": "44"}}, "2023-08-31")
    first = editing.save(source, anne, editing.open_table(source, "shelters", anne), theirs, reason="visite")
    cell(app, "occupancy_persons").set_value(50.0).run()
    save(app, "appel")
    assert source.store.head() == first  # nothing stored before the choice
    assert "Anne" in told(app, "markdown")
    assert "(vide) à 44" in " ".join(one.value.replace("&#40;", "(").replace("&#41;", ")") for one in app.markdown)
    for radio in app.radio:
        radio.set_value(pick)
    app.run()
    next(one for one in app.button if one.label == "Appliquer et enregistrer").click().run()
    assert not app.exception
    assert source.store.records("shelters").set_index("shelter_id").loc[SHELTER, "occupancy_persons"] == value
    assert source.store.head() == (first + 1 if pick == "mine" else first)


def test_what_was_typed_survives_another_manner_of_editing(home):
    app = opened("shelters", record=SHELTER)
    cell(app, "occupancy_persons").set_value(44.0).run()
    app.session_state["entry-manner-shelters"] = "table"
    app.run()
    assert "**2**" in told(app, "markdown")
    app.session_state["entry-manner-shelters"] = "one"
    app.session_state["entry-record-shelters-0"] = SHELTER
    app.run()
    assert cell(app, "occupancy_persons").value == 44.0


def test_a_way_is_not_closed_without_source_and_reason(home):
    way = str(editing.open_table(picture.source(), "ways", Actor("a", "coordinator")).rows["way_id"].iloc[0])
    app = opened("ways", record=way)
    app.selectbox(key=f"entry-cell-ways-0-{way}-status").set_value("closed").run()
    assert len(app.error) == 2
    app.selectbox(key=f"entry-cell-ways-0-{way}-reason").set_value("insécurité").run()
    app.text_input(key=f"entry-cell-ways-0-{way}-source").set_value("Logistics Sector").run()
    app.text_input(key="entry-reason-ways-0").set_value("réunion").run()
    app.button(key="entry-save-ways-0").click().run()
    row = picture.source().take(audience="coordinator").frame("ways").set_index("way_id").loc[way]
    assert row[["status", "reason", "source"]].tolist() == ["closed", "insécurité", "Logistics Sector"]


@pytest.mark.parametrize("what", ["sites", "shelters", "count", "ways"])
def test_every_table_opens(home, what):
    opened(what, "table")


def test_a_new_site_without_name_and_place_is_told_what_it_lacks(home):
    app = opened("sites", "new")
    fresh = app.session_state["entry-form-sites"].fresh
    app.selectbox(key=f"entry-cell-sites-0-{fresh}-site_type").set_value("school").run()
    assert len(app.error) == 2
    assert told(app, "warning")  # a first record of one's own in the demonstration


def test_who_may_not_gets_a_sentence(home, monkeypatch):
    monkeypatch.setattr(session, "actor", lambda: NOBODY)
    app = opened("sites", "table")
    assert "entry.view" in told(app, "error")
    assert "entry-form-sites" not in app.session_state


def test_texts_and_widget_values_are_each_other():
    for column, text in (("occupancy_persons", "44"), ("structure_assessed_on", "2023-05-31"), ("name", "Lekòl"),
                         ("occupancy_at", "2023-01-31T17:30Z"), ("ramp", "true")):  # fmt: skip
        value = edit_words.to_value(COLUMNS[column], text)
        assert edit_words.to_text(COLUMNS[column], value) == text
    # Haiti is five hours behind UTC in January.
    shown = edit_words.to_value(COLUMNS["occupancy_at"], "2023-01-31T17:30Z")
    assert (shown.isoformat(), shown.tzinfo) == ("2023-01-31T12:30:00", None)
    assert edit_words.to_value(COLUMNS["structure_assessed_on"], "2023-05-31") == date(2023, 5, 31)
    for nothing in (None, pd.NaT, float("nan"), ""):
        assert edit_words.to_text(COLUMNS["name"], nothing) == ""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_of_a_cell_names_a_line(lang):
    tr = Words(lang)
    for key in texts(lang):
        if key.startswith("problem."):
            problem = Problem(7, "name", key.removeprefix("problem."), "<b>x</b>")
            sentence = edit_words.cell_sentence(SimpleNamespace(tr=tr), problem)
            assert sentence
            assert not {"\x00", "\x01"} & set(sentence)
            assert not sentence.startswith(("Ligne", "Row", "Liy"))
