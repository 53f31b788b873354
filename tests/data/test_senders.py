"""What a sender's headers mean is kept and used when the same headers come again."""

from __future__ import annotations

from pathlib import Path

import pytest

from data import intake, senders
from data.importers.opening import opened
from data.intake import Asked
from data.snapshot import Source
from data.store.store import Store
from geo.errors import ImportRejected
from geo.frames import FRAMES

HEADS = "Kod kote;Non kote a;Kominn;Jou\n"
CHOSEN = {"Kod kote": "site_id", "Non kote a": "name", "Kominn": "adm2_pcode", "Jou": "observed_on"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "pare.db")


def month(folder: Path, name: str, people: str = "K-1;Lise;HT0111;2023-08-01\n", heads: str = HEADS) -> Path:
    path = folder / name
    path.write_text(heads + people, encoding="utf-8")
    return path


def test_next_month_is_read_without_asking(store, tmp_path):
    source, first = Source(store), month(tmp_path, "a.csv")
    with pytest.raises(ImportRejected):
        intake.look(source, "auto", first)
    looked = intake.look(source, "sites", first, asked=Asked("OIM", chosen=CHOSEN))
    assert looked.previews[0].rows_accepted == 1
    file = opened(FRAMES["sites"], first, known=CHOSEN)
    senders.remember(store, "OIM", "sites", file, CHOSEN, author="tester")
    assert senders.senders(store) == ["OIM"]
    assert senders.headers_of(store, "OIM") == set(CHOSEN)
    assert senders.headers_of(store, "") == set()
    # The columns in another order are the same layout.
    later = month(tmp_path, "b.csv", "2023-09-01;K-2;Plas;HT0112\n", "Jou;Kod kote;Non kote a;Kominn\n")
    again = intake.look(source, "auto", later, sender="OIM")
    assert [(one.frame, one.rows_accepted) for one in again.previews] == [("sites", 1)]
    assert again.previews[0].rows["site_id"].tolist() == ["K-2"]
    with pytest.raises(ImportRejected):
        intake.look(source, "auto", later, sender="Another")


def test_what_is_said_now_counts_before_what_is_remembered(store, tmp_path):
    path = month(tmp_path, "a.csv")
    file = opened(FRAMES["sites"], path, known=CHOSEN)
    senders.remember(store, "OIM", "sites", file, {**CHOSEN, "Non kote a": ""}, author="tester")
    kept = intake.look(Source(store), "auto", path, sender="OIM").previews[0]
    assert kept.rows["name"].isna().all()
    now = intake.look(Source(store), "sites", path, asked=Asked("OIM", chosen=CHOSEN)).previews[0]
    assert now.rows["name"].tolist() == ["Lise"]


def test_a_mapping_can_be_undone(store, tmp_path):
    path = month(tmp_path, "a.csv")
    batch = senders.remember(store, "OIM", "sites", opened(FRAMES["sites"], path, known=CHOSEN), CHOSEN, author="t")
    store.undo(batch, author="t", reason="wrong")
    assert senders.senders(store) == []


@pytest.mark.parametrize("spelled", ["oim", "OIM ", "O.I.M.", "Ö I M"])
def test_a_sender_is_known_however_it_is_spelled(spelled: str, store: Store, tmp_path: Path) -> None:
    path = month(tmp_path, "a.csv")
    file = opened(FRAMES["sites"], path, known=CHOSEN)
    senders.remember(store, " OIM ", "sites", file, CHOSEN, author="t")
    assert senders.remembered(store, spelled, file) == ("sites", CHOSEN)
    assert intake.look(Source(store), "auto", path, sender=spelled).previews[0].rows_accepted == 1
    senders.remember(store, spelled, "sites", file, {**CHOSEN, "Jou": "opened_on"}, author="t")
    assert senders.senders(store) == ["OIM"]
    assert senders.remembered(store, "OIM", file) == ("sites", {**CHOSEN, "Jou": "opened_on"})


def test_of_headers_only_what_is_used_is_kept_and_nothing_of_persons(store: Store, tmp_path: Path) -> None:
    """Of an unknown header that nobody used nothing is kept; of a known one that it is not to be used."""
    heads = "Kod kote;Non kote a;Kominn;Jou;Latitude;Ki sa;Nom du responsable;Marie 3412 3456\n"
    path = month(tmp_path, "a.csv", "K-1;Lise;HT0111;2023-08-01;18.5;x;Jan;y\n", heads)
    chosen = CHOSEN | {"Latitude": "", "Ki sa": "", "Nom du responsable": "name", "Marie 3412 3456": "closed_reason"}
    file = opened(FRAMES["sites"], path, known=CHOSEN)
    senders.remember(store, "OIM", "sites", file, chosen, author="t")
    assert senders.remembered(store, "OIM", file) == ("sites", CHOSEN | {"Latitude": ""})
    assert senders.headers_of(store, "oim") == {*CHOSEN, "Latitude"}


def test_what_was_corrected_of_a_file_of_two_tables_is_used_for_both(store: Store, tmp_path: Path) -> None:
    heads = "Code site;Nom du site;Commune;Date;Individus;Kote yo rete\n"
    path = month(tmp_path, "a.csv", "K-1;Lise;Delmas;2023-08-01;45;Lekòl\n", heads)
    file = opened(None, path)
    senders.remember(store, "OIM", "sites", file, {"Kote yo rete": "manager_organisation"}, author="t")
    sites, assessments = intake.look(Source(store), "auto", path, sender="OIM").previews
    assert sites.rows["manager_organisation"].tolist() == ["Lekòl"]
    assert assessments.rows["individuals"].tolist() == [45.0]
