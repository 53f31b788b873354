"""Work of all kinds for the worker process."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np
import pandas as pd

from geo.errors import DataProblem
from geo.watch import Watch


def doubled(frame: pd.DataFrame, watch: Watch) -> pd.DataFrame:
    watch.progress(0.5)
    return frame * 2


def where(watch: Watch) -> tuple[int, int]:
    """Process and its niceness."""
    return os.getpid(), os.getpriority(os.PRIO_PROCESS, 0)


def until_cancelled(mark: str, watch: Watch) -> str:
    watch.progress(0.25)
    Path(mark).touch()
    while not watch.cancelled():
        if watch.out_of_time():
            return "the best so far"
        time.sleep(0.01)
    raise DataProblem("preposition.cancelled")


def deaf(mark: str, watch: Watch) -> None:
    watch.progress(0.1)
    Path(mark).touch()
    time.sleep(60)


def refused(watch: Watch) -> None:
    raise DataProblem("bad_hours", value="-1")


def broken(watch: Watch) -> None:
    print("on the way out")
    raise RuntimeError("Camp La Piste")


def dies(watch: Watch) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def greedy(watch: Watch) -> float:
    return float(np.ones((40_000, 40_000)).sum())  # 12.8 GB
