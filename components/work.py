"""Long work of this server: one pool for all who look at its pages, or a cluster where an address is told."""

from __future__ import annotations

import os
from functools import cache

from jobs import Jobs
from jobs.cluster import ClusterJobs

CLUSTER = "PARE_DASK"


@cache
def jobs() -> Jobs | ClusterJobs:
    """Return the pool of this process, whose worker starts with the first task; or the cluster of `PARE_DASK`."""
    address = os.environ.get(CLUSTER, "").strip()
    return ClusterJobs(address) if address else Jobs()
