"""Reach with trucks as one piece of work: the programme goes in, the optimum comes out, in a process of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from geo.reach_fleet import Apart, allocate_with_fleet, alone_with_fleet
from geo.reach_fleet_rows import Bases, Solved
from geo.reach_limits import Means
from geo.reach_supply import Supply
from geo.watch import Watch

FUNCTION = "geo.reach_work:worked"


@dataclass(frozen=True)
class FleetQuestion:
    """Everything that the arc programme is made of.

    Parameters
    ----------
    supply, means
        What could go where, and what carries it.
    need
        `adm2_pcode`, `households` in need; None: capacity, each place alone only.
    within_hours
        Bands, in hours.
    start
        Where a like problem ended: only the speed depends on it.
    communes
        `geo.places.communes_at`: each of these places alone; None: one sharing over all communes.
    """

    supply: Supply
    means: Means
    need: pd.DataFrame | None
    within_hours: tuple[float, ...]
    start: Bases = field(default_factory=dict)
    communes: pd.DataFrame | None = None


def worked(question: FleetQuestion, *, watch: Watch) -> Solved | Apart:
    """Share stock, trucks and legs, over all communes or for each place alone.

    Parameters
    ----------
    question
        The programme.
    watch
        Takes the progress; says when to stop.

    Returns
    -------
    optimum
        As `geo.reach_fleet.allocate_with_fleet`, or as `geo.reach_fleet.alone_with_fleet`. Bands that were not solved
        in time hold what a shorter one can do and are not `complete`.

    Raises
    ------
    DashboardError
        ``reach.cancelled``, ``reach.out_of_time``, ``not_solved``; what these raise.

    Notes
    -----
    Method: docs/methods.md#reach-with-trucks.
    """
    one = question
    if one.communes is None:
        return allocate_with_fleet(
            one.supply, one.need, one.means, within_hours=one.within_hours, start=one.start, watch=watch
        )
    return alone_with_fleet(
        one.supply, one.need, one.communes, one.means, within_hours=one.within_hours, start=one.start, watch=watch
    )
