"""In which function somebody signs: asked once in a session, until there are accounts."""

from __future__ import annotations

import streamlit as st

from components.session import Page
from data.access import Actor
from data.outbox import as_signer

KEY = "signed-as"


def ask(page: Page, *, key: str) -> Actor:
    """Draw the field; the actor under the name by which they sign ("" : nobody said it yet)."""
    label, example = page.tr("messages.sign"), page.tr("messages.sign_example")
    name = st.text_input(label, value=st.session_state.get(KEY, ""), placeholder=example, key=f"sign-{key}",
                         help=page.tr("messages.sign_help"), max_chars=80)  # fmt: skip
    st.session_state[KEY] = name
    return as_signer(page.actor, name)
