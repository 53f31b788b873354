"""Papers of a slip as buttons, and the sheets for the pencil."""

from __future__ import annotations

from functools import partial

import pandas as pd

from components.figures.report import slip_filled
from components.figures.report.filled import PDF
from components.session import Page
from components.widgets import tables
from components.widgets.warehouse_shelf import Shelf


def buttons(page: Page, warehouse: str, rows: pd.DataFrame) -> None:
    """Draw a button for each paper of one stored slip."""
    document = str(rows["document"].iloc[0])
    files = {}
    for kind in slip_filled.papers(rows):
        title = page.tr(f"slip.paper.{kind}")
        make = partial(slip_filled.pdf, page.results, warehouse, document, kind, page.tr)
        files[f"{tables.stem(page, title, document)}.pdf"] = (title, PDF, make)
    if files:
        tables.file_buttons(page, files)


def count_sheet(page: Page, warehouse: str, shelf: Shelf, document: str = "") -> None:
    """Draw the buttons of the count sheet: with what the ledger computes, and blind."""
    title = page.tr("slip.paper.count_sheet")
    seen, blind = shelf.lots[["item", "lot", "expiry", "held"]], shelf.lots[["item", "lot", "expiry"]]
    files = {}
    for key, lots in (("desk.sheet_blind", blind), ("desk.sheet_held", seen)):
        make = partial(slip_filled.count_sheet, page.results, warehouse, document, lots, page.tr)
        name = tables.stem(page, title, "-".join(filter(None, (warehouse, document, "" if "held" in lots else "x"))))
        files[f"{name}.pdf"] = (page.tr(key), PDF, make)
    tables.file_buttons(page, files)
