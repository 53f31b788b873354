"""The matrix of places and standards: order, cells, escaping; every figure of the frame and no other."""

from __future__ import annotations

import math
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.figures import coverage_matrix
from components.i18n import Words

TR = Words("fr")
HOSTILE = '"><img src=x onerror=alert(1)>'


def row(place: str, standard: str, told: tuple[float, float, float, float], people: float = 100.0) -> dict[str, object]:
    share, low, high, assessed = told
    return {"place": place, "name": place, "standard": standard, "status": "short", "coverage_share": share,
            "coverage_low": low, "coverage_high": high, "assessed_share": assessed, "idp_people": people}  # fmt: skip


def cells(text: str) -> list[tuple[str, str]]:
    """(classes, text) of every cell of a standard."""
    found = re.findall(r'<td class="([^"]*)"><button[^>]*>(.*?)</button></td>', text)
    return [(look, re.sub(r"<[^>]+>", " ", told).replace("&nbsp;", " ").split()) for look, told in found]


def drawn(rows: list[dict[str, object]], columns: tuple[str, ...] = ("toilets",)) -> str:
    return coverage_matrix.html(pd.DataFrame(rows), columns, TR, focus="toilets", hatched_below=0.5)


def test_colour_and_sign_say_the_low_bound_the_number_says_the_coverage():
    # low bound 0.27 is in the second class [0.2, 0.4); 0.8 stands on a break and belongs to the higher class.
    text = drawn([row("HT01", "toilets", (0.31, 0.27, 0.41, 0.86)), row("HT02", "toilets", (0.9, 0.8, 0.95, 0.9))])
    assert cells(text) == [("k1", ["31", "%", "▽", "27–41"]), ("k4", ["90", "%", "▲", "80–95"])]


def test_little_assessed_is_hatched_nothing_assessed_is_grey_and_not_asked_is_told_apart():
    nan = math.nan
    rows = [row("HT01", "toilets", (1.0, 0.4, 1.0, 0.4)), row("HT02", "toilets", (nan, 0.0, 1.0, 0.0)),
            row("HT03", "toilets", (nan, nan, nan, nan)) | {"status": "not_applicable"}]  # fmt: skip
    looks = [look for look, _ in cells(drawn(rows))]
    assert looks == ["k2 h", "u", "n"]
    assert "0" not in cells(drawn(rows))[1][1]  # unknown is never zero


def test_a_site_says_its_verdict_and_what_is_measured():
    base = row("S1", "toilets", (1.0, 1.0, 1.0, 1.0)) | {"site_id": "S1", "measured": 16.2, "unit": "persons/toilet",
                                                         "not_assessed_reason": None}  # fmt: skip
    rows = [base | {"status": "met"}, base | {"place": "S2", "measured": math.nan, "status": "short"},
            base | {"place": "S3", "status": "not_assessed", "not_assessed_reason": "not_visited"}]  # fmt: skip
    assert cells(drawn(rows)) == [("k4", ["✓", "16,2"]), ("k0", ["✗", "en", "dessous"]), ("u", ["?", "non", "visité"])]


def test_names_that_are_attacks_are_text():
    text = drawn([row(HOSTILE, "toilets", (0.5, 0.5, 0.5, 1.0))])
    assert "<img" not in text
    assert text.count("&quot;&gt;&lt;img") == 2  # the name, and the place that a click names


def test_places_are_worst_first_by_their_mean_low_bound():
    # A: (0.2 + 0.8) / 2 = 0.5; B: (0.4 + 0.4) / 2 = 0.4; C as B with more people; D unknown comes last.
    rows = pd.DataFrame([
        row("A", "toilets", (0.5, 0.2, 0.5, 1)), row("A", "bathing", (0.9, 0.8, 0.9, 1)),
        row("B", "toilets", (0.5, 0.4, 0.5, 1)), row("B", "bathing", (0.5, 0.4, 0.5, 1)),
        row("C", "toilets", (0.5, 0.4, 0.5, 1), 500), row("C", "bathing", (0.5, 0.4, 0.5, 1), 500),
        row("D", "toilets", (math.nan, math.nan, math.nan, 0)),
    ])  # fmt: skip
    assert coverage_matrix.worst_first(rows, ("toilets", "bathing")) == ["C", "B", "A", "D"]
    assert coverage_matrix.worst_first(rows, ("toilets",))[0] == "A"


def test_sites_below_come_before_sites_that_nobody_visited():
    base = row("S1", "toilets", (0.0, 0.0, 1.0, 0.0))
    rows = pd.DataFrame([
        base | {"site_id": "S1", "place": "S1", "status": "not_assessed"},
        base | {"site_id": "S2", "place": "S2", "status": "met"},
        base | {"site_id": "S3", "place": "S3", "status": "short"},
    ])  # fmt: skip
    assert coverage_matrix.worst_first(rows, ("toilets",)) == ["S3", "S1", "S2"]


share = st.floats(0, 1, allow_nan=False)


@given(st.lists(st.tuples(share, share, share, share), min_size=1, max_size=8))
def test_every_place_is_there_once_and_its_class_follows_its_low_bound(told: list[tuple[float, ...]]):
    rows = [row(f"P{at}", "toilets", one) for at, one in enumerate(told)]
    looks = [look for look, _ in cells(drawn(rows))]
    assert [int(look[1]) for look in looks] == [sum(one[1] >= edge for edge in (0.2, 0.4, 0.6, 0.8)) for one in told]


@pytest.mark.parametrize("of_sites", [True, False])
def test_the_legend_names_every_look(of_sites: bool):
    text = coverage_matrix.legend(TR, of_sites=of_sites, hatched_below=0.5)
    for look in ("u", "n", "k0", "k4"):
        assert re.search(rf'class="[^"]*\b{look}\b', text)
    assert TR("coverage.sign.not_assessed") in text


def test_the_style_sheet_is_taken_for_text_and_not_for_the_name_of_a_file():
    assert "\n" in coverage_matrix.style()
