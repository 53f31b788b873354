"""Editing records: the checks of imports, one batch a save, conflicts told at once, nothing lost."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import closures, editing, withholding
from data.access import LOCAL, NOBODY, Actor
from data.editing import Opened, Wishes
from data.home import today
from data.snapshot import Source
from data.store.store import Store, Told
from geo.errors import DataProblem, EditConflict, ImportRejected, NotAllowed

ANNE, MARC = Actor("Anne", "coordinator"), Actor("Marc", "coordinator")
SITE = {"site_id": "S1", "name": "Lekòl A", "adm2_pcode": "HT0111", "longitude": -72.33, "latitude": 18.54,
        "opened_on": "2023-01-05", "area_m2": 900.0, "observed_on": "2023-01-10"}  # fmt: skip
SHELTER = {"shelter_id": "A1", "name": "Temple B", "adm2_pcode": "HT0111", "capacity_persons": 120,
           "shelter_status": "available", "observed_on": "2023-01-10"}  # fmt: skip


def source_at(path: Path, *, fictional: bool = False) -> Source:
    store = Store(path)
    with store.batch(Told("start", "start", fictional=fictional)) as batch:
        batch.patch("sites", pd.DataFrame([SITE, {**SITE, "site_id": "S2", "name": "Plas C"}]))
        batch.patch("shelters", pd.DataFrame([SHELTER]))
    return Source(store)


@pytest.fixture
def source(tmp_path) -> Source:
    return source_at(tmp_path / "pare.db")


def put(source: Source, opened: Opened, cells: dict, *, who: Actor = ANNE, dated: str | None = None) -> int | None:
    return editing.save(source, who, opened, Wishes(cells, dated), reason="visite")


def faults(source: Source, opened: Opened, cells: dict, dated: str | None = None) -> list[tuple[str, str, str, bool]]:
    found = editing.draft(source, opened, Wishes(cells, dated)).faults
    return [(record, problem.column, problem.code, problem.blocking) for record, problem in found]


def record(source: Source, name: str, one: str) -> pd.Series:
    rows = source.take(audience="coordinator").frame(name)
    return rows.set_index(rows.columns[0]).loc[one]


def test_a_save_is_one_batch_with_author_and_reason_and_its_undo_restores(source: Source):
    opened = editing.open_table(source, "sites", ANNE)
    before = record(source, "sites", "S1").dropna().to_dict()
    wishes = {"S1": {"name": "Lekòl B", "area_m2": ""}, "S2": {"site_type": "open_air"}}
    made = editing.draft(source, opened, Wishes(wishes, today()))
    assert made.changes.to_dict("records") == [
        {"record": "S1", "column": "name", "before": "Lekòl A", "after": "Lekòl B"},
        {"record": "S1", "column": "area_m2", "before": "900", "after": ""},
        {"record": "S2", "column": "site_type", "before": "", "after": "open_air"},
    ]
    assert (made.emptied, made.blocked) == (1, False)
    batch = put(source, opened, wishes, dated=today())
    head = source.store.batches().iloc[0]
    assert (head["seq"], head["author"], head["reason"], head["source"]) == (batch, "Anne", "visite", "form")
    site = record(source, "sites", "S1")
    assert (site["name"], site["observed_on"]) == ("Lekòl B", today())
    assert pd.isna(site["area_m2"])
    source.store.undo(batch, author="Anne", reason="test")
    assert record(source, "sites", "S1").dropna().to_dict() == before


def test_what_changes_nothing_is_not_stored(source: Source):
    opened = editing.open_table(source, "sites", ANNE)
    head = source.store.head()
    assert put(source, opened, {"S1": {"name": " Lekòl A ", "area_m2": "900.0"}}) is None
    assert put(source, opened, {}) is None
    put(source, opened, {"S1": {"name": "Lekòl B"}})
    assert put(source, opened, {"S1": {"name": "Lekòl B"}}, who=MARC) is None  # already so
    assert source.store.head() == head + 1


@pytest.mark.parametrize(
    ("name", "cells", "expected"),
    [
        ("sites", {"area_m2": "douze"}, ("area_m2", "not_a_number", True)),
        ("sites", {"area_m2": "-3"}, ("area_m2", "below_least", True)),
        ("sites", {"site_type": "château"}, ("site_type", "unknown_choice", True)),
        ("sites", {"adm2_pcode": "XX9999"}, ("adm2_pcode", "unknown_pcode", True)),
        ("sites", {"closed_on": "2022-12-31"}, ("closed_on", "closed_before_opened", True)),  # opened 2023-01-05
        ("sites", {"longitude": "18.54", "latitude": "-72.33"}, ("longitude", "swapped_coordinates", True)),
        ("shelters", {"capacity_persons": "12.5"}, ("capacity_persons", "not_whole", True)),
        ("shelters", {"occupancy_at": "hier"}, ("occupancy_at", "not_a_date", True)),
    ],
)
def test_cells_are_checked_as_in_an_import_and_faults_forbid_saving(source: Source, name, cells, expected):
    opened = editing.open_table(source, name, ANNE)
    one = "S1" if name == "sites" else "A1"
    assert (one, *expected) in faults(source, opened, {one: cells})
    head = source.store.head()
    with pytest.raises(ImportRejected, match="edit_faults"):
        put(source, opened, {one: cells})
    assert source.store.head() == head


def test_what_was_wrong_before_in_other_cells_forbids_nothing(source: Source):
    with source.store.batch(Told("x", "x")) as batch:
        batch.patch("sites", pd.DataFrame([{"site_id": "S3", "adm2_pcode": "XX9999", "name": "Vye", "opened_on": "2023-05-01",
                                            "closed_on": "2023-02-01"}]))  # fmt: skip
    opened = editing.open_table(source, "sites", ANNE)
    assert faults(source, opened, {"S3": {"name": "Nèf"}}) == []
    assert put(source, opened, {"S3": {"name": "Nèf"}}) is not None
    put(source, opened, {"S1": {"closed_on": "2023-03-01"}})
    opened = editing.open_table(
        source, "sites", ANNE
    )  # what is wrong now and was not before is told, wherever it stands
    assert ("S1", "closed_on", "closed_before_opened", True) in faults(
        source, opened, {"S1": {"opened_on": "2023-06-01"}}
    )


def test_a_cell_that_could_not_be_read_never_empties(source: Source):
    opened = editing.open_table(source, "sites", ANNE)
    made = editing.draft(source, opened, Wishes({"S1": {"area_m2": "n/a"}}))
    assert [p.code for _, p in made.faults] == ["read_as_unknown"]
    assert made.changes.empty
    assert put(source, opened, {"S1": {"area_m2": "n/a"}}) is None


def test_rights_reason_and_columns_are_asked_on_every_call(source: Source):
    opened = editing.open_table(source, "sites", ANNE)
    with pytest.raises(NotAllowed):
        editing.open_table(source, "sites", NOBODY)
    with pytest.raises(NotAllowed):
        put(source, opened, {"S1": {"name": "x"}}, who=NOBODY)
    with pytest.raises(DataProblem, match="edit_no_reason"):
        editing.save(source, ANNE, opened, Wishes({"S1": {"name": "x"}}), reason="  ")
    with pytest.raises(DataProblem, match="unknown_column"):
        put(source, opened, {"S1": {"observed_on": "2020-01-01"}})
    with pytest.raises(DataProblem, match="unknown_value"):
        put(source, editing.open_table(source, "ways", ANNE), {"nowhere": {"status": "closed"}})


def test_personal_data_and_withheld_places_stay_out_as_in_an_import(source: Source):
    opened = editing.open_table(source, "sites", ANNE)
    made = editing.draft(
        source, opened, Wishes({"S1": {"manager_organisation": "ONG, tel 3712-3456", "name": "Lekòl Z"}})
    )
    assert [(p.column, p.code, p.value) for _, p in made.faults] == [
        ("manager_organisation", "personal_text_dropped", "")]  # fmt: skip
    assert made.changes["column"].tolist() == ["name"]
    with pytest.raises(DataProblem, match="edit_reason_personal"):
        editing.save(source, ANNE, opened, Wishes({"S1": {"name": "x"}}), reason="appel au 3712-3456")
    place = withholding.Place(name="Lekòl Kache", commune="HT0111")
    withholding.withhold(source.store, "sites", place, author="Eve", reason="protection")
    assert ("S1", "", "withheld_place", True) in faults(source, opened, {"S1": {"name": "Ecole Kache"}})


def test_a_new_record_gets_an_id_of_ours_and_needs_a_name_and_a_place(source: Source):
    opened = editing.open_table(source, "sites", ANNE)
    new = editing.fresh_id("sites")
    assert {(c, code) for _, c, code, _ in faults(source, opened, {new: {"site_type": "school"}})} == {
        ("name", "required"), ("", "no_place")}  # fmt: skip
    cells = {new: {"name": "Lekòl nèf", "adm2_pcode": "HT0111", "area_m2": ""}}
    batch = put(source, opened, cells, dated=today())
    assert record(source, "sites", new)["name"] == "Lekòl nèf"
    assert put(source, opened, cells, dated=today()) is None  # the second click
    source.store.undo(batch, author="a", reason="r")
    assert new not in set(source.take(audience="coordinator").frame("sites")["site_id"])


def test_occupancy_is_dated_to_the_minute_and_shown_in_haiti_time(source: Source):
    opened = editing.open_table(source, "shelters", ANNE)
    put(source, opened, {"A1": {"occupancy_persons": "80", "occupancy_at": f"{today()} 00:30"}})
    # Haiti is five hours behind UTC in winter, four in summer.
    assert record(source, "shelters", "A1")["occupancy_at"] in (f"{today()}T05:30Z", f"{today()}T04:30Z")
    opened = editing.open_table(source, "shelters", ANNE)
    made = editing.draft(source, opened, Wishes({"A1": {"occupancy_persons": "90"}}))
    assert made.changes["column"].tolist() == ["occupancy_persons", "occupancy_at"]  # counted now, unless told


def test_a_point_is_one_thing(source: Source):
    opened = editing.open_table(source, "sites", ANNE)
    put(source, opened, {"S1": {"longitude": "-72.335", "latitude": "18.545"}})
    with pytest.raises(EditConflict) as caught:  # Marc moves the longitude only: the point would be nobody's
        put(source, opened, {"S1": {"longitude": "-72.331"}}, who=MARC)
    assert {c.column for c in caught.value.conflicts} == {"longitude", "latitude"}


def test_a_conflict_is_told_and_decided_cell_by_cell(source: Source):
    first = editing.open_table(source, "sites", ANNE)
    second = editing.open_table(source, "sites", MARC)
    put(source, first, {"S1": {"name": "Anne 1", "area_m2": "800", "site_type": "church"}})
    wishes = Wishes({"S1": {"name": "Marc 1", "area_m2": "700", "manager_organisation": "ONG"}})
    with pytest.raises(EditConflict) as caught:
        editing.save(source, MARC, second, wishes, reason="visite")
    told = [(c.column, c.before, c.theirs, c.author, c.mine) for c in caught.value.conflicts]
    assert told == [("name", "Lekòl A", "Anne 1", "Anne", "Marc 1"), ("area_m2", 900.0, 800.0, "Anne", 700.0)]
    again = editing.decided(source, MARC, second, wishes, told=caught.value, mine={("S1", "area_m2")})
    assert editing.draft(source, *again).changes.to_dict("records") == [
        {"record": "S1", "column": "area_m2", "before": "800", "after": "700"},
        {"record": "S1", "column": "manager_organisation", "before": "", "after": "ONG"},
    ]
    editing.save(source, MARC, *again, reason="visite")
    site = record(source, "sites", "S1")
    assert site[["name", "area_m2", "site_type", "manager_organisation"]].tolist() == ["Anne 1", 700.0, "church", "ONG"]


def test_what_was_never_a_wish_does_not_become_one_by_a_conflict(source: Source):
    opened = editing.open_table(source, "sites", MARC)
    put(source, editing.open_table(source, "sites", ANNE), {"S1": {"name": "Anne 1", "site_type": "school"}})
    wishes = Wishes({"S1": {"name": "Marc 1", "site_type": ""}})  # site_type is blank as it was read: nobody emptied it
    with pytest.raises(EditConflict) as caught:
        editing.save(source, MARC, opened, wishes, reason="visite")
    again = editing.decided(source, MARC, opened, wishes, told=caught.value, mine={("S1", "name")})
    editing.save(source, MARC, *again, reason="visite")
    assert record(source, "sites", "S1")[["name", "site_type"]].tolist() == ["Marc 1", "school"]


def test_a_wish_follows_its_record_when_it_is_merged(source: Source):
    opened = editing.open_table(source, "sites", MARC)
    with source.store.batch(Told("Anne", "same")) as batch:
        batch.same("sites", "S2", "S1")
    with pytest.raises(EditConflict) as caught:
        put(source, opened, {"S1": {"name": "x"}, "S2": {"area_m2": "5"}}, who=MARC)
    wishes = Wishes({"S1": {"name": "x"}, "S2": {"area_m2": "5"}})
    again = editing.decided(source, MARC, opened, wishes, told=caught.value, mine={("S1", "name")})
    assert set(again[1].cells) == {"S1"}
    editing.save(source, MARC, *again, reason="r")
    assert record(source, "sites", "S1")[["name", "area_m2"]].tolist() == ["x", 5.0]


def test_a_way_is_closed_with_day_reason_and_source(source: Source):
    opened = editing.open_table(source, "ways", ANNE)
    way = str(opened.rows["way_id"].iloc[0])
    assert {(c, code) for _, c, code, _ in faults(source, opened, {way: {"status": "closed"}})} == {
        ("observed_on", "required"), ("source", "required"), ("reason", "required")}  # fmt: skip
    cells = {way: {"status": "closed", "reason": "attaque d'un gang à Martissant", "source": "Logistics Sector"}}
    made = editing.draft(source, opened, Wishes(cells, today()))
    assert [p.code for _, p in made.faults] == ["reason_withheld"]
    put(source, opened, cells, dated=today())
    row = record(source, "ways", way)
    assert row[["status", "reason", "source", "observed_on"]].tolist() == [
        "closed", "insécurité", "Logistics Sector", today()]  # fmt: skip
    assert row["length_km"] == opened.rows.set_index("way_id").loc[way, "length_km"]  # the rest is the reference's
    opened = editing.open_table(source, "ways", ANNE)
    put(source, opened, {way: {"status": "open", "source": "DGPC"}}, dated=today())
    row = record(source, "ways", way)
    assert row["status"] == "open"
    assert pd.isna(row["reason"])


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"reason": "parce que"}, "reason", "unknown_choice"),
        ({"reason": "travaux", "source": "témoin des tirs"}, "source", "source_withheld"),
    ],
)
def test_nothing_more_of_a_closure_is_stored_than_may_be_read(source: Source, cells, column, code):
    opened = editing.open_table(source, "ways", ANNE)
    way = str(opened.rows["way_id"].iloc[0])
    told = faults(source, opened, {way: {"status": "closed", "source": "DGPC", **cells}}, today())
    assert (way, column, code, True) in told


def test_reasons_in_three_languages_become_one_word():
    for told in ("Ensekirite", "insecurity", "GANGS", "zòn nan gen bandi", "affrontements armés"):
        assert closures.public_reason(told) == "insécurité"
    assert closures.public_reason("flood") == closures.public_reason("Inondation") == "inondation"
    assert closures.public_reason("parce que") == ""
    assert not closures.tells_insecurity("tirage au sort")


def test_an_edit_of_the_demonstration_stays_in_it(tmp_path):
    source = source_at(tmp_path / "demo.db", fictional=True)
    opened = editing.open_table(source, "sites", LOCAL)
    put(source, opened, {"S1": {"name": "x"}})
    assert bool(source.store.batches()["fictional"].iloc[0])
    put(source, opened, {editing.fresh_id("sites"): {"name": "vrai", "adm2_pcode": "HT0111"}})
    assert not source.store.batches()["fictional"].iloc[0]


COLUMNS = {"name": ["a", "b", "c", ""], "area_m2": ["1", "2", "3", ""], "site_type": ["school", "church", ""]}
STEP = st.tuples(
    st.sampled_from(["Anne", "Marc"]), st.booleans(), st.sampled_from(["S1", "S2"]),
    st.dictionaries(st.sampled_from(list(COLUMNS)), st.integers(0, 3), min_size=1), st.sets(st.sampled_from(list(COLUMNS))),
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(STEP, min_size=1, max_size=8))
def test_every_saved_value_is_in_the_record_or_was_knowingly_replaced(steps):
    """Two people with forms opened whenever: a cell changes only by who had read what stood there."""
    source = source_at(Path(tempfile.mkdtemp()) / "pare.db")
    forms = {who: editing.open_table(source, "sites", Actor(who, "coordinator")) for who in ("Anne", "Marc")}
    stands = {(one, c): forms["Anne"].texts(one)[c] for one in ("S1", "S2") for c in COLUMNS}
    pictures = []
    for who, fresh, one, drawn, mine in steps:
        actor = Actor(who, "coordinator")
        if fresh:
            forms[who] = editing.open_table(source, "sites", actor)
        opened = forms[who]
        cells = {c: COLUMNS[c][at % len(COLUMNS[c])] for c, at in drawn.items()}
        read = {c: opened.texts(one)[c] for c in COLUMNS}
        wishes = Wishes({one: cells})
        before = source.store.head()
        try:
            batch = editing.save(source, actor, opened, wishes, reason="r")
            replaced = {c for c, text in cells.items() if text not in (read[c], stands[one, c])}
            assert all(read[c] == stands[one, c] for c in replaced)  # who was not asked had read what stood there
            wanted = {c: text for c, text in cells.items() if text != read[c]}
        except EditConflict as conflict:
            assert source.store.head() == before  # nothing half stored
            shown = {c.column: c for c in conflict.conflicts}
            for column, one_conflict in shown.items():
                theirs = "" if one_conflict.theirs is None else f"{one_conflict.theirs}".removesuffix(".0")
                assert theirs == stands[one, column]  # the second is shown what stands
            put_in = {(one, c) for c in shown if c in mine}
            forms[who], wishes = editing.decided(source, actor, opened, wishes, told=conflict, mine=put_in)
            batch = editing.save(source, actor, forms[who], wishes, reason="r")
            wanted = {c: t for c, t in cells.items() if t != read[c] and (c not in shown or c in mine)}
        stands |= {(one, c): text for c, text in wanted.items()}
        now = editing.open_table(source, "sites", actor)
        assert {key: now.texts(key[0])[key[1]] for key in stands} == stands
        if batch:
            pictures.append((batch, dict(stands)))
    before = [picture for _, picture in pictures]
    for at in range(len(pictures) - 1, 0, -1):  # undone one by one, each save gives back what stood before it
        source.store.undo(pictures[at][0], author="a", reason="r")
        now = editing.open_table(source, "sites", ANNE)
        assert {key: now.texts(key[0])[key[1]] for key in stands} == before[at - 1]
    source.store.engine.dispose()
