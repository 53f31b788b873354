"""Charts of displacement: lines join the same sites alone, bars keep their signs, names stay text."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from components.figures import displacement_charts as charts
from components.i18n import LANGUAGES, Words

TR = Words("fr")
ROUNDS = pd.DataFrame([
    {"round": "2023-02", "previous_round": None, "people": 500.0, "sites_both": 0, "people_before": np.nan,
     "people_after": np.nan, "sites_covered": 2, "sites_open": 4, "covered_share": 0.5},
    {"round": "R3 2023-05", "previous_round": "2023-02", "people": 1_850.0, "sites_both": 0, "people_before": 0.0,
     "people_after": 0.0, "sites_covered": 4, "sites_open": 4, "covered_share": 1.0},
    {"round": "R4 2023-08", "previous_round": "R3 2023-05", "people": 2_387.0, "sites_both": 2,
     "people_before": 1_440.0, "people_after": 1_487.0, "sites_covered": 3, "sites_open": 5, "covered_share": 0.6},
])  # fmt: skip


def test_a_line_joins_two_rounds_over_their_common_sites_only():
    made = charts.rounds(ROUNDS, TR)
    lines = [one for one in made.data if one.type == "scatter" and one.mode == "lines+markers"]
    assert [(list(one.x), list(one.y)) for one in lines] == [(["R3<br>05/2023", "R4<br>08/2023"], [1_440, 1_487])]
    bars = {one.name: list(one.y) for one in made.data if one.type == "bar"}
    assert bars == {TR("displacement.sites_open"): [4, 4, 5], TR("displacement.sites_covered"): [2, 4, 3]}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_round_is_named_by_number_and_month(lang):
    tr = Words(lang)
    assert charts.round_label("R4 2023-08", tr) == f"R4, {tr('month.m08')} 2023"
    assert charts.round_label("2023-02", tr) == f"{tr('month.m02')} 2023"


def test_flows_add_to_the_right_and_take_to_the_left():
    names = (*charts.IN, *charts.OUT, *charts.REST)
    row = dict.fromkeys(names, 0.0) | {"people_in": 20.0, "destination_unknown": 300.0, "people_out_above_count": 5.0}
    bar = charts.flows(row, TR).data[0]
    assert list(bar.x) == [20, -300, 5]
    assert list(bar.text) == ["+20", "−300", "+5"]


def test_names_of_communes_stay_text_and_the_unknown_is_no_bar():
    rows = pd.DataFrame([{"name": "<b>x</b>", "host_people": 10.0, "people_now": np.nan}])
    made = charts.host(rows, TR)
    assert made.data[0].y[0] == "&lt;b&gt;x&lt;/b&gt;"
    assert np.isnan(made.data[1].x[0])


def test_a_series_draws_what_is_told_and_leaves_gaps():
    rows = pd.DataFrame({
        "last_on": ["2023-03-31", "2023-06-30"], "people": [100.0, np.nan], "site_people": [np.nan, np.nan],
        "host_people": [60.0, 70.0],
    })  # fmt: skip
    made = charts.series(rows, TR)
    assert [one.name for one in made.data] == [TR("displacement.people"), TR("displacement.host_people")]
    assert not made.data[0].connectgaps


def test_coverage_is_drawn_over_the_sites_of_both_rounds():
    rows = ROUNDS.assign(sites_assessed_both=[0, 0, 1], coverage_share_before=[np.nan, np.nan, 0.5],
                         coverage_share_after=[np.nan, np.nan, 0.25])  # fmt: skip
    assert [list(one.y) for one in charts.coverage(rows, TR).data] == [[50, 25]]
