"""Where long work is done: what takes seconds never stands behind what takes minutes."""

from __future__ import annotations

from components.work import jobs
from geo import preposition_work, reach_work
from jobs import Jobs, Task


def test_reach_with_trucks_does_not_wait_for_a_portfolio():
    reach, portfolio = Task(reach_work.FUNCTION), Task(f"{preposition_work.__name__}:anything")
    assert isinstance(jobs(reach), Jobs)
    assert jobs(reach) is not jobs(portfolio)
    assert jobs(reach) is jobs(Task(reach_work.FUNCTION, name="another"))
    assert jobs(portfolio) is jobs(Task("geo.other:work"))
