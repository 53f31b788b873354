"""Who is who and the deny-list in the terminal."""

from __future__ import annotations

import json

from tests.commands.conftest import run, told, write


def sites(empty, name: str, *rows: tuple) -> None:
    columns = ("site_id", "name", "adm2_pcode", "longitude", "latitude")
    told("import", "sites", write(empty / name, [dict(zip(columns, row, strict=True)) for row in rows]))


def test_pairs_are_listed_decided_and_decisions_reversed(empty):
    sites(
        empty, "a.csv", ("S1", "Camp Corail", "HT0111", -72.34, 18.54), ("S2", "Place Boyer", "HT0111", -72.33, 18.55)
    )
    sites(empty, "b.csv", ("S3", "Camp Corail Central", "HT0111", -72.3402, 18.54))
    (pair,) = told("identity", "list")
    assert {pair["left_id"], pair["right_id"]} == {"S1", "S3"}
    assert "noms proches" in run("identity", "list").output
    told("identity", "different", "sites", "S3", "S1", "--reason", "deux entrées")
    assert told("identity", "list") == []
    (decision,) = told("identity", "list", "--decisions")
    assert decision["decision"] == "different"
    assert run("identity", "reverse", str(decision["batch"]), "--reason", "erreur").exit_code == 0
    assert len(told("identity", "list")) == 1
    told("identity", "same", "sites", "S3", "S1", "--reason", "visite")
    assert told("identity", "list") == []
    assert run("identity", "same", "sites", "S9", "S1", "--reason", "x").exit_code == 2
    assert run("identity", "reverse", "1", "--reason", "x").exit_code == 2


def test_the_terminal_tells_each_join_and_a_file_that_says_nothing_new_is_not_stored(empty):
    head = {"name": "Lycée Toussaint Louverture", "adm2_pcode": "HT0111", "longitude": -72.34, "latitude": 18.54}
    known = {"site_id": "S1", **head, "observed_on": "2024-01-15"}
    told("import", "sites", write(empty / "a.csv", [known]))
    near = known | {"site_id": "K1", "name": "Lise Tousen Louvèti", "longitude": -72.341}  # 106 m
    far = known | {"site_id": "K2", "name": "Lise Tousen Louvèti", "longitude": -72.3374}  # 275 m: asked about
    output = run("import", "sites", str(write(empty / "b.csv", [near])), "--dry-run").output
    assert (
        "Lise Tousen Louvèti (K1) est Lycée Toussaint Louverture (S1) (106 m entre les deux points, noms proches"
        in output
    )
    output = run("import", "sites", str(write(empty / "c.csv", [far]))).output
    assert (
        "Lise Tousen Louvèti (K2) ↔ Lycée Toussaint Louverture (S1) (275 m entre les deux points, noms proches"
        in output
    )
    assert [(p["left_id"], p["right_id"]) for p in told("identity", "list")] == [("K2", "S1")]
    again = write(empty / "d.csv", [known | {"note": "other bytes"}])
    assert told("import", "sites", again)["batch"] is None
    said = run("import", "sites", str(again)).output
    assert "Rien à enregistrer" in said
    assert "Rien n'est enregistré" in said
    assert run("import", "sites", str(empty / "a.csv")).exit_code == 2  # the very file: refused with its batch


def test_a_withheld_place_leaves_every_file_until_it_is_lifted(empty):
    sites(
        empty, "a.csv", ("S1", "Foyer Lespwa", "HT0111", -72.34, 18.54), ("S2", "Place Boyer", "HT0111", -72.33, 18.55)
    )
    out = empty / "out.csv"
    entry = told("withhold", "sites", "--name", "Foye Lespwa", "--commune", "HT0111", "--reason", "protection")
    assert entry["withheld_records"] == 1
    assert run("export", "sites", out).exit_code == 0
    assert "Lespwa" not in out.read_text(encoding="utf-8")
    assert [row["withheld_id"] for row in told("withheld", "list")] == [entry["withheld_id"]]
    out.unlink()
    assert run("export", "withheld", out).exit_code in (0, 2)
    assert not out.exists() or "Lespwa" not in out.read_text(encoding="utf-8")
    assert run("withheld", "lift", entry["withheld_id"], "--reason", "fermé").exit_code == 0
    run("export", "sites", empty / "after.csv")
    assert "Lespwa" in (empty / "after.csv").read_text(encoding="utf-8")
    for wrong in (("--name", "X"), ("--lon", "-72.3"), ("--name", "X", "--commune", "HT9999")):
        assert run("withhold", "sites", *wrong, "--reason", "r").exit_code == 2
    assert json.loads(run("withheld", "list", "--json").output) == []
