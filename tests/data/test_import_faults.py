"""What dies anywhere on the way into the store, or out of it, leaves all of it or nothing, and can be done again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from data.home import ROOT
from data.store.migrations import MIGRATIONS
from tests.data import faults

REFUSED = {"taken_back": "batch_is_undone", "demo": "stored"}  # what is told to who does it again; else already_in
SCENARIOS = {
    # What the counting run must have passed by: otherwise the hook has gone blind.
    "new": ("open pare.db", "CREATE TABLE f_sites", "INSERT INTO f_sites", "COMMIT", "stored"),
    "grown": ("VACUUM INTO", "os.chmod pare-before-v", "ALTER TABLE", "INSERT INTO f_sites", "COMMIT", "stored"),
    "joined": ("INSERT INTO f_sites", "INSERT INTO f_assessments", "INSERT INTO identity", "COMMIT", "stored"),
    "taken_back": ("UPDATE counter", "INSERT INTO batch_state", "COMMIT", "stored"),
    "demo": ("open pare.db-making-", "INSERT INTO f_movements", "COMMIT", "os.link pare.db-making-", "stored"),
    "movements": ("UPDATE counter", "INSERT INTO f_movements", "INSERT INTO batch_frame", "COMMIT", "stored"),
}


def tried(scenario: str, folder: Path) -> dict[str, Any]:
    """Everything that a process saw which died at each point of an act in turn."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.data.faults", scenario, str(folder)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_kill_anywhere_leaves_all_of_it_or_nothing(scenario: str, tmp_path: Path) -> None:
    seen = tried(scenario, tmp_path)
    for wanted in SCENARIOS[scenario]:
        assert any(point.startswith(wanted) for point in seen["points"]), wanted
    whole, none = seen["after"], seen["before"]
    _as_meant(scenario, none, whole)
    refused = REFUSED.get(scenario, "already_in")
    cut = [run for run in seen["runs"] if run["what"].startswith("cut")]
    assert cut
    for run in seen["runs"]:
        first = run["first"]
        assert run["killed"], run["what"]
        assert first["sqlite"] == ["ok"], run["what"]
        assert first["check"] == whole["check"], run["what"]  # the words for: nothing is wrong
        stored = first["batches"] == whole["batches"]
        assert stored or first["batches"] == (none["batches"] if none else []), run["what"]
        if stored:
            assert first["frames"] == whole["frames"], run["what"]
        elif none:
            assert first["frames"] == none["frames"], run["what"]
        assert run["again"] == (refused if stored else "stored"), run["what"]
        assert {name: run["then"][name] for name in ("frames", "batches")} == {
            name: whole[name] for name in ("frames", "batches")
        }, run["what"]
        # A second name of the finished store does not outlive the next start.
        assert not run["left"] or not run["what"].endswith(("os.remove", " stored")), run["what"]
        # The copy that a migration leaves holds what was there before, and only that.
        assert all(copy == ["ok", "before"] for copy in run["copies"].values()), run["what"]
        if scenario == "grown":
            assert set(run["copies"]) == {f"pare-before-v{len(MIGRATIONS)}.db"}
    last = next(run for run in seen["runs"] if run["what"].endswith(" stored"))
    assert last["again"] == refused


def _as_meant(scenario: str, none: dict[str, Any] | None, whole: dict[str, Any]) -> None:
    """The act did what it is named for: otherwise nothing was tried."""
    active = [head[-1] for head in whole["batches"]]
    merged = json.loads(whole["frames"]["merged ids"]).get("sites", {})
    if scenario == "joined":
        assert active == ["True", "True", "True"]
        assert merged == {f"K-{n}": f"S{n}" for n in range(faults.KNOWN)}
    elif scenario == "taken_back":
        assert active == ["False", "False", "True"]
        assert none is not None
        assert (merged, len(json.loads(none["frames"]["merged ids"])["sites"])) == ({}, faults.KNOWN)
    else:
        assert active == ["True"] * (1 if none is None else 2)


def test_all_commits_and_file_operations_are_tried_and_some_of_many_rows() -> None:
    points = ["os.mkdir home", "BEGIN IMMEDIATE", *["INSERT INTO f_sites (batch) VALUES (1)"] * 300, "COMMIT", "stored"]
    # 300 rows, numbers 3 to 302, have room for 14 - 4 = 10: every 30th (3, 33, ..., 273), and the last one.
    assert faults.chosen(points) == [1, 2, *range(3, 303, 30), 302, 303, 304]
    assert faults.chosen(points[:2]) == [1, 2]
