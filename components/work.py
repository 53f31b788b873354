"""Long work of this server: two pools for all who look at its pages, or a cluster where an address is told."""

from __future__ import annotations

import os
from functools import cache

from geo import reach_work
from jobs import Jobs, Task
from jobs.cluster import ClusterJobs

CLUSTER = "PARE_DASK"
SHORT = (reach_work.FUNCTION,)  # work of seconds: it does not stand behind a portfolio of minutes


def jobs(task: Task) -> Jobs | ClusterJobs:
    """Return where a task is done: a pool of this process, whose worker starts with its first task, or a cluster.

    Work of seconds and work of minutes have a pool each; `PARE_DASK` is the address of one cluster for both.
    """
    return _pool(task.function in SHORT and not _address())


def _address() -> str:
    return os.environ.get(CLUSTER, "").strip()


@cache
def _pool(_short: bool) -> Jobs | ClusterJobs:  # noqa: FBT001
    address = _address()
    return ClusterJobs(address) if address else Jobs()
