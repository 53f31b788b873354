"""Payloads, tolerances, rates of the made catalogue and costs of items on the page of settings: read, tried, refused."""

from __future__ import annotations

import re

import pytest

from components.i18n import LANGUAGES, Words
from tests.components.page_runs import opened
from tests.components.page_runs import text as said
from tests.results.test_scenarios import stored

TR = Words("fr")
PAGE = "manage/settings.py"


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    monkeypatch.setattr("streamlit.page_link", lambda *_a, **_k: None)
    return stored()


def typed(app, setting, value):
    next(one for one in app.text_input if str(one.key).startswith(f"settings-{setting}-")).set_value(value)
    return app.run()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("part", ["made", "figures", "stock"])
def test_every_figure_reads_in_every_language(part, lang):
    app = opened(PAGE, part=part, lang=lang)
    told = said(app) + " ".join(str(one.proto.body) for one in app.get("html"))
    assert not app.error
    assert not re.findall(r"\b(?:settings|choice|unit|source|made|joining|vehicle|item_cost)\.[a-z_]+", told)
    if lang == "fr":
        assert not re.findall(r"(?:product (?:figure|rule|setting)|planning figures): no count", told)


def test_trials_say_what_would_change_and_store_nothing(store):
    head = store.head()
    app = typed(opened(PAGE, part="made", set_made="made.flood.HT08"), "made.flood.HT08", "1,4")
    # floods: 5.4 a year as shipped, one more in Grand'Anse
    assert TR(
        "settings.made_move", hazard=TR("choice.hazard.flood"), before=TR.number(5.4, 2), after=TR.number(6.4, 2)
    ) in said(app)
    app = typed(opened(PAGE, part="figures", set_figure="truck"), "vehicle.truck.payload_t", "4")
    assert TR("settings.vehicle_move", vehicle=TR("choice.truck"), households=1000.0, before="2", trips="4") in said(
        app
    )
    app = typed(opened(PAGE, part="stock", set_stock="item_cost.fixing_kit"), "item_cost.fixing_kit", "12")
    assert TR("settings.item_unknown") in said(app)
    app = typed(opened(PAGE, part="made", set_made="made.flood_share_least"), "made.flood_share_least", "50")
    assert "15" in " ".join(str(one.value) for one in app.error)
    assert store.head() == head
