"""The page of displacement through the store: periods, lists, flows, host families, and what was known on a day."""

from __future__ import annotations

import pandas as pd
import pytest

from data import withholding
from data.access import LOCAL, Actor
from data.snapshot import Source
from data.store.store import Store, Told
from data.withholding import Place
from geo.errors import DataProblem, NotAllowed
from results import Results
from results.displacement import Period
from tests.geo import small_haiti
from tests.geo.test_site_events import happened

PARTNER = Actor("somebody", "partner")
LEFT = {"event_id": "E1", "occurred_on": "2023-08-20", "event_kind": "departures", "site_id": "S2", "people_out": 300,
        "destination_site_id": "S5", "sensitivity": "low"}  # fmt: skip
SINCE = Period("R4 2023-08", "", "2023-08-18", "2023-08-31")


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    """The small Haiti, recorded on 19 August; events and host families on the 25th and the 28th."""
    made = Store(tmp_path / "pare.db")
    tell(made, monkeypatch, "2023-08-19", sites=small_haiti.sites(), assessments=small_haiti.assessments())
    tell(made, monkeypatch, "2023-08-25", events=happened(LEFT))
    more = {"event_id": "E2", "occurred_on": "2023-08-21", "event_kind": "emptied", "site_id": "S1"}
    tell(made, monkeypatch, "2023-08-28", events=happened(more), displacement=small_haiti.displacement())
    return made


def tell(store: Store, monkeypatch, day: str, **tables: pd.DataFrame) -> None:
    monkeypatch.setattr("data.store.acts.now", lambda: f"{day}T10:00:00-04:00")
    with store.batch(Told("tester", "test")) as batch:
        for name, rows in tables.items():
            batch.patch(name, rows)


def results(store: Store, role: Actor = LOCAL, **clocks) -> Results:
    return Results(Source(store).take(audience=role.role, **{"as_of": small_haiti.AS_OF, **clocks}), role)


def test_periods_of_a_place_are_its_own(store):
    asked = results(store)
    assert asked.periods() == [SINCE, Period("R3 2023-05", "R4 2023-08", "2023-06-20", "2023-08-18")]
    assert [one.code for one in asked.periods()] == ["since", "R4 2023-08"]
    # Sud was seen in round 3 only, Torbeck never
    assert [one.code for one in asked.periods("HT07")] == ["since"]
    assert asked.periods("HT0712") == []


def test_sites_of_a_period_and_place(store):
    asked = results(store)
    rounds = asked.periods()[1]
    rows = asked.changed_sites("HT", rounds)
    assert rows[["site_id", "change"]].to_numpy().tolist() == [["S2", "new"], ["S5", "missing"], ["S4", "missing"]]
    assert rows["adm2_name"].tolist() == ["Port-au-Prince", "Les Cayes", "Hinche"]
    assert rows["people_now"].tolist() == [600, 600, 110]
    since = asked.changed_sites("HT01", SINCE)
    assert since[["site_id", "change", "since"]].to_numpy().tolist() == [["S1", "emptied", "2023-08-21"]]
    assert asked.changed_sites("HT06", SINCE).empty
    counts = asked.trends().frame.iloc[-1]
    assert counts[["sites_new", "sites_missing", "sites_emptied"]].tolist() == [1, 2, 0]


def test_flows_of_a_period_and_place(store):
    asked = results(store)
    whole = asked.event_flows("HT", SINCE).explain(event_kind="all")
    # 300 left S2 for S5, and the 487 who were counted at S1 left, nobody knows where to
    assert whole.value == 787
    rows = asked.flows_between("HT", SINCE)
    assert rows[["origin_name", "people", "went_to"]].to_numpy().tolist() == [
        ["Port-au-Prince", 487, "destination_unknown"], ["Port-au-Prince", 300, "to_sites"]]  # fmt: skip
    # Les Cayes is where the 300 went: a row of the place, though no event happened there
    assert asked.flows_between("HT0711", SINCE)["people"].tolist() == [300]
    assert asked.events_between("HT0711", SINCE).empty
    assert asked.events_between("HT", SINCE)["event_id"].tolist() == ["E2", "E1"]
    assert asked.events_between("HT", asked.periods()[1]).empty


