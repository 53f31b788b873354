"""Everything that the page prepositioning asks of one item and portfolio, as one piece of work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from geo.catalogue_made import Ground, made_catalogue
from geo.catalogue_rules import CatalogueRules
from geo.contingency import contingency
from geo.errors import DataProblem
from geo.explain import Result
from geo.preposition_case import Case, case_of
from geo.preposition_portfolio import MADE, Disasters, Portfolio, units_of
from geo.preposition_value import CANCELLED
from geo.prepositioning import Prepositioned, one_more_warehouse, preposition
from geo.stock import kit_contents
from geo.transfers import Limits, Moving, Transfers, transfers
from geo.watch import Watch

CANDIDATES = 12  # communes whose first unit is reckoned when one more warehouse is asked for


@dataclass(frozen=True)
class Catalogue:
    """A made catalogue that is still to be drawn (`geo.catalogue_made`)."""

    ground: Ground
    rules: CatalogueRules
    asked: Portfolio


@dataclass(frozen=True)
class Question:
    """What is asked of one item of a kit.

    Parameters
    ----------
    portfolio
        Disasters, or the catalogue to be drawn.
    kit, item
        Rows of one kit, and which of its items.
    stock
        `warehouse_id`, `item`, `quantity`, usable, of all items of the kit; `adm1_pcode` of the warehouse.
    warehouses
        All warehouses: those without the item stand with none.
    travel
        `TRAVEL` frame from the warehouses.
    between
        Hours from warehouse (rows) to warehouse (columns), by id.
    candidates
        `TRAVEL` frame from communes where a warehouse could stand: `warehouse_id` is the commune's P-code.
    items
        `ITEMS` frame.
    limits
        What transfers keep to.
    most
        Transfers at most.
    """

    portfolio: Disasters | Catalogue
    kit: pd.DataFrame
    item: str
    stock: pd.DataFrame
    warehouses: tuple[str, ...]
    travel: pd.DataFrame
    between: pd.DataFrame
    candidates: pd.DataFrame
    items: pd.DataFrame
    limits: Limits
    most: int = 5


@dataclass(frozen=True)
class Worked:
    """The portfolio, the stock held against it, what to move, one more warehouse, what departments should hold."""

    disasters: Disasters
    told: Prepositioned
    moves: Transfers
    candidates: pd.DataFrame
    plan: Result


def worked(question: Question, *, watch: Watch) -> Worked:
    """Draw the portfolio where it is to be drawn, and reckon metrics, transfers, further warehouses and the plan.

    Parameters
    ----------
    question
        One item, its stock and the portfolio.
    watch
        Takes the progress; says when to stop.

    Returns
    -------
    worked
        As `geo.prepositioning.preposition`, `geo.transfers.transfers`, `geo.prepositioning.one_more_warehouse` and
        `geo.contingency.contingency`.

    Raises
    ------
    DataProblem
        ``preposition.not_in_kit``; what these raise.
    DashboardError
        ``preposition.cancelled``; ``not_solved``.
    """
    watch = watch.ending(CANCELLED)
    disasters = drawn(question.portfolio)
    watch.progress(0.1)
    watch.check()
    case = case_in(question, disasters)
    told = preposition(case, watch=watch.part(0.1, 0.3))
    moves = transfers(
        told,
        moving_in(case, question.between, question.items, question.item),
        question.limits,
        most=question.most,
        watch=watch.part(0.4, 0.4),
    )
    likely = _likely(question.candidates, told)
    candidates = one_more_warehouse(told, likely, watch=watch.part(0.8, 0.2))
    plan = contingency(disasters.demand, question.kit, question.stock, question.items)
    watch.progress(1.0)
    return Worked(disasters, told, moves, candidates, plan)


def drawn(portfolio: Disasters | Catalogue) -> Disasters:
    """Return the disasters, drawn where they are to be."""
    if isinstance(portfolio, Disasters):
        return portfolio
    asked = portfolio.asked
    made = made_catalogue(portfolio.ground, portfolio.rules, events=asked.events, seed=asked.seed, step=asked.step)
    return Disasters(MADE, made.demand, 0, made.per_year)


def case_in(question: Question, disasters: Disasters) -> Case:
    """Return the stock of the item, the hours and the demand in units."""
    stock = held_of(question.stock, question.warehouses, question.item)
    demand = units_of(disasters.demand, per_household(question.kit, question.item))
    return case_of(stock, question.travel[question.travel["warehouse_id"].isin(stock["warehouse_id"])], demand)


def per_household(kit: pd.DataFrame, item: str) -> float:
    """Return the units of an item that a household gets of a kit; an item that is not in it is refused."""
    contents = kit_contents(kit)
    if item not in contents.index:
        names = ", ".join(contents.index)
        raise DataProblem("preposition.not_in_kit", item=item, kit=", ".join(kit["kit"].unique()), items=names)
    return float(contents[item])


def held_of(stock: pd.DataFrame, warehouses: Iterable[str], item: str) -> pd.DataFrame:
    """Units of one item by warehouse; warehouses without it stand with none, because it could be moved there."""
    held = stock.loc[stock["item"] == item, ["warehouse_id", "quantity"]]
    empty = [one for one in warehouses if one not in set(held["warehouse_id"])]
    return pd.concat([held, pd.DataFrame({"warehouse_id": empty, "quantity": 0.0})], ignore_index=True)


def moving_in(case: Case, between: pd.DataFrame, items: pd.DataFrame, item: str) -> Moving:
    """Return hours between the warehouses of a case (NaN: no way), weight of a unit, units of a pack (NaN: unknown)."""
    hours = between.reindex(index=case.warehouses, columns=case.warehouses)
    known = items.set_index("item").reindex(columns=["weight_kg", "pack_units"]).astype("float64")
    weight, pack = known.reindex([item]).iloc[0]
    return Moving(hours.to_numpy(dtype="float64"), float(weight), float(pack))


def _likely(candidates: pd.DataFrame, told: Prepositioned) -> pd.DataFrame:
    """The candidates of the communes with the largest expected demand."""
    places = told.places().sort_values("demand", ascending=False, kind="stable")["place"]
    there = places[places.isin(candidates["warehouse_id"])].head(CANDIDATES)
    return candidates[candidates["warehouse_id"].isin(there)]
