"""Backtests as figures: each with its explanation, records where there are some, ratios of what was reported."""

from __future__ import annotations

import math

import pytest

from components import picture
from data.access import LOCAL, NOBODY
from geo.errors import NotAllowed
from results import Results


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PARE_HOME", str(tmp_path_factory.mktemp("home")))
        yield Results(picture.take(), LOCAL)


def test_a_ratio_is_of_its_own_record_and_unknown_without_one(asked):
    told = asked.backtests()
    rows = told.frame.set_index(["event", "figure"])
    matthew = rows.loc["matthew_2016", "displaced"]
    assert matthew["ratio"] == pytest.approx(matthew["middle"] / 175509, abs=0.005)
    assert math.isnan(rows.loc[("earthquake_2010", "affected"), "ratio"])
    for row in told.frame.to_dict("records"):
        one = told.explain_row(row)
        assert one.clause == "docs/methods.md#backtests"
        assert bool(one.source) == (not math.isnan(row["recorded"]))


def test_shelter_use_is_told_where_both_parts_were_reported(asked):
    """Melissa, 29 October: 13,900 in 121 of about 350 opened. Sandy: opened and people, never by hosting shelter."""
    told = asked.shelter_use()
    rows = told.frame.set_index("key")
    peak = rows.loc["melissa_2025_peak"]
    assert peak["people_shelter"] == pytest.approx(13900 / 121)
    assert peak["hosting_share"] == pytest.approx(121 / 350)
    assert math.isnan(rows.loc["sandy_2012", "people_shelter"])
    assert rows.loc["matthew_2016_ocha", "sheltered_share"] == pytest.approx(141493 / 175509)
    assert told.explain_row(told.frame.iloc[0].to_dict()).value == pytest.approx(141493 / 204)


def test_departments_are_named_and_the_most_displaced_come_first(asked):
    rows = asked.backtest_departments("matthew_2016")
    assert rows["adm1_name"].tolist()[:2] == ["Sud", "Grand'Anse"]
    assert (rows["exposed"] > 0).all()
    assert asked.backtest_classes("matthew_2016")["exposed"].min() > 0


def test_who_may_see_no_figures_sees_none_of_these(asked):
    with pytest.raises(NotAllowed):
        Results(picture.take(audience="nobody"), NOBODY).backtests()
