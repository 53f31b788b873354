"""Hours from warehouses to communes: by hand, on the real sketch, and against networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from data import reference_logistics, reference_ways
from geo import frames
from geo.errors import DataProblem, MissingColumn
from geo.network import TRAVEL, Conditions, Handling, Speeds, open_ways, path, travel_hours
from tests.geo import small_haiti

HANDLING = {"emergency": Handling(1, 2, 1, {"sea": 8, "air": 2}), "normal": Handling(8, 6, 2, {"sea": 8, "air": 2})}
SPEEDS = Speeds({"national": 30, "departmental": 20, "sea": 12, "air": 200}, HANDLING, 2.0, 1.5)
ROADS_OUT_OF_MAPAP = (  # HT0131 to HT0132, HT0133, HT0142, HT0621; HT0113 to HT0116
    "D-Ouest-4:HT0131:HT0132", "RN8:HT0131:HT0133", "RN1:HT0131:HT0142", "RN3:HT0131:HT0621", "RN2:HT0113:HT0116",
)  # fmt: skip
MAPAP = ["HT0111", "HT0112", "HT0113", "HT0114", "HT0115", "HT0117", "HT0118", "HT0131"]


def ways_of(*rows: tuple[str, str, str, str, float, str]) -> pd.DataFrame:
    """Ways of (route, mode, from, to, km, status); national roads."""
    return frames.WAYS.conform(
        pd.DataFrame(
            [
                {
                    "way_id": f"{route}:{start}:{end}", "route": route, "mode": mode, "from_pcode": start,
                    "to_pcode": end, "way_class": "national" if mode == "road" else mode, "length_km": km,
                    "status": status,
                }
                for route, mode, start, end, km, status in rows
            ]
        )
    )  # fmt: skip


# A -60 km- B -90 km, restricted- C;  A -120 km by sea- C;  C -400 km by air- D;  B -30 km, closed- D;  E apart
WAYS = ways_of(
    ("R1", "road", "A", "B", 60, "open"),
    ("R1", "road", "B", "C", 90, "restricted"),
    ("S", "sea", "A", "C", 120, "open"),
    ("F", "air", "C", "D", 400, "open"),
    ("R2", "road", "D", "B", 30, "closed"),
)
PLACES = pd.DataFrame({"adm2_pcode": ["A", "B", "C", "D", "E"]})
DEPOTS = pd.DataFrame({"warehouse_id": ["W1", "W2", "W3"], "adm2_pcode": ["A", "C", "E"]})


def table(conditions: Conditions, ways: pd.DataFrame = WAYS) -> dict[str, list[float]]:
    frame = travel_hours(ways, DEPOTS, PLACES, speeds=SPEEDS, conditions=conditions)
    return {w: rows["travel_hours"].tolist() for w, rows in frame.groupby("warehouse_id")}


def test_hours_by_hand() -> None:
    """Handling 1 + 2 + 1 = 4. A-B 60/30 = 2; B-C 90/30 x 2 = 6; A-C by sea 120/12 + 8 = 18, so by road 8.

    D: its road is closed and air is off; E has no way at all, and is 4 for its own warehouse.
    """
    none = np.nan
    expected = {"W1": [4, 6, 12, none, none], "W2": [12, 10, 4, none, none], "W3": [none, none, none, none, 4]}
    for warehouse, hours in table(Conditions()).items():
        np.testing.assert_allclose(hours, expected[warehouse])


def test_air_is_off_until_it_is_switched_on() -> None:
    """C-D by air 400/200 + 2 = 4."""
    assert table(Conditions(air=True))["W2"][3] == 8
    assert table(Conditions(air=True))["W1"][3] == 16


def test_closing_a_way_or_a_whole_route() -> None:
    """Without B-C, C is reached by sea: 4 + 18 = 22; without R1, B is not reached at all; without S it is an island."""
    assert table(Conditions(closed=("R1:B:C",)))["W1"][:3] == [4, 6, 22]
    by_route = table(Conditions(closed=("R1",)))["W1"]
    assert by_route[2] == 22
    assert np.isnan(by_route[1])
    assert np.isnan(table(Conditions(closed=("R1", "S")))["W1"][2])


def test_profile_season_and_legs() -> None:
    """Normal handling 8 + 6 + 2 = 16. Rain: roads x 1.5, so A-B 3 and B-C 9: 12 by road; the sea stays 18."""
    assert table(Conditions(profile="normal"))["W1"][:2] == [16, 18]
    assert table(Conditions(rainy=True))["W1"][:3] == [4, 7, 16]
    assert table(Conditions(rainy=True, closed=("R1:B:C",)))["W1"][2] == 22
    # Every sea leg is loaded and discharged: two of 12 km take 2 x (1 + 8) = 18 h.
    legs = ways_of(("S", "sea", "A", "B", 12, "open"), ("S", "sea", "B", "C", 12, "open"))
    assert table(Conditions(), legs)["W1"][2] == 22


def test_parallel_ways_are_not_added_up() -> None:
    """Two roads between A and B, listed in both directions: 2 h and 1 h. The faster counts, not 3 h."""
    twice = ways_of(("R1", "road", "A", "B", 60, "open"), ("R2", "road", "B", "A", 30, "open"))
    assert table(Conditions(), twice)["W1"][:2] == [4, 5]
    taken = path(twice, "A", "B", speeds=SPEEDS)
    assert taken["way_id"].tolist() == ["R2:B:A"]
    assert table(Conditions(closed=("R2",)), twice)["W1"][:2] == [4, 6]


def test_a_drawn_piece_of_road_joins_no_communes() -> None:
    """A line of 50 m across the border of A and C would make their 18 hours nothing."""
    piece = ways_of(("OSM", "road", "A", "C", 0.05, "open")).assign(geometry=[shapely.LineString([(0, 0), (1, 1)])])
    np.testing.assert_equal(table(Conditions(), pd.concat([WAYS, piece], ignore_index=True)), table(Conditions()))


def test_what_is_not_known_is_no_way() -> None:
    """A way of unknown length or class has no time; a blank status is open; a length of 0 is a way."""
    odd = ways_of(
        ("R1", "road", "A", "B", np.nan, "open"), ("R2", "road", "A", "C", 30, None), ("R3", "road", "C", "D", 0, "open"),
        ("R4", "road", "A", "A", 10, "open"),
    )  # fmt: skip
    odd = pd.concat([odd, odd.iloc[[1]].assign(way_id="R5", way_class="path", to_pcode="E")], ignore_index=True)
    hours = table(Conditions(), odd)["W1"]
    assert [hours[0], hours[2], hours[3]] == [4, 5, 5]
    assert np.isnan(hours[1])
    assert np.isnan(hours[4])


def test_a_warehouse_whose_commune_is_not_known_reaches_nobody() -> None:
    depots = pd.DataFrame({"warehouse_id": ["W1", "W2"], "adm2_pcode": pd.Series(["A", None], dtype="str")})
    frame = travel_hours(WAYS, depots, PLACES, speeds=SPEEDS)
    assert frame[frame["warehouse_id"] == "W2"]["travel_hours"].isna().all()
    assert frame[frame["warehouse_id"] == "W1"]["travel_hours"].notna().any()


def test_same_columns_and_types_without_rows() -> None:
    full = travel_hours(WAYS, DEPOTS, PLACES, speeds=SPEEDS)
    for ways, depots, places in ((WAYS, DEPOTS.iloc[:0], PLACES), (WAYS.iloc[:0], DEPOTS, PLACES.iloc[:0])):
        empty = travel_hours(ways, depots, places, speeds=SPEEDS)
        assert len(empty) == 0
        assert (empty.dtypes == full.dtypes).all()
    assert list(full.columns) == list(TRAVEL.by_name)
    alone = travel_hours(WAYS.iloc[:0], DEPOTS, PLACES, speeds=SPEEDS)
    assert alone["travel_hours"].notna().sum() == 3  # each its own commune


def test_path_in_the_order_of_travel() -> None:
    taken = path(WAYS, "C", "A", speeds=SPEEDS)
    assert taken["way_id"].tolist() == ["R1:B:C", "R1:A:B"]
    assert taken["towards"].tolist() == ["B", "A"]
    assert taken["way_hours"].tolist() == [6, 2]
    assert path(WAYS, "A", "A", speeds=SPEEDS).empty
    with pytest.raises(DataProblem) as caught:
        path(WAYS, "A", "E", speeds=SPEEDS)
    assert caught.value.code == "no_open_way"


def test_faults_are_named() -> None:
    for conditions, code in (
        (Conditions(closed=("RN99",)), "unknown_way"),
        (Conditions(profile="x"), "unknown_profile"),
    ):
        with pytest.raises(DataProblem) as caught:
            travel_hours(WAYS, DEPOTS, PLACES, speeds=SPEEDS, conditions=conditions)
        assert caught.value.code == code
        assert caught.value.params["value"] in {"RN99", "x"}
    with pytest.raises(MissingColumn):
        open_ways(WAYS.drop(columns="status"), SPEEDS)
    with pytest.raises(MissingColumn):
        travel_hours(WAYS, DEPOTS.drop(columns="adm2_pcode"), PLACES, speeds=SPEEDS)


def test_input_is_untouched() -> None:
    before = WAYS.copy(deep=True)
    travel_hours(WAYS, DEPOTS, PLACES, speeds=SPEEDS, conditions=Conditions(closed=("R1",), rainy=True))
    pd.testing.assert_frame_equal(WAYS, before)


def test_small_haiti() -> None:
    """30 and 20 km/h. M1 (HT0111): HT0131 35/30; HT0611 by RN3 140/30 = 4.67 against 2 x 100/20 = 10 on RD3;

    HT0711 140/30; HT0712 + 1 h. RD4 is closed. Without RN3 the restricted RD3 is all there is to HT0611.
    """
    places = small_haiti.places()
    frame = travel_hours(small_haiti.ways(), small_haiti.warehouses(), places, speeds=SPEEDS)
    hours = frame.set_index(["warehouse_id", "adm2_pcode"])["travel_hours"]
    expected = {
        "HT0111": 4,
        "HT0131": 4 + 35 / 30,
        "HT0611": 4 + 140 / 30,
        "HT0711": 4 + 140 / 30,
        "HT0712": 5 + 140 / 30,
    }
    assert hours["M1"].to_dict() == pytest.approx(expected, abs=1e-6)
    without = Conditions(closed=("RN3",))
    cut = travel_hours(small_haiti.ways(), small_haiti.warehouses(), places, speeds=SPEEDS, conditions=without)
    assert cut.set_index(["warehouse_id", "adm2_pcode"])["travel_hours"]["M1", "HT0611"] == 14


# -- the real sketch ----------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def sketch() -> pd.DataFrame:
    return reference_ways.reference_ways()


def from_metropolis(sketch: pd.DataFrame, conditions: Conditions) -> pd.Series:
    communes = pd.concat([sketch["from_pcode"], sketch["to_pcode"]]).drop_duplicates().to_frame("adm2_pcode")
    depot = pd.DataFrame({"warehouse_id": ["W"], "adm2_pcode": ["HT0111"]})
    frame = travel_hours(sketch, depot, communes, speeds=reference_logistics.speeds(), conditions=conditions)
    return frame.set_index("adm2_pcode")["travel_hours"]


def test_the_sketch_connects_every_commune_by_road_and_sea(sketch: pd.DataFrame) -> None:
    hours = from_metropolis(sketch, Conditions())
    assert len(hours) == 140
    assert hours.notna().all()


def test_five_roads_cut_leave_the_metropolis_to_the_sea(sketch: pd.DataFrame) -> None:
    assert set(ROADS_OUT_OF_MAPAP) <= set(sketch["way_id"])
    cut = Conditions(closed=ROADS_OUT_OF_MAPAP)
    roads = sketch[sketch["mode"] == "road"]
    by_road = from_metropolis(roads, cut)
    assert sorted(by_road[by_road.notna()].index) == MAPAP
    usual, by_sea = from_metropolis(sketch, Conditions()), from_metropolis(sketch, cut)
    cut_off = ["HT0132", "HT0134"]  # Thomazeau and Cornillon hang on HT0131 alone in the sketch, and have no port
    assert sorted(by_sea[by_sea.isna()].index) == cut_off
    outside = by_sea.index.difference([*MAPAP, *cut_off])
    # Nobody outside is reached before a sea leg is handled and sailed: the shortest is 60 km / 12 + 8 h, after 4 h.
    assert by_sea[outside].min() == pytest.approx(4 + 8 + 60 / 12)
    assert (by_sea[outside] >= usual[outside]).all()
    assert by_sea["HT0211"] > usual["HT0211"]
    assert (
        path(sketch, "HT0111", "HT0621", speeds=reference_logistics.speeds(), conditions=cut)["mode"].iloc[0] == "sea"
    )
    by_air = from_metropolis(sketch, Conditions(closed=ROADS_OUT_OF_MAPAP, air=True))
    assert by_air["HT0211"] == pytest.approx(4 + 2 + 35.2 / 200)
    assert (by_air[outside] <= by_sea[outside]).all()


def test_leaving_one_of_the_five_open_is_not_enough_to_cut(sketch: pd.DataFrame) -> None:
    roads = sketch[sketch["mode"] == "road"]
    for left in ROADS_OUT_OF_MAPAP:
        closed = tuple(way for way in ROADS_OUT_OF_MAPAP if way != left)
        assert from_metropolis(roads, Conditions(closed=closed)).notna().sum() > len(MAPAP)


# -- properties and an oracle -------------------------------------------------------------------------------------
def random_ways(seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    rows = []
    for at in range(14):
        start, end = rng.choice(list("ABCDEFG"), 2, replace=False)
        mode = str(rng.choice(["road", "road", "road", "sea", "air"]))
        status = str(rng.choice(["open", "open", "restricted", "closed"]))
        rows.append((f"R{at}", mode, str(start), str(end), float(rng.integers(1, 200)), status))
    return ways_of(*rows)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.booleans(), st.booleans())
def test_networkx_agrees(seed: int, air: bool, rainy: bool) -> None:
    ways = random_ways(seed)
    graph = nx.MultiGraph()
    graph.add_nodes_from("ABCDEFG")
    for way in ways.itertuples():
        if way.status == "closed" or (way.mode == "air" and not air):
            continue
        hours = way.length_km / SPEEDS.kmh[way.way_class] * (2.0 if way.status == "restricted" else 1.0)
        hours = hours * (1.5 if rainy and way.mode == "road" else 1.0) + {"road": 0, "sea": 8, "air": 2}[way.mode]
        graph.add_edge(way.from_pcode, way.to_pcode, weight=hours)
    places = pd.DataFrame({"adm2_pcode": list("ABCDEFG")})
    depots = pd.DataFrame({"warehouse_id": ["W1", "W2"], "adm2_pcode": ["A", "D"]})
    conditions = Conditions(air=air, rainy=rainy)
    frame = travel_hours(ways, depots, places, speeds=SPEEDS, conditions=conditions)
    for depot, start in (("W1", "A"), ("W2", "D")):
        expected = nx.single_source_dijkstra_path_length(graph, start)
        hours = frame[frame["warehouse_id"] == depot].set_index("adm2_pcode")["travel_hours"]
        for place, value in hours.items():
            if place in expected:
                assert value == pytest.approx(4 + expected[place], abs=1e-6)
                steps = path(ways, start, place, speeds=SPEEDS, conditions=conditions)
                assert steps["way_hours"].sum() == pytest.approx(expected[place], abs=1e-9)
                assert steps.empty or steps["towards"].iloc[-1] == place
            else:
                assert np.isnan(value)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.lists(st.integers(0, 13), max_size=6), st.integers(0, 13))
def test_an_opened_way_never_makes_a_journey_longer(seed: int, closed: list[int], opened: int) -> None:
    ways = random_ways(seed)
    shut = tuple(ways["way_id"].iloc[closed])
    fewer = tuple(way for way in shut if way != ways["way_id"].iloc[opened])
    places = pd.DataFrame({"adm2_pcode": list("ABCDEFG")})
    before, after = (
        travel_hours(ways, DEPOTS, places, speeds=SPEEDS, conditions=Conditions(closed=now))["travel_hours"].fillna(
            np.inf
        )
        for now in (shut, fewer)
    )
    assert (after <= before).all()
