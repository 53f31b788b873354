"""What a file changes in the records that are known: one row a cell, in words, the most important first."""

from __future__ import annotations

import streamlit as st

from components.figures import changes_told, import_told
from components.session import Page
from components.widgets import tables
from data.foreseen import Foreseen
from data.foreseen_cells import LISTED as MOST
from data.foreseen_cells import ROUNDS
from data.importers.preview import ImportPreview
from data.who_is_who import TABLES, key_of
from geo.frames import FRAMES

AT_ONCE = 6  # cells that are shown without a click
COLUMNS = ("record", "column", "before", "after")


def show(page: Page, one: ImportPreview, told: Foreseen) -> None:
    """Draw the changed cells of one table of a file; nothing where there are none."""
    tr, count = page.tr, told.cells.found
    if not count:
        return
    with st.expander(tr("imports.changed_cells", count=tr.number(count)), expanded=count <= AT_ONCE):
        if one.frame == ROUNDS:
            st.caption(tr("imports.changed_cells_round"))
        if count > MOST:
            st.caption(tr("imports.changed_cells_most", most=MOST, count=tr.number(count)))
        rows = import_told.by_weight(told.cells.listed).head(MOST)
        cells = changes_told.told(rows, names(page, one.frame), tr)
        tables.show(page, cells, COLUMNS, name="changed_cells", of=one.frame)


def names(page: Page, frame: str) -> changes_told.Names:
    """Names of the records of a table, and of those that its rows refer to, that this viewer may know."""
    columns = {table: (key_of(table), "name") for table in TABLES} | {"items": ("item", f"name_{page.tr.lang}")}
    wanted = {frame, *(column.refers for column in FRAMES[frame].columns)}
    named = {t: page.results.frame(t)[[*told]].dropna() for t, told in columns.items() if t in wanted}
    return {table: dict(zip(*(rows[one] for one in columns[table]), strict=True)) for table, rows in named.items()}
