"""Classes of hazard zones: words, order, and the worst class where zones overlap."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from data import reference_tables
from geo import frames
from geo.errors import BadScenario, ReferenceProblem
from geo.hazards import classed, flatten, folded, parse_hazards

HAZARDS = reference_tables.hazards()


def zone_frame(*rows: tuple[str, object, shapely.Geometry | None]) -> pd.DataFrame:
    return frames.ZONES.conform(
        pd.DataFrame(
            [
                {"zone_set": "tried", "zone_id": str(n), "hazard": hazard, "hazard_class": label, "geometry": shape}
                for n, (hazard, label, shape) in enumerate(rows)
            ]
        )
    )


def square(west: float, east: float) -> shapely.Polygon:
    return shapely.box(west, 0, east, 10)


@pytest.mark.parametrize(
    ("word", "same"),
    [("Très  Élevé", "tres eleve"), ("FÒ", "fo"), ("2.0", "2"), (" MMI-6 ", "mmi 6"), (3.0, "3"), (3, "3")],
)
def test_spellings_compare_equal(word: object, same: str) -> None:
    assert folded(word) == same


def test_ranks_follow_the_order_of_the_classes() -> None:
    flood = HAZARDS.by_key["flood"]
    assert [flood.rank(word) for word in ("1", "faible", "medium", "Fort", "very_high")] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(("label", "shown"), [("catastrophique", "catastrophique"), (None, ""), (np.nan, ""), (9, "9")])
def test_an_unknown_class_is_refused_naming_the_accepted_ones(label: object, shown: str) -> None:
    with pytest.raises(BadScenario) as caught:
        classed(zone_frame(("flood", label, square(0, 1))), HAZARDS)
    assert caught.value.code == "hazard.unknown_class"
    assert caught.value.params == {
        "hazard": "flood", "value": shown, "accepted": "very_low, low, medium, high, very_high",
    }  # fmt: skip


def test_an_unknown_hazard_is_refused_naming_the_accepted_ones() -> None:
    with pytest.raises(BadScenario) as caught:
        classed(zone_frame(("locusts", "high", square(0, 1))), HAZARDS)
    assert caught.value.code == "hazard.unknown"
    assert (
        caught.value.params["accepted"] == "flood, storm_surge, landslide, earthquake, cyclone, tsunami, fire, access"
    )


def test_zones_are_told_in_keys_and_those_without_area_are_left_out() -> None:
    zones = zone_frame(
        ("Inondation", "fort", square(0, 1)), ("flood", "low", None), ("flood", "low", shapely.Point(0, 0))
    )
    told = classed(zones, HAZARDS)
    assert told[["hazard", "hazard_class", "rank"]].to_numpy().tolist() == [["flood", "high", 3]]
    assert len(classed(zones.iloc[:0], HAZARDS)) == 0


def test_the_worst_class_wins_where_zones_overlap() -> None:
    # low 0-6, medium 4-8, high 5-7: high keeps 2 x 10, medium 4-5 and 7-8, low 0-4
    zones = zone_frame(
        ("flood", "low", square(0, 6)), ("flood", "medium", square(4, 8)), ("flood", "high", square(5, 7))
    )
    flat = flatten(classed(zones, HAZARDS))
    assert flat["hazard_class"].tolist() == ["high", "medium", "low"]
    assert [shape.area for shape in flat["geometry"]] == [20, 20, 40]
    assert shapely.union_all(flat["geometry"].to_numpy()).area == 80


def test_a_class_that_is_covered_whole_disappears() -> None:
    flat = flatten(classed(zone_frame(("flood", "low", square(1, 2)), ("flood", "high", square(0, 3))), HAZARDS))
    assert flat["hazard_class"].tolist() == ["high"]


def test_crossed_rings_are_repaired() -> None:
    bow_tie = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])  # two triangles of 25
    flat = flatten(classed(zone_frame(("flood", "high", bow_tie)), HAZARDS))
    assert flat["geometry"][0].is_valid
    assert flat["geometry"][0].area == pytest.approx(50)


def test_no_zones_flatten_to_no_rows_with_the_same_columns() -> None:
    zones = classed(zone_frame(("flood", "high", square(0, 1))), HAZARDS)
    assert list(flatten(zones.iloc[:0]).dtypes.items()) == list(flatten(zones).dtypes.items())


SCALES: dict[str, Any] = {"level": {"classes": ["low", "high"], "source": "s", "status": "verified"}}
FLOOD: dict[str, Any] = {"flood": {"scale": "level"}}


@pytest.mark.parametrize(
    ("scales", "hazards", "code"),
    [
        ({"level": {"classes": ["low"], "status": "verified"}}, FLOOD, "hazard.missing_field"),
        ({"level": {"classes": [], "source": "s", "status": "verified"}}, FLOOD, "hazard.missing_field"),
        ({"level": {"classes": ["low"], "source": "s", "status": "sure"}}, FLOOD, "hazard.missing_field"),
        (SCALES, {"flood": {"scale": "none"}}, "hazard.missing_field"),
        ({"level": {**SCALES["level"], "aliases": {"medium": ["moyen"]}}}, FLOOD, "hazard.stray_class"),
        ({"level": {**SCALES["level"], "aliases": {"low": ["fort"], "high": ["Fort"]}}}, FLOOD, "hazard.word_twice"),
        (
            SCALES,
            {"flood": {"scale": "level", "aliases": ["x"]}, "fire": {"scale": "level", "aliases": ["X"]}},
            "hazard.word_twice",
        ),
    ],
)
def test_a_bad_reference_is_refused(scales: dict[str, Any], hazards: dict[str, Any], code: str) -> None:
    with pytest.raises(ReferenceProblem) as caught:
        parse_hazards({"scales": scales, "hazards": hazards})
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("hazard", "label", "key", "rank"),
    [
        ("Raz-de-marée", "1 - 3 m", "tsunami", 2),
        ("tsounami", "> 3 m", "tsunami", 3),
        ("tidal wave", "0.3-1 m", "tsunami", 1),
        ("incendie", "très fort", "fire", 4),
        ("Dife", "ba", "fire", 1),
    ],
)
def test_tsunami_and_fire_have_words_in_three_languages(hazard: str, label: str, key: str, rank: int) -> None:
    told = classed(zone_frame((hazard, label, square(0, 1))), HAZARDS)
    assert (told["hazard"].iloc[0], told["rank"].iloc[0]) == (key, rank)
