"""The same work on a Dask cluster of this process: the same results, errors in words, nothing of elsewhere."""

from __future__ import annotations

import time
import warnings

import pandas as pd
import pytest

from geo.errors import DashboardError
from jobs import DONE, FAILED, Jobs, Task
from jobs.cluster import ClusterJobs

WORK = "tests.jobs.work:"


@pytest.fixture(scope="module")
def cluster():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Dask itself
        from distributed import LocalCluster

        with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None,
                          protocol="tcp://", host="127.0.0.1") as made:  # fmt: skip
            yield made.scheduler_address


def ended(jobs: ClusterJobs | Jobs, key: str):
    until = time.monotonic() + 30
    while (told := jobs.state(key)) is None or not told.ended:
        assert time.monotonic() < until
        time.sleep(0.05)
    return told


@pytest.mark.filterwarnings("ignore")
def test_the_cluster_gives_what_the_pool_gives(cluster):
    task = Task(f"{WORK}doubled", {"frame": pd.DataFrame({"units": [1.0, 2.0]})})
    far, near = ClusterJobs(cluster, WORK), Jobs(functions_from=WORK)
    try:
        assert far.submit(task) == near.submit(task) == far.submit(task)
        there, here = ended(far, task.key), ended(near, task.key)
        assert (there.name, here.name) == (DONE, DONE)
        pd.testing.assert_frame_equal(there.result, here.result)
        refused = far.submit(Task(f"{WORK}refused"))
        assert (ended(far, refused).name, far.state(refused).error.code) == (FAILED, "bad_hours")
        assert far.state("of nobody") is None
        far.cancel(refused)
        far.forget(refused)
        assert far.state(refused) is None
        with pytest.raises(DashboardError) as told:
            far.submit(Task("os:getcwd"))
        assert told.value.code == "job_unknown"
    finally:
        far.close()
        near.close()


@pytest.mark.filterwarnings("ignore")
def test_nobody_at_the_address_is_a_sentence():
    with pytest.raises(DashboardError) as told:
        ClusterJobs("tcp://127.0.0.1:9")
    assert told.value.code == "job_no_cluster"
