"""Statements of an emergency typed in the product: checked as imports are, stored once, a second person confirms."""

from __future__ import annotations

import pandas as pd
import pytest

from data import countersigning, statements
from data.access import LOCAL, NOBODY, Actor
from data.countersigned import countersigned, is_another
from data.moments import moment_of
from data.snapshot import Source
from data.store.store import NEVER_ENDS, Store, Told
from geo.errors import DataProblem, ImportRejected, NotAllowed
from geo.frames import FRAMES
from results import Results

DAY = "2023-08-31"
RED = {
    "series": "vigilance", "adm1_pcode": "HT07", "hazard": "cyclone", "level": "red", "issued_at": "2023-08-31T10:00Z",
    "issuer": "UHM", "entered_by": "Officier de permanence",
}  # fmt: skip
KEY = "vigilance|HT07|cyclone|2023-08-31T10:00Z"
REPORT = {"emergency": "EX", "adm2_pcode": "HT0711", "reported_at": "2023-08-31T14:00Z", "deaths": "2"}


@pytest.fixture
def source(tmp_path):
    return Source(Store(tmp_path / "pare.db"))


def codes(said: statements.Said) -> list[tuple[int | None, str, str]]:
    return [(p.row, p.column, p.code) for p in said.faults if p.blocking]


def test_a_bulletin_is_read_checked_and_stored_once(source):
    said = statements.look(source, "alerts", [RED | {"adm1_pcode": "Sud", "hazard": "ouragan", "level": "rouge"}])
    assert said.rows.loc[0, ["adm1_pcode", "hazard", "level", "observed_on"]].tolist() == [
        "HT07",
        "cyclone",
        "red",
        DAY,
    ]
    assert [(p.code, p.params["read_as"]) for p in said.faults] == [("name_read_as", "HT07")]
    assert statements.save(source, LOCAL, "alerts", [RED], reason="bulletin n° 3") == 1
    assert statements.save(source, LOCAL, "alerts", [RED], reason="bulletin n° 3") is None
    assert source.store.head() == 1


