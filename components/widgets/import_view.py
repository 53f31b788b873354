"""Importing on a page: a file, what it would change, what is wrong with it, and only then storing it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from components import picture
from components.figures import problems
from components.figures.table import for_people, label
from components.session import Page
from components.widgets import look, tables
from data import intake
from data.access import require
from data.importers.preview import ImportPreview
from data.importers.template_book import write_template
from data.intake import Intake
from geo.errors import DashboardError
from geo.frames import FRAMES

PROBLEM_COLUMNS = ("row", "sentence", "column", "value")
PROBLEM_WIDTHS = {"row": 60, "sentence": 720}  # pixels: the sentence is what is read
ENDINGS = ["xlsx", "csv", "geojson", "json", "gpkg", "zip"]
STORED, ROUND = "import-stored", "import-round"
FIRST = ("site_workbook", "sites", "assessments")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(page: Page) -> None:
    """Draw the choice of a file and, once there is one, its preview."""
    names = {kind: page.tr.or_else(f"frame.{kind}", kind) for kind in intake.KINDS}
    kinds = (*FIRST, *(kind for kind in names if kind not in FIRST))
    kind = str(st.selectbox(page.tr("imports.kind"), kinds, format_func=names.__getitem__, key="kind"))
    _template(page, kind)
    look.uploader(page.tr("imports.choose_file"), page.tr("imports.limits"))
    sender = _sender(page) if kind == "movements" else ""
    upload = st.file_uploader(page.tr("imports.file"), type=ENDINGS, key=f"upload-{st.session_state.get(ROUND, 0)}")
    stored = st.session_state.pop(STORED, None)
    if stored is not None:
        st.success(page.tr("imports.done", batch=stored))
    if upload is None:
        return
    try:
        _preview(page, _looked(page, kind, upload, sender))
    except DashboardError as error:
        st.error(page.tr.error(error))


def _sender(page: Page) -> str:
    return st.text_input(page.tr("imports.sender"), key="sender", help=page.tr("imports.sender_help")).strip()


def _looked(page: Page, kind: str, upload: Any, sender: str) -> Intake:
    """Read the upload from a folder of its own, which is gone afterwards."""
    require(page.actor, "imports.view")
    with tempfile.TemporaryDirectory(prefix="pare-") as folder:
        path = Path(folder) / Path(upload.name).name
        path.write_bytes(upload.getvalue())
        return intake.look(picture.source(), kind, path, sender=sender)


def _preview(page: Page, looked: Intake) -> None:
    st.subheader(page.tr("imports.preview"), anchor=False)
    for one in looked.previews:
        _counts(page, one)
        _problems(page, one)
    count = len(looked.changes)
    if not looked.rows_accepted:
        st.markdown(page.tr("cli.nothing_to_store"))
    else:
        st.markdown(page.tr("imports.changes", count=count) if count else page.tr("imports.no_changes"))
    if looked.rows_known:
        st.markdown(page.tr("imports.rows_known", count=looked.rows_known))
    if page.facts["fictional"]:
        st.warning(page.tr("imports.real_warning"))
    if looked.rows_accepted and st.button(page.tr("imports.accept"), type="primary", icon=":material/save:"):
        _store(page, looked)


def _store(page: Page, looked: Intake) -> None:
    """Store the file, then start over: an empty uploader, the sentence, and a list that holds the new batch."""
    require(page.actor, "imports.write")
    batch = intake.keep(picture.source().store, looked, author=page.actor.name, reason="import")
    st.session_state[STORED] = batch
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    st.rerun()


def _counts(page: Page, one: ImportPreview) -> None:
    tr = page.tr
    st.markdown(f"**{tr.or_else(f'frame.{one.frame}', one.frame)}**")
    st.markdown(tr("imports.counts", read=one.rows_read, accepted=one.rows_accepted, rejected=one.rows_rejected))
    if one.people_in is not None:
        st.markdown(tr("imports.people", people_in=one.people_in, people_accepted=one.people_accepted))
    for key, headers in (("imports.unmapped", one.unmapped), ("imports.dropped", one.dropped)):
        if headers:
            with st.expander(f"{tr(key)} ({len(headers)})"):
                st.markdown(", ".join(tr.plain(header) for header in headers))


def _problems(page: Page, one: ImportPreview) -> None:
    if not one.problems:
        st.success(page.tr("imports.no_problems"))
        return
    rows = pd.DataFrame(problems.rows(one.problems, page.tr))
    shown = for_people(rows, PROBLEM_COLUMNS, page.tr)
    widths = {label(name, page.tr): st.column_config.Column(width=width) for name, width in PROBLEM_WIDTHS.items()}
    st.dataframe(shown, hide_index=True, column_config=widths, placeholder=page.tr("unit.blank"))
    tables.download(page, rows, PROBLEM_COLUMNS, name="rejected")


def _template(page: Page, kind: str) -> None:
    if kind not in FRAMES:
        return
    tables.file_button(page, f"pare-{kind}.xlsx", XLSX, lambda: _made(page, kind), label=page.tr("imports.template"))


def _made(page: Page, kind: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="pare-") as folder:
        path = Path(folder) / "template.xlsx"
        write_template(FRAMES[kind], path, tr=page.tr)
        return path.read_bytes()
