"""Coverage of sites, every figure of the small Haiti derived by hand.

Thresholds are repeated in tests/data/test_reference_tables.py. People: S1 487 counted, S2 200 households x 4.5 =
900 estimated, S3 1000 counted, S4 unknown (no access in its last round), S5 300 counted.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data import reference_tables
from geo.coverage import coverage_of_sites, site_coverage
from geo.errors import DataProblem
from geo.explain import Result
from geo.standards import Norms
from geo.verdicts import SiteVerdicts, verdicts_of_sites
from tests.geo import small_haiti

NAN = np.nan


def norms(phase: str = "standard", *, every: bool = False) -> Norms:
    """The twelve standards of the short views, or every one that is shipped."""
    settings = reference_tables.settings()
    chosen = tuple(one for one in reference_tables.standards() if every or one.headline)
    return Norms(chosen, phase, settings["household_size"], settings)


def verdicts(phase: str = "standard", *, as_of: str = small_haiti.AS_OF, **changed: pd.DataFrame) -> SiteVerdicts:
    sites = changed.get("sites", small_haiti.sites())
    assessments = changed.get("assessments", small_haiti.assessments())
    return verdicts_of_sites(sites, assessments, norms(phase), as_of=as_of)


def coverage(phase: str = "standard", *, as_of: str = small_haiti.AS_OF, **changed: pd.DataFrame) -> Result:
    return site_coverage(verdicts(phase, as_of=as_of, **changed))


def told(result: Result, site: str, standard: str) -> dict[str, Any]:
    rows = result.frame[(result.frame["site_id"] == site) & (result.frame["standard"] == standard)]
    assert len(rows) == 1
    return rows.iloc[0].to_dict()


def answered(site: str, **answers: object) -> pd.DataFrame:
    """The small Haiti's assessments with other answers in the last row of one site up to AS_OF."""
    rows = small_haiti.assessments()
    last = rows[(rows["site_id"] == site) & (rows["assessed_on"] <= small_haiti.AS_OF)].index[-1]
    for column, value in answers.items():
        rows.loc[last, column] = value
    return rows


