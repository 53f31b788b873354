"""Standards are refused when they do not say everything, or say it in the wrong unit."""

from __future__ import annotations

from typing import Any

import pytest

from geo.errors import BadStandard, DataProblem
from geo.standards import parse_standards

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
