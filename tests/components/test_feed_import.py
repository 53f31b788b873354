"""From a fetched answer to its preview: what the list of feeds offers, and the page of imports with that file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from components import picture
from components.i18n import LANGUAGES, Words
from data.connectors import feed, kept
from data.connectors.shapes import Got
from tests.components.test_import_view import WAIT, button, metrics, words

FR = Words("fr")
HAPI = Path(__file__).resolve().parents[1] / "fixtures" / "hapi"
LINKS: list[dict] = []


def imports() -> None:
    from components import session
    from components.widgets import import_view

    import_view.show(session.open_page("imports.view"))


def sources() -> None:
    from components import session
    from components.widgets import feeds_view

    feeds_view.show(session.open_page("sources.view"))


@pytest.fixture
def home(tmp_path, monkeypatch):
    LINKS.clear()
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    monkeypatch.setenv("PARE_SERVED_BY", "asgi")
    monkeypatch.setattr(streamlit, "page_link", lambda file, **told: LINKS.append({"file": file, **told}))
    picture._source.cache_clear()
    yield tmp_path
    picture._source.cache_clear()


def answered(name: str, body: bytes) -> Path:
    """Keep an answer as a fetch would."""
    with kept.only_one(name):
        good, _ = kept.keep(feed(name), Got("127.0.0.1", body, feed(name).ending), None)
        kept.note(name, "new")
    return kept.path_of(name, good)


def opened(script, **address: str) -> AppTest:
    app = AppTest.from_function(script, default_timeout=WAIT)
    app.session_state["lang"] = "fr"
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_offers_the_way_in_that_there_is(home, lang):
    answered("hapi_idps", (HAPI / "idps.json").read_bytes())
    path = answered("hapi_population", (HAPI / "population.json").read_bytes())
    answered("gdacs", b"<rss/>")
    app = AppTest.from_function(sources, default_timeout=WAIT)
    app.session_state["lang"] = lang
    app.run()
    assert not app.exception
    (link,) = LINKS
    assert link["query_params"] == {"feed": "hapi_idps"}
    assert (link["file"], link["label"]) == ("pages/manage/imports.py", Words(lang)("feeds.import"))
    assert [one.value for one in app.code] == [f"python cli.py population install {path}"]
    assert words(app).count(Words(lang)("feeds.no_import")) == 1


def test_an_answer_is_previewed_and_stored_on_the_page_of_imports(home):
    answered("hapi_presence", (HAPI / "presence.json").read_bytes())
    app = opened(imports, feed="hapi_presence")
    assert "présence opérationnelle" in words(app)
    assert metrics(app)[FR("imports.rows_in")] == "7"
    assert metrics(app)[FR("imports.rows_accepted")] == "5"
    before = len(picture.source().store.records("services"))
    button(app, FR("imports.store_rows", count=5)).click().run()
    assert not app.exception
    assert len(picture.source().store.records("services")) == before + 5
    assert "feed" not in app.query_params  # the page starts over
    assert "présence opérationnelle" not in words(app)


def test_another_file_can_be_taken_instead(home):
    answered("hapi_idps", (HAPI / "idps.json").read_bytes())
    app = opened(imports, feed="hapi_idps")
    assert app.metric
    button(app, FR("feeds.other_file")).click().run()
    assert not app.exception
    assert "feed" not in app.query_params
    assert not app.metric


@pytest.mark.parametrize("name", ["hapi_idps", "gdacs", "hapi_population", "../../etc/passwd", "", "<b>"])
def test_an_address_that_names_no_answer_opens_the_page_as_ever(home, name):
    app = opened(imports, feed=name)
    assert not app.metric
    assert FR("imports.way_file") in str(app.get("button_group")) or app.get("file_uploader")


def test_a_changed_file_is_not_read(home):
    path = answered("hapi_idps", (HAPI / "idps.json").read_bytes())
    shutil.copy(HAPI / "presence.json", path)
    app = opened(imports, feed="hapi_idps")
    assert FR("feeds.gone") in words(app)
    assert not app.metric


def test_the_state_of_a_feed_says_what_takes_it_in():
    told = {name: feed(name).taken_in for name in ("hdx_health", "hapi_population", "gdacs")}
    assert told == {"hdx_health": "import facilities", "hapi_population": "population install", "gdacs": ""}
    assert [feed(name).kind_of_import for name in told] == ["facilities", "", ""]
