"""Exposure of the small Haiti with the chain behind it, by hand: its flood, and needs by item and day."""

from __future__ import annotations

import json

import numpy as np
import pytest

from data.reference_shelters import impact_rates
from geo.errors import BadScenario
from geo.exposure import CONTRACT
from geo.exposure_needs import ADDED, with_needs
from geo.impact_rates import BOUNDS
from tests.geo.test_exposure import SIZE, reckoned

RATES = impact_rates()


def test_the_flood_of_the_small_haiti_by_hand() -> None:
    # HT0111: 25 000 people in high (affected .8, displaced .2), none in medium, 25 000 in low (.2, .02).
    rows = with_needs(reckoned("adm2"), RATES, SIZE, days=7).frame
    here = rows[rows["place"] == "HT0111"].set_index("hazard_class")
    assert here["affected"].tolist() == pytest.approx([20_000, 0, 5_000, 0, 0], abs=1e-6)
    assert here["displaced"].tolist() == pytest.approx([5_000, 0, 500, 0, 0], abs=1e-6)
    assert list(rows.columns[: len(CONTRACT)]) == list(CONTRACT)
    assert set(ADDED) <= set(rows.columns)
    unknown = rows[rows["place"] == "HT0712"].set_index("hazard_class")  # its population is unknown
    assert unknown.loc["high", ["affected", "displaced"]].isna().all()
    assert unknown.loc["outside", "affected"] == 0 or np.isnan(unknown.loc["outside", "affected"])


def test_needs_count_daily_items_by_day_and_others_once() -> None:
    need = {one.key: one for one in RATES.needs}
    one, ten = (with_needs(reckoned("adm0"), RATES, SIZE, days=days) for days in (1, 10))
    for item, told in need.items():
        for column in ("needs", *(f"needs_{bound}" for bound in BOUNDS)):
            day, days = (made.frame[column].iloc[0][item] for made in (one, ten))
            assert days == pytest.approx(day * (10 if told.period == "day" else 1))
    row = one.frame.iloc[0]  # high: 25 000 people, 5 000 displaced, .225 of them to shelters = 1 125
    told = need["water"]
    persons = {"public_shelter_persons": 1_125, "displaced_persons": 5_000, "in_need_persons": 20_000 * 0.667}
    assert row["needs"]["water"] == pytest.approx(told.quantity * persons[told.basis])
    assert one.facts["needs_units"]["water"] == told.unit
    assert (one.facts["needs_days"], ten.facts["needs_days"]) == (1, 10)


def test_the_exposure_stays_what_it_was() -> None:
    before = reckoned("adm1")
    after = with_needs(before, RATES, SIZE, days=3)
    for name in before.frame.columns:
        assert after.frame[name].tolist() == before.frame[name].tolist() or after.frame[name].isna().any()
    assert set(before.facts) <= set(after.facts)


def test_the_explanation_is_that_of_the_exposure_then_of_the_chain() -> None:
    told = with_needs(reckoned("adm2"), RATES, SIZE, days=7)
    said = told.explain(place="HT0111", hazard_class="high")
    names = [one.name for one in said.inputs]
    assert said.value == pytest.approx(25_000)
    assert {"population", "affected_share[middle]", "displaced_share[high]", "affected[low]"} <= set(names)
    assert len(names) == len(set(names))
    assert said.status == "unverified"
    json.dumps(said.as_record())


def test_no_day_is_no_time() -> None:
    with pytest.raises(BadScenario, match=r"chain\.days"):
        with_needs(reckoned("adm0"), RATES, SIZE, days=0)