# site: standard: status, measured, gap; phase standard
STANDARD_PHASE: dict[str, dict[str, tuple[str, float, float]]] = {
    "S1": {
        "water_quantity": ("short", 10, 2_435),  # 10 < 15; 487 x 5 l a day
        "water_points": ("short", 487, 1),  # 1 tap serves 250 of 487; (487 - 250) / 250 = 0.9 -> 1
        "toilets": ("short", 487 / 12, 13),  # METHODS: 487 / 20 = 24.35 -> 25 - 12
        "bathing": ("short", 487 / 9, 1),  # 487 / 50 = 9.74 -> 10 - 9
        "handwashing": ("met", 1, 0),  # 12 stations, 12 toilets
        "covered_area": ("met", 3.5, 0),  # 1704.5 = 487 x 3.5, inclusive
        "site_area": ("met", 45, 0),  # 21 915 = 487 x 45, inclusive
        "household_items": ("short", 60 / 110, 50),  # 110 - 60 households
        "management": ("met", 1, 0),
        "committee": ("met", 1, 0),
        "committee_women": ("short", 0.4, 1),  # 0.4 < 0.5
        "feedback": ("short", 0, 1),
    },
    "S2": {
        "water_quantity": ("met", 15, 0),  # inclusive
        "water_points": ("met", 225, 0),  # 2 x 250 + 1 x 500 = 1000 >= 900, wells unknown; 900 / 4 tap equivalents
        "toilets": ("short", NAN, 45),  # none at all: 900 / 20
        "bathing": ("met", 50, 0),  # 900 / 18, inclusive
        "handwashing": ("short", 0, 1),  # no toilet, at least 1 station
        "covered_area": ("not_assessed", NAN, NAN),
        "site_area": ("not_applicable", NAN, NAN),  # a collective centre
        "household_items": ("met", 1, 0),
        "management": ("short", 0, 1),
        "committee": ("short", 0, 1),
        "committee_women": ("short", NAN, 1),  # no committee, so no women in it
        "feedback": ("not_assessed", NAN, NAN),
    },
    "S3": {
        "water_quantity": ("not_assessed", NAN, NAN),  # blank in round 4; round 3's 20 l is not taken
        "water_points": ("not_assessed", NAN, NAN),  # 500 < 1000, wells unknown: neither proven
        "toilets": ("met", 20, 0),  # 1000 / 50, inclusive
        "bathing": ("met", 40, 0),
        "handwashing": ("met", 1.2, 0),  # 60 for 50
        "covered_area": ("short", 3, 500),  # 3500 - 3000 m2
        "site_area": ("short", 40, 5_000),  # 45 000 - 40 000 m2
        "household_items": ("not_assessed", NAN, NAN),
        "management": ("met", 1, 0),
        "committee": ("met", 1, 0),
        "committee_women": ("met", 0.6, 0),
        "feedback": ("met", 1, 0),
    },
    "S4": dict.fromkeys(
        ("water_quantity", "water_points", "toilets", "bathing", "handwashing", "covered_area", "site_area",
         "household_items", "management", "committee", "committee_women", "feedback"),
        ("not_assessed", NAN, NAN),
    ),
    "S5": {
        "water_quantity": ("met", 20, 0),
        "water_points": ("met", 150, 0),  # 2 x 250 >= 300 without knowing pumps and wells; 300 / 2
        "toilets": ("not_assessed", NAN, NAN),
        "bathing": ("not_assessed", NAN, NAN),
        "handwashing": ("short", NAN, 1),  # none, and at least 1 whatever the number of toilets
        "covered_area": ("met", 4, 0),  # 1200 / 300
        "site_area": ("not_assessed", NAN, NAN),  # of unknown class: perhaps it is not asked
        "household_items": ("not_assessed", NAN, NAN),
        "management": ("met", 1, 0),
        "committee": ("not_assessed", NAN, NAN),
        "committee_women": ("not_assessed", NAN, NAN),
        "feedback": ("met", 1, 0),
    },
}  # fmt: skip
FIRST_PHASE = {
    ("S1", "water_quantity"): ("met", 10, 0),  # 10 >= 7.5
    ("S1", "toilets"): ("met", 487 / 12, 0),  # 487 / 50 = 9.74 -> 10 <= 12
    ("S1", "committee_women"): ("met", 0.4, 0),  # 0.4 >= 0.3
    ("S2", "toilets"): ("short", NAN, 18),  # 900 / 50
}


@pytest.mark.parametrize("phase", ["standard", "first"])
def test_every_site_and_standard_by_hand(phase: str) -> None:
    expected = {(site, norm): value for site, of in STANDARD_PHASE.items() for norm, value in of.items()}
    expected |= FIRST_PHASE if phase == "first" else {}
    frame = coverage(phase).frame
    assert len(frame) == len(expected) == 60
    for row in frame.to_dict("records"):
        status, measured, gap = expected[row["site_id"], row["standard"]]
        assert row["status"] == status, row
        np.testing.assert_allclose([row["measured"], row["gap"]], [measured, gap], rtol=1e-12, err_msg=str(row))


def test_the_gap_of_the_worked_example() -> None:
    # Sphere gap = max(0, ceil(people / ratio) - functional): 487 people, 1:20, 12 functional -> 25 - 12 = 13
    row = told(coverage(), "S1", "toilets")
    assert (row["people"], row["threshold"], row["denominator_value"], row["gap"]) == (487, 20, 12, 13)
    assert row["gap_unit"] == "toilets"


def test_people_are_counted_else_estimated_else_unknown() -> None:
    frame = coverage().frame.drop_duplicates("site_id").set_index("site_id")
    assert frame["people"].to_dict() == pytest.approx(
        {"S1": 487, "S2": 900, "S3": 1_000, "S4": NAN, "S5": 300}, nan_ok=True
    )
    assert frame["people_estimated"].to_dict() == {"S1": False, "S2": True, "S3": False, "S4": False, "S5": False}


def test_the_reason_of_the_row_wins_over_a_blank_and_no_row_is_not_visited() -> None:
    frame = coverage(as_of="2023-06-30").frame  # round 3; S2 has no row yet, S4 had its 6 toilets
    assert set(frame.loc[frame["site_id"] == "S2", "not_assessed_reason"].dropna()) == {"not_visited"}
    assert told(coverage(as_of="2023-06-30"), "S4", "toilets")["status"] == "met"  # 110 / 20 = 5.5 -> 6
    now = coverage()
    assert told(now, "S4", "toilets")["not_assessed_reason"] == "no_access"
    assert told(now, "S5", "toilets")["not_assessed_reason"] == "not_asked"
    assert pd.isna(told(now, "S1", "toilets")["not_assessed_reason"])


