"""The fictional set measures every standard, adds up, and holds the sites that a training follows through."""

from __future__ import annotations

import tomllib

import pandas as pd
import pytest

from data import demo
from data.access import LOCAL
from data.snapshot import Source
from data.store.store import Store
from geo.frames import EVENT_KINDS
from geo.frames.sites import AGES, ITEMS_RECEIVED
from geo.quality_forms import PART_OF
from results import Results
from tools.demo.luck import Luck, Visit
from tools.demo.plan import HERE, read_plan

FOLLOWED = tomllib.loads((HERE / "followed.toml").read_text("utf-8"))["followed"]
WELL, BADLY, HARDLY, CONTRADICTORY = (one["site_id"] for one in FOLLOWED.values())


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> Results:
    store = Store(tmp_path_factory.mktemp("demo") / "pare.db")
    demo.load(store)
    return Results(Source(store).take(audience=LOCAL.role), LOCAL)


@pytest.fixture(scope="module")
def rows(results) -> pd.DataFrame:
    """Every assessment but the one that is meant to contradict itself."""
    told = results.snapshot.frame("assessments")
    return told[~((told["site_id"] == CONTRADICTORY) & (told["round"] == 4))]


@pytest.fixture(scope="module")
def verdicts(results) -> pd.DataFrame:
    return results.site_coverage().frame


def test_sexes_add_up_to_the_people_counted_and_ages_to_the_sexes(results):
    rows = results.snapshot.frame("assessments")  # all of them: the contradictory one too
    sexes = rows.dropna(subset=["females"])
    assert len(sexes) > 300
    assert (sexes["females"] + sexes["males"] == sexes["individuals"]).all()
    for sex in ("females", "males"):
        ages = rows[[f"{sex}_{age}" for age in AGES]]
        told = ages.notna().any(axis=1)
        assert told.sum() > 150
        assert (ages[told].sum(axis=1, min_count=len(AGES)) == rows.loc[told, sex]).all()


def test_no_part_is_more_than_its_whole(rows):
    for part, whole in PART_OF:
        assert not (rows[part] > rows[whole]).any(), part
    of_shelters = ["households_without_shelter", "households_in_tents", "households_makeshift"]
    assert not (rows[of_shelters].sum(axis=1) > rows["households"]).any()
    shares = ["people_without_shelter_share", "people_in_tents_share", "people_makeshift_share", "people_indoors_share"]
    assert (rows[shares].sum(axis=1) <= 1 + 1e-9).all()
    assert not (rows["toilets_lockable"] > rows["toilets_functional"]).any()


def test_bands_run_upwards_and_no_day_comes_after_the_visit(rows):
    for least in [name for name in rows.columns if name.endswith("_least")]:
        most = least.removesuffix("_least") + "_most"
        assert (rows[least].notna() == rows[most].notna()).all(), least
        assert not (rows[least] > rows[most]).any(), least
    for day in ("water_tested_on", "desludged_on", "nfi_distributed_on", "management_since", "last_arrival_on"):
        told = rows.dropna(subset=[day])
        assert (told[day] <= told["assessed_on"]).all(), day


def test_every_standard_is_measured_fallen_short_of_and_left_open_somewhere(verdicts):
    counts = pd.crosstab(verdicts["standard"], verdicts["status"])
    assert len(counts) > 70
    few = counts[(counts["met"] + counts["short"] < 10) | (counts["short"] < 5) | (counts["not_assessed"] < 3)]
    assert few.index.tolist() == []
    assert counts.index[counts["met"] < 2].tolist() == []


def test_every_reason_why_something_is_not_assessed_occurs(verdicts):
    reasons = set(verdicts["not_assessed_reason"].dropna())
    assert {"not_visited", "not_asked", "no_access", "band", "old_test"} <= reasons


def test_the_four_sites_are_what_they_are_called(results, verdicts):
    status = pd.crosstab(verdicts["site_id"], verdicts["status"])
    measured = status["met"] + status["short"]
    assert status["met"][WELL] == status["met"].max()
    assert status["short"][BADLY] == status["short"].max()
    assert measured[HARDLY] == 0
    assert measured[WELL] > 70
    assert measured[BADLY] > 70
    found = results.quality().frame
    doubts = found[found["kind"] == "contradiction"]
    assert set(doubts["record_id"]) == {CONTRADICTORY}
    pairs = set(zip(doubts["code"], doubts["column"], strict=True))
    assert {("more_than", "toilets_functional"), ("given_without", "toilets_state"),
            ("given_without", "management_mode"), ("band_reversed", "water_queue_minutes_least")} <= pairs  # fmt: skip
    names = results.sites().set_index("site_id")["name"]
    assert {key: names[one["site_id"]] for key, one in FOLLOWED.items()} == {
        key: one["name"] for key, one in FOLLOWED.items()
    }


