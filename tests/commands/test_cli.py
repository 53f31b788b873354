"""The terminal as a whole: sentences instead of tracebacks."""

from __future__ import annotations

from tests.commands.conftest import run


def test_without_a_store_every_verb_says_how_to_make_one(tmp_path, monkeypatch):
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    for verb in (("coverage",), ("check",), ("reach",), ("undo", "1")):
        result = run(*verb)
        assert result.exit_code == 2
        assert "init" in result.output
