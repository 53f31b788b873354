"""Keeping an uploaded file after its import: said before, and what became of it said afterwards."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components.session import Page
from components.widgets import import_look
from components.widgets.import_look import Chosen
from data import kept_uploads
from data.importers.preview import ImportPreview
from geo.errors import DashboardError

Upload = tuple[Chosen, Sequence[ImportPreview]]


def note(page: Page) -> None:
    """Say that the file will be kept, and why, where the administrator keeps uploads."""
    if kept_uploads.wanted():
        st.caption(page.tr("imports.will_keep"))


def upload(chosen: Chosen, previews: Sequence[ImportPreview]) -> Upload | None:
    """What has to stay at hand until the import is stored; None where nothing is kept."""
    return (chosen, previews) if kept_uploads.wanted() else None


def keep(told: Upload | None) -> tuple[str, str] | DashboardError:
    """Keep the file now that it is stored: as `kept_uploads.keep`, or the error of the disk."""
    if told is None:
        return "", ""
    try:
        with import_look.in_folder(told[0]) as path:
            return kept_uploads.keep(path, told[1])
    except DashboardError as error:
        return error


def say(page: Page, kept: tuple[str, str] | DashboardError) -> None:
    """Say whether the file was kept."""
    if isinstance(kept, DashboardError):
        st.warning(page.tr.error(kept))
    elif kept[0]:
        st.caption(page.tr("imports.kept_file", sha256=kept[0][:12]))
    elif kept[1]:
        st.caption(page.tr(f"imports.kept_not_{kept[1]}"))
