"""Flows on the map: wider for more, nothing drawn without two ends, no markup from data."""

from __future__ import annotations

import json

import pandas as pd

from components.figures import flows
from components.figures.widths import WIDTHS_PX
from components.i18n import Words

TR = Words("fr")


def frame() -> pd.DataFrame:
    return pd.DataFrame({
        "flow_id": ["a", "b", "c", "d"], "title": ["<i>Un</i>", "Deux", "Trois", "Quatre"],
        "households": [1000.0, 10.0, 300.0, 50.0], "hours": [5.0, 6.0, 7.0, 4.0], "items": "Bâche 2",
        "from_longitude": [-74.0, -74.0, -74.0, -72.0], "from_latitude": [18.0, 18.0, 18.0, 18.5],
        "to_longitude": [-73.0, -73.5, float("nan"), -72.0], "to_latitude": [18.0, 18.0, 18.0, 18.5],
    })  # fmt: skip


def test_wider_for_more_and_only_what_has_two_ends():
    made = flows.flows(frame(), TR)
    assert made.ids == {"a", "b"}  # c has no end, d stays where it is
    spec = json.loads(made.json)
    widths = {row[5]: spec["styles"][row[4]]["weight"] for row in spec["rows"]}
    assert widths["a"] == WIDTHS_PX[-1] > widths["b"] == WIDTHS_PX[0]
    assert len(made.legend) == len(WIDTHS_PX)


def test_names_are_text():
    assert "<i>" not in flows.flows(frame(), TR).json


def test_nothing_to_draw():
    empty = flows.flows(frame().head(0), TR)
    assert (empty.ids, empty.legend) == (frozenset(), ())
