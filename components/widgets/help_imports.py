"""How data come in, for somebody who does it for the first time; the words are those that the importers read by."""

from __future__ import annotations

import streamlit as st

from components.figures import import_help
from components.session import Page
from components.widgets.import_choose import ENDINGS
from data import intake
from data.forms.wording import header
from data.importers.messages import day_words, vocabulary
from data.importers.sources import mappings
from geo.frames import FRAMES


def show(page: Page) -> None:
    """Draw the section on imports: files, templates, messages, preview, undo."""
    tr = page.tr
    st.subheader(tr("help_imports.title"), anchor=False)
    with st.expander(tr("help_imports.files"), icon=":material/upload_file:"):
        _files(page)
    with st.expander(tr("help_imports.templates"), icon=":material/table_view:"):
        words = {"template": tr("imports.template"), "xlsform": tr("imports.xlsform")}
        st.markdown(tr("help_imports.templates_note", **words))
    with st.expander(tr("help_imports.message"), icon=":material/chat:"):
        _messages(page)
    with st.expander(tr("help_imports.preview"), icon=":material/preview:"):
        st.markdown(tr("help_imports.preview_note"))
    with st.expander(tr("help_imports.undo"), icon=":material/undo:"):
        st.markdown(tr("help_imports.undo_note"))


def _files(page: Page) -> None:
    tr = page.tr
    tables = ", ".join(tr(f"frame.{name}") for name in intake.TABLES)
    sources = import_help.sources(tr, tuple(one.name for one in mappings()))
    lines = [
        tr("help_imports.formats", endings=", ".join(ENDINGS)), tr("help_imports.tables", tables=tables),
        tr("help_imports.sources", sources=sources), tr("help_imports.unknown"), tr("help_imports.personal"),
    ]  # fmt: skip
    st.markdown("\n".join(f"- {line}" for line in lines))


def _messages(page: Page) -> None:
    """Draw the form of a message, and the words of each kind from the vocabulary of the parser."""
    tr = page.tr
    st.markdown(tr("help_imports.message_form", example=import_help.EXAMPLE))
    st.markdown(tr("help_imports.message_days", words=", ".join(day_words())))
    items = page.results.items().set_index("item")[f"name_{tr.lang}"].to_dict()
    for table, told in vocabulary().items():
        code = header(FRAMES[table].by_name[told["id"]], tr)
        first = import_help.beginnings(table)
        st.markdown(tr("help_imports.message_begin", table=tr(f"frame.{table}"), words=first, code=code))
        rows = import_help.message_rows(table, items, tr)
        st.table(rows.rename(columns={name: tr(f"help_imports.{name}") for name in rows}).set_index(
            tr("help_imports.meaning")))  # fmt: skip