@pytest.mark.parametrize(
    ("wrong", "where", "code"),
    [
        ({"adm1_pcode": "Atlantide"}, "adm1_pcode", "place_unknown"),
        ({"adm1_pcode": "HT0711"}, "adm1_pcode", "place_unknown"),
        ({"adm1_pcode": ""}, "adm1_pcode", "required"), ({"hazard": "gen bagay"}, "hazard", "unknown_choice"),
        ({"level": "alert"}, "level", "level_of_other_series"),
        ({"issued_at": "2099-01-01T00:00Z"}, "issued_at", "future_date"),
        ({"valid_until": "2023-08-31T09:59Z"}, "valid_until", "ends_before_it_begins"),
        ({"valid_from": "2023-08-31T12:00Z", "valid_until": "2023-08-31T11:00Z"}, "valid_until",
         "ends_before_it_begins"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_stored(source, wrong, where, code):
    said = statements.look(source, "alerts", [RED | wrong])
    assert (1, where, code) in codes(said)
    with pytest.raises(ImportRejected, match="edit_faults"):
        statements.save(source, LOCAL, "alerts", [RED, RED | {"hazard": "flood"} | wrong], reason="x")
    assert source.store.head() == 0


def test_a_centre_is_of_a_place_of_its_level(source):
    row = {"centre": "department", "place": "Jacmel", "activation": "total", "issued_at": "2023-08-31T10:00Z"}
    said = statements.look(source, "activations", [row])
    assert said.rows.loc[0, "place"] == "HT0211"
    assert [(p.column, p.code, p.blocking) for p in said.faults][-1] == ("place", "centre_of_other_level", False)
    assert codes(statements.look(source, "activations", [row | {"place": "HT99"}])) == [(1, "place", "place_unknown")]
    assert statements.look(source, "activations", [row | {"place": "Nippes"}]).faults[-1].code == "name_read_as"


def test_a_report_says_at_least_one_number_and_zero_is_one(source):
    assert codes(statements.look(source, "impacts", [REPORT | {"deaths": ""}])) == [(1, "", "report_without_figures")]
    said = statements.look(source, "impacts", [REPORT | {"deaths": "0"}])
    assert (codes(said), said.rows["deaths"].tolist(), said.rows["missing"].isna().tolist()) == ([], [0.0], [True])
    assert codes(statements.look(source, "impacts", [REPORT | {"deaths": "-1"}])) == [(1, "deaths", "below_least")]
    doubts = statements.look(source, "impacts", [REPORT | {"people_affected": "3", "families_affected": "4"}]).faults
    assert [(p.code, p.blocking) for p in doubts] == [("more_than_people_affected", False)]


def test_a_report_of_late_evening_is_of_that_day_in_haiti(source):
    """03:30 UTC of 1 September is 23:30 of 31 August in Haiti, four hours behind in summer."""
    said = statements.look(source, "impacts", [REPORT | {"reported_at": "2023-09-01T03:30Z"}])
    assert said.rows["observed_on"].tolist() == [DAY]


def test_who_may_not_and_who_gives_no_reason_stores_nothing(source):
    with pytest.raises(NotAllowed):
        statements.save(source, NOBODY, "alerts", [RED], reason="x")
    for reason, code in (("", "edit_no_reason"), ("appelez le 3712-3456", "edit_reason_personal")):
        with pytest.raises(DataProblem, match=code):
            statements.save(source, LOCAL, "alerts", [RED], reason=reason)
    with pytest.raises(NotAllowed):
        countersigning.countersign(source.store, NOBODY, [KEY], "Directeur")
    assert source.store.head() == 0


def test_a_trial_is_invented_only_beside_invented_rows(source):
    statements.save(source, LOCAL, "impacts", [REPORT], reason="x", invented=True)
    assert not source.store.batches()["fictional"].iloc[0]
    with source.store.batch(Told("demo", "demo", "demo", fictional=True)) as batch:
        batch.patch("sites", pd.DataFrame([{"site_id": "S1", "name": "A", "adm2_pcode": "HT0711"}]))
    statements.save(source, LOCAL, "impacts", [REPORT | {"deaths": "3"}], reason="x", invented=True)
    assert source.store.batches()["fictional"].tolist() == [True, True, False]


# -- the second person ---------------------------------------------------------------------------------------------


def state(source) -> tuple[str, int]:
    """State of the vigilance of the Sud, and how many bulletins wait."""
    told = Results(source.take(audience="coordinator", as_of=DAY), LOCAL).alerts_in_force("vigilance")
    rows = told.frame[(told.frame["adm1_pcode"] == "HT07")]
    return rows["state"].iloc[0], told.facts["to_confirm"]


def confirm(source, function: str, actor: Actor = LOCAL) -> int:
    return countersigning.countersign(source.store, actor, [KEY], function, on=DAY)


def test_a_bulletin_holds_once_another_person_confirmed_it(source):
    statements.save(source, LOCAL, "alerts", [RED], reason="x")
    assert state(source) == ("not_told", 1)
    with pytest.raises(DataProblem, match="confirm_same_person"):
        confirm(source, "officier DE permanence")
    with pytest.raises(DataProblem, match="confirm_no_function"):
        confirm(source, "  ")
    with pytest.raises(DataProblem, match="confirm_unknown"):
        countersigning.countersign(source.store, LOCAL, ["vigilance|HT01|flood|x"], "Directeur")
    done = confirm(source, "Directeur")
    assert state(source) == ("in_force", 0)
    source.store.undo(done, author="x", reason="x")
    assert state(source) == ("not_told", 1)


def test_what_is_said_again_waits_again(source):
    statements.save(source, LOCAL, "alerts", [RED], reason="x")
    confirm(source, "Directeur")
    statements.save(source, LOCAL, "alerts", [RED | {"level": "orange"}], reason="correction")
    assert state(source) == ("not_told", 1)
    confirm(source, "Directeur")
    assert state(source) == ("in_force", 0)


def test_where_no_second_person_is_asked_for_a_bulletin_holds_at_once(source):
    statements.save(source, LOCAL, "alerts", [RED], reason="x")
    with source.store.batch(Told("x", "x", "settings")) as batch:
        batch.patch("settings", pd.DataFrame([{"setting": "second_person", "value": "off"}]))
    assert state(source) == ("in_force", 0)


def test_an_account_is_one_person_whatever_function_it_tells(source):
    anne, jo = Actor("anne", "coordinator"), Actor("jo", "coordinator")
    statements.save(source, anne, "alerts", [RED], reason="x")
    with pytest.raises(DataProblem, match="confirm_same_person"):
        confirm(source, "Directeur", anne)
    confirm(source, "Officier de permanence", jo)
    assert state(source) == ("in_force", 0)


@pytest.mark.parametrize(
    ("entered", "second", "another"),
    [
        (("local", "A", "form"), ("local", "B"), True), (("local", "A", "form"), ("local", "a"), False),
        (("local", None, "form"), ("local", "B"), False),  # nobody knows who typed it
        (("local", None, "bulletin.csv"), ("local", "B"), True),  # whoever sent the file wrote it
        (("local", "A", "form"), ("local", None), False), (("anne", "A", "form"), ("jo", None), True),
    ],
)  # fmt: skip
def test_who_counts_as_another_person(entered, second, another):
    assert is_another(entered, second) is another


def test_a_file_cannot_confirm_itself(source):
    """A bulletin whose file tells a confirmation: the table of bulletins has no such column, and none is imported."""
    assert "confirmed_by" not in FRAMES["alerts"].by_name
    with source.store.batch(Told("local", "import", "bulletin.csv")) as batch:
        batch.patch("alerts", pd.DataFrame([RED]))
    told = countersigned(source.store, as_of=NEVER_ENDS, known_at=source.store.head())
    assert told[["record_id", "author", "confirmed"]].values.tolist() == [[KEY, "local", False]]


def test_the_moment_of_a_picture_is_its_last_minute_in_haiti_once_the_day_is_past():
    """Four hours behind UTC in summer, five in winter."""
    assert moment_of("2023-08-31") == "2023-09-01T03:59Z"
    assert moment_of("2023-01-31") == "2023-02-01T04:59Z"


def test_a_note_of_the_second_person_holds_no_person(source):
    statements.save(source, LOCAL, "alerts", [RED], reason="bulletin n° 3")
    with pytest.raises(DataProblem, match="edit_reason_personal"):
        countersigning.countersign(source.store, LOCAL, [KEY], "Coordination", note="vu avec le 3412 3456")
    assert source.store.head() == 1
