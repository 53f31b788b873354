"""What goes in: a file or a pasted text, who sent it, what it holds."""

from __future__ import annotations

import streamlit as st

from components import navigation, picture
from components.session import Page
from components.widgets import feed_import, import_templates, look
from components.widgets.import_look import Chosen
from data import intake
from data.home import today
from data.senders import senders

ENDINGS = [
    "xlsx",
    "xlsm",
    "csv",
    "tsv",
    "txt",
    "json",
    "geojson",
    "topojson",
    "gpkg",
    "zip",
    "kml",
    "kmz",
    "gpx",
    "xml",
]
ROUND, PASTED = "import-round", "import-pasted"
FIRST = ("auto", "sites", "assessments")
WAYS = ("file", "paste")
HEIGHT = 130  # pixels of the text area


def show(page: Page) -> Chosen | None:
    """Draw the choice; None where nothing is given yet."""
    import_templates.show(page)
    given = feed_import.given(page) or _given(page)
    left, right = st.columns(2)
    with left:
        sender = _sender(page)
    with right:
        kind = feed_import.kind(page, _kind(page))
    if given is None:
        return None
    name, content, day = given
    return Chosen(name, content, kind, sender, day)


def _given(page: Page) -> tuple[str, bytes, str] | None:
    tr = page.tr
    names = {way: tr(f"imports.way_{way}") for way in WAYS}
    way = st.segmented_control(
        tr("imports.way"), list(WAYS), format_func=names.__getitem__, default=WAYS[0], key="import-way", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    return _pasted(page) if way == "paste" else _uploaded(page)


def clear() -> None:
    """Start over with an empty uploader, an empty text and no fetched answer."""
    feed_import.forget()
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    st.session_state.pop(PASTED, None)


def _uploaded(page: Page) -> tuple[str, bytes, str] | None:
    look.uploader(page.tr("imports.choose_file"), page.tr("imports.limits"))
    upload = st.file_uploader(page.tr("imports.file"), type=ENDINGS, key=f"upload-{st.session_state.get(ROUND, 0)}")
    return (upload.name, upload.getvalue(), "") if upload else None


def _pasted(page: Page) -> tuple[str, bytes, str] | None:
    """A pasted text as a file: cells of a spreadsheet have tabs, a message has none and is of today."""
    tr = page.tr
    text = st.text_area(tr("imports.paste"), help=tr("imports.paste_help"), height=HEIGHT,
                        key=f"paste-{st.session_state.get(ROUND, 0)}")  # fmt: skip
    if st.button(tr("imports.paste_read"), icon=":material/content_paste_go:"):
        st.session_state[PASTED] = text
    told = str(st.session_state.get(PASTED, ""))
    if not told.strip():
        st.caption(tr("imports.paste_help"))
        st.page_link(navigation.entry("help").file, label=tr("imports.paste_words"), icon=":material/help:")
        return None
    cells = "\t" in told
    name = f"{tr('imports.pasted')}.{'tsv' if cells else 'txt'}"
    return name, told.encode(errors="replace"), "" if cells else today()


def _sender(page: Page) -> str:
    """Who sent it: one whose files were read before, or a new name."""
    tr, known = page.tr, senders(picture.source().store)
    label, told = tr("imports.sender"), tr("imports.sender_help")
    if known:
        names = {one: one for one in known} | {"": tr("imports.sender_new")}
        one = str(st.selectbox(label, ["", *known], format_func=names.__getitem__, key="import-sender", help=told))
        if one:
            return one
        label = tr("imports.sender_name")
    return st.text_input(label, key="sender", help=told).strip()


def _kind(page: Page) -> str:
    names = {kind: page.tr.or_else(f"frame.{kind}", kind) for kind in intake.KINDS}
    kinds = (*FIRST, *(kind for kind in names if kind not in FIRST))
    return str(st.selectbox(page.tr("imports.kind"), kinds, format_func=names.__getitem__, key="kind"))
