"""`alerts list` and `alerts rules` on the demonstration."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from cli import cli


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    runner = CliRunner()
    assert runner.invoke(cli, ["init"]).exit_code == 0
    return lambda *words: runner.invoke(cli, ["alerts", *words])


def test_what_is_in_force_with_its_validity_and_who_said_so(run):
    rows = json.loads(run("list", "--series", "vigilance", "--place", "HT07", "--json").output)
    told = {row["hazard"]: row for row in rows}
    assert (told["cyclone"]["level"], told["cyclone"]["state"]) == ("red", "in_force")
    assert told["cyclone"]["valid_until"] == "2023-09-01T16:00Z"
    assert told["cyclone"]["bulletin"] == "EX-03"
    assert "fictional" in told["cyclone"]["labels"]


def test_a_silent_department_is_listed_and_is_not_green(run):
    (row,) = json.loads(run("list", "--series", "vigilance", "--place", "HT06", "--json").output)
    assert (row["state"], row["level"], row["hazard"]) == ("not_told", None, None)


def test_an_earlier_moment_shows_what_was_in_force_then(run):
    rows = json.loads(
        run("list", "--series", "vigilance", "--place", "HT07", "--at", "2023-08-30T12:00Z", "--json").output
    )
    assert {row["hazard"]: row["level"] for row in rows} == {"cyclone": "yellow"}


def test_a_bad_moment_is_one_sentence(run):
    told = run("list", "--at", "hier")
    assert told.exit_code == 2
    assert "hier" in told.output
    assert "Traceback" not in told.output


def test_rules_of_the_newest_advisory_and_of_all(run):
    newest = json.loads(run("rules", "--json").output)
    assert {row["advisory"] for row in newest} == {"013"}
    assert {row["official"] for row in newest} == {False}
    every = json.loads(run("rules", "--all-advisories", "--json").output)
    told = {(row["advisory"], row["trigger"]): row["state"] for row in every}
    # arrival on 31 August at 20 h UTC: 89, 65, 41 and 17 hours after the advisories
    assert [told[one, "ocha_action"] for one in ("001", "005", "009", "013")] == [
        "too_early", "fires", "too_late", "too_late",
    ]  # fmt: skip
