"""Stock reach by hand: the three instances that wrong methods fail, the small Haiti, the words and the explanation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.errors import DataProblem, MissingColumn
from geo.network import Handling, Speeds, travel_hours
from geo.places import communes_at
from geo.reach import allocate_together, places_together, reach_alone, reach_together
from geo.reach_supply import Supply
from tests.geo import small_haiti
from tests.geo.reach_oracle import each_commune, kit_frame, need_frame, one_place, stock_frame, travel_frame

COLUMNS = [
    "place", "name", "within_hours", "households_in_need", "households_reached", "reached_share", "bound_by",
    "binding_item", "binding_communes", "binding_warehouses", "by_item",
]  # fmt: skip
SPEEDS = Speeds(
    {"national": 35.0, "departmental": 20.0}, {"emergency": Handling(1, 2, 1, {"sea": 8, "air": 2})}, 2.0, 1.5
)
# The small Haiti's hours from decision to arrival (4 h of handling; 35 km/h national, 20 km/h departmental):
#   from M1 in HT0111:  HT0111 4 | HT0131 4 + 35/35 = 5 | HT0611 4 + 140/35 = 8 | HT0711 4 + 140/35 = 8 | HT0712 9
#   from M2 in HT0711:  HT0711 4 | HT0712 4 + 20/20 = 5 | HT0111 8 | HT0131 9 | HT0611 12
# M1 holds 1 000 tarpaulins and 1 500 blankets, M2 300 tarpaulins. A kit of 2 tarpaulins and 3 blankets makes
# that 500 and 500 households at M1, 150 and 0 at M2.
KIT = kit_frame({"tarpaulin": 2, "blanket": 3})
NEED = need_frame({"HT0111": 300, "HT0131": 200, "HT0611": 100, "HT0711": 400})


def pairing(stock: dict, hours: dict, kit: dict) -> Supply:
    return Supply.of(stock_frame(stock), kit_frame(kit), travel_frame(hours))


@pytest.fixture
def small() -> Supply:
    travel = travel_hours(small_haiti.ways(), small_haiti.warehouses(), small_haiti.places(), speeds=SPEEDS)
    return Supply.of(small_haiti.stock(), KIT, travel, dated="2023-08-31")


def at(level: str) -> pd.DataFrame:
    return communes_at(small_haiti.places(), level)


def reached(result, **where: object) -> float:
    return result.explain(**where).value


# -- the three instances -----------------------------------------------------------------------------------------
def test_items_in_different_places_do_not_meet() -> None:
    """(i) W1 holds a and reaches c1, W2 holds b and reaches c2: no household gets both. Pooling would say 1."""
    supply = pairing({("W1", "a"): 1, ("W2", "b"): 1}, {("W1", "c1"): 5, ("W2", "c2"): 5}, {"a": 1, "b": 1})
    for need in (need_frame({"c1": 1, "c2": 1}), None):
        assert reach_alone(supply, need, one_place(["c1", "c2"]), within_hours=[6]).frame["households_reached"][0] == 0
    together = reach_together(supply, need_frame({"c1": 1, "c2": 1}), one_place(["c1", "c2"]), within_hours=[6])
    assert together.frame["households_reached"][0] == 0


def test_stock_goes_where_it_meets_the_other_item() -> None:
    """(ii) W1 holds a and reaches c1 and c2, W2 holds b and reaches c2: all of a to c2 makes 1; by need, 0.5."""
    hours = {("W1", "c1"): 5, ("W1", "c2"): 5, ("W2", "c2"): 5}
    supply = pairing({("W1", "a"): 1, ("W2", "b"): 1}, hours, {"a": 1, "b": 1})
    need = need_frame({"c1": 1, "c2": 1})
    assert reached(reach_alone(supply, need, one_place(["c1", "c2"]), within_hours=[6]), place="HT") == pytest.approx(1)
    together = reach_together(supply, need, each_commune(["c1", "c2"]), within_hours=[6])
    assert together.frame["households_reached"].tolist() == pytest.approx([0, 1])


def test_three_pairs_that_share_one_item_each_make_one_and_a_half() -> None:
    """(iii) Items a, b, c: 1 unit each, shared by c1-c2, c2-c3, c1-c3; the third item each has plenty of.

    h1 + h2 <= 1, h2 + h3 <= 1, h1 + h3 <= 1: the sum of the three rows is 2 (h1 + h2 + h3) <= 3.
    """
    stock, hours = {}, {}
    for item, pair in (("a", ("c1", "c2")), ("b", ("c2", "c3")), ("c", ("c1", "c3"))):
        stock[f"W{item}", item] = 1
        hours |= {(f"W{item}", commune): 5 for commune in pair}
    for commune, item in (("c1", "b"), ("c2", "c"), ("c3", "a")):
        stock[f"own{commune}", item] = 99
        hours[f"own{commune}", commune] = 5
    supply = pairing(stock, hours, {"a": 1, "b": 1, "c": 1})
    codes = ["c1", "c2", "c3"]
    need = need_frame(dict.fromkeys(codes, 1))
    alone = reach_alone(supply, need, one_place(codes), within_hours=[6])
    assert alone.frame["households_reached"][0] == pytest.approx(1.5)
    # a alone: 1 for c1 and c2 together, c3 has plenty: 2. The least of the items, 2, is more than the kit's 1.5.
    assert alone.frame["by_item"][0] == pytest.approx({"a": 2, "b": 2, "c": 2})
    shares = reach_together(supply, need, each_commune(codes), within_hours=[6]).frame["households_reached"]
    assert shares.tolist() == pytest.approx([0.5, 0.5, 0.5])
    told = {given.name: given.value for given in alone.explain(place="HT").inputs}
    assert [told[f"set_weight[{n}]"] for n in (1, 2, 3)] == pytest.approx([0.5, 0.5, 0.5])  # 3 x 1/2 x 1 = 1.5
    assert [told[f"set_households[{n}]"] for n in (1, 2, 3)] == pytest.approx([1, 1, 1])


# -- the small Haiti -----------------------------------------------------------------------------------------------
def test_communes_alone(small: Supply) -> None:
    """HT0111 in 6 h: M1 only, min(300, 500, 500). HT0711 in 6 h: M2 only, no blanket: 0; in 8 h M1 too: 400."""
    frame = reach_alone(small, NEED, at("adm2"), within_hours=[6, 8, 12]).frame
    values = frame.pivot_table(index="place", columns="within_hours", values="households_reached")
    assert values.loc["HT0111"].tolist() == [300, 300, 300]
    assert values.loc["HT0131"].tolist() == [200, 200, 200]
    assert values.loc["HT0611"].tolist() == [0, 100, 100]
    assert values.loc["HT0711"].tolist() == [0, 400, 400]
    assert values.loc["HT0712"].tolist() == [0, 0, 0]
    torbeck = frame[frame["place"] == "HT0712"]
    assert torbeck["reached_share"].isna().all()  # no need: no share, and nothing that could bind but need
    assert (torbeck["bound_by"] == "need").all()


def test_capacity_of_a_commune_reads_null_for_need(small: Supply) -> None:
    """Torbeck in 9 h: M1 and M2: tarpaulins (1 000 + 300) / 2 = 650, blankets 1 500 / 3 = 500."""
    frame = reach_alone(small, None, at("adm2"), within_hours=[5, 9]).frame
    row = frame[(frame["place"] == "HT0712") & (frame["within_hours"] == 9)].iloc[0]
    assert row["households_reached"] == 500
    assert np.isnan(row["households_in_need"])
    assert np.isnan(row["reached_share"])
    assert (row["bound_by"], row["binding_item"]) == ("stock", "blanket")
    assert row["binding_warehouses"] == ["M1", "M2"]
    assert row["by_item"] == {"tarpaulin": 650, "blanket": 500}
    early = frame[(frame["place"] == "HT0712") & (frame["within_hours"] == 5)].iloc[0]
    assert (early["households_reached"], early["bound_by"], early["binding_item"]) == (0, "hours", "blanket")


def test_departments_and_nation_alone(small: Supply) -> None:
    """Nation in 6 h: M1 gives 500 to HT0111 and HT0131, M2 has no blankets; without a limit of hours 500 too."""
    nation = reach_alone(small, NEED, at("adm0"), within_hours=[6, 12]).frame
    assert nation["households_reached"].tolist() == [500, 500]
    assert nation["households_in_need"].tolist() == [1_000, 1_000]
    assert nation["reached_share"].tolist() == [0.5, 0.5]
    assert nation["bound_by"].tolist() == ["stock", "stock"]
    assert nation["binding_item"].tolist() == ["blanket", "blanket"]
    assert nation["binding_communes"][1] == ["HT0111", "HT0131", "HT0611", "HT0711"]
    departments = reach_alone(small, NEED, at("adm1"), within_hours=[6]).frame.set_index("place")
    assert departments["households_reached"].to_dict() == {"HT01": 500, "HT06": 0, "HT07": 0}
    assert departments["bound_by"].to_dict() == {"HT01": "need", "HT06": "hours", "HT07": "hours"}
    assert departments.loc["HT06", "binding_warehouses"] == []  # no warehouse in time: hours, and nothing else
    assert pd.isna(departments.loc["HT06", "binding_item"])
    metropolis = reach_alone(small, NEED, at("mapap"), within_hours=[6]).frame
    assert metropolis[["place", "households_reached"]].to_numpy().tolist() == [["MAPAP", 500]]


def test_together_shares_alike_and_a_department_may_fall(small: Supply) -> None:
    """In 6 h M1 can only serve Ouest: 500. In 8 h Hinche and Les Cayes are in reach too, blankets still make 500:

    the shares are 500 / 1 000 for all: 150, 100, 50, 200 (M2's tarpaulins are not needed: 1 000 / 2 = 500).
    """
    allocation = allocate_together(small, NEED, within_hours=[6, 8])
    communes = places_together(allocation, at("adm2")).frame
    later = communes[communes["within_hours"] == 8].set_index("place")["households_reached"]
    assert later.to_dict() == pytest.approx({"HT0111": 150, "HT0131": 100, "HT0611": 50, "HT0711": 200, "HT0712": 0})
    departments = places_together(allocation, at("adm1")).frame.set_index(["place", "within_hours"])
    assert departments["households_reached"].to_dict() == pytest.approx({
        ("HT01", 6): 500, ("HT01", 8): 250, ("HT06", 6): 0, ("HT06", 8): 50, ("HT07", 6): 0, ("HT07", 8): 200,
    })  # fmt: skip
    nation = places_together(allocation, at("adm0")).frame
    assert nation["households_reached"].tolist() == pytest.approx([500, 500])
    assert departments.loc[("HT01", 8), "bound_by"] == "stock"
    assert departments.loc[("HT01", 8), "binding_communes"] == ["HT0111", "HT0131", "HT0611", "HT0711"]
    assert departments.loc[("HT01", 6), "bound_by"] == "need"
    assert departments.loc[("HT07", 6), "bound_by"] == "hours"


def test_bands_are_inclusive(small: Supply) -> None:
    frame = reach_alone(small, NEED, at("adm2"), within_hours=[7.999, 8]).frame
    assert frame[frame["place"] == "HT0611"]["households_reached"].tolist() == [0, 100]


def test_an_item_without_any_stock_binds_at_nothing(small: Supply) -> None:
    lamp = Supply.of(small_haiti.stock(), kit_frame({"tarpaulin": 2, "lamp": 1}), _hours(small))
    for answer in (reach_alone, reach_together):
        row = answer(lamp, NEED, at("adm0"), within_hours=[12]).frame.iloc[0]
        assert (row["households_reached"], row["bound_by"], row["binding_item"]) == (0, "stock", "lamp")
        assert row["by_item"] == pytest.approx({"tarpaulin": 650, "lamp": 0})


def test_the_department_that_pools_too_much_by_eye() -> None:
    """c1 has 10 tents and 2 lamps in its store, c2 3 tents and 10 lamps; need 8 each; no way between them.

    c1: min(8, 10, 2) = 2; c2: min(8, 3, 10) = 3: together 5, proved by two sets. Pooled: min(16, 13, 12) = 12.
    """
    stock = {("W1", "tent"): 10, ("W1", "lamp"): 2, ("W2", "tent"): 3, ("W2", "lamp"): 10}
    supply = pairing(stock, {("W1", "c1"): 4, ("W2", "c2"): 4}, {"tent": 1, "lamp": 1})
    result = reach_alone(supply, need_frame({"c1": 8, "c2": 8}), one_place(["c1", "c2"]), within_hours=[6])
    row = result.frame.iloc[0]
    assert row["households_reached"] == 5
    assert row["by_item"] == {"tent": 11, "lamp": 10}  # 8 + 3, 2 + 8
    assert (row["binding_item"], row["binding_communes"], row["binding_warehouses"]) == ("lamp", ["c1"], ["W1"])
    told = {given.name: given.value for given in result.explain(place="HT").inputs}
    assert told["households_by_need"] == 0
    assert sorted((told["set_households[1]"], told["set_households[2]"])) == [2, 3]


def test_need_is_met_where_it_can_be_before_shares_are_evened() -> None:
    """W1 (3 kits) reaches c1 and c2, W2 (9 kits) only c2; need 4 and 6. Largest total: 3 + 6 = 9, so c1 gets all

    of W1. Even shares (0.75 and 1) follow from the total, not against it.
    """
    stock = {("W1", "kit"): 3, ("W2", "kit"): 9}
    supply = pairing(stock, {("W1", "c1"): 4, ("W1", "c2"): 4, ("W2", "c2"): 4}, {"kit": 1})
    frame = reach_together(supply, need_frame({"c1": 4, "c2": 6}), each_commune(["c1", "c2"]), within_hours=[6]).frame
    assert frame["households_reached"].tolist() == pytest.approx([3, 6])
    assert frame["bound_by"].tolist() == ["stock", "need"]
    assert (frame["binding_communes"][0], frame["binding_warehouses"][0]) == (["c1"], ["W1"])


# -- the frame, the explanation, the faults -----------------------------------------------------------------------
def test_columns_and_types_hold_without_rows(small: Supply) -> None:
    none = at("adm2").iloc[:0]
    full, empty = (reach_alone(small, NEED, places, within_hours=[6]).frame for places in (at("adm2"), none))
    assert list(full.columns) == COLUMNS
    assert (full.dtypes == empty.dtypes).all()
    assert full["within_hours"].dtype == "int64"
    halves = reach_alone(small, NEED, at("adm0"), within_hours=[6.5]).frame
    assert halves["within_hours"].tolist() == [6.5]


def test_without_warehouses_nobody_is_reached() -> None:
    travel = travel_frame({}).astype({"warehouse_id": "str", "adm2_pcode": "str"})
    supply = Supply.of(stock_frame({}), KIT, travel)
    for answer in (reach_alone, reach_together):
        frame = answer(supply, NEED, at("adm1"), within_hours=[6]).frame
        assert frame["households_reached"].tolist() == [0, 0, 0]
        assert frame["households_in_need"].tolist() == [500, 100, 400]
        assert frame["bound_by"].tolist() == ["hours"] * 3


def test_input_changes_move_figure_and_explanation_alike(small: Supply) -> None:
    poorer = small_haiti.stock().assign(quantity=lambda stock: stock["quantity"] / 2)
    for stock, expected in ((small_haiti.stock(), 500.0), (poorer, 250.0)):
        supply = Supply.of(stock, KIT, _hours(small), dated="2023-08-31")
        result = reach_alone(supply, NEED, at("adm0"), within_hours=[8])
        explained = result.explain(place="HT", within_hours=8)
        told = {given.name: given.value for given in explained.inputs}
        assert result.frame["households_reached"][0] == explained.value == pytest.approx(expected)
        assert told["quantity[blanket]"] == told["quantity[M1, blanket]"] == stock["quantity"][2]
        assert told["kit_quantity[blanket]"] == 3
        assert told["households_in_need"] == 1_000
        assert told["within_hours"] == 8
        assert (
            told["households_in_need_outside"] + told["quantity[blanket]"] / told["kit_quantity[blanket]"] == expected
        )
        assert explained.clause == "docs/methods.md#stock-reach"
        assert explained.dated == "2023-08-31"
        assert explained.status == "unverified"


def test_each_kind_of_answer_is_explained_by_its_own_formula(small: Supply) -> None:
    alone = reach_alone(small, NEED, at("adm1"), within_hours=[6])
    assert alone.explain(place="HT01").formula == "households_reached = households_in_need"
    assert alone.explain(place="HT06").formula == "households_reached = households_in_time"
    together = reach_together(small, NEED, at("adm1"), within_hours=[8]).explain(place="HT01")
    shares = [given.value for given in together.inputs if given.name.startswith("households_reached[")]
    assert sum(shares) == pytest.approx(together.value) == pytest.approx(250)
    assert together.notes[:2] == ("reach.together", "reach.bound_by_stock")


def test_faults_are_named(small: Supply) -> None:
    for need, code in (
        (need_frame({"HT9999": 5}), "unknown_commune"),
        (need_frame({"HT0111": -1}), "bad_need"),
        (need_frame({"HT0111": np.nan}), "bad_need"),
        (pd.concat([NEED, NEED]), "duplicate_need"),
    ):
        for answer in (reach_alone, reach_together):
            with pytest.raises(DataProblem) as caught:
                answer(small, need, at("adm0"), within_hours=[6])
            assert caught.value.code == code
    with pytest.raises(DataProblem) as caught:
        reach_together(small, None, at("adm0"), within_hours=[6])
    assert caught.value.code == "need_missing"
    with pytest.raises(DataProblem) as caught:
        reach_alone(small, NEED, at("adm0"), within_hours=[-1])
    assert caught.value.code == "bad_hours"
    with pytest.raises(MissingColumn):
        reach_alone(small, NEED.drop(columns="households"), at("adm0"), within_hours=[6])
    with pytest.raises(MissingColumn):
        reach_alone(small, NEED, at("adm0").drop(columns="place"), within_hours=[6])
    with pytest.raises(MissingColumn):
        Supply.of(small_haiti.stock().drop(columns="item"), KIT, _hours(small))


def test_supply_reads_what_can_be_counted_on(small: Supply) -> None:
    """Rows of one item are added (600 + 400); unknown and negative quantities are 0; unknown warehouses reach nobody."""
    assert small.units.tolist() == [[1_000, 1_500], [300, 0]]
    odd = stock_frame({("M1", "tarpaulin"): np.nan, ("M1", "blanket"): -5, ("elsewhere", "blanket"): 9})
    assert Supply.of(odd, KIT, _hours(small)).units.tolist() == [[0, 0], [0, 0]]


def _hours(supply: Supply) -> pd.DataFrame:
    rows = [(w, c, h) for w, row in zip(supply.warehouses, supply.hours, strict=True)
            for c, h in zip(supply.communes, row, strict=True)]  # fmt: skip
    return pd.DataFrame(rows, columns=["warehouse_id", "adm2_pcode", "travel_hours"])
