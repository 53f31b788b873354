"""Prepositioning in the terminal: how well stock stands for a portfolio of disasters, and what to move."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import numpy as np
import pandas as pd

from commands.ask import clocks, labels, plain, results, tell_one
from data.importers.preposition_files import read_preposition
from data.reference_logistics import default_kit
from geo.errors import DataProblem
from geo.preposition_case import Case, case_of
from geo.preposition_portfolio import KINDS, Portfolio
from geo.prepositioning import Prepositioned, preposition
from geo.transfers import Limits, Moving, transfers
from results import Results

_FILE = click.Path(path_type=Path)
TOLD = (
    "v_actual", "v_optimal", "balance", "fraction_served", "demand_covered_share_actual",
    "demand_covered_share_optimal", "expected_hours_per_unit",
)  # fmt: skip


@click.command("preposition")
@click.option("--stock", type=_FILE, help="warehouse_id, quantity[, item]")
@click.option("--hours", type=_FILE, help="warehouse_id, place (or adm2_pcode), hours (or travel_hours)")
@click.option("--demand", type=_FILE, help="scenario_id, place, quantity[, probability][, item]")
@click.option("--capacity", type=_FILE, help="warehouse_id, quantity[, item]: the most that a warehouse may hold")
@click.option("--scale-demand", is_flag=True, help="Bring each disaster down to the stock; hides what is not covered.")
@click.option("--portfolio", type=click.Choice(KINDS), help="Without files: history, kept scenarios, made catalogue.")
@click.option("--events", type=int, default=1_000, show_default=True, help="Of the made catalogue.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--kit", default=None)
@click.option("--item", default=None)
@clocks
def verb(
    stock: Path | None, hours: Path | None, demand: Path | None, capacity: Path | None, scale_demand: bool,
    portfolio: str | None, events: int, seed: int, kit: str | None, item: str | None,
    as_of: str | None, known_at: int | None, as_json: bool,
) -> None:  # fmt: skip
    """Where stock should stand before the next disaster: hours, demand covered, balance, transfers."""
    files = {"stock": stock, "hours": hours, "demand": demand, "capacity": capacity}
    needed = [name for name in ("stock", "hours", "demand") if files[name] is None]
    if not any(files.values()):
        asked = results(as_of, known_at)
        choice = Portfolio(portfolio, events, seed) if portfolio else asked.usual_portfolio()
        found = list(_of_snapshot(asked, choice, kit or default_kit(), item, scale=scale_demand))
        _tell(found, several=item is None, as_json=as_json)
        return
    if needed:
        raise DataProblem("preposition.files_missing", files=", ".join(f"--{name}" for name in needed))
    tables = {name: read_preposition(path, name) for name, path in files.items() if path is not None}
    several = any("item" in table for table in tables.values()) and item is None
    _tell(list(_of_files(tables, item, scale=scale_demand)), several=several, as_json=as_json)


def _of_files(tables: dict[str, pd.DataFrame], item: str | None, *, scale: bool) -> Iterator[dict[str, Any]]:
    """One record an item of the stock, in its order; tables without items serve all of them."""
    items = [item] if item else [None]
    if "item" in tables["stock"] and item is None:
        items = [one for one in pd.unique(tables["stock"]["item"].dropna()) if _demanded(tables["demand"], one)]
    if not items:
        raise DataProblem("preposition.empty", table="demand")
    for one in items:
        case = case_of(*(_of_item(tables.get(name), one) for name in ("stock", "hours", "demand", "capacity")))
        told = preposition(case, scale_demand=scale)
        yield {**({"item": one} if one else {}), **record(told, Moving.unknown(case), Limits())}


def _demanded(demand: pd.DataFrame, item: str) -> bool:
    return "item" not in demand or bool((demand["item"] == item).any())


def _of_item(table: pd.DataFrame | None, item: str | None) -> Any:
    if table is None or item is None or "item" not in table:
        return table
    return table[table["item"] == item].reset_index(drop=True)


def _of_snapshot(
    asked: Results, portfolio: Portfolio, kit: str, item: str | None, *, scale: bool
) -> Iterator[dict[str, Any]]:
    for one in [item] if item else list(asked.kit(kit)["item"]):
        told = asked.prepositioned(portfolio, kit, one, scale_demand=scale)
        case = told.actual.case
        more = {"item": one, "kit": kit, "portfolio": portfolio.kind, "as_of": asked.facts()["as_of"]}
        yield {**more, **record(told, asked.moving(case, one), asked.limits(one)), "labels": labels(asked)}


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
        "v_optimal_at_least": told.best.least_hours,
        "fraction_served_optimal": told.figures["fraction_served_optimal"],
        "expected_demand": told.figures["expected_demand"], "stock": case.total,
        "disasters": len(case.disasters), "scaled": told.scaled, "worst": worst[0] if worst else None,
        "no_way": int((~np.isfinite(case.hours[np.unique(case.at)]).any(axis=1)).sum()),
    }  # fmt: skip


def _tell(found: list[dict[str, Any]], *, several: bool, as_json: bool) -> None:
    """One record, or a list of one record an item."""
    if as_json and several:
        click.echo(json.dumps(plain(found), ensure_ascii=False))
        return
    for one in found:
        tell_one(one, as_json=as_json)
        if not as_json:
            click.echo("")
