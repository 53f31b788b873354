"""Random walks over the steps of requests: no impossible state, and the ledger always agrees with the lines."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.reference_requests import shipped_steps
from data.request_now import now_of
from data.snapshot import Source
from geo.errors import DataProblem, NotEnoughStock
from geo.request_steps import ENDED, MAIN, as_main
from tests.data.request_setting import ask, balance, stocked, take

REQUESTS, HELD = ("R1", "R2"), 100.0
ACTS = st.tuples(
    st.sampled_from(REQUESTS), st.integers(min_value=0, max_value=11), st.integers(min_value=0, max_value=60),
    st.booleans(),
)  # fmt: skip


def now(source: Source, request: str) -> Any:
    return now_of(source.store, request, shipped_steps())


def agrees(source: Source) -> None:
    """What is reserved is what was approved and has not left, for every open request, and nothing else."""
    held, reserved = balance(source)
    told = {request: now(source, request) for request in REQUESTS}
    lines = {request: one.lines.iloc[0] for request, one in told.items()}
    states = {request: one.state for request, one in told.items()}
    assert reserved == sum(line["reserved"] for line in lines.values())
    assert held == HELD - sum(line["released"] for line in lines.values())
    assert 0 <= reserved <= held
    for request, line in lines.items():
        open_ = as_main(states[request]) == "approved"
        assert line["reserved"] == (line["quantity_approved"] - line["released"] if open_ else 0.0), states


def act(source: Source, batches: list[int], told: tuple[str, int, int, bool]) -> None:
    """A step that may follow, or an undo of the last batch of all; what is refused changes nothing."""
    request, choice, units, stays = told
    before = now(source, request)
    following = [as_main(one) for one in before.following]
    if choice == 0 or not following:
        if batches:
            source.store.undo(batches.pop(), author="a", reason="r")
        return
    step = following[0 if choice > 3 else choice % len(following)]  # the usual way mostly
    more = {"rest_stays": stays} if step == "released" else {}
    moves = float(units) if step in ("approved", "released") else None
    try:
        batch = take(source, step, before.state, moves, request_id=request, **more)
    except (DataProblem, NotEnoughStock):
        assert now(source, request).state == before.state
        return
    assert batch is not None
    batches.append(batch)
    after = as_main(now(source, request).state)
    assert after == step or (step == "released" and stays and after == "approved")


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ACTS, min_size=3, max_size=8))
def test_no_walk_leads_to_an_impossible_state(acts: list[tuple[str, int, int, bool]]):
    with tempfile.TemporaryDirectory() as folder:
        source = stocked(Path(folder))
        ask(source.store, "R2", 60.0, 30.0)
        batches: list[int] = []
        for one in acts:
            act(source, batches, one)
            agrees(source)
        while batches:  # undone from the last to the first, everything is as before
            source.store.undo(batches.pop(), author="a", reason="r")
            agrees(source)
        assert [now(source, request).state for request in REQUESTS] == ["endorsed", "endorsed"]
        assert balance(source) == (HELD, 0.0)
        source.store.engine.dispose()


def test_every_step_is_reached_by_some_way_and_what_has_ended_ends():
    steps = shipped_steps()
    reached, front = {MAIN[0]}, [MAIN[0]]
    while front:
        following = steps.following(front.pop())
        front += [one for one in following if one not in reached]
        reached |= set(following)
    assert reached == set(steps.by_key)
    assert {key for key in reached if not steps.following(key)} == set(ENDED)
