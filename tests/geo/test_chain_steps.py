"""The steps of the chain by place, by hand: each of its own whole, flagged and never cut, unknown kept apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.rates_in_force import rate_settings
from data.reference_shelters import impact_rates
from geo.chain_needs import Asked, chain_needs
from geo.chain_steps import CONTRACT, OF, chain_steps, met
from geo.explain import Result
from geo.impact_chain import impact_chain
from geo.scenario_compared import heaviest, needs_compared, steps_compared
from geo.settings import Setting

RATES = impact_rates()
SIZE = Setting("household_size", 5.0, "persons", "none", "test", "verified")


def chain(*rows: tuple[str, str, str, float, float]) -> Result:
    names = ["place", "hazard", "hazard_class", "people", "population"]
    told = pd.DataFrame(list(rows), columns=names)
    return impact_chain(told.assign(name=told["place"]), RATES)


def steps(*rows: tuple[str, str, str, float, float]) -> Result:
    return chain_steps(chain(*rows), RATES, rate_settings())


def of(told: Result, step: str, place: str = "P") -> pd.Series:
    rows = told.frame[(told.frame["step"] == step) & (told.frame["place"] == place)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_one_place_by_hand():
    # 10,000 in MMI VIII: 7,000 affected, 1,500 displaced, 7,000 x .667 in need, .225 of 1,500 to shelters
    told = steps(("P", "earthquake", "high", 10_000.0, 50_000.0), ("P", "earthquake", "outside", 40_000.0, 50_000.0))
    assert list(told.frame.columns) == list(CONTRACT)
    assert told.frame["step"].tolist() == list(OF)
    assert of(told, "exposed")["middle"] == 10_000
    assert of(told, "affected")[["low", "middle", "high"]].tolist() == [4_000, 7_000, 9_500]
    assert of(told, "affected")["share_middle"] == pytest.approx(0.7)
    assert of(told, "displaced")["share_middle"] == pytest.approx(0.15)  # of the exposed, not of the affected
    assert of(told, "in_need")["share_high"] == pytest.approx(0.9)
    assert of(told, "public_shelter")[["low", "middle", "high"]].tolist() == pytest.approx([88, 337.5, 2_430])
    assert np.isnan(of(told, "exposed")["share_middle"])


def test_more_affected_than_people_is_flagged_and_not_cut():
    # a grid tells 9,000 people in a commune of 2,000: the high figure of the affected, 8,550, stays as it is
    told = steps(("P", "earthquake", "high", 9_000.0, 2_000.0))
    row = of(told, "affected")
    assert row["above_population"]
    assert row["high"] == pytest.approx(8_550)
    assert "chain.above_population" in told.explain(place="P", step="affected").notes
    assert not of(steps(("P", "earthquake", "high", 9_000.0, 20_000.0)), "affected")["above_population"]


def test_a_class_without_a_rate_is_in_no_sum_and_counted():
    told = steps(("P", "access", "closed", 500.0, 900.0), ("Q", "access", "closed", 0.0, 900.0))
    assert of(told, "exposed")["middle"] == 500
    assert np.isnan(of(told, "displaced")["middle"])
    assert of(told, "displaced")["classes_unknown"] == 1
    assert "chain.classes_unknown" in told.explain(place="P", step="displaced").notes
    assert of(told, "displaced", "Q")["middle"] == 0  # nobody there: nobody is displaced, whatever the rate


def test_nobody_is_where_a_class_has_no_area():
    rows = pd.DataFrame({
        "people": [np.nan, np.nan, np.nan, 5.0], "area_in_class_m2": [0.0, 10.0, 0.0, 0.0],
        "communes_without_shape": [0, 0, 1, 0],
    })  # fmt: skip
    assert met(rows)["people"].fillna(-1).tolist() == [0, -1, -1, 5]
    assert rows["people"].isna().sum() == 3


def test_several_hazards_are_never_added():
    told = steps(("P", "earthquake", "high", 100.0, 900.0), ("P", "flood", "high", 200.0, 900.0))
    assert told.frame.groupby("hazard")["middle"].first().to_dict() == {"earthquake": 100, "flood": 200}
    assert heaviest(told) == "flood"  # 200 x 0.2 against 100 x 0.15
    only = steps_compared(told, steps(("P", "flood", "high", 50.0, 900.0)))
    row = only[only["step"] == "exposed"].iloc[0]
    assert row[["first", "second", "difference"]].tolist() == [200, 50, -150]


def test_needs_and_their_explanation_by_hand():
    asked = Asked(3, SIZE, rate_settings())
    whole = chain(("P", "earthquake", "high", 10_000.0, 50_000.0))
    told = chain_needs(whole, RATES, asked)
    rows = told.frame.set_index("item")
    assert rows.loc["water", "need_middle"] == pytest.approx(337.5 * 15 * 3)
    assert rows.loc["blankets", "need_high"] == pytest.approx(3_000 / 5 * 3)
    water = told.explain(place="P", item="water")
    assert {one.name: one.value for one in water.inputs}["needs_days"] == 3
    assert water.value == pytest.approx(337.5 * 15 * 3)
    assert "household_size" in {one.name for one in told.explain(place="P", item="blankets").inputs}
    both = needs_compared((told, chain_steps(whole, RATES, {})), (told, chain_steps(whole, RATES, {})))
    assert (both["difference"] == 0).all()
    assert both["item"].tolist() == told.frame["item"].tolist()


def test_no_place_gives_no_row_and_the_same_columns():
    told = chain_steps(Result(chain().frame.astype({"people": "float64"}), lambda _row: None), RATES, {})  # type: ignore[arg-type, return-value]
    assert told.frame.empty
    assert list(told.frame.columns) == list(CONTRACT)
