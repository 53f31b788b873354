"""Degrees of shortfall by hand, one case each."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from geo.severity import degrees, terms_of
from tests.geo.gap_setting import MANAGER, NAN, STANDARDS, TOILETS, WATER, frame, row, standard, toilets

CHLORINE = standard("chlorine", "amount", "min", 0.2, upper=0.5)
INCIDENTS = standard("incidents", "amount", "max", 0)
TENTS = standard("tents", "share", "max", 0.1)


def one(norm, status, **told):
    rows = frame(row("A", norm.key, status, **{"threshold": norm.standard, **told}))
    return degrees(rows, [norm]).iloc[0].tolist()


@pytest.mark.parametrize(
    ("norm", "status", "told", "expected"),
    [
        (TOILETS, "met", {"measured": 18}, (0, 0)),
        (TOILETS, "short", {"measured": 40}, (0.5, 0.5)),  # 40 a toilet instead of 20: half of them lack
        (TOILETS, "short", {"measured": NAN}, (1, 1)),  # no toilet at all
        (WATER, "short", {"measured": 10}, (1 / 3, 1 / 3)),  # 10 of 15 litres
        (WATER, "short", {"measured": 0}, (1, 1)),
        (MANAGER, "short", {"measured": 0}, (1, 1)),
        (MANAGER, "not_assessed", {}, (0, 1)),  # anything from met to nothing at all
        (MANAGER, "not_applicable", {}, (NAN, NAN)),
        (INCIDENTS, "short", {"measured": 3}, (1, 1)),  # a most of none
        (TENTS, "short", {"measured": 0.4}, (0.75, 0.75)),
        (CHLORINE, "short", {"measured": 0.1}, (0.5, 0.5)),
        (CHLORINE, "short", {"measured": 2.0}, (0.75, 0.75)),  # too much: 1 - 0.5 / 2
        (WATER, "short", {"measured_least": 3, "measured_most": 6}, (0.6, 0.8)),  # a band, best end first
        (TENTS, "short", {"measured_least": 0.2, "measured_most": 0.4}, (0.5, 0.75)),
    ],
)
def test_each_kind_by_hand(norm, status, told, expected):
    assert one(norm, status, **told) == pytest.approx(expected, nan_ok=True)


def test_a_degree_never_falls_as_a_site_gets_worse():
    for norm, values in ((TOILETS, [21, 30, 60, 500]), (WATER, [14, 9, 3, 0.0]), (CHLORINE, [0.6, 1, 5])):
        told = [one(norm, "short", measured=value)[0] for value in values]
        assert all(0 <= a <= b <= 1 for a, b in pairwise(told))


ROWS = frame(
    toilets("A", 400, 10), row("A", "water_quantity", "not_assessed", people=400),
    toilets("B", 100, 5, adm2_pcode="HT0131"), row("B", "water_quantity", "not_applicable", people=100),
)  # fmt: skip


def test_terms_lie_by_site_and_key_in_the_order_asked():
    told = terms_of(ROWS, STANDARDS, ["water_quantity", "toilets"])
    assert told.keys == ("water_quantity", "toilets")
    assert told.sites["site_id"].tolist() == ["A", "B"]
    assert told.least.tolist() == [[0, 0.5], [0, 0]]
    assert told.most.tolist() == [[1, 0.5], [0, 0]]
    assert told.assessed.tolist() == [[False, True], [False, True]]
    assert told.applicable.tolist() == [[True, True], [False, True]]


def test_factors_are_terms_and_what_stock_reaches_is_less_severe():
    shares = pd.DataFrame(
        {"site_id": ["B", "A"], "hazard_exposure_share": [0.2, NAN], "stock_reach_share": [1.0, 0.25]}
    )
    told = terms_of(ROWS, STANDARDS, ["toilets"], shares)
    assert told.keys == ("toilets", "hazard_exposure_share", "stock_reach_share")
    np.testing.assert_allclose(told.least[:, 1:], [[0, 0.75], [0.2, 0]])
    np.testing.assert_allclose(told.most[:, 1:], [[1, 0.75], [0.2, 0]])
    assert told.assessed[:, 1].tolist() == [False, True]
    assert told.applicable[:, 1:].all()


def test_no_site_has_no_term():
    told = terms_of(ROWS.iloc[:0], STANDARDS, ["toilets"])
    assert told.least.shape == (0, 1)
