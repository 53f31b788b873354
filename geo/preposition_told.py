"""Answers of prepositioning as rows that tell themselves: transfers, disasters, one more warehouse, their source."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.preposition_work import Worked

_TRANSFERS, _CLAUSE = "docs/methods.md#transfers", "docs/methods.md#prepositioning"
PROVED = 5e-4  # share of the hours within which an allocation counts as the best


def told_transfers(worked: Worked, per_household: float, *, dated: str = "") -> Result:
    """Ranked transfers with the households behind their units.

    Parameters
    ----------
    worked
        The answer (`geo.preposition_work.worked`).
    per_household
        Units of the item that a household gets.
    dated
        Day of the stock (ISO).

    Returns
    -------
    transfers
        `geo.transfers.COLUMNS` and `households_sooner`: units that come sooner / units of a household, expected over
        the disasters (households of one disaster, on average; not rounded).
    """
    rows = worked.moves.rows
    frame = rows.assign(households_sooner=rows["units_sooner"].astype("float64") / per_household)

    def explain(row: dict[str, Any]) -> Explanation:
        inputs = _inputs(row, quantity="units", travel_hours="h", tonnes="t", cost_usd="USD", units_sooner="units",
                         households_sooner="households")  # fmt: skip
        for when in ("before", "after"):
            inputs += (Input(f"d_{when}", known(row[f"balance_{when}"]), "ratio"),
                       Input(f"demand_covered_{when}", known(row[f"covered_share_{when}"]), "share"))  # fmt: skip
        formula = "hours_sooner = sum P_k y_kj (hours_kj before - after) / sum P_k y_kj, where hours_kj fall"
        return Explanation("preposition_transfer", formula, inputs, known(row["hours_sooner"]), "h", _TRANSFERS, dated,
                           source=source_of(worked), status="unverified", notes=("preposition.greedy",))  # fmt: skip

    return Result(frame, explain)


def told_disasters(worked: Worked, *, dated: str = "") -> Result:
    """Every disaster, the worst first, with the share of its demand that comes.

    Returns
    -------
    disasters
        As `geo.prepositioning.Prepositioned.disasters`, `places` as `communes_struck`, and `demand_covered` (0-1; NaN
        where there is no demand).
    """
    rows = worked.told.disasters().rename(columns={"places": "communes_struck"})
    come = 1 - rows["unmet"] / rows["demand"].where(rows["demand"] > 0)
    frame = rows.assign(demand_covered=come.clip(0.0, 1.0))

    def explain(row: dict[str, Any]) -> Explanation:
        inputs = _inputs(row, probability="share", communes_struck="communes", demand="units", demand_covered="share",
                         hours_per_unit="h", best_unmet="units", best_hours_per_unit="h")  # fmt: skip
        formula = "unmet = demand - sum_i y_i, y serving this disaster from the whole stock"
        return Explanation("preposition_disaster", formula, inputs, known(row["unmet"]), "units", _CLAUSE, dated,
                           source=source_of(worked), status="unverified")  # fmt: skip

    return Result(frame, explain)


def told_candidates(worked: Worked, *, dated: str = "") -> Result:
    """Communes where one more warehouse was reckoned in full, the same stock spread at its best over one more place.

    Returns
    -------
    candidates
        As `geo.prepositioning.one_more_warehouse`, `covered_share` as `demand_covered`, and `hours_without` (V of the
        best without it); communes that were only compared are left out. Facts: `compared`, `tried` (counts).
    """
    tried = worked.candidates[worked.candidates["best_hours"].notna()].reset_index(drop=True)
    least = worked.told.best.value.expected_hours
    frame = tried.rename(columns={"covered_share": "demand_covered"}).assign(hours_without=least)

    def explain(row: dict[str, Any]) -> Explanation:
        inputs = _inputs(row, hours_without="unit-hours", best_hours="unit-hours", best_quantity="units",
                         demand_covered="share", more_hours="hours per unit")  # fmt: skip
        return Explanation("preposition_warehouse", "hours_saved = hours_without - best_hours", inputs,
                           known(row["hours_saved"]), "unit-hours", _CLAUSE, dated, source=source_of(worked),
                           status="unverified")  # fmt: skip

    return Result(frame, explain, {"compared": len(worked.candidates), "tried": len(tried)})


def sourced(result: Result, worked: Worked, *, dated: str) -> Result:
    """Say when a result's figures are of and where they come from: the stock ledger, and the portfolio against it."""

    def explain(row: dict[str, Any]) -> Explanation:
        return replace(result.explain_row(row), source=source_of(worked), dated=dated)

    return Result(result.frame, explain, result.facts)


def source_of(worked: Worked) -> str:
    """Key of the source of an answer: ``preposition_`` and the kind of its portfolio."""
    return f"preposition_{worked.disasters.kind}"


def unproved_share(worked: Worked) -> float:
    """How much better the best allocation may still be, as a share of its hours (0: it is proved to be the best).

    A search ends near its lower bound, or when its time is over; the balance then lies between D and D / (1 - share).
    """
    best = worked.told.best
    hours = best.value.expected_hours
    return max(0.0, float(1 - best.least_hours / hours)) if hours > 0 and np.isfinite(best.least_hours) else 0.0


def _inputs(row: dict[str, Any], **units: str) -> tuple[Input, ...]:
    return tuple(Input(name, None if pd.isna(row[name]) else float(row[name]), unit) for name, unit in units.items())
