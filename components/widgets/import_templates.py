"""Workbooks to fill in and forms for KoBo and ODK, found before any file is chosen."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from components.figures.file_names import slug
from components.session import Page
from components.widgets import tables
from data import intake
from data.forms.known import known_of
from data.forms.layout import has_form, has_short
from data.forms.xlsform import write_form
from data.importers.template_book import write_template
from data.rejected import XLSX
from geo.frames import FRAMES

FIRST = ("assessments", "sites")  # what most people fill in


def show(page: Page) -> None:
    """Draw the choice of a table, its workbook and, where it can be asked by a form, its form."""
    tr = page.tr
    with st.popover(tr("imports.templates"), icon=":material/table_view:"):
        st.caption(tr("imports.templates_note"))
        tables_ = [*FIRST, *(name for name in intake.TABLES if name in FRAMES and name not in FIRST)]
        names = {name: tr(f"frame.{name}") for name in tables_}
        kind = str(
            st.selectbox(tr("imports.templates_of"), tables_, format_func=names.__getitem__, key="template-kind")
        )
        short = has_short(FRAMES[kind]) and st.toggle(
            tr("imports.template_short"), key=f"import-short-{kind}", help=tr("imports.template_short_help")
        )
        _files(page, kind, short=short)


def _files(page: Page, kind: str, *, short: bool) -> None:
    tr = page.tr
    parts = [slug(tr(f"frame.{kind}")), *([slug(tr("imports.file_short"))] if short else [])]
    book = "-".join(("pare", slug(tr("imports.file_template")), *parts))
    files = {f"{book}.xlsx": (tr("imports.template"), XLSX, lambda: _made(page, kind, "template", short=short))}
    if has_form(FRAMES[kind]):
        form = "-".join(("pare", slug(tr("imports.file_form")), *parts))
        files[f"{form}.xlsx"] = (tr("imports.xlsform"), XLSX, lambda: _made(page, kind, "form", short=short))
    tables.file_buttons(page, files)


def _made(page: Page, kind: str, what: str, *, short: bool) -> bytes:
    """A template or a form with the lists of what the store knows."""
    frame, known = FRAMES[kind], known_of(page.results.frame)
    with tempfile.TemporaryDirectory(prefix="pare-") as folder:
        path = Path(folder) / "template.xlsx"
        if what == "form":
            write_form(frame, path, known=known, short=short)
        else:
            write_template(frame, path, tr=page.tr, known=known, short=short)
        return path.read_bytes()
