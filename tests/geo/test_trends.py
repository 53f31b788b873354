"""Rounds and what changes between them, worked by hand on the small Haiti; a loop over sites as the oracle."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from data.reference_tables import standards
from geo import frames
from geo.places import communes_at
from geo.rounds import rounds_of, statuses
from geo.settings import Setting
from geo.site_events import counts_of, site_events
from geo.standards import FIRST_PHASE_MONTHS, Norms
from geo.trends import history, trends
from geo.verdicts import MET, SHORT
from tests.geo import small_haiti
from tests.geo.test_site_events import SIZE, happened

GAP = Setting("round_gap_days", 90.0, "days", "none", "invented", "unverified")
MONTHS = Setting(FIRST_PHASE_MONTHS, 6.0, "months", "none", "invented", "unverified")
AS_OF = small_haiti.AS_OF
NONE = pd.DataFrame({name: pd.Series(dtype="str") for name in ("site_id", "merged_into", "status", "status_since")})
TOILETS = Norms(tuple(n for n in standards() if n.key == "toilets"), "standard", SIZE, {FIRST_PHASE_MONTHS: MONTHS})


def answers(*rows: tuple[str, str, float | None, float | None]) -> pd.DataFrame:
    """Assessments of (site, day, round, people)."""
    return frames.ASSESSMENTS.conform(pd.DataFrame(rows, columns=["site_id", "assessed_on", "round", "individuals"]))


def laid(rows: pd.DataFrame | None = None, sites: pd.DataFrame | None = None, as_of: str = AS_OF):
    rows = small_haiti.assessments() if rows is None else rows
    sites = small_haiti.sites() if sites is None else sites
    return rounds_of(sites, rows, SIZE, gap_days=GAP, as_of=as_of)


def told(rounds, level: str = "adm0", merged: pd.DataFrame = NONE, status=None) -> pd.DataFrame:
    return trends(rounds, communes_at(small_haiti.places(), level), merged, status).frame.set_index(["place", "round"])


def test_rounds_by_number_and_where_there_is_none_by_month():
    rows = answers(
        ("S1", "2023-01-05", 1, 10), ("S2", "2022-12-20", 1, 20), ("S1", "2023-06-01", 1, 11),
        ("S1", "2023-03-01", None, 12), ("S2", "2023-03-30", None, 21), ("S1", "2023-04-01", None, 13),
    )  # fmt: skip
    made = laid(rows)
    # round 1 runs over the new year and comes again in June, 147 days later
    assert made.names == ("R1 2022-12", "2023-03", "2023-04", "R1 2023-06")
    assert made.first_on == ("2022-12-20", "2023-03-01", "2023-04-01", "2023-06-01")
    assert made.last_on[:2] == ("2023-01-05", "2023-03-30")
    s1 = made.people[made.sites["site_id"] == "S1"][0]
    assert s1.tolist() == [10, 12, 13, 11]


def test_the_small_haiti_has_two_rounds_that_cover_other_sites():
    frame = told(laid())
    first, second = frame.loc[("HT", "R3 2023-05")], frame.loc[("HT", "R4 2023-08")]
    # round 3 counted S1 450, S3 990, S4 110, S5 300; round 4 S1 487, S2 900, S3 1,000 and could not get to S4
    assert first[["sites_covered", "communes_covered", "people"]].tolist() == [4, 4, 1_850]
    assert second[["sites_covered", "communes_covered", "people"]].tolist() == [3, 2, 2_387]
    # like with like: S1 and S3 only, 1,440 then and 1,487 now, not 1,850 and 2,387
    names = ["sites_both", "people_before", "people_after", "people_change"]
    assert second[names].tolist() == [2, 1_440, 1_487, 47]
    # S2 is new; S4 (no access) and S5 (absent) are missing
    assert second[["sites_new", "sites_returned", "sites_closed", "sites_missing"]].tolist() == [1, 0, 0, 2]
    assert pd.isna(first["previous_round"])
    assert np.isnan(first["people_before"])


def test_closed_returned_and_merged_sites():
    sites = small_haiti.sites()
    sites.loc[sites["site_id"] == "S5", "closed_on"] = "2023-07-15"
    merged = pd.DataFrame({"site_id": ["X1", "X2"], "merged_into": ["S1", "S1"], "status": "merged",
                           "status_since": ["2023-08-01", "2023-05-01"]})  # fmt: skip
    second = told(laid(sites=sites), merged=merged).loc[("HT", "R4 2023-08")]
    assert second[["sites_closed", "sites_missing", "sites_merged"]].tolist() == [1, 1, 1]
    rows = answers(("S1", "2023-01-05", 1, 10), ("S2", "2023-01-05", 1, 9), ("S2", "2023-03-05", 2, 8),
                   ("S1", "2023-05-05", 3, 12), ("S2", "2023-05-05", 3, 7))  # fmt: skip
    third = told(laid(rows)).loc[("HT", "R3 2023-05")]
    assert third[["sites_new", "sites_returned", "sites_in_both", "people_before", "people_after"]].tolist() == [
        0, 1, 1, 8, 7]  # fmt: skip


def test_the_round_before_is_the_one_before_in_this_place():
    rows = answers(("S1", "2023-01-05", 1, 10), ("S5", "2023-02-05", None, 50), ("S1", "2023-05-05", 3, 12))
    frame = told(laid(rows), "adm1")
    assert frame.loc[("HT01", "R3 2023-05"), ["previous_round", "people_before", "people_after"]].tolist() == [
        "R1 2023-01", 10, 12]  # fmt: skip
    assert list(frame.loc["HT07"].index) == ["2023-02"]


def test_coverage_of_the_same_sites_in_both_rounds():
    rows = small_haiti.assessments()
    made = laid(rows)
    frame = told(made, status=statuses(made, TOILETS))
    second = frame.loc[("HT", "R4 2023-08")]
    # toilets, 20 persons each: round 3 S1 450 / 40 met, S4 110 / 6 = 18.3 met; round 4 S1 487 / 12 short, S2 none
    # short, S3 1,000 / 50 met. In both rounds only S1 was assessed: from 1 to 0. The whole round says 1,000 / 2,387.
    assert second["coverage_share"] == pytest.approx(1_000 / 2_387)
    both = ["sites_assessed_both", "coverage_share_before", "coverage_share_after"]
    assert second[both].tolist() == [1, 1.0, 0.0]
    assert frame.loc[("HT", "R3 2023-05"), ["people_met", "people_short"]].tolist() == [560, 0]
    result = trends(made, communes_at(small_haiti.places(), "adm0"), NONE, statuses(made, TOILETS))
    assert result.explain(round="R4 2023-08").value == pytest.approx(1_000 / 2_387)
    assert "rounds.other_sites" in result.explain(round="R4 2023-08").notes


def test_each_round_says_how_many_of_the_open_sites_it_covers():
    sites = small_haiti.sites()
    sites.loc[sites["site_id"] == "S5", "closed_on"] = "2023-07-15"
    sites.loc[sites["site_id"] == "S2", "opened_on"] = "2023-08-01"
    frame = told(laid(sites=sites))
    # round 3 ends on 20 June: S1, S3, S4, S5 are open, S2 is to come; all four were found
    first = frame.loc[("HT", "R3 2023-05")]
    assert first[["sites_covered", "sites_open", "covered_share"]].tolist() == [4, 4, 1.0]
    # round 4 ends on 18 August: S5 is closed, S4 is open and could not be reached
    second = frame.loc[("HT", "R4 2023-08")]
    assert second[["sites_covered", "sites_open", "covered_share"]].tolist() == [3, 4, 0.75]
    # a site that a round found in the month in which the register closes it was open for it
    sites.loc[sites["site_id"] == "S1", "closed_on"] = "2023-08-16"
    assert told(laid(sites=sites)).loc[("HT", "R4 2023-08"), "sites_open"] == 4
    assert laid(sites=sites).covered[0].all()
    # S4 is told to open later than round 3 found it: it is open all the same
    sites.loc[sites["site_id"] == "S4", "opened_on"] = "2023-09-01"
    assert told(laid(sites=sites)).loc[("HT", "R4 2023-08"), "sites_open"] == 4


def test_a_site_that_leaves_its_first_phase_has_not_got_worse_by_it():
    rows = small_haiti.assessments()
    rows.loc[(rows["site_id"] == "S1") & (rows["round"] == 3), "toilets_functional"] = 12
    made = laid(rows)
    held = statuses(made, replace(TOILETS, phase="auto"))
    # S1 opened on 1 February: on 20 June, the last day of round 3, it is in its first phase (50 persons a toilet), on
    # 18 August, more than six months later, it is not (20). 450 / 12 = 37.5, then 487 / 12 = 40.6.
    s1 = (made.sites["site_id"] == "S1").to_numpy()
    assert held.in_first[s1].tolist() == [[True, False]]
    assert held.own[s1].tolist() == [[MET, SHORT]]
    assert (held.first[s1].tolist(), held.standard[s1].tolist()) == ([[MET, MET]], [[SHORT, SHORT]])
    second = told(made, status=held).loc[("HT", "R4 2023-08")]
    names = ["sites_assessed_both", "sites_phase_changed", "coverage_share_before", "coverage_share_after"]
    # both rounds against 20: short before and short after, though round 3 says of itself that it was met
    assert second[names].tolist() == [1, 1, 0.0, 0.0]
    assert told(made, status=held).loc[("HT", "R3 2023-05"), "coverage_share"] == 1.0
    result = trends(made, communes_at(small_haiti.places(), "adm0"), NONE, held)
    assert "rounds.same_threshold" in result.explain(round="R4 2023-08").notes
    assert "rounds.same_threshold" not in result.explain(round="R3 2023-05").notes
    # a phase that is asked for is the same in both rounds
    first = statuses(made, replace(TOILETS, phase="first"))
    assert told(made, status=first).loc[("HT", "R4 2023-08"), names].tolist() == [1, 0, 1.0, 1.0]


def test_a_real_worsening_stays_one_when_the_phase_changes():
    rows = small_haiti.assessments()
    held = statuses(laid(rows), replace(TOILETS, phase="auto"))
    # 450 / 40 = 11.25 meets 20 too; 487 / 12 does not
    second = told(laid(rows), status=held).loc[("HT", "R4 2023-08")]
    assert second[["sites_phase_changed", "coverage_share_before", "coverage_share_after"]].tolist() == [1, 1.0, 0.0]


def test_the_history_of_a_site_is_oldest_first():
    sites = small_haiti.sites()
    sites.loc[sites["site_id"] == "S1", "closed_on"] = "2023-08-30"
    events = happened(
        {"occurred_on": "2023-08-15", "event_kind": "arrivals", "site_id": "S1", "people_in": 5},
        {"occurred_on": "2023-08-20", "event_kind": "departures", "site_id": "S2", "people_out": 9,
         "destination_site_id": "S1"},
    )  # fmt: skip
    known = site_events(events, sites, counts_of(small_haiti.assessments(), SIZE, as_of=AS_OF), as_of=AS_OF)
    merged = pd.DataFrame({"site_id": ["X1"], "merged_into": ["S1"], "status": "merged", "status_since": "2023-08-16"})
    rows = history("S1", laid(sites=sites), known, merged)
    assert rows[["day", "what"]].to_numpy().tolist() == [
        ["2023-02-01", "opened"], ["2023-05-10", "round"], ["2023-08-15", "event"], ["2023-08-15", "round"],
        ["2023-08-16", "merged"], ["2023-08-20", "event"], ["2023-08-30", "closed"],
    ]  # fmt: skip
    assert rows["people"].tolist()[1] == 450
    assert rows["round"].tolist()[3] == "R4 2023-08"
    assert rows["record"].tolist()[2:6] == ["E1", rows["record"][3], "X1", "E2"]
    assert rows.loc[2, ["applied", "people_in"]].tolist() == ["in_count", 5]
    assert history("S9", laid(), known, merged.head(0)).dtypes.to_dict() == rows.dtypes.to_dict()


def test_nothing_assessed_gives_the_same_columns():
    empty = laid(small_haiti.assessments().head(0))
    full = trends(laid(), communes_at(small_haiti.places(), "adm1"), NONE, statuses(laid(), TOILETS)).frame
    none = trends(empty, communes_at(small_haiti.places(), "adm1"), NONE, statuses(empty, TOILETS)).frame
    assert none.dtypes.to_dict() == full.dtypes.to_dict()
    assert none.empty


cells = st.lists(
    st.tuples(
        st.sampled_from(("S1", "S2", "S3", "S4", "S5")), st.sampled_from((1, 2, 3, 4)), st.none() | st.integers(0, 900)
    ),
    max_size=18, unique_by=lambda cell: cell[:2],
)  # fmt: skip


@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(cells=cells)
def test_pairs_are_those_of_a_loop_and_departments_add_up(cells):
    rows = answers(*((site, f"2023-0{number}-10", number, people) for site, number, people in cells))
    made = laid(rows)
    nation, parts = told(made).reset_index(), told(made, "adm1").reset_index()
    held = {(site, f"R{number} 2023-0{number}"): people for site, number, people in cells}
    names = sorted({name for _, name in held})
    for at, name in enumerate(names):
        row = nation[nation["round"] == name].iloc[0]
        now = {site for site, other in held if other == name}
        people = {site: held[site, name] for site in now}
        assert row["sites_covered"] == len(now)
        assert row["people"] == sum(n for n in people.values() if n is not None)
        if at:
            was = {site: held[site, names[at - 1]] for site, other in held if other == names[at - 1]}
            both = [site for site in now & set(was) if people[site] is not None and was[site] is not None]
            assert row["people_before"] == sum(was[site] for site in both)
            assert row["people_after"] == sum(people[site] for site in both)
            assert row["sites_missing"] == len(set(was) - now)
    sums = parts.groupby("round")[["sites_covered", "people", "sites_new", "communes_covered"]].sum()
    if len(parts):
        whole = nation.set_index("round")[list(sums.columns)]
        assert (sums.loc[whole.index] == whole).all().all()


def test_a_thousand_sites_in_forty_rounds_have_a_row_a_commune_and_round():
    rng = np.random.default_rng(1)
    ids = [f"P{n}" for n in range(1_000)]
    codes = rng.choice(list(small_haiti.COMMUNES), len(ids))
    sites = frames.SITES.conform(pd.DataFrame({"site_id": ids, "adm2_pcode": codes, "status": "active"}))
    days = [f"{2014 + n // 4}-{1 + 3 * (n % 4):02}-10" for n in range(40)]
    rows = frames.ASSESSMENTS.conform(pd.DataFrame({
        "site_id": np.tile(ids, 40), "assessed_on": np.repeat(days, 1_000), "round": np.repeat(range(40), 1_000),
        "individuals": rng.integers(0, 900, 40_000),
    }), shared=True)  # fmt: skip
    communes = communes_at(small_haiti.places(), "adm2")
    frame = trends(rounds_of(sites, rows, SIZE, gap_days=GAP, as_of="2024-01-01"), communes, NONE).frame
    assert len(frame) == 5 * 40
