"""The chain from exposed to in need, worked by hand, and its order that holds whatever the zones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import reference_tables
from data.reference_shelters import impact_rates
from geo.errors import BadScenario, ReferenceProblem
from geo.explain import Result
from geo.impact_chain import FIGURES, beside_records, chain_by_place, impact_chain, needs_by_item
from geo.impact_rates import BOUNDS, GOES_TO, parse_rates

RATES = impact_rates()
DOCUMENT = reference_tables.document(reference_tables.REFERENCE / "impact-rates.toml")
SIZE = reference_tables.settings()["household_size"]  # 4.5
NAN = np.nan


def chain(*rows: tuple[str, str, str, float]) -> Result:
    told = pd.DataFrame(list(rows), columns=["place", "hazard", "hazard_class", "people"])
    return impact_chain(told, RATES)


def test_the_planning_multipliers_are_those_of_the_source():
    quake = {"low": 0.01, "medium": 0.05, "high": 0.15, "very_high": 0.35}  # MMI VI, VII, VIII, IX and more
    wind = {"tropical_storm": 0.005, "category_1": 0.02, "category_2": 0.05, "category_3": 0.12, "category_4": 0.25,
            "category_5": 0.25}  # fmt: skip
    for hazard, shares in (("earthquake", quake), ("cyclone", wind)):
        for label, share in shares.items():
            assert RATES.displaced[hazard, label].middle == share
            assert RATES.displaced[hazard, label].status == "unverified"
    assert RATES.goes_to["public_shelter"].middle == 0.225
    assert RATES.goes_to["relatives_hosts"].middle == 0.2


def test_every_class_of_a_rated_hazard_has_a_share():
    hazards = reference_tables.hazards().by_key
    for hazard in {key for key, _ in RATES.affected} & set(hazards):
        assert {label for key, label in RATES.affected if key == hazard} == set(hazards[hazard].classes)


def test_one_class_by_hand():
    # 10 000 in MMI VIII: 7 000 affected, 1 500 displaced, 7 000 x .667 in need; of the displaced .225 to shelters
    row = chain(("HT01", "earthquake", "high", 10_000.0)).frame.iloc[0]
    assert row[[f"affected_{b}" for b in BOUNDS]].tolist() == [4_000, 7_000, 9_500]
    assert row[[f"displaced_{b}" for b in BOUNDS]].tolist() == [800, 1_500, 3_000]
    np.testing.assert_allclose(row[[f"in_need_{b}" for b in BOUNDS]].astype(float), [2_000, 4_669, 8_550])
    np.testing.assert_allclose([row[f"{name}_middle"] for name in GOES_TO], [337.5, 300, 862.5])
    np.testing.assert_allclose([row["public_shelter_low"], row["public_shelter_high"]], [88, 2_430])


def test_outside_is_nobody_and_what_is_not_known_stays_so():
    told = chain(
        ("HT01", "access", "outside", 5.0), ("HT01", "earthquake", "outside", 900.0), ("HT01", "earthquake", "unlocated", 50.0),
        ("HT01", "earthquake", "low", NAN), ("HT01", "access", "closed", 700.0), ("HT01", "earthquake", "medium", 1000.0),
        ("HT02", "earthquake", "outside", 10.0),
    )  # fmt: skip
    assert told.frame["displaced_middle"].fillna(-1).tolist() == [0, 0, -1, -1, -1, 50, 0]
    assert told.facts["classes_without_rate"] == ["access.closed"]
    assert told.explain(hazard_class="closed").notes == ("chain.no_rate",)
    sums = chain_by_place(told).set_index(["place", "hazard"])
    quake = sums.loc[("HT01", "earthquake")]
    assert (quake["people_exposed"], quake["displaced_middle"], quake["classes_unknown"]) == (1000, 50, 2)
    assert np.isnan(sums.loc[("HT01", "access"), "displaced_middle"])
    assert sums.loc[("HT02", "earthquake"), "displaced_middle"] == 0


def test_needs_by_item_and_days_by_hand():
    sums = chain_by_place(chain(("HT01", "earthquake", "high", 10_000.0)))
    frame = needs_by_item(sums, RATES, SIZE, days=3).set_index("item")
    # 1 500 displaced: 333.3 households; 337.5 in shelters
    assert frame.loc["water", "need_middle"] == pytest.approx(337.5 * 15 * 3)
    assert frame.loc["food_rations", "need_middle"] == pytest.approx(1_500 * 3)
    assert frame.loc["blankets", "need_middle"] == pytest.approx(1_500 / 4.5 * 3)  # once, whatever the days
    assert frame.loc["toilets", "need_middle"] == pytest.approx(337.5 / 50)
    assert frame.loc["tarpaulins", ["need_low", "need_high"]].tolist() == pytest.approx(
        [800 / 4.5 * 2, 3_000 / 4.5 * 2]
    )
    with pytest.raises(BadScenario, match=r"chain\.days"):
        needs_by_item(sums, RATES, SIZE, days=0)


def test_records_stand_beside_the_result():
    sums = chain_by_place(
        chain(("HT07", "cyclone", "category_4", 1_000_000.0), ("HT08", "cyclone", "category_1", 500_000.0))
    )
    told = beside_records(sums, RATES).set_index("source")
    row = told.loc["reported by OCHA, late October 2016: in 204 shelters"]
    assert row["people"] == 141_493
    assert row["modelled_middle"] == pytest.approx((250_000 + 10_000) * 0.225)
    assert row["ratio"] == pytest.approx(58_500 / 141_493)
    assert told.loc[told["hazard"] == "earthquake", "modelled_middle"].isna().all()  # like beside like


def test_an_edit_keeps_the_order_of_the_steps():
    edited = RATES.edited("displaced", "earthquake", "high", (0.1, 0.2, 0.3))
    assert edited.displaced["earthquake", "high"].middle == 0.2
    assert edited.displaced["earthquake", "high"].source == "settings"
    assert RATES.displaced["earthquake", "high"].middle == 0.15
    for step, key, share, code in (
        ("displaced", "high", (0.1, 0.8, 0.9), "chain.bad_rate"),  # more than are affected (0.7)
        ("affected", "high", (0.9, 0.8, 0.7), "chain.bad_rate"),
        ("affected", "high", (0.5, 0.8, NAN), "chain.bad_rate"),
        ("affected", "huge", (0.1, 0.2, 0.3), "chain.no_rate"),
        ("in_need", "high", (0.1, 0.2, 0.3), "chain.no_rate"),
    ):
        with pytest.raises(ReferenceProblem) as told:
            RATES.edited(step, "earthquake", key, share)
        assert told.value.code == code


def changed(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    document = dict(DOCUMENT)
    here = document
    for name in path[:-1]:
        here[name] = dict(here[name])
        here = here[name]
    here[path[-1]] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (("in_need", "of"), "exposed", "chain.bad_rate"),  # another denominator
        (("goes_to", "other", "share"), [0.1, 0.6, 0.7], "chain.bad_rate"),  # 1.025 in all
        (("hazards", "flood", "low", "affected"), [0.1, 0.2, 1.4], "chain.bad_rate"),
        (("hazards", "flood", "low", "source"), "", "chain.missing"),
        (("hazards", "flood", "low", "status"), "sure", "chain.bad_rate"),
        (("needs", "water", "basis"), "houses", "chain.bad_rate"),
        (("needs", "water", "quantity"), 0.0, "chain.bad_rate"),
    ],
)
def test_shares_that_cannot_be_are_refused(path, value, code):
    with pytest.raises(ReferenceProblem) as told:
        parse_rates(changed(path, value))
    assert told.value.code == code


def test_fewer_than_no_people_are_refused():
    with pytest.raises(BadScenario, match=r"chain\.people"):
        chain(("HT01", "earthquake", "high", -1.0))


keys = sorted(RATES.affected)


@given(
    st.lists(
        st.tuples(st.sampled_from(["HT0111", "HT0131", "HT0711"]), st.sampled_from(keys), st.floats(0, 1e6)), min_size=1
    )
)
def test_displaced_are_affected_and_affected_exposed_and_sums_conserve(rows):
    told = chain(*((place, hazard, label, people) for place, (hazard, label), people in rows))
    frame = told.frame
    for bound in BOUNDS:
        assert (frame[f"displaced_{bound}"] <= frame[f"affected_{bound}"] + 1e-9).all()
        assert (frame[f"affected_{bound}"] <= frame["people"] + 1e-9).all()
        assert (frame[f"in_need_{bound}"] <= frame[f"affected_{bound}"] + 1e-9).all()
    parts = frame[[f"{name}_middle" for name in GOES_TO]].sum(axis=1)
    np.testing.assert_allclose(parts, frame["displaced_middle"], atol=1e-6)
    sums = chain_by_place(told)
    np.testing.assert_allclose(sums[list(FIGURES)].sum(), frame[list(FIGURES)].sum(), rtol=1e-9, atol=1e-6)
    for name in ("affected", "displaced", "in_need", *GOES_TO):
        assert (sums[f"{name}_low"] <= sums[f"{name}_middle"] + 1e-9).all()
        assert (sums[f"{name}_middle"] <= sums[f"{name}_high"] + 1e-9).all()
