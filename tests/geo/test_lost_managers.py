"""Sites that lost their manager, by hand: rounds, the register, activities that ended, access that was lost."""

from __future__ import annotations

import pandas as pd

from geo import frames
from geo.lost_managers import lost_managers
from tests.geo.test_partners import DAY, services, sites


def rounds(**by_site: list[object]) -> pd.DataFrame:
    months = ["2024-01-01", "2024-03-01", "2024-05-01", "2024-07-01"]
    return frames.ASSESSMENTS.conform(pd.DataFrame([
        {"site_id": site, "assessed_on": day, "management_present": answer}
        for site, answers in by_site.items() for day, answer in zip(months, answers, strict=False)
    ]))  # fmt: skip


def test_sites_that_lost_their_manager():
    held = sites()
    told = lost_managers(held, rounds(
        S1=[True, None, False],  # lost between January and May
        S2=[False, False, False],  # never had one
        S3=[True, False, False],  # lost in March, still without
        S4=[True, True, None],  # the last row does not tell: no loss
    ), as_of=DAY)  # fmt: skip
    assert told[["site_id", "managed_on", "unmanaged_on", "lost_by"]].to_numpy().tolist() == [
        ["S1", "2024-01-01", "2024-05-01", "assessment"], ["S3", "2024-01-01", "2024-03-01", "assessment"],
    ]  # fmt: skip
    later = rounds(S1=[True, None, True, False], S2=[False, True, False, True])
    assert lost_managers(held, later, as_of=DAY)["site_id"].tolist() == ["S2"]  # July is not read yet
    assert lost_managers(held, later, as_of="2024-07-01")["site_id"].tolist() == ["S1"]
    assert lost_managers(held, frames.ASSESSMENTS.empty(), as_of=DAY).empty


def test_a_name_taken_out_of_the_register_is_a_loss():
    held = sites()
    before = held.assign(manager_organisation=pd.Series(["ORG-A", "ORG-B", None, None], dtype="str"))
    now = held.assign(manager_organisation=pd.Series([None, "ORG-C", None, None], dtype="str"))
    told = lost_managers(now, frames.ASSESSMENTS.empty(), as_of=DAY, before=before)
    assert told[["site_id", "lost_by", "manager"]].to_numpy().tolist() == [["S1", "register", "ORG-A"]]


NO_ROUND = frames.ASSESSMENTS.empty()
SHOWN = ["site_id", "lost_by", "managed_on", "unmanaged_on", "manager"]


def named(**by_site: str) -> pd.DataFrame:
    held = sites()
    return held.assign(manager_organisation=held["site_id"].map(by_site).astype("str"))


def cccm(site: str, organisation: str, **told: object) -> dict[str, object]:
    return {"site_id": site, "sector": "cccm", "organisation": organisation, **told}


def lost(held: pd.DataFrame, answers: pd.DataFrame = NO_ROUND, **told: pd.DataFrame) -> list[list[object]]:
    rows = lost_managers(held, answers, as_of=DAY, **told)
    return rows.sort_values("site_id")[SHOWN].astype("object").where(rows.notna(), None).to_numpy().tolist()


def test_a_manager_whose_activities_are_all_over_is_lost():
    told = services(
        cccm("S1", "ORG-A", started_on="2023-01-01", ended_on="2024-01-31"),
        cccm("S1", "ORG-A", started_on="2023-01-01", ended_on="2024-04-30"),  # the last of the two
        cccm("S2", "ORG-A", started_on="2023-01-01", ended_on=DAY),  # its last day is today
        cccm("S3", "ORG-A", started_on="2023-01-01", ended_on="2024-04-30"),
        cccm("S3", "ORG-B", activity_status="ongoing"),  # another one goes on
        cccm("S4", "ORG-A", activity_status="completed"),  # told on 1 June, nobody said since when
        {**cccm("S2", "ORG-A", ended_on="2024-04-30"), "sector": "wash"},  # no camp management
    )
    assert lost(named(S1="org-a "), services=told) == [
        ["S1", "activity", "2024-04-30", "2024-05-01", "org-a"], ["S4", "activity", None, "2024-06-01", "ORG-A"],
    ]  # fmt: skip


