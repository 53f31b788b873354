"""The house's own touch on Streamlit's look: less empty space, numbers that fit a phone. Constants only."""

from __future__ import annotations

import json

import streamlit as st

from components.i18n import Words

DECISION, FIGURES = "import-decision", "import-figures"  # keys of parts of the preview of a file
STYLE = """
[data-testid="stMainBlockContainer"] {padding: 3.6rem 2rem 3rem; max-width: 1280px}
[data-testid="stMainBlockContainer"] h1 {font-size: 1.9rem; padding: 0 0 .2rem}
[data-testid="stMainBlockContainer"] h3 {font-size: 1.3rem; padding: .6rem 0 .2rem}
[data-testid="stMetricValue"] {font-size: 1.6rem; line-height: 1.3}
[data-testid="stMetricLabel"] p {white-space: normal; overflow: visible; text-overflow: clip; line-height: 1.25}
[data-testid="stHeader"] {background: var(--background-color, #fff)}
[data-testid="InputInstructions"] {display: none}
@media (min-width: 641px) {
  [data-testid="stSidebarHeader"] {height: 1.7rem; margin-bottom: 0}
  [data-testid="stSidebarUserContent"] {padding-top: .6rem}
}
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] {padding: 4rem .9rem 2rem}
  [data-testid="stMainBlockContainer"] h1 {font-size: 1.5rem}
  [data-testid="stLayoutWrapper"]:has(> .st-key-import-decision) {
    position: sticky; top: 3.6rem; bottom: 0; z-index: 50; background: var(--background-color, #fff)
  }
  .st-key-import-decision {gap: .3rem; padding: .4rem .5rem !important}
  .st-key-import-decision button {min-height: 2rem; padding: .15rem .6rem}
  .st-key-import-decision button p {white-space: normal; overflow: visible; font-size: .875rem; line-height: 1.2}
  [class*="st-key-figures-"] [data-testid="stHorizontalBlock"] {flex-wrap: wrap; gap: .6rem}
  [class*="st-key-figures-"] [data-testid="stColumn"] {min-width: calc(50% - .3rem); flex: 1 1 calc(50% - .3rem)}
  [class*="st-key-import-figures"] {gap: .4rem}
  [class*="st-key-import-figures"] > div {flex: 1 1 30%; min-width: 28%; max-width: 49%}
  [class*="st-key-import-figures"] [data-testid="stMetric"] > * {padding: .25rem .5rem !important; height: auto}
  [class*="st-key-import-figures"] [data-testid="stMetricLabel"] p {font-size: .75rem}
  [class*="st-key-import-figures"] [data-testid="stMetricValue"] {font-size: 1.1rem}
}
"""


# Parts of an empty date field, by the mark that Streamlit gives each: it writes them in English whatever the language.
PARTS = ("day", "month", "year", "hour", "minute")


def apply(tr: Words) -> None:
    """Put the style on the page, and the user's words into empty date fields."""
    st.html(f"<style>{STYLE}{''.join(_part(name, tr(f'shell.empty_{name}')) for name in PARTS)}</style>")


def _part(name: str, word: str) -> str:
    part = f'[data-testid^="stDate"] [data-type="{name}"][data-placeholder="true"]'
    return f"\n{part} {{font-size: 0}}\n{part}::after {{font-size: .875rem; content: {_quoted(word)}}}"


def _quoted(text: str) -> str:
    """A text as a style sheet quotes it; nothing in it ends the sheet."""
    return json.dumps(text, ensure_ascii=False).replace("<", "\\3c ")


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
