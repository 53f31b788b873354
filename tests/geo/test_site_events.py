"""People between rounds, worked by hand; the twelve sites of a report; sums that conserve whatever happens."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from geo import frames
from geo.frames.events import EVENT_KINDS
from geo.people_now import people_now, people_of_places
from geo.places import communes_at
from geo.settings import Setting
from geo.site_events import counts_of, site_events
from tests.geo import small_haiti

NAN = np.nan
SIZE = Setting("household_size", 4.5, "persons/household", "none", "invented", "verified")
AS_OF = small_haiti.AS_OF


def happened(*rows: dict[str, Any]) -> pd.DataFrame:
    """Events, confirmed unless said otherwise."""
    told = [{"event_id": f"E{n}", "confirmed": True, **row} for n, row in enumerate(rows, start=1)]
    return frames.EVENTS.conform(pd.DataFrame(told, columns=["event_id", "occurred_on", *_columns(told)]))


def _columns(rows: list[dict[str, Any]]) -> list[str]:
    return [
        name for name in dict.fromkeys(key for row in rows for key in row) if name not in ("event_id", "occurred_on")
    ]


def walked(events: pd.DataFrame, sites: pd.DataFrame, counts: pd.DataFrame, as_of: str = AS_OF):
    told = site_events(events, sites, counts, as_of=as_of)
    return told, people_now(sites, told)


def small(*rows: dict[str, Any], as_of: str = AS_OF):
    counts = counts_of(small_haiti.assessments(), SIZE, as_of=as_of)
    told, now = walked(happened(*rows), small_haiti.sites(), counts, as_of)
    return told.events, now, now.frame.set_index("place")


def test_without_events_people_are_the_last_counts():
    _, now, rows = small()
    # S1 487, S2 200 households x 4.5 = 900, S3 1,000, S4 110 (no access in round 4: the count before stays), S5 300
    assert rows["people_now"].to_dict() == {"S1": 487, "S2": 900, "S3": 1_000, "S4": 110, "S5": 300}
    assert rows["counted_on"]["S4"] == "2023-05-12"
    assert rows["people_estimated"].to_dict()["S2"]
    assert now.facts["people_now"] == now.facts["people_counted"] == 2_797


def test_arrivals_add_and_departures_subtract_and_go_where_they_are_told_to_go():
    events, now, rows = small(
        {"occurred_on": "2023-08-20", "event_kind": "arrivals", "site_id": "S1", "people_in": 13},
        {"occurred_on": "2023-08-21", "event_kind": "departures", "site_id": "S2", "people_out": 300,
         "destination": "known", "destination_site_id": "S5"},
        {"occurred_on": "2023-08-22", "event_kind": "departures", "site_id": "S2", "people_out": 50,
         "destination_pcode": "HT0711"},
        {"occurred_on": "2023-08-23", "event_kind": "departures", "site_id": "S2", "people_out": 25},
        {"occurred_on": "2023-08-24", "event_kind": "attack", "site_id": "S2", "people_out": 5,
         "destination": "not_applicable"},
    )  # fmt: skip
    # S1 487 + 13; S5 300 + 300; S2 900 - 300 - 50 - 25 - 5
    assert rows["people_now"][["S1", "S5", "S2"]].tolist() == [500, 600, 520]
    parts = ["to_sites", "to_communes", "destination_unknown", "destination_not_applicable", "people_out"]
    assert rows.loc["S2", parts].tolist() == [300, 50, 25, 5, 380]
    assert events["applied"].eq("applied").all()
    told = now.explain(place="S2")
    assert (told.value, told.formula.split(" = ")[0]) == (520, "people_now")
    inputs = {one.name: one.value for one in told.inputs}
    assert inputs["people_counted"] == 900
    assert inputs["people_out[2023-08-21 E2]"] == 300
    assert "events.destination_unknown" in told.notes


def test_a_count_of_the_same_day_holds_and_open_destinations_stay_named():
    events, _, rows = small(
        {"occurred_on": "2023-08-15", "event_kind": "departures", "site_id": "S1", "people_out": 40},
        {"occurred_on": "2023-06-01", "event_kind": "departures", "site_id": "S1", "people_out": 60},
    )
    # S1 was counted on 15 August: 487 stands; 60 + 40 left before it and nobody knows where they are
    assert events["applied"].tolist() == ["in_count", "in_count"]
    row = rows.loc["S1"]
    assert row[["people_now", "destination_unknown", "destination_unknown_before"]].tolist() == [487, 0, 100]


def test_a_destination_counted_later_is_not_added_to_twice():
    _, now, rows = small(
        {"occurred_on": "2023-07-01", "event_kind": "departures", "site_id": "S5", "people_out": 30,
         "destination_site_id": "S3"},
        {"occurred_on": "2023-07-01", "event_kind": "departures", "site_id": "S3", "people_out": 7,
         "destination_site_id": "S5"},
    )  # fmt: skip
    # S3 was counted on 17 August: the 30 are in its 1,000. S5 was counted on 20 June: the 7 come on top.
    assert rows["people_now"][["S3", "S5"]].tolist() == [1_000, 277]
    assert rows.loc["S5", ["to_sites", "in_later_count", "people_from_sites", "from_recounted"]].tolist() == [
        30,
        30,
        7,
        7,
    ]
    assert conserved(now.frame)


def test_arrivals_that_a_departure_of_the_day_told_already_count_once():
    events, _, rows = small(
        {"occurred_on": "2023-08-20", "event_kind": "departures", "site_id": "S1", "people_out": 80,
         "destination_site_id": "S3"},
        {"occurred_on": "2023-08-20", "event_kind": "arrivals", "site_id": "S3", "people_in": 100},
    )  # fmt: skip
    # 80 of the 100 who arrived came from S1; 20 from elsewhere
    assert rows.loc["S3", ["people_from_sites", "people_in", "people_now"]].tolist() == [80, 20, 1_100]
    assert events.set_index("event_id").loc["E2", ["came", "matched"]].tolist() == [20, 80]


def test_emptied_without_a_figure_takes_those_who_are_known():
    _, now, rows = small(
        {"occurred_on": "2023-08-20", "event_kind": "arrivals", "site_id": "S1", "people_in": 13},
        {"occurred_on": "2023-08-21", "event_kind": "emptied", "site_id": "S1", "destination": "unknown"},
        {"occurred_on": "2023-08-22", "event_kind": "emptied", "site_id": "S5", "people_out": 280,
         "destination_pcode": "HT0712"},
        {"occurred_on": "2023-08-23", "event_kind": "eviction", "site_id": "S3", "people_out": 400},
    )  # fmt: skip
    # S1: 487 + 13 leave; S5: 280 of 300 are told to have left, of 20 nobody says it; S3: 600 stay
    assert rows.loc["S1", ["people_now", "people_out", "destination_unknown"]].tolist() == [0, 500, 500]
    assert rows.loc["S5", ["people_now", "to_communes", "left_untold"]].tolist() == [0, 280, 20]
    assert rows["people_now"]["S3"] == 600
    assert conserved(now.frame)


def test_more_leave_than_were_counted_and_nobody_is_below_zero():
    _, now, rows = small(
        {"occurred_on": "2023-08-25", "event_kind": "departures", "site_id": "S5", "people_out": 350,
         "destination_site_id": "S1"},
        {"occurred_on": "2023-08-26", "event_kind": "departures", "site_id": "S5", "people_out": 10},
    )  # fmt: skip
    # 300 were counted: 50 + 10 more than that are told; S1 gets the 350 as reported
    assert rows.loc["S5", ["people_now", "people_out", "people_out_above_count"]].tolist() == [0, 360, 60]
    assert rows["people_now"]["S1"] == 837
    assert "events.above_count" in now.explain(place="S5").notes
    assert conserved(now.frame)


def test_what_is_not_confirmed_changes_nothing_and_is_counted_apart():
    events, now, rows = small(
        {
            "occurred_on": "2023-08-25",
            "event_kind": "departures",
            "site_id": "S5",
            "people_out": 50,
            "confirmed": False,
        },
        {"occurred_on": "2023-08-25", "event_kind": "arrivals", "site_id": "S1", "people_in": 50, "confirmed": None},
    )
    assert events["applied"].tolist() == ["unconfirmed", "unconfirmed"]
    assert rows["people_now"][["S1", "S5"]].tolist() == [487, 300]
    assert now.facts["events_unconfirmed"] == 2
    assert rows["events_unconfirmed"].tolist() == [1, 0, 0, 0, 1]


def test_a_threat_moves_nobody_and_an_arrival_without_figure_is_told():
    events, now, rows = small(
        {"occurred_on": "2023-08-25", "event_kind": "eviction_threat", "site_id": "S5", "people_out": 50},
        {"occurred_on": "2023-08-25", "event_kind": "arrivals", "site_id": "S1"},
        {"occurred_on": "2023-08-25", "event_kind": "fire", "site_id": "S1"},
    )
    assert events["applied"].tolist() == ["no_people", "no_figure", "no_people"]
    assert rows["people_now"][["S1", "S5"]].tolist() == [487, 300]
    assert rows["events_without_figure"]["S1"] == 1
    assert "events.without_figure" in now.explain(place="S1").notes


def test_a_new_site_starts_from_nobody():
    more = frames.SITES.conform(pd.DataFrame([
        {"site_id": site, "name": site, "adm2_pcode": "HT0111", "status": "active"} for site in ("N1", "N2", "N3")
    ]))  # fmt: skip
    sites = pd.concat([small_haiti.sites(), more], ignore_index=True)
    events = happened(
        {"occurred_on": "2023-08-25", "event_kind": "new_site", "site_id": "N1", "people_in": 70},
        {"occurred_on": "2023-08-25", "event_kind": "new_site", "site_id": "N2"},
        {"occurred_on": "2023-08-26", "event_kind": "departures", "site_id": "S1", "people_out": 87,
         "destination_site_id": "N2"},
        {"occurred_on": "2023-08-26", "event_kind": "departures", "site_id": "S1", "people_out": 10,
         "destination_site_id": "N3"},
    )  # fmt: skip
    _, now = walked(events, sites, counts_of(small_haiti.assessments(), SIZE, as_of=AS_OF))
    rows = now.frame.set_index("place")
    assert rows["people_now"][["N1", "N2"]].tolist() == [70, 87]
    # N3 was never counted: nobody knows how many live there, the 10 are at a site of unknown people
    assert np.isnan(rows["people_now"]["N3"])
    assert rows["at_uncounted"]["N3"] == 10
    alone = walked(events.head(2).tail(1), sites, counts_of(small_haiti.assessments(), SIZE, as_of=AS_OF))[1].frame
    assert np.isnan(alone.set_index("place")["people_now"]["N2"])  # opened, and nobody says with how many
    assert conserved(now.frame)


def test_events_that_name_no_site_of_the_register_stay_with_their_commune():
    events, now, rows = small(
        {"occurred_on": "2023-08-25", "event_kind": "departures", "adm2_pcode": "HT0712", "people_out": 40},
        {
            "occurred_on": "2023-08-25",
            "event_kind": "arrivals",
            "site_id": "S99",
            "adm2_pcode": "HT0712",
            "people_in": 9,
        },
        {"occurred_on": "2023-08-25", "event_kind": "departures", "people_out": 3},
    )
    assert events["applied"].eq("no_site").all()
    row = rows.loc["HT0712"]
    assert row[["destination_unknown", "people_out_above_count", "people_in", "at_uncounted"]].tolist() == [
        40,
        40,
        9,
        9,
    ]
    assert now.facts["people_out_nowhere"] == 3
    assert conserved(now.frame)
    assert [one.value for one in now.explain(place="HT0712").inputs if one.name.startswith("people_out[")] == [40]


def test_a_closed_site_has_nobody_and_its_people_keep_a_name():
    sites = small_haiti.sites()
    sites.loc[sites["site_id"] == "S3", "closed_on"] = "2023-08-30"
    events = happened({"occurred_on": "2023-08-20", "event_kind": "departures", "site_id": "S3", "people_out": 400})
    _, now = walked(events, sites, counts_of(small_haiti.assessments(), SIZE, as_of=AS_OF))
    row = now.frame.set_index("place").loc["S3"]
    # 1,000 counted, 400 left to nobody knows where, 600 were there when the register closed it
    assert row[["people_now", "destination_unknown", "left_at_closure"]].tolist() == [0, 400, 600]
    assert not row["open"]
    assert conserved(now.frame)


def test_nothing_after_the_day_is_read():
    late = {"occurred_on": "2023-09-01", "event_kind": "departures", "site_id": "S5", "people_out": 50}
    assert small(late)[2]["people_now"]["S5"] == 300
    # on 15 September S1 was counted again: 1 person
    assert small(late, as_of="2023-09-15")[2]["people_now"][["S1", "S5"]].tolist() == [1, 250]


def test_places_add_up_and_hold_the_remainder():
    _, now, _ = small(
        {"occurred_on": "2023-08-21", "event_kind": "departures", "site_id": "S2", "people_out": 300,
         "destination_site_id": "S5"},
        {"occurred_on": "2023-08-21", "event_kind": "departures", "site_id": "S1", "people_out": 87},
    )  # fmt: skip
    departments = people_of_places(now.frame, communes_at(small_haiti.places(), "adm1")).frame.set_index("place")
    # Ouest: 400 + 600 + 1,000; Centre 110; Sud 300 + 300
    assert departments["people_now"].to_dict() == {"HT01": 2_000, "HT06": 110, "HT07": 600}
    assert departments["destination_unknown"].to_dict() == {"HT01": 87, "HT06": 0, "HT07": 0}
    assert departments["people_counted_open"].sum() == 2_797
    nation = people_of_places(now.frame, communes_at(small_haiti.places(), "adm0"))
    assert nation.frame["people_now"].tolist() == [2_710]
    assert nation.explain(place="HT").value == 2_710
    assert nation.explain(place="HT").dated == "2023-05-12/2023-08-21"  # from S4's count to the last event


# -- a report of 29 February 2024 ---------------------------------------------------------------------------------------

LEFT = {"T1": 3_120, "T2": 2_480, "T3": 1_905, "T4": 1_640, "T5": 1_315, "T6": 980, "T7": 860, "T8": 705, "T9": 585,
        "T10": 410, "T11": 440, "T12": 300}  # fmt: skip
NEW = {"T1": ("N1", 1_400), "T2": ("N2", 900)}  # two new sites take 2,300 of them
COMMUNE = {"T3": 1_000, "T4": 873, "T5": 500, "T6": 300}  # 2,673 went to communes


def reported() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Twelve sites of which ten emptied; T11 and T12 keep 560 and 700. The split is invented, the totals are not."""
    counted = {**LEFT, "T11": 1_000, "T12": 1_000}
    sites = frames.SITES.conform(pd.DataFrame([
        {"site_id": site, "name": site, "adm2_pcode": "HT0111", "status": "active"} for site in (*counted, "N1", "N2")
    ]))  # fmt: skip
    counts = frames.ASSESSMENTS.conform(pd.DataFrame([
        {"site_id": site, "assessed_on": "2024-01-20", "individuals": people} for site, people in counted.items()
    ]))  # fmt: skip
    rows = [{"event_kind": "new_site", "site_id": site} for site in ("N1", "N2")]
    for site, left in LEFT.items():
        whole = site not in ("T11", "T12")
        goal, known = NEW.get(site, (None, COMMUNE.get(site, 0)))
        kind = "emptied" if whole else "departures"
        if known:
            named = {"destination_site_id": goal} if goal else {"destination_pcode": "HT0131"}
            rows.append(
                {"event_kind": "departures", "site_id": site, "people_out": known, "destination": "known", **named}
            )
        rows.append({"event_kind": kind, "site_id": site, "people_out": left - known, "destination": "unknown"})
    order = [{"occurred_on": "2024-02-29", "occurred_at": f"2024-02-29T{10 + n // 12:02}:{n % 12:02}Z", **row}
             for n, row in enumerate(rows)]  # fmt: skip
    return happened(*order), sites, counts_of(counts, SIZE, as_of="2024-02-29")