def test_an_activity_that_ended_is_no_loss_where_something_else_tells_of_a_manager():
    ended = {"started_on": "2023-01-01", "ended_on": "2024-04-30"}
    told = services(
        cccm("S1", "ORG-A", **ended),  # the register names somebody else
        cccm("S2", "ORG-A", **ended),  # the round of May finds a manager
        cccm("S3", "ORG-A", **ended), cccm("S3", "ORG-C"),  # nobody told whether ORG-C is still there
        cccm("S4", "ORG-A", **ended, organisation_name="Croix bleue"),  # the register names it by its name
    )  # fmt: skip
    answers = rounds(S2=[None, None, True])
    assert lost(named(S1="ORG-B", S4="croix bleue"), answers, services=told) == [
        ["S4", "activity", "2024-04-30", "2024-05-01", "croix bleue"]
    ]
    later = services(cccm("S2", "ORG-A", **ended, observed_on="2024-07-01"))
    assert lost(sites(), services=later) == []  # not known yet


def test_the_first_that_told_of_a_loss_is_named():
    answers = rounds(S1=[True, False, False], S2=[True, True, False])
    told = services(*(cccm(site, "ORG-A", started_on="2023-01-01", ended_on="2024-03-31") for site in ("S1", "S2")))
    # S1: absent on 1 March, before the activity ended; S2: present on 1 March, over at the end of it, absent in May
    assert lost(sites(), answers, services=told) == [
        ["S1", "assessment", "2024-01-01", "2024-03-01", "ORG-A"], ["S2", "activity", "2024-03-31", "2024-04-01", "ORG-A"],
    ]  # fmt: skip


def test_somebody_who_came_after_the_last_round_ends_the_loss():
    answers = rounds(S1=[True, None, False], S2=[True, None, False])
    told = services(
        cccm("S1", "ORG-B", activity_status="ongoing", started_on="2024-06-01"),
        cccm("S2", "ORG-B", activity_status="ongoing", started_on="2024-04-01"),  # there before, and not found
    )
    assert [row[:2] for row in lost(sites(), answers, services=told)] == [["S2", "assessment"]]


def states(**since: str) -> pd.DataFrame:
    rows = [{"site_id": site, "access": "not_reachable", "access_since": day} for site, day in since.items()]
    return pd.DataFrame([*rows, {"site_id": "S4", "access": "restricted", "access_since": "2024-05-15"}])


def test_a_manager_who_cannot_get_there_any_more_is_lost():
    answers = rounds(S1=[True, True], S2=[True, True, True], S3=[False, False], S4=[True])
    # the round of May found the manager of S2 after access was lost; nobody managed S3; S4 can be reached
    told = states(S1="2024-04-10", S2="2024-04-10", S3="2024-04-10")
    assert lost(named(S1="ORG-A"), answers, states=told) == [["S1", "access", "2024-03-01", "2024-04-10", "ORG-A"]]
    resident = answers.assign(management_mode=pd.Series(["resident"] * len(answers), dtype="str"))
    assert lost(named(S1="ORG-A"), resident, states=told) == []  # who lives there need not get there
    here = services(cccm("S1", "ORG-A", activity_status="ongoing"))  # told on 1 June: still there
    assert lost(named(S1="ORG-A"), answers, states=told, services=here) == []


def test_a_name_in_the_register_is_a_sign_of_a_manager_where_no_round_told():
    assert lost(named(S1="ORG-A"), states=states(S1="2024-04-10", S2="2024-04-10")) == [
        ["S1", "access", None, "2024-04-10", "ORG-A"]
    ]
