"""Situation reports through the store, on the small Haiti: numbered, revised, and reckoned again as known then.

Les Cayes and Torbeck (Sud) and Port-au-Prince (Ouest) report; Croix-des-Bouquets and Hinche never do.
"""

from __future__ import annotations

import math
import threading
from dataclasses import replace

import pandas as pd
import pytest

from components.figures.report import situation_filled
from components.figures.report.situation import Written as OnPaper
from components.i18n import Words
from data import situation_reports
from data.access import LOCAL, NOBODY
from data.home import store_path
from data.situation_reports import LONGEST, Issued, Written
from data.snapshot import Source
from data.store.store import Store, Told
from geo.errors import DataProblem, NotAllowed
from results import Results
from results.reports import Asked
from tests.geo import small_haiti

CODE, AT, EARLIER = "EXEMPLE", "2023-08-31T18:00Z", "2023-08-30T20:00Z"
TR = Words("fr")


def rows(*told: tuple[str, str, dict[str, float]]) -> pd.DataFrame:
    return pd.DataFrame([
        {"emergency": CODE, "adm2_pcode": code, "reported_at": at, "observed_on": at[:10], **more}
        for code, at, more in told
    ])  # fmt: skip


FIRST = rows(
    ("HT0711", "2023-08-30T15:00Z", {"deaths": 2, "people_affected": 4000}),
    ("HT0712", "2023-08-31T10:00Z", {"deaths": 0}),
    ("HT0711", "2023-08-31T12:00Z", {"deaths": 3, "people_affected": 12000}),
    ("HT0111", "2023-08-31T11:00Z", {"deaths": 1}),
)  # fmt: skip


def made() -> Store:
    """The small Haiti with an emergency, in the store of PARE_HOME."""
    store = Store(store_path())
    vigilance = {"series": "vigilance", "adm1_pcode": "HT07", "hazard": "cyclone", "issued_at": "2023-08-30T10:00Z",
                 "level": "red", "observed_on": "2023-08-30"}  # fmt: skip
    settings = [("as_of", small_haiti.AS_OF), ("boundary_set", "small"), ("population_set", "small"),
                ("second_person", "0")]  # fmt: skip
    tables = {
        "boundaries": small_haiti.boundaries(), "population": small_haiti.population(), "sites": small_haiti.sites(),
        "zones": small_haiti.zones(), "impacts": FIRST, "alerts": pd.DataFrame([vigilance]),
        "activations": pd.DataFrame([{"centre": "department", "place": "HT07", "issued_at": "2023-08-30T09:00Z",
                                      "activation": "partial", "observed_on": "2023-08-30"}]),
        "settings": pd.DataFrame(settings, columns=["setting", "value"]),
    }  # fmt: skip
    with store.batch(Told("demo", "demo", "small Haiti", fictional=True)) as batch:
        for name, table in tables.items():
            batch.patch(name, table)
    return store


def results(store: Store, **clocks: object) -> Results:
    return Results(Source(store).take(audience="coordinator", **clocks), LOCAL)  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    return made()


def written(asked: Results, at: str = AT, place: str = "HT", **texts: str) -> Written:
    told = {"highlights": "- RN2 coupée", "written_by": "Permanence du COUN", **texts}
    about = Asked(CODE, place, at)
    draft = situation_filled.draft(asked, about, OnPaper(told))
    centre = "national" if place == "HT" else "department"
    return Written(CODE, centre, place, EARLIER, at, told, asked.snapshot.known_at, asked.snapshot.as_of,
                   draft.written.sha256)  # fmt: skip


def test_figures_of_the_country_and_of_a_department(store):
    asked = results(store)
    facts = asked.situation(Asked(CODE, "HT", AT, EARLIER))
    assert sorted(facts.silent["adm2_pcode"]) == ["HT0131", "HT0611"]
    deaths = facts.measures.set_index("measure").loc["deaths"]
    # now 3 + 0 + 1; then Les Cayes 2; of both moments Les Cayes alone: + 1
    assert deaths[["total", "total_communes", "before", "change"]].tolist() == [4, 3, 2, 1]
    by = facts.departments.set_index("place")
    assert by.loc["HT07", ["deaths", "communes", "communes_reporting", "communes_silent"]].tolist() == [3, 2, 2, 0]
    assert by.loc["HT01", ["deaths", "communes_silent"]].tolist() == [1, 1]
    assert math.isnan(by.loc["HT06", "deaths"])
    assert by["deaths"].sum() == deaths["total"]  # departments add up to the nation
    sud = asked.situation(Asked(CODE, "HT07", AT))
    assert sud.communes["adm2_pcode"].tolist() == ["HT0712", "HT0711"]  # the longest silent first
    assert sud.departments.empty
    assert sud.alerts["adm1_pcode"].tolist() == ["HT07"]
    assert sud.activations["name"].tolist() == [sud.name] == ["HT07"]  # the small boundaries name no department


