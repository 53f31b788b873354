"""Reach in sentences and as charts, by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from components.figures import reach_charts, reach_text
from components.i18n import Words

TR = Words("fr")
NAMES = ({"rope": "Corde"}, {"W1": "Un", "W2": "Deux", "W3": "Trois", "W4": "Quatre", "W5": "Cinq"})
NAN = float("nan")


def row(**told: Any) -> dict[str, Any]:
    usual = {"within_hours": 24.0, "households_in_need": 100.0, "households_reached": 40.0, "households_left": 60.0,
             "bound_by": "stock", "binding_item": "rope", "binding_warehouses": ["W1"]}  # fmt: skip
    return usual | told


def test_households_left_come_before_those_served():
    said = reach_text.answer(row(), "Sud", TR)
    assert said.index("60") < said.index("40")
    assert "100" in said


@pytest.mark.parametrize(
    ("need", "reached", "left", "served"),
    [(100.0, 40.0, "60", "40"), (100.4, 40.9, "60", "40"), (10.6, 10.6, "0", "10"), (100.0, 99.9999999, "0", "100")],
)
def test_a_kit_that_is_not_whole_is_none(need: float, reached: float, left: str, served: str):
    told = row(households_in_need=need, households_reached=reached, households_left=need - reached)
    assert reach_text.left_of(told, TR) == left
    assert reach_text.whole(reached, TR) == served


def test_capacity_and_no_need_are_told_apart():
    capacity = reach_text.answer(row(households_in_need=NAN, households_left=NAN), "Sud", TR)
    nobody = reach_text.answer(row(households_in_need=0.0, households_left=0.0), "Sud", TR)
    assert capacity == TR("reach_text.capacity", reached="40", hours="24", place="Sud")
    assert nobody == TR("reach_text.no_need", place="Sud")


def test_stock_names_the_item_and_the_warehouses_up_to_three():
    told = row(binding_warehouses=["W1", "W2", "W3", "W4", "W5"])
    said = reach_text.stops(told, pd.DataFrame(), NAMES, TR)
    assert "Corde" in said
    assert "Un, Deux, Trois et 2 autres" in said


def test_hours_say_the_first_band_that_brings_more():
    later = pd.DataFrame([row(within_hours=float(band), households_reached=float(reached))
                          for band, reached in ((24, 40), (36, 40), (48, 55), (72, 90))])  # fmt: skip
    said = reach_text.stops(row(bound_by="hours"), later, NAMES, TR)
    assert said == TR("reach_text.by_hours", hours="48", reached="55")
    never = reach_text.stops(row(bound_by="hours"), later.head(2), NAMES, TR)
    assert never == TR("reach_text.by_hours_beyond", hours="36")


def test_vehicles_and_legs_are_named():
    assert "Un" in reach_text.stops(row(bound_by="fleet", binding_vehicles=["W1"]), pd.DataFrame(), NAMES, TR)
    assert "S-GA" in reach_text.stops(row(bound_by="leg", binding_way="S-GA"), pd.DataFrame(), NAMES, TR)


def test_the_message_ends_with_the_day_and_what_the_data_are():
    said = reach_text.message(["Titre", "", "Réponse"], TR, as_of="2023-08-31", labels=["Fictif"])
    assert said.splitlines() == ["Titre", "Réponse", TR("reach_text.dated", day="31 août 2023"), "Fictif"]


def test_the_curve_holds_each_figure_and_the_need():
    rows = pd.DataFrame([row(within_hours=float(band), households_reached=float(reached))
                         for band, reached in ((24, 40), (6, 10))])  # fmt: skip
    made = reach_charts.curve([("Aujourd'hui", rows), ("Essai", rows)], TR, hours=24.0)
    assert [list(one.x) for one in made.data] == [[6.0, 24.0], [6.0, 24.0], [0.0, 24.0]]
    assert list(made.data[0].y) == [10.0, 40.0]
    assert set(made.data[2].y) == {100.0}
    free = rows.assign(households_in_need=NAN)
    assert len(reach_charts.curve([("Aujourd'hui", free)], TR, hours=24.0).data) == 1


def test_gains_and_losses_the_largest_first_and_names_are_text():
    rows = pd.DataFrame({"name": ["A", "<b>B</b>", "C"], "households_gained": [5.0, -20.0, 0.0]})
    made = reach_charts.gained(rows, TR).data[0]
    assert list(made.x) == [-20.0, 5.0]
    assert made.y[0] == "&lt;b&gt;B&lt;/b&gt;"
    assert list(made.text) == ["−20", "+5"]
