"""The part *effects of a shock* of the page of settings: shown by hazard, tried before it is stored, refused as a whole."""

from __future__ import annotations

import re
from functools import partial

import pytest

from components.i18n import LANGUAGES, Words
from tests.components.page_runs import opened
from tests.components.page_runs import text as said
from tests.results.test_scenarios import FLOOD, results, stored

TR = Words("fr")
FIRST = "chain.flood.high.affected.low"
run = partial(opened, "manage/settings.py", part="rates")


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    monkeypatch.setattr("streamlit.page_link", lambda *_a, **_k: None)
    return stored()


def flood():
    return run(set_rates="flood", **{"set_rate-flood": "flood.high"})


def typed(app, setting, value):
    next(one for one in app.text_input if str(one.key).startswith(f"settings-{setting}-")).set_value(value)
    return app.run()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("group", ["in_need", "goes_to", "needs", "cyclone", "earthquake", "flood", "tsunami"])
def test_every_group_of_rates_reads_in_every_language(group, lang):
    app = run(set_rates=group, lang=lang)
    told = said(app) + " ".join(str(one.proto.body) for one in app.get("html"))
    assert not app.error
    assert not re.findall(r"\b(?:settings|choice|shock|unit|bound)\.[a-z_]+", told)


def test_a_trial_says_what_shipped_scenarios_would_displace_and_stores_nothing(store):
    head = store.head()
    app = typed(flood(), "chain.flood.high.displaced.middle", "30")
    before = results(store).rate_moves((("chain.flood.high.displaced.middle", 0.3),))
    for row in before.itertuples():
        told = TR("settings.rate_move", scenario=TR(f"scenario_preset.{row.scenario}"), before=TR.number(row.before),
                  after=TR.number(row.after))  # fmt: skip
        assert told in said(app)
    assert store.head() == head


def test_shares_that_do_not_fit_are_a_sentence_and_cannot_be_stored(store):
    app = typed(flood(), "chain.flood.high.displaced.middle", "45")  # above its own high share, 40
    assert app.error
    assert not [one for one in app.button if str(one.key).startswith("settings-store-")
                and not one.disabled]  # fmt: skip


def test_a_change_with_its_reason_is_in_force_everywhere(store):
    app = typed(flood(), "chain.flood.high.displaced.middle", "30")
    app.text_input(key=f"settings-reason-{FIRST}").set_value("atelier du 3 mai").run()
    app.button(key=f"settings-store-{FIRST}").click().run()
    assert not app.exception
    told = results(store).steps_of_chain(FLOOD, "adm0").explain(place="HT", step="displaced")
    assert told.value == pytest.approx(6_420 + 2_500, rel=1e-6)
    assert [one.said.reason for one in told.changes] == ["atelier du 3 mai"]
