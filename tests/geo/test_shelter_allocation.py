"""Who goes where: worked by hand, against every way of sending people, and against an independent network simplex."""

from __future__ import annotations

from itertools import product

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from data.reference_shelters import shelter_rules
from geo.allocation_programme import least_unserved
from geo.errors import BadScenario, DashboardError
from geo.places import communes_at
from geo.shelter_allocation import (
    REASONS,
    allocate,
    compared,
    left_by_place,
    nearest_with_room,
    taken_by_shelter,
    with_rule,
)
from geo.walking_pairs import Pairs, Paths, Walk, path_pairs, straight_pairs, walk_of
from geo.watch import Watch
from tests.geo import small_haiti

NAN = np.nan
KM = 784.0  # east of the first point; everything lies on one line, 2055 km north


def people(*told: tuple[float, float], commune: str = "HT0111") -> pd.DataFrame:
    """Persons at so many kilometres along the line."""
    rows = [{**small_haiti.at(KM + at, 2055), "people": count, "adm2_pcode": commune} for at, count in told]
    return pd.DataFrame(rows).astype({"adm2_pcode": "str"})


def shelters(*told: tuple[float, float], terms: tuple[str, ...] = ()) -> pd.DataFrame:
    """Net safe places at so many kilometres along the line."""
    rows = [{"shelter_id": f"A{n}", **small_haiti.at(KM + at, 2055), "net_safe_capacity": net}
            for n, (at, net) in enumerate(told)]  # fmt: skip
    return pd.DataFrame(rows).assign(binding_term=list(terms) or "declared", name="", adm2_pcode="HT0111")


def sent(here: pd.DataFrame, there: pd.DataFrame, rule: str, limit: float = 2.0, detour: float = 1.0):
    return allocate(here, there, straight_pairs(here, there, Walk(limit, detour)), rule=rule)


# 30 people at 0.0 km reach A0 (0.5 km) alone; 20 at 1.0 km reach A0 (0.5 km) and A1 (2.0 km, 1.0 km away). A0 has
# 30 places, A1 20. The quick rule meets both pairs of 0.5 km, and takes the rows in order.
LEFT, RIGHT = (0.0, 30.0), (1.0, 20.0)
TWO = shelters((0.5, 30), (2.0, 20))


def test_the_quick_rule_leaves_people_whom_the_optimum_serves():
    greedy = people(RIGHT, LEFT)  # the right ones first: 20 take A0, 10 of the left ones the rest, 20 are left
    quick, best = sent(greedy, TWO, "nearest", 1.2), sent(greedy, TWO, "optimal", 1.2)
    np.testing.assert_allclose(quick.served, [20, 10])
    np.testing.assert_allclose(best.served, [20, 30])  # the right ones walk 1 km to A1
    assert best.person_km == pytest.approx(30 * 0.5 + 20 * 1.0, rel=1e-6)
    told = compared(quick, best).set_index("rule")
    assert told.loc["difference", "allocated"] == pytest.approx(20)
    assert told.loc["difference", "unserved"] == pytest.approx(-20)
    assert told.loc["nearest", "person_km"] == pytest.approx(15, rel=1e-6)


def test_of_equal_numbers_served_the_shorter_walks_are_taken():
    # 10 people 0.1 km left of A0 and 10 people 0.9 km right of it; A0 has 10 places, A1 10 at 2.1 km right. All are
    # served either way; straight on: 0.1 + 1.2 km; crossed: 0.9 + 2.2.
    here, there = people((0.0, 10), (1.0, 10)), shelters((0.1, 10), (2.2, 10))
    best = sent(here, there, "optimal", 3.0)
    assert best.person_km == pytest.approx(10 * 0.1 + 10 * 1.2, rel=1e-6)


def test_the_limit_is_inclusive_and_the_detour_counts():
    here, there = people((0.0, 10)), shelters((1.0, 10))
    for limit, detour, served in ((1.0, 1.0, 10), (0.999, 1.0, 0), (1.3, 1.3, 10), (1.29, 1.3, 0)):
        assert sent(here, there, "optimal", limit, detour).served.sum() == served
    assert sent(here, there, "nearest", 1.3, 1.3).person_km == pytest.approx(13, rel=1e-6)
    assert walk_of(shelter_rules()) == Walk(2.0, 1.3)


