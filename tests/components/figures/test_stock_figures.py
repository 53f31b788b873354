"""What the stock page draws as values: matrix, chart, map layer."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from components.figures import layers, stock_charts, stock_matrix
from components.i18n import Words
from geo.stock_status import STATUSES

FR = Words("fr")
HOSTILE = "<img src=x onerror=alert(1)>`${1}"


def row(place: str, item: str, status: str, months: float) -> dict[str, object]:
    return {"place": place, "item": item, "stock_status": status, "months_of_stock": months, "usable": 5.0}


def test_the_matrix_says_status_months_and_nothing_where_nothing_was_held():
    rows = pd.DataFrame([row("HT01", "a", "rupture", 0), row("HT02", "a", "not_evaluated", math.nan),
                         row("HT01", "b", "understocked", math.nan)])  # fmt: skip
    told = stock_matrix.html(rows, {"HT02": "Sud-Est", "HT01": "Ouest"}, {"a": HOSTILE, "b": "Bâche"}, FR)
    assert told.index("Sud-Est") < told.index("Ouest")  # in the order of the names
    assert '<td class="rupture" title="rupture · 5 unités utilisables"><b>✗ 0' in told
    assert '<td class="not_evaluated"' in told
    assert told.count('<td class="none">–</td>') == 1  # b has never been in HT02
    assert "<img" not in told
    assert "`" not in told


def test_the_worst_status_leads_and_unknown_never_hides_a_shortage():
    assert stock_matrix.worst(pd.Series(["overstocked", "not_evaluated", "rupture"])) == "rupture"
    assert stock_matrix.worst(pd.Series(["not_evaluated", "well_stocked"])) == "well_stocked"
    assert stock_matrix.worst(pd.Series([], dtype="str")) == "not_evaluated"


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_has_a_sign_a_colour_and_words(status):
    frame = pd.DataFrame({"warehouse_id": ["W"], "name": [HOSTILE], "longitude": [-72.0], "latitude": [18.5],
                          "adm2_name": ["C"], "operator": ["O"], "stock_status": [status]})  # fmt: skip
    layer = layers.warehouses_by_status(frame, FR)
    assert "<img" not in layer.json
    assert len(layer.legend) == 1
    assert not layer.legend[0].label.startswith("map.")
    assert status in stock_matrix.SIGNS


def test_the_chart_draws_what_is_left_and_the_minimum_only_where_it_is_known():
    rows = pd.DataFrame(
        {"month": [0, 1], "until": ["2023-08-31", "2023-09-30"], "left": [10.0, 4.0], "arrivals": [0.0, 2.0]}
    )
    known = stock_charts.projection(rows, 6.0, FR)
    assert list(known.data[0].y) == [10, 4]
    assert list(known.data[0].x) == ["maintenant", "09/2023"]
    assert len(known.layout.shapes) == 1
    assert not stock_charts.projection(rows, math.nan, FR).layout.shapes
