"""Verdicts that change between two coverages, worked by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.verdict_moves import verdict_moves


def rows(*told: tuple[str, str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(told, columns=["site_id", "standard", "status", "people"])


def test_sites_and_people_are_counted_by_what_they_were_and_become():
    # S1 and S2 go from short to met: 100 + 40 people. S3 goes too and nobody knows how many live there. S4 stays.
    before = rows(("S1", "toilets", "short", 100), ("S2", "toilets", "short", 40), ("S3", "toilets", "short", np.nan),
                  ("S4", "toilets", "met", 7), ("S1", "bathing", "met", 100))  # fmt: skip
    after = rows(("S1", "toilets", "met", 100), ("S2", "toilets", "met", 40), ("S3", "toilets", "met", np.nan),
                 ("S4", "toilets", "met", 7), ("S1", "bathing", "not_assessed", 100))  # fmt: skip
    told = verdict_moves(before, after)
    assert told.to_dict("records") == [
        {"standard": "toilets", "was": "short", "becomes": "met", "sites": 3, "people": 140.0, "sites_without_people": 1},
        {"standard": "bathing", "was": "met", "becomes": "not_assessed", "sites": 1, "people": 100.0,
         "sites_without_people": 0},
    ]  # fmt: skip


def test_nothing_moves_and_what_one_side_lacks_is_no_move():
    one = rows(("S1", "toilets", "short", 100))
    assert verdict_moves(one, one).empty
    assert list(verdict_moves(one, one).columns) == [
        "standard", "was", "becomes", "sites", "people", "sites_without_people",
    ]  # fmt: skip
    assert verdict_moves(one, one.iloc[:0]).empty
    assert verdict_moves(one.iloc[:0], one).empty
