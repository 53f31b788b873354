"""Capacity rule of AccessMod: facilities served one after the other, each taking the nearest zones of travel time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.accessibility import Ways
from geo.measuring import Floats


@dataclass(frozen=True)
class Served:
    """What facilities served one after the other leave.

    Parameters
    ----------
    residual
        Persons left in each row of people.
    facilities
        One row per facility, in the order of serving: `facility` (position), `served` (persons), `left_over`
        (places nobody came for), `catchment_minutes` (time of the last zone served, NaN where none).
    """

    residual: Floats
    facilities: pd.DataFrame


def served_in_order(people: Floats, places: Floats, ways: Ways, order: Sequence[int], *, minutes: float) -> Served:
    """Capacity rule of AccessMod: facilities in an order, each takes whole zones of travel time, of the last a share.

    Parameters
    ----------
    people
        Persons in each row.
    places
        Places of each facility.
    ways
        Ways between them, in whole or other minutes: rows of equal minutes are one zone.
    order
        Positions of the facilities, the first served first. The result depends on it.
    minutes
        Longest way, inclusive.

    Notes
    -----
    AccessMod, analysis of catchments (manual, appendix 4): zones with cumulated people <= capacity are taken whole,
    the next loses (capacity - cumulated) / people of the zone. Method: docs/methods.md#accessibility.
    """
    residual, rows = np.asarray(people, dtype="float64").copy(), []
    for facility in order:
        mine = np.flatnonzero((ways.supply == facility) & (ways.minutes <= minutes))
        row, far = ways.person[mine], ways.minutes[mine]
        zones, zone = np.unique(far, return_inverse=True)
        held = np.bincount(zone, weights=residual[row], minlength=len(zones)).astype("float64")
        taken = np.clip(float(places[facility]) - (np.cumsum(held) - held), 0.0, held)
        share = np.where(held > 0, np.divide(taken, held, out=np.zeros(len(held)), where=held > 0), 0.0)
        residual[row] *= 1.0 - share[zone]
        served = float(taken.sum())
        last = zones[taken > 0].max() if (taken > 0).any() else np.nan
        rows.append((facility, served, float(places[facility]) - served, last))
    columns = ["facility", "served", "left_over", "catchment_minutes"]
    return Served(residual, pd.DataFrame(rows, columns=columns))
