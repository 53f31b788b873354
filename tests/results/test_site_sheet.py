"""The sheet of a site: what belongs to it and nothing else, near places worked by hand, deny by default."""

from __future__ import annotations

import pandas as pd
import pytest

from data import demo
from data.access import LOCAL, Actor
from data.snapshot import Source
from data.store.store import Store, Told
from geo.errors import DataProblem, NotAllowed
from results import Results

ME = Told("tester", "test")
DAY = "2023-08-31"
FOLLOWED = {"well": "SIT-0068", "badly": "SIT-0033", "hardly": "SIT-0007", "contradictory": "SIT-0018"}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Results:
    store = Store(tmp_path_factory.mktemp("demo") / "pare.db")
    demo.load(store)
    return Results(Source(store).take(audience=LOCAL.role), LOCAL)


@pytest.fixture
def small(tmp_path) -> Results:
    """Two open sites and a closed one in Port-au-Prince, a shelter 1.11 km north of the first, one too far."""
    store = Store(tmp_path / "pare.db")
    place = {"adm2_pcode": "HT0111", "longitude": -72.33, "observed_on": "2023-01-01"}
    with store.batch(ME) as batch:
        batch.patch("sites", pd.DataFrame([
            {"site_id": "S1", "name": "Un", "latitude": 18.54, "opened_on": "2023-01-01", **place},
            {"site_id": "S2", "name": "Deux", "latitude": 18.54, **place},
            {"site_id": "S3", "name": "Trois", "latitude": 18.54, "closed_on": "2023-06-01", **place},
            {"site_id": "S4", "name": "Quatre", **(place | {"longitude": None})},
        ]))  # fmt: skip
        batch.patch("assessments", pd.DataFrame([
            {"site_id": "S1", "assessed_on": "2023-02-01", "individuals": 40, "toilets_functional": 2},
            {"site_id": "S1", "assessed_on": "2023-08-01", "individuals": 60, "toilets_functional": 2},
        ]))  # fmt: skip
        batch.patch("shelters", pd.DataFrame([
            {"shelter_id": "A1", "name": "Près", "latitude": 18.55, **place},
            {"shelter_id": "A2", "name": "Loin", "latitude": 18.59, **place},
        ]))  # fmt: skip
        batch.patch("events", pd.DataFrame([
            {"event_id": "E1", "event_kind": "departures", "site_id": "S1", "occurred_on": "2023-08-10",
             "people_out": 15, "destination": "unknown", "confirmed": True},
        ]))  # fmt: skip
    return Results(Source(store).take(audience=LOCAL.role, as_of=DAY), LOCAL)


def test_people_are_the_last_count_and_what_happened_since(small):
    told = small.site_sheet("S1")
    assert told.site["people"] == 60
    assert told.site["people_now"] == 60 - 15
    assert told.site["status"] == "open"
    assert told.rounds["people"].tolist() == [60, 40]
    assert told.events["event_id"].tolist() == ["E1"]
    assert told.history["what"].tolist() == ["event", "round", "round", "opened"]


def test_near_is_within_two_kilometres_and_open(small):
    # 0.01 degree of latitude is 1,107 m here; 0.05 degree is 5.5 km. The closed site and the site itself are not near.
    near = small.site_sheet("S1").near
    assert near["id"].tolist() == ["S2", "A1"]
    assert near["distance_m"].tolist() == pytest.approx([0.0, 1107], abs=3)
    assert near["walk_minutes"].tolist() == pytest.approx([0.0, 1107 / 66.667], abs=0.1)
    assert small.site_sheet("S4").near.empty


def test_a_closed_site_has_a_sheet_without_services(small):
    told = small.site_sheet("S3")
    assert told.site["status"] == "closed"
    assert told.services.empty
    assert told.history["what"].tolist() == ["closed"]


def test_both_phases_stand_beside_each_other(small):
    # Opened in January: in August it is past its first phase. 60 people, 2 toilets: 30 each, short of 20, within 50.
    told = small.site_sheet("S1")
    row = told.services.set_index("standard").loc["toilets"]
    other = told.other_phase.set_index("standard").loc["toilets"]
    assert (row["phase"], row["status"], row["gap"]) == ("standard", "short", 1)
    assert (other["phase"], other["status"], other["gap"]) == ("first", "met", 0)
    assert told.services["site_id"].unique().tolist() == ["S1"]


def test_an_unknown_site_is_refused_in_words(small):
    with pytest.raises(DataProblem, match="unknown_value"):
        small.site_sheet("S9")
    with pytest.raises(DataProblem, match="unknown_value"):
        small.place_sheet("HT9999")


@pytest.mark.parametrize("role", ["partner", "donor", "public"])
def test_nobody_but_the_coordinator_gets_a_sheet(small, tmp_path, role):
    asked = Results(Source(Store(tmp_path / "pare.db")).take(audience=role, as_of=DAY), Actor("somebody", role))
    for ask in (lambda: asked.site_sheet("S1"), lambda: asked.place_sheet("HT0111"), asked.register,
                asked.site_hazards):  # fmt: skip
        with pytest.raises(NotAllowed):
            ask()


def test_four_sites_of_the_demonstration_say_what_they_are_named_for(shown):
    told = {name: shown.site_sheet(code) for name, code in FOLLOWED.items()}
    counts = {name: one.services["status"].value_counts() for name, one in told.items()}
    assert counts["well"]["met"] > 4 * counts["well"]["short"]
    assert counts["badly"]["short"] > 4 * counts["badly"]["met"]
    assert set(counts["hardly"].index) == {"not_assessed", "not_applicable"}
    assert len(told["contradictory"].doubts) > 10
    assert all(told[name].doubts.empty for name in ("well", "badly", "hardly"))
    assert told["well"].site["aliases"]
    assert len(told["well"].partners) > 0


def test_the_sheet_of_a_place_sums_what_its_sites_say(shown):
    told, sites = shown.place_sheet("HT0111"), shown.sites()
    here = sites[sites["adm2_pcode"] == "HT0111"]
    assert told.place["people"] == here["people"].sum()
    assert told.place["sites_open"] == len(here) == len(told.sites)
    assert told.services["place"].unique().tolist() == ["HT0111"]
    flood = told.hazards[told.hazards["hazard"] == "flood"]
    inside = shown.site_hazards()
    inside = inside[(inside["hazard"] == "flood") & inside["site_id"].isin(here["site_id"])]
    assert flood["sites"].sum() == len(inside)
    assert flood["people"].sum() == here.set_index("site_id")["people"].reindex(inside["site_id"]).sum()
    assert shown.place_sheet("HT01").place["level"] == "adm1"