def test_who_is_left_and_why_by_hand():
    here = pd.concat([
        people((0.0, 50)),  # A0, 20 places: 30 left, full
        people((10.0, 5)),  # A1 unsafe
        people((20.0, 6)),  # A2 houses displaced people
        people((30.0, 7)),  # A3 of unknown places, A1 far
        people((40.0, 8), commune="HT0131"),  # nothing
        people((50.0, 9)).assign(longitude=NAN, latitude=NAN),
        people((0.1, NAN)),
    ], ignore_index=True)  # fmt: skip
    there = shelters((0.5, 20), (10.1, 0), (20.1, 0), (30.1, NAN), (30.2, -4),
                     terms=("declared", "inside_hazard", "occupied_by_idps", "unknown", "structure_unassessed"))  # fmt: skip
    held = sent(here, there, "optimal")
    frame = left_by_place(held, communes_at(small_haiti.places(), "adm2")).frame.set_index("place")
    row = frame.loc["HT0111"]
    assert (row["people_expected"], row["allocated"], row["unserved"]) == (77, 20, 57)
    assert [row[f"unserved_{name}"] for name in REASONS] == [30, 7, 5, 6, 0, 9]
    assert row["rows_without_people"] == 1
    assert row["mean_walk_km"] == pytest.approx(0.5, rel=1e-6)
    assert frame.loc["HT0131", "unserved_none_within_reach"] == 8
    assert np.isnan(frame.loc["HT0131", "mean_walk_km"])
    told = left_by_place(held, communes_at(small_haiti.places(), "adm0")).explain(place="HT")
    assert told.value == 65
    assert "allocation.optimal" in told.notes


def test_what_each_shelter_takes():
    held = sent(people(LEFT, RIGHT), TWO, "optimal", 1.2)
    frame = taken_by_shelter(held)
    np.testing.assert_allclose(frame["allocated"], [30, 20])
    np.testing.assert_allclose(frame["places_left"], 0, atol=1e-9)
    np.testing.assert_allclose(frame["mean_walk_km"], [0.5, 1.0], rtol=1e-6)


def test_bad_questions_have_a_code():
    for asked, code in (
        (lambda: sent(people(LEFT), TWO, "fastest"), "allocation.unknown_rule"),
        (lambda: sent(people((0.0, -1.0)), TWO, "optimal"), "allocation.people"),
        (lambda: sent(people((0.0, np.inf)), TWO, "nearest"), "allocation.people"),
        (lambda: Walk(-1.0), "walk.limit"),
        (lambda: Walk(NAN), "walk.limit"),
        (lambda: Walk(1.0, 0.5), "walk.detour"),
    ):
        with pytest.raises(BadScenario) as told:
            asked()
        assert told.value.code == code


def test_nobody_and_nowhere():
    none, nowhere = people(LEFT).iloc[:0], TWO.iloc[:0]
    for rule in ("nearest", "optimal"):
        assert sent(none, TWO, rule).served.sum() == 0
        assert sent(people(LEFT), nowhere, rule).served.sum() == 0


def test_over_paths_the_way_round_counts():
    # nodes 0 - 1 - 2 in a line, 900 m and 800 m; the shelter stands 100 m off node 2, people on node 0 and node 1
    metres = csr_array(([900.0, 800.0], ([0, 1], [1, 2])), shape=(3, 3))
    paths = Paths(metres, np.array([0, 1, -1]), np.array([2, -1]), np.array([0.0, 50.0, 0.0]), np.array([100.0, 0.0]))
    pairs = path_pairs(paths, Walk(2.0, 1.0))
    np.testing.assert_allclose(pairs.metres, [1800, 950])
    assert pairs.person.tolist() == [0, 1]
    assert path_pairs(paths, Walk(1.0, 1.0)).person.tolist() == [1]
    assert len(path_pairs(paths, Walk(0.1, 1.0))) == 0


# --- any small instance -------------------------------------------------------------------------------------------


@st.composite
def instances(draw, most_people: int = 6, places: int = 4, spots: int = 3):
    """People and rooms in whole numbers, walks of 1 to 9 (x 100 m), some missing."""
    here = draw(st.lists(st.integers(0, most_people), min_size=1, max_size=places))
    there = draw(st.lists(st.integers(0, most_people), min_size=1, max_size=spots))
    walks = {
        (one, other): draw(st.integers(1, 9))
        for one in range(len(here))
        for other in range(len(there))
        if draw(st.booleans())
    }
    person, shelter = (np.array([key[side] for key in walks], dtype=np.int64) for side in (0, 1))
    metres = np.array(list(walks.values()), dtype="float64") * 100
    return Pairs(person, shelter, metres, len(here), len(there)), np.array(here, float), np.array(there, float)


