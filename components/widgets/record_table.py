"""A table of records of several tables, each row with the address of its sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components import navigation
from components.figures import doubts
from components.figures.table import for_people, label
from components.session import Page
from components.widgets import tables

SHEETS = {f"{kind}s": sheet for kind, sheet in navigation.SHEETS.items() if kind != "commune"}
ROW_PIXELS, HEAD_PIXELS, ROWS_SHOWN = 35, 38, 12
LINK = "link"


def show(
    page: Page, rows: pd.DataFrame, columns: Sequence[str], *, key: str, widths: dict[str, int], choose: bool = False
) -> list[int]:
    """Draw the rows, a link to each record beside its name; returns the positions ticked where one may `choose`."""
    shown = for_people(rows, columns, page.tr)
    shown.insert(1, LINK, doubts.addresses(rows, SHEETS, page.tr.lang))
    settings: dict[str, Any] = {
        label(name, page.tr): st.column_config.Column(width=widths.get(name)) for name in columns
    }
    settings[LINK] = st.column_config.LinkColumn("", display_text=page.tr("freshness.open"), width=60)
    options: dict[str, Any] = {"on_select": "rerun", "selection_mode": "multi-row"} if choose else {}
    height = min(len(rows), ROWS_SHOWN) * ROW_PIXELS + HEAD_PIXELS
    told = tables.grid(page, shown, columns, height=height, config=settings, key=key, **options)
    return list(told["selection"]["rows"]) if choose else []
