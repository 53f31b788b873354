"""Coverage of places, every sum of the small Haiti derived by hand from the sites of test_coverage."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from geo.explain import Result
from geo.places import communes_at
from geo.rollup import CONTRACT, coverage_of_places, site_rows_as_contract
from geo.verdicts import SiteVerdicts
from tests.geo import small_haiti
from tests.geo.test_coverage import answered, coverage, verdicts

NAN = np.nan
PEOPLE = ("people_met", "people_short", "people_unknown", "people_not_applicable")

# Ouest holds S1 (487), S2 (900), S3 (1000): people met, short, unknown, not applicable; gap; status
OUEST = {
    "water_quantity": (900, 487, 1000, 0, 2_435, "short"),
    "water_points": (900, 487, 1000, 0, 1, "short"),
    "toilets": (1000, 1387, 0, 0, 58, "short"),  # 13 + 45
    "bathing": (1900, 487, 0, 0, 1, "short"),
    "handwashing": (1487, 900, 0, 0, 1, "short"),
    "covered_area": (487, 1000, 900, 0, 500, "short"),
    "site_area": (487, 1000, 0, 900, 5_000, "short"),
    "household_items": (900, 487, 1000, 0, 50, "short"),
    "management": (1487, 900, 0, 0, 1, "short"),
    "committee": (1487, 900, 0, 0, 1, "short"),
    "committee_women": (1000, 1387, 0, 0, 2, "short"),  # S1 at 0.4, S2 without a committee
    "feedback": (1000, 487, 900, 0, 1, "short"),
}
# Sud holds S5 (300)
SUD = {
    "water_quantity": (300, 0, 0, 0, 0, "met"),
    "water_points": (300, 0, 0, 0, 0, "met"),
    "toilets": (0, 0, 300, 0, NAN, "not_assessed"),
    "bathing": (0, 0, 300, 0, NAN, "not_assessed"),
    "handwashing": (0, 300, 0, 0, 1, "short"),
    "covered_area": (300, 0, 0, 0, 0, "met"),
    "site_area": (0, 0, 300, 0, NAN, "not_assessed"),
    "household_items": (0, 0, 300, 0, NAN, "not_assessed"),
    "management": (300, 0, 0, 0, 0, "met"),
    "committee": (0, 0, 300, 0, NAN, "not_assessed"),
    "committee_women": (0, 0, 300, 0, NAN, "not_assessed"),
    "feedback": (300, 0, 0, 0, 0, "met"),
}
CENTRE = dict.fromkeys(OUEST, (0, 0, 0, 0, NAN, "not_assessed"))  # S4, whose people are unknown
# In the first phase S1 has enough water (7.5 l), toilets (1:50) and women (0.3); S2 lacks 18 toilets
OUEST_FIRST = OUEST | {
    "water_quantity": (1387, 0, 1000, 0, 0, "not_assessed"),
    "toilets": (1487, 900, 0, 0, 18, "short"),
    "committee_women": (1487, 900, 0, 0, 1, "short"),
}


def places(level: str, phase: str = "standard", sites: SiteVerdicts | None = None) -> Result:
    communes = communes_at(small_haiti.places(), level)
    return coverage_of_places(sites or verdicts(phase), communes, small_haiti.displacement())


def nation(ouest: dict[str, tuple[object, ...]]) -> dict[str, tuple[object, ...]]:
    """Ouest + Sud (+ Centre, which adds nobody); short wherever a department is, and S4 leaves the rest open."""
    return {
        norm: (*(o + s for o, s in zip(a[:4], b[:4], strict=True)), np.nansum([a[4], b[4]]),
               "short" if "short" in (a[5], b[5]) else "not_assessed")
        for (norm, a), b in zip(ouest.items(), SUD.values(), strict=True)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("level", "phase", "expected"),
    [
        ("adm1", "standard", {"HT01": OUEST, "HT06": CENTRE, "HT07": SUD}),
        ("adm1", "first", {"HT01": OUEST_FIRST, "HT06": CENTRE, "HT07": SUD}),
        ("mapap", "standard", {"MAPAP": OUEST}),
        ("mapap", "first", {"MAPAP": OUEST_FIRST}),
        ("adm0", "standard", {"HT": nation(OUEST)}),
        ("adm0", "first", {"HT": nation(OUEST_FIRST)}),
    ],
)
def test_every_place_and_standard_by_hand(level: str, phase: str, expected: dict[str, dict[str, tuple]]) -> None:
    frame = places(level, phase).frame
    assert list(dict.fromkeys(frame["place"])) == list(expected)
    for row in frame.to_dict("records"):
        *people, gap, status = expected[row["place"]][row["standard"]]
        assert row["status"] == status, row
        assert [row[name] for name in PEOPLE] == people, row
        assert row["people_total"] == sum(people)
        np.testing.assert_equal(row["gap"], gap, err_msg=str(row))
        assert np.isnan(row["measured"])


def test_every_commune_holds_its_own_sites() -> None:
    frame = places("adm2").frame
    toilets = frame[frame["standard"] == "toilets"].set_index("place")
    assert list(toilets.index) == ["HT0111", "HT0131", "HT0611", "HT0711"]  # Torbeck has no site
    assert list(toilets["name"]) == ["Port-au-Prince", "Croix-des-Bouquets", "Hinche", "Les Cayes"]
    assert list(toilets["people_short"]) == [1387, 0, 0, 0]
    assert list(toilets["people_met"]) == [0, 1000, 0, 0]
    assert list(toilets["status"]) == ["short", "met", "not_assessed", "not_assessed"]
    assert list(toilets["sites_total"]) == [2, 1, 1, 1]
    assert list(toilets["people_estimated"]) == [900, 0, 0, 0]


def test_coverage_stands_beside_its_interval() -> None:
    # nation, toilets: 1000 met, 1387 short, 300 not assessed
    row = places("adm0").frame.set_index("standard").loc["toilets"]
    assert row["coverage_share"] == pytest.approx(1000 / 2387)
    assert row["coverage_low"] == pytest.approx(1000 / 2687)
    assert row["coverage_high"] == pytest.approx(1300 / 2687)
    assert row["assessed_share"] == pytest.approx(2387 / 2687)
    # site area, nation: 487 met, 1000 short, 300 of unknown class; the 900 of the school are not asked
    row = places("adm0").frame.set_index("standard").loc["site_area"]
    assert row["coverage_low"] == pytest.approx(487 / 1787)
    assert row["coverage_high"] == pytest.approx(787 / 1787)


def test_shares_without_people_are_unknown() -> None:
    centre = places("adm1").frame.query("place == 'HT06' and standard == 'toilets'").iloc[0]
    assert centre[["coverage_share", "coverage_low", "coverage_high", "assessed_share"]].isna().all()
    assert (centre["sites_without_people"], centre["sites_unknown"]) == (1, 1)
    sud = places("adm1").frame.query("place == 'HT07' and standard == 'toilets'").iloc[0]
    assert np.isnan(sud["coverage_share"])
    assert (sud["coverage_low"], sud["coverage_high"], sud["assessed_share"]) == (0, 1, 0)


def test_the_displaced_that_coverage_does_not_speak_for() -> None:
    # sites + last known host families: 1387 + 1800; 1000 + 600; unknown; 300 + 400
    by_commune = places("adm2").frame.drop_duplicates("place").set_index("place")
    np.testing.assert_equal(by_commune["idp_total_place"].tolist(), [3187, 1600, NAN, 700])
    assert by_commune["communes_without_host_figure"].tolist() == [0, 0, 1, 0]
    # Sud: Torbeck's first figure is of September and it has no site, yet it counts as missing
    by_department = places("adm1").frame.drop_duplicates("place").set_index("place")
    np.testing.assert_equal(by_department["idp_total_place"].tolist(), [4787, NAN, 700])
    assert by_department["communes_without_host_figure"].tolist() == [0, 1, 1]
    whole = places("adm0").frame.iloc[0]
    assert (whole["idp_total_place"], whole["communes_without_host_figure"]) == (5487, 2)


def test_a_place_where_nothing_is_asked_is_not_applicable() -> None:
    school = verdicts(sites=small_haiti.sites().iloc[[1]])
    row = places("adm2", sites=school).frame.set_index("standard").loc["site_area"]
    assert (row["status"], row["people_not_applicable"]) == ("not_applicable", 900)
    assert np.isnan(row["coverage_low"])


def test_a_gap_that_lacks_people_is_counted_apart() -> None:
    unknown = verdicts(assessments=answered("S1", individuals=NAN, households=NAN))
    row = places("adm2", sites=unknown).frame.query("place == 'HT0111' and standard == 'water_quantity'").iloc[0]
    assert (row["gap"], row["sites_gap_unknown"], row["status"]) == (0, 1, "short")  # S2 is met, S1 cannot be told
    assert (
        "coverage.gap_incomplete"
        in places("adm2", sites=unknown).explain(place="HT0111", standard="water_quantity").notes
    )


def test_sites_outside_the_level_are_left_out_and_counted() -> None:
    assert places("mapap").facts["sites_elsewhere"] == 2
    assert places("adm0").facts["sites_elsewhere"] == 0


def test_a_place_is_explained_from_its_sums_and_the_range_of_dates() -> None:
    told = places("adm0").explain(place="HT", standard="toilets")
    values = {one.name: one.value for one in told.inputs}
    assert (values["people_met"], values["people_short"], values["people_unknown"]) == (1000, 1387, 300)
    assert (values["coverage_low"], values["coverage_high"]) == (pytest.approx(1000 / 2687), pytest.approx(1300 / 2687))
    assert (values["threshold"], values["gap"], values["idp_total_place"]) == (20, 58, 5487)
    assert told.value == pytest.approx(1000 / 2387)
    assert told.dated == "2023-08-15/2023-08-17"  # S1 to S3; S5 was not asked
    assert told.clause == "Sphere Handbook 2018, WASH, excreta management, p. 118"
    assert told.notes == ("people_estimated", "coverage.people_missing", "coverage.gap_incomplete")
    changed = verdicts(assessments=answered("S1", toilets_functional=25))
    again = places("adm0", sites=changed).explain(place="HT", standard="toilets")
    assert again.value == pytest.approx(1487 / 2387)
    assert {one.name: one.value for one in again.inputs}["people_met"] == 1487


def test_sites_read_in_the_columns_of_places() -> None:
    contract = site_rows_as_contract(coverage())
    rows = contract.frame[contract.frame["standard"] == "toilets"].set_index("place")
    assert list(contract.frame.columns[: len(CONTRACT)]) == list(CONTRACT)
    assert rows["people_total"].fillna(-1).tolist() == [487, 900, 1000, -1, 300]  # unknown is not zero
    assert rows["people_short"].fillna(-1).tolist() == [487, 900, 0, -1, 0]
    assert rows["people_unknown"].fillna(-1).tolist() == [0, 0, 0, -1, 300]
    assert rows["sites_without_people"].tolist() == [0, 0, 0, 1, 0]
    np.testing.assert_equal(rows["coverage_share"].tolist(), [0, 0, 1, NAN, NAN])
    np.testing.assert_equal(rows["coverage_high"].tolist(), [0, 0, 1, NAN, 1])
    np.testing.assert_equal(rows["idp_total_place"].tolist(), [487, 900, 1000, NAN, 300])
    assert contract.explain(place="S1", standard="toilets") == coverage().explain(place="S1", standard="toilets")


@pytest.mark.parametrize("level", ["adm2", "adm1", "adm0", "mapap"])
def test_places_have_the_columns_of_the_contract_and_explain_every_row(level: str) -> None:
    result = places(level)
    assert list(result.frame.columns[: len(CONTRACT)]) == list(CONTRACT)
    for row in result.frame.to_dict("records"):
        json.dumps(result.explain_row(row).as_record(), allow_nan=False)


def test_no_sites_give_no_rows_and_the_same_columns() -> None:
    empty = places("adm2", sites=verdicts(sites=small_haiti.sites().iloc[:0])).frame
    full = places("adm2").frame
    assert len(empty) == 0
    assert list(empty.dtypes.items()) == list(full.dtypes.items())
    pd.testing.assert_frame_equal(empty, full.iloc[:0])
