"""Importing on a page: what goes in, what it would change, what is wrong with it, and only then storing it."""

from __future__ import annotations

import streamlit as st

from components.figures import import_told
from components.session import Page
from components.widgets import import_choose, import_day, import_look, import_preview, import_store, import_wizard
from components.widgets.import_look import Chosen
from data.intake import Intake
from geo.errors import DashboardError

# What a user may put right by saying which column is which.
TOLD_BY_THE_WIZARD = ("kind_not_recognised", "sheet_missing_columns", "column_twice")


def show(page: Page) -> None:
    """Draw the way of a file from its choice to the store."""
    if import_store.busy(page):
        return
    chosen = import_choose.show(page)
    if chosen is None:
        import_store.mixed(page)
        return
    import_store.let_go()
    found = import_look.looked(page, chosen)
    if isinstance(found, DashboardError):
        _refused(page, chosen, found)
    else:
        _previewed(page, chosen, found)


def _refused(page: Page, chosen: Chosen, error: DashboardError) -> None:
    """Say why the file cannot be read so, and what the user can do about it."""
    if import_told.day_column(error) and not import_look.wishes(chosen).day:
        import_day.ask(page, chosen)
    if error.code == "kind_not_recognised" or not error.params.get("columns", "?"):
        st.info(page.tr("imports.unrecognised", file=page.tr.plain(chosen.name)))
    else:
        st.error(import_told.error(page.tr, error))
    if error.code in TOLD_BY_THE_WIZARD:
        _sheet(page, chosen)
        _back(page, chosen)
        import_wizard.show(page, chosen)


def _previewed(page: Page, chosen: Chosen, looked: Intake) -> None:
    tr = page.tr
    st.subheader(tr("imports.preview"), anchor=False)
    absent = any(problem.code == "day_absent" for one in looked.previews for problem in one.problems)
    if not import_day.of_messages(page, chosen) and absent:
        import_day.ask(page, chosen)
    import_preview.summary(page, looked, chosen)
    import_store.decide(page, looked, chosen)
    if not any(one.frame == "zones" for one in looked.previews) and st.toggle(
        tr("imports.correct"), key=f"import-correct-{chosen.mark[:8]}"
    ):
        _sheet(page, chosen)
        _back(page, chosen)
        import_wizard.show(page, chosen, tuple(one.frame for one in looked.previews))
    import_preview.details(page, looked, chosen)


def _sheet(page: Page, chosen: Chosen) -> None:
    """Offer the sheets of a workbook that has several."""
    file = import_look.opened(page, chosen)
    names = [] if isinstance(file, DashboardError) else file.sheet.get("sheets", [])
    if isinstance(file, DashboardError) or len(names) < 2:
        return
    now = file.sheet["sheet"]
    told = st.selectbox(page.tr("imports.sheet"), names, index=names.index(now), key=f"import-sheet-{chosen.mark[:8]}")
    if told != now:
        import_look.wish(chosen, sheet=str(told), chosen={})
        st.rerun()


def _back(page: Page, chosen: Chosen) -> None:
    """Offer to forget what was corrected."""
    told = import_look.wishes(chosen)
    if (told.chosen or told.kind) and st.button(page.tr("imports.wizard_back"), icon=":material/undo:"):
        import_look.wish(chosen, chosen={}, kind="")
        st.rerun()
