"""Figures of the stock page on the demonstration: sums conserve, months tie to the ledger, nothing is invented."""

from __future__ import annotations

import pandas as pd
import pytest

from data import demo
from data.access import LOCAL, Actor
from data.snapshot import Source
from data.store.store import Store
from geo.errors import DataProblem, NotAllowed
from geo.stock_month import IN, OUT
from results import Results

KEY = ["warehouse_id", "item"]


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Source:
    store = Store(tmp_path_factory.mktemp("stock") / "pare.db")
    demo.load(store)
    return Source(store)


@pytest.fixture(scope="module")
def asked(source) -> Results:
    return Results(source.take(audience="coordinator"), LOCAL)


def test_warehouses_departments_and_nation_add_up(asked):
    levels = {level: asked.stock_status(level) for level in ("warehouse", "adm1", "adm0")}
    for name in ("held", "usable", "reserved", "in_transit", "used"):
        sums = {level: told.frame.groupby("item")[name].sum().to_dict() for level, told in levels.items()}
        assert sums["warehouse"] == sums["adm1"] == sums["adm0"]
    nowhere = levels["adm1"].facts["nowhere"]
    assert nowhere > 0
    expected = {level: told.frame["expected"].sum() for level, told in levels.items()}
    assert expected["warehouse"] == expected["adm1"] == expected["adm0"] - nowhere


def test_usable_is_the_stock_that_every_other_page_shows(asked):
    shown = asked.stock().frame.set_index(KEY)["quantity"]
    mine = asked.stock_status().frame.set_index(["place", "item"])["usable"]
    assert mine[mine > 0].to_dict() == shown[shown > 0].to_dict()


@pytest.mark.parametrize("month", ["2022-09", "2023-06", "2023-08"])
def test_a_month_ties_to_the_balances_of_the_store_on_both_its_days(asked, source, month):
    told = asked.stock_month(month)
    rows = told.frame.set_index(KEY)
    first, last = told.facts["first"], told.facts["last"]
    before = str((pd.Timestamp(first) - pd.Timedelta(days=1)).date())
    for column, day in (("opening", before), ("closing", last)):
        held = source.store.balances(as_of=day).groupby(KEY)["held"].sum()
        assert rows[column].reindex(held.index).fillna(0).to_dict() == held.to_dict()
    came, went = (rows[list(kinds.values())].sum(axis=1) for kinds in (IN, OUT))
    assert (rows["opening"] + came - went + rows["adjusted"] + rows["corrected"] - rows["closing"]).abs().max() < 1e-6


def test_the_next_month_opens_where_the_last_one_closed(asked):
    june, july = (asked.stock_month(month).frame.set_index(KEY) for month in ("2023-06", "2023-07"))
    both = june.index.intersection(july.index)
    assert june.loc[both, "closing"].to_dict() == july.loc[both, "opening"].to_dict()


def test_the_status_of_a_past_month_is_that_of_its_last_day(source, asked):
    then = Results(source.take(audience="coordinator", as_of="2023-06-30"), LOCAL).stock_status().frame
    now = asked.month_needs("2023-06").frame.rename(columns={"warehouse_id": "place"})
    both = now.merge(then, on=["place", "item"], suffixes=("", "_then"))
    assert len(both) > 100
    assert (both["months_of_stock"].fillna(-1) == both["months_of_stock_then"].fillna(-1)).all()


def test_months_that_are_none(asked):
    for month, code in (("2023-13", "bad_month"), ("August", "bad_month"), ("2023-09", "month_to_come")):
        with pytest.raises(DataProblem, match=code):
            asked.stock_month(month)
    assert asked.months_told()[0] == "2023-08"
    assert asked.months_told()[-1] == "2022-03"


def test_movements_come_by_pages_with_their_number(asked):
    first, count = asked.stock_movements(("MAG-04",), ("rope",), size=10)
    second, again = asked.stock_movements(("MAG-04",), ("rope",), page=1, size=10)
    assert count == again == len(asked.stock_movements(("MAG-04",), ("rope",), size=10_000)[0])
    assert not set(first["movement_id"]) & set(second["movement_id"])


def test_a_projection_starts_with_what_is_usable(asked):
    for place in ("", "HT07", "MAG-04"):
        level, name = ("adm0", "HT") if not place else ("adm1", place) if place == "HT07" else ("warehouse", place)
        status = asked.stock_status(level).frame
        usable = status[status["place"] == name].set_index("item")["usable"]
        rows = asked.stock_projection(place).frame
        assert rows[rows["month"] == 0].set_index("item")["left"].to_dict() == pytest.approx(usable.to_dict())


def test_headlines_are_the_rows_that_are_listed(asked):
    everywhere = tuple(asked.warehouses()["warehouse_id"])
    told = asked.stock_headlines(everywhere).frame.set_index("figure")["value"]
    short = asked.stock_status().frame["stock_status"].isin(["rupture", "understocked"]).sum()
    assert told["items_short"] == short > 0
    assert told["deliveries_late"] == 3  # kitchen sets and jerrycans at the customs, hygiene kits
    nowhere = asked.stock_headlines(()).frame.set_index("figure")["value"]
    assert nowhere["items_short"] == nowhere["lots_to_watch"] == 0


def test_other_limits_move_statuses(asked):
    moves = asked.stock_moves((("stock.maximum_months", 120.0),)).set_index("stock_status")
    assert moves["before"].sum() == moves["after"].sum()
    assert moves.loc["overstocked", "after"] < moves.loc["overstocked", "before"]


def test_below_the_coordinator_nothing_of_it_exists(source):
    donor = Results(source.take(audience="donor"), Actor("somebody", "donor"))
    figures = {"stock_status": (), "stock_swaps": (), "stock_needs": (), "expiring_lots": ("essential",), "warehouse_fill": (),
               "stock_pipeline": ("essential",), "stock_projection": (), "stock_month": ("2023-08",), "lot_owners": (),
               "month_needs": ("2023-08",), "stock_movements": (), "stock_headlines": (("MAG-01",),), "months_told": ()}  # fmt: skip
    for name, arguments in figures.items():
        with pytest.raises(NotAllowed):
            getattr(donor, name)(*arguments)
