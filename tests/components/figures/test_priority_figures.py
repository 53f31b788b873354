"""The ranked list, its chart, the bars and the matrix of partners: what stands in them, and that names stay text."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from components.figures import chart, partner_charts, partner_matrix, priority_chart, priority_rows
from components.i18n import LANGUAGES, Words, texts
from data.reference_coverage import shipped_weights
from geo.frames.sites import SECTORS
from geo.presence import PRESENCE

TR = Words("fr")
HOSTILE = "<img src=x onerror=alert(1)>\"'`${x}"
KEYS = [*shipped_weights().standards, *shipped_weights().factors]


def ranked(**more: object) -> pd.DataFrame:
    row: dict[str, object] = {
        "rank": 1.0, "site_id": "S1", "name": "École", "adm2_name": "Delmas", "people": 1200.0, "score": 0.5,
        "score_low": 0.25, "score_high": 0.75, "top_share": 0.875, "ranked": True, "why_1": "toilets",
        "why_1_points": 0.3, "why_2": "eviction", "why_2_points": 0.2, "why_3": None, "why_3_points": np.nan,
    }  # fmt: skip
    return pd.DataFrame([row | more])


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", html.split("</style>")[1])


def test_a_row_tells_score_bounds_steadiness_and_reasons():
    told = plain(priority_rows.html(ranked(), TR, top=20))
    for words in ("École", "Delmas", TR.share(0.5), TR.share(0.25), TR.share(0.75), TR.share(0.875),
                  "Pas assez de toilettes", "+30", "Menace d&#x27;expulsion", "+20"):  # fmt: skip
        assert words in told, words


def test_a_name_links_to_the_sheet_of_its_site_in_the_language():
    told = priority_rows.html(ranked(site_id="a&b/ç"), Words("ht"), top=20)
    assert 'href="sites?site=a%26b%2F%C3%A7&amp;lang=ht"' in told


def test_a_site_without_a_rank_or_a_score_says_so():
    told = plain(priority_rows.html(
        ranked(rank=np.nan, score=np.nan, top_share=np.nan, people=np.nan, why_1=None, why_2=None), TR, top=20
    ))  # fmt: skip
    for key in ("unit.unknown", "priorities.unranked", "priorities.nobody_counted", "priorities.no_reason"):
        assert TR(key) in told, key


def test_names_are_never_markup():
    assert "<img" not in priority_rows.html(ranked(name=HOSTILE, adm2_name=HOSTILE, site_id=HOSTILE), TR, top=20)
    rows = pd.DataFrame([{"organisation": HOSTILE, "organisation_name": HOSTILE, "sector": HOSTILE, "sites": 2,
                          "communes": 1, "sites_unsure": 0}])  # fmt: skip
    assert "<img" not in partner_matrix.html(rows, TR)
    assert "<img" not in str(priority_chart.bars(ranked(name=HOSTILE), TR, top=20).to_json())
    assert chart.text("<b>&") == "&lt;b&gt;&amp;"
    assert chart.text("a\u2028b\x00c") == "a b c"
    assert chart.text("x" * 40, longest=30) == "x" * 29 + "…"


def test_the_chart_has_bounds_beside_scores_and_leaves_out_what_has_no_rank():
    rows = pd.concat([ranked(), ranked(site_id="S2", ranked=False, rank=np.nan)], ignore_index=True)
    scores, steady = priority_chart.bars(rows, TR, top=20).data
    assert (list(scores.x), list(scores.error_x.array), list(scores.error_x.arrayminus)) == ([50], [25], [25])
    assert (list(steady.x), list(scores.y)) == ([87.5], ["1. École"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_weight_has_words_for_what_lacks(lang: str):
    for key in KEYS:
        assert f"priorities.lack.{key}" in texts(lang), key
        assert Words(lang).has(f"standard.{key}") or Words(lang).has(f"choice.{key}"), key


def test_every_sector_has_a_name():
    for code in SECTORS:
        assert TR.has(f"choice.{code}") or TR.has(f"sector.{code}"), code
        assert partner_charts.sector(code, Words("en")), code


def test_managers_as_bars():
    rows = pd.DataFrame({"managed": ["named", "none"], "manager": ["Agence <A>", None], "sites": [12, 63],
                         "people": [100.0, 200.0]})  # fmt: skip
    (bars,) = partner_charts.managers(rows, TR).data
    assert list(bars.x) == [12, 63]
    assert bars.y[0] == "<b>Agence &lt;A&gt;</b><br>12 sites · 100 pers."
    assert TR("choice.managed.none") in bars.y[1]


def test_people_by_presence_add_up_in_a_bar_and_differ_in_print():
    rows = pd.DataFrame({"sector": ["wash"], "people_present": [10.0], "people_contradicted": [20.0],
                         "people_absent": [30.0], "people_not_told": [40.0]})  # fmt: skip
    figure = partner_charts.presence(rows, TR)
    assert [bar.x[0] for bar in figure.data] == [10, 20, 30, 40]
    assert len({bar.marker.pattern.shape for bar in figure.data}) == len(PRESENCE)
    assert figure.layout.barmode == "stack"


def test_cells_of_the_matrix():
    rows = pd.DataFrame([
        {"organisation": "A", "organisation_name": None, "sector": "wash", "sites": 12, "communes": 2, "sites_unsure": 0},
        {"organisation": "A", "organisation_name": None, "sector": "health", "sites": 0, "communes": 3, "sites_unsure": 0},
        {"organisation": "B", "organisation_name": "Bè", "sector": "wash", "sites": 1, "communes": 1, "sites_unsure": 4},
    ])  # fmt: skip
    told = plain(partner_matrix.html(rows, TR)).split()
    assert told == ["Organisation", "EPAH", "santé", "A", "12", "3", "com.", "Bè", "1", "+4&nbsp;?", "·"]
