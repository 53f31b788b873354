"""Which column of a file is what: proposed with reasons, corrected by the user, kept for the sender."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from components import picture
from components.figures import import_told
from components.figures.table import label
from components.session import Page
from components.widgets import import_look
from components.widgets.import_look import Chosen
from data import intake, senders
from data.access import require
from data.importers.opening import Read
from data.importers.propose import Proposal, proposals
from geo.errors import DashboardError
from geo.frames import FRAMES

WIDTHS = {"file_header": 180, "samples": 180, "file_label": 240, "meant": 260, "why": 230, "offered": 200}  # pixels
HEIGHT = 460  # pixels: some twelve columns at once


def show(page: Page, chosen: Chosen, frames: tuple[str, ...] = ()) -> None:
    """Draw the columns of the file; `frames` are the tables that it was read as, if it was."""
    tr = page.tr
    st.subheader(tr("imports.wizard"), anchor=False)
    file = import_look.opened(page, chosen)
    if isinstance(file, DashboardError):
        st.error(import_told.error(tr, file))
        return
    table = _table(page, chosen, frames)
    if not table:
        return
    several = file.source is not None or len(frames) > 1
    before = _as_before(chosen, file, "" if several else table)
    told = proposals(replace(file, chosen=before), FRAMES[table])
    st.caption(tr("imports.wizard_note"))
    dropped = [one.header for one in told if one.reason == "personal"]
    if dropped:
        st.caption(f"{tr('imports.dropped')} : {', '.join(map(tr.plain, dropped))}. {tr('imports.dropped_note')}")
    with st.form(f"import-wizard-{chosen.mark[:8]}-{table}", border=False):
        edited = _editor(page, told, table, chosen, _elsewhere(page, chosen, file, frames, table))
        keep = _keep(page, chosen)
        read = st.form_submit_button(tr("imports.wizard_read"), type="primary", icon=":material/table_view:")
    if read:
        meant = before | _corrected(told, edited) if several else _meant(told, edited)
        _apply(page, chosen, file, table, meant=meant, keep=keep, several=several)


def _as_before(chosen: Chosen, file: Read, table: str) -> dict[str, str]:
    """What was decided about the columns: here, else when this sender's headers came before (table "" : for any)."""
    told = import_look.wishes(chosen).chosen
    kept = None if told else senders.remembered(picture.source().store, chosen.sender, file)
    return kept[1] if kept and table in ("", kept[0]) else told


def _table(page: Page, chosen: Chosen, frames: tuple[str, ...]) -> str:
    """The table that is looked at: one of those that were found, else one that the user names."""
    names = {name: page.tr.or_else(f"frame.{name}", name) for name in (frames or intake.TABLES)}
    given = import_look.wishes(chosen).kind or chosen.kind
    if len(frames) == 1:
        return frames[0]
    first = list(names).index(given) if given in names else (0 if frames else None)
    told = st.selectbox(
        page.tr("imports.wizard_table"), list(names), index=first, format_func=names.__getitem__,
        key=f"import-table-{chosen.mark[:8]}", placeholder=page.tr("imports.wizard_choose"),
    )  # fmt: skip
    return str(told or "")


def _elsewhere(page: Page, chosen: Chosen, file: Read, frames: tuple[str, ...], table: str) -> dict[str, str]:
    """What the other tables of the file use, in words."""
    read = replace(file, chosen=_as_before(chosen, file, ""))
    others = {name: proposals(read, FRAMES[name]) for name in frames if name != table}
    return import_told.elsewhere(others, page.tr)


def _editor(page: Page, told: list[Proposal], table: str, chosen: Chosen, elsewhere: dict[str, str]) -> pd.DataFrame:
    """The table of the columns; only what each one means may be changed."""
    rows = import_told.wizard_rows(told, FRAMES[table], page.tr, elsewhere)
    names = import_told.meanings(FRAMES[table], page.tr)
    if elsewhere:
        names |= {import_told.ELSEWHERE: page.tr("imports.elsewhere")}
    shown = [name for name in ("file_header", "samples", "meant", "why", "offered", "file_label")
             if name == "meant" or rows[name].ne("").any()]  # fmt: skip
    config = {name: st.column_config.TextColumn(label(name, page.tr), width=WIDTHS[name]) for name in shown}
    first = label("file_header", page.tr)
    config["file_header"] = st.column_config.TextColumn(first, pinned=True, width=WIDTHS["file_header"])
    config["meant"] = st.column_config.SelectboxColumn(
        label("meant", page.tr), options=list(names), format_func=lambda code: names.get(code, code), required=True,
        width=WIDTHS["meant"],
    )  # fmt: skip
    key = f"import-columns-{chosen.mark[:8]}-{table}-{abs(hash(repr(import_look.wishes(chosen))))}"
    return st.data_editor(
        rows[shown], hide_index=True, column_config=config, disabled=[n for n in shown if n != "meant"], key=key,
        height=min(HEIGHT, 35 * (len(rows) + 1) + 3), num_rows="fixed",
    )  # fmt: skip


def _keep(page: Page, chosen: Chosen) -> bool:
    if not chosen.sender:
        st.caption(page.tr("imports.remember_who"))
        return False
    return bool(st.checkbox(page.tr("imports.remember", sender=page.tr.plain(chosen.sender)), value=True))


def _meant(told: list[Proposal], edited: pd.DataFrame) -> dict[str, str]:
    """Header -> column as the user leaves it."""
    usable = [one for one in told if one.header and one.reason != "personal"]
    none = (import_told.NOT_USED, import_told.ELSEWHERE)
    chosen = ["" if column in none else str(column) for column in edited["meant"]]
    return {one.header: column for one, column in zip(usable, chosen, strict=True)}


def _corrected(told: list[Proposal], edited: pd.DataFrame) -> dict[str, str]:
    """Of a known source, and of a file that fills several tables, only what differs from what was proposed."""
    proposed = {one.header: one.column for one in told}
    return {header: column for header, column in _meant(told, edited).items() if proposed[header] != column}


def _apply(
    page: Page, chosen: Chosen, file: Read, table: str, *, meant: dict[str, str], keep: bool, several: bool
) -> None:
    """Read the file this way from now on, and next month too where that is wished."""
    kind = import_look.wishes(chosen).kind if several else table
    import_look.wish(chosen, chosen=meant, kind=kind)
    found = import_look.looked(page, chosen)
    if keep and any(meant.values()) and not isinstance(found, DashboardError):  # what cannot be read is not kept
        require(page.actor, "imports.write")
        store = picture.source().store
        senders.remember(store, chosen.sender, table, file, meant, author=page.actor.name)
    st.rerun()
