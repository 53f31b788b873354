"""The printed map of a scenario on a page: one A4 as PDF and PNG, of the country or of the department chosen."""

from __future__ import annotations

from base64 import b64encode

import streamlit as st

from components.figures import file_names
from components.figures.escape import esc
from components.figures.report import scenario_page
from components.session import Page
from components.widgets import tables
from results.shock import Shock

LOOK = 110.0  # dots per inch: to read on a screen, light on a line


def show(page: Page, shock: Shock | None) -> None:
    """Draw what the page holds and the buttons that make it."""
    tr = page.tr
    if shock is None:
        st.info(tr("scenario_print.choose"))
        return
    st.markdown(tr("scenario_print.intro"))
    st.caption(tr("scenario_print.by_commune")) if page.department else None
    asked, where = page.results, page.department
    stem = tables.stem(page, tr("scenario_print.file"), "-".join(filter(None, (_slug(shock), where))))
    tables.file_buttons(page, {
        f"{stem}.pdf": (tr("scenario_print.get_pdf"), scenario_page.PDF,
                        lambda: scenario_page.scenario_pdf(asked, shock, tr, department=where)),
        f"{stem}.png": (tr("scenario_print.get_png"), scenario_page.PNG,
                        lambda: scenario_page.scenario_png(asked, shock, tr, department=where)),
    })  # fmt: skip
    if st.button(tr("scenario_print.look"), icon=":material/visibility:"):
        _look(page, shock)


def _look(page: Page, shock: Shock) -> None:
    """The page as a light picture within the page itself: it stands at no address that others could open."""
    made = scenario_page.scenario_png(page.results, shock, page.tr, department=page.department, dots_per_inch=LOOK)
    told = esc(page.tr("scenario_print.file"))
    st.html(
        f'<img alt="{told}" style="width:100%;max-width:60rem" src="data:image/png;base64,{b64encode(made).decode()}">'
    )


def _slug(shock: Shock) -> str:
    """Its name in letters that every system keeps; the end of its digest where it has none."""
    return file_names.slug(shock.name) or shock.key[:8]
