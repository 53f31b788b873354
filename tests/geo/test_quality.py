"""Findings worked by hand: each code once where it holds, and not where a figure is unknown."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.freshness import quality_bounds
from data.reference_tables import settings
from geo import frames
from geo.completeness import COLUMNS, completeness
from geo.quality import KINDS, Bounds, empty, findings, found, kind_of
from geo.quality_forms import of_services, of_shelters, of_sites
from geo.quality_places import disagreements, out_of_date
from geo.quality_rounds import outliers
from geo.site_services import open_sites, with_people
from tests.geo import small_haiti
from tests.geo.small_haiti import at

AS_OF = "2023-08-31"
HOUSEHOLD = settings()["household_size"]
BOUNDS = Bounds.of(quality_bounds())


def assessments(*rows: dict) -> pd.DataFrame:
    return frames.ASSESSMENTS.conform(pd.DataFrame([{"site_id": "S1", "assessed_on": "2023-08-20", **r} for r in rows]))


def sites(rounds: pd.DataFrame) -> pd.DataFrame:
    told = open_sites(small_haiti.sites().head(2), rounds, as_of=AS_OF)
    return with_people(told, HOUSEHOLD)


def codes(rows: pd.DataFrame) -> list[tuple]:
    return list(zip(rows["code"], rows["column"], rows["value"], rows["expected"], strict=True))


def of_rounds(*rows: dict) -> list[tuple]:
    rounds = assessments(*rows)
    return codes(outliers(sites(rounds), rounds, BOUNDS, HOUSEHOLD, as_of=AS_OF))


def of_form(**answers: object) -> list[tuple]:
    return codes(of_sites(sites(assessments(answers)), BOUNDS))


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (200, 400, True), (200, 399, False), (200, 100, True), (200, 101, False),  # twice and half, inclusive
        (10, 59, False), (10, 60, True),  # 49 and 50 people more
        (100, 50, True), (99, 50, False), (0, 50, True),
    ],
)  # fmt: skip
def test_people_doubled_or_halved(before, now, told):
    rows = of_rounds({"assessed_on": "2023-05-01", "individuals": before}, {"individuals": now})
    assert rows == ([("people_jumped", "people", float(now), float(before))] if told else [])


def test_the_count_before_is_the_last_known_one():
    # The round between has no count; households alone are 40 x 4.5 = 180.
    rows = of_rounds(
        {"assessed_on": "2023-03-01", "individuals": 1000}, {"assessed_on": "2023-05-01", "households": 40},
        {"assessed_on": "2023-07-01", "not_assessed_reason": "no_access"}, {"individuals": 360},
    )  # fmt: skip
    assert rows == [("people_jumped", "people", 360.0, 180.0)]
    assert of_rounds({"individuals": 360}) == []
    assert of_rounds({"assessed_on": "2023-05-01", "individuals": 10}, {"individuals": None}) == []


def test_water_and_households_beyond_their_bounds():
    assert of_rounds({"water_litres_person_day": 300}) == [("water_high", "water_litres_person_day", 300.0, 100.0)]
    assert of_rounds({"water_litres_person_day": 100}) == []
    assert of_rounds({"individuals": 101, "households": 10}) == [("household_large", "individuals", 10.1, 10.0)]
    assert of_rounds({"individuals": 19, "households": 10}) == [("household_small", "individuals", 1.9, 2.0)]
    assert of_rounds({"individuals": 20, "households": 10}, {"individuals": 50, "households": 0}) == []


def test_separated_toilets_where_there_is_none():
    assert of_form(toilets_total=0, toilets_separated=True) == [("given_without", "toilets_separated", 1.0, 0.0)]
    assert of_form(toilets_total=0, toilets_separated=False) == []
    assert of_form(toilets_separated=True) == []
    assert of_form(toilets_total=2, toilets_separated=True) == []


def test_parts_larger_than_their_whole():
    assert of_form(households=100, households_with_nfi=101) == [("more_than", "households_with_nfi", 101.0, 100.0)]
    assert of_form(households=100, households_with_nfi=100) == []
    assert of_form(households_with_nfi=101) == []
    assert of_form(toilets_total=5, toilets_women=3, toilets_men=3) == [
        ("parts_more", "toilets_women + toilets_men", 6.0, 5.0)
    ]


def test_parts_that_miss_their_sum():
    # 2 % of 1,000 is 20: 979 is off by 21, 980 by 20.
    assert of_form(individuals=1000, females=500, males=479) == [("parts_differ", "females + males", 979.0, 1000.0)]
    assert of_form(individuals=1000, females=500, males=480) == []
    assert of_form(individuals=1000, females=500) == []  # one part is unknown
    ages = {f"females_{age}": 10 for age in ("under_1", "1_5", "6_17", "18_59", "60_over")}
    (row,) = of_form(females=60, **ages)
    assert row[0] == "parts_differ"
    assert row[2:] == (50.0, 60.0)


def test_answers_without_their_condition_bands_and_dates():
    assert of_form(committee_present=False, committee_women_share=0.5) == [
        ("given_without", "committee_women_share", 0.5, 0.0)
    ]
    assert of_form(committee_present=False, committee_women_share=0) == []
    assert of_form(management_present=False, management_mode="mobile") == [
        ("given_without", "management_mode", "mobile", 0.0)
    ]
    assert of_form(water_queue_minutes_least=60, water_queue_minutes_most=30) == [
        ("band_reversed", "water_queue_minutes_least", 60.0, 30.0)
    ]
    assert of_form(first_arrival_on="2023-05-01", last_arrival_on="2023-02-01") == [
        ("dates_reversed", "first_arrival_on", "2023-05-01", "2023-02-01")
    ]


def test_a_blank_form_contradicts_nothing():
    assert of_form() == []
    assert codes(of_sites(sites(assessments({})).head(0), BOUNDS)) == []


def test_more_people_than_places_and_people_where_nobody_should_be():
    rows = frames.SHELTERS.conform(pd.DataFrame([
        {"shelter_id": "A1", "adm2_pcode": "HT0111", "capacity_persons": 50, "occupancy_persons": 51,
         "shelter_status": "open"},
        {"shelter_id": "A2", "adm2_pcode": "HT0111", "occupancy_persons": 5, "shelter_status": "closed"},
        {"shelter_id": "A3", "adm2_pcode": "HT0111", "occupancy_persons": 0, "shelter_status": "closed"},
    ]))  # fmt: skip
    told = of_shelters(rows)
    assert told["record_id"].tolist() == ["A1", "A2"]
    assert codes(told) == [("more_than", "occupancy_persons", 51.0, 50.0),
                           ("given_without", "occupancy_persons", 5.0, "closed")]  # fmt: skip
    assert told["people"].tolist() == [51.0, 5.0]


def test_more_served_than_there():
    rows = frames.SERVICES.conform(pd.DataFrame([
        {"service_id": "V1", "site_id": "S1", "people_reached": 101}, {"service_id": "V2", "site_id": "S1",
         "people_reached": 100}, {"service_id": "V3", "site_id": None, "people_reached": 9999},
    ]))  # fmt: skip
    told = of_services(rows, sites(assessments({"individuals": 100})))
    assert told["record_id"].tolist() == ["S1"]
    assert codes(told) == [("more_than", "people_reached", 101.0, 100.0)]


def test_place_and_point():
    # Croix-des-Bouquets is the square 790-800 E, 2050-2060 N; S1 is declared in Port-au-Prince, S2 has no point.
    rows = frames.SITES.conform(pd.DataFrame([
        {"site_id": "S1", "adm2_pcode": "HT0111", **at(795, 2055)}, {"site_id": "S2", "adm2_pcode": "HT0111"},
        {"site_id": "S3", "adm2_pcode": "HT0131", **at(795, 2055)},
    ])).assign(people=[10.0, 20.0, np.nan])  # fmt: skip
    boundaries = small_haiti.boundaries()
    told = disagreements({"sites": rows}, boundaries, schematic=False)
    assert codes(told) == [("place_disagrees", "adm2_pcode", "HT0111", "HT0131")]
    assert told["record_id"].tolist() == ["S1"]
    assert disagreements({"sites": rows}, boundaries, schematic=True).empty


def test_old_records_are_findings():
    records = pd.DataFrame({
        "table_name": ["sites", "ways", "sites"], "record_id": ["S1", "R1", "S2"], "adm2_pcode": "HT0111",
        "kind": ["site_figures", "ways", "site_figures"], "state": ["stale", "undated", "ageing"],
        "age_days": [122.0, np.nan, 40.0], "dated_on": ["2023-05-01", None, "2023-07-22"], "people": [5.0, np.nan, 1],
    })  # fmt: skip
    told = out_of_date(records)
    assert codes(told) == [("stale", "site_figures", 122.0, "2023-05-01"), ("undated", "ways", None, None)]
    assert out_of_date(records.head(0)).equals(empty())


def test_findings_stand_by_people_and_explain_themselves():
    rounds = assessments({"individuals": 1010, "households": 10, "water_litres_person_day": 300})
    told = findings([outliers(sites(rounds), rounds, BOUNDS, HOUSEHOLD, as_of=AS_OF), empty()], BOUNDS, as_of=AS_OF)
    assert told.frame["code"].tolist() == ["household_large", "water_high"]
    assert told.facts == {"as_of": AS_OF, "outlier": 2, "contradiction": 0, "place": 0, "age": 0}
    one = told.explain(code="water_high")
    assert [(i.name, i.value) for i in one.inputs] == [
        ("water_litres_person_day", 300.0), ("expected", 100.0), ("bound.water_litres_person_day", 100.0),
        ("people", 1010.0),
    ]  # fmt: skip
    assert one.status == "unverified"


def test_without_findings_the_columns_and_kinds_are_the_same():
    told = findings([empty()], BOUNDS, as_of=AS_OF).frame
    assert told.columns.tolist() == [*empty().columns, "kind"]
    one = found(pd.DataFrame({"site_id": ["S1"]}), [True], "sites", "site_id", code="stale", column="x")
    assert one.dtypes.to_dict() == empty().dtypes.to_dict()
    assert {kind_of(code) for codes_ in KINDS.values() for code in codes_} == set(KINDS)


def test_the_bounds_are_these():
    assert Bounds(2, 50, 100, 2, 10, 0.02) == BOUNDS
    assert {one.status for one in quality_bounds().values()} == {"unverified"}


def test_completeness_counts_assessments_in_force():
    rounds = frames.ASSESSMENTS.conform(pd.DataFrame([
        {"site_id": "S1", "assessed_on": "2023-05-01", "taps": 3, "individuals": 10},
        {"site_id": "S1", "assessed_on": "2023-08-01", "individuals": 10},
        {"site_id": "S2", "assessed_on": "2023-08-01", "individuals": 0, "taps": 2, "committee_present": False},
    ]))  # fmt: skip
    held = with_people(open_sites(small_haiti.sites(), rounds, as_of=AS_OF), HOUSEHOLD)
    every = completeness(held, pd.Series("", index=held.index)).set_index("column")
    # Two sites have an assessment; S1's last one has no taps; a zero and a no are answers.
    assert set(every.index) == set(COLUMNS)
    assert every.loc[["individuals", "taps", "committee_present", "showers"], "filled_share"].tolist() == [
        1,
        0.5,
        0.5,
        0,
    ]
    assert every["records"].unique().tolist() == [2.0]
    by = completeness(held, pd.Series(["ONG", None, "x", "x", "x"])).set_index(["partner", "column"])["filled_share"]
    assert (by["ONG", "taps"], by["", "taps"]) == (0.0, 1.0)
    assert ("x", "taps") not in by.index  # sites that nobody assessed count nowhere
    assert completeness(held.head(0), pd.Series(dtype="str")).columns.tolist() == [
        "partner", "column", "records", "filled", "filled_share"
    ]  # fmt: skip
