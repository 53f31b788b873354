"""The queue of what is out of date: ways by the communes at their ends, and no source in a foreign language."""

from __future__ import annotations

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from components import picture, session
from components.i18n import LANGUAGES, Words
from components.widgets import freshness_view, record_table
from data.access import LOCAL
from data.reference_ways import SKETCH
from results import Results

FR = Words("fr")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_shipped_ways_have_names_and_a_source_in_words(lang, tmp_path, monkeypatch):
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    picture._source.cache_clear()
    results = Results(picture.take(LOCAL.role), LOCAL)
    picture._source.cache_clear()
    tr = Words(lang)
    page = session.Page("sources.view", tr, LOCAL, results, "", results.facts())
    late = freshness_view._worded(page, results.stale().frame)
    ways = late[late["table_name"] == "ways"].set_index("record_id")
    assert not late["refresher_told"].str.contains(SKETCH).any()
    assert ways["refresher_told"].str.startswith(tr("freshness.sketch")).all()
    assert not (ways["record_name"] == ways.index).any()
    names = results.places().set_index("adm2_pcode")["name_fr"]
    assert ways.loc["RN1:HT0111:HT0117", "record_name"] == f"RN1 · {names['HT0111']} – {names['HT0117']}"
    sent = results.stale().frame.head(1).assign(refresher="template", refresher_kind="sender")
    said = f"{tr('imports.origin.template')} ({tr('freshness.by.sender')})"
    assert freshness_view._worded(page, sent)["refresher_told"].tolist() == [said]
    nameless = results.stale().frame.head(1).assign(name=None, record_id="ABR-1", table_name="shelters")
    assert freshness_view._worded(page, nameless)["record_name"].tolist() == [f"{tr('kind.shelter')} ABR-1"]


def script() -> None:
    from components import session
    from components.widgets import freshness_view

    freshness_view.show(session.open_page("sources.view"))


@pytest.fixture
def app(tmp_path, monkeypatch):
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    picture._source.cache_clear()
    made = AppTest.from_function(script, default_timeout=90)
    made.session_state["lang"] = "fr"
    yield made
    picture._source.cache_clear()


def test_after_confirming_the_record_is_named_the_way_back_told_and_the_note_empty(app, monkeypatch):
    app.run()
    monkeypatch.setattr(record_table, "show", lambda *_, **__: [0])
    app.run()
    note = next(one for one in app.text_input if one.label == FR("freshness.note"))
    note.input("téléphone").run()
    app.button(key="confirm").click().run()
    assert not app.exception
    notes = picture.source().store.records("confirmations")["note"]
    assert notes.dropna().tolist() == ["téléphone"]
    said = [one.value for one in app.toast]
    assert said == [one.value for one in app.success if "n° 2" in one.value]
    where = FR("freshness.confirmed_one", names="|", batch=2, page=FR("page.imports.title")).split("|")
    assert said[0].startswith(where[0])
    assert said[0].endswith(where[1])
    assert next(one for one in app.text_input if one.label == FR("freshness.note")).value == ""


def test_several_are_told_by_their_first_names():
    said = []
    page = session.Page("sources.view", FR, LOCAL, None, "", {})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streamlit, "success", said.append)
        patch.setattr(streamlit, "toast", lambda *_, **__: None)
        freshness_view._said(page, ["A", "B", "C", "D"], 7)
    assert said == [FR("freshness.confirmed", count=4, names="A, B, C…", batch=7, page=FR("page.imports.title"))]


def test_who_is_counted_among_the_kind_that_is_chosen_and_stays_chosen(app):
    app.run()
    who = next(one for one in app.selectbox if one.label == FR("freshness.who"))
    first = who.proto.id
    app.button_group[0].set_value(["ways"]).run()
    who = next(one for one in app.selectbox if one.label == FR("freshness.who"))
    assert who.proto.id != first  # a box with other counts is another box: the old one keeps its words
    ways = picture.take(LOCAL.role)
    late = Results(ways, LOCAL).stale().frame
    assert who.options[0] == FR("freshness.everyone", count=int((late["kind"] == "ways").sum()))
    one = who.options[1].rsplit(" · ", 1)[0]
    who.select(who.options[1]).run()
    app.button_group[0].set_value([]).run()
    who = next(box for box in app.selectbox if box.label == FR("freshness.who"))
    assert who.options[who.index].rsplit(" · ", 1)[0] == one
