"""Who does what where, by hand: activity on a day, overlaps, absences by source, managers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import frames
from geo.managers import managers_of
from geo.partners import activity_states, overlaps, partners
from geo.presence import FLAGS, presence_of_places, presence_of_sites
from geo.site_services import open_sites, with_people
from tests.geo.gap_setting import communes, setting

DAY = "2024-06-15"


def services(*rows: dict[str, object]) -> pd.DataFrame:
    base = {"sector": "wash", "organisation": "ORG-A", "adm2_pcode": "HT0111", "observed_on": "2024-06-01"}
    return frames.SERVICES.conform(pd.DataFrame(
        [{"service_id": f"V{n}", **base, **row} for n, row in enumerate(rows)], columns=["service_id", *base, *{
            name: None for row in rows for name in row if name not in base}]))  # fmt: skip


@pytest.mark.parametrize(
    ("row", "state"),
    [
        ({"activity_status": "ongoing"}, "active"),
        (
            {"activity_status": "ongoing", "started_on": "2024-06-15", "ended_on": "2024-06-15"},
            "active",
        ),  # both inclusive
        ({"activity_status": "ongoing", "ended_on": "2024-06-14"}, "over"),
        ({"activity_status": "ongoing", "started_on": "2024-06-16"}, "planned"),
        ({"started_on": "2024-01-01"}, "active"),
        ({"started_on": "2024-01-01", "ended_on": "2024-12-31"}, "active"),
        ({"started_on": "2024-01-01", "ended_on": "2024-02-01"}, "over"),
        ({"activity_status": "completed", "started_on": "2024-01-01"}, "over"),
        ({"activity_status": "suspended"}, "over"),
        ({"activity_status": "planned"}, "planned"),
        ({"activity_status": "planned", "started_on": "2024-05-01"}, "unknown"),  # the start has passed: did it start?
        ({"ended_on": "2024-12-31"}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_whether_an_activity_goes_on(row, state):
    assert activity_states(services(row), as_of=DAY).tolist() == [state]


ROWS = services(
    {"site_id": "S1", "activity_status": "ongoing", "started_on": "2024-02-01", "people_reached": 300},
    {"site_id": "S1", "activity_status": "ongoing", "started_on": "2024-03-01", "people_reached": 250},
    {"site_id": "S1", "organisation": "ORG-B", "started_on": "2024-01-01"},
    {"site_id": "S1", "organisation": "ORG-C"},
    {"site_id": "S1", "organisation": "ORG-D", "activity_status": "completed"},
    {"site_id": "S2", "organisation": "ORG-D", "activity_status": "completed", "sector": "health"},
    {
        "site_id": "S3",
        "organisation": "ORG-E",
        "activity_status": "ongoing",
        "sector": "health",
        "adm2_pcode": "HT0131",
    },
    {"organisation": "ORG-F", "activity_status": "ongoing", "sector": "food", "adm2_pcode": "HT0611"},
    {"site_id": "S1", "organisation": "ORG-G", "activity_status": "ongoing", "observed_on": "2024-07-01"},
)


def test_partners_by_site_and_sector_and_no_sum_of_people_reached():
    told = partners(ROWS, as_of=DAY)
    wash = told.frame[(told.frame["site_id"] == "S1") & (told.frame["sector"] == "wash")].set_index("organisation")
    assert wash["activity_state"].to_dict() == {
        "ORG-A": "active",
        "ORG-B": "active",
        "ORG-C": "unknown",
        "ORG-D": "over",
    }
    one = wash.loc["ORG-A"]
    assert one[["activities", "activities_active", "since", "people_reached_most"]].tolist() == [
        2,
        2,
        "2024-02-01",
        300,
    ]
    assert np.isnan(wash.loc["ORG-B", "people_reached_most"])
    assert "ORG-G" not in set(told.frame["organisation"])  # told after the day
    assert told.facts["activities_active"] == 5
    assert told.explain(site_id="S1", organisation="ORG-C").notes == ("partner.never_summed", "partner.state_unknown")


def test_overlaps_are_of_one_sector_at_one_site():
    told = overlaps(partners(ROWS, as_of=DAY).frame)
    assert told[["site_id", "sector", "organisations", "names", "and_unknown"]].to_numpy().tolist() == [
        ["S1", "wash", 2, "ORG-A, ORG-B", 1]
    ]


def sites(**flags: list[object]) -> pd.DataFrame:
    """Four open sites: S1 and S2 in HT0111, S3 in HT0131, S4 in HT0611 with unknown people."""
    told = {"site_id": ["S1", "S2", "S3", "S4"], "name": ["Un", "Deux", "Trois", "Quatre"],
            "adm2_pcode": ["HT0111", "HT0111", "HT0131", "HT0611"]}  # fmt: skip
    answers = {
        "site_id": told["site_id"],
        "assessed_on": ["2024-05-01"] * 4,
        "individuals": [400, 100, 300, None],
        **flags,
    }
    frame = open_sites(
        frames.SITES.conform(pd.DataFrame(told)), frames.ASSESSMENTS.conform(pd.DataFrame(answers)), as_of=DAY
    )
    return with_people(frame.loc[:, ~frame.columns.duplicated()], setting(4.5, "persons/household"))


def test_presence_says_which_source_says_what():
    held = sites(service_wash=[False, None, True, False], service_health=[True, False, None, None])
    told = presence_of_sites(held, partners(ROWS, as_of=DAY).frame)
    by = told.frame.set_index(["site_id", "sector"])
    columns = ["services_say", "assessment_says", "presence"]
    assert by.loc[("S1", "wash"), columns].tolist() == ["yes", "no", "contradicted"]
    assert by.loc[("S1", "wash"), "organisations"] == 2
    assert by.loc[("S2", "wash"), columns].tolist() == ["nothing", "nothing", "not_told"]
    assert by.loc[("S3", "wash"), columns].tolist() == ["nothing", "yes", "present"]
    assert by.loc[("S4", "wash"), columns].tolist() == ["nothing", "no", "absent"]
    assert by.loc[("S2", "health"), columns].tolist() == ["no", "no", "absent"]
    assert by.loc[("S3", "health"), columns].tolist() == ["yes", "nothing", "present"]
    # ORG-F feeds the commune of S4, not S4
    assert by.loc[("S4", "food"), columns].tolist() == ["nothing", "nothing", "not_told"]
    assert len(told.frame) == 4 * len(FLAGS)
    assert told.explain(site_id="S1", sector="wash").notes == ("partner.contradicted",)


def test_places_with_people_and_nobody():
    held = sites(service_wash=[False, None, True, False], service_health=[True, False, None, None])
    listed = partners(ROWS, as_of=DAY).frame
    told = presence_of_places(presence_of_sites(held, listed), listed, communes())
    by = told.frame.set_index(["place", "sector"])
    ouest = by.loc[("HT0111", "wash")]
    assert ouest[["people", "people_contradicted", "people_not_told", "organisations"]].tolist() == [500, 400, 100, 2]
    assert not ouest["nobody"]
    assert by.loc[("HT0111", "food"), "nobody"]
    # S4's people are unknown: it is not left out for that; a partner of the commune is somebody
    assert by.loc[("HT0611", "wash"), ["nobody", "sites_without_people"]].tolist() == [True, 1]
    assert not by.loc[("HT0611", "food"), "nobody"]
    assert told.explain(place="HT0111", sector="food").notes == ("partner.nobody",)


@settings(deadline=None, max_examples=20)
@given(st.lists(st.sampled_from([True, False, None]), min_size=4, max_size=4))
def test_people_of_the_four_answers_add_up_and_places_conserve(answers):
    held, listed = sites(service_wash=answers), partners(ROWS, as_of=DAY).frame
    of_sites = presence_of_sites(held, listed)
    by_level = [presence_of_places(of_sites, listed, communes(level)).frame for level in ("adm2", "adm1")]
    for frame in by_level:
        parts = sum(frame[f"people_{name}"] for name in ("present", "absent", "contradicted", "not_told"))
        assert parts.tolist() == frame["people"].tolist()
        assert frame["people"].sum() == 800 * len(FLAGS)


def test_managers_of_a_place_read_at_a_glance():
    # HT0111: ORG-A manages S1 (400 people) and, though nobody is there, S2 (100); S3 found none; S4 was not asked
    held = sites(management_present=[True, False, False, None])
    held["manager_organisation"] = pd.Series(["ORG-A", " ORG-A ", None, ""], dtype="str")
    told = managers_of(held, communes()).frame.set_index(["place", "managed"])
    agency = told.loc[("HT0111", "named")]
    assert agency[["manager", "sites", "people", "people_share", "sites_not_present"]].tolist() == [
        "ORG-A",
        2,
        500,
        1,
        1,
    ]
    assert told.loc[("HT0131", "none"), ["sites", "people", "people_share"]].tolist() == [1, 300, 1]
    assert told.loc[("HT0611", "not_told"), ["sites", "sites_without_people"]].tolist() == [1, 1]
    assert np.isnan(told.loc[("HT0611", "not_told"), "people_share"])
    whole = managers_of(held, communes("adm1"))
    ouest = whole.frame[whole.frame["place"] == "HT01"]
    assert ouest[["managed", "sites", "people_share"]].to_numpy().tolist() == [["named", 2, 0.625], ["none", 1, 0.375]]
    assert whole.explain(place="HT01", managed="named").value == 500


def test_twelve_sites_of_one_agency_and_sixty_three_others():
    told = pd.DataFrame({
        "adm2_pcode": ["HT0111"] * 75, "manager_organisation": ["AGENCY"] * 12 + [None] * 63, "people": [100.0] * 75,
        "management_present": pd.array([True] * 12 + [False] * 60 + [True, None, None], dtype="boolean"),
    }).astype({"adm2_pcode": "str", "manager_organisation": "str"})  # fmt: skip
    frame = managers_of(told, communes()).frame
    assert frame[["managed", "sites"]].to_numpy().tolist() == [
        ["named", 12],
        ["unnamed", 1],
        ["none", 60],
        ["not_told", 2],
    ]
    assert frame["people_share"].tolist() == pytest.approx([0.16, 1 / 75, 0.8, 2 / 75])


def test_nothing_in_is_nothing_out():
    empty = partners(services().iloc[:0], as_of=DAY)
    assert empty.frame.empty
    assert overlaps(empty.frame).empty
    alone = presence_of_sites(sites(), empty.frame)
    assert set(alone.frame["services_say"]) == {"nothing"}
    assert presence_of_places(alone, empty.frame, communes()).frame["organisations"].sum() == 0
    held = sites().iloc[:0]
    none = presence_of_sites(held, empty.frame)
    assert none.frame.empty
    assert presence_of_places(none, empty.frame, communes()).frame.empty
    assert managers_of(held, communes()).frame.empty