def test_a_bilan_is_replaced_and_never_summed(store):
    sums = results(store).bilan_by(CODE, "adm0", AT).frame.iloc[0]
    assert (sums["deaths"], sums["people_affected"]) == (4, 12000)  # Les Cayes counts 12,000, not 4,000 more
    earlier = results(store).bilan_by(CODE, "adm0", EARLIER).frame.iloc[0]
    assert (earlier["deaths"], earlier["communes_silent"]) == (2, 4)


def test_needs_come_from_the_zones_that_are_named(store):
    asked = results(store)
    assert asked.situation(Asked(CODE, "HT", AT)).needs.empty
    needs = asked.situation(Asked(CODE, "HT07", AT, zone_set="flood-small", days=3)).needs
    assert len(needs)
    assert (needs["need_low"].fillna(0) <= needs["need_high"].fillna(math.inf)).all()


@pytest.mark.parametrize(("what", "code"), [
    (Asked(CODE, "HT99", AT), "report_place"), (Asked("NIX", "HT", AT), "report_emergency"),
    (Asked(CODE, "HT", "2020-01-01T00:00Z"), "report_emergency"),
])  # fmt: skip
def test_what_cannot_be_reported_of_is_said(store, what, code):
    with pytest.raises(DataProblem) as told:
        results(store).situation(what)
    assert told.value.code == code


def test_numbers_follow_each_other_and_a_correction_is_a_revision(store):
    asked = results(store)
    issued = [situation_reports.issue(store, LOCAL, written(asked)) for _ in range(2)]
    assert [(one.number, one.revision) for one in issued] == [(1, 0), (2, 0)]
    other = situation_reports.issue(store, LOCAL, written(asked, place="HT07"))
    assert (other.number, other.revision) == (1, 0)  # each centre counts its own
    again = situation_reports.issue(store, LOCAL, written(asked, highlights="- RN2 rouverte"), number=1)
    assert (again.number, again.revision) == (1, 1)
    kept = results(store).situation_reports(CODE, "HT")
    assert kept[["number", "revision", "latest"]].to_numpy().tolist() == [[2, 0, True], [1, 1, True], [1, 0, False]]
    assert kept["highlights"].tolist() == ["- RN2 coupée", "- RN2 rouverte", "- RN2 coupée"]
    assert store.batches().iloc[0]["fictional"]  # what is reported of invented rows is invented


def test_the_number_of_a_report_that_was_undone_is_not_given_again(store):
    first = situation_reports.issue(store, LOCAL, written(results(store)))
    store.undo(first.batch, author="ana", reason="error")
    assert results(store).situation_reports(CODE).empty
    assert situation_reports.issue(store, LOCAL, written(results(store))).number == 2
    with pytest.raises(DataProblem) as told:
        situation_reports.issue(store, LOCAL, written(results(store)), number=1)
    assert told.value.code == "report_number"


def test_two_people_who_issue_at_once_get_two_numbers(store):
    told, done = written(results(store)), []
    threads = [threading.Thread(target=lambda: done.append(situation_reports.issue(store, LOCAL, told)))
               for _ in range(6)]  # fmt: skip
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert sorted(one.number for one in done) == [1, 2, 3, 4, 5, 6]


def reread(store: Store, number: int, revision: int = 0):
    kept = results(store).situation_reports(CODE, "HT")
    row = kept[(kept["number"] == number) & (kept["revision"] == revision)].iloc[0].to_dict()
    then = results(store, as_of=row["observed_on"], known_at=int(row["known_at"]))
    return situation_filled.issued(then, row, TR)


