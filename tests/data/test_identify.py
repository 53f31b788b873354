"""Ids for the rows of a file: the same next month, never another's; what is certain is joined, the rest waits."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import who_is_who
from data.identify import JOINS, PREFIXES, identify, joined
from data.snapshot import Source
from data.store.store import Told
from data.who_is_who import QUEUE, Known
from geo.errors import DataProblem
from geo.frames import FRAMES, SITES
from tests.data.who_is_who_setting import DAY, site, store_at, tell, whole

NOTHING = Known(SITES.empty(), pd.DataFrame({"id": [], "alias": []}, dtype="str"), frozenset(), {}, frozenset())


def file(*told: dict) -> pd.DataFrame:
    rows = SITES.conform(pd.DataFrame(list(told)).reindex(columns=["site_id", "name", "adm2_pcode", "longitude",
                                                                   "latitude", "observed_on"]))  # fmt: skip
    return rows.assign(row_number=range(2, len(rows) + 2))


def ids(*told: dict, known: Known = NOTHING, sender: str = "partner") -> list:
    return identify("sites", file(*told), known, sender=sender).rows["site_id"].tolist()


def join(store, joins: pd.DataFrame) -> int | None:
    with store.together() as acts:
        return who_is_who.join(acts, "sites", joins, Told("a", "import", who_is_who.BY_THE_RULES))


def known_of(store) -> Known:
    return who_is_who.known(Source(store).take(audience="coordinator", as_of=DAY), store, "sites")


def test_a_blank_id_is_made_of_sender_name_and_commune():
    first = site(None, "Camp Corail", -72.30, 18.50)
    made = ids(first)
    assert made[0].startswith("SIT-")
    assert len(made[0]) == len("SIT-") + 8
    # Next month: another day and another point of the same place, the name in other letters.
    assert ids(site(None, "CAMP  CORAIL", -72.3005, 18.5, observed_on="2024-02-15")) == made
    assert ids(first, sender="Partner ") == made
    assert ids(first, sender="another") != made
    assert ids(site(None, "Camp Corail 2")) != made
    assert ids(first | {"adm2_pcode": "HT0112"}) != made
    assert ids(site("P-7", "Camp Corail")) == ["P-7"]


def test_two_places_of_one_name_on_one_day_are_told_apart_by_their_points():
    two = ids(site(None, "Kan", -72.30, 18.50), site(None, "Kan", -72.20, 18.50))
    assert len(set(two)) == 2
    assert ids(site(None, "Kan", -72.20, 18.50), site(None, "Kan", -72.30, 18.50)) == two[::-1]
    # One place at two days is one place, also where its point was measured anew.
    again = ids(site(None, "Kan", -72.30, 18.50), site(None, "Kan", -72.20, 18.50, observed_on="2024-02-15"))
    assert len(set(again)) == 1


def test_a_row_without_name_has_its_point_and_one_without_both_has_no_id():
    found = identify("sites", file(site(None, None, -72.30, 18.50), site(None, None)), NOTHING, sender="p")
    assert found.rows["site_id"].notna().tolist() == [True, False]
    assert found.made.tolist() == [True, False]


def test_every_table_whose_ids_are_ours_has_its_letters():
    assert set(PREFIXES) == {name for name, frame in FRAMES.items() if frame.ours} == set(who_is_who.TABLES)
    with pytest.raises(DataProblem, match="no_identity"):
        identify("zones", pd.DataFrame(), NOTHING, sender="p")


def test_an_id_that_stands_for_another_place_is_not_given_again():
    (made,) = ids(site(None, "Camp Corail"))
    taken = SITES.conform(pd.DataFrame([site(made, "Lycée Toussaint") | {"adm2_pcode": "HT0211"}]))
    known = Known(taken, NOTHING.aliases, frozenset(), {}, frozenset())
    (longer,) = ids(site(None, "Camp Corail"), known=known)
    assert longer.startswith(made)
    assert len(longer) == len(made) + 4
    renamed = SITES.conform(pd.DataFrame([site(made, "Village Espoir")]))  # in the same commune: its new name
    assert ids(site(None, "Camp Corail"), known=Known(renamed, NOTHING.aliases, frozenset(), {}, frozenset())) == [made]


def test_the_files_id_is_kept_and_joined_by_a_row_of_identity(tmp_path):
    store = store_at(tmp_path)
    tell(
        store,
        "sites",
        site("S1", "Lycée Toussaint Louverture", -72.30, 18.50),
        site("S2", "Place Boyer", -72.29, 18.51),
    )
    rows = file(
        site("K-1", "Lise Tousen Louvèti", -72.301, 18.50),  # 106 m: certain
        site("K-2", "Camp Place Boyer Central", -72.29, 18.51),  # alike
        site("K-3", "Terrain Acra", -72.20, 18.60),  # new
        site("S2", "Place Boyer", -72.29, 18.51),  # known
    )  # fmt: skip
    found = identify("sites", rows, known_of(store), sender="kobo")
    assert found.rows["site_id"].tolist() == ["K-1", "K-2", "K-3", "S2"]
    assert found.rows["row_number"].tolist() == [2, 3, 4, 5]
    assert not found.made.any()
    assert found.joins[["table_name", "key", "old_id", "new_id"]].to_numpy().tolist() == [
        ["sites", "site_id", "K-1", "S1"]
    ]
    assert found.queue[["left_id", "right_id"]].to_numpy().tolist() == [["K-2", "S2"]]
    assert tuple(found.joins.columns) == JOINS
    assert tuple(found.queue.columns) == QUEUE
    assert joined(found.rows, found.joins, "sites")["site_id"].tolist() == ["S1", "K-2", "K-3", "S2"]
    tell(
        store,
        "sites",
        *found.rows.drop(columns="row_number").dropna(axis=1, how="all").to_dict("records"),
        sender="kobo",
    )
    seq = join(store, found.joins)
    shown = Source(store).take(audience="coordinator", as_of=DAY)
    assert set(shown.frame("sites")["site_id"]) == {"S1", "S2", "K-2", "K-3"}
    assert "Lycée Toussaint Louverture" in set(shown.frame("aliases")["alias"]) | set(shown.frame("sites")["name"])
    # Next month the same file: the id is known, nothing is joined twice.
    again = identify("sites", rows, known_of(store), sender="kobo")
    assert again.joins.empty
    # Taken back, a person decides.
    who_is_who.reverse(store, seq, author="a", reason="r")
    later = identify("sites", file(site("K-9", "Lise Tousen Louvèti", -72.302, 18.50)), known_of(store), sender="x")
    assert set(later.queue["right_id"]) <= {"S1", "K-1"}


def test_what_was_split_waits_and_what_is_distinct_is_not_proposed():
    one = SITES.conform(pd.DataFrame([site("S1", "Camp Corail", -72.30, 18.50)]))
    rows = file(site("K-1", "Kan Corail", -72.30, 18.50))
    pair = frozenset([frozenset(["K-1", "S1"])])
    assert identify("sites", rows, Known(one, NOTHING.aliases, frozenset(), {}, frozenset()), sender="p").joins[
        "new_id"
    ].tolist() == ["S1"]
    split = identify("sites", rows, Known(one, NOTHING.aliases, frozenset(), {}, pair), sender="p")
    assert split.joins.empty
    assert "split_before" in split.queue["reasons"].iloc[0]
    apart = identify("sites", rows, Known(one, NOTHING.aliases, pair, {}, frozenset()), sender="p")
    assert apart.joins.empty
    assert apart.queue.empty


def test_a_record_that_the_file_names_itself_is_not_joined_to_another_row():
    one = SITES.conform(pd.DataFrame([site("S1", "Camp Corail", -72.30, 18.50)]))
    rows = file(site("S1", "Camp Corail", -72.30, 18.50), site("K-1", "Kan Corail", -72.30, 18.50))
    found = identify("sites", rows, Known(one, NOTHING.aliases, frozenset(), {}, frozenset()), sender="p")
    assert found.joins.empty
    assert "claimed" in found.queue["reasons"].iloc[0]


def test_previews_of_other_tables_are_read_under_the_joined_id():
    joins = pd.DataFrame([{"table_name": "sites", "key": "site_id", "old_id": "K-1", "new_id": "S1"}])
    rows = pd.DataFrame({"site_id": ["K-1", "K-2"], "individuals": [4, 5]})
    assert joined(rows, joins, "assessments")["site_id"].tolist() == ["S1", "K-2"]
    assert joined(rows[["individuals"]], joins, "assessments").columns.tolist() == ["individuals"]
    assert rows["site_id"].tolist() == ["K-1", "K-2"]


def test_reversing_a_join_restores_the_same_picture(tmp_path):
    store = store_at(tmp_path)
    tell(store, "sites", site("S1", "Camp Corail", -72.30, 18.50), site("S2", "Place Boyer", -72.20, 18.50))
    rows = file(site("K-1", "Kan Corail", -72.30, 18.50), site("K-2", "Plas Boyer", -72.20, 18.50))
    found = identify("sites", rows, known_of(store), sender="kobo")
    tell(store, "sites", *rows.drop(columns="row_number").dropna(axis=1, how="all").to_dict("records"), sender="kobo")
    before = whole(store)
    seq = join(store, found.joins)
    assert len(found.joins) == 2
    both = whole(store)
    assert both != before
    who_is_who.reverse(store, seq, author="a", reason="r", old_id="K-1")  # one of the two
    one = set(Source(store).take(audience="coordinator", as_of=DAY).frame("sites")["site_id"])
    assert one == {"S1", "S2", "K-1"}
    last = who_is_who.decisions(store).query("active")["batch"].max()
    who_is_who.reverse(store, int(last), author="a", reason="r")
    assert whole(store) == before


NAMES = st.sampled_from(["Camp Corail", "Kan Corail", "Place Boyer", "Terrain Acra", None])
ROW = st.tuples(st.one_of(st.none(), st.sampled_from(["K-1", "K-2"])), NAMES, st.sampled_from([np.nan, -72.30, -72.25]))


@settings(max_examples=30, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=6), st.integers(0, 99))
def test_ids_do_not_depend_on_the_order_of_the_rows(told: list, seed: int):
    rows = file(*(site(one, name, lon, 18.50) for one, name, lon in told))
    order = random.Random(seed).sample(range(len(rows)), len(rows))
    found = identify("sites", rows, NOTHING, sender="p").rows["site_id"]
    mixed = identify("sites", rows.iloc[order], NOTHING, sender="p").rows["site_id"]
    assert mixed.reindex(rows.index).fillna("").tolist() == found.fillna("").tolist()
    given_ids = rows["site_id"].notna()
    assert found[given_ids].tolist() == rows.loc[given_ids, "site_id"].tolist()
