"""The local pool: one worker process, started when there is something to do, started again where it died."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import weakref
from collections import OrderedDict
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, cast

from geo.errors import DashboardError
from jobs.task import CANCELLED, DONE, FAILED, LOST, PROGRESS, RUNNING, WAITING, State, Task
from jobs.wire import receive, send

ROOT = Path(__file__).resolve().parent.parent
MEMORY_BYTES = 3 * 2**30
KEPT = 20  # results that are held
PATIENCE_S = 3.0  # how long work may take to see that it is cancelled
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "PROJ_DATA", "PROJ_LIB", "TMPDIR", "TEMP")
_QUIET = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
Process = subprocess.Popen[bytes]


class Jobs:
    """Work that is done in one process beside this one, first come first served.

    Parameters
    ----------
    memory_bytes
        Most memory of the worker process.
    functions_from
        Beginning of the names of functions that it may run.
    """

    def __init__(self, memory_bytes: int = MEMORY_BYTES, functions_from: str = "geo.") -> None:
        self._told = {"PARE_JOB_MEMORY_BYTES": str(memory_bytes), "PARE_JOB_FROM": functions_from}
        self._lock = threading.RLock()
        self._states: OrderedDict[str, State] = OrderedDict()
        self._tasks: dict[str, Task] = {}  # that wait or run
        self._process: Process | None = None
        self._at: str | None = None  # the task that the process is at
        self._every: list[Process] = []
        self._end = weakref.finalize(self, _end, self._every)

    def submit(self, task: Task) -> str:
        """Take in a task; one that is there already, waiting, running or done, is not done twice.

        Returns
        -------
        key
            Its name, for `state` and `cancel`.
        """
        key = task.key
        with self._lock:
            known = self._states.get(key)
            if known is None or known.name not in (WAITING, RUNNING, DONE):
                self._states.pop(key, None)
                self._states[key], self._tasks[key] = State(WAITING), task
                self._forget()
                self._hand_over(key)
        return key

    def state(self, key: str) -> State | None:
        """Return what is known of a task; None where it was never there, or is forgotten."""
        with self._lock:
            known = self._states.get(key)
            if known is None or known.name != WAITING:
                return known
            before = list(self._states)[: list(self._states).index(key)]
            return replace(known, ahead=sum(not self._states[one].ended for one in before))

    def cancel(self, key: str) -> None:
        """End a task that nobody wants any more; work that does not listen is ended with its process."""
        with self._lock:
            known = self._states.get(key)
            if known is None or known.ended:
                return
            self._states[key] = State(CANCELLED, known.share)
            self._tasks.pop(key, None)
            process = self._process
            if process is None:
                return
            self._send(process, ("cancel", key))
            if self._at == key:
                timer = threading.Timer(PATIENCE_S, self._put_down, (process, key))
                timer.daemon = True
                timer.start()

    def forget(self, key: str) -> None:
        """Forget a task that has ended, so that it can be asked for again."""
        with self._lock:
            if key in self._states and self._states[key].ended:
                del self._states[key]

    def close(self) -> None:
        """End the worker process; what was not done is lost."""
        with self._lock:
            self._tasks.clear()
            for key, one in self._states.items():
                self._states[key] = one if one.ended else State(LOST, one.share)
            self._process = None
        _end(self._every)

    def _forget(self) -> None:
        ended = [key for key, one in self._states.items() if one.ended]
        for key in ended[: max(0, len(self._states) - KEPT)]:
            del self._states[key]

    def _hand_over(self, key: str) -> None:
        if self._process is None:
            self._process = self._start()
        self._send(self._process, ("task", key, self._tasks[key]))

    def _start(self) -> Process:
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | _QUIET
        process = subprocess.Popen(
            [sys.executable, "-m", "jobs.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT,
            env=environment | self._told,
        )  # fmt: skip
        self._every[:] = [process]
        threading.Thread(target=_listen, args=(weakref.ref(self), process), daemon=True).start()
        return process

    def _send(self, process: Process, message: tuple[Any, ...]) -> None:
        with suppress(OSError):  # it died this moment: `_gone` sees to everything that was with it
            send(cast("IO[bytes]", process.stdin), message)

    def _heard(self, process: Process, message: tuple[Any, ...]) -> None:
        what, key, *told = message
        with self._lock:
            if process is not self._process:
                return
            self._at = key if what in (RUNNING, PROGRESS) else None
            known = self._states.get(key)
            if known is None or known.ended:
                return
            if what in (RUNNING, PROGRESS):
                self._states[key] = State(RUNNING, *told)
                return
            self._tasks.pop(key, None)
            error = DashboardError(told[0], **told[1]) if what == FAILED else None
            self._states[key] = State(DONE, 1.0, result=told[0]) if what == DONE else State(FAILED, error=error)

    def _gone(self, process: Process) -> None:
        """A process ended: what it was at is lost, what waited goes to the next."""
        with self._lock:
            if process is not self._process:
                return
            at, self._process, self._at = self._at, None, None
            if at in self._tasks:
                self._states[at] = replace(self._states[at], name=LOST)
                del self._tasks[at]
            elif at is None:  # it cannot even start: the next would not either
                self._states |= {key: replace(self._states[key], name=LOST) for key in self._tasks}
                self._tasks.clear()
            for key in self._tasks:
                self._hand_over(key)

    def _put_down(self, process: Process, key: str) -> None:
        with self._lock:
            if self._at == key and process is self._process:
                process.kill()


def _listen(pool: weakref.ref[Jobs], process: Process) -> None:
    """Hear what a process says until it ends; holds no pool, so that one that nobody uses goes away."""
    with suppress(OSError), process:  # a pipe that broke cannot be closed in order
        while message := receive(cast("IO[bytes]", process.stdout)):
            if jobs := pool():
                jobs._heard(process, message)  # noqa: SLF001  # the pool's own thread
            del jobs
    process.wait()
    if jobs := pool():
        jobs._gone(process)  # noqa: SLF001


def _end(processes: list[Process]) -> None:
    """End processes: a closed pipe tells them, and who does not listen is killed."""
    for process in processes:
        process.kill()
        process.wait()
    processes.clear()
