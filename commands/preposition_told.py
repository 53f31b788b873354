"""What the verb *preposition* tells of one item: the record of its JSON, and the same as a few short tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
import numpy as np
import pandas as pd

from commands.ask import plain, tell, tell_one, words
from geo.preposition_case import Case
from geo.prepositioning import Prepositioned
from geo.transfers import Limits, Moving, transfers

TOLD = (
    "v_actual", "v_optimal", "balance", "fraction_served", "demand_covered_share_actual",
    "demand_covered_share_optimal", "expected_hours_per_unit",
)  # fmt: skip
_HEAD = ("item", "kit", "portfolio", "as_of", "disasters", "probability_total", "stock", "expected_demand", "no_way",
         "scaled", "labels")  # fmt: skip
_BY_WAREHOUSE = ("allocation", "best_allocation", "duals", "duals_covered")
_MOVES = ("rank", "from_warehouse", "to_warehouse", "quantity", "travel_hours", "cost_usd", "balance_before",
          "balance_after", "units_sooner", "hours_sooner")  # fmt: skip


def record(told: Prepositioned, moving: Moving, limits: Limits) -> dict[str, Any]:
    """What is told of one item."""
    case: Case = told.actual.case
    covered, hours = told.actual.more
    names = list(case.warehouses)
    moves = transfers(told, moving, limits)
    worst = told.disasters().head(1).to_dict("records")
    return {
        **{name: told.figures[name] for name in TOLD},
        "duals": dict(zip(names, hours.tolist(), strict=True)),
        "duals_covered": dict(zip(names, covered.tolist(), strict=True)),
        "best_allocation": dict(zip(names, told.best.value.case.stock.tolist(), strict=True)),
        "transfers": [plain(row) for row in moves.rows.to_dict("records")],
        "allocation": dict(zip(names, case.stock.tolist(), strict=True)),
        "v_optimal_at_least": told.best.least_hours,
        "fraction_served_optimal": told.figures["fraction_served_optimal"],
        "expected_demand": told.figures["expected_demand"], "stock": case.total,
        "disasters": len(case.disasters), "probability_total": float(case.probability.sum()),
        "scaled": told.scaled, "worst": worst[0] if worst else None,
        "no_way": int((~np.isfinite(case.hours[np.unique(case.at)]).any(axis=1)).sum()),
    }  # fmt: skip


def told_plainly(one: Mapping[str, Any]) -> None:
    """Print a record: what was asked, the figures, what is told of warehouses, transfers."""
    tell_one({name: _short(one[name]) for name in (*_HEAD, *TOLD) if name in one}, as_json=False)
    if one["no_way"]:
        click.echo(words()("preposition_told.no_way", places=one["no_way"]))
    if one["probability_total"] < 1 - 1e-6:
        click.echo(words()("preposition_told.rest", value=f"{1 - one['probability_total']:.3g}"))
    rows = pd.DataFrame({name: one[name] for name in _BY_WAREHOUSE}).rename_axis("warehouse_id")
    rows = rows[(rows.abs() > 1e-9).any(axis=1)].reset_index()
    click.echo("")
    tell(rows.map(_short), as_json=False)
    if one["transfers"]:
        click.echo("")
        tell(pd.DataFrame(one["transfers"])[list(_MOVES)].map(_short), as_json=False)
    click.echo("")


def _short(value: Any) -> Any:
    """A number as somebody reads it: whole where it is large, else three or four digits."""
    if not isinstance(value, float) or not np.isfinite(value):
        return "-" if value is None or isinstance(value, float) else value
    return f"{value:.0f}" if abs(value) >= 1_000 else f"{value:.4g}"