def test_an_issued_report_keeps_its_figures_when_more_is_told_later(store):
    situation_reports.issue(store, LOCAL, written(results(store)))
    with store.batch(Told("ana", "late", "form", fictional=True)) as batch:  # told later, of an hour before the report
        batch.patch("impacts", rows(("HT0611", "2023-08-31T09:00Z", {"deaths": 7})))
    assert results(store).bilan_by(CODE, "adm0", AT).frame["deaths"].tolist() == [11]
    told = reread(store, 1)
    assert told.facts.measures.set_index("measure").loc["deaths", "total"] == 4
    assert told.written.agrees
    assert told.written.labels == ("fictional",)
    revised = situation_reports.issue(store, LOCAL, written(results(store)), number=1)
    assert reread(store, 1, revised.revision).facts.measures.set_index("measure").loc["deaths", "total"] == 11


def test_a_report_whose_figures_are_others_now_says_so(store):
    situation_reports.issue(store, LOCAL, replace(written(results(store)), sha256="0" * 64))
    told = reread(store, 1)
    assert not told.written.agrees
    assert told.written.sha256 == "0" * 64


def test_the_report_before_is_the_one_known_then(store):
    situation_reports.issue(store, LOCAL, written(results(store), at="2023-08-31T11:30Z"))
    asked = results(store)
    before = situation_filled.before(asked.situation_reports(CODE, "HT"), 0)
    about = Asked(CODE, "HT", AT, str(before["period_until"]))
    texts = {"highlights": "x", "written_by": "COUN"}
    draft = situation_filled.draft(asked, about, OnPaper(texts, previous=1))
    told = Written(CODE, "national", "HT", EARLIER, AT, texts, asked.snapshot.known_at, asked.snapshot.as_of,
                   draft.written.sha256)  # fmt: skip
    situation_reports.issue(store, LOCAL, told)
    # Les Cayes 2 -> 3 between the two reports; Torbeck and Port-au-Prince had reported before the first
    second = reread(store, 2)
    assert second.written.previous == 1
    assert second.written.agrees
    assert second.facts.measures.set_index("measure").loc["deaths", ["before", "change"]].tolist() == [3, 1]


@pytest.mark.parametrize(("changed", "code"), [
    ({"highlights": " "}, "report_no_highlights"), ({"written_by": ""}, "report_no_author"),
    ({"needs": "Appeler le 3712 3456"}, "report_personal"), ({"actions": "x" * (LONGEST + 1)}, "report_long"),
    ({"highlights": "Une fille violée au site"}, "report_case"),
])  # fmt: skip
def test_what_may_not_stand_in_a_report_is_refused_and_nothing_is_stored(store, changed, code):
    head = store.head()
    with pytest.raises(DataProblem) as told:
        situation_reports.issue(store, LOCAL, written(results(store), **changed))
    assert told.value.code == code
    assert TR.has(f"error.{code}")
    assert store.head() == head


def test_a_period_that_ends_before_it_begins_and_another_centre_are_refused(store):
    told = written(results(store))
    for wrong, code in (
        (replace(told, period_from=AT), "report_period"),
        (replace(told, centre="commune"), "report_centre"),
    ):
        with pytest.raises(DataProblem) as error:
            situation_reports.issue(store, LOCAL, wrong)
        assert error.value.code == code


def test_who_has_no_right_issues_and_sees_nothing(store):
    with pytest.raises(NotAllowed):
        situation_reports.issue(store, NOBODY, written(results(store)))
    hidden = Results(Source(store).take(audience="nobody"), NOBODY)
    for ask in (lambda: hidden.situation(Asked(CODE, "HT", AT)), lambda: hidden.situation_reports(CODE),
                lambda: hidden.bilan(CODE, AT), hidden.last_told):  # fmt: skip
        with pytest.raises(NotAllowed):
            ask()


def test_an_exercise_is_marked_by_its_tick_and_by_living_on_a_fork(store):
    asked = results(store)
    assert situation_filled.labels(asked, exercise=True) == ("exercise", "fictional")
    asked.snapshot = replace(asked.snapshot, scope="fork:cap")
    assert situation_filled.labels(asked, exercise=False)[0] == "exercise"


def test_the_moment_of_a_past_day_is_the_last_thing_told(store):
    assert situation_filled.moment(results(store)) == "2023-08-31T12:00Z"
    assert Issued(1, 0, 2).number == 1
