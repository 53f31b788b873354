"""What the terminal says of a file: each table by its name, problems by kind, columns that were left."""

from __future__ import annotations

from pathlib import Path

from tests.commands.conftest import run, write


def rows(count: int) -> list[dict]:
    return [
        {"Nom du site": f"Site {n}", "Commune": "HT9999", "Date d'évaluation": "2024-03-10", "Individus": 40,
         "Remarque": "x"} for n in range(count)
    ]  # fmt: skip


def test_both_tables_are_named_kinds_summed_up_and_unused_columns_listed(empty: Path) -> None:
    told = run("import", "auto", write(empty / "a.csv", rows(12)), "--dry-run").output
    assert "Sites de PDI, feuille « a » : 12 lignes lues" in told
    assert "Évaluations de sites, feuille « a » : 12 lignes lues" in told
    assert "12 fois : Ligne 2" in told
    assert "(lignes 2, 3, 4, 5, 6, …)" in told
    assert told.count("Colonnes non reprises (1) : Remarque") == 1
    assert len(told.splitlines()) < 12
    every = run("import", "auto", write(empty / "a.csv", rows(12)), "--dry-run", "--all").output
    assert " fois : " not in every
    assert all(f"Ligne {n}" in every for n in range(2, 14))


def test_a_message_without_a_day_says_how_to_give_one(empty: Path) -> None:
    message = empty / "a.txt"
    message.write_text("SIT ZM-014 MEN 412 MOUN 1850\n", "utf-8")
    assert "--day AAAA-MM-JJ" in run("import", "auto", message, "--dry-run").output


def test_a_column_that_does_not_exist_is_said(empty: Path) -> None:
    told = run("import", "auto", write(empty / "a.csv", rows(1)), "--set", "nosuch=1")
    assert told.exit_code == 2
    assert "nosuch" in told.output
