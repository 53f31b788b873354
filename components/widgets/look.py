"""The house's own touch on Streamlit's look: less empty space, numbers that fit a phone. Constants only."""

from __future__ import annotations

import json

import streamlit as st

STYLE = """<style>
[data-testid="stMainBlockContainer"] {padding: 2.2rem 2rem 3rem; max-width: 1280px}
[data-testid="stMainBlockContainer"] h1 {font-size: 1.9rem; padding: 0 0 .2rem}
[data-testid="stMetricValue"] {font-size: 1.6rem; line-height: 1.3}
[data-testid="stMetricLabel"] p {white-space: normal; overflow: visible; text-overflow: clip; line-height: 1.25}
[data-testid="stHeader"] {background: transparent}
[data-testid="InputInstructions"] {display: none}
@media (min-width: 641px) {
  [data-testid="stSidebarHeader"] {height: 2.2rem; margin-bottom: .3rem}
  [data-testid="stNavSectionHeader"] {margin-top: .1rem; margin-bottom: 0}
  [data-testid="stSidebarNavSeparator"] {padding-top: .4rem}
  [data-testid="stSidebarNavLinkContainer"] {height: 1.55rem; margin-top: 0; margin-bottom: 0}
  [data-testid="stSidebarNavLink"] {margin-top: 0; margin-bottom: 0}
}
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] {padding: 2.6rem .9rem 2rem}
  [data-testid="stMainBlockContainer"] h1 {font-size: 1.5rem}
}
</style>"""


def apply() -> None:
    """Put the style on the page."""
    st.html(STYLE)


def uploader(button: str, hint: str) -> None:
    """Put the user's language over Streamlit's own English in the file uploader."""
    told = [json.dumps(text, ensure_ascii=False).replace("<", "\\\\3c ") for text in (button, hint)]
    st.html(
        "<style>"
        '[data-testid="stFileUploaderDropzone"] button p {font-size: 0}'
        f'[data-testid="stFileUploaderDropzone"] button p::after {{font-size: .875rem; content: {told[0]}}}'
        '[data-testid="stFileUploaderDropzoneInstructions"] span {font-size: 0}'
        f'[data-testid="stFileUploaderDropzoneInstructions"] span::after {{font-size: .8rem; content: {told[1]}}}'
        "</style>"
    )
