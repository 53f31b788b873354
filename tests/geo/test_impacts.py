"""A bilan by hand: reports replace one another, who is silent comes first, sums say how many told."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo.frames.alerts import IMPACTS
from geo.impacts import MEASURES, impacts_by_place, last_reports

AT = "2023-08-31T18:00Z"
COMMUNES = pd.DataFrame({"adm2_pcode": ["HT0111", "HT0112", "HT0711", "HT0712"],
                         "place": ["HT0111", "HT0112", "HT0711", "HT0712"], "name": ["A", "B", "C", "D"]})  # fmt: skip
DEPARTMENTS = COMMUNES.assign(place=["HT01", "HT01", "HT07", "HT07"], name=["Ouest", "Ouest", "Sud", "Sud"])


def impacts(*rows: dict) -> pd.DataFrame:
    return IMPACTS.conform(pd.DataFrame([{"emergency": "E1", **row} for row in rows]))


TOLD = impacts(
    # A reports twice: 100 people, then 250; the second says nothing of deaths, so the 2 of the first stay.
    {"adm2_pcode": "HT0111", "reported_at": "2023-08-31T06:00Z", "people_affected": 100, "deaths": 2},
    {"adm2_pcode": "HT0111", "reported_at": "2023-08-31T12:00Z", "people_affected": 250, "source": "COUC A"},
    # C reports 80 people, then 60: counts only grow.
    {"adm2_pcode": "HT0711", "reported_at": "2023-08-30T18:00Z", "people_affected": 80, "deaths": 0},
    {"adm2_pcode": "HT0711", "reported_at": "2023-08-31T17:00Z", "people_affected": 60},
    # D reports after the hour that is asked for, and B never; another emergency of B does not count.
    {"adm2_pcode": "HT0712", "reported_at": "2023-08-31T18:01Z", "people_affected": 9},
    {"emergency": "E2", "adm2_pcode": "HT0112", "reported_at": "2023-08-31T06:00Z", "people_affected": 7},
)


def test_who_never_reported_comes_first_then_the_longest_silent():
    told = last_reports(TOLD, COMMUNES, "E1", at=AT)
    assert told.frame["name"].tolist() == ["B", "D", "A", "C"]
    assert told.frame["silent_hours"].tolist()[2:] == [6, 1]
    assert told.facts["communes_without_report"] == 2


def test_reports_replace_one_another_and_a_blank_says_nothing():
    told = last_reports(TOLD, COMMUNES, "E1", at=AT).frame.set_index("name")
    assert told.loc["A", ["people_affected", "deaths", "reports"]].tolist() == [250, 2, 2]
    assert told.loc["C", ["people_affected", "deaths"]].tolist() == [60, 0]
    assert np.isnan(told.loc["B", "people_affected"])


def test_a_count_that_falls_is_told():
    told = last_reports(TOLD, COMMUNES, "E1", at=AT).frame.set_index("name")["lowered"]
    assert told.dropna().to_dict() == {"C": "people_affected"}


def test_sums_say_how_many_communes_told():
    reports = last_reports(TOLD, COMMUNES, "E1", at=AT).frame
    told = impacts_by_place(reports, DEPARTMENTS)
    rows = told.frame.set_index("place")
    assert rows["people_affected"].to_dict() == {"HT01": 250, "HT07": 60}
    assert rows[["communes", "communes_reporting", "people_affected_communes"]].to_numpy().tolist() == [
        [2, 1, 1], [2, 1, 1],
    ]  # fmt: skip
    assert rows["injured"].isna().all()  # nobody told it: unknown, not zero
    assert told.explain(place="HT01").value == 250


REPORTS = st.lists(
    st.tuples(st.sampled_from(COMMUNES["adm2_pcode"].tolist()), st.integers(0, 23),
              st.one_of(st.none(), st.integers(0, 900))),
    unique_by=lambda told: told[:2], max_size=12,
)  # fmt: skip


@given(REPORTS)
def test_departments_add_up_to_the_nation_and_the_last_value_told_counts(told: list[tuple[str, int, int | None]]):
    rows = [{"adm2_pcode": code, "reported_at": f"2023-08-30T{hour:02d}:00Z", "people_affected": people}
            for code, hour, people in told]  # fmt: skip
    held = impacts(*rows) if rows else IMPACTS.conform(pd.DataFrame(columns=list(IMPACTS.key)))
    reports = last_reports(held, COMMUNES, "E1", at=AT).frame
    in_order = sorted(told, key=lambda one: one[1])
    expected = {code: people for code, _, people in in_order if people is not None}
    assert reports.dropna(subset=["people_affected"]).set_index("adm2_pcode")["people_affected"].to_dict() == expected
    by_department = impacts_by_place(reports, DEPARTMENTS).frame
    nation = impacts_by_place(reports, COMMUNES.assign(place="HT", name="Haïti")).frame
    for measure in MEASURES:
        assert by_department[measure].sum() == nation[measure].fillna(0).sum()
        assert by_department[f"{measure}_communes"].sum() == nation[f"{measure}_communes"].sum()
