"""Gaps and their costs, worked by hand; sums conserve from sites to communes to departments."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ReferenceProblem
from geo.gap_costs import check_means, costs, parse_means
from geo.gaps import costs_of_places, gaps_of_places, gaps_of_sites
from tests.geo.gap_setting import MEANS, NAN, STANDARDS, communes, frame, means, row, toilets

# A: 487 people, 12 toilets -> 25 wanted, 13 lack; 10 of 15 litres -> 487 x 5 = 2 435 l: 1 load; no manager.
# B: 900 people, no toilet -> 45; 0 litres -> 13 500 l: 2 loads; nobody asked about the manager.
# C (another commune): 1 000 people, 50 toilets: met; people told, water not asked.
# D (another department): people unknown: toilets not assessed; water short by an unknown number of litres.
ROWS = frame(
    toilets("A", 487, 12),
    row("A", "water_quantity", "short", people=487, measured=10, gap=2_435),
    row("A", "management", "short", people=487, measured=0, gap=1),
    toilets("B", 900, 0),
    row("B", "water_quantity", "short", people=900, measured=0, gap=13_500),
    row("B", "management", "not_assessed", people=900, not_assessed_reason="not_asked"),
    toilets("C", 1_000, 50, adm2_pcode="HT0131"),
    row("C", "water_quantity", "not_assessed", people=1_000, adm2_pcode="HT0131", not_assessed_reason="not_asked"),
    toilets("D", NAN, 6, adm2_pcode="HT0611"),
    row("D", "water_quantity", "short", measured=5, adm2_pcode="HT0611"),
    row("D", "management", "not_applicable", adm2_pcode="HT0611"),
)


def sites():
    return gaps_of_sites(ROWS, MEANS)


def test_each_site_by_hand():
    told = sites().frame.set_index(["site_id", "standard"])
    assert len(told) == 9  # met and not applicable rows are no gaps: C's toilets, D's management
    assert told.loc[("A", "toilets"), ["units", "cost_usd", "lead_days"]].tolist() == [13, 13 * 300, 21]
    assert told.loc[("A", "water_quantity"), ["units", "cost_usd_day"]].tolist() == [1, 90]
    assert told.loc[("B", "water_quantity"), ["units", "cost_usd_day"]].tolist() == [2, 180]
    assert np.isnan(told.loc[("B", "water_quantity"), "cost_usd"])  # paid every day: never added to what is paid once
    assert told.loc[("A", "management"), "units"] == 1
    assert np.isnan(told.loc[("A", "management"), "cost_usd"])  # nobody set it: unknown, not 0
    assert not told.loc[("A", "management"), "cost_known"]
    for unknown in (("B", "management"), ("C", "water_quantity"), ("D", "toilets"), ("D", "water_quantity")):
        assert np.isnan(told.loc[unknown, ["gap", "units", "lead_days"]].to_numpy("float64")).all()
        assert not told.loc[unknown, "gap_known"]


def test_each_place_by_hand():
    told = gaps_of_places(sites(), communes()).frame.set_index(["place", "standard"])
    # HT0111: 13 + 45 toilets, 1 + 2 loads, one site without a manager and one that nobody asked
    ouest = told.loc["HT0111"]
    assert ouest.loc["toilets", ["gap", "units", "cost_usd", "sites_short", "people_short"]].tolist() == [
        58, 58, 17_400, 2, 1_387,
    ]  # fmt: skip
    assert ouest.loc["water_quantity", ["gap", "units", "cost_usd_day"]].tolist() == [15_935, 3, 270]
    assert ouest.loc["management", ["sites_short", "sites_not_assessed", "people_short"]].tolist() == [1, 1, 487]
    # HT0131 and HT0611: nothing is known of any site, so nothing is said to lack
    assert np.isnan(told.loc[("HT0131", "water_quantity"), ["gap", "units", "cost_usd_day"]].to_numpy("float64")).all()
    short = told.loc[("HT0611", "water_quantity")]
    assert short[["sites_short", "sites_gap_unknown", "sites_without_people", "sites_not_assessed"]].tolist() == [
        1,
        1,
        1,
        0,
    ]
    assert np.isnan(short["gap"])


def test_the_costed_list_by_hand():
    told = costs_of_places(sites(), communes()).frame.set_index("place")
    # HT0111: toilets 17 400 once, water 270 a day; toilets take longest; the manager's cost is set by nobody
    assert told.loc["HT0111"].drop("name").to_dict() == {
        "cost_usd": 17_400, "cost_usd_day": 270, "lead_days": 21, "standards_short": 3, "standards_cost_unknown": 1,
        "sites_short": 2, "sites_gap_unknown": 1,
    }  # fmt: skip
    assert np.isnan(told.loc["HT0611", ["cost_usd", "cost_usd_day"]].to_numpy("float64")).all()
    assert told.loc["HT0611", "sites_gap_unknown"] == 1  # one site, though two of its gaps are unknown
    ouest = costs_of_places(sites(), communes("adm1")).frame.set_index("place").loc["HT01"]
    assert (ouest["cost_usd"], ouest["sites_gap_unknown"]) == (17_400, 2)  # B and C


def test_what_other_means_hold_is_listed_but_not_added():
    held = {**MEANS, "toilets": means("toilets", "toilet", 300, 21, within="water_quantity")}
    told = costs_of_places(gaps_of_sites(ROWS, held), communes()).frame.set_index("place")
    assert np.isnan(told.loc["HT0111", "cost_usd"])
    assert told.loc["HT0111", "cost_usd_day"] == 270
    one = gaps_of_places(gaps_of_sites(ROWS, held), communes())
    assert "gap.held_within" in one.explain(place="HT0111", standard="toilets").notes


def test_a_standard_without_means_keeps_its_gap_and_has_no_cost():
    told = costs(pd.Series([2.5, NAN]), pd.Series(["site_area", "site_area"]), MEANS)
    assert told["units"].iloc[0] == 2.5
    assert told["means"].isna().all()
    assert not told["cost_known"].any()


def test_noise_of_a_division_buys_no_further_truck():
    told = costs(pd.Series([30_000.000000004, 30_001.0]), pd.Series(["water_quantity"] * 2), MEANS)
    assert told["units"].tolist() == [3, 4]


def test_sites_of_other_communes_are_counted_out():
    told = gaps_of_places(sites(), communes().head(1))
    assert set(told.frame["place"]) == {"HT0111"}
    assert told.facts["sites_elsewhere"] == 2


def test_the_explanation_holds_the_figures_that_were_used():
    told = sites().explain(site_id="A", standard="water_quantity")
    inputs = {one.name: one.value for one in told.inputs}
    assert (inputs["gap"], inputs["covers"], inputs["unit_cost_usd"], told.value) == (2_435, 10_000, 90, 1)
    assert told.unit == "truck_load"
    assert "gap.every_day" in told.notes
    assert "gap.cost_unknown" in sites().explain(site_id="A", standard="management").notes
    place = gaps_of_places(sites(), communes()).explain(place="HT0611", standard="water_quantity")
    assert place.value is None
    assert "gap.unknown" in place.notes
    whole = costs_of_places(sites(), communes()).explain(place="HT0111")
    assert whole.value == 17_400
    assert set(whole.notes) == {"gap.unknown", "gap.cost_unknown"}


def test_nothing_lacks_nothing():
    none = gaps_of_sites(ROWS.iloc[:0], MEANS)
    assert none.frame.empty
    assert list(none.frame) == list(sites().frame)
    for made in (gaps_of_places, costs_of_places):
        assert list(made(none, communes()).frame) == list(made(sites(), communes()).frame)


ANSWERS = st.tuples(
    st.sampled_from(["HT0111", "HT0131", "HT0611"]),
    st.none() | st.integers(0, 400), st.none() | st.integers(0, 30),
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(st.lists(ANSWERS, min_size=1, max_size=8))
def test_sites_add_up_to_communes_and_communes_to_departments(answers):
    rows = frame(*(
        toilets(f"S{n}", NAN if people is None else people, NAN if units is None else units, adm2_pcode=commune)
        for n, (commune, people, units) in enumerate(answers)
    ))  # fmt: skip
    told = gaps_of_sites(rows, MEANS)
    adm2, adm1 = (gaps_of_places(told, communes(level)).frame for level in ("adm2", "adm1"))
    # by hand, with whole numbers: ceil(people / 20) - units where both are told
    lack = [-(-p // 20) - u for _, p, u in answers if p is not None and u is not None]
    for sums in (told.frame, adm2, adm1):
        assert sums["units"].sum() == sum(max(0, each) for each in lack)
        assert sums["cost_usd"].sum() == 300 * sums["units"].sum()
    for name in ("sites_short", "sites_not_assessed", "sites_gap_unknown", "people_short"):
        by_department = adm2.groupby(adm2["place"].str[:4])[name].sum()
        assert by_department.to_dict() == adm1.set_index("place")[name].to_dict()
    for level in ("adm2", "adm1"):
        assert costs_of_places(told, communes(level)).frame["cost_usd"].sum() == 300 * told.frame["units"].sum()


GOOD = {
    "means": "toilet", "movable": False,
    "covers": {"value": 1.0, "unit": "toilets/toilet", "period": "none", "source": "s", "status": "verified"},
    "unit_cost": {"value": NAN, "unit": "USD/toilet", "period": "none", "source": "s", "status": "unverified"},
    "lead_days": {"value": 3.0, "unit": "days", "period": "none", "source": "s", "status": "unverified"},
}  # fmt: skip


def test_a_good_entry_is_read_and_a_cost_nobody_set_stays_unknown():
    told = parse_means({"toilets": GOOD})["toilets"]
    assert (told.means, told.movable, told.lead_days.value) == ("toilet", False, 3.0)
    assert np.isnan(told.unit_cost.value)
    edited = told.edited(unit_cost=420.0)
    assert (edited.unit_cost.value, edited.unit_cost.source) == (420.0, "settings")


@pytest.mark.parametrize(
    ("code", "entry"),
    [
        ("means.missing_field", {k: v for k, v in GOOD.items() if k != "movable"}),
        ("means.unknown_field", {**GOOD, "colour": "red"}),
        ("means.bad_value", {**GOOD, "movable": "no"}),
        ("means.bad_value", {**GOOD, "unit_cost": {**GOOD["unit_cost"], "unit": "HTG/toilet"}}),
        ("means.bad_value", {**GOOD, "unit_cost": {**GOOD["unit_cost"], "value": -1.0}}),
        ("means.bad_value", {**GOOD, "covers": {**GOOD["covers"], "value": 0.0}}),
        ("means.bad_value", {**GOOD, "lead_days": {**GOOD["lead_days"], "unit": "weeks"}}),
        ("setting.missing_field", {**GOOD, "covers": {"value": 1.0}}),
    ],
)
def test_an_entry_that_breaks_the_rules_is_refused(code, entry):
    with pytest.raises(ReferenceProblem) as caught:
        parse_means({"toilets": entry})
    assert caught.value.code == code


def test_means_must_cover_what_the_standard_counts():
    check_means(MEANS, STANDARDS)
    with pytest.raises(ReferenceProblem, match=r"means\.unknown_standard"):
        check_means({"nothing": MEANS["toilets"]}, STANDARDS)
    with pytest.raises(ReferenceProblem, match=r"means\.bad_value"):
        check_means({"toilets": MEANS["management"]}, STANDARDS)


def test_a_cost_is_held_by_another_only_where_the_others_gap_is_known():
    # manager's team "within" the toilets' means: held at A (toilets short) and at C (met), added at D (not assessed)
    held = {**MEANS, "management": means("management", "team", 500, 14, within="toilets")}
    rows = frame(
        toilets("A", 487, 12), row("A", "management", "short", people=487, gap=1),
        toilets("C", 20, 1), row("C", "management", "short", people=20, gap=1),
        toilets("D", NAN, 6), row("D", "management", "short", gap=1),
    )  # fmt: skip
    told = gaps_of_sites(rows, held)
    team = told.frame[told.frame["standard"] == "management"].set_index("site_id")
    assert team["in_total"].to_dict() == {"A": False, "C": False, "D": True}
    assert costs_of_places(told, communes()).frame["cost_usd"].tolist() == [13 * 300 + 500]
