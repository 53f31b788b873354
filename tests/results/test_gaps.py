"""Gaps, costs, what-if, priorities and partners through the store, the cache and disclosure."""

from __future__ import annotations

import pandas as pd
import pytest

from data.access import LOCAL, Actor
from data.snapshot import Source
from data.store.store import Store, Told
from geo.errors import DataProblem, NotAllowed
from results import Results
from tests.geo import small_haiti

ME = Told("tester", "test")


@pytest.fixture
def store(tmp_path) -> Store:
    """The small Haiti, with two organisations at S1."""
    made = Store(tmp_path / "pare.db")
    with made.batch(ME) as batch:
        batch.patch("sites", small_haiti.sites())
        batch.patch("assessments", small_haiti.assessments())
        told = {"adm2_pcode": "HT0111", "site_id": "S1", "sector": "wash", "activity_status": "ongoing"}
        rows = [
            {"service_id": f"V{n}", "organisation": f"ORG-{n}", "observed_on": "2023-07-01", **told} for n in (1, 2)
        ]
        batch.patch("services", pd.DataFrame(rows))
    return made


def results(store: Store, role: Actor = LOCAL) -> Results:
    return Results(Source(store).take(audience=role.role, as_of=small_haiti.AS_OF), role)


def test_toilets_of_the_small_haiti_from_gap_to_cost(store):
    asked = results(store)
    told = asked.gaps("adm2", "standard").frame.set_index(["place", "standard"])
    # S1 lacks 13 and S2 45 of 20 persons each: 58 toilets at 350 dollars
    assert told.loc[("HT0111", "toilets"), ["gap", "units", "cost_usd"]].tolist() == [58, 58, 58 * 350]
    assert asked.gap_costs("adm1", "standard").frame["place"].is_unique
    only = asked.gap_costs("adm2", "standard", ("toilets",)).frame.set_index("place")
    assert only.loc["HT0111", "cost_usd"] == 58 * 350  # of one standard, nothing else in the sum
    with store.batch(ME) as batch:
        batch.patch("settings", pd.DataFrame([{"setting": "cost.toilets", "value": "400"}]))
    told = results(store).gaps("adm2", "standard")
    assert told.frame.set_index(["place", "standard"]).loc[("HT0111", "toilets"), "cost_usd"] == 58 * 400
    inputs = {one.name: one.value for one in told.explain(place="HT0111", standard="toilets").inputs}
    assert inputs["unit_cost_usd"] == 400


def test_additions_change_coverage_and_nothing_in_the_store(store):
    asked, head = results(store), store.head()
    additions = (("S1", "toilets_functional", 13.0), ("S5", "toilets_functional", 5.0))
    told = asked.what_if(additions, "adm2", "standard").frame.set_index(["place", "standard"])
    assert told.loc[("HT0111", "toilets"), "people_newly_met"] == 487
    assert asked.additions(additions)["outcome"].tolist() == ["added", "unknown_before"]
    assert store.head() == head
    assert asked.gaps("adm2", "standard").frame.set_index(["place", "standard"]).loc[("HT0111", "toilets"), "gap"] == 58


def test_the_next_units_of_a_place(store):
    asked = results(store)
    told = asked.next_units("toilets", 50, phase="standard")
    # S2 wants 45 of them in full; S1 lacks 487 - 240 = 247: 12 in full and one of 7
    assert told.frame.set_index("site_id")["units_added"].to_dict() == {"S2": 45, "S1": 5}
    assert asked.next_units("toilets", 5, place="HT07", phase="standard").frame.empty
    assert len(asked.next_units("toilets", 5, place="MAPAP", phase="standard").frame) == 1
    assert {"toilets", "bathing", "water_points", "water_quantity"} <= set(asked.standards_with_units())
    with pytest.raises(DataProblem, match="unknown_standard"):
        asked.next_units("beauty", 5)


def test_priorities_with_weights_tried_out(store):
    asked = results(store)
    told = asked.priorities("standard")
    assert set(told.frame["site_id"]) == {"S1", "S2", "S3", "S4", "S5"}
    assert told.frame["rank"].dropna().tolist() == sorted(told.frame["rank"].dropna())
    only = dict.fromkeys((*asked.weights().standards, *asked.weights().factors), 0.0) | {"toilets": 1.0}
    tried = asked.priorities("standard", edits=tuple(only.items())).frame.set_index("site_id")
    # S1 40.6 persons a toilet against 20: 1 - 20 / (487 / 12); S2 none: 1; S3 20 a toilet: met
    assert tried.loc[["S1", "S2", "S3"], "score"].tolist() == pytest.approx([1 - 240 / 487, 1, 0])
    shares = (("S1", 1.0, float("nan")),)
    near = asked.priorities("standard", shares=shares, by="people_in_need")
    assert near.facts["weights"]["hazard_exposure_share"] == 2


def test_partners_overlaps_presence_and_managers(store):
    asked = results(store)
    assert asked.partner_overlaps()[["site_id", "names", "name"]].to_numpy().tolist() == [
        ["S1", "ORG-1, ORG-2", "Place Sainte-Anne"]
    ]
    told = asked.presence().frame.set_index(["site_id", "sector"])
    assert told.loc[("S1", "wash"), "presence"] == "present"
    assert told.loc[("S2", "cccm"), "presence"] == "absent"  # the round found no manager
    places = asked.presence("adm2").frame.set_index(["place", "sector"])
    assert places.loc[("HT0111", "health"), "nobody"]
    managers = asked.managers("adm2").frame
    assert managers.loc[managers["place"] == "HT0111", "managed"].tolist() == ["unnamed", "none"]
    assert asked.lost_managers().empty


def test_offers_and_excess_come_from_what_can_be_moved(store):
    asked = results(store)
    # S3 has 60 stations for 50 toilets, S2 and S5 have none and want one each
    assert asked.excess("standard").set_index("site_id")["excess"].to_dict() == {"S3": 10}
    told = asked.offers("standard").frame
    assert told[["site_id", "from_site_id", "quantity"]].to_numpy().tolist() == [["S2", "S3", 1], ["S5", "S3", 1]]
    assert told["distance_m"].iloc[0] == pytest.approx(11_000, abs=1)  # 784 to 795 km east


def test_every_figure_is_denied_to_other_audiences(store):
    donor = results(store, Actor("somebody", "donor"))
    figures = {
        "gaps": (), "gap_costs": (), "excess": (), "offers": (), "additions": ((("S1", "taps", 1.0),),),
        "what_if": ((("S1", "taps", 1.0),),), "next_units": ("toilets", 3), "priorities": (), "partners": (),
        "partner_overlaps": (), "presence": (), "managers": (), "lost_managers": (),
    }  # fmt: skip
    for name, arguments in figures.items():
        with pytest.raises(NotAllowed):
            getattr(donor, name)(*arguments)
