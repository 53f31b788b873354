"""Pare in a browser: page config, who is here, the pages this role may open."""

from __future__ import annotations

import os

import streamlit as st

from components import navigation, session
from components.widgets import shell

os.umask(0o077)
st.set_page_config(page_title="Pare", page_icon="static/pare/icon.png", layout="wide")
tr = session.words()
current = st.navigation(navigation.pages(session.actor(), tr), position="top", expanded=True)
shell.show(tr)
current.run()
