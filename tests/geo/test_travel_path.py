"""The journey way by way, by hand and against networkx; alternatives are exact re-runs."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import DataProblem
from geo.frames import WAREHOUSES, WAYS
from geo.journeys import Conditions, Handling, Speeds
from geo.network import travel_hours
from geo.road_network import Joining, road_network
from geo.travel_path import travel_path
from geo.way_graph import way_graph
from tests.geo import drawn_country as drawn

SPEEDS = Speeds(
    {"national": 30, "departmental": 20, "communal": 10, "sea": 12, "barge": 15, "air": 200},
    {"emergency": Handling(1, 2, 1, {"sea": 8, "air": 2, "barge": 12})}, 2.0, 1.5,
    load_t={"truck": 20, "small_truck": 10}, daily_window_hours=12,
)  # fmt: skip


def way(name: str, start: str, end: str, km: float, **more: object) -> dict[str, object]:
    told = {"way_id": name, "route": name[:1], "mode": "road", "way_class": "national", "status": "open"}
    return {**told, "from_pcode": start, "to_pcode": end, "length_km": km, **more}


# A -30- B -30, restricted at hours- C;  A -120 by barge, 7 departures a week- C;  B -15, small trucks- D;  E apart.
WAYS_HELD = WAYS.conform(pd.DataFrame([
    way("R1", "A", "B", 30, passes="Pont rouge; Gorge"),
    way("R2", "B", "C", 30, status="restricted", restriction="hours", open_hours="06:00-18:00", passes="Gorge"),
    way("S1", "A", "C", 120, mode="sea", way_class="sea", vessel="barge", departures_week=7),
    way("R3", "B", "D", 15, status="restricted", restriction="small_trucks"),
]))  # fmt: skip
PLACES = pd.DataFrame({"adm2_pcode": ["A", "B", "C", "D", "E"]})
DEPOTS = WAREHOUSES.conform(pd.DataFrame({"warehouse_id": ["W", "X"], "adm2_pcode": ["A", None]}))
GRAPH = way_graph(WAYS_HELD, DEPOTS, PLACES)


def told(end: str, conditions: Conditions = Conditions(), start: str = "W"):  # noqa: B008 - frozen
    return travel_path(GRAPH, WAYS_HELD, start, end, speeds=SPEEDS, conditions=conditions)


def test_path_by_hand() -> None:
    """A-B 1 h. B-C restricted: 30/30 x 2 = 2 h, and open 12 h a day: a mean wait of 12^2 / 48 = 3 h. In all 4 + 1 + 5.

    By barge 120/15 = 8, port 12, and a departure a day: a wait of 168 / 14 = 12 h: 4 + 32 = 36 if either road closes.
    """
    result = told("C")
    assert result.facts["hours"] == pytest.approx(10)
    rows = result.frame
    assert rows["way_id"].tolist() == ["R1", "R2"]
    parts = rows[["km", "hours", "moving_hours", "leg_hours", "wait_hours"]].to_numpy()
    np.testing.assert_allclose(parts, [[30, 1, 1, 0, 0], [30, 5, 2, 0, 3]])
    assert rows["alternative_hours"].tolist() == [36, 36]
    assert rows["longer_hours"].tolist() == [26, 26]
    assert result.facts["passes"] == ["Pont rouge", "Gorge"]
    assert result.facts["restricted"] == ["R2"]
    assert result.facts["handling_hours"] == 4
    told_of = result.explain(way_id="R2")
    assert {one.name: one.value for one in told_of.inputs}["wait_hours"] == pytest.approx(3)
    by_sea = told("C", Conditions(closed=("R1",)))
    assert by_sea.facts["hours"] == pytest.approx(36)
    np.testing.assert_allclose(by_sea.frame[["moving_hours", "leg_hours", "wait_hours"]], [[8, 12, 12]])


def test_a_heavier_truck_does_not_pass_where_only_small_ones_may() -> None:
    """B-D 15/30 x 2 = 1 h for a small truck; the usual truck gets there by nothing, and so does R1 closed."""
    assert told("D").facts["hours"] is None
    assert told("D").frame.empty
    small = told("D", Conditions(load="small_truck"))
    assert small.facts["hours"] == pytest.approx(4 + 1 + 1)
    assert small.facts["alternative_hours"]["R3"] is None
    assert small.facts["worst_way"] == "R3"
    assert small.facts["alternative_hours"]["R1"] == pytest.approx(4 + 32 + 5 + 1)
    limited = WAYS_HELD.assign(largest_truck_t=WAYS_HELD["way_id"].map({"R1": 15.0}))
    far = travel_path(GRAPH, limited, "W", "B", speeds=SPEEDS)
    assert far.facts["hours"] == pytest.approx(4 + 32 + 5)  # 20 t do not pass R1, by sea to C and back to B
    assert travel_path(GRAPH, limited, "W", "B", speeds=SPEEDS, conditions=Conditions(opened=("R1",))).facts[
        "hours"
    ] == pytest.approx(5)


def test_the_own_commune_counts_nothing_and_what_is_not_known_is_named() -> None:
    assert told("A").facts["hours"] == 4
    assert told("A").facts["own_commune"]
    assert told("A").frame.empty
    for start, end, code in (("W", "Z", "unknown_commune"), ("Y", "A", "unknown_warehouse"),
                             ("X", "A", "warehouse_without_place")):  # fmt: skip
        with pytest.raises(DataProblem) as caught:
            told(end, start=start)
        assert caught.value.code == code
    with pytest.raises(DataProblem) as caught:
        told("B", Conditions(load="tank"))
    assert caught.value.code == "unknown_load"


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), rainy=st.booleans())
def test_path_and_alternatives_over_drawn_roads_are_those_of_networkx(seed: int, rainy: bool) -> None:
    """Hours of the path are `travel_hours`, its parts add up, and each alternative is a journey with that way closed."""
    side = 6
    draw = np.random.default_rng(seed)
    ways = drawn.streets(side, seed=seed, kept=0.8)
    ways = ways.assign(status=draw.choice(["open", "restricted"], len(ways), p=[0.8, 0.2]))
    places = drawn.communes(5, side, seed=seed + 1)
    depots = drawn.depots(2, side, places, seed=seed + 2)
    roads = road_network(ways, joining=Joining(20, 3, 1))
    graph = way_graph(ways, depots, places, roads=roads)
    assumed = Conditions(rainy=rainy)
    result = travel_path(graph, ways, "M0", "HT0003", speeds=SPEEDS, conditions=assumed)

    def by_table(closed: tuple[str, ...]) -> float:
        frame = travel_hours(ways, depots, places, speeds=SPEEDS, roads=roads,
                             conditions=Conditions(rainy=rainy, closed=closed))  # fmt: skip
        return float(frame.set_index(["warehouse_id", "adm2_pcode"])["travel_hours"]["M0", "HT0003"])

    whole = np.nan if result.facts["hours"] is None else result.facts["hours"]
    np.testing.assert_allclose(whole, by_table(()), atol=2e-6)
    if result.frame.empty:
        return
    rows = result.frame
    np.testing.assert_allclose(rows["hours"].sum() + 4, whole, atol=2e-6)
    np.testing.assert_allclose(rows[["moving_hours", "leg_hours", "wait_hours"]].sum(axis=1), rows["hours"], atol=1e-9)
    for name in rows["way_id"].dropna().unique()[:3]:
        alone = rows.loc[rows["way_id"] == name, "alternative_hours"].iloc[0]
        np.testing.assert_allclose(alone, by_table((name,)), atol=2e-6)
    held = nx.MultiGraph(list(zip(graph.one, graph.other, strict=True)))
    assert nx.has_path(held, graph.depot["M0"], graph.place["HT0003"])
