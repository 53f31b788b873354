"""An area that is drawn corner by corner, by hand."""

from __future__ import annotations

import json

import shapely

from components.figures import drawn_area
from components.i18n import Words

TR = Words("fr")
CORNERS = [(-72.36, 18.52), (-72.30, 18.52), (-72.30, 18.56), (-72.36, 18.56)]


def test_three_corners_make_an_area_and_two_do_not():
    assert drawn_area.polygon(CORNERS[:2]) == ""
    assert shapely.equals(shapely.from_wkt(drawn_area.polygon(CORNERS)), shapely.Polygon(CORNERS))
    assert drawn_area.polygon([CORNERS[0]] * 3) == ""  # thrice the same place


def test_corners_in_the_wrong_order_still_make_an_area():
    crossed = [CORNERS[0], CORNERS[2], CORNERS[1], CORNERS[3]]
    assert shapely.from_wkt(drawn_area.polygon(crossed)).is_valid


def test_the_layer_holds_areas_and_corners_and_no_markup():
    name = "<img src=x onerror=alert(1)>`${1}"
    made = drawn_area.layer([(name, drawn_area.polygon(CORNERS))], CORNERS[:2], TR)
    told = json.loads(made.json)
    assert len(told["features"]["features"]) == 3
    assert "<img" not in made.json
    assert "`" not in made.json
    assert name in made.ids


def test_the_view_shows_all_areas():
    assert drawn_area.view([]) is None
    # 0.06 degrees wide: log2(500 / 0.06) = 13.02, so zoom 13 in the middle of the corners
    assert drawn_area.view([("a", drawn_area.polygon(CORNERS))]) == (18.54, -72.33, 13)
