"""The store in the terminal: files in, batches back, what is wrong with it."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from data.home import store_path
from data.store.store import Store, Told
from tests.commands.conftest import run, told, write

IMPORT = {"batch", "rows_read", "rows_accepted", "rows_rejected", "people_in", "people_accepted", "problems"}


def test_import_dry_run_store_again_undo(empty):
    sites = write(empty / "sites.csv", [
        {"site_id": "S1", "name": "Un", "adm2_pcode": "HT0111", "longitude": -72.336, "latitude": 18.531, "site_type": "school",
         "site_class": "collective_centre", "opened_on": "2023-01-01", "status": "active", "area_m2": 900},
        {"site_id": "S2", "name": "Deux", "adm2_pcode": "HT9999"},
    ])  # fmt: skip
    dry = told("import", "sites", sites, "--dry-run")
    assert dry["batch"] is None
    assert set(dry) >= IMPORT
    assert (dry["rows_read"], dry["rows_accepted"], dry["rows_rejected"]) == (2, 1, 1)
    assert [(p["row"], p["code"], p["value"]) for p in dry["problems"]] == [(3, "unknown_pcode", "HT9999")]
    assert told("import", "sites", sites)["batch"] == 1
    again = run("import", "sites", sites)
    assert again.exit_code == 2
    assert "n° 1" in again.output
    people = write(empty / "a.csv", [
        {"site_id": "S1", "assessed_on": "2023-08-01", "round": 1, "individuals": 100, "toilets_functional": 4},
        {"site_id": "S9", "assessed_on": "2023-08-01", "round": 1, "individuals": 50},
    ])  # fmt: skip
    taken = told("import", "assessments", people)
    assert (taken["people_in"], taken["people_accepted"]) == (150.0, 100.0)
    row = told("coverage", "--level", "adm1", "--standard", "toilets")[0]
    # 100 people want 5 toilets, there are 4.
    assert (row["place"], row["people_short"], row["gap"]) == ("HT01", 100.0, 1.0)
    undone = told("undo", "2")
    assert undone["seq"] == 3
    assert told("coverage", "--level", "adm1", "--standard", "toilets")[0]["sites_without_people"] == 1
    assert told("coverage", "--level", "adm1", "--standard", "toilets", "--known-at", "2")[0]["gap"] == 1.0
    assert run("undo", "77").exit_code == 2
    assert run("check").exit_code == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.csv", b""), ("picture.png", b"\x89PNG\r\n\x1a\n123"), ("broken.xlsx", b"PK\x03\x04broken"),
     ("other.csv", b"a,b\n1,2\n"), ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)],
)  # fmt: skip
def test_files_that_cannot_be_read_get_a_sentence(empty, name, content):
    path = empty / name
    path.write_bytes(content)
    result = run("import", "sites", path)
    assert result.exit_code == 2
    assert len(result.output.strip()) > 20
    assert Store(store_path()).head() == 0


def stock(folder, *quantities: float, name: str = "m.csv"):
    heads = {"moved_on": "2023-01-01", "kind": "receipt", "warehouse_id": "W1", "item": "tarpaulin", "document": "R1"}
    return write(folder / name, [{**heads, "line": n, "quantity": q} for n, q in enumerate(quantities, start=1)])


@pytest.fixture
def depot(empty):
    told("import", "warehouses", write(empty / "w.csv", [{"warehouse_id": "W1", "name": "Un", "adm2_pcode": "HT0111"}]))
    return empty


def test_movements_known_already_are_counted_and_changed_ones_refused_in_a_dry_run_too(depot):
    assert told("import", "movements", stock(depot, 5, 6))["changes"] == 2
    more = stock(depot, 5, 6, 7, name="more.csv")
    looked = told("import", "movements", more, "--dry-run")
    assert (looked["changes"], looked["rows_known"], looked["problems"]) == (1, 2, [])
    assert "Lignes déjà connues, non ajoutées : 2" in run("import", "movements", more, "--dry-run").output
    changed = stock(depot, 5, 60, name="changed.csv")
    looked = told("import", "movements", changed, "--dry-run")
    assert [(p["row"], p["code"], p["blocking"]) for p in looked["problems"]] == [(3, "movement_changed", True)]
    assert (looked["changes"], looked["rows_rejected"], looked["batch"]) == (0, 1, None)
    said = run("import", "movements", changed, "--dry-run").output
    assert f"Ligne 3 : le mouvement {looked['problems'][0]['value']} est déjà dans le registre" in said


def test_a_file_of_which_nothing_is_accepted_is_not_said_to_be_there(empty):
    bad = write(empty / "s.csv", [{"site_id": "S1", "adm2_pcode": "HT9999"}])
    for more in (("--dry-run",), ()):
        said = run("import", "sites", bad, *more).output
        assert "Rien ne peut être enregistré" in said
        assert "tout est déjà là" not in said


def test_redo_brings_a_batch_back(depot):
    told("import", "movements", stock(depot, 5))
    told("undo", "2")
    assert told("redo", "2") == {"batch": 2, "seq": 4}
    assert len(Store(store_path()).movements()) == 1
    for number in ("2", "77"):  # in force already, and none
        refused = run("redo", number)
        assert refused.exit_code == 2
        assert number in refused.output
    told("undo", "2")
    assert "rétabli" in run("redo", "2").output


def test_check_tells_of_movements_and_places_without_their_record(depot):
    assert run("check").output.strip() == "Rien à signaler."
    assert run("check", "--json").output.strip() == "[]"
    told("import", "movements", stock(depot, 5))
    with Store(store_path()).batch(Told("tester", "test")) as batch:
        batch.patch("shelters", pd.DataFrame([{"shelter_id": "A1", "adm2_pcode": "HT0199"}]))
        moved = {"moved_on": "2023-01-02", "kind": "reversal", "warehouse_id": "W1", "quantity": 1.0}
        batch.move(pd.DataFrame([{**moved, "movement_id": "M1", "item": "rpoe", "reverses": "M9"}]))
    assert told("undo", "1", "--dry-run")["orphans"] == 2
    told("undo", "1")
    found = run("check", "--json")
    assert found.exit_code == 1
    assert {(r["where"], r["value"], r["count"]) for r in json.loads(found.output) if r["what"] == "orphan"} == {
        ("shelters.adm2_pcode", "HT0199", 1),
        ("movements.warehouse_id", "W1", 2),
        ("movements.item", "rpoe", 1),
        ("movements.reverses", "M9", 1),
    }


def test_check_finds_nothing_wrong_with_the_demonstration(with_demo):
    assert run("check").output.strip() == "Rien à signaler."
