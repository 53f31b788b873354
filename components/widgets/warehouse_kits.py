"""Kits that a warehouse can put together: how many, what limits them, and the lines of the slip filled in."""

from __future__ import annotations

import math

import streamlit as st

from components.session import Page
from components.widgets import warehouse_lines as lines
from components.widgets import warehouse_state
from components.widgets.warehouse_shelf import Shelf
from components.widgets.warehouse_state import Work
from geo.boxed_kits import assemblable
from geo.stock import kit_contents


def propose(page: Page, work: Work, shelf: Shelf) -> None:
    """Draw the choice of a kit, how many can be assembled, and the button that fills in the lines."""
    tr, names = page.tr, page.results.kit_names().set_index("kit")[f"name_{page.tr.lang}"]
    kit = st.selectbox(tr("desk.kit"), list(names.index), index=None, format_func=names.to_dict().__getitem__,
                       key=work.key("kit"), placeholder=tr("desk.choose_kit"))  # fmt: skip
    if not kit:
        return
    contents = kit_contents(page.results.kit(kit))
    most, limits = assemblable(shelf.usable(), contents.to_dict())
    limiting = shelf.names.get(limits, limits)
    if most == 0:
        st.warning(tr("desk.no_kit_possible", item=limiting))
        return
    st.info(tr("desk.kits_possible", count=most, item=limiting))
    asked = st.number_input(tr("desk.kits_wanted"), 1, value=most, step=1, key=work.key(f"kits-{kit}"))
    if asked > most:
        lacking = math.ceil(asked * contents[limits] - float(shelf.usable().get(limits, 0.0)))
        st.warning(tr("desk.kit_too_many", count=most, item=limiting, lacking=lacking))
    elif st.button(tr("desk.fill_kit"), icon=":material/playlist_add:", key=work.key("fill-kit"), width="stretch"):
        work.lines = []
        for item, each in contents.items():
            lines.filled(work, shelf, str(item), float(math.ceil(asked * each)), kind=lines.OUT)
        if kit in shelf.names:
            lines.filled(work, shelf, str(kit), float(asked), kind=lines.IN)
        warehouse_state.again()
    if kit not in shelf.names:
        st.caption(tr("desk.kit_without_item", kit=names[kit], code=kit))
