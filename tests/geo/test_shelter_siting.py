"""Which to open first and where one more helps: worked by hand, and against every choice."""

from __future__ import annotations

from functools import partial
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import BadScenario
from geo.shelter_siting import NewShelter, best_sites, candidates, opening_order, opening_plan, with_one_more
from geo.walking_pairs import Pairs, Walk, straight_pairs
from tests.geo import small_haiti
from tests.geo.test_shelter_allocation import KM, people, shelters


def test_the_shelter_that_serves_most_is_opened_first_and_the_next_counts_what_is_left():
    # A0 reaches 100 people of 80 places; A1 reaches 60 of these and 30 others; A2 reaches nobody
    here, there = people((0.0, 40), (1.0, 60), (2.0, 30)), shelters((0.5, 80), (1.6, 200), (9.0, 50))
    order = opening_order(here, there, straight_pairs(here, there, Walk(0.7)))
    # A1 gains 60 + 30 = 90 > 80; then A0 gains the 40 that are left
    assert order["shelter_id"].tolist() == ["A1", "A0"]
    assert order["people_gained"].tolist() == [90, 40]
    assert order["people_served"].tolist() == [90, 130]
    assert set(order["method"]) == {"heuristic"}


def within(limit_km: float):
    return partial(straight_pairs, walk=Walk(limit_km))


def pairs_of(table: np.ndarray) -> Pairs:
    person, shelter = np.nonzero(table)
    return Pairs(person, shelter, np.ones(len(person)), *table.shape)


def test_one_more_is_the_best_of_all_and_several_the_best_set():
    # candidate 0 covers a and b (6 + 5), 1 covers a and c (6 + 4), 2 covers b and d (5 + 3): greedy takes 0 and then
    # 1 (4): 15; the best two are 1 and 2: 18
    table = np.array([[1, 1, 0], [1, 0, 1], [0, 1, 0], [0, 0, 1]])
    left, where = pd.DataFrame({"people": [6.0, 5, 4, 3]}), pd.DataFrame({"candidate": ["X", "Y", "Z"]})
    one = best_sites(left, where, pairs_of(table))
    assert one[["candidate", "people_gained", "method"]].values.tolist() == [["X", 11.0, "optimum"]]
    two = best_sites(left, where, pairs_of(table), count=2)
    assert set(two["candidate"]) == {"Y", "Z"}
    assert two["people_served"].tolist() == [10, 18]
    assert set(two["method"]) == {"optimum"}
    small = best_sites(left, where, pairs_of(table), count=2, capacity=7.0)
    assert small["people_gained"].tolist() == [7, 7]
    assert set(small["method"]) == {"heuristic"}


@settings(max_examples=40)
@given(st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=6), st.integers(1, 3))
def test_the_named_optimum_is_the_best_of_every_set(rows, count):
    table = np.array(rows)
    left = pd.DataFrame({"people": np.arange(1.0, len(rows) + 1)})
    told = best_sites(left, pd.DataFrame({"candidate": list("VWXYZ")}), pairs_of(table), count=count)
    best = max(left["people"][table[:, list(some)].any(axis=1)].sum() for some in combinations(range(5), count))
    assert (told["people_served"].iloc[-1] if len(told) else 0.0) == best


def test_one_more_shelter_may_help_people_far_from_it():
    # 30 at 0.0 km reach A0 alone, 30 at 1.0 km reach A0 and the new one at 2.0 km; A0 has 30 places. The new one lets
    # those at 1.0 km go elsewhere.
    here, there = people((0.0, 30), (1.0, 30)), shelters((0.5, 30))
    told = with_one_more(here, there, NewShelter(**small_haiti.at(KM + 2.0, 2055), places=25), within(1.1))
    frame = told.set_index("rule")
    assert frame.loc["before", "unserved"] == pytest.approx(30)
    assert frame.loc["after", "unserved"] == pytest.approx(5)
    assert frame.loc["difference", "allocated"] == pytest.approx(25)


def test_bad_questions_have_a_code():
    left, where, none = pd.DataFrame({"people": [1.0]}), pd.DataFrame({"candidate": ["X"]}), pairs_of(np.ones((1, 1)))
    here, there = people((0.0, 30)), shelters((0.5, 30))
    for asked, code in (
        (lambda: best_sites(left, where, none, count=0), "siting.count"),
        (lambda: best_sites(left, where, none, capacity=0.0), "siting.capacity"),
        (lambda: with_one_more(here, there, NewShelter(-72.0, 18.5, 0.0), within(1.0)), "siting.capacity"),
        (lambda: with_one_more(here, there, NewShelter(-72.0, float("nan"), 5.0), within(1.0)), "siting.place"),
    ):
        with pytest.raises(BadScenario) as told:
            asked()
        assert told.value.code == code


def test_open_shelters_take_people_before_others_are_opened():
    # 50 at 0.0 km: the open A0 (0.5 km) has 20 places; A1 (0.6 km) would take 25 more, A2 (0.7 km) the last 5
    here = people((0.0, 50))
    there = shelters((0.5, 20), (0.6, 25), (0.7, 40)).assign(shelter_status=["open", "available", None])
    plan = opening_plan(here, there, straight_pairs(here, there, Walk(1.0)))
    assert (plan.in_open, plan.left) == (20, 0)
    assert plan.order[["shelter_id", "people_gained"]].values.tolist() == [["A2", 30.0]]
    small = opening_plan(here, there.assign(net_safe_capacity=[20, 25, 10]), straight_pairs(here, there, Walk(1.0)))
    assert small.order["people_gained"].tolist() == [25, 5]
    assert "A0" not in set(small.order["shelter_id"])
    assert opening_plan(people((0.0, 80)), there, straight_pairs(here, there, Walk(1.0))).left == 80 - 20 - 25 - 35 - 0


def test_candidates_are_closed_or_unassessed_and_never_house_displaced_people():
    rows = pd.DataFrame({
        "shelter_id": list("ABCDE"), "declared_capacity": [100, 80, 60, 40, np.nan], "capacity_short_stay": np.nan,
        "capacity_toilets": [50, np.nan, 60, 40, 30], "capacity_water": np.nan,
        "binding_term": ["closed", "structure_unassessed", "occupied_by_idps", "inside_hazard", "closed"],
    })  # fmt: skip
    told = candidates(rows, stay="short")
    assert told[["shelter_id", "net_safe_capacity"]].values.tolist() == [["A", 50.0], ["B", 80.0]]
