"""Flows of events by kind and between communes, by hand; the reported totals of 29 February 2024 hold."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from geo import frames
from geo.event_flows import BETWEEN, flows_between, flows_by_kind
from geo.event_walk import OUT
from geo.site_events import counts_of, site_events
from tests.geo import small_haiti
from tests.geo.test_site_events import AS_OF, SIZE, event, happened, reported

COMMUNES = small_haiti.sites().set_index("site_id")["adm2_pcode"]


def told(*rows: dict) -> pd.DataFrame:
    counts = counts_of(small_haiti.assessments(), SIZE, as_of=AS_OF)
    what = happened(*rows) if rows else frames.EVENTS.empty()
    return site_events(what, small_haiti.sites(), counts, as_of=AS_OF).events


MOVED = (
    {"occurred_on": "2023-08-20", "event_kind": "departures", "site_id": "S2", "people_out": 300,
     "destination_site_id": "S5"},
    {"occurred_on": "2023-08-20", "event_kind": "arrivals", "site_id": "S5", "people_in": 320},
    {"occurred_on": "2023-08-21", "event_kind": "departures", "site_id": "S2", "people_out": 25},
    {"occurred_on": "2023-08-22", "event_kind": "flood", "site_id": "S1", "people_out": 40,
     "destination_pcode": "HT0131"},
    {"occurred_on": "2023-08-23", "event_kind": "departures", "site_id": "S1", "people_out": 7, "confirmed": False},
    {"occurred_on": "2023-08-24", "event_kind": "arrivals", "site_id": "S3"},
)  # fmt: skip


def test_people_in_and_out_by_kind():
    result = flows_by_kind(told(*MOVED))
    rows = result.frame.set_index("event_kind")
    assert rows.index.tolist() == ["arrivals", "departures", "flood", "all"]
    # 300 of the 320 who arrived left S2 on that day: 20 come from elsewhere; nobody says how many came to S3
    arrivals = rows.loc["arrivals", ["events", "people_in", "matched", "events_without_figure"]]
    assert arrivals.tolist() == [2, 20, 300, 1]
    names = ["people_out", "to_sites", "to_communes", "destination_unknown", "events_unconfirmed"]
    assert rows.loc["departures", names].tolist() == [325, 300, 0, 25, 1]
    assert rows.loc["flood", names].tolist() == [40, 0, 40, 0, 0]
    # the 7 whom nobody confirmed stand apart, in no sum
    assert rows.loc["departures", "people_out_unconfirmed"] == 7
    assert rows.loc["all", [*names, "people_out_unconfirmed", "people_in"]].tolist() == [365, 300, 40, 25, 1, 7, 20]
    assert result.facts["destination_unknown"] == 25


def test_the_explanation_names_each_event_and_the_remainder():
    why = flows_by_kind(told(*MOVED)).explain(event_kind="departures")
    inputs = {one.name: one.value for one in why.inputs}
    assert why.value == 325
    assert inputs["people_out[2023-08-20 E1]"] == 300
    assert inputs["destination_unknown"] == 25
    assert "people_out[2023-08-23 E5]" not in inputs
    assert set(why.notes) == {"events.unconfirmed", "events.destination_unknown"}


def test_from_commune_to_commune_with_the_unknown_as_rows_of_their_own():
    rows = flows_between(told(*MOVED), COMMUNES)
    assert rows.fillna("-").to_numpy().tolist() == [
        ["HT0111", "HT0711", "to_sites", 300, 1],
        ["HT0111", "HT0131", "to_communes", 40, 1],
        ["HT0111", "-", "destination_unknown", 25, 1],
    ]  # fmt: skip


def test_the_twelve_sites_of_a_report():
    events, sites, counts = reported()
    rows = site_events(events, sites, counts, as_of="2024-02-29").events
    facts = flows_by_kind(rows).facts
    assert facts["people_out"] == 14_740
    assert facts["to_sites"] + facts["to_communes"] == 4_973
    assert facts["destination_unknown"] == 9_767
    between = flows_between(rows, sites.set_index("site_id")["adm2_pcode"])
    assert between["people"].sum() == 14_740
    assert between.loc[between["went_to"] == "destination_unknown", "people"].sum() == 9_767


def test_no_events_give_the_same_columns():
    none, full = flows_by_kind(told()).frame, flows_by_kind(told(*MOVED)).frame
    assert none.empty
    assert none.dtypes.to_dict() == full.dtypes.to_dict()
    between = flows_between(told(), COMMUNES)
    assert tuple(between.columns) == BETWEEN
    assert between.dtypes.to_dict() == flows_between(told(*MOVED), COMMUNES).dtypes.to_dict()


@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(happening=st.lists(event, max_size=10))
def test_kinds_and_communes_add_up_to_everybody_who_left(happening):
    what = happened(*happening) if happening else frames.EVENTS.empty()
    counts = counts_of(small_haiti.assessments(), SIZE, as_of="2024-01-05")
    rows = site_events(what, small_haiti.sites(), counts, as_of="2024-01-05").events
    result = flows_by_kind(rows)
    frame = result.frame
    sure = rows[rows["applied"] != "unconfirmed"]
    assert result.facts["people_out"] == pytest.approx(sure["left"].sum())
    assert frame[list(OUT)].sum(axis=1).to_numpy() == pytest.approx(frame["people_out"].to_numpy())
    parts = frame[frame["event_kind"] != "all"]
    assert parts["people_out"].sum() == pytest.approx(result.facts["people_out"])
    assert parts["events"].sum() + parts["events_unconfirmed"].sum() == len(rows)
    assert flows_between(rows, COMMUNES)["people"].sum() == pytest.approx(result.facts["people_out"])
