"""Standards are refused when they do not say everything, or say it in the wrong unit."""

from __future__ import annotations

from typing import Any

import pytest

from geo.errors import BadStandard, DataProblem
from geo.settings import Setting
from geo.standard_entries import parse_standards

TOILETS: dict[str, Any] = {
    "sector": "wash", "kind": "ratio", "measures": "persons_per_toilet", "numerator": "individuals",
    "denominator": "toilets_functional", "direction": "max", "first_phase": 50.0, "standard": 20.0,
    "unit": "persons/toilet", "period": "none", "applies_to": ["spontaneous_site", "planned_site"],
    "gap_unit": "toilets", "source": "Sphere Handbook 2018, p. 118", "status": "verified",
}  # fmt: skip
WATER: dict[str, Any] = {
    "sector": "wash", "kind": "rate", "measures": "water_litres_person_day", "direction": "min",
    "first_phase": 7.5, "standard": 15.0, "unit": "l/person/day", "period": "day",
    "applies_to": ["planned_site"], "gap_unit": "litres a day", "source": "Sphere", "status": "verified",
}  # fmt: skip


def refused(entry: dict[str, Any]) -> BadStandard:
    with pytest.raises(BadStandard) as caught:
        parse_standards({"tried": entry})
    return caught.value


def test_an_entry_becomes_a_standard() -> None:
    (toilets,) = parse_standards({"toilets": TOILETS})
    assert (toilets.key, toilets.threshold("first"), toilets.threshold("standard")) == ("toilets", 50.0, 20.0)
    assert toilets.applies_to == ("spontaneous_site", "planned_site")


def test_the_order_of_the_document_is_kept() -> None:
    assert [one.key for one in parse_standards({"water": WATER, "toilets": TOILETS})] == ["water", "toilets"]


def test_another_phase_is_refused() -> None:
    (toilets,) = parse_standards({"toilets": TOILETS})
    with pytest.raises(DataProblem, match=r"standard\.unknown_phase"):
        toilets.threshold("auto")


@pytest.mark.parametrize("field", ["unit", "period", "source", "status", "sector", "standard", "numerator", "gap_unit"])
@pytest.mark.parametrize("blank", ["absent", "empty"])
def test_a_missing_field_is_refused(field: str, blank: str) -> None:
    entry = {name: value for name, value in TOILETS.items() if name != field}
    error = refused(entry if blank == "absent" else {**TOILETS, field: ""})
    assert error.code == "standard.missing_field"
    assert error.params == {"standard": "tried", "field": field}


def test_an_unknown_field_is_refused() -> None:
    error = refused({**TOILETS, "treshold": 20})
    assert (error.code, error.params["field"]) == ("standard.unknown_field", "treshold")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "quotient"), ("direction", "upwards"), ("period", "fortnight"), ("status", "guessed"),
        ("applies_to", ["castle"]), ("standard", 0), ("standard", "20"), ("first_phase", -1),
    ],
)  # fmt: skip
def test_a_bad_value_is_refused(field: str, value: object) -> None:
    error = refused({**TOILETS, field: value})
    assert (error.code, error.params["field"]) == ("standard.bad_value", field)


def test_a_rate_without_its_period_is_refused() -> None:
    # 15 litres "per person per day" whose period says none would read as 15 litres once
    assert refused({**WATER, "period": "none"}).params["field"] == "period"


@pytest.mark.parametrize(
    ("field", "column"), [("denominator", "latrines"), ("numerator", "heads"), ("measures", "people_per_loo")]
)
def test_a_column_outside_the_vocabulary_is_refused(field: str, column: str) -> None:
    error = refused({**TOILETS, field: column})
    assert (error.code, error.params["column"]) == ("standard.unknown_column", column)


