"""The process that works: takes tasks one after the other, tells progress, ends when the server does."""

from __future__ import annotations

import importlib
import os
import sys
import threading
import time
from queue import SimpleQueue
from typing import IO, Any

from geo.errors import DashboardError
from geo.watch import Watch
from jobs.task import CANCELLED, DONE, FAILED, PROGRESS, RUNNING, Task, seconds_left
from jobs.wire import receive, send

_TOLD_EVERY_S = 0.2


class _Work:
    """Tasks that wait, and those that nobody wants any more."""

    def __init__(self, inward: IO[bytes], outward: IO[bytes]) -> None:
        self.waiting: SimpleQueue[tuple[str, Task]] = SimpleQueue()
        self.unwanted: set[str] = set()
        self.outward = outward
        threading.Thread(target=self._listen, args=(inward,), daemon=True).start()

    def _listen(self, inward: IO[bytes]) -> None:
        while message := receive(inward):
            if message[0] == "task":
                self.waiting.put((message[1], message[2]))
            else:
                self.unwanted.add(message[1])
        os._exit(0)  # the server is gone: nobody is left to tell

    def run(self) -> None:
        """Do what comes, for ever."""
        while True:
            key, task = self.waiting.get()
            if key in self.unwanted:
                self.unwanted.discard(key)
                continue
            send(self.outward, (RUNNING, key))
            send(self.outward, self._done(key, task))

    def _done(self, key: str, task: Task) -> tuple[Any, ...]:
        watch = Watch(_Progress(self.outward, key), lambda: key in self.unwanted, seconds_left(task.seconds))
        try:
            result = _function(task.function)(**task.arguments, watch=watch)
        except DashboardError as error:
            return (CANCELLED, key) if key in self.unwanted else (FAILED, key, error.code, error.params)
        except MemoryError:
            return FAILED, key, "job_memory", {}
        except Exception as error:  # noqa: BLE001  # whatever it is, the server goes on, and says so
            sys.stderr.write(f"{task.function}: {type(error).__name__}\n")  # never data
            return FAILED, key, "job_broken", {}
        return (CANCELLED, key) if key in self.unwanted else (DONE, key, result)


class _Progress:
    """Tells how far the work is, a few times a second at most."""

    def __init__(self, outward: IO[bytes], key: str) -> None:
        self.outward, self.key, self.told_at = outward, key, 0.0

    def __call__(self, share: float) -> None:
        now = time.monotonic()
        if now - self.told_at >= _TOLD_EVERY_S:
            self.told_at = now
            send(self.outward, (PROGRESS, self.key, float(share)))


def _function(name: str) -> Any:
    if not name.startswith(os.environ["PARE_JOB_FROM"]):
        raise DashboardError("job_unknown", function=name)
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)


def _lower() -> None:
    """Let the server go first, and take no more memory than told."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  # absent on Windows

    os.nice(10)
    most = int(os.environ["PARE_JOB_MEMORY_BYTES"])
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Take tasks from standard input and answer on standard output, which nothing else may write to."""
    outward = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _lower()
    _Work(sys.stdin.buffer, outward).run()


if __name__ == "__main__":
    main()
