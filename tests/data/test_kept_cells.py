"""What a join keeps: the name, and the point unless the file's is newer; what is said later comes into force."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from data import intake, taking_back, who_is_who
from data.nothing_new import nothing_new
from data.snapshot import Source
from tests.data.who_is_who_setting import picture, site, store_at, tell

ME = {"author": "tester", "reason": "test"}


@pytest.fixture
def store(tmp_path):
    made = store_at(tmp_path)
    tell(made, "sites", site("S1", "Place Boyer", -72.29, 18.51))
    return made


def look(store, folder: Path, name: str, *rows: dict, sender: str = "") -> intake.Intake:
    path = folder / name
    pd.DataFrame(list(rows)).to_csv(path, index=False)
    return intake.look(Source(store), "sites", path, sender=sender)


def keep(store, folder: Path, name: str, *rows: dict) -> intake.Intake:
    looked = look(store, folder, name, *rows)
    intake.keep(store, looked, **ME)
    return looked


def record(store, one: str = "S1") -> pd.Series:
    return store.records("sites").set_index("site_id").loc[one]


@pytest.mark.parametrize("day", ["2024-01-15", "2024-02-20", "2024-01-02"])
def test_what_the_user_says_after_a_join_wins_over_the_name_that_it_kept(store, tmp_path, day):
    keep(store, tmp_path, "b.csv", site("K-1", "Plas Boyer", -72.2905, 18.51, observed_on=day))
    assert record(store)["name"] == "Place Boyer"
    last = max(day, "2024-01-15")
    assert record(store)["observed_on"] == last  # the name that stays is no newer observation
    looked = look(store, tmp_path, "e.csv", site("S1", "Place Boyer centre", observed_on=last))
    assert looked.changes[["key", "column", "after"]].values.tolist() == [["S1", "name", "Place Boyer centre"]]
    intake.keep(store, looked, **ME)
    assert record(store)["name"] == "Place Boyer centre"


def test_what_the_user_says_after_a_decision_wins_too(store):
    tell(store, "sites", site("X1", "Plas Boyer", -72.2905, 18.51, observed_on="2024-02-20"), sender="other")
    who_is_who.same(store, "sites", "X1", "S1", **ME)
    assert record(store)["name"] == "Place Boyer"
    tell(store, "sites", site("S1", "Place Boyer centre", observed_on="2024-02-20"))
    assert record(store)["name"] == "Place Boyer centre"


@pytest.mark.parametrize(("day", "longitude"), [
    ("2024-01-15", -72.29), ("2024-01-02", -72.29), (None, -72.29), ("2024-02-20", -72.2905),
])  # fmt: skip
def test_a_join_moves_the_known_point_only_where_the_files_is_newer(store, tmp_path, day, longitude):
    looked = keep(store, tmp_path, "b.csv", site("K-1", "Plas Boyer", -72.2905, 18.51, observed_on=day))
    assert looked.joins["new_id"].tolist() == ["S1"]
    told = looked.changes[looked.changes["column"].isin(["longitude", "name"])]
    assert told["column"].tolist() == ([] if longitude == -72.29 else ["longitude"])  # the preview says what happens
    assert record(store)["longitude"] == longitude


def test_a_join_that_stays_when_another_is_taken_back_keeps_name_point_and_day(store, tmp_path):
    tell(store, "sites", site("S2", "Camp Corail", -72.20, 18.60))
    keep(store, tmp_path, "b.csv", site("K-1", "Plas Boyer", -72.2905, 18.51),
         site("K-2", "Kan Corail", -72.2005, 18.60))  # fmt: skip
    batch = int(who_is_who.decisions(store)["batch"].iloc[0])
    who_is_who.reverse(store, batch, **ME, old_id="K-1")
    assert record(store, "S2")[["name", "longitude", "observed_on"]].tolist() == ["Camp Corail", -72.20, "2024-01-15"]
    tell(store, "sites", site("S2", "Camp Corail nouveau"))
    assert record(store, "S2")["name"] == "Camp Corail nouveau"


@pytest.mark.parametrize("decided", [True, False])
def test_the_next_file_of_the_sender_under_the_old_name_does_not_rename_the_record(store, tmp_path, decided):
    mine = site("K-1", "Plas Boyer", -72.2905, 18.51)
    if decided:
        tell(store, "sites", mine, sender="other")
        who_is_who.same(store, "sites", "K-1", "S1", **ME)
    else:
        keep(store, tmp_path, "b.csv", mine)
    looked = keep(store, tmp_path, "c.csv", mine | {"observed_on": "2024-02-15"})
    assert looked.changes["column"].tolist().count("name") == 0
    assert record(store)[["name", "observed_on"]].tolist() == ["Place Boyer", "2024-02-15"]
    batch = int(store.batches().query("sha256.notna()")["seq"].max())
    taking_back.take_back(store, batch, **ME)
    assert record(store)[["name", "observed_on"]].tolist() == ["Place Boyer", "2024-01-15"]
    # A name that is new is said, not repeated.
    keep(store, tmp_path, "d.csv", mine | {"observed_on": "2024-03-15", "name": "Plas Boyer Sid"})
    assert record(store)["name"] == "Plas Boyer Sid"


def test_a_pair_that_the_preview_offers_waits_once_the_file_is_stored_without_a_sender(tmp_path):
    store = store_at(tmp_path)
    (tmp_path / "in").mkdir()
    keep(store, tmp_path / "in", "a.csv", site("S1", "Camp Corail", -72.29, 18.51))
    looked = keep(store, tmp_path / "in", "b.csv", site("K-1", "Terrain Acra", -72.2925, 18.51))  # 264 m, alone
    assert len(looked.queue) == 1
    waiting = picture(store).frame("doubles")
    assert waiting[["left_id", "right_id"]].to_numpy().tolist() == [["K-1", "S1"]]


def test_rows_that_are_in_make_nothing_new_but_an_earlier_day_does(store, tmp_path):
    here = site("S1", "Place Boyer", -72.29, 18.51)
    assert nothing_new(store, look(store, tmp_path, "a.csv", here))
    assert not nothing_new(store, look(store, tmp_path, "b.csv", here | {"name": "Plas Boyer"}))
    past = here | {"observed_on": "2023-05-01", "name": "Camp Boyer"}
    assert len(look(store, tmp_path, "c.csv", past).changes) == 0  # today's picture stays; that of 2023 does not
    assert not nothing_new(store, look(store, tmp_path, "c.csv", past))
    keep(store, tmp_path, "c.csv", past)
    assert nothing_new(store, look(store, tmp_path, "d.csv", past, here))
    # The very file again: storing says in which batch it is.
    assert not nothing_new(store, look(store, tmp_path, "c.csv", past))
