"""The same work on a Dask cluster, for portfolios past one machine; needs requirements-cluster.txt and an address."""

from __future__ import annotations

import importlib
import time
from typing import Any

from geo.errors import DashboardError
from geo.watch import Watch
from jobs.task import CANCELLED, DONE, FAILED, LOST, RUNNING, State, Task, seconds_left

FUNCTIONS_FROM = "geo."


class ClusterJobs:
    """Work that is done by the workers of a cluster: `submit`, `state`, `cancel` as `jobs.Jobs`.

    Parameters
    ----------
    address
        Of the scheduler, as ``tcp://127.0.0.1:8786``. Whoever can reach it can run code there: a closed network only.

    Raises
    ------
    DashboardError
        ``job_no_cluster`` where the packages of requirements-cluster.txt are not installed or nobody answers.

    Notes
    -----
    What a task gives is what it gives in the local pool; how far it is, is not told before it ends.
    """

    def __init__(self, address: str, functions_from: str = FUNCTIONS_FROM) -> None:
        try:
            distributed = importlib.import_module("distributed")
            self._client = distributed.Client(address, timeout="5s", set_as_default=False)
        except (ImportError, OSError) as error:  # a timeout is an OSError
            raise DashboardError("job_no_cluster", address=address) from error
        self._from = functions_from
        self._futures: dict[str, Any] = {}

    def submit(self, task: Task) -> str:
        """Hand a task over; one that is there already and did not fail is not done twice."""
        key = task.key
        known = self.state(key)
        if known is None or known.name in (FAILED, CANCELLED, LOST):
            if not task.function.startswith(self._from):
                raise DashboardError("job_unknown", function=task.function)
            self._futures[key] = self._client.submit(run, task, key=f"{key}-{time.monotonic_ns()}", pure=False)
        return key

    def state(self, key: str) -> State | None:
        """Return what is known of a task; None where it was never there."""
        future = self._futures.get(key)
        if future is None:
            return None
        if future.status == "finished":
            return State(DONE, 1.0, result=future.result())
        if future.status == "error":
            error = future.exception()
            return State(FAILED, error=error if isinstance(error, DashboardError) else DashboardError("job_broken"))
        return State({"cancelled": CANCELLED, "lost": LOST}.get(future.status, RUNNING))

    def cancel(self, key: str) -> None:
        """Take back a task; work that has begun may go on to its end, unseen."""
        if key in self._futures:
            self._futures[key].cancel()

    def forget(self, key: str) -> None:
        """Forget a task, so that it can be asked for again."""
        self._futures.pop(key, None)

    def close(self) -> None:
        """Leave the cluster."""
        self._client.close()


def run(task: Task) -> Any:
    """Do a task: what a worker of the cluster does."""
    module, _, function = task.function.partition(":")
    watch = Watch(left=seconds_left(task.seconds))
    return getattr(importlib.import_module(module), function)(**task.arguments, watch=watch)