def score(pairs: Pairs, flow: np.ndarray) -> tuple[float, float]:
    return float(flow.sum()), float(flow @ pairs.metres)


def check(pairs: Pairs, flow: np.ndarray, here: np.ndarray, there: np.ndarray) -> None:
    assert (flow >= -1e-9).all()
    assert (np.bincount(pairs.person, weights=flow, minlength=len(here)) <= here + 1e-6).all()
    assert (np.bincount(pairs.shelter, weights=flow, minlength=len(there)) <= there + 1e-6).all()


@settings(max_examples=60)
@given(instances(most_people=3, places=3, spots=2))
def test_the_optimum_is_the_best_of_all_ways_to_send_people(told):
    pairs, here, there = told
    best = (0.0, 0.0)
    for flow in product(
        *(range(int(min(here[i], there[j])) + 1) for i, j in zip(pairs.person, pairs.shelter, strict=True))
    ):
        held = np.array(flow, float)
        fits = (np.bincount(pairs.person, weights=held, minlength=len(here)) <= here).all()
        if fits and (np.bincount(pairs.shelter, weights=held, minlength=len(there)) <= there).all():
            served, metres = score(pairs, held)
            best = max(best, (served, -metres))
    flow = least_unserved(pairs, here, there)
    check(pairs, flow, here, there)
    np.testing.assert_allclose(score(pairs, flow), (best[0], -best[1]), atol=1e-6)


@settings(max_examples=80)
@given(instances(most_people=40, places=12, spots=6))
def test_the_optimum_agrees_with_a_network_simplex_and_is_never_worse_than_the_quick_rule(told):
    pairs, here, there = told
    graph = nx.DiGraph()
    for one, count in enumerate(here):
        graph.add_edge("s", ("p", one), capacity=int(count), weight=0)
    for other, count in enumerate(there):
        graph.add_edge(("a", other), "t", capacity=int(count), weight=0)
    for one, other, metres in zip(pairs.person, pairs.shelter, pairs.metres, strict=True):
        graph.add_edge(("p", int(one)), ("a", int(other)), capacity=10**6, weight=int(metres))
    graph.add_nodes_from(["s", "t"])
    flows = nx.max_flow_min_cost(graph, "s", "t")
    cost, served = nx.cost_of_flow(graph, flows), sum(flows["s"].values())
    flow, quick = least_unserved(pairs, here, there), nearest_with_room(pairs, here, there)
    check(pairs, flow, here, there)
    check(pairs, quick, here, there)
    np.testing.assert_allclose(score(pairs, flow), (served, cost), atol=1e-5)
    assert quick.sum() <= flow.sum() + 1e-6
    if abs(quick.sum() - flow.sum()) < 1e-6:
        assert quick @ pairs.metres >= flow @ pairs.metres - 1e-3


@settings(max_examples=60)
@given(instances(most_people=40, places=12, spots=6))
def test_room_without_a_limit_is_no_limit(told):
    pairs, here, _ = told
    ample, endless = np.full(pairs.shelters, here.sum() + 1), np.full(pairs.shelters, np.inf)
    nearest = pd.Series(pairs.metres).groupby(pairs.person).min().reindex(range(len(here)))
    for solve in (least_unserved, nearest_with_room):
        for room in (ample, endless):
            flow = solve(pairs, here, room)
            np.testing.assert_allclose(score(pairs, flow), (here[nearest.notna()].sum(), (here * nearest).sum()))


def test_where_room_is_scarce_the_pairs_added_later_count():
    # a town of 400 places around 6 shelters of few places: only near pairs are tried at first
    draw = np.random.default_rng(11)
    xy, at = draw.uniform(0, 4000, (400, 2)), draw.uniform(0, 4000, (6, 2))
    far = np.hypot(*(xy[:, None] - at[None]).transpose(2, 0, 1)).round()
    person, shelter = np.nonzero(far <= 2500)
    pairs = Pairs(person, shelter, far[person, shelter], 400, 6)
    here = draw.integers(1, 12, 400).astype(float)
    for room in (np.full(6, 40.0), np.array([5.0, 900, 10, 20, 300, 1]), np.full(6, 500.0)):
        graph = nx.DiGraph()
        graph.add_weighted_edges_from(
            ((("p", i), ("a", j), int(d)) for i, j, d in zip(person, shelter, pairs.metres, strict=True)),
            weight="weight",
        )
        for one, count in enumerate(here):
            graph.add_edge("s", ("p", one), capacity=int(count))
        for other, count in enumerate(room):
            graph.add_edge(("a", other), "t", capacity=int(count))
        flows = nx.max_flow_min_cost(graph, "s", "t")
        expected = sum(flows["s"].values()), nx.cost_of_flow(graph, flows)
        np.testing.assert_allclose(score(pairs, least_unserved(pairs, here, room)), expected, rtol=1e-9)


