"""Long work: submitted, watched, cancelled and fetched by its name; done in a process of its own, one at a time.

::

    Jobs.submit(Task) -> key -> Jobs.state(key): waiting -> running -> done | failed | cancelled | lost

Nobody who looks at a page waits for the work of another: it runs at low priority beside the server, which only moves
what it says. The same signature fits a queue on a server.
"""

from jobs.pool import Jobs
from jobs.task import DONE, ENDED, FAILED, LOST, RUNNING, STATES, WAITING, State, Task

__all__ = ["DONE", "ENDED", "FAILED", "LOST", "RUNNING", "STATES", "WAITING", "Jobs", "State", "Task"]
