"""Undo and redo on the page of imports: one panel at a time, at several places, listed, and found from other pages."""

from __future__ import annotations

import pandas as pd
import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from components import picture
from components.figures.table import label
from data.store.store import Told
from tests.components.test_import_view import FR, GOOD, HEADS, WAIT, button, metrics, pasted, words


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    monkeypatch.setenv("PARE_SERVED_BY", "asgi")
    monkeypatch.setattr(streamlit, "page_link", lambda *_, **__: None)  # here no other page is registered
    picture._source.cache_clear()
    yield tmp_path
    picture._source.cache_clear()


def test_undo_panels_open_one_at_a_time_close_after_the_undo_and_every_undo_is_listed(home):
    app = pasted(HEADS, GOOD)
    button(app, FR("imports.store_rows", count=1)[:12]).click().run()
    app.toggle(key="import-undo-2").set_value(True).run()
    app.toggle(key="undo-open").set_value(True).run()
    assert not app.exception
    assert not app.toggle(key="import-undo-2").value
    app.toggle(key="undo-look").set_value(True).run()
    assert not app.exception
    app.toggle(key="import-undo-demo-1").set_value(True).run()
    assert not app.exception
    assert not app.toggle(key="undo-open").value
    app.toggle(key="undo-open").set_value(True).run()
    app.toggle(key="undo-look").set_value(True).run()
    app.text_input(key="undo-reason-2").input("mauvais fichier").run()
    app.button(key="undo-button-2").click().run()
    assert not app.exception
    assert not app.toggle(key="undo-open").value
    told = app.dataframe[-1].value
    assert told[[FR("header.act"), FR("header.batch"), label("reason", FR), label("author", FR)]].to_numpy().tolist() == [
        [FR("imports.act_undo"), 2, "mauvais fichier", "local"]
    ]  # fmt: skip
    app.toggle(key="redo-open").set_value(True).run()
    app.text_input(key="redo-reason-2").input("c'était le bon").run()
    button(app, FR("imports.redo_button")).click().run()
    assert app.dataframe[-1].value[label("reason", FR)].tolist() == ["c'était le bon", "mauvais fichier"]


def several() -> None:
    from components import session
    from components.widgets import batch_list

    page = session.open_page("imports.view")
    for place in ("just-stored", "demo", "undo"):
        batch_list.undo(page, 1, key=place)


def test_one_undo_may_be_shown_at_several_places(home):
    app = AppTest.from_function(several, default_timeout=WAIT).run()
    assert not app.exception
    assert len([one for one in app.button if one.label == "XLSX"]) >= 3


def test_what_was_stored_before_does_not_stand_above_another_file(home):
    app = pasted(HEADS, GOOD)
    button(app, FR("imports.store_rows", count=1)[:12]).click().run()
    assert FR("imports.done", batch=2) in words(app)
    app.session_state["import-pasted"] = f"{HEADS}\n{GOOD.replace('SIT-N1', 'SIT-N9')}"
    app.run()
    assert not app.exception
    assert metrics(app)[FR("imports.rows_in")] == "1"
    assert FR("imports.done", batch=2) not in words(app)
    assert "import-undo-2" not in [one.key for one in app.toggle]


def other() -> None:
    from components import session

    session.open_page("help.view")


def test_the_way_to_undo_the_demonstration_stands_on_the_other_pages(home, monkeypatch):
    links = []
    monkeypatch.setattr(streamlit, "page_link", lambda file, **told: links.append((file, told["label"])))
    told = pd.DataFrame([dict(zip(HEADS.split("\t"), GOOD.split("\t"), strict=True))])
    with picture.source().store.batch(Told("a", "r")) as batch:
        batch.patch("sites", told.assign(longitude=-72.34, latitude=18.54))
    app = AppTest.from_function(other, default_timeout=WAIT).run()
    assert not app.exception
    assert links == [("pages/manage/imports.py", FR("head.mixed_open"))]
    app = pasted(run=False).run()
    assert app.toggle(key="import-undo-demo-1")
    assert links.count(links[0]) == 1  # on the page itself the badge leads nowhere
