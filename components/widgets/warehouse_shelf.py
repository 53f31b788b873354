"""What stands on the shelf of one warehouse, by item and lot, with names and cartons: what the desk's lists offer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from components.session import Page
from components.widgets import edit_words


@dataclass(frozen=True)
class Shelf:
    """Lots of a warehouse on the day of the picture.

    Parameters
    ----------
    names
        Name of every item in the user's language, in its order.
    packs
        Pieces of a carton by item; NaN where nobody told it.
    lots
        `item`, `lot` (null: none), `expiry`, `held`, `reserved`, `usable` (held - reserved, 0 of what has expired), of
        every lot of which something is held or reserved, the first to expire first.
    places
        Names of all warehouses by code.
    elsewhere
        Names of communes and sites by code.
    """

    names: Mapping[str, str]
    packs: Mapping[str, float]
    lots: pd.DataFrame
    places: Mapping[str, str]
    elsewhere: Mapping[str, str]

    def called(self, code: object) -> str:
        """Who or what stands at the other end of a movement, by name; "" where nothing is told."""
        if not isinstance(code, str):
            return ""
        return self.places.get(code) or self.elsewhere.get(code, code)

    def pack(self, item: str) -> float:
        """Pieces of a carton of an item; NaN: unknown."""
        return self.packs.get(item, math.nan)

    def usable(self) -> pd.Series:
        """Usable pieces by item, of those that have some."""
        sums = self.lots.groupby("item", sort=False)["usable"].sum()
        return sums[sums > 0]

    def of(self, item: str) -> pd.DataFrame:
        """Lots of an item."""
        return self.lots[self.lots["item"] == item].reset_index(drop=True)


def of(page: Page, warehouse: str) -> Shelf:
    """Shelf of a warehouse."""
    items = page.results.items()
    names = dict(zip(items["item"], items[f"name_{page.tr.lang}"].fillna(items["item"]), strict=True))
    packs = dict(zip(items["item"], items["pack_units"].astype("float64"), strict=True))
    lots = page.results.lots()
    mine = lots[(lots["warehouse_id"] == warehouse) & ((lots["held"] != 0) | (lots["reserved"] != 0))]
    day = page.facts["as_of"]
    left = (mine["held"] - mine["reserved"]).clip(lower=0.0).mask(mine["expiry"].fillna(day) < day, 0.0)
    rows = mine.assign(usable=left).sort_values(["expiry", "lot"], na_position="last", ignore_index=True)
    rows = rows[["item", "lot", "expiry", "held", "reserved", "usable"]]
    known = page.results.warehouses("")
    places = dict(zip(known["warehouse_id"], known["name"].fillna(known["warehouse_id"]), strict=True))
    ordered = dict(sorted(names.items(), key=lambda pair: pair[1].casefold()))
    return Shelf(ordered, packs, rows, places, {**edit_words.communes(page), **edit_words.sites(page)})
