"""The page's figures on the demonstration and on a small store with known faults."""

from __future__ import annotations

import pandas as pd
import pytest

from components.figures import doubts
from components.i18n import LANGUAGES, Words
from data import demo, home
from data.access import LOCAL, NOBODY, Actor
from data.snapshot import Source
from data.store.store import Store, Told
from geo.errors import NotAllowed
from geo.freshness import STATES
from geo.quality import KINDS
from results import Results
from tests.components.test_explained import every

DAY = "2023-08-31"


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> Results:
    store = Store(tmp_path_factory.mktemp("demo") / "pare.db")
    demo.load(store)
    with store.batch(Told("t", "faults", "partner", fictional=True)) as batch:
        told = {"site_id": "SIT-0001", "assessed_on": "2023-08-29", "individuals": 5200, "households": 300}
        form = {"toilets_total": 0, "toilets_separated": True, "water_litres_person_day": 300, "females": 2000}
        batch.patch("assessments", pd.DataFrame([told | form | {"males": 1000, "first_arrival_on": "2023-05-01",
                                                               "last_arrival_on": "2023-02-01"}]))  # fmt: skip
        batch.patch("shelters", pd.DataFrame([{"shelter_id": "ABR-0002", "shelter_status": "closed",
                                               "occupancy_persons": 9, "observed_on": "2023-08-30"}]))  # fmt: skip
    return Results(Source(store).take(audience=LOCAL.role), LOCAL)


def test_the_states_of_the_queue_add_up(results):
    queue = results.stale()
    assert sum(queue.facts[state] for state in STATES) == len(results.records())
    assert len(queue.frame) == len(results.records()) - queue.facts["fresh"]
    assert results.refreshers()["records"].sum() == len(queue.frame)
    assert not every(queue)


def test_findings_of_every_kind_are_worded_in_three_languages(results):
    told = results.quality()
    assert set(told.frame["kind"]) == {"outlier", "contradiction", "age"}  # boundaries are schematic: no place
    assert sum(told.facts[kind] for kind in KINDS) == len(told.frame)
    rows = told.frame.drop_duplicates(["code", "column"])
    communes = results.places().set_index("adm2_pcode")["name_fr"].to_dict()
    for lang in LANGUAGES:
        said = doubts.sentences(rows, communes, Words(lang))
        assert not said.str.contains(r"quality\.|column\.|\?$|\{", regex=True).drop(
            rows.index[rows["code"] == "water_high"]
        ).any()  # fmt: skip
    assert not every(told)


def test_the_sentence_of_a_finding(results):
    rows = results.quality().frame
    (row,) = rows[rows["code"] == "people_jumped"].to_dict("records")
    said = doubts.sentences(pd.DataFrame([row]), {}, Words("en"))[0]
    assert said == "5,200 people, against 1,791 at the count before"
    (shelter,) = rows[(rows["record_id"] == "ABR-0002") & (rows["code"] == "given_without")].to_dict("records")
    assert shelter["expected"] == "closed"
    said = doubts.sentences(pd.DataFrame([shelter]), {}, Words("fr"))[0]
    assert (
        said
        == "« Personnes dans l'abri en ce moment » est rempli (9) alors que « État de l'abri en ce moment » dit fermé"
    )


def test_addresses_of_records_are_safe_and_absent_without_a_sheet():
    rows = pd.DataFrame({"table_name": ["sites", "ways"], "record_id": ["S&1 <x>", "R1"]})
    told = doubts.addresses(rows, {"sites": ("sites", "site")}, "ht")
    assert told.tolist() == ["/sites?site=S%261+%3Cx%3E&lang=ht", None]


@pytest.mark.parametrize("by", ["all", "partner", "sender"])
def test_completeness_has_every_assessment_once(results, by):
    rows = results.completeness(by)
    one = rows[rows["column"] == "individuals"]
    assert one["records"].sum() == results.sites()["assessed_on"].notna().sum()
    assert rows["filled_share"].between(0, 1).all()
    if by == "sender":
        assert one.set_index("partner")["records"].to_dict()["partner"] == 1


def test_feeds_are_told_from_the_disk_alone(results, monkeypatch, tmp_path):
    import socket

    def refused(*_args, **_kwargs):
        raise AssertionError("the network was asked")

    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    monkeypatch.setattr(socket, "socket", refused)
    monkeypatch.setattr(socket, "create_connection", refused)
    told = results.feeds()
    assert told
    assert not any(one.last_good_at for one in told)
    assert home.home() == tmp_path


def test_nobody_is_told_anything(results):
    nobody = Results(Source(Store(results_path(results))).take(audience=NOBODY.role), Actor("x", NOBODY.role))
    for ask in (nobody.stale, nobody.quality, nobody.completeness, nobody.feeds):
        with pytest.raises(NotAllowed):
            ask()


def results_path(results: Results):
    """File of the store behind a snapshot's reader."""
    return results.snapshot.load.func.__self__.store.path
