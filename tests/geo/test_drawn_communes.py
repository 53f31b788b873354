"""Communes of a drawn area: those whose inner point lies in it."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.drawn_communes import AREA, communes_inside
from geo.errors import DataProblem

POINTS = pd.DataFrame({"adm2_pcode": ["A", "B", "C"], "longitude": [-74.1, -74.0, -72.3],
                       "latitude": [18.6, 18.5, 18.5]})  # fmt: skip
WEST = "POLYGON ((-74.5 18, -73.5 18, -73.5 19, -74.5 19, -74.5 18))"


def test_the_communes_inside_are_one_place():
    rows = communes_inside(POINTS, WEST, name="Zone")
    assert rows["adm2_pcode"].tolist() == ["A", "B"]
    assert set(rows["place"]) == {AREA}
    assert set(rows["name"]) == {"Zone"}


def test_an_area_without_a_commune_is_refused():
    with pytest.raises(DataProblem, match="empty_area"):
        communes_inside(POINTS, "POLYGON ((0 0, 1 0, 1 1, 0 0))", name="Zone")
