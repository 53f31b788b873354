"""Where the next units serve most people: by hand, and against every way to give out the units of small cases."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import DataProblem
from geo.next_units import counts_units, next_units
from tests.geo.gap_setting import MANAGER, MEANS, NAN, STATIONS, TOILETS, WATER, frame, row, standard, toilets

# 20 persons a toilet. People without one: A 487 - 12 x 20 = 247 (12 full and one of 7), B 45 - 20 = 25 (one full,
# one of 5), C 50 (two full, one of 10), D unknown, E met.
ROWS = frame(toilets("A", 487, 12), toilets("B", 45, 1), toilets("C", 50, 0), toilets("D", NAN, 3), toilets("E", 20, 1))


def given_out(result):
    return dict(zip(result.frame["site_id"], result.frame["units_added"], strict=True))


def test_full_units_first_then_the_largest_remainders_by_hand():
    # full units: A 12, C 2, B 1 = 15; the 16th serves 10 at C, the 17th 7 at A, the 18th 5 at B
    told = next_units(ROWS, TOILETS, 16)
    assert given_out(told) == {"A": 12, "C": 3, "B": 1}
    assert told.facts["people_gained"] == 15 * 20 + 10
    assert told.facts["units_left"] == 0
    assert told.facts["sites_not_assessed"] == 1
    by_site = told.frame.set_index("site_id")
    assert by_site.loc["A", ["people_unserved_before", "people_gained", "people_unserved_after"]].tolist() == [
        247,
        240,
        7,
    ]
    assert by_site["units_wanted"].to_dict() == {"A": 13, "C": 3, "B": 2}


def test_few_units_go_where_most_people_are_and_too_many_stay_over():
    assert given_out(next_units(ROWS, TOILETS, 3)) == {"A": 3}
    told = next_units(ROWS, TOILETS, 30)
    assert (told.facts["people_gained"], told.facts["units_used"], told.facts["units_left"]) == (247 + 25 + 50, 18, 12)
    assert next_units(ROWS, TOILETS, 0).frame.empty
    assert next_units(ROWS.iloc[:0], TOILETS, 5).facts["people_gained"] == 0


def test_at_most_so_many_sites():
    assert given_out(next_units(ROWS, TOILETS, 16, most_sites=1)) == {"A": 13}
    assert given_out(next_units(ROWS, TOILETS, 16, most_sites=2)) == {"A": 13, "C": 3}
    assert next_units(ROWS, TOILETS, 16, most_sites=0).facts["units_left"] == 16


def test_equal_gains_go_to_more_people_then_to_the_smaller_id():
    rows = frame(toilets("Z", 60, 1), toilets("Y", 40, 0), toilets("X", 40, 0))
    assert given_out(next_units(rows, TOILETS, 3)) == {"Z": 2, "X": 1}


def test_a_rate_is_counted_in_loads():
    # 900 people at 0 l: 900 unserved; 487 at 10 of 15 l: 487 x 10 / 15 = 324.67 served, 162.33 not.
    # One load of 10 000 l serves 666.67 people: B 666.67, then B 233.33, then A 162.33.
    rows = frame(
        row("A", "water_quantity", "short", people=487, measured=10, gap=2_435),
        row("B", "water_quantity", "short", people=900, measured=0, gap=13_500),
        row("C", "water_quantity", "short", measured=0),
    )
    told = next_units(rows, WATER, 3, means=MEANS["water_quantity"])
    assert given_out(told) == {"B": 2, "A": 1}
    assert told.frame["people_gained"].tolist() == pytest.approx([900, 487 / 3])
    assert told.facts["sites_need_unknown"] == 1
    assert told.explain(site_id="B").value == pytest.approx(900)


def test_water_points_count_in_taps():
    taps = standard("taps", "compound", "max", 250, numerator="individuals", denominator="taps",
                    persons_each={"taps": 250.0, "hand_pumps": 500.0})  # fmt: skip
    # a hand pump is two taps: 600 people, 500 served, 100 not; 1 000 people, nothing: 4 full units
    rows = frame(
        row("A", "taps", "short", threshold=250, people=600, denominator_value=2, gap=1),
        row("B", "taps", "short", threshold=250, people=1_000, denominator_value=0, gap=4),
    )
    told = next_units(rows, taps, 5)
    assert given_out(told) == {"B": 4, "A": 1}
    assert told.facts["people_gained"] == 1_100


def test_what_serves_no_number_of_people_is_refused():
    assert [counts_units(norm, None) for norm in (TOILETS, STATIONS, WATER, MANAGER)] == [True, False, False, False]
    with pytest.raises(DataProblem, match=r"units\.not_counted"):
        next_units(ROWS, STATIONS, 3)
    with pytest.raises(DataProblem, match=r"units\.quantity"):
        next_units(ROWS, TOILETS, -1)


def best_of_all(sites, quantity, most):
    """Largest number of people served over every way to give out the units to at most so many sites."""
    best = 0
    for chosen in combinations(sites, min(most, len(sites))):
        rooms = [range(min(quantity, -(-people // each)) + 1) for people, _, each in chosen]
        for units in product(*rooms):
            if sum(units) <= quantity:
                served = sum(min(people, each * (u + n)) - min(people, each * u)
                             for (people, u, each), n in zip(chosen, units, strict=True))  # fmt: skip
                best = max(best, served)
    return best


def at_threshold(site, people, units, each):
    """A site held against so many persons a toilet: 20, or 50 in the first phase."""
    wanted = -(-people // each)
    told = {"threshold": each, "people": people, "numerator_value": people, "denominator_value": units}
    return row(site, "toilets", "met" if units >= wanted else "short", gap=max(0, wanted - units), **told)


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.tuples(st.integers(0, 95), st.integers(0, 3), st.sampled_from([20, 20, 50])), min_size=1, max_size=4),
    st.integers(0, 9), st.integers(0, 4),
)  # fmt: skip
def test_no_way_to_give_them_out_serves_more(sites, quantity, most):
    rows = frame(*(at_threshold(f"S{n}", *site) for n, site in enumerate(sites)))
    told = next_units(rows, TOILETS, quantity, most_sites=most)
    assert told.facts["people_gained"] == best_of_all(sites, quantity, most)
    assert len(told.frame) <= most
    assert told.frame["units_added"].sum() <= quantity
    free = next_units(rows, TOILETS, quantity)
    assert free.facts["people_gained"] == best_of_all(sites, quantity, len(sites))
    assert (free.frame["units_added"] <= free.frame["units_wanted"]).all()
    np.testing.assert_allclose(
        free.frame["people_gained"] + free.frame["people_unserved_after"], free.frame["people_unserved_before"]
    )


def test_a_site_in_its_first_phase_may_be_the_better_one():
    # one unit: 50 of 50 people at A (first phase), 20 of 90 at B. Most unserved people alone would choose B.
    rows = frame(at_threshold("A", 50, 0, 50), at_threshold("B", 90, 0, 20))
    assert given_out(next_units(rows, TOILETS, 1, most_sites=1)) == {"A": 1}
    assert given_out(next_units(rows, TOILETS, 5, most_sites=1)) == {"B": 5}


@settings(deadline=None, max_examples=50)
@given(st.permutations(list(range(5))), st.integers(0, 20))
def test_the_order_of_the_rows_decides_nothing(order, quantity):
    told = next_units(ROWS, TOILETS, quantity)
    shuffled = next_units(ROWS.iloc[order], TOILETS, quantity)
    assert given_out(told) == given_out(shuffled)
