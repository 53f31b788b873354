"""Items by the names that the user's language gives them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components.session import Page

SINGLE = ("item", "binding_item")
LISTED = ("by_item", "stock_by_item")


def worded(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with item codes replaced by names, and quantities by item written out."""
    items = page.results.items().set_index("item")[f"name_{page.tr.lang}"]
    names = items.to_dict()
    told = {name: rows[name].map(items).fillna(rows[name]) for name in SINGLE if name in rows}
    told |= {name: rows[name].map(lambda one: _written(page, one, names)) for name in LISTED if name in rows}
    return rows.assign(**told)


def _written(page: Page, by_item: Any, names: dict[str, str]) -> str:
    return ", ".join(f"{names.get(item, item)} {page.tr.number(quantity)}" for item, quantity in by_item.items())
