"""Rules for early action by hand, on the shipped figures: 68 mm in two days, anybody in 64 kt, 120 and 72 hours."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.reference_triggers import triggers
from geo.errors import ReferenceProblem
from geo.triggers import evaluated, parse_triggers

DRY = {"forecast_rain_2_day": 10.0, "people_in_64_kt": 0.0, "red_alert_with_hurricane_warning": 0.0,
       "observed_rain_2_day": 0.0, "people_in_64_kt_observed": 0.0, "nearest_approach": 900.0}  # fmt: skip


def states(facts: dict, lead_hours: float | None) -> dict[str, str]:
    told = evaluated(triggers(), facts, lead_hours=lead_hours).frame
    return dict(zip(told["trigger"], told["state"], strict=True))


@pytest.mark.parametrize(
    ("rain_mm", "lead_hours", "mobilisation", "action"),
    [
        (67.99, 60, "quiet", "quiet"),
        (68, 60, "fires", "fires"),  # exactly at the bound
        (68, 120, "fires", "too_early"),
        (68, 120.1, "too_early", "too_early"),
        (68, 72, "fires", "fires"),
        (68, 48, "fires", "fires"),
        (68, 47.9, "too_late", "too_late"),
        (68, None, "cannot_tell", "cannot_tell"),
    ],
)
def test_rain_and_lead_time(rain_mm: float, lead_hours: float | None, mobilisation: str, action: str):
    told = states({**DRY, "forecast_rain_2_day": rain_mm}, lead_hours)
    assert (told["ocha_mobilisation"], told["ocha_action"]) == (mobilisation, action)


def test_one_person_in_64_kt_is_enough_and_none_is_not():
    assert states({**DRY, "people_in_64_kt": 1.0}, 60)["ocha_mobilisation"] == "fires"
    assert states(DRY, 60)["ocha_mobilisation"] == "quiet"


def test_what_nobody_knows_is_not_quiet():
    assert states({**DRY, "people_in_64_kt": None}, 60)["ocha_mobilisation"] == "cannot_tell"
    assert set(states({}, 60).values()) == {"cannot_tell"}
    # A condition that is met fires whatever else is unknown.
    assert states({"forecast_rain_2_day": 80.0}, 60)["ocha_mobilisation"] == "fires"


def test_the_observed_stage_has_no_lead_time():
    assert states({**DRY, "observed_rain_2_day": 57.0}, None)["ocha_observed"] == "fires"


def test_a_firing_says_why_and_that_it_is_no_activation():
    told = evaluated(triggers(), {**DRY, "forecast_rain_2_day": 70.0}, lead_hours=60)
    row = told.frame.set_index("trigger").loc["ocha_action"]
    assert row["why"] == "forecast_rain_2_day >= 68 mm"
    explained = told.explain(trigger="ocha_action")
    assert explained.notes == ("detection_not_activation",)
    assert {one.name: one.value for one in explained.inputs}["forecast_rain_2_day"] == 70.0


@given(st.dictionaries(st.sampled_from(sorted(DRY)), st.floats(0, 1000)), st.floats(0, 200))
def test_knowing_more_never_unsays_a_firing(facts: dict[str, float], lead_hours: float):
    before = {key for key, state in states(facts, lead_hours).items() if state == "fires"}
    after = {key for key, state in states({**DRY, **facts}, lead_hours).items() if state == "fires"}
    assert before <= after


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"source": ""}, "trigger.missing_field"), ({"stage": "soon"}, "trigger.bad_value"),
        ({"colour": "red"}, "trigger.unknown_field"),
        ({"conditions": [{"measure": "rain", "unit": "mm"}]}, "trigger.bad_value"),
        ({"conditions": [{"measure": "rain", "at_least": 1, "at_most": 2, "unit": "mm"}]}, "trigger.bad_value"),
    ],
)  # fmt: skip
def test_a_rule_that_is_not_whole_is_refused(change: dict, code: str):
    whole = {"hazard": "cyclone", "stage": "action", "source": "x", "status": "verified",
             "conditions": [{"measure": "rain", "at_least": 1, "unit": "mm"}]}  # fmt: skip
    assert parse_triggers({"a": whole})[0].key == "a"
    with pytest.raises(ReferenceProblem) as told:
        parse_triggers({"a": {**whole, **change}})
    assert told.value.code == code


def test_no_rules_give_no_rows():
    told = evaluated((), {}, lead_hours=None).frame
    assert told.empty
    assert isinstance(told["lead_hours"].dtype, type(pd.Series(dtype="float64").dtype))
