"""Long work in its own process: done once, told, cancelled, ended with its time, lost and begun again."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import pandas as pd
import pytest

from jobs import DONE, FAILED, LOST, RUNNING, WAITING, Jobs, Task
from jobs.task import CANCELLED

WORK = "tests.jobs.work:"


@pytest.fixture
def jobs():
    made = Jobs(functions_from=WORK)
    yield made
    made.close()


def soon(asked: Callable[[], object], seconds: float = 30.0) -> None:
    until = time.monotonic() + seconds
    while not asked():
        assert time.monotonic() < until
        time.sleep(0.02)


def ended(jobs: Jobs, key: str):
    soon(lambda: jobs.state(key).ended)
    return jobs.state(key)


def test_work_is_done_and_its_result_is_fetched_by_its_name(jobs):
    frame = pd.DataFrame({"units": [1.0, 2.0]})
    key = jobs.submit(Task(f"{WORK}doubled", {"frame": frame}))
    told = ended(jobs, key)
    assert (told.name, told.share) == (DONE, 1.0)
    pd.testing.assert_frame_equal(told.result, frame * 2)
    assert jobs.state("of nobody") is None


def test_the_same_work_is_done_once_and_all_of_it_in_one_low_process(jobs):
    first, again, other = (Task(f"{WORK}where", {}, seconds) for seconds in (5.0, 5.0, 6.0))
    assert first.key == again.key != other.key
    key = jobs.submit(first)
    seen = ended(jobs, key).result
    assert jobs.submit(again) == key
    assert jobs.state(key).name == DONE
    process, niceness = ended(jobs, jobs.submit(other)).result
    assert process == seen[0] != os.getpid()
    assert niceness == min(19, os.getpriority(os.PRIO_PROCESS, 0) + 10)


def test_one_after_the_other_with_progress_and_those_ahead(jobs, tmp_path):
    mark = tmp_path / "first"
    first = jobs.submit(Task(f"{WORK}until_cancelled", {"mark": str(mark)}))
    second = jobs.submit(Task(f"{WORK}where"))
    third = jobs.submit(Task(f"{WORK}refused"))
    soon(mark.exists)
    soon(lambda: jobs.state(first).share == 0.25)
    assert jobs.state(first).name == RUNNING
    assert [(jobs.state(one).name, jobs.state(one).ahead) for one in (second, third)] == [(WAITING, 1), (WAITING, 2)]
    jobs.cancel(third)
    jobs.cancel(first)
    assert jobs.state(first).name == CANCELLED
    assert ended(jobs, second).name == DONE
    assert jobs.state(third).name == CANCELLED
    assert jobs.submit(Task(f"{WORK}refused")) == third  # wanted again
    assert ended(jobs, third).name == FAILED


def test_work_that_does_not_listen_is_ended_and_the_next_goes_on(jobs, tmp_path, monkeypatch):
    monkeypatch.setattr("jobs.pool.PATIENCE_S", 0.1)
    mark = tmp_path / "deaf"
    key = jobs.submit(Task(f"{WORK}deaf", {"mark": str(mark)}))
    after = jobs.submit(Task(f"{WORK}where"))
    soon(mark.exists)
    soon(lambda: jobs.state(key).name == RUNNING)
    jobs.cancel(key)
    assert ended(jobs, after).name == DONE
    assert jobs.state(key).name == CANCELLED


def test_when_its_time_is_over_it_gives_what_it_has(jobs, tmp_path):
    key = jobs.submit(Task(f"{WORK}until_cancelled", {"mark": str(tmp_path / "mark")}, seconds=0.2))
    told = ended(jobs, key)
    assert (told.name, told.result) == (DONE, "the best so far")


@pytest.mark.parametrize(
    ("name", "code", "params"),
    [("refused", "bad_hours", {"value": "-1"}), ("broken", "job_broken", {}), ("nowhere", "job_broken", {}),
     ("greedy", "job_memory", {})],
)  # fmt: skip
def test_an_error_is_a_sentence_and_the_process_goes_on(jobs, capfd, name, code, params):
    told = ended(jobs, jobs.submit(Task(WORK + name)))
    assert told.name == FAILED
    assert (told.error.code, told.error.params) == (code, params)
    assert "La Piste" not in "".join(capfd.readouterr())
    assert ended(jobs, jobs.submit(Task(f"{WORK}where"))).name == DONE


def test_a_function_of_elsewhere_is_not_run(jobs):
    told = ended(jobs, jobs.submit(Task("os:getcwd")))
    assert (told.name, told.error.code) == (FAILED, "job_unknown")


def test_what_a_dying_process_was_at_is_lost_and_what_waited_is_done(jobs):
    lost, waits = jobs.submit(Task(f"{WORK}dies")), jobs.submit(Task(f"{WORK}where"))
    assert ended(jobs, lost).name == LOST
    assert ended(jobs, waits).name == DONE
    assert jobs.submit(Task(f"{WORK}dies")) == lost  # and can be asked for again
    assert ended(jobs, lost).name == LOST


def test_closing_ends_the_process_and_loses_what_was_not_done(tmp_path):
    jobs, mark = Jobs(functions_from=WORK), tmp_path / "mark"
    process = ended(jobs, jobs.submit(Task(f"{WORK}where"))).result[0]
    key = jobs.submit(Task(f"{WORK}until_cancelled", {"mark": str(mark)}))
    soon(mark.exists)
    jobs.close()
    assert jobs.state(key).name == LOST
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_old_results_are_forgotten(jobs, monkeypatch):
    monkeypatch.setattr("jobs.pool.KEPT", 2)
    keys = [jobs.submit(Task(f"{WORK}where", {}, seconds)) for seconds in (1.0, 2.0, 3.0)]
    for key in keys:
        ended(jobs, key)
    jobs.submit(Task(f"{WORK}where", {}, 4.0))
    assert jobs.state(keys[0]) is None
    assert jobs.state(keys[2]).name == DONE
