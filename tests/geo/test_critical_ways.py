"""Critical ways by hand, and against trying every way with networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.critical_ways import Need, critical_ways
from geo.frames import WAREHOUSES, WAYS
from geo.journeys import Conditions, Handling, Speeds
from geo.way_graph import way_graph

SPEEDS = Speeds({"national": 30, "sea": 12}, {"emergency": Handling(1, 2, 1, {"sea": 8})}, 2.0, 1.5)


def held(*rows: tuple[str, str, str, str, float, str]) -> pd.DataFrame:
    """Ways of (way, route, from, to, hours at 30 km/h, passes)."""
    return WAYS.conform(pd.DataFrame([
        {"way_id": name, "route": route, "mode": "road", "way_class": "national", "from_pcode": start,
         "to_pcode": end, "length_km": hours * 30, "status": "open", "passes": passes or None}
        for name, route, start, end, hours, passes in rows
    ]))  # fmt: skip


# W in A, V in D.  A -1- B -2- C;  A -5- C;  C -25- D;  D -1- E (E reached from V).
LINES = held(("ab", "R1", "A", "B", 1, "Pont"), ("bc", "R1", "B", "C", 2, ""), ("ac", "R2", "A", "C", 5, "Pont"),
             ("cd", "R3", "C", "D", 25, ""), ("de", "R3", "D", "E", 1, ""))  # fmt: skip
PLACES = pd.DataFrame({"adm2_pcode": list("ABCDE")})
DEPOTS = WAREHOUSES.conform(pd.DataFrame({"warehouse_id": ["W", "V"], "adm2_pcode": ["A", "D"]}))
HOUSEHOLDS = pd.Series({"A": 100.0, "B": 10.0, "C": 40.0, "D": 20.0, "E": np.nan})


def rows_of(sources: dict[str, tuple[str, ...]], **more: object) -> pd.DataFrame:
    graph = way_graph(LINES, DEPOTS, PLACES)
    frame = critical_ways(graph, LINES, Need(HOUSEHOLDS, sources), speeds=SPEEDS, **more).frame
    return frame.set_index(["kind", "name"])


def test_one_item_in_one_warehouse_by_hand() -> None:
    """Hours from W (4 of handling): A 4, B 5, C 7 (by B), D 32. E's households are unknown.

    ab closed: B by C: 4 + 5 + 2 = 11 (6 later), C 9 (2 later), D 34 (2 later): 60 + 80 + 40 = 180 over 70 households.
    bc closed: C 9, D 34: 80 + 40 = 120. cd: D's 20 households are cut off. ac is on no fastest journey. The corridor
    Pont closes ab and ac: B, C and D, 70 households, are cut off.
    """
    rows = rows_of({"tarpaulin": ("W",)})
    assert rows.loc[("way", "ab"), ["households", "household_hours", "hours_lost"]].tolist() == [70, 180, 180 / 70]
    assert rows.loc[("way", "ab"), "worst_commune"] == "C"
    assert rows.loc[("way", "bc"), ["households", "household_hours"]].tolist() == [60, 120]
    cut = rows.loc[("way", "cd")]
    assert (cut["households_cut_off"], cut["household_hours"], cut["lost_24h"], cut["lost_72h"]) == (20, 0, 0, 20)
    assert ("way", "ac") not in rows.index
    assert ("way", "de") not in rows.index  # whether anybody lives in E is not known
    pont = rows.loc[("corridor", "Pont")]
    assert (pont["households_cut_off"], pont["ways"], pont["lost_24h"], pont["lost_72h"]) == (70, 2, 50, 70)
    assert rows.loc[("route", "R1"), "households_cut_off"] == 10
    assert rows.index[0] == ("corridor", "Pont")


def test_a_kit_is_there_when_its_last_item_is() -> None:
    """Blankets in both warehouses, tarpaulins in V alone: everything hangs on cd.

    From V: C 29, B 31, A 33. Cut, A, B and C (150 households) never get a tarpaulin; D has both (its own V).
    """
    rows = rows_of({"tarpaulin": ("V",), "blanket": ("W", "V")})
    assert rows.loc[("way", "cd"), "households_cut_off"] == 150
    # ab closed: B keeps 31 by C, A comes by C: 4 + 25 + 5 = 34, one hour later than 33 - 1 = 32 ...
    assert rows.loc[("way", "ab"), "household_hours"] == pytest.approx(100 * (34 - 32))


def test_without_stock_nothing_is_critical() -> None:
    assert rows_of({"tarpaulin": ()}).empty
    assert rows_of({}).empty


def test_what_is_not_tried_is_counted() -> None:
    graph = way_graph(LINES, DEPOTS, PLACES)
    need = Need(HOUSEHOLDS, {"tarpaulin": ("W",)})
    facts = critical_ways(graph, LINES, need, speeds=SPEEDS, most=2).facts
    assert facts["tried"] == 2
    assert facts["not_tried"] > 0
    assert 0 < facts["not_tried_most"] <= 70
    assert (facts["households"], facts["households_unknown"], facts["reached"]) == (170, 1, 170)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_every_way_tried_with_networkx_gives_the_same(seed: int) -> None:
    """All ways are tried with networkx: those that change anything are those that are listed, with the same sums."""
    draw = np.random.default_rng(seed)
    codes = [f"P{n}" for n in range(8)]
    pairs = sorted({tuple(sorted(draw.choice(8, 2, replace=False))) for _ in range(14)})
    ways = held(*((f"w{n}", f"R{n % 3}", codes[one], codes[two], float(draw.integers(1, 6)), "")
                  for n, (one, two) in enumerate(pairs)))  # fmt: skip
    depots = WAREHOUSES.conform(pd.DataFrame({"warehouse_id": ["W", "V"], "adm2_pcode": [codes[0], codes[3]]}))
    places = pd.DataFrame({"adm2_pcode": codes})
    households = pd.Series(draw.integers(1, 50, 8).astype("float64"), index=codes)
    sources = {"a": ("W", "V"), "b": ("W",)}
    graph = way_graph(ways, depots, places)
    rows = critical_ways(graph, ways, Need(households, sources), speeds=SPEEDS, conditions=Conditions()).frame
    found = rows[rows["kind"] == "way"].set_index("name")

    def hours(without: str) -> pd.Series:
        network = nx.Graph()
        network.add_nodes_from(codes)
        for one in ways.itertuples():
            if one.way_id != without:
                network.add_edge(one.from_pcode, one.to_pcode, weight=one.length_km / 30)
        every = []
        for stores in sources.values():
            starts = set(depots.set_index("warehouse_id").loc[list(stores), "adm2_pcode"])
            every.append(pd.Series(nx.multi_source_dijkstra_path_length(network, starts)).reindex(codes))
        return pd.concat(every, axis=1).max(axis=1, skipna=False)

    before = hours("")
    for name in ways["way_id"]:
        after = hours(name)
        cut = households[before.notna() & after.isna()].sum()
        lost = (households * (after - before)).dropna()
        if cut == 0 and lost.sum() < 1e-9:
            assert name not in found.index
        else:
            assert found.loc[name, "households_cut_off"] == pytest.approx(cut)
            assert found.loc[name, "household_hours"] == pytest.approx(lost.sum())
