"""Help, the part *backtests*: every event in three languages, and words that say what the figures say."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from components.figures import explain_text
from components.figures.escape import esc
from components.i18n import LANGUAGES, Words
from data.reference_backtests import backtests, shelter_use
from tests.components.page_runs import opened, text


def figure(event: str, name: str) -> dict:
    return next(row for row in backtests()["events"][event]["figures"] if row["figure"] == name)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_event_stands_with_figures_record_and_reason(lang, tmp_path, monkeypatch):
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    app: AppTest = opened("manage/help.py", part="backtests", lang=lang)
    told, tr = text(app) + " ".join(one.proto.body for one in app.get("html")), Words(lang)
    for event, one in backtests()["events"].items():
        assert tr(f"backtests.event_{event}") in " ".join(str(head.value) for head in app.subheader)
        for row in one["figures"]:
            assert f">{tr.number(row['middle'])} (" in told
            if "recorded" in row:
                assert f">{tr.number(row['ratio'], 2)}<" in told
                assert esc(tr(f"source.backtest_{event}_{row['figure']}")) in told
    assert tr("backtests.not_reported") in told
    assert "backtests." not in told  # no key without words
    assert "bt_" not in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_of_the_explanations_is_there(lang, tmp_path, monkeypatch):
    from components import picture
    from data.access import LOCAL
    from results import Results

    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    asked, tr = Results(picture.take(), LOCAL), Words(lang)
    for result in (asked.backtests(), asked.shelter_use()):
        for row in result.frame.to_dict("records"):
            for label, told in explain_text.lines(result.explain_row(row), tr):
                assert not label.startswith(("backtest_", "use_", "figure."))
                assert not told.startswith(("backtest_matthew", "backtest_earth", "use_"))


def test_the_reasons_quote_the_figures_that_ship():
    """What the sentences say in numbers is read again from the figures."""
    matthew = backtests()["events"]["matthew_2016"]
    south = sum(row["displaced_middle"] for row in matthew["departments"] if row["adm1_pcode"] in ("HT07", "HT08"))
    assert round(100 * south / figure("matthew_2016", "displaced")["middle"]) == 80
    for name in ("affected", "displaced"):
        row = figure("matthew_2016", name)
        assert row["low"] <= row["recorded"] <= row["high"]
    quake = figure("earthquake_2010", "displaced")
    assert 0.18 <= quake["ratio"] <= 0.25  # "about a fifth"
    assert quake["high"] < quake["recorded"] / 2
    recent = figure("earthquake_2021", "displaced")
    assert recent["ratio"] == 0.7
    assert recent["low"] <= recent["recorded"] <= recent["high"]
    assert (round(recent["runs_least"], -3), round(recent["runs_most"], -3)) == (107000, 289000)
    use = shelter_use().set_index("key")
    assert round(100 * use.loc["matthew_2016_ocha", "people"] / use.loc["matthew_2016_ocha", "displaced"]) == 81
    hosting = use["hosting"] / use["opened"]
    assert [round(100 * hosting[f"melissa_2025_{one}"]) for one in ("start", "peak")] == [11, 35]
