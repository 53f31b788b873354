"""A situation report taken away: Word, PDF and the text of a message, in one of three languages."""

from __future__ import annotations

import streamlit as st

from components import session
from components.figures import file_names, haiti_time, situation_text, situation_word
from components.figures.report import situation_pdf
from components.figures.report.situation import Report
from components.i18n import LANGUAGES, Words
from components.session import Page
from components.widgets import tables

PDF, TEXT = "application/pdf", "text/plain; charset=utf-8"


def show(page: Page, report: Report, *, key: str) -> None:
    """Draw the language, the files, and the message to copy."""
    names = session.language_names()
    told = st.segmented_control(page.tr("events.file_language"), list(LANGUAGES), default=page.tr.lang, required=True,
                                format_func=names.__getitem__, key=f"events-lang-{key}")  # fmt: skip
    tr = Words(str(told))
    stem = name(page, report, tr)
    tables.file_buttons(page, {
        f"{stem}.docx": (page.tr("events.word"), situation_word.DOCX, lambda: situation_word.docx(report, tr)),
        f"{stem}.pdf": (page.tr("events.pdf"), PDF, lambda: situation_pdf.pdf(report, tr)),
        f"{stem}.txt": (page.tr("events.text"), TEXT, lambda: situation_text.file(report, tr)),
    })  # fmt: skip
    with st.expander(page.tr("events.message"), icon=":material/chat:"):
        st.code(situation_text.text(report, tr), language=None, wrap_lines=True)


def name(page: Page, report: Report, tr: Words) -> str:
    """Name of the files without their ending."""
    asked, written = report.facts.asked, report.written
    which = f"no{written.number}-r{written.revision}" if written.number else file_names.slug(tr("situation.mark.draft"))
    parts = (file_names.slug(tr("events.file")), file_names.slug(asked.emergency), asked.place.lower(), which, tr.lang)
    return file_names.stem(*parts, as_of=haiti_time.day(asked.at), fictional=page.facts["fictional"], tr=tr)
