"""People now, events, trends and history through the store, the cache and disclosure."""

from __future__ import annotations

import pandas as pd
import pytest

from data import who_is_who
from data.access import LOCAL, Actor
from data.snapshot import Source
from data.store.store import Store, Told
from geo.errors import DataProblem, NotAllowed
from results import Results
from tests.geo import small_haiti
from tests.geo.test_site_events import happened

ME = Told("tester", "test")
PARTNER = Actor("somebody", "partner")


@pytest.fixture
def store(tmp_path) -> Store:
    """The small Haiti."""
    made = Store(tmp_path / "pare.db")
    with made.batch(ME) as batch:
        batch.patch("sites", small_haiti.sites())
        batch.patch("assessments", small_haiti.assessments())
    return made


def tell(store: Store, *rows: dict) -> int:
    with store.batch(ME) as batch:
        batch.patch("events", happened(*rows))
    return batch.seq


def results(store: Store, role: Actor = LOCAL, **clocks) -> Results:
    return Results(Source(store).take(audience=role.role, **{"as_of": small_haiti.AS_OF, **clocks}), role)


LEFT = {"occurred_on": "2023-08-20", "event_kind": "departures", "site_id": "S2", "people_out": 300,
        "destination_site_id": "S5", "sensitivity": "high"}  # fmt: skip


def test_events_change_people_now_and_not_the_last_counts(store):
    before = results(store).headlines()
    assert before.facts["people_now"] == 2_797  # S4's count of May is in it, the last round of S4 has none
    tell(store, LEFT, {**LEFT, "event_id": "E2", "people_out": 50, "destination_site_id": None})
    asked = results(store)
    people = asked.headlines().frame.set_index("figure")["value"]
    assert people["idp_individuals"] == before.frame.set_index("figure")["value"]["idp_individuals"] == 2_687
    assert asked.headlines().facts["people_now"] == 2_747
    assert asked.headlines("HT07").facts["people_now"] == 600
    places = asked.people_now("adm1").frame.set_index("place")
    assert places.loc["HT01", ["people_now", "destination_unknown"]].tolist() == [2_037, 50]
    assert asked.people_now().explain(place="S2").value == 550
    listed = asked.events_list()
    assert listed[["event_id", "applied", "adm2_name"]].to_numpy().tolist() == [
        ["E2", "applied", "Port-au-Prince"], ["E1", "applied", "Port-au-Prince"]]  # fmt: skip


def test_what_was_known_before_the_events_came_in(store):
    head = store.head()
    tell(store, LEFT)
    assert results(store, known_at=head).people_now().explain(place="S2").value == 900
    assert results(store, known_at=head).site_history("S2")["what"].tolist() == ["opened", "round"]
    assert results(store).site_history("S2")["what"].tolist() == ["opened", "round", "event"]
    assert results(store, as_of="2023-08-19").events_list().empty


def test_an_event_taken_back_is_gone(store):
    batch = tell(store, LEFT)
    store.undo(batch, author="tester", reason="wrong site")
    assert results(store).people_now().explain(place="S2").value == 900


def test_trends_and_changes_of_places(store):
    asked = results(store)
    nation = asked.trends().frame
    assert nation["round"].tolist() == ["R3 2023-05", "R4 2023-08"]
    assert nation["people_change"].tolist()[1] == 47
    toilets = asked.trends("MAPAP", "toilets", "standard")
    assert toilets.frame["coverage_share"].tolist()[1] == pytest.approx(1_000 / 2_387)
    assert asked.trends("HT0611").frame["sites_covered"].tolist() == [1]
    changes = asked.site_changes("adm1").frame.set_index("place")
    assert changes.loc["HT01", ["round", "sites_new", "sites_missing"]].tolist() == ["R4 2023-08", 1, 0]
    with pytest.raises(DataProblem, match="unknown_value"):
        asked.trends("HT9999")
    with pytest.raises(DataProblem, match="unknown_standard"):
        asked.trends("HT", "beauty")
    with pytest.raises(DataProblem, match="unknown_level"):
        asked.site_changes("street")


def test_a_merged_site_is_a_row_of_the_history_and_its_events_go_with_it(store):
    with store.batch(ME) as batch:
        batch.patch("sites", pd.DataFrame([{"site_id": "X1", "name": "Autre nom", "adm2_pcode": "HT0111"}]))
    tell(store, {**LEFT, "site_id": "X1", "people_out": 7})
    assert results(store).people_now().frame.set_index("place").loc["X1", "people_out"] == 7
    who_is_who.same(store, "sites", "X1", "S1", author="tester", reason="same place")
    asked = results(store)
    assert asked.merged_sites()[["site_id", "merged_into", "status"]].to_numpy().tolist() == [["X1", "S1", "merged"]]
    assert asked.people_now().explain(place="S1").value == 480
    assert "merged" in asked.site_history("S1")["what"].tolist()


def test_a_partners_picture_holds_no_event_of_high_or_untold_sensitivity(store):
    levels = ("low", "moderate", "high", "severe", None)
    rows = [{**LEFT, "event_id": f"E-{level}", "sensitivity": level, "people_out": 1} for level in levels]
    tell(store, *rows)
    seen = Source(store).take(audience="partner", as_of=small_haiti.AS_OF).frame("events")
    assert seen["sensitivity"].tolist() == ["low", "moderate"]
    assert len(Source(store).take(audience="coordinator", as_of=small_haiti.AS_OF).frame("events")) == 5


def test_every_figure_is_denied_to_other_audiences(store):
    partner = results(store, PARTNER)
    for name, arguments in {"people_now": (), "events_list": (), "trends": (), "site_changes": (), "site_history": ("S1",),
                            "merged_sites": ()}.items():  # fmt: skip
        with pytest.raises(NotAllowed):
            getattr(partner, name)(*arguments)
