"""Weights on the page: in the address and back, tried out without a trace, stored only with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from components import picture
from components.i18n import Words
from components.widgets import priorities_weights
from data.reference_coverage import shipped_weights

KEYS = [*shipped_weights().standards, *shipped_weights().factors]
TR = Words("fr")
PAGE = str(Path(__file__).resolve().parents[2] / "pages" / "services" / "priorities.py")


@given(st.dictionaries(st.sampled_from(KEYS), st.integers(0, 20).map(lambda n: n / 2)))
def test_weights_survive_the_address(edits):
    assert priorities_weights.read(priorities_weights.written(edits)) == edits


@pytest.mark.parametrize(
    "text", ["", "toilets", "toilets:", "toilets:x", "toilets:-1", "toilets:11", "toilets:nan", ","]
)
def test_what_is_no_weight_in_an_address_is_left_out(text):
    assert priorities_weights.read(text) == {}


@pytest.fixture
def page(tmp_path, monkeypatch) -> AppTest:
    """The page on the demonstration; links between pages need the whole application and are left out."""
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    monkeypatch.setattr("streamlit.page_link", lambda *_args, **_kwargs: None)
    picture._source.cache_clear()
    yield AppTest.from_file(PAGE, default_timeout=60)
    picture._source.cache_clear()


def test_weights_are_tried_out_stored_and_in_force(page: AppTest):
    page.query_params["w"] = "toilets:8,weather:3"
    page.run()
    assert not page.exception
    head = picture.source().store.head()
    assert page.slider(key="weight-toilets").value == 8
    assert page.query_params["w"] in ("toilets:8", ["toilets:8"])
    page.slider(key="weight-lighting").set_value(0.0).run()
    assert page.query_params["w"] in ("lighting:0,toilets:8", ["lighting:0,toilets:8"])
    assert page.button(key="priorities-store").disabled  # no reason yet
    assert picture.source().store.head() == head
    page.text_input(key="priorities-reason").input("decision of the group").run()
    page.button(key="priorities-store").click().run()
    assert not page.exception
    assert picture.source().store.head() == head + 1
    assert [one.value for one in page.success] == [TR("priorities.stored", batch=head + 1)]
    assert page.slider(key="weight-toilets").value == 8
    assert "w" not in page.query_params


def test_all_weights_at_zero_is_a_sentence(page: AppTest):
    page.query_params["w"] = ",".join(f"{key}:0" for key in KEYS)
    page.run()
    assert not page.exception
    assert [one.value for one in page.error] == [TR.plain(TR("error.weights.none"))]


def test_back_to_the_weights_in_force(page: AppTest):
    page.query_params["w"] = "toilets:8"
    page.run()
    page.button(key="priorities-back").click().run()
    assert page.slider(key="weight-toilets").value == shipped_weights().standards["toilets"].value
    assert "w" not in page.query_params
