"""Which rows speak of a withheld place: by id, by name in a commune, by a circle; edges worked by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.reference_reconcile import place_words, rules
from geo.frames import WITHHELD
from geo.withheld import in_force, with_traces, withheld_rows
from tests.geo.test_reconcile import DELMAS, PAP, at

WORDS, RULES = place_words(), rules()


def entries(*told: dict) -> pd.DataFrame:
    listed = [{"withheld_id": f"W{n}", "table_name": "sites", "withheld": True} | one for n, one in enumerate(told)]
    return WITHHELD.conform(pd.DataFrame(listed))


def sites(*told: dict) -> pd.DataFrame:
    blank = {"site_id": "X", "name": None, "adm2_pcode": PAP, "longitude": np.nan, "latitude": np.nan,
             "location_confidence": None}  # fmt: skip
    frame = pd.DataFrame([blank | one for one in told])
    return frame.astype(dict.fromkeys(("site_id", "name", "adm2_pcode", "location_confidence"), "str"))


def hidden(rows: pd.DataFrame, listed: pd.DataFrame) -> list[bool]:
    return withheld_rows(rows, "site_id", listed, words=WORDS, rules=RULES).tolist()


def test_by_id():
    rows = sites({"site_id": "S1"}, {"site_id": "S2"}, {"site_id": None})
    assert hidden(rows, entries({"record_id": "S2"})) == [False, True, False]


@pytest.mark.parametrize(
    ("name", "is_hidden"),
    [
        ("Foyer Lespwa Timoun", True), ("FOYER LESPWA TIMOUN", True), ("Kan Foyer Lespwa Timoun", True),
        ("Foyer Lespwa Timoun 2", True), ("Foyer Espoir", False), ("Camp Corail", False), (None, False),
    ],
)  # fmt: skip
def test_by_name_in_a_commune_however_it_is_spelled(name: str | None, is_hidden: bool):
    listed = entries({"name": "Foyer Lespwa Timoun", "adm2_pcode": PAP})
    assert hidden(sites({"name": name}), listed) == [is_hidden]
    assert hidden(sites({"name": name, "adm2_pcode": DELMAS}), listed) == [False]


def test_numbers_that_differ_tell_withheld_places_apart():
    listed = entries({"name": "Foyer Lespwa 1", "adm2_pcode": PAP})
    assert hidden(sites({"name": "Foyer Lespwa 2"}, {"name": "Foyer Lespwa I"}), listed) == [False, True]


def test_a_name_without_commune_holds_everywhere():
    listed = entries({"name": "Foyer Lespwa"})
    assert hidden(sites({"name": "Foyer Lespwa", "adm2_pcode": DELMAS}), listed) == [True]


def test_by_circle_with_its_edge():
    listed = entries({**at(0), "radius_m": 200})
    rows = sites(at(0), at(199), at(201), {}, {**at(0), "location_confidence": "place_centre"})
    assert hidden(rows, listed) == [True, True, False, False, False]


def test_lifted_entries_and_other_tables_do_not_hold():
    listed = entries({"record_id": "S1"}, {"record_id": "S2", "withheld": False}, {"record_id": "S3", "withheld": None})
    assert in_force(listed, "sites")["record_id"].tolist() == ["S1", "S3"]
    assert in_force(listed, "shelters").empty


def test_a_place_withheld_by_id_is_known_by_its_names_and_its_point_too():
    known = sites({"site_id": "S1", "name": "Foyer Lespwa", **at(0)}, {"site_id": "S1", "name": "Lakay Limyè"})
    listed = with_traces(entries({"record_id": "S1"}), known, "site_id", RULES)
    again = sites(
        {"site_id": "Z1", "name": "Foye Lespwaa"},  # another id and spelling
        {"site_id": "Z2", "name": "Kay Limye"},  # a former name
        {"site_id": "Z3", "name": "Camp Boyer", **at(45)},  # another name on the same ground
        {"site_id": "Z4", "name": "Camp Boyer", **at(60)},
    )
    assert hidden(again, listed) == [True, True, True, False]


def test_nothing_listed_hides_nothing_and_empty_rows_stay_empty():
    assert hidden(sites({"name": "Foyer"}), entries({"record_id": "S1"}).head(0)) == [False]
    assert hidden(sites({"name": "Foyer"}).head(0), entries({"record_id": "S1"})) == []
