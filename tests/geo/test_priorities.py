"""Severity scores by hand, the ranking's properties, and the steadiness against a slow reckoning."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import DataProblem, ReferenceProblem
from geo.priorities import Weights, counted_ranks, parse_weights, priorities
from geo.severity import Terms, terms_of
from geo.steadiness import drawn
from tests.geo.gap_setting import NAN, STANDARDS, frame, row, setting, toilets

RULES = {"least_assessed_share": 0.25, "top": 2, "draws": 200, "spread": 0.5}


def weights(**each: float) -> Weights:
    rules = {name: setting(value, "share") for name, value in RULES.items()}
    factors = {name: each.pop(name) for name in list(each) if name.endswith("_share")}
    made = ({name: setting(value, "weight") for name, value in part.items()} for part in (each, factors))
    return Weights(*made, rules)


# Toilets weigh 3, water 2, the manager 1.
# A: 400 people at 40 a toilet -> 0.5; water not asked; no manager -> 1.  (1.5 + 1) / 4 = 0.625 of 4 / 6 known;
#    bounds 2.5 / 6 and 4.5 / 6.
# B: no toilet -> 1, no water -> 1, a manager -> 0: 5 / 6.
# C: all met -> 0.
# D: nothing known but the manager, who is absent: 1 of 1 / 6 known, too little for a rank.
# E: nobody asked anything.
ROWS = frame(
    toilets("A", 400, 10), row("A", "water_quantity", "not_assessed", people=400),
    row("A", "management", "short", people=400, measured=0),
    toilets("B", 100, 0), row("B", "water_quantity", "short", people=100, measured=0),
    row("B", "management", "met", people=100, measured=1),
    toilets("C", 900, 45), row("C", "water_quantity", "met", people=900, measured=15),
    row("C", "management", "met", people=900, measured=1),
    toilets("D", NAN, NAN), row("D", "water_quantity", "not_assessed"), row("D", "management", "short", measured=0),
    toilets("E", NAN, NAN), row("E", "water_quantity", "not_assessed"), row("E", "management", "not_assessed"),
)  # fmt: skip
KEYS = ("toilets", "water_quantity", "management")
WEIGHTS = weights(toilets=3, water_quantity=2, management=1)


def ranked(given_weights: Weights = WEIGHTS, rows: pd.DataFrame = ROWS, **options):
    factors = options.pop("factors", None)
    return priorities(terms_of(rows, STANDARDS, KEYS, factors), given_weights, **options)


def test_scores_bounds_and_ranks_by_hand():
    told = ranked().frame.set_index("site_id")
    assert told["rank"].to_dict() == pytest.approx({"B": 1, "A": 2, "C": 3, "D": NAN, "E": NAN}, nan_ok=True)
    columns = ["score", "score_low", "score_high", "assessed_weight_share"]
    assert told.loc["A", columns].tolist() == pytest.approx([0.625, 2.5 / 6, 4.5 / 6, 4 / 6])
    assert told.loc["B", columns].tolist() == pytest.approx([5 / 6, 5 / 6, 5 / 6, 1])
    assert told.loc["C", columns].tolist() == pytest.approx([0, 0, 0, 1])
    assert told.loc["D", columns].tolist() == pytest.approx([1, 1 / 6, 1, 1 / 6])
    assert told.loc["E", columns].tolist() == pytest.approx([NAN, 0, 1, 0], nan_ok=True)
    assert told["people_in_need"].to_dict() == pytest.approx(
        {"B": 500 / 6, "A": 250, "C": 0, "D": NAN, "E": NAN}, nan_ok=True
    )


def test_the_largest_contributions_say_why():
    told = ranked().frame.set_index("site_id")
    assert told.loc["B", ["why_1", "why_2"]].tolist() == ["toilets", "water_quantity"]
    assert told.loc["B", ["why_1_points", "why_2_points"]].tolist() == pytest.approx([3 / 6, 2 / 6])
    assert told.loc["A", ["why_1", "why_1_points", "why_2", "why_2_points"]].tolist() == [
        "toilets", pytest.approx(1.5 / 4), "management", pytest.approx(1 / 4),
    ]  # fmt: skip
    assert told.loc["A", "why_3"] is None or pd.isna(told.loc["A", "why_3"])
    assert told.loc[["C", "E"], "why_1"].isna().all()
    points = told[["why_1_points", "why_2_points", "why_3_points"]].sum(axis=1)
    assert points[["A", "B", "C"]].tolist() == pytest.approx(told.loc[["A", "B", "C"], "score"].tolist())


def test_by_people_in_need_the_larger_site_comes_first():
    told = ranked(by="people_in_need")
    assert told.frame["site_id"].tolist()[:3] == ["A", "B", "C"]
    assert told.facts["by"] == "people_in_need"


def test_factors_enter_with_their_weight():
    shares = pd.DataFrame({"site_id": ["A", "C"], "hazard_exposure_share": [0.5, 1.0]})
    told = ranked(weights(toilets=3, water_quantity=2, management=1, hazard_exposure_share=2), factors=shares)
    by_site = told.frame.set_index("site_id")
    # A: (1.5 + 1 + 2 x 0.5) / 6 of 6 / 8 known; C: 2 / 8; B: not told, so its score stays 5 / 6 of 6 / 8
    assert by_site.loc["A", ["score", "assessed_weight_share"]].tolist() == pytest.approx([3.5 / 6, 6 / 8])
    assert by_site.loc["C", "score"] == pytest.approx(2 / 8)
    assert by_site.loc["B", ["score", "score_high"]].tolist() == pytest.approx([5 / 6, 7 / 8])


def test_the_explanation_holds_every_weight_and_degree():
    told = ranked().explain(site_id="A")
    inputs = {one.name: one.value for one in told.inputs}
    assert inputs["degree[toilets]"] == 0.5
    assert inputs["weight[water_quantity]"] == 2
    assert inputs["degree[water_quantity]"] is None
    assert told.value == 0.625
    assert "priority.too_little_assessed" in ranked().explain(site_id="D").notes


def test_equal_scores_go_to_more_people_then_to_the_smaller_id():
    rows = frame(toilets("Z", 100, 0), toilets("Y", 100, 0), toilets("X", 200, 0))
    assert ranked(rows=rows).frame["site_id"].tolist() == ["X", "Y", "Z"]


def test_a_weight_of_nothing_leaves_a_standard_out_and_no_weight_at_all_is_refused():
    told = ranked(WEIGHTS.edited({"water_quantity": 0})).frame.set_index("site_id")
    assert told.loc["A", "assessed_weight_share"] == 1
    assert told.loc["B", "score"] == 0.75
    with pytest.raises(DataProblem, match=r"weights\.none"):
        ranked(WEIGHTS.edited(dict.fromkeys(KEYS, 0)))
    with pytest.raises(DataProblem, match=r"weights\.unknown"):
        WEIGHTS.edited({"beauty": 1})
    for wrong in (-1, NAN, np.inf):
        with pytest.raises(DataProblem, match=r"weights\.value"):
            WEIGHTS.edited({"toilets": wrong})


def test_no_site_has_no_rank():
    told = ranked(rows=ROWS.iloc[:0])
    assert told.frame.empty
    assert list(told.frame) == list(ranked().frame)


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    sites, keys = draw(st.integers(1, 9)), draw(st.integers(1, 5))
    seed = np.random.default_rng(draw(st.integers(0, 10_000)))
    applicable = seed.random((sites, keys)) < 0.9
    assessed = applicable & (seed.random((sites, keys)) < 0.8)
    degree = np.round(seed.random((sites, keys)), 1)
    told = pd.DataFrame({
        "site_id": [f"S{n}" for n in range(sites)], "name": "x", "adm2_pcode": "HT0111",
        "people": np.where(seed.random(sites) < 0.2, NAN, seed.integers(0, 500, sites)), "people_estimated": False,
        "assessed_on": "2024-01-01",
    }).astype(dict.fromkeys(("site_id", "name", "adm2_pcode", "assessed_on"), "str"))  # fmt: skip
    least, most = np.where(assessed, degree, 0.0), np.where(assessed, degree, applicable * 1.0)
    return Terms(told, tuple(f"k{n}" for n in range(keys)), least, most, assessed, applicable)


EACH = st.lists(st.sampled_from([0.0, 1.0, 2.0, 3.5]), min_size=5, max_size=5)


def named(values: list[float]) -> Weights:
    return weights(**{f"k{n}": value for n, value in enumerate(values)})


@settings(deadline=None, max_examples=80)
@given(terms(), EACH, st.sampled_from([0.1, 3.0, 7.0, 1_000.0]), st.sampled_from(["score", "people_in_need"]))
def test_scaling_all_weights_changes_neither_rank_nor_steadiness(told, each, times, by):
    each[0] += 1.0
    one, other = (priorities(told, named([w * k for w in each]), by=by).frame for k in (1.0, times))
    assert one["site_id"].tolist() == other["site_id"].tolist()
    for name in ("rank", "score", "top_share", "why_1_points"):
        np.testing.assert_allclose(one[name], other[name], atol=1e-9)


@settings(deadline=None, max_examples=80)
@given(terms(), EACH)
def test_the_score_lies_between_its_bounds_and_agrees_with_a_plain_sum(told, each):
    each[0] += 1.0
    frame_ = priorities(told, named(each)).frame
    for line in frame_.to_dict("records"):
        at = line["term"]
        asked = [k for k in range(len(told.keys)) if told.assessed[at, k]]
        total = sum(each[k] for k in asked)
        if not total:
            assert np.isnan(line["score"])
            assert np.isnan(line["rank"])
            continue
        assert line["score"] == pytest.approx(sum(each[k] * told.least[at, k] for k in asked) / total)
        assert line["score_low"] - 1e-9 <= line["score"] <= line["score_high"] + 1e-9


@settings(deadline=None, max_examples=12)
@given(terms(), EACH, st.sampled_from(["score", "people_in_need"]))
def test_steadiness_against_ranking_again_and_again(told, each, by):
    each[0] += 1.0
    frame_ = priorities(told, named(each), by=by).frame
    able = frame_[frame_["ranked"]]
    counts = dict.fromkeys(able["site_id"], 0)
    for draw in drawn(np.array(each[: len(told.keys)]), draws=200, spread=0.5):
        scored = []
        for place, line in enumerate(able.to_dict("records")):
            known = told.assessed[line["term"]]
            score = (draw * told.least[line["term"]])[known].sum() / draw[known].sum()
            worth = score if by == "score" else score * line["people"]
            scored.append((-round(worth, 9), place, line["site_id"]))
        for _, _, site in sorted(scored)[:2]:
            counts[site] += 1
    told_share = able.set_index("site_id")["top_share"]
    np.testing.assert_allclose(told_share, [counts[site] / 200 for site in told_share.index], atol=0.011)
    assert frame_.loc[~frame_["ranked"], "top_share"].isna().all()
    if len(able):
        assert told_share.sum() == pytest.approx(min(2, len(able)))


GOOD = {"value": 1.0, "unit": "weight", "period": "none", "source": "s", "status": "unverified"}
DOCUMENT = {"weights": {"toilets": GOOD}, "factors": {"stock_reach_share": GOOD}, "rules": dict.fromkeys(RULES, GOOD)}


def test_weights_are_read_and_those_that_break_the_rules_refused():
    assert parse_weights(DOCUMENT).of(("toilets", "bathing", "stock_reach_share")).tolist() == [1, 0, 1]
    wrong = [
        {**DOCUMENT, "more": {}}, {**DOCUMENT, "rules": {"top": GOOD}}, {**DOCUMENT, "factors": {"luck": GOOD}},
        {**DOCUMENT, "weights": {"toilets": {**GOOD, "value": -1}}},
        {**DOCUMENT, "weights": {"toilets": {**GOOD, "unit": "kg"}}},
    ]  # fmt: skip
    for document in wrong:
        with pytest.raises(ReferenceProblem):
            parse_weights(document)


def test_the_number_of_ranks_is_explained_by_the_rules_that_made_it():
    told = counted_ranks({"ranked": 3, "unranked": 2, "sites": 5}, weights(toilets=3).rules)
    assert {one.name: one.value for one in told.inputs} == {"sites": 5, "unranked": 2, **RULES}
    assert (told.value, told.unit) == (3, "sites")
