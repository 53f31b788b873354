"""A setting says its unit, period, source and status, or is refused."""

from __future__ import annotations

import pytest

from geo.errors import ReferenceProblem
from geo.settings import parse_settings

SIZE = {"value": 4.5, "unit": "persons/household", "period": "none", "source": "DTM", "status": "verified"}


def test_an_entry_becomes_a_setting() -> None:
    size = parse_settings({"household_size": SIZE})["household_size"]
    assert (size.value, size.unit, size.status) == (4.5, "persons/household", "verified")


def test_an_edited_setting_is_unverified_and_keeps_its_unit() -> None:
    size = parse_settings({"household_size": SIZE})["household_size"].edited(5.0)
    assert (size.value, size.unit, size.source, size.status) == (5.0, "persons/household", "settings", "unverified")


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"unit": ""}, "setting.missing_field", "unit"),
        ({"source": None}, "setting.missing_field", "source"),
        ({"note": "x"}, "setting.unknown_field", "note"),
        ({"period": "weekly"}, "setting.bad_value", "period"),
        ({"status": "sure"}, "setting.bad_value", "status"),
        ({"value": "many"}, "setting.bad_value", "value"),
    ],
)
def test_a_bad_entry_is_refused(change: dict[str, object], code: str, field: str) -> None:
    with pytest.raises(ReferenceProblem) as caught:
        parse_settings({"household_size": {**SIZE, **change}})
    assert (caught.value.code, caught.value.params["field"]) == (code, field)
