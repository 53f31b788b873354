"""Stock in the terminal: status of items, the stock card of one item in one warehouse, the report of a month."""

from __future__ import annotations

import click

from commands.ask import clocks, labels, results, tell, tell_one
from commands.figures import EXPLAIN, PLACE, only, show
from geo.errors import DataProblem
from geo.explain import Result
from results import Results
from results.stock_status import LEVELS

STATUS = (
    "place", "item", "stock_status", "usable", "reserved", "in_transit", "expected", "use_month", "months_of_stock",
    "minimum_units", "maximum_units", "missing_units",
)  # fmt: skip
NEEDS = (*STATUS, "transfer_in", "transfer_out", "to_order")
MONTH = (
    "warehouse_id", "item", "opening", "received", "transferred_in", "assembled_in", "transferred_out", "released",
    "distributed", "lost", "assembled_out", "adjusted", "corrected", "closing", "stock_status", "months_of_stock",
    "transfer_in", "transfer_out", "to_order",
)  # fmt: skip
OWNERS = ("organisation", "item", "held", "reserved", "usable", "lots", "warehouses")
CARD = ("moved_on", "kind", "document", "lot", "quantity", "change", "balance", "reserved")
Asked = tuple[str, str | None]
Told = tuple[Asked, Asked, tuple[str, ...]]
ITEM = click.option("--item")


@click.group("stock")
def group() -> None:
    """Status of stock, owners and donors, stock cards, the report of a month."""


@group.command("status")
@click.option("--level", type=click.Choice(LEVELS), default="warehouse", show_default=True)
@PLACE
@ITEM
@EXPLAIN
@clocks
def status(
    level: str,
    place: str | None,
    item: str | None,
    explain: bool,
    as_of: str | None,
    known_at: int | None,
    as_json: bool,
) -> None:
    """Whether there is enough of each item, and what is to be transferred or ordered."""
    asked = results(as_of, known_at)
    result = asked.stock_needs() if level == "warehouse" else asked.stock_status(level)
    columns = NEEDS if level == "warehouse" else STATUS
    _tell(asked, result, (("place", place), ("item", item), columns), explain=explain, as_json=as_json)


@group.command("owners")
@click.option("--by", type=click.Choice(["owner", "donor"]), default="owner", show_default=True)
@ITEM
@EXPLAIN
@clocks
def owners(by: str, item: str | None, explain: bool, as_of: str | None, known_at: int | None, as_json: bool) -> None:
    """Stock by owner or by donor, and item; what nobody told is unknown."""
    asked = results(as_of, known_at)
    result = asked.stock_by_owner(f"{by}_organisation")
    _tell(asked, result, (("organisation", None), ("item", item), OWNERS), explain=explain, as_json=as_json)


@group.command("card")
@click.option("--warehouse", required=True)
@click.option("--item", required=True)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]))
@clocks
def card(warehouse: str, item: str, since: object, as_of: str | None, known_at: int | None, as_json: bool) -> None:
    """Every movement of an item in a warehouse, with the balance after it."""
    asked = results(as_of, known_at)
    for name, value, known in (("warehouse", warehouse, asked.warehouses()["warehouse_id"]),
                               ("item", item, asked.items()["item"])):  # fmt: skip
        if value not in set(known):
            raise DataProblem("unknown_value", column=name, value=value)
    first = since.date().isoformat() if since is not None else ""  # type: ignore[attr-defined]
    told = asked.stock_card(warehouse, item, first)
    if as_json:
        movements = told.frame.to_dict("records")
        head = {"warehouse_id": warehouse, "item": item, **told.facts, "labels": labels(asked)}
        tell_one(head | {"rows": movements}, as_json=True)
        return
    tell(told.frame[list(CARD)], as_json=False)
    tell_one(told.facts, as_json=False)


@group.command("month")
@click.option("--month", required=True, metavar="YYYY-MM")
@PLACE
@ITEM
@EXPLAIN
@clocks
def month(
    month: str,
    place: str | None,
    item: str | None,
    explain: bool,
    as_of: str | None,
    known_at: int | None,
    as_json: bool,
) -> None:
    """Opening balance, movements, closing balance, status and what to order, by warehouse and item."""
    asked = results(as_of, known_at)
    result = asked.month_needs(month)
    _tell(asked, result, (("warehouse_id", place), ("item", item), MONTH), explain=explain, as_json=as_json)


def _tell(asked: Results, result: Result, told: Told, *, explain: bool, as_json: bool) -> None:
    """Rows of one place and one item (None: all), with the labels of the picture; `told` ends with the columns."""
    (where, place), (_, item), columns = told
    rows = only(only(result.frame, where, place), "item", item)
    show(result, rows.assign(labels=[labels(asked)] * len(rows)), columns, explain=explain, as_json=as_json)
