"""Confirmations on a store: one batch, no value changed, undone as if never said."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import demo
from data.access import LOCAL
from data.confirming import confirm, confirm_many
from data.freshness import moment
from data.home import today
from data.origins import origins
from data.snapshot import Source
from data.store.store import Store, Told
from geo.errors import DataProblem
from geo.freshness import fresh_share
from geo.refreshing import CONFIRMABLE
from results import Results

DAY = "2023-08-31"
AGES = ["confirmed_on", "dated_on", "age_days", "state"]


def made(path: Path) -> Store:
    """Two sites, a shelter, a warehouse with stock."""
    store = Store(path)
    with store.batch(Told("iom", "round 4", "dtm")) as batch:
        sites = {"site_id": ["S1", "S2"], "adm2_pcode": ["HT0111", "HT0711"], "observed_on": ["2023-01-01"] * 2}
        batch.patch("sites", pd.DataFrame(sites))
        counts = {"site_id": ["S1", "S2"], "assessed_on": ["2023-08-20", "2023-05-01"], "individuals": [300, 100]}
        batch.patch("assessments", pd.DataFrame(counts))
        batch.patch("shelters", pd.DataFrame([{"shelter_id": "A1", "adm2_pcode": "HT0111", "capacity_persons": 40}]))
        batch.patch("warehouses", pd.DataFrame([{"warehouse_id": "M1", "adm2_pcode": "HT0111"}]))
        row = {"moved_on": "2023-06-01", "kind": "receipt", "warehouse_id": "M1", "item": "tarpaulin", "quantity": 30}
        batch.move(pd.DataFrame([row]))
    return store


@pytest.fixture
def store(tmp_path) -> Store:
    return made(tmp_path / "pare.db")


def results(store: Store) -> Results:
    return Results(Source(store).take(audience=LOCAL.role, as_of=DAY), LOCAL)


def share(store: Store) -> float:
    sites = results(store).sites()
    return fresh_share(sites["people"], sites["counted_fresh"])


def test_a_confirmation_is_one_batch_and_moves_the_share_and_its_undo_moves_it_back(store):
    # 300 of 400 people were counted 11 days before; the others 122 days.
    assert share(store) == 0.75
    batch = confirm(store, "sites", ["S2", "S2"], "ana", "by telephone", on=DAY)
    assert share(store) == 1.0
    head = store.batches().iloc[0]
    assert head[["seq", "author", "reason", "source", "frames", "rows"]].tolist() == [
        batch, "ana", "by telephone", "confirmation", "confirmations", 1,
    ]  # fmt: skip
    assert not head["fictional"]
    store.undo(batch, author="ana", reason="wrong site")
    assert share(store) == 0.75


def test_every_total_moves_alike(store):
    confirm(store, "sites", ["S2"], "ana", on="2023-08-02")  # 29 days before
    told = results(store)
    headline = told.headlines().explain(figure="idp_individuals")
    assert {i.name: i.value for i in headline.inputs}["fresh_share"] == 1.0
    assert told.sources().facts["fresh_share"] == 1.0
    for level in ("site", "adm2", "adm1", "adm0"):
        assert set(told.coverage(level).frame["fresh_share"]) == {1.0}
    row = told.coverage("adm0").explain(place="HT", standard="toilets")
    assert {i.name: i.value for i in row.inputs}["fresh_share"] == 1.0


def test_a_confirmation_of_a_later_day_is_not_in_an_earlier_picture(store):
    confirm(store, "sites", ["S2"], "ana", on="2023-09-05")
    assert share(store) == 0.75


def test_a_day_to_come_an_unknown_table_and_unknown_ids_are_refused_whole(store):
    head = store.head()
    refused = [
        ("confirm_future", {"sites": ["S1"]}, "2999-01-01"),
        ("confirm_table", {"movements": ["x"]}, DAY),
        ("confirm_unknown", {"sites": ["S1", "S9"]}, DAY),
        ("confirm_nothing", {}, DAY),
        ("confirm_nothing", {"sites": []}, DAY),
        ("confirm_unknown", {"sites": ["S1"], "shelters": ["S1"]}, DAY),
    ]
    for code, chosen, day in refused:
        with pytest.raises(DataProblem) as caught:
            confirm_many(store, chosen, "ana", on=day)
        assert caught.value.code == code
    assert store.head() == head


def test_what_ships_with_the_product_can_be_confirmed_too(store):
    way = results(store).ways()["way_id"].iloc[0]
    confirm(store, "ways", [way], "ana", on=DAY)
    rows = results(store).records().set_index(["table_name", "record_id"])
    assert rows.loc[("ways", way), "state"] == "fresh"


def test_confirming_the_demonstration_does_not_make_it_real(tmp_path):
    store = Store(tmp_path / "pare.db")
    demo.load(store)
    confirm(store, "sites", ["SIT-0001"], "ana", on=DAY)
    told = Source(store).take(audience=LOCAL.role)
    assert told.settings["gate_needed"] == "0"
    assert told.as_of == demo.AS_OF


def test_a_confirmation_follows_a_merged_site(store):
    confirm(store, "sites", ["S2"], "ana", on=DAY)
    with store.batch(Told("ana", "one place")) as batch:
        batch.patch("sites", pd.DataFrame([{"site_id": "S3", "adm2_pcode": "HT0711", "observed_on": "2023-01-02"}]))
        batch.same("sites", "S2", "S3")
    sites = results(store).sites().set_index("site_id")
    assert sites.loc["S3", ["people", "counted_on"]].tolist() == [100.0, DAY]
    store.undo(batch.seq, author="ana", reason="two places")
    assert results(store).sites().set_index("site_id").loc["S2", "counted_on"] == DAY


def test_origins_name_the_batch_of_the_newest_patch(store):
    with store.batch(Told("ocha", "names", "ocha-list")) as batch:
        batch.patch("sites", pd.DataFrame([{"site_id": "S2", "name": "Deux", "observed_on": "2023-06-01"}]))
        batch.patch("sites", pd.DataFrame([{"site_id": "S1", "name": "Un", "observed_on": "2023-06-01"}]))
    told = origins(store, as_of=DAY, known_at=store.head()).set_index(["table_name", "record_id"])
    # S1's newest word is its assessment of 20 August; S2's the list of 1 June, after its assessment of 1 May.
    assert told.loc[("sites", "S1"), ["sender", "author", "batch"]].tolist() == ["dtm", "iom", 1]
    assert told.loc[("sites", "S2"), ["sender", "author", "batch"]].tolist() == ["ocha-list", "ocha", 2]
    assert told.loc[("warehouses", "M1"), "recorded_on"] == today()
    store.undo(2, author="x", reason="x")
    again = origins(store, as_of=DAY, known_at=store.head()).set_index(["table_name", "record_id"])
    assert again.loc[("sites", "S2"), "sender"] == "dtm"


def test_the_moment_of_another_day_is_its_end_in_haiti():
    assert moment("2023-08-31") == "2023-09-01T04:00:00+00:00"  # summer time, UTC-4
    assert moment("2023-01-31") == "2023-02-01T05:00:00+00:00"
    assert moment(today()) != moment("2023-08-31")


ROWS = {"sites": ("S1", "S2"), "shelters": ("A1",), "warehouses": ("M1",)}
STEPS = st.lists(
    st.tuples(
        st.sampled_from([(t, i) for t, ids in ROWS.items() for i in ids]),
        st.integers(0, 200).map(lambda ago: (pd.Timestamp(DAY) - pd.Timedelta(days=ago)).date().isoformat()),
        st.booleans(),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=12, deadline=None)
@given(steps=STEPS)
def test_confirmations_change_ages_only_and_undone_in_any_order_they_never_were(tmp_path_factory, steps):
    store = made(tmp_path_factory.mktemp("s") / "pare.db")
    before = results(store)
    tables = ("sites", "assessments", "shelters", "warehouses", "balances", "ways")
    frames = {name: before.frame(name) for name in tables}
    records, people = before.records(), before.sites()
    batches = [(confirm(store, table, [one], "ana", on=day), first) for (table, one), day, first in steps]
    after = results(store)
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(after.frame(name), frame)
    pd.testing.assert_frame_equal(after.records().drop(columns=AGES), records.drop(columns=AGES))
    assert (after.records()["age_days"].fillna(1e9) <= records["age_days"].fillna(1e9)).all()
    for batch, _ in sorted(batches, key=lambda one: one[1]):
        store.undo(batch, author="ana", reason="undo")
    pd.testing.assert_frame_equal(results(store).records(), records)
    pd.testing.assert_frame_equal(results(store).sites(), people)


def test_every_table_that_can_be_confirmed_is_a_table_with_that_key():
    from geo.frames import FRAMES

    assert {name: (key,) for name, key in CONFIRMABLE.items()} == {name: FRAMES[name].key for name in CONFIRMABLE}
