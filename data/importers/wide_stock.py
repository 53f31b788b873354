"""Stock tables with a column an item and a row a warehouse -> one row a warehouse and item, as all others are."""

from __future__ import annotations

from typing import Any

from data.importers.item_names import usual, word
from data.importers.template import seen_as
from geo.frames import FRAMES

_LEAST = 2  # columns of items from which a table is one of stock


def tidied(sheet: dict[str, Any]) -> dict[str, Any]:
    """Return a table with items in its header with one row a quantity; any other table as it is.

    Parameters
    ----------
    sheet
        As data/importers/tables.py gives it.

    Returns
    -------
    sheet
        With columns `item` and `quantity`; line numbers are those of the table. Blank cells give no row: what was
        not counted is not zero.
    """
    found = seen_as(sheet, FRAMES["movements"])
    told = {one.column for one in found.mapped}
    if "frames" in sheet or "warehouse_id" not in told or {"item", "quantity"} & told:
        return sheet
    mapped = {one.position for one in found.mapped}
    items = {n: header for n, header in enumerate(sheet["headers"]) if n not in mapped and word(header) in usual()}
    if len(items) < _LEAST:
        return sheet
    others = [n for n in range(len(sheet["headers"])) if n not in items]
    cells = [(row, n) for row in range(len(sheet["rows"])) for n in items if sheet["columns"][n][row]]
    columns = [[sheet["columns"][n][row] for row, _ in cells] for n in others]
    return sheet | {
        "headers": [*(sheet["headers"][n] for n in others), "item", "quantity"],
        "tags": [*(sheet["tags"][n] for n in others), "", ""],
        "columns": [*columns, [items[n] for _, n in cells], [sheet["columns"][n][row] for row, n in cells]],
        "rows": [sheet["rows"][row] for row, _ in cells],
    }  # fmt: skip