def test_a_standard_that_is_not_asked_of_a_class_is_not_applicable_even_unvisited() -> None:
    assert told(coverage(as_of="2023-03-01"), "S2", "site_area")["status"] == "not_applicable"


def test_closed_sites_are_out_and_sites_to_come_too() -> None:
    sites = small_haiti.sites()
    sites.loc[0, "closed_on"] = small_haiti.AS_OF  # the day of closing is closed
    sites.loc[1, "status"] = "closed"
    sites.loc[2, ["status", "closed_on"]] = ["closed", "2023-09-01"]  # still open on the day asked
    sites.loc[3, "opened_on"] = "2023-12-01"  # assessed all the same: it is there
    sites.loc[4, ["site_id", "opened_on"]] = ["S9", "2023-12-01"]
    result = coverage(sites=sites)
    assert list(result.frame["site_id"].unique()) == ["S3", "S4"]
    assert (result.facts["sites_open"], result.facts["sites_left_out"]) == (2, 3)


def test_a_site_counted_empty_wants_nothing_but_its_yes_and_no() -> None:
    rows = answered("S1", individuals=0, toilets_functional=0, handwashing_stations=0)
    result = coverage(assessments=rows)
    toilets = told(result, "S1", "toilets")
    assert (toilets["status"], toilets["gap"]) == ("met", 0)  # nobody wants 0 toilets
    assert np.isnan(toilets["measured"])
    assert told(result, "S1", "water_points")["status"] == "met"
    blank = answered("S1", individuals=0, taps=NAN, hand_pumps=NAN, open_wells=NAN)
    assert told(coverage(assessments=blank), "S1", "water_points")["status"] == "not_assessed"  # nothing was answered
    assert told(result, "S1", "water_quantity")["gap"] == 0  # short of 15 l, for nobody
    assert told(result, "S1", "feedback")["gap"] == 1


def test_unknown_people_leave_the_ratios_open_and_the_answers_standing() -> None:
    result = coverage(assessments=answered("S1", individuals=NAN, households=NAN))
    assert told(result, "S1", "toilets")["status"] == "not_assessed"
    water = told(result, "S1", "water_quantity")
    assert (water["status"], np.isnan(water["gap"]), np.isnan(water["people"])) == ("short", True, True)
    assert told(result, "S1", "management")["status"] == "met"


def test_the_share_decides_where_there_is_one_though_the_committee_reads_no() -> None:
    assert (
        told(coverage(assessments=answered("S2", committee_women_share=0.5)), "S2", "committee_women")["status"]
        == "met"
    )


def test_water_points_are_short_only_when_all_kinds_are_known() -> None:
    assert told(coverage(assessments=answered("S3", open_wells=0)), "S3", "water_points")["gap"] == 2  # 500 of 1000
    met = told(coverage(assessments=answered("S3", open_wells=2)), "S3", "water_points")  # 500 + 2 x 400 = 1300
    assert (met["status"], met["measured"]) == ("met", pytest.approx(1000 / 5.2))
    blank = answered("S3", taps=NAN, hand_pumps=NAN)
    assert told(coverage(assessments=blank), "S3", "water_points")["status"] == "not_assessed"
    none = told(coverage(assessments=answered("S3", taps=0, hand_pumps=0, open_wells=0)), "S3", "water_points")
    assert (none["status"], none["gap"]) == ("short", 4)
    assert np.isnan(none["measured"])


def test_a_changed_input_changes_the_figure_and_its_explanation() -> None:
    before = coverage().explain(site_id="S1", standard="toilets")
    after = coverage(assessments=answered("S1", toilets_functional=25)).explain(site_id="S1", standard="toilets")
    assert (before.value, after.value) == (pytest.approx(487 / 12), pytest.approx(487 / 25))
    assert [i.value for i in before.inputs if i.name in ("toilets_functional", "gap")] == [12, 13]
    assert [i.value for i in after.inputs if i.name in ("toilets_functional", "gap")] == [25, 0]


