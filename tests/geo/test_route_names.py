"""Stretches of a journey by name: by hand."""

from __future__ import annotations

import pandas as pd

from components.figures.route_words import worded
from components.i18n import Words
from geo.route_names import Passed, route_names

NAMES = {"A": "Arniquet", "B": "Bainet", "C": "Cabaret", "D": "Désarmes"}
WAYS = pd.DataFrame(
    [
        ("RN2:A:B", "RN2", "road", "national", "A", "B"),
        ("D-X:B:C", "D-X", "road", "departmental", "B", "C"),
        ("D-X:D:C", "D-X", "road", "departmental", "D", "C"),
        ("S-1", None, "sea", "sea", "D", "A"),
        ("drawn", "Route des Palmes", "road", "departmental", None, None),
        ("nameless", None, "road", "communal", None, None),
    ],
    columns=["way_id", "route", "mode", "way_class", "from_pcode", "to_pcode"],
).set_index("way_id")


def test_national_roads_by_number_others_by_their_ends_in_the_order_of_travel():
    # From A: RN2 to B, then D-X to C and on, against its own direction, to D; then the boat back to A.
    told = route_names(["RN2:A:B", "D-X:B:C", "D-X:D:C", "S-1"], WAYS, NAMES, "A")
    assert told == (Passed("RN2"), Passed("Bainet – Désarmes"), Passed("Désarmes – Arniquet", "sea"))
    # The same road from D: its ends the other way round.
    assert route_names(["D-X:D:C", "D-X:B:C"], WAYS, NAMES, "D") == (Passed("Désarmes – Bainet"),)


def test_a_drawn_road_is_called_by_its_route_else_by_its_code():
    assert route_names(["drawn", "nameless"], WAYS, NAMES) == (Passed("Route des Palmes"), Passed("nameless"))
    assert route_names([], WAYS, NAMES, "A") == ()


def test_a_sea_leg_says_so():
    assert worded([Passed("RN2"), Passed("Jérémie – Dame-Marie", "sea"), "RN1"], Words("fr")) == [
        "RN2",
        "Jérémie – Dame-Marie par mer",
        "RN1",
    ]
