"""Sites that come and go between two rounds, by hand on the small Haiti; the counts are those of the trends."""

from __future__ import annotations

import pandas as pd
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from geo import frames
from geo.places import communes_at
from geo.round_changes import CHANGES, COLUMNS, changed_since, changed_sites, emptied_on
from geo.site_events import counts_of, site_events
from geo.site_status import life_signs
from geo.trends import trends
from tests.geo import small_haiti
from tests.geo.test_site_events import SIZE, happened
from tests.geo.test_trends import AS_OF, NONE, answers, laid

MERGED = pd.DataFrame({"site_id": ["X1"], "merged_into": ["S1"], "status": "merged", "status_since": ["2023-08-01"]})


def gone(rows: pd.DataFrame, sites: pd.DataFrame, *events: dict, as_of: str = AS_OF):
    """Flags of `emptied_on` for the last days of the rounds and the day."""
    what = happened(*events) if events else frames.EVENTS.empty()
    told = site_events(what, sites, counts_of(rows, SIZE, as_of=as_of), as_of=as_of)
    rounds = laid(rows, sites, as_of)
    return rounds, emptied_on(rounds.sites["site_id"], life_signs(rows, told), (*rounds.last_on, as_of))


def kinds(rows: pd.DataFrame) -> dict[str, list[str]]:
    return {
        kind: rows.loc[rows["change"] == kind, "site_id"].tolist() for kind in CHANGES if kind in set(rows["change"])
    }


def test_between_two_rounds_of_the_small_haiti():
    sites = small_haiti.sites()
    sites.loc[sites["site_id"] == "S5", "closed_on"] = "2023-07-15"
    rounds, flags = gone(small_haiti.assessments(), sites)
    rows = changed_sites(rounds, flags[:, :-1], MERGED, before=0, after=1)
    # round 4 found S2 for the first time, did not reach S4 and did not visit S5, which the register closed in July
    assert kinds(rows) == {"new": ["S2"], "closed": ["S5"], "missing": ["S4"], "merged": ["X1"]}
    told = rows.set_index("site_id")
    assert told.loc["S2", ["people_after", "since"]].tolist() == [900, "2023-02-01"]
    assert told.loc["S5", ["people_before", "since"]].tolist() == [300, "2023-07-15"]
    assert told.loc["S4", ["people_before", "since"]].tolist() == [110, "2023-05-12"]  # found last on that day
    assert told.loc["X1", ["merged_into", "since", "adm2_pcode"]].tolist() == ["S1", "2023-08-01", "HT0111"]
    assert pd.isna(told.loc["S4", "people_after"])


def test_a_site_that_an_event_emptied_is_not_missing():
    leaving = {"occurred_on": "2023-07-01", "event_kind": "emptied", "site_id": "S4"}
    rounds, flags = gone(small_haiti.assessments(), small_haiti.sites(), leaving)
    rows = changed_sites(rounds, flags[:, :-1], NONE, before=0, after=1)
    assert kinds(rows) == {"new": ["S2"], "emptied": ["S4"], "missing": ["S5"]}
    # nobody confirmed it: nobody is gone
    rounds, flags = gone(small_haiti.assessments(), small_haiti.sites(), {**leaving, "confirmed": False})
    assert kinds(changed_sites(rounds, flags[:, :-1], NONE, before=0, after=1))["missing"] == ["S5", "S4"]
    # people came back before the round ended: open again, and the round did not find it
    back = {"occurred_on": "2023-08-01", "event_kind": "arrivals", "site_id": "S4", "people_in": 5}
    rounds, flags = gone(small_haiti.assessments(), small_haiti.sites(), leaving, back)
    assert "S4" in kinds(changed_sites(rounds, flags[:, :-1], NONE, before=0, after=1))["missing"]


def test_a_round_that_counts_nobody_found_the_site_emptied_once():
    rows = answers(("S1", "2023-01-05", 1, 10), ("S1", "2023-03-05", 2, 0), ("S1", "2023-05-05", 3, 0))
    rounds, flags = gone(rows, small_haiti.sites())
    assert kinds(changed_sites(rounds, flags[:, :-1], NONE, before=0, after=1)) == {"emptied": ["S1"]}
    assert kinds(changed_sites(rounds, flags[:, :-1], NONE, before=1, after=2)) == {}