def test_an_explanation_says_formula_inputs_unit_clause_date_and_status() -> None:
    told_ = coverage().explain(site_id="S1", standard="toilets")
    assert told_.formula == (
        "persons_per_toilet = individuals / toilets_functional <= threshold; "
        "gap = max(0, ceil(individuals / threshold) - toilets_functional)"
    )
    assert [(i.name, i.value, i.unit) for i in told_.inputs] == [
        ("individuals", 487, "persons"), ("toilets_functional", 12, "toilets"),
        ("threshold", 20, "persons/toilet"), ("gap", 13, "toilets"), ("round", 4, ""),
        ("threshold_first", 50, "persons/toilet"), ("threshold_standard", 20, "persons/toilet"),
    ]  # fmt: skip
    assert (told_.unit, told_.dated, told_.source) == ("persons/toilet", "2023-08-15", "assessments")
    assert told_.clause == "Sphere Handbook 2018, WASH, excreta management, p. 118"
    assert (told_.status, told_.notes) == ("verified", ())


def test_an_estimate_is_explained_with_its_household_size_and_its_status() -> None:
    estimate = coverage().explain(site_id="S2", standard="toilets")
    assert estimate.formula.startswith("individuals = households * household_size; ")
    assert [(i.name, i.value) for i in estimate.inputs[:4]] == [
        ("households", 200), ("household_size", 4.5), ("individuals", 900), ("toilets_functional", 0),
    ]  # fmt: skip
    assert estimate.value is None
    assert estimate.notes == ("people_estimated", "coverage.none_functional")
    doubted = replace(norms(), household_size=replace(norms().household_size, status="unverified"))
    result = coverage_of_sites(small_haiti.sites(), small_haiti.assessments(), doubted, as_of=small_haiti.AS_OF)
    assert result.explain(site_id="S2", standard="toilets").status == "unverified"
    assert result.explain(site_id="S1", standard="toilets").status == "verified"


@pytest.mark.parametrize(
    ("site", "standard", "notes"),
    [
        ("S2", "water_points", ("people_estimated", "coverage.at_most")),  # the wells unknown could only lower it
        ("S5", "handwashing", ("coverage.at_least",)),
        ("S2", "committee_women", ("people_estimated", "coverage.committee_absent")),
        ("S5", "site_area", ("coverage.class_unknown",)),
        ("S2", "site_area", ("coverage.not_applicable", "people_estimated")),
        ("S4", "feedback", ("coverage.no_access",)),
    ],
)
def test_caveats_are_told(site: str, standard: str, notes: tuple[str, ...]) -> None:
    assert coverage().explain(site_id=site, standard=standard).notes == notes


def test_every_row_can_be_explained_in_plain_json_values() -> None:
    result = coverage()
    for row in result.frame.to_dict("records"):
        record = result.explain_row(row).as_record()
        assert record["value"] is None or row["measured"] == record["value"]
        assert all(type(one["value"]) in (float, str, type(None)) for one in record["inputs"])


def test_an_edited_threshold_is_the_one_used() -> None:
    (toilets,) = (one for one in reference_tables.standards() if one.key == "toilets")
    edited = replace(norms(), standards=(replace(toilets, standard=30.0),))
    result = coverage_of_sites(small_haiti.sites(), small_haiti.assessments(), edited, as_of=small_haiti.AS_OF)
    assert told(result, "S1", "toilets")["gap"] == 5  # 487 / 30 = 16.2 -> 17 - 12


def test_another_phase_is_refused() -> None:
    with pytest.raises(DataProblem, match=r"standard\.unknown_phase"):
        coverage("later")


def test_the_inputs_are_left_as_they_were_and_empty_frames_keep_their_columns() -> None:
    sites, assessments = small_haiti.sites(), small_haiti.assessments()
    full = coverage(sites=sites, assessments=assessments).frame
    pd.testing.assert_frame_equal(sites, small_haiti.sites())
    pd.testing.assert_frame_equal(assessments, small_haiti.assessments())
    empty = coverage(sites=sites.iloc[:0], assessments=assessments.iloc[:0]).frame
    assert list(empty.dtypes.items()) == list(full.dtypes.items())
    assert len(empty) == 0
    unvisited = coverage(assessments=assessments.iloc[:0]).frame
    assert set(unvisited["status"]) == {"not_assessed", "not_applicable"}
