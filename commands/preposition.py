"""Prepositioning in the terminal: how well stock stands for a portfolio of disasters, and what to move."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pandas as pd
from click.core import ParameterSource

from commands.ask import clocks, labels, plain, reading, results
from commands.preposition_told import record, told_plainly
from data.importers.preposition_files import check_warehouses, read_preposition
from data.reference_logistics import default_kit
from geo.errors import DataProblem
from geo.preposition_case import case_of
from geo.preposition_portfolio import KINDS, MADE, Portfolio
from geo.prepositioning import preposition
from geo.transfers import Limits, Moving
from results import Results

_FILE = click.Path(path_type=Path)
_NEEDED = ("stock", "hours", "demand")
# Options that ask the store: beside files they would say nothing.
_OF_STORE = ("portfolio", "events", "seed", "kit", "as_of", "known_at")


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
    given = {name: path for name, path in files.items() if path is not None}
    if given:
        found, several = _of_files(_tables(given), item, scale=scale_demand)
        _tell(found, several=several, as_json=as_json)
        return
    asked = results(as_of, known_at)
    choice = Portfolio(portfolio, events, seed) if portfolio else _usual(asked, events, seed)
    told = _of_snapshot(asked, choice, kit or default_kit(), item, scale=scale_demand)
    _tell(told, several=item is None, as_json=as_json)


def _usual(asked: Results, events: int, seed: int) -> Portfolio:
    usual = asked.usual_portfolio()
    return replace(usual, events=events, seed=seed) if usual.kind == MADE else usual


def _tables(given: dict[str, Path]) -> dict[str, pd.DataFrame]:
    """Tables of the files; what the store alone would answer is refused beside them."""
    absent = [f"--{name}" for name in _NEEDED if name not in given]
    if absent:
        raise DataProblem("preposition.files_missing", files=", ".join(absent))
    typed = click.get_current_context().get_parameter_source
    idle = [f"--{name.replace('_', '-')}" for name in _OF_STORE if typed(name) is ParameterSource.COMMANDLINE]
    if idle:
        raise DataProblem("preposition.without_files", options=", ".join(idle))
    tables = {}
    for name, path in given.items():
        with reading(path):
            tables[name] = read_preposition(path, name)
    check_warehouses(tables, {name: path.name for name, path in given.items()})
    return tables


def _of_files(
    tables: dict[str, pd.DataFrame], item: str | None, *, scale: bool
) -> tuple[Iterator[dict[str, Any]], bool]:
    """One record an item, and whether there may be several; tables without items serve all of them."""
    items = _items(tables, item)

    def records() -> Iterator[dict[str, Any]]:
        for one in items:
            case = case_of(*(_of_item(tables.get(name), name, one) for name in (*_NEEDED, "capacity")))
            told = preposition(case, scale_demand=scale)
            yield {**({"item": one} if one else {}), **record(told, Moving.unknown(case), Limits())}

    return records(), items != [None] and item is None


def _items(tables: dict[str, pd.DataFrame], item: str | None) -> list[str | None]:
    """Items to ask for: those that are demanded, in the order of the stock; what is not in stock is wholly unmet."""
    named = {name: list(pd.unique(table["item"])) for name, table in tables.items() if "item" in table}
    if item is not None:
        known = sorted({one for items in named.values() for one in items})
        if known and item not in known:
            raise DataProblem("preposition.no_item", item=item, items=", ".join(known))
        return [item]
    if "demand" in named and "stock" not in named and len(named["demand"]) > 1:
        raise DataProblem("preposition.items_apart", items=", ".join(named["demand"]))
    if "stock" in named and "demand" in named:
        held = [one for one in named["stock"] if one in named["demand"]]
        return [*held, *(one for one in named["demand"] if one not in held)]
    return list(named.get("stock") or named.get("demand") or [None])


def _of_item(table: pd.DataFrame | None, name: str, item: str | None) -> Any:
    """Rows of one item; of stock that has none of it, its warehouses with nothing."""
    if table is None or item is None or "item" not in table:
        return table
    rows = table[table["item"] == item]
    if rows.empty and name == "capacity":
        return None
    if rows.empty and name == "stock":
        rows = table.drop_duplicates("warehouse_id").assign(item=item, quantity=0.0)
    return rows.reset_index(drop=True)


def _of_snapshot(
    asked: Results, portfolio: Portfolio, kit: str, item: str | None, *, scale: bool
) -> Iterator[dict[str, Any]]:
    for one in [item] if item else list(asked.kit(kit)["item"]):
        told = asked.prepositioned(portfolio, kit, one, scale_demand=scale)
        case = told.actual.case
        more = {"item": one, "kit": kit, "portfolio": portfolio.kind, "as_of": asked.facts()["as_of"]}
        yield {**more, **record(told, asked.moving(case, one), asked.limits(one)), "labels": labels(asked)}


def _tell(found: Iterator[dict[str, Any]], *, several: bool, as_json: bool) -> None:
    """One record, or a list of one record an item; in words each as soon as it is reckoned."""
    if as_json:
        rows = [plain(one) for one in found]
        click.echo(json.dumps(rows if several else rows[0], ensure_ascii=False))
        return
    for one in found:
        told_plainly(one)