def test_host_families_and_series(store):
    asked = results(store)
    assert asked.host_and_sites("HT01").frame["displaced"].tolist() == [600 + 1_800, 1_000 + 600]
    assert asked.displacement_series("HT0111").frame["host_people"].tolist() == [1_500, 1_800]
    with pytest.raises(DataProblem, match="unknown_value"):
        asked.displacement_series("HT9999")


def test_what_was_known_on_a_day(store):
    days = results(store).recorded()
    assert days.to_numpy().tolist() == [["2023-08-19", 1], ["2023-08-25", 2], ["2023-08-28", 3]]
    now = {seq: results(store, known_at=seq).people_now("adm0").frame["people_now"].tolist() for seq in days["seq"]}
    assert now == {1: [2_797], 2: [2_797], 3: [2_797 - 487]}  # from S2 to S5 nobody is lost
    assert results(store, known_at=1).events_between("HT", SINCE).empty
    assert results(store, known_at=2).host_and_sites().frame["host_people"].isna().all()
    assert results(store, known_at=2).site_history("S1")["what"].tolist() == ["opened", "round", "round"]
    assert results(store).site_history("S1")["what"].tolist() == ["opened", "round", "round", "event"]
    assert results(store, known_at=2).recorded()["seq"].tolist() == [1, 2]


def test_an_undone_batch_is_known_until_it_is_undone(store, monkeypatch):
    monkeypatch.setattr("data.store.acts.now", lambda: "2023-08-30T10:00:00-04:00")
    store.undo(3, author="tester", reason="wrong file")
    days = results(store).recorded()
    assert days["day"].tolist()[-1] == "2023-08-30"
    assert results(store, known_at=3).people_now("adm0").frame["people_now"].tolist() == [2_310]
    assert results(store).people_now("adm0").frame["people_now"].tolist() == [2_797]


def test_nothing_was_known_before_the_first_day(store):
    asked = results(store, known_at=0)
    assert asked.periods() == []
    assert asked.trends().frame.empty
    assert asked.people_now("adm0").frame.empty
    assert asked.host_and_sites().frame.empty
    assert asked.displacement_series().frame.empty
    assert asked.recorded().empty


def test_counts_and_events_of_one_site(store):
    asked = results(store)
    assert asked.sites_of("HT0111")["site_id"].tolist() == ["S1", "S2"]
    assert asked.counts_of_site("S2")["people"].tolist() == [900]
    assert asked.events_of_site("S5")["event_id"].tolist() == ["E1"]


def test_every_figure_is_denied_to_other_audiences(store):
    partner = results(store, PARTNER)
    asked = {"periods": (), "changed_sites": ("HT", SINCE), "event_flows": ("HT", SINCE), "events_between": ("HT", SINCE),
             "flows_between": ("HT", SINCE), "host_and_sites": (), "displacement_series": (), "recorded": (),
             "sites_of": (), "counts_of_site": ("S1",), "events_of_site": ("S1",), "emptied_by_round": ()}  # fmt: skip
    for name, arguments in asked.items():
        with pytest.raises(NotAllowed):
            getattr(partner, name)(*arguments)


def test_what_is_withheld_today_is_in_no_picture_of_an_earlier_day(store):
    withholding.withhold(store, "sites", Place("S2"), author="tester", reason="protection")
    for known_at in (1, 2, 3, None):
        asked = results(store, known_at=known_at)
        assert "S2" not in asked.sites_of()["site_id"].tolist()
        for period in asked.periods():
            assert "S2" not in asked.changed_sites("HT", period)["site_id"].tolist()
            assert "S2" not in asked.events_between("HT", period)["site_id"].tolist()
        assert asked.trends().frame["sites_covered"].tolist() == [4, 2]
