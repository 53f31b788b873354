"""A file on its way in is held against what the store knows: movements told before, reversals, new ways."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from data import intake, land
from data.snapshot import Source
from data.store.store import Store, Told
from geo.errors import StoreProblem

HEADS = ["movement_id", "document", "line", "reverses", "moved_on", "kind", "warehouse_id", "item", "quantity"]
BASIS = [
    (None, "R1", 1, None, "2023-01-01", "receipt", "W1", "tarpaulin", 100),
    (None, "R1", 2, None, "2023-01-01", "receipt", "W1", "blanket", 50),
]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "pare.db")
    with made.batch(Told("tester", "test")) as batch:
        batch.patch("warehouses", pd.DataFrame([{"warehouse_id": "W1", "name": "Un", "adm2_pcode": "HT0111"}]))
    return made


def look(store: Store, folder: Path, *rows: tuple, name: str = "m.csv") -> intake.Intake:
    path = folder / name
    pd.DataFrame(rows, columns=HEADS).to_csv(path, index=False)
    return intake.look(Source(store), "movements", path, sender="depot")


def keep(store: Store, looked: intake.Intake) -> int:
    return intake.keep(store, looked, author="tester", reason="test")


def told(looked: intake.Intake) -> list[tuple]:
    return [(p.row, p.code, p.value) for one in looked.previews for p in one.problems if p.blocking]


def test_the_same_rows_again_change_nothing_and_an_extended_file_adds_its_new_row(store, tmp_path):
    first = look(store, tmp_path, *BASIS)
    assert (len(first.changes), first.rows_known) == (2, 0)
    keep(store, first)
    again = look(store, tmp_path, *BASIS)
    assert (len(again.changes), again.rows_known, again.rows_accepted, told(again)) == (0, 2, 2, [])
    with pytest.raises(StoreProblem, match="already_in"):
        keep(store, again)
    more = look(store, tmp_path, *BASIS, (None, "R1", 3, None, "2023-01-01", "receipt", "W1", "rope", 7))
    assert more.changes[["key", "column", "after"]].values.tolist() == [["W1 · rope", "receipt", 7.0]]
    assert more.rows_known == 2
    assert intake.as_record(more, None)["rows_known"] == 2
    keep(store, more)
    assert store.balances().set_index("item")["held"].to_dict() == {"tarpaulin": 100, "blanket": 50, "rope": 7}


def test_a_known_line_with_another_content_is_refused_with_its_row_before_anything_is_stored(store, tmp_path):
    keep(store, look(store, tmp_path, *BASIS))
    changed = look(store, tmp_path, BASIS[0], (*BASIS[1][:-1], 60))
    ids = store.movements().set_index("line")["movement_id"]
    assert told(changed) == [(3, "movement_changed", ids[2])]
    assert changed.previews[0].problems[0].params["movement"] == ids[2]
    record = intake.as_record(changed, None)
    assert (record["rows_read"], record["rows_accepted"], record["rows_rejected"]) == (2, 1, 1)
    assert (record["changes"], record["problems_found"], record["rows_known"]) == (0, 1, 1)
    keep(store, changed)  # what is left goes in, and counts once
    assert store.balances().set_index("item")["held"].to_dict() == {"tarpaulin": 100, "blanket": 50}


def test_what_was_undone_may_come_with_another_content(store, tmp_path):
    batch = keep(store, look(store, tmp_path, *BASIS))
    store.undo(batch, author="tester", reason="test")
    other = look(store, tmp_path, BASIS[0], (*BASIS[1][:-1], 60))
    assert (told(other), len(other.changes), other.rows_known) == ([], 2, 0)


def reversal(target: str | None, own: str | None = None) -> tuple:
    return (own, None, None, target, "2023-01-02", "reversal", "W1", "tarpaulin", 100)


def test_a_reversal_names_a_movement_in_force_or_of_its_own_file(store, tmp_path):
    batch = keep(store, look(store, tmp_path, ("M1", *BASIS[0][1:])))
    assert told(look(store, tmp_path, reversal("M1"))) == []
    assert told(look(store, tmp_path, reversal("M9"))) == [(2, "unknown_reference", "M9")]
    here = look(store, tmp_path, (("M2"), None, None, *BASIS[0][3:]), reversal("M2"))
    assert told(here) == []
    store.undo(batch, author="tester", reason="test")
    assert told(look(store, tmp_path, reversal("M1"))) == [(2, "unknown_reference", "M1")]


def test_a_refused_reversal_is_no_target_of_another(store, tmp_path):
    # M4 reverses M3, which reverses nothing that exists: both fall.
    chain = look(store, tmp_path, reversal("M9", "M3"), reversal("M3", "M4"))
    assert told(chain) == [(2, "unknown_reference", "M9"), (3, "unknown_reference", "M3")]


def ways(store: Store, folder: Path, **row: object) -> list[tuple]:
    path = folder / "ways.csv"
    pd.DataFrame([row]).to_csv(path, index=False)
    looked = intake.look(Source(store), "ways", path)
    return [(p.row, p.code, p.params.get("near")) for p in looked.previews[0].problems if p.blocking]


def test_a_way_that_is_not_known_says_where_it_goes(store, tmp_path):
    known = min(Source(store).take(audience="coordinator").frame("ways")["way_id"])
    whole = {"mode": "road", "way_class": "national", "from_pcode": "HT0111", "to_pcode": "HT0112", "length_km": 5}
    assert ways(store, tmp_path, way_id=known, status="closed") == []
    assert ways(store, tmp_path, way_id=f"{known}x", status="closed") == [(2, "unknown_reference", known)]
    assert ways(store, tmp_path, way_id="N1", status="open", **whole) == []
    del whole["length_km"]
    assert [p[:2] for p in ways(store, tmp_path, way_id="N1", status="open", **whole)] == [(2, "unknown_reference")]


def population(folder: Path, name: str, people: int) -> Path:
    path = folder / name
    path.write_text(f"adm2_pcode,adm2_name,T_TL\nHT0111,Port-au-Prince,{people}\nHT0112,Delmas,7\n", encoding="utf-8")
    return path


def test_another_file_of_the_same_year_is_another_set(store, tmp_path):
    names, sums = [], []
    for name, people in (("a.csv", 100), ("b.csv", 300)):
        _, rows, _ = land.install_population(store, population(tmp_path, name, people), author="tester", year=2031)
        names.append(rows["population_set"].iloc[0])
        in_force = Source(store).take(audience="coordinator").frame("population")
        sums.append(in_force.loc[in_force["adm_level"] == "adm2", "population"].sum())
    assert names[0] == "cod-ps-2031"
    assert names[1].startswith("cod-ps-2031-")
    assert len(names[1]) == len("cod-ps-2031-") + 6
    assert sums == [107, 307]
    assert set(names) < set(land.sets(store, "population"))
    land.use(store, "population", names[0], author="tester")
    assert Source(store).take(audience="coordinator").frame("population")["population"].max() == 100


def test_a_file_never_adds_to_a_shipped_set(store, tmp_path):
    path = population(tmp_path, "c.csv", 5)
    _, rows, _ = land.install_population(store, path, author="tester", year=2024)
    assert rows["population_set"].str.fullmatch(r"cod-ps-2024-[0-9a-f]{6}").all()
