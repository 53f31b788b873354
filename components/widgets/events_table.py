"""Tables of the bilan: measures under short headers, and a cell that nobody told reads "unknown"."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components.figures.table import for_people, label
from components.session import Page
from components.widgets import tables
from geo.explain import Explanation
from geo.impacts import MEASURES

ROW_PX, HEAD_PX, ROWS_SHOWN = 35, 38, 16
SHORT = {name: f"told_{name}" for name in MEASURES}  # their headers stand on no other table


def show(
    page: Page, frame: pd.DataFrame, columns: Sequence[str], *, name: str, of: str,
    explanations: tuple[Explanation, ...] = (), whole: pd.DataFrame | None = None,
) -> None:  # fmt: skip
    """Draw rows and their files; `whole` are the rows of the files where they hold more than the table."""
    chosen = [SHORT.get(one, one) for one in columns]
    if frame.empty:
        st.info(page.tr("table.empty"))
    else:
        rows = for_people(frame.rename(columns=SHORT), chosen, page.tr)
        height = min(len(rows), ROWS_SHOWN) * ROW_PX + HEAD_PX
        first = {label(chosen[0], page.tr): st.column_config.Column(pinned=True)}
        tables.grid(page, rows, chosen, blank="situation.unknown", height=height, config=first)
    kept = (frame if whole is None else whole).rename(columns=SHORT)
    tables.download(page, kept, chosen, name=name, explanations=explanations, of=of)
