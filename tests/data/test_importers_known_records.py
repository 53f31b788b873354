"""Rows that speak of known records: what the record has is lent, never stored again."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from data.importers import known_records
from data.importers.findings import Findings
from data.importers.read import World
from geo.frames import ASSESSMENTS, MOVEMENTS, SHELTERS, SITES

KNOWN = {
    "sites": SITES.conform(
        pd.DataFrame({"site_id": ["S1", "S2"], "adm2_pcode": ["HT0111", "HT0211"], "name": ["A", "B"]})
    )
}


def test_a_known_record_lends_its_commune_and_takes_it_back() -> None:
    texts = pd.DataFrame({"site_id": ["S1", "S2", "S9"], "adm2_pcode": [None, "HT0112", None]}, dtype="str")
    filled, lent = known_records.lend(SITES, texts, KNOWN)
    assert filled["adm2_pcode"].astype("object").where(filled["adm2_pcode"].notna(), None).tolist() == [
        "HT0111",
        "HT0112",
        None,
    ]
    back = known_records.take_back(filled, lent)["adm2_pcode"]
    assert back.isna().tolist() == [True, False, True]  # what the file said itself stays


def test_tables_of_days_and_unknown_tables_lend_nothing() -> None:
    texts = pd.DataFrame({"site_id": ["S1"]}, dtype="str")
    for frame in (ASSESSMENTS, MOVEMENTS, SHELTERS):
        filled, lent = known_records.lend(frame, texts, KNOWN)
        assert filled is texts
        assert not lent


def test_a_site_and_its_assessment_on_one_line_share_the_id() -> None:
    texts = pd.DataFrame({"site_id": [None, "S7"], "assessed_on": ["2023-07-18"] * 2}, dtype="str")
    found = known_records.by_line(ASSESSMENTS, texts, [2, 3], {"sites": {2: "SIT-1", 3: "SIT-2"}})
    assert found["site_id"].tolist() == ["SIT-1", "S7"]


def test_a_message_code_is_known_in_any_case_unless_two_codes_are_alike() -> None:
    """ "s1" is S1; "z1" may be Z-1 or Z1: neither is taken."""
    findings = Findings([1, 2], {})
    world = World(None, {"sites": ["S1", "Z-1", "Z1"]}, "2023-08-31", day="2023-08-30")
    texts = pd.DataFrame({"site_id": ["s1", "z1"]}, dtype="str")
    found = known_records.of_messages(ASSESSMENTS, texts, findings, world)
    assert found["site_id"].tolist() == ["S1", "z1"]
    assert found["assessed_on"].tolist() == ["2023-08-30"] * 2
    assert [(p.row, p.code, p.value) for p in findings.problems()] == [(1, "fix_applied", "s1")]


@given(st.lists(st.sampled_from(["S1", "S2", "S3", None]), min_size=1, max_size=6), st.data())
def test_lending_and_taking_back_changes_nothing(ids: list[str | None], data: st.DataObject) -> None:
    said = st.sampled_from(["HT0111", "HT0112", None])
    told = data.draw(st.lists(said, min_size=len(ids), max_size=len(ids)))
    texts = pd.DataFrame({"site_id": ids, "adm2_pcode": told}, dtype="str")
    back = known_records.take_back(*known_records.lend(SITES, texts, KNOWN))
    assert np.array_equal(back["adm2_pcode"].fillna("").to_numpy(), texts["adm2_pcode"].fillna("").to_numpy())
