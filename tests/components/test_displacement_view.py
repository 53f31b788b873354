"""The page of displacement, run without a browser on the small Haiti: every part, in three languages, as known on a day."""

from __future__ import annotations

from functools import partial

import pandas as pd
import pytest

from components.i18n import LANGUAGES, Words
from data.access import NOBODY
from data.home import store_path
from data.store.store import Store, Told
from tests.components.page_runs import opened, text
from tests.geo import small_haiti
from tests.geo.test_site_events import happened

PARTS = ("trend", "sites", "events", "host", "series")
TR = Words("fr")
run = partial(opened, "situation/displacement.py")


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    """The small Haiti, recorded on 19 August 2023; an unconfirmed event and two confirmed ones on the 25th."""
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    monkeypatch.setattr("streamlit.page_link", lambda *_a, **_k: None)  # there is no navigation around the page
    made = Store(store_path())
    tables = {"sites": small_haiti.sites(), "assessments": small_haiti.assessments(),
              "displacement": small_haiti.displacement(),
              "settings": pd.DataFrame([{"setting": "as_of", "value": small_haiti.AS_OF}])}  # fmt: skip
    record(made, monkeypatch, "2023-08-19", tables)
    left = {"occurred_on": "2023-08-22", "event_kind": "departures", "people_out": 300}
    events = happened({**left, "site_id": "S2"}, {**left, "site_id": "S3", "confirmed": False},
                      {"occurred_on": "2023-08-23", "event_kind": "emptied", "site_id": "S1"})  # fmt: skip
    record(made, monkeypatch, "2023-08-25", {"events": events})
    return made


def record(store: Store, monkeypatch, day: str, tables: dict[str, pd.DataFrame]) -> None:
    monkeypatch.setattr("data.store.acts.now", lambda: f"{day}T10:00:00-04:00")
    with store.batch(Told("demo", "demo", "small Haiti", fictional=True)) as batch:
        for name, rows in tables.items():
            batch.patch(name, rows)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_in_every_language(store, part, lang):
    told = text(run(part=part, lang=lang))
    assert "displacement." not in told
    assert "{" not in told


def test_the_trend_says_what_the_round_covers_and_compares_the_same_sites(store):
    told = text(run())
    # round 4 found 3 of 5 open sites; S1 and S3 were counted in both rounds: 1,440 and 1,487
    assert (
        TR("displacement.covers", round="R4, août 2023", covered=3, open=5, share=TR.share(0.6), people=2_387) in told
    )
    assert f"de {TR.number(1_440)} à **{TR.number(1_487)}** personnes (+47)" in told


def test_a_standard_adds_its_coverage_like_with_like(store):
    assert TR("displacement.coverage_note") in text(run(trend_of="toilets"))


def test_a_site_of_the_address_shows_its_own_line(store):
    app = run(site="S2")
    assert TR("displacement.site_now", people=600.0) in text(app)
    assert run(site="nobody").selectbox(key="site").value == ""


def test_people_now_and_those_of_unknown_whereabouts(store):
    told = text(run(part="events"))
    # 2,797 were counted; 300 left S2 and 487 left S1, nobody knows where to; S3's departure is not confirmed
    assert f"**{TR.number(2_010)}** personnes" in told
    assert TR("displacement.unknown", people=787.0) in told
    assert TR("displacement.events_unconfirmed", count=1) in told
    frame = run(part="events").dataframe[0].value
    assert frame.iloc[0].tolist()[:4] == ["tous", 0, 787, 787]


def test_as_known_on_a_day(store):
    app = run(part="events", known="2023-08-19")
    told = text(app)
    assert f"**{TR.number(2_797)}** personnes" in told
    assert "Tel qu'on le savait à la fin du 19 août 2023" in told
    # a day between two recordings knows what the earlier one knew; one before all of them knows nothing
    assert f"**{TR.number(2_797)}** personnes" in text(run(part="events", known="2023-08-22"))
    assert TR("displacement.no_round", place="Haïti") in text(run(known="2023-08-01"))
    for nonsense in ("2099-01-01", "yesterday", "2023-13-01"):
        assert run(part="events", known=nonsense).selectbox(key="known").value == ""


def test_sites_gained_and_lost_with_the_way_to_their_sheets(store):
    app = run(part="sites")
    told = text(app)
    assert "**1** nouveaux · **0** retrouvés · **0** fermés · **0** vidés · **2** non retrouvés" in told
    links = app.dataframe[0].value["link"].tolist()
    assert links[0].startswith("/sites?site=S2")
    assert "**1** vidés" in text(run(part="sites", round="since"))
    assert len(run(part="sites", change="new").dataframe[0].value) == 1


def test_places_of_the_address(store):
    assert run(place="HT07", part="host").dataframe[0].value["Nom"].tolist() == ["Les Cayes"]
    assert TR("displacement.no_round", place="Torbeck") in text(run(place="HT0712"))
    assert run(place="HT9999").selectbox(key="place").value == "HT"


def test_nobody_else_opens_the_page(store, monkeypatch):
    monkeypatch.setattr("components.session.actor", lambda: NOBODY)
    app = run()
    assert app.error
    assert not app.dataframe
    assert not app.selectbox
