"""What the stock page is asked for: a warehouse, an item; both in the address, with the department of the session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from components.figures import card_table
from components.session import Page
from components.widgets import address, edit_words

EVERY = ""
OFFERED = 100  # cards that one choice offers
WIDTH_PX = 330
FIRST = 5  # cards that a phone shows before the rest is unfolded


@dataclass(frozen=True)
class Asked:
    """Warehouse and item chosen (`""`: all); every warehouse of the department by its id, and names of the items."""

    warehouse: str
    item: str
    known: pd.DataFrame
    items: dict[str, str]

    @property
    def warehouses(self) -> tuple[str, ...]:
        """Ids of the warehouses that are looked at."""
        return (self.warehouse,) if self.warehouse else tuple(self.known.index)

    @property
    def chosen(self) -> tuple[str, ...]:
        """Items that are looked at; empty for all."""
        return (self.item,) if self.item else ()


def choose(page: Page) -> Asked:
    """Draw the choices. A link to a warehouse opens it whatever department is chosen."""
    known = page.results.warehouses(page.department)
    asked = st.query_params.get("warehouse", EVERY)
    if asked not in set(known["warehouse_id"]):
        every = page.results.warehouses()
        known = pd.concat([known, every[every["warehouse_id"] == asked]], ignore_index=True)
    known = known.set_index("warehouse_id", drop=False)
    items = item_names(page)
    left, right = st.columns(2)
    with left:
        names = {EVERY: page.tr("stock.all_warehouses"), **known["name"].fillna(known["warehouse_id"]).to_dict()}
        warehouse = address.select(page.tr("stock.warehouse"), list(names), names, key="warehouse")
    with right:
        told = {EVERY: page.tr("stock.all_items"), **dict(sorted(items.items(), key=lambda pair: pair[1]))}
        item = address.select(page.tr("column.item_name"), list(told), told, key="item")
    if not warehouse and page.department:
        known = known[known["adm2_pcode"].str[:4] == page.department]
    return Asked(warehouse, item, known, items)


def item_names(page: Page) -> dict[str, str]:
    """Name of each item in the user's language; its code where it has none."""
    rows = page.results.items().set_index("item")[f"name_{page.tr.lang}"]
    return {str(code): str(name) if pd.notna(name) else str(code) for code, name in rows.items()}


def named(page: Page, asked: Asked, rows: pd.DataFrame, *, place: str = "warehouse_id") -> pd.DataFrame:
    """Rows of the warehouses and items that are looked at, with names in the user's language."""
    kept = rows[rows[place].isin(asked.warehouses)] if place in rows else rows
    if asked.item and "item" in kept:
        kept = kept[kept["item"] == asked.item]
    every = page.results.warehouses().set_index("warehouse_id")
    told = kept.copy(deep=False)
    for column, name in ((place, "warehouse"), ("from_warehouse", "from_name"), ("to_warehouse", "to_name")):
        if column in told:
            told[name] = told[column].map(every["name"]).fillna(told[column])
    if place in told:
        told["adm1_name"] = told[place].map(every["adm1_name"])
    if "item" in told:
        told["item_name"] = told["item"].map(asked.items).fillna(told["item"])
    return told.reset_index(drop=True)


def shortly(page: Page, rows: pd.DataFrame, face: Sequence[str], *, rest: str, blank: str = "unit.blank") -> None:
    """Draw the first rows as cards (a table where there is room), and the rest folded under `rest` (a key)."""
    st.html(card_table.html(rows.head(FIRST), face, page.tr, blank=page.tr(blank)))
    if len(rows) > FIRST:
        with st.expander(page.tr(rest, count=len(rows) - FIRST)):
            st.html(card_table.html(rows.iloc[FIRST:], face, page.tr, blank=page.tr(blank)))


def other_ends(page: Page, rows: pd.DataFrame) -> pd.Series:
    """Other end of each movement by name: as its paper says it, else the site or commune that it served."""
    houses = page.results.warehouses().set_index("warehouse_id")["name"].dropna().to_dict()
    names = {**edit_words.communes(page), **edit_words.sites(page), **houses}
    codes = rows["counterpart"].copy()
    for name in ("site_id", "adm2_pcode"):
        if name in rows:
            codes = codes.fillna(rows[name])
    return codes.map(lambda code: names.get(code, code), na_action="ignore")


def opens_card(page: Page, rows: pd.DataFrame, *, key: str) -> None:
    """Choose one of the rows (`warehouse_id`, `item` and their names) and open its stock card."""
    shown = rows.drop_duplicates(["warehouse_id", "item"]).head(OFFERED)
    pairs = list(zip(shown["warehouse_id"], shown["item"], strict=True))
    names = [f"{item} · {where}" for item, where in zip(shown["item_name"], shown["warehouse"], strict=True)]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        at = st.selectbox(page.tr("stock.card_of"), range(len(names)), format_func=names.__getitem__, width=WIDTH_PX,
                          key=f"card-of-{key}-{hash(tuple(pairs))}")  # fmt: skip
        st.button(page.tr("stock.part.card"), icon=":material/receipt_long:", key=f"open-card-{key}", on_click=_go,
                  args=({"warehouse": pairs[at or 0][0], "item": pairs[at or 0][1], "part": "card"},))  # fmt: skip


def opens_part(page: Page, part: str) -> None:
    """Draw the button that opens another part of the page."""
    st.button(page.tr(f"stock.part.{part}"), icon=":material/arrow_forward:", type="tertiary", key=f"open-{part}",
              on_click=_go, args=({"part": part},))  # fmt: skip


def _go(where: dict[str, str]) -> None:
    st.session_state.update(where)
