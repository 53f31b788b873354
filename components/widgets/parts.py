"""The parts of a page, one shown at a time; the address says which."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components.session import Page
from components.widgets import address

KEY = "part"


def choose(page: Page, parts: Sequence[str]) -> str:
    """Draw the choice of a part; the first one where the address names none."""
    stem = page.action.split(".", maxsplit=1)[0]
    names = {part: page.tr(f"{stem}.part.{part}") for part in parts}
    address.recall(KEY, list(parts))
    st.session_state.setdefault(KEY, parts[0])
    label = page.tr(f"{stem}.part.label")
    chosen = st.segmented_control(
        label, list(parts), format_func=names.__getitem__, key=KEY, required=True, label_visibility="collapsed"
    )
    address.write(KEY, str(chosen), default=parts[0])
    return str(chosen)