@pytest.mark.parametrize(
    ("entry", "field", "told", "expected"),
    [
        (TOILETS, "unit", "persons", "persons/toilet"),  # a derived figure's unit
        (TOILETS, "gap_unit", "latrines", "toilets"),  # counted in the denominator
        (WATER, "unit", "l/person/month", "l/person/day"),  # a column's unit
        (WATER, "gap_unit", "l/person/day", "litres a day"),  # a rate's gap is for all people
    ],
)
def test_a_wrong_unit_is_refused(entry: dict[str, Any], field: str, told: str, expected: str) -> None:
    period = {"period": "month"} if told.endswith("month") else {}
    error = refused({**entry, **period, field: told})
    assert error.code == "standard.wrong_unit"
    assert error.params == {"standard": "tried", "field": field, "value": told, "expected": expected}


CHLORINE: dict[str, Any] = {
    "sector": "wash", "kind": "test", "measures": "chlorine_mg_l", "tested": "water_tested_on", "direction": "min",
    "first_phase": 0.2, "standard": 0.2, "upper": 0.5, "valid_days": 30.0, "unit": "mg/l", "period": "none",
    "applies_to": ["planned_site"], "gap_unit": "sites", "source": "Sphere", "status": "unverified",
}  # fmt: skip
DISTANCE: dict[str, Any] = {
    "sector": "wash", "kind": "amount", "measures": "water_distance_m", "direction": "max", "first_phase": 500.0,
    "standard": 500.0, "band_columns": ["water_walk_minutes_least", "water_walk_minutes_most"],
    "band_factor": "walking_speed", "unit": "m", "period": "none", "applies_to": ["planned_site"],
    "gap_unit": "sites", "source": "Sphere", "status": "verified",
}  # fmt: skip
SPEED = {"walking_speed": Setting("walking_speed", 60.0, "m/min", "none", "invented", "unverified")}
EVICTION: dict[str, Any] = {
    "sector": "cccm", "kind": "yes_no", "measures": "eviction_threat", "direction": "max", "first_phase": 0.0,
    "standard": 0.0, "unit": "yes/no", "period": "none", "applies_to": ["planned_site"], "gap_unit": "sites",
    "source": "CCM", "status": "unverified",
}  # fmt: skip


def test_none_is_a_most_of_some_kinds() -> None:
    assert parse_standards({"eviction": EVICTION}, "ccm")[0].set == "ccm"
    assert refused({**EVICTION, "direction": "min"}).params["field"] == "first_phase"
    assert refused({**CHLORINE, "first_phase": 0.0}).params["field"] == "first_phase"


def test_a_range_in_another_unit_needs_the_setting_that_turns_it() -> None:
    (held,) = parse_standards({"distance": DISTANCE}, "sphere", SPEED)
    assert (held.factor, held.band_columns[1]) == (60.0, "water_walk_minutes_most")
    assert refused(DISTANCE).params["field"] == "band_factor"  # no such setting
    straight = {name: value for name, value in DISTANCE.items() if name != "band_factor"}
    assert refused(straight).code == "standard.wrong_unit"  # minutes are no metres


@pytest.mark.parametrize(
    ("entry", "change", "code", "field"),
    [
        (CHLORINE, {"upper": 0.1}, "standard.bad_value", "upper"),
        (CHLORINE, {"tested": ""}, "standard.missing_field", "tested"),
        (CHLORINE, {"tested": "taps"}, "standard.unknown_column", None),
        (CHLORINE, {"valid_days": 0}, "standard.bad_value", "valid_days"),
        (CHLORINE, {"numerator": "taps"}, "standard.unknown_field", "numerator"),  # of another kind
        (DISTANCE, {"upper": 900.0}, "standard.bad_value", "upper"),  # a most has one bound
        (EVICTION, {"standard": 2.0}, "standard.bad_value", "standard"),
        (EVICTION, {"headline": "yes"}, "standard.bad_value", "headline"),
    ],
)
def test_what_does_not_fit_the_kind_is_refused(entry: dict[str, Any], change: Any, code: str, field: Any) -> None:
    error = refused({**entry, **change})
    assert (error.code, error.params.get("field")) == (code, field)


def test_an_edited_threshold_is_marked_and_unverified() -> None:
    (toilets,) = parse_standards({"toilets": TOILETS})
    edited = toilets.edited("first", 40)
    assert (edited.first_phase, edited.standard, edited.changed, edited.status) == (40, 20, True, "unverified")
