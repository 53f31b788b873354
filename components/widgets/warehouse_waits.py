"""What waits at a warehouse: trucks on the way, requests to release, lots that expire soon, balances below nought."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components.session import Page
from components.widgets import warehouse_lines
from components.widgets.warehouse_shelf import Shelf

MOST = 8  # lines of one list; the stock page has them all
_Lines = list[str]


def show(page: Page, warehouse: str, shelf: Shelf) -> None:
    """Draw what waits, each with its number; nothing that does not."""
    kinds: tuple[tuple[str, str, Callable[[Page, str, Shelf], _Lines]], ...] = (
        ("arrivals", ":material/local_shipping:", _arrivals), ("requests", ":material/assignment:", _requests),
        ("expiring", ":material/event_busy:", _expiring), ("negative", ":material/error:", _negative),
    )  # fmt: skip
    told = [(kind, icon, lines(page, warehouse, shelf)) for kind, icon, lines in kinds]
    waiting = [(kind, icon, lines) for kind, icon, lines in told if lines]
    if not waiting:
        st.caption(page.tr("desk.nothing_waits"))
        return
    for kind, icon, lines in waiting:
        with st.expander(page.tr(f"desk.waits.{kind}", count=len(lines)), icon=icon):
            more = len(lines) - MOST
            st.markdown("\n".join(f"- {line}" for line in lines[:MOST]))
            if more > 0:
                st.caption(page.tr("desk.more", count=more))


def _arrivals(page: Page, warehouse: str, shelf: Shelf) -> _Lines:
    tr, lines = page.tr, []
    for shipment, rows in page.results.transfers_to(warehouse).groupby("shipment", sort=False):
        place = shelf.places.get(str(rows["from_warehouse_id"].iloc[0]), tr("unit.unknown"))
        lines.append(tr("desk.waits.transfer", shipment=tr.plain(shipment), place=tr.plain(place),
                        items=rows["item"].nunique(), days=float(rows["days"].max())))  # fmt: skip
    for row in page.results.deliveries_to(warehouse).to_dict("records"):
        item, status = shelf.names.get(row["item"], row["item"]), tr(f"choice.{row['pipeline_status']}")
        lines.append(tr("desk.waits.delivery", code=tr.plain(row["pipeline_id"]), item=tr.plain(item), status=status,
                        pieces=float(row["quantity"]), day=tr.day(row["expected_on"])))  # fmt: skip
    return lines


def _requests(page: Page, warehouse: str, shelf: Shelf) -> _Lines:
    tr, lines = page.tr, []
    for code, rows in page.results.to_release(warehouse).groupby("request_id", sort=False):
        items = ", ".join(f"{shelf.names.get(row['item'], row['item'])} {tr.amount(row['open'])}"
                          for row in rows.to_dict("records"))  # fmt: skip
        lines.append(tr("desk.waits.request", code=tr.plain(code), partner=tr.plain(rows["organisation"].iloc[0]),
                        items=tr.plain(items)))  # fmt: skip
    return lines


def _expiring(page: Page, warehouse: str, shelf: Shelf) -> _Lines:
    kits = page.results.kit_names()
    rows = page.results.expiring_lots(str(kits.loc[kits["is_default"], "kit"].iloc[0])).frame
    return [_lot(page, row, shelf) for row in rows[rows["warehouse_id"] == warehouse].to_dict("records")]


def _negative(page: Page, warehouse: str, shelf: Shelf) -> _Lines:
    return [_lot(page, row, shelf) for row in page.results.negative_lots(warehouse).to_dict("records")]


def _lot(page: Page, row: dict[str, object], shelf: Shelf) -> str:
    tr, item = page.tr, str(row["item"])
    said = f"{shelf.names.get(item, item)} · {warehouse_lines.lot_words(page, row)}"
    if row.get("window") == "expired":
        said = tr("desk.waits.expired", lot=said)
    return tr("desk.waits.lot", lot=tr.plain(said), pieces=float(str(row["held"])))