def test_long_work_tells_how_far_it_is_and_can_be_ended():
    held = []
    here = people(RIGHT, LEFT)
    pairs = straight_pairs(here, TWO, Walk(1.2))
    allocate(here, TWO, pairs, watch=Watch(progress=held.append))
    assert held[-1] == 1.0
    assert held == sorted(held)
    for rule in ("nearest", "optimal"):
        with pytest.raises(DashboardError, match=r"allocation\.cancelled"):
            allocate(here, TWO, pairs, rule=rule, watch=Watch(cancelled=lambda: True))
    asked = iter([False, True, True, True])  # goes on at first, then is ended while the programme is solved
    with pytest.raises(DashboardError, match=r"allocation\.cancelled"):
        allocate(here, TWO, pairs, watch=Watch(cancelled=lambda: next(asked)))


@settings(max_examples=25)
@given(st.lists(st.tuples(st.floats(0, 5), st.integers(0, 80)), min_size=1, max_size=8),
       st.lists(st.tuples(st.floats(0, 5), st.integers(-20, 60)), min_size=1, max_size=4),
       st.sampled_from(["nearest", "optimal"]))  # fmt: skip
def test_sent_and_left_add_up_at_every_level(told, spots, rule):
    held = sent(people(*told), shelters(*spots), rule)
    totals = []
    for level in ("adm2", "adm1", "adm0"):
        frame = left_by_place(held, communes_at(small_haiti.places(), level)).frame
        np.testing.assert_allclose(frame["allocated"] + frame["unserved"], frame["people_expected"], atol=1e-6)
        whys = frame[[f"unserved_{name}" for name in REASONS]].sum(axis=1)
        np.testing.assert_allclose(whys, frame["unserved"], atol=1e-6)
        totals.append(frame["unserved"].sum())
    np.testing.assert_allclose(totals, totals[0], atol=1e-6)


@given(instances(most_people=40, places=12, spots=6), st.integers(0, 5), st.integers(1, 30))
def test_more_room_never_leaves_more_people_and_nobody_is_sent_beyond_it(told, which, more):
    pairs, here, there = told
    larger = there.copy()
    larger[which % len(there)] += more
    for solve in (least_unserved, nearest_with_room):
        flow = solve(pairs, here, there)
        assert (np.bincount(pairs.shelter, weights=flow, minlength=len(there)) <= there + 1e-6).all()
        assert (np.bincount(pairs.person, weights=flow, minlength=len(here)) <= here + 1e-6).all()
    served = [least_unserved(pairs, here, room).sum() for room in (there, larger)]
    assert served[1] >= served[0] - 1e-6


def test_another_rule_stands_beside_both():
    held = sent(people(LEFT, RIGHT), TWO, "optimal", 1.2)
    rows = with_rule(compared(held, held), 50.0, 30.0)
    assert rows["rule"].tolist() == ["optimal", "optimal", "difference", "capacity_order"]
    assert rows.iloc[-1][["allocated", "unserved"]].tolist() == [30, 20]
    assert np.isnan(rows.iloc[-1]["person_km"])


def test_where_all_that_is_known_is_nobody_the_figures_are_unknown():
    """A hazard without shares: people of one commune are unknown, those of the others outside of it are none."""
    here = pd.concat([people((0.0, NAN)), people((1.0, 0.0), commune="HT0131")], ignore_index=True)
    there = shelters((0.5, 20))
    held = sent(here, there, "optimal")
    frame = left_by_place(held, communes_at(small_haiti.places(), "adm2")).frame.set_index("place")
    whole = left_by_place(held, communes_at(small_haiti.places(), "adm0")).frame.iloc[0]
    told = ["people_expected", "allocated", "unserved", "unserved_full", "person_km"]
    assert whole[told].isna().all()
    assert frame.loc["HT0111", told].isna().all()
    assert frame.loc["HT0131", told].tolist() == [0, 0, 0, 0, 0]
    rules = with_rule(compared(held, held), 0.0, 0.0).set_index("rule")
    assert rules[["allocated", "unserved"]].isna().all(axis=None)
