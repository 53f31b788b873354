"""Fifty processes release, receive and count at once, and some are killed: nothing acknowledged is lost or twice in.

Ten seconds of it here; PARE_WRITERS_SECONDS=60 makes it the full minute.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd

from data.access import LOCAL
from data.snapshot import Source
from data.store.store import Store
from results import Results
from tests.data import ledger_writers

WRITERS = 50
SECONDS = float(os.environ.get("PARE_WRITERS_SECONDS", "10"))


def run(path: Path, folder: Path, *, writers: int, seconds: float, kill: int = 0) -> list[dict]:
    """Let writers write, kill some of them on the way, and read what they were told."""
    folder.mkdir()
    command = [sys.executable, "-m", "tests.data.ledger_writers", str(path), str(folder), str(writers), str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as parent:
        children = json.loads(parent.stdout.readline())
        for child in children[:kill]:
            time.sleep(seconds / (kill + 1))
            os.kill(child, signal.SIGKILL)
    assert parent.returncode == 0
    lines = [line for file in sorted(folder.iterdir()) for line in file.read_text(encoding="utf-8").splitlines(True)]
    return [json.loads(line) for line in lines if line.endswith("\n")]


def replayed(movements: pd.DataFrame) -> dict[str, list[float]]:
    """Balance of each item after each movement, in the order of recording: all of one day and lot."""
    balances: dict[str, list[float]] = {}
    for row in movements.sort_values("batch").itertuples(index=False):
        before = balances.setdefault(row.item, [0.0])[-1]
        change = {"receipt": row.quantity, "release": -row.quantity, "count": row.quantity - before}[row.kind]
        balances[row.item].append(before + change)
    return balances


def check(store: Store, told: list[dict], *, killed: int = 0) -> None:
    """The ledger holds what was acknowledged, once, and never went below zero by a release."""
    movements = store.movements()
    written = movements[movements["document"].notna()]
    done = [line for line in told if "done" in line]
    assert written["document"].is_unique  # nothing twice
    assert {line["done"] for line in done} <= set(written["document"])  # nothing lost
    assert len(written) - len(done) <= killed  # at most one that was stored when its writer was killed
    kept = written.set_index("document")
    for line in done:
        row = kept.loc[line["done"]]
        assert (row["kind"], row["item"], row["quantity"]) == (line["kind"], line["item"], float(line["quantity"]))
    balances = replayed(movements)
    assert min(min(values) for values in balances.values()) >= 0.0
    held = store.balances().set_index("item")["held"]
    assert held.to_dict() == {item: values[-1] for item, values in balances.items()}
    results = Results(Source(store).take(audience="coordinator", as_of="2023-01-10"), LOCAL)
    for item, values in balances.items():  # the card ends where the ledger ends
        assert results.stock_card("W1", item).facts["closing"] == values[-1]


def test_fifty_writers_lose_nothing_and_never_release_what_is_not_there(tmp_path: Path):
    store = ledger_writers.started(tmp_path / "pare.db")
    told = run(store.path, tmp_path / "told", writers=WRITERS, seconds=SECONDS)
    check(store, told)
    refused = [line for line in told if "refused" in line]
    assert refused
    for line in refused:  # every refusal says why
        if line["refused"] == "not_enough_stock":
            assert line["usable"] < line["asked"]
            assert (line["warehouse"], line["lot"]) == ("W1", "L1")
        else:
            assert line["refused"] == "edit_conflict"
            assert line["author"]
    done = {line["kind"] for line in told if "done" in line}
    assert {"receipt", "release"} <= done
    # A count of which the balance moved under the writer is told so; few get through while fifty write.
    assert "count" in done or any(line["refused"] == "edit_conflict" for line in refused)


def test_kill_9_in_the_middle_loses_nothing_acknowledged(tmp_path: Path):
    store = ledger_writers.started(tmp_path / "pare.db")
    told = run(store.path, tmp_path / "told", writers=10, seconds=min(SECONDS, 6.0), kill=5)
    check(Store(store.path), told, killed=5)