def test_since_the_last_round():
    sites = small_haiti.sites()
    more = {"site_id": "N1", "name": "Nouveau", "adm2_pcode": "HT0611", "opened_on": "2023-08-25", "status": "active"}
    late = {**more, "site_id": "N2", "opened_on": "2023-09-10"}  # after the day
    sites = pd.concat([sites, frames.SITES.conform(pd.DataFrame([more, late]))], ignore_index=True)
    sites.loc[sites["site_id"] == "S3", "closed_on"] = "2023-08-30"
    sites.loc[sites["site_id"] == "S5", "closed_on"] = "2023-09-05"  # after the day
    events = (
        {"occurred_on": "2023-08-29", "event_kind": "emptied", "site_id": "S1", "people_out": 480},
        {"occurred_on": "2023-07-01", "event_kind": "emptied", "site_id": "S4"},  # before the round ended
    )
    rounds, flags = gone(small_haiti.assessments(), sites, *events)
    rows = changed_since(rounds, (flags[:, 1], flags[:, -1]), MERGED, before=1, as_of=AS_OF)
    assert kinds(rows) == {"new": ["N1"], "closed": ["S3"], "emptied": ["S1"]}  # X1 was merged before the round ended
    assert rows.set_index("site_id").loc["S3", ["people_before", "since"]].tolist() == [1_000, "2023-08-30"]
    assert rows["people_after"].isna().all()


def test_nothing_changed_gives_the_same_columns():
    rounds, flags = gone(small_haiti.assessments(), small_haiti.sites())
    full = changed_sites(rounds, flags[:, :-1], MERGED, before=0, after=1)
    rounds, flags = gone(answers(("S1", "2023-01-05", 1, 5), ("S1", "2023-03-05", 2, 5)), small_haiti.sites())
    none = changed_sites(rounds, flags[:, :-1], NONE, before=0, after=1)
    assert none.empty
    assert tuple(none.columns) == COLUMNS
    assert none.dtypes.to_dict() == full.dtypes.to_dict()


cells = st.lists(
    st.tuples(
        st.sampled_from(("S1", "S2", "S3", "S4", "S5")), st.sampled_from((1, 2, 3)), st.none() | st.integers(0, 3)
    ),
    min_size=1, max_size=15, unique_by=lambda cell: cell[:2],
)  # fmt: skip
leaving = st.lists(st.tuples(st.sampled_from(("S1", "S2", "S3")), st.sampled_from((1, 2, 3))), max_size=3)


@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(cells=cells, leaving=leaving, closing=st.sets(st.sampled_from(("S1", "S4")), max_size=2))
def test_the_list_adds_up_to_the_counts_of_the_trend(cells, leaving, closing):
    sites = small_haiti.sites()
    sites.loc[sites["site_id"].isin(list(closing)), "closed_on"] = "2023-02-20"
    rows = answers(*((site, f"2023-0{number}-10", number, people) for site, number, people in cells))
    events = [{"occurred_on": f"2023-0{month}-05", "event_kind": "closure", "site_id": site} for site, month in leaving]
    rounds, flags = gone(rows, sites, *events)
    frame = trends(rounds, communes_at(small_haiti.places(), "adm0"), NONE, emptied=flags[:, :-1]).frame
    for row in frame[frame["previous_round"].notna()].to_dict("records"):
        before, after = rounds.names.index(row["previous_round"]), rounds.names.index(row["round"])
        listed = changed_sites(rounds, flags[:, :-1], NONE, before=before, after=after)
        assert listed["site_id"].is_unique
        counts = {kind: len(ids) for kind, ids in kinds(listed).items()}
        assert {kind: row[f"sites_{kind}"] for kind in CHANGES} == {kind: counts.get(kind, 0) for kind in CHANGES}
        lost = row["sites_closed"] + row["sites_missing"]
        found_before = set(rounds.sites["site_id"][rounds.covered[:, before]])
        found_now = set(rounds.sites["site_id"][rounds.covered[:, after]])
        empty = set(listed.loc[listed["change"] == "emptied", "site_id"])
        assert lost + len(empty - found_now) == len(found_before - found_now)