def test_the_twelve_sites_of_a_report_keep_everybody():
    assert sum(LEFT.values()) == 14_740
    assert sum(n for _, n in NEW.values()) + sum(COMMUNE.values()) == 4_973
    _, now = walked(*reported(), as_of="2024-02-29")
    frame, facts = now.frame.set_index("place"), now.facts
    assert facts["people_out"] == 14_740
    assert facts["to_sites"] + facts["to_communes"] == 4_973
    assert facts["destination_unknown"] == 14_740 - 4_973 == 9_767
    assert (frame["people_now"] == 0).sum() == 10
    assert frame.loc[["N1", "N2", "T11", "T12"], "people_now"].tolist() == [1_400, 900, 560, 700]
    assert facts["left_untold"] == facts["people_out_above_count"] == 0
    # everybody who was counted is at a site, in a commune, or of unknown whereabouts
    assert facts["people_now"] + facts["to_communes"] + facts["destination_unknown"] == facts["people_counted"]


# -- whatever happens ---------------------------------------------------------------------------------------------------


def conserved(frame: pd.DataFrame) -> bool:
    """In every row, and over all of them with those who moved between sites."""
    told = frame.fillna({"people_counted": 0.0, "people_now": 0.0})
    out = told[["to_sites", "to_communes", "destination_unknown", "destination_not_applicable"]].sum(axis=1)
    left = told["people_counted"] + told["people_in"] + told["people_from_sites"] + told["people_out_above_count"]
    right = told[["people_now", "people_out", "left_untold", "left_at_closure", "at_uncounted"]].sum(axis=1)
    moved = told["people_from_sites"].sum() + told["in_later_count"].sum() - told["from_recounted"].sum()
    assert np.allclose(out, told["people_out"])
    assert np.allclose(left, right)
    assert (told["people_now"] >= 0).all()
    return bool(np.isclose(moved, told["to_sites"].sum()))


