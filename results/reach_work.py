"""Reach with trucks as work: what is asked, where it is held once it was done here or in a process of its own."""

from __future__ import annotations

import time
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, cast

import pandas as pd

from data.access import require
from data.held_standards import further
from geo.disclosure import disclosed
from geo.fleet import Fleet
from geo.reach_fleet import Apart
from geo.reach_fleet_rows import Bases, Solved
from geo.reach_work import FleetQuestion, worked
from geo.settings import Setting
from geo.watch import Watch
from results.core import Figures, figure
from results.reach_trials import TABLES, Changes, ReachQuestion

SOLVE_SECONDS = "reach_solve_seconds"


@dataclass(frozen=True)
class FleetWork:
    """One arc programme: a question, the vehicles and the changes.

    `level`: places that are each solved alone; "" for one sharing over all communes.
    """

    asked: ReachQuestion
    fleet: Fleet
    changes: Changes = ()
    level: str = ""


@dataclass
class _Begun:
    """Where the last like problem ended: what a change is solved from. Only its speed depends on it."""

    bases: Bases = field(default_factory=dict)


class ReachWork(Figures):
    """Arc programmes of the page *reach*: done at once in the terminal, as work with progress on a page."""

    @figure("settings", "changes")
    def solve_seconds(self) -> Setting:
        """Longest time of one arc programme; what is solved by then is told, with the most that it can be."""
        return further(self.snapshot.settings, self.said())[SOLVE_SECONDS]  # type: ignore[attr-defined]

    @figure(*TABLES)
    def fleet_limits(self, work: FleetWork) -> bool:
        """Whether vehicles or the capacity of a leg limit anything: where not, nothing is to be solved."""
        means = self.means_after(work.asked, work.fleet, work.changes)  # type: ignore[attr-defined]
        return bool(means.limiting)

    def fleet_work_name(self, work: FleetWork) -> str:
        """What tells the work apart: the view, the versions of what it reads, and what is asked."""
        return repr((self.snapshot.view_key, self.snapshot.version_of(TABLES), work))

    def fleet_question(self, work: FleetWork) -> FleetQuestion:
        """Everything that `geo.reach_work.worked` needs."""
        require(self.actor, "figures.view")
        asked = work.asked
        told = FleetQuestion(
            supply=self.supply_after(asked, work.changes),  # type: ignore[attr-defined]
            means=self.means_after(asked, work.fleet, work.changes),  # type: ignore[attr-defined]
            need=None if asked.need is None else pd.DataFrame(asked.need, columns=["adm2_pcode", "households"]),
            within_hours=asked.within, start=self._fleet_begun(work).bases,
            communes=self._communes_of(asked, work.level) if work.level else None,  # type: ignore[attr-defined]
        )  # fmt: skip
        return disclosed(told, self.snapshot.audience)

    def fleet_work_known(self, work: FleetWork) -> bool:
        """Whether it was done and is held."""
        try:
            self.keep(self.snapshot, self._fleet_key(work), _nothing)
        except LookupError:
            return False
        return True

    def hold_fleet_work(self, work: FleetWork, found: Solved | Apart) -> None:
        """Hold what was done elsewhere: the figures read it from here."""
        require(self.actor, "figures.view")
        self.keep(self.snapshot, self._fleet_key(work), lambda: found)
        self._fleet_begun(work).bases = found.bases

    @figure(*TABLES)
    def solved_with_fleet(self, asked: ReachQuestion, fleet: Fleet, changes: Changes = ()) -> Solved:
        """One sharing of stock, trucks and legs over all communes (`geo.reach_fleet.allocate_with_fleet`)."""
        return cast("Solved", self._fleet_found(FleetWork(asked, fleet, changes)))

    @figure(*TABLES)
    def apart_with_fleet(self, asked: ReachQuestion, level: str, fleet: Fleet, changes: Changes = ()) -> Apart:
        """Every place of a level alone, with all stock and trucks (`geo.reach_fleet.alone_with_fleet`)."""
        return cast("Apart", self._fleet_found(FleetWork(asked, fleet, changes, level)))

    def _fleet_found(self, work: FleetWork) -> Solved | Apart:
        def done() -> Solved | Apart:
            until = time.monotonic() + self.solve_seconds().value
            return worked(self.fleet_question(work), watch=Watch(left=lambda: until - time.monotonic()))

        found: Solved | Apart = self.keep(self.snapshot, self._fleet_key(work), done)
        self._fleet_begun(work).bases = found.bases
        return found

    def _fleet_key(self, work: FleetWork) -> Hashable:
        return ("fleet_worked", work, self.snapshot.version_of(TABLES))

    def _fleet_begun(self, work: FleetWork) -> _Begun:
        """Kept beside the figures: whatever was asked last of this kit and these bands."""
        asked = work.asked
        key = ("reach_begun", asked.kit, asked.mode, asked.within, work.level)
        held: Any = self.keep(self.snapshot, key, _Begun)
        return held if isinstance(held, _Begun) else _Begun()


def _nothing() -> None:
    raise LookupError