def test_coverage_moves_from_round_to_round_as_the_plan_says(rows):
    first, last = (rows[rows["round"] == number] for number in (1, 4))
    for column in ("lighting", "hotline_displayed", "service_wash", "wash_committee"):
        assert first[column].mean() < last[column].mean(), column
    asked = rows.groupby(rows["assessed_on"].str[:7])["lighting"].count()
    assert asked.iloc[0] < asked.iloc[-1] / 4


def test_the_list_of_activities_has_overlaps_ends_plans_and_gaps(results):
    services, sites = results.snapshot.frame("services"), results.sites()
    assert services["organisation_name"].str.endswith("(fictif)").all()
    assert 10 <= services["organisation"].nunique() <= 12
    status = services["activity_status"].value_counts(dropna=False)
    assert (status[["ongoing", "completed", "planned"]] > 20).all()
    assert services["activity_status"].isna().sum() > 10
    assert services["site_id"].isna().sum() > 10
    active = services[(services["activity_status"] == "ongoing") & services["site_id"].notna()]
    several = active.groupby(["site_id", "sector"])["organisation"].nunique()
    assert (several > 1).sum() >= 10
    managed = active[(active["sector"] == "cccm") & (active["organisation"] == "AG-A")]
    assert managed["site_id"].nunique() == 12
    people = services["site_id"].map(sites.set_index("site_id")["people"])
    more = services[services["people_reached"] > people]
    assert set(more["site_id"]) == {CONTRADICTORY}
    nobody = set(sites["adm2_pcode"]) - set(services.loc[services["sector"] == "health", "adm2_pcode"])
    assert nobody


def test_events_are_of_every_kind_and_follow_the_last_count_of_their_site(results):
    events = results.snapshot.frame("events")
    assert set(events["event_kind"]) == set(EVENT_KINDS)
    assert {"known", "unknown", "not_applicable"} <= set(events["destination"].dropna())
    assert (~events["confirmed"]).sum() >= 2
    assert {"low", "high", "severe"} <= set(events["sensitivity"])
    last = results.sites().set_index("site_id")["assessed_on"]
    told = events.dropna(subset=["site_id"])
    assert (told["occurred_on"] > told["site_id"].map(last)).all()
    assert (events["occurred_on"] <= demo.AS_OF).all()
    assert events["site_id"].isna().any()  # a site that is not on the register yet


def test_former_names_are_found_and_ids_of_another_list_are_ours(results):
    aliases = results.snapshot.frame("aliases")
    assert (aliases["frame"] == "sites").all()
    assert {WELL, BADLY, CONTRADICTORY} <= set(aliases["id"])
    sites = results.sites()
    assert not sites["site_id"].str.startswith("LISTE").any()
    assert not set(aliases["alias"]) & set(sites["name"])


def test_every_row_of_the_set_is_fictional(results):
    origins = results.snapshot.frame("origins")
    assert set(origins["sender"]) == {"demo"}
    assert (results.snapshot.settings["holds_real"], results.snapshot.settings["holds_fictional"]) == ("0", "1")


def test_a_site_keeps_its_luck_from_visit_to_visit():
    plan = read_plan()
    luck = Luck({**plan, "answers": {**plan["answers"], "changes": 0.0}})
    told = {"site_id": "S1", "assessed_on": "2023-08-10"}
    visit = Visit({"site_id": "S1"}, told, 100, 20, 0.0)
    answers = {luck.yes("lighting", visit) for _ in range(20)}
    assert len(answers) == 1
    better = Visit({"site_id": "S1"}, told, 100, 20, 9.0)  # 0.30 + 0.14 * 9 is above 0.97
    assert {luck.yes("lighting", Visit({"site_id": f"T{n}"}, told, 1, 1, 9.0)) for n in range(10)} >= {True}
    assert luck.of("households_with_tarpaulins", better, 20) <= 20
    assert luck.band("water_queue_minutes", visit) in [(0, 15), (15, 30), (15, 60), (30, 60), (60, 180)]
    assert {f"households_with_{item}" for item in ITEMS_RECEIVED} <= set(plan["answers"]["portion"])
