"""Uploads that an administrator keeps, from the terminal: told after the import, listed, deleted."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from cli import cli


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("PARE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PARE_LANG", "fr")
    monkeypatch.setenv("PARE_KEEP_UPLOADS", "1")

    def one(*words: str):
        told = CliRunner().invoke(cli, list(words))
        assert told.exception is None or isinstance(told.exception, SystemExit)
        return told

    one("init", "--empty")
    return one


def test_an_import_says_whether_its_file_is_kept(run, tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text("site_id;name;adm2_pcode\nS1;Lycée A;HT0111\n", encoding="utf-8")
    name = json.loads(run("import", "sites", str(path), "--json").output)["kept"]
    assert (tmp_path / "home" / "kept" / name).read_bytes() == path.read_bytes()
    assert [row["sha256"] for row in json.loads(run("kept", "list", "--json").output)] == [name]
    path.write_text("site_id;name;adm2_pcode;Tel\nS2;Lycée B;HT0111;3712-3456\n", encoding="utf-8")
    assert "données personnelles" in run("import", "sites", str(path)).output.splitlines()[-1]
    assert run("kept", "delete", name).exit_code == 0
    assert json.loads(run("kept", "list", "--json").output) == []
    assert run("kept", "delete", name).exit_code == 2  # told in a sentence
