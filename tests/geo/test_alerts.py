"""Vigilance and alerte by hand: the last bulletin holds while it is valid; silence is unknown, never green."""

from __future__ import annotations

import pandas as pd

from geo.alerts import activations_at, alerts_at, worst_by_department
from geo.frames.alerts import ACTIVATIONS, ALERTS

AT = "2025-10-26T12:00Z"
DEPARTMENTS = pd.DataFrame({"adm1_pcode": ["HT01", "HT07", "HT08", "HT09"],
                            "name": ["Ouest", "Sud", "Grand'Anse", "Nord-Ouest"]})  # fmt: skip


def bulletin(series: str, place: str, hazard: str, level: str, issued: str, **more: str) -> dict:
    return {"series": series, "adm1_pcode": place, "hazard": hazard, "issued_at": issued, "level": level, **more}


def alerts(*rows: dict) -> pd.DataFrame:
    return ALERTS.conform(pd.DataFrame([*rows]))


# As on the eve of a hurricane: the Sud is red for the cyclone and the Ouest orange for rain at once.
EVE = alerts(
    bulletin("vigilance", "HT07", "cyclone", "orange", "2025-10-25T12:00Z"),
    bulletin(
        "vigilance", "HT07", "cyclone", "red", "2025-10-26T06:00Z", valid_until="2025-10-27T06:00Z", bulletin="12"
    ),
    bulletin("vigilance", "HT07", "flood", "yellow", "2025-10-26T06:00Z"),
    bulletin("vigilance", "HT01", "flood", "orange", "2025-10-26T06:00Z"),
    bulletin("vigilance", "HT08", "cyclone", "red", "2025-10-24T06:00Z", valid_until="2025-10-26T11:59Z"),
    bulletin("alerte", "HT07", "cyclone", "alert", "2025-10-26T09:00Z", valid_from="2025-10-26T18:00Z"),
    bulletin("vigilance", "HT01", "cyclone", "red", "2025-10-26T12:01Z"),  # one minute too late to be known
    bulletin("alerte", "HT01", "cyclone", "red", "2025-10-26T09:00Z"),  # a colour is no phase
)


def rows() -> pd.DataFrame:
    return alerts_at(EVE, DEPARTMENTS, at=AT).frame


def one(series: str, place: str, hazard: str) -> pd.Series:
    told = rows()
    return told[(told["series"] == series) & (told["adm1_pcode"] == place) & (told["hazard"] == hazard)].iloc[0]


def test_the_last_bulletin_of_a_department_and_hazard_holds():
    assert (one("vigilance", "HT07", "cyclone")["level"], one("vigilance", "HT07", "cyclone")["state"]) == (
        "red", "in_force")  # fmt: skip
    assert one("vigilance", "HT07", "flood")["level"] == "yellow"
    assert one("vigilance", "HT01", "flood")["level"] == "orange"
    assert not ((rows()["adm1_pcode"] == "HT01") & (rows()["hazard"] == "cyclone")).any()


def test_a_bulletin_that_is_over_lapses_and_one_that_is_to_come_does_not_hold_yet():
    assert one("vigilance", "HT08", "cyclone")["state"] == "lapsed"
    assert one("alerte", "HT07", "cyclone")["state"] == "coming"


def test_a_department_without_bulletin_is_not_told_and_never_green():
    silent = rows()[rows()["state"] == "not_told"]
    assert set(zip(silent["series"], silent["adm1_pcode"], strict=True)) == {
        ("vigilance", "HT09"), ("alerte", "HT01"), ("alerte", "HT08"), ("alerte", "HT09"),
    }  # fmt: skip
    assert silent["level"].isna().all()


def test_a_level_of_the_other_series_is_left_out_and_counted():
    assert alerts_at(EVE, DEPARTMENTS, at=AT).facts["level_of_other_series"] == 1


def test_the_worst_level_of_a_department_over_its_hazards():
    told = worst_by_department(rows(), "vigilance").set_index("adm1_pcode")
    assert told["level"].dropna().to_dict() == {"HT01": "orange", "HT07": "red"}
    assert told.loc["HT07", "hazards"] == "cyclone"
    assert told["state"].to_dict() == {"HT01": "in_force", "HT07": "in_force", "HT08": "lapsed", "HT09": "not_told"}


def test_nothing_is_explained_as_a_level_that_does_not_hold():
    told = alerts_at(EVE, DEPARTMENTS, at=AT)
    assert told.explain(series="vigilance", adm1_pcode="HT07", hazard="cyclone").value == "red"
    assert told.explain(series="vigilance", adm1_pcode="HT08", hazard="cyclone").value is None


def test_no_bulletins_give_only_silence():
    told = alerts_at(ALERTS.conform(pd.DataFrame(columns=list(ALERTS.key))), DEPARTMENTS, at=AT).frame
    assert len(told) == 2 * len(DEPARTMENTS)
    assert set(told["state"]) == {"not_told"}


def test_the_last_state_of_each_centre_the_most_active_first():
    told = activations_at(ACTIVATIONS.conform(pd.DataFrame([
        {"centre": "national", "place": "HT", "issued_at": "2025-10-24T12:00Z", "activation": "partial"},
        {"centre": "national", "place": "HT", "issued_at": "2025-10-26T08:00Z", "activation": "total"},
        {"centre": "department", "place": "HT07", "issued_at": "2025-10-25T08:00Z", "activation": "partial"},
        {"centre": "department", "place": "HT07", "issued_at": "2025-10-26T13:00Z", "activation": "total"},
        {"centre": "commune", "place": "HT0711", "issued_at": "2025-10-25T08:00Z", "activation": "watch"},
    ])), at=AT)  # fmt: skip
    assert told[["centre", "activation"]].to_numpy().tolist() == [
        ["national", "total"], ["department", "partial"], ["commune", "watch"],
    ]  # fmt: skip
