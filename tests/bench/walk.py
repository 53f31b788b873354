"""The same walk on both pages: every other department and back, nothing changed, and what each costs."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetStates

from tests.bench.report import CannotMeasure
from tests.bench.servers import Server
from tests.bench.visitor import Trip, Visitor, visit

NATION = 0  # the first option of the department's selectbox, on both pages


@dataclass(frozen=True)
class Side:
    """How a page is asked for a department, and how a point is known in what it sends.

    Parameters
    ----------
    server
        Where it runs.
    select
        Key of the selectbox of departments.
    mark
        Pattern that matches once a point in the component's message.
    also
        Other choices, the same in every run: positions of the options, by widget key.
    """

    server: Server
    select: str
    mark: str
    also: dict[str, list[int]] = field(default_factory=dict)

    def states(self, visitor: Visitor, department: int) -> WidgetStates:
        """Return the choices of a visitor who looks at a department (0: the whole country)."""
        chosen: dict[str, Any] = {**self.also, self.select: department}
        return visitor.states(**chosen)

    def points(self, trip: Trip) -> int:
        """Return how many points were sent."""
        return len(set(re.findall(self.mark, trip.drawn)))


@dataclass(frozen=True)
class Walk:
    """What was seen. Round trips in order; CPU of the server's process in ms a run."""

    states: WidgetStates
    cold: Trip
    first: Trip
    points: int
    to_one_cold: list[Trip]
    to_one: list[Trip]
    to_all: list[Trip]
    unchanged: list[Trip]
    cpu_changed_ms: float
    cpu_unchanged_ms: float


async def walk(side: Side, *, departments: int, rounds: int, unchanged: int) -> Walk:
    """Visit a page twice, and on the second visit walk through every other department `rounds` times.

    The first visit to a fresh server is kept apart (`cold`), and so is the first round through the
    departments where there are several (`to_one_cold`).
    """
    async with visit(side.server.address) as visitor:
        cold = await visitor.run()
        nation = side.states(visitor, NATION)
        if len(visitor.widgets[side.select].options) != departments + 1:
            raise CannotMeasure(f"the page offers other departments than the {departments} that hold points")
        await visitor.run(nation)
    async with visit(side.server.address) as visitor:
        first = await visitor.run(nation)
        to_one_cold = [trip for trip, _ in await _round(side, visitor, departments)] if rounds > 1 else []
        used, pairs = side.server.cpu_ms(), []
        for _ in range(max(1, rounds - 1)):
            pairs += await _round(side, visitor, departments)
        cpu_changed = (side.server.cpu_ms() - used) / (2 * len(pairs))
        await visitor.run(nation)
        used = side.server.cpu_ms()
        still = [await visitor.run(nation) for _ in range(unchanged)]
        cpu_unchanged = (side.server.cpu_ms() - used) / unchanged
    there, back = [one for one, _ in pairs], [two for _, two in pairs]
    return Walk(
        nation, cold, first, side.points(first), to_one_cold, there, back, still, cpu_changed, cpu_unchanged
    )  # fmt: skip


async def _round(side: Side, visitor: Visitor, departments: int) -> list[tuple[Trip, Trip]]:
    """Every other department from the whole country, and back."""
    nation, pairs = side.states(visitor, NATION), []
    for at in range(1, departments + 1, 2):
        one = await visitor.run(side.states(visitor, at))
        pairs.append((one, await visitor.run(nation)))
    return pairs


def median_ms(trips: Sequence[Trip]) -> float:
    """Median of the round trips, in ms."""
    return statistics.median(trip.seconds for trip in trips) * 1000


def most_kb(trips: Sequence[Trip]) -> float:
    """The largest of the answers on the wire, in kB (1,000 bytes)."""
    return max(trip.wire_bytes for trip in trips) / 1000
