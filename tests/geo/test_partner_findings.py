"""The matrix of who does what, and how many places a finding holds for, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo.partner_findings import KINDS, counted, nobody_at_sites
from geo.partner_sites import partner_sites
from geo.partners import partners
from tests.geo.test_partners import DAY, services

ON = {"activity_status": "ongoing"}


def matrix(*rows: dict[str, object]) -> pd.DataFrame:
    told = partner_sites(partners(services(*rows), as_of=DAY).frame)
    return told.frame.set_index(["organisation", "sector"])


def test_sites_and_communes_of_each_organisation():
    told = matrix(
        {"site_id": "S1", **ON, "people_reached": 300},
        {"site_id": "S1", **ON, "people_reached": 200},  # the same site again
        {"site_id": "S2", **ON},
        {"site_id": "S3"},  # nobody says whether it goes on
        {"site_id": "S4", "activity_status": "completed"},
        {"site_id": "S1", "sector": "health", **ON},
        {"adm2_pcode": "HT0131", **ON, "organisation": "ORG-B"},  # of a commune only
    )
    wash = told.loc[("ORG-A", "wash")]
    assert (wash["sites"], wash["communes"], wash["sites_unsure"], wash["people_reached_most"]) == (2, 1, 1, 300)
    assert told.loc[("ORG-A", "health"), "sites"] == 1
    assert (told.loc[("ORG-B", "wash"), "sites"], told.loc[("ORG-B", "wash"), "communes"]) == (0, 1)
    assert told.index.get_level_values(0)[0] == "ORG-A"  # most sites first


def test_a_site_that_is_served_is_not_unsure_as_well():
    told = matrix({"site_id": "S1", **ON}, {"site_id": "S1"})
    assert told.loc[("ORG-A", "wash"), ["sites", "sites_unsure"]].tolist() == [1, 0]


def test_nothing_told_is_an_empty_matrix():
    assert partner_sites(partners(services().head(0), as_of=DAY).frame).frame.empty


def test_its_explanation_says_that_people_are_not_summed():
    told = partner_sites(partners(services({"site_id": "S1", **ON}), as_of=DAY).frame)
    one = told.explain(organisation="ORG-A", sector="wash")
    assert (one.value, one.notes) == (1.0, ("partner.never_summed",))


def presence(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["place", "services_say", "assessment_says", "people"])


def test_sites_where_no_source_says_yes():
    told = nobody_at_sites(presence(
        ("S1", "nothing", "no", 10.0), ("S2", "yes", "no", 10.0), ("S3", "no", "yes", 10.0),
        ("S4", "nothing", "nothing", np.nan), ("S5", "unknown", "nothing", 10.0), ("S6", "no", "no", 0.0),
    ))  # fmt: skip
    # S2 and S3 have one yes, S6 is told to be empty; of S4 nobody counted the people
    assert told.set_index("place")[["said", "nothing"]].to_numpy().tolist() == [
        [True, False], [False, True], [False, False],
    ]  # fmt: skip
    assert told["place"].tolist() == ["S1", "S4", "S5"]


def test_each_place_is_counted_once_however_many_sectors():
    rows = pd.DataFrame({"place": ["A", "A", "B", "C"], "people": [100.0, 100.0, 50.0, np.nan]})
    told = counted("nobody", rows, as_of=DAY)
    inputs = {one.name: one.value for one in told.inputs}
    assert told.value == 3
    assert inputs == {"rows_found": 4, "people": 150, "places_without_people": 1}
    assert told.notes == ("coverage.people_missing",)


def test_where_all_people_are_unknown_the_sum_is_too():
    told = counted("lost", pd.DataFrame({"place": ["A"], "people": [np.nan]}), as_of=DAY)
    assert {one.name: one.value for one in told.inputs}["people"] is None
    nothing = counted("lost", pd.DataFrame({"place": [], "people": []}), as_of=DAY)
    assert (nothing.value, {one.name: one.value for one in nothing.inputs}["people"]) == (0, 0)


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(("wash", "health"))), max_size=12))
def test_more_sectors_never_make_more_people(pairs):
    people = {"A": 10.0, "B": 20.0, "C": 40.0}
    rows = pd.DataFrame({"place": [place for place, _ in pairs], "people": [people[place] for place, _ in pairs]})
    for kind in KINDS:
        inputs = {one.name: one.value for one in counted(kind, rows, as_of=DAY).inputs}
        assert inputs["people"] == sum(people[place] for place in {place for place, _ in pairs})
