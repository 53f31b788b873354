"""The terminal as a test asks it: an empty store, the demonstration, a verb and its JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from cli import cli


@pytest.fixture(autouse=True)
def french(monkeypatch):
    monkeypatch.setenv("PARE_LANG", "fr")


@pytest.fixture
def empty(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("PARE_HOME", str(tmp_path / "home"))
    assert run("init", "--empty").exit_code == 0
    return tmp_path


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture
def with_demo(demo, monkeypatch) -> Path:
    monkeypatch.setenv("PARE_HOME", str(demo))
    run("init")
    return demo


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(cli, [str(a) for a in arguments], catch_exceptions=False)
    assert "Traceback" not in result.output
    return result


def told(*arguments: str) -> list | dict:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    assert "NaN" not in result.output
    return json.loads(result.output)


def write(path: Path, rows: list[dict]) -> Path:
    pd.DataFrame(rows).to_csv(path, index=False)
    return path
