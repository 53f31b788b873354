"""Killing the process in the middle of an import loses nothing that was there and leaves no half import."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd

from data.store.store import Store
from tests.data.store.conftest import ME

WRITER = """
import os, sys
from pathlib import Path
import pandas as pd
from data.store.store import Store, Told
store = Store(Path(sys.argv[1]))
rows = pd.DataFrame({"site_id": [f"S{n}" for n in range(4000)], "name": "x", "observed_on": "2023-01-01"})
moves = pd.DataFrame({"moved_on": "2023-01-01", "kind": "receipt", "warehouse_id": "W", "item": "rope",
                      "quantity": 1.0, "document": [f"D{n}" for n in range(4000)], "line": 1})
for turn in range(1000):
    with store.batch(Told("writer", str(turn))) as batch:
        batch.patch("sites", rows.assign(area_m2=float(turn)))
        print("half", flush=True)
        batch.move(moves.assign(document=moves["document"] + f"-{os.getpid()}-{turn}"))
    print("done", turn, flush=True)
"""


def test_kill_9_in_the_middle_of_an_import(tmp_path: Path):
    path = tmp_path / "pare.db"
    store = Store(path)
    with store.batch(ME) as batch:
        batch.patch("shelters", pd.DataFrame([{"shelter_id": "A1", "name": "Abri"}]))
    done = 0
    for kill in range(4):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True,
            cwd=Path(__file__).parents[3], env={**os.environ, "PYTHONPATH": "."},
        )  # fmt: skip
        with writer:
            told = [writer.stdout.readline() for _ in range(2 * (kill % 2) + 1)]  # inside a transaction
            time.sleep(0.02 * kill)
            writer.send_signal(signal.SIGKILL)
            told += writer.stdout.readlines()
        done += sum(line.startswith("done") for line in told)
        again = Store(path)
        counts = again.batches()
        writes = counts[counts["author"] == "writer"]
        assert len(writes) >= done  # an acknowledged import is there
        assert set(writes["rows"]) <= {8000}  # and whole
        done = len(writes)
        assert len(again.records("shelters")) == 1
        assert again.records("sites").shape[0] in ({0} if done == 0 else {4000})
        total = again.balances()["held"].sum()
        assert total == 4000 * done
