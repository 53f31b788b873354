"""Uploads are kept only where the administrator says so, for the owner alone, and never with personal data."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from pathlib import Path

import openpyxl
import pytest

from data import intake, kept_uploads, withholding
from data.home import ROOT, home
from data.snapshot import Source
from data.store.store import Store
from geo.errors import DataProblem

GOOD = "site_id;name;adm2_pcode\nS1;Lycée A;HT0111\n"


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    monkeypatch.setenv("PARE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv(kept_uploads.SETTING, "1")
    (tmp_path / "home").mkdir(mode=0o700)
    return Store(tmp_path / "home" / "pare.db")


def kept(store: Store, path: Path, kind: str = "sites") -> tuple[str, str]:
    looked = intake.look(Source(store), kind, path, asked=intake.Asked("test", day="2024-03-01"))
    return kept_uploads.keep(path, looked.previews)


def file(tmp_path: Path, text: str, name: str = "sites.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("value", [None, "", "0", "true"])
def test_by_default_nothing_is_kept(store, tmp_path, monkeypatch, value):
    monkeypatch.delenv(kept_uploads.SETTING)
    if value is not None:
        monkeypatch.setenv(kept_uploads.SETTING, value)
    assert kept(store, file(tmp_path, GOOD)) == ("", "")
    assert not (home() / "kept").exists()


def test_a_file_is_kept_as_it_came_for_its_owner_alone_listed_and_deleted(store, tmp_path):
    before = os.umask(0)  # the mask of the process does not matter
    try:
        name, why = kept(store, file(tmp_path, GOOD))
    finally:
        os.umask(before)
    path = home() / "kept" / name
    assert (why, name) == ("", hashlib.sha256(GOOD.encode()).hexdigest())
    assert path.read_text(encoding="utf-8") == GOOD
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert kept(store, file(tmp_path, GOOD)) == (name, "")  # the same file again is one
    assert kept_uploads.listed()[["sha256", "size_bytes"]].to_numpy().tolist() == [[name, len(GOOD.encode())]]
    kept_uploads.delete(name)
    assert kept_uploads.listed().empty
    with pytest.raises(DataProblem, match="unknown_kept"):
        kept_uploads.delete(name)


@pytest.mark.parametrize("wrong", ["../pare.db", "..", "", "x" * 64, "/etc/passwd"])
def test_nothing_else_can_be_deleted(store, wrong):
    with pytest.raises(DataProblem, match="unknown_kept"):
        kept_uploads.delete(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "site_id;name;adm2_pcode;Téléphone\nS1;Lycée A;HT0111;\n",  # a column that is dropped
        "site_id;name;adm2_pcode;closed_reason\nS1;Lycée A;HT0111;rele 3712-3456\n",  # a text that is emptied
        "site_id;name;adm2_pcode;manager_organisation\nS1;Lycée A;HT0111;Wilner Joseph\n",
        "site_id;name;adm2_pcode;Divers\nS1;Lycée A;HT0111;moun@example.org\n",  # a column that is not used
    ],
)
def test_a_file_with_personal_data_is_not_kept(store, tmp_path, text):
    assert kept(store, file(tmp_path, text)) == ("", "personal")
    assert not (home() / "kept").exists()


def test_a_workbook_is_looked_through_in_every_sheet(store, tmp_path):
    book = openpyxl.Workbook()
    for row in (["site_id", "name", "adm2_pcode"], ["S1", "Lycée A", "HT0111"]):
        book.active.append(row)
    path = tmp_path / "sites.xlsx"
    book.save(path)
    assert kept(store, path)[1] == ""
    other = book.create_sheet("Divers")
    other.sheet_state = "hidden"
    other["C9"] = "rele 3712-3456"
    book.save(path)
    assert kept(store, path) == ("", "personal")


def test_answers_of_a_form_with_the_name_of_who_sent_it_are_not_kept(store, tmp_path):
    row = {
        "_id": 1,
        "_uuid": "u",
        "_submission_time": "2024-03-01T10:00:00",
        "site_id": "S1",
        "name": "A",
        "adm2_pcode": "HT0111",
    }
    path = tmp_path / "form.json"
    path.write_text(json.dumps([row]), encoding="utf-8")
    assert kept(store, path)[1] == ""
    path.write_text(json.dumps([row | {"_submitted_by": "anketè7"}]), encoding="utf-8")
    assert kept(store, path) == ("", "personal")


def test_a_message_and_a_file_on_a_withheld_place_are_not_kept(store, tmp_path):
    path = file(tmp_path, "[01/03/2024 14:05] Wilner: WOUT RN2 ETA fèmen\n", "message.txt")
    assert kept_uploads.why_not(path, ()) == "unsearched"
    withholding.withhold(store, "sites", withholding.Place(None, "Lycée A", "HT0111"), author="a", reason="r")
    both = GOOD + "S2;Foyer Lespwa;HT0111\n"
    assert kept(store, file(tmp_path, both)) == ("", "withheld")


def test_a_full_disk_is_told_and_leaves_nothing(store, tmp_path, monkeypatch):
    def full(_descriptor: int) -> None:
        raise OSError(28, "no space")

    looked = intake.look(Source(store), "sites", path := file(tmp_path, GOOD), sender="test")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DataProblem, match="kept_not_written"):
        kept_uploads.keep(path, looked.previews)
    assert list((home() / "kept").iterdir()) == []


def test_the_folder_is_none_that_is_served():
    assert not (ROOT / "static").joinpath("kept").exists()
    code = "\n".join(path.read_text(encoding="utf-8") for path in [ROOT / "asgi.py", *(ROOT / "api").rglob("*.py")])
    assert "kept_uploads" not in code