IDS = ("S1", "S2", "S3", "S4", "S5")
DAYS = ("2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04")
people = st.none() | st.integers(0, 500)
event = st.fixed_dictionaries({
    "occurred_on": st.sampled_from(DAYS), "event_kind": st.sampled_from(EVENT_KINDS),
    "site_id": st.sampled_from((*IDS, None, "S99")), "adm2_pcode": st.sampled_from(("HT0111", "HT0711")),
    "people_in": people, "people_out": people, "confirmed": st.sampled_from((True, True, True, False, None)),
    "destination": st.sampled_from((None, "known", "unknown", "not_applicable")),
    "destination_site_id": st.sampled_from((None, *IDS, "S99")), "destination_pcode": st.sampled_from((None, "HT0131")),
})  # fmt: skip
count = st.fixed_dictionaries({
    "site_id": st.sampled_from(IDS), "assessed_on": st.sampled_from(("2023-12-30", *DAYS)),
    "individuals": st.none() | st.integers(0, 500),
})  # fmt: skip


@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # an example takes long enough: not shrunk
)
@given(
    happening=st.lists(event, max_size=12),
    counted=st.lists(count, max_size=10),
    closing=st.sets(st.sampled_from(IDS), max_size=2),
)
def test_nobody_is_lost_and_nobody_counts_twice(happening, counted, closing):
    sites = small_haiti.sites()
    sites.loc[sites["site_id"].isin(list(closing)), "closed_on"] = "2024-01-03"
    rows = frames.ASSESSMENTS.conform(pd.DataFrame(counted, columns=["site_id", "assessed_on", "individuals"]))
    rows = rows.drop_duplicates(["site_id", "assessed_on"], keep="last", ignore_index=True)
    events = happened(*happening) if happening else frames.EVENTS.empty()
    told, now = walked(events, sites, counts_of(rows, SIZE, as_of="2024-01-05"), "2024-01-05")
    assert conserved(now.frame)
    # what nobody knows of stays: of every confirmed event with a figure, before the last count or after it
    sure = told.events[told.events["applied"].isin(["applied", "in_count", "no_site", "no_figure"])]
    unknown = sure.loc[sure["went_to"] == "destination_unknown", "left"].sum()
    assert np.isclose(unknown, now.facts["destination_unknown"] + now.facts["destination_unknown_before"])
    # the order of the rows does not matter
    _, again = walked(
        events.sample(frac=1, random_state=1), sites, counts_of(rows, SIZE, as_of="2024-01-05"), "2024-01-05"
    )
    pd.testing.assert_frame_equal(again.frame, now.frame)


@pytest.mark.parametrize("count", [0, 1])
def test_a_table_without_rows_gives_the_same_columns(count):
    events = happened(
        *[{"occurred_on": "2023-08-20", "event_kind": "arrivals", "site_id": "S1", "people_in": 1}] * count
    )
    told, now = walked(events, small_haiti.sites().head(count), counts_of(small_haiti.assessments(), SIZE, as_of=AS_OF))
    full, whole, _ = small({"occurred_on": "2023-08-20", "event_kind": "arrivals", "site_id": "S1", "people_in": 1})
    assert told.events.dtypes.to_dict() == full.dtypes.to_dict()
    assert now.frame.dtypes.to_dict() == whole.frame.dtypes.to_dict()
