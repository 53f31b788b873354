"""Status and access of sites, worked by hand: what each sign says and which one has the last word."""

from __future__ import annotations

import pandas as pd

from geo import frames
from geo.settings import Setting
from geo.site_events import counts_of, site_events
from geo.site_status import merged_sites, site_status
from tests.geo import small_haiti
from tests.geo.test_site_events import SIZE, happened

DAYS = Setting("seen_days", 84.0, "days", "none", "invented", "unverified")
AS_OF = small_haiti.AS_OF
NOBODY = frames.CONFIRMATIONS.empty()


def states(*rows, sites=None, answers=None, confirmations=NOBODY, as_of=AS_OF):
    sites = small_haiti.sites() if sites is None else sites
    answers = small_haiti.assessments() if answers is None else answers
    events = happened(*rows) if rows else frames.EVENTS.empty()
    told = site_events(events, sites, counts_of(answers, SIZE, as_of=as_of), as_of=as_of)
    return site_status(sites, answers, told, confirmations, seen_days=DAYS)


def of(result, site, *names):
    return (
        result.frame.set_index("site_id").loc[site, list(names or ("status", "status_since", "status_source"))].tolist()
    )


def test_without_events_sites_are_open_by_their_counts_and_unknown_when_nobody_saw_them():
    told = states()
    # S1 was counted in May already: open without a break since; S3 likewise
    assert of(told, "S1") == ["open", "2023-05-10", "assessments"]
    assert of(told, "S2") == ["open", "2023-08-16", "assessments"]
    # 31 August less 84 days is 8 June: S4 was last seen on 12 May (nobody got there in August), S5 on 20 June
    assert of(told, "S4", "status", "last_seen_on") == ["unknown", "2023-05-12"]
    assert of(told, "S5", "status", "last_seen_on") == ["open", "2023-06-20"]
    assert told.explain(site_id="S4").value == "unknown"


def test_somebody_who_confirms_a_site_has_seen_it():
    rows = frames.CONFIRMATIONS.conform(pd.DataFrame([
        {"table_name": "sites", "record_id": "S4", "confirmed_on": "2023-06-08"}]))  # fmt: skip
    assert of(states(confirmations=rows), "S4", "status", "last_seen_on") == ["open", "2023-06-08"]


def test_emptied_until_somebody_arrives_or_is_counted():
    empty = {"occurred_on": "2023-08-20", "event_kind": "emptied", "site_id": "S1"}
    assert of(states(empty), "S1") == ["emptied", "2023-08-20", "events"]
    back = {"occurred_on": "2023-08-25", "event_kind": "arrivals", "site_id": "S1", "people_in": 10}
    assert of(states(empty, back), "S1") == ["open", "2023-08-25", "events"]
    sent = {"occurred_on": "2023-08-26", "event_kind": "departures", "site_id": "S2", "people_out": 10,
            "destination_site_id": "S1"}  # fmt: skip
    assert of(states(empty, sent), "S1") == ["open", "2023-08-26", "events"]
    # counted on 15 September: one person
    assert of(states(empty, as_of="2023-09-15"), "S1") == ["open", "2023-09-15", "assessments"]
    doubtful = {**empty, "confirmed": False}
    assert of(states(doubtful), "S1")[0] == "open"


def test_a_count_of_nobody_is_an_empty_site():
    answers = small_haiti.assessments()
    more = frames.ASSESSMENTS.conform(pd.DataFrame([{"site_id": "S5", "assessed_on": "2023-08-30", "individuals": 0}]))
    told = states(answers=pd.concat([answers, more], ignore_index=True))
    assert of(told, "S5") == ["emptied", "2023-08-30", "assessments"]


def test_a_whole_relocation_and_one_of_a_part():
    whole = {"occurred_on": "2023-08-20", "event_kind": "relocation", "site_id": "S1", "destination_site_id": "S3"}
    assert of(states(whole), "S1") == ["relocated", "2023-08-20", "events"]
    assert of(states({**whole, "people_out": 30}), "S1")[0] == "open"


def test_closed_follows_the_register_and_nothing_else():
    sites = small_haiti.sites()
    sites.loc[sites["site_id"] == "S1", "closed_on"] = "2023-08-01"
    sites.loc[sites["site_id"] == "S2", "status"] = "closed"
    sites.loc[sites["site_id"] == "S3", "closed_on"] = "2023-09-01"
    told = states(sites=sites)
    assert of(told, "S1") == ["closed", "2023-08-01", "register"]
    assert of(told, "S2", "status", "status_source") == ["closed", "register"]
    assert pd.isna(of(told, "S2", "status_since")[0])
    assert of(told, "S3")[0] == "open"
    # a closure that was reported empties the site; the register closes it
    event = {"occurred_on": "2023-08-20", "event_kind": "closure", "site_id": "S3"}
    assert of(states(event), "S3")[0] == "emptied"


def test_access_is_what_was_said_last_and_the_worse_of_a_day():
    told = states()
    assert of(told, "S1", "access", "access_since", "access_source") == ["reachable", "2023-05-10", "assessments"]
    assert of(told, "S4", "access", "access_since") == ["not_reachable", "2023-08-18"]
    attack = {"occurred_on": "2023-08-20", "event_kind": "attack", "site_id": "S1"}
    lost = {"occurred_on": "2023-08-22", "event_kind": "access_lost", "site_id": "S1"}
    back = {"occurred_on": "2023-08-24", "event_kind": "access_regained", "site_id": "S1"}
    assert of(states(attack), "S1", "access", "access_since") == ["restricted", "2023-08-20"]
    assert of(states(attack, lost), "S1", "access", "access_since") == ["not_reachable", "2023-08-22"]
    assert of(states(attack, lost, back), "S1", "access", "access_since") == ["reachable", "2023-08-24"]
    assert of(states(lost, {**back, "occurred_on": "2023-08-22"}), "S1", "access")[0] == "not_reachable"


def test_a_call_is_no_visit():
    answers = small_haiti.assessments().assign(collection_method="by_phone")
    assert of(states(answers=answers), "S1", "access")[0] == "unknown"
    hard = small_haiti.assessments().assign(site_accessible=False)
    assert of(states(answers=hard), "S1", "access")[0] == "restricted"


def test_merged_records_are_rows_of_identity():
    rows = pd.DataFrame({
        "table_name": ["sites", "sites", "shelters", "sites"], "old_id": ["X1", "X2", "X3", "X4"],
        "new_id": ["S1", "S2", "S3", "S4"], "decision": ["same", "different", "same", "same"],
        "active": [True, True, True, False], "committed_at": "2023-08-30T10:00:00Z",
    })  # fmt: skip
    told = merged_sites(rows)
    assert told.to_numpy().tolist() == [["X1", "S1", "merged", "2023-08-30"]]


def test_a_register_without_rows_has_the_same_columns():
    told = states(sites=small_haiti.sites().head(0), answers=small_haiti.assessments().head(0))
    assert told.frame.dtypes.to_dict() == states().frame.dtypes.to_dict()
