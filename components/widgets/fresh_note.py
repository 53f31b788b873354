"""What of a total is fresh: one sentence under every total of people."""

from __future__ import annotations

import math

import streamlit as st

from components.session import Page
from geo.explain import Explanation


def caption(page: Page, share: float | None, *, short: bool = False) -> None:
    """Draw the sentence of a total's fresh share; nothing where nobody is known."""
    told = sentence(page, share, short=short)
    if told:
        st.caption(told)


def sentence(page: Page, share: float | None, *, short: bool = False) -> str:
    """Sentence of a total's fresh share; "" where nobody is known."""
    if share is None or math.isnan(share):
        return ""
    told = {"share": page.tr.share(share), "days": page.results.fresh_days()}
    return page.tr("freshness.share_short", **told) if short else page.tr("sources.fresh", **told)


def of(told: Explanation) -> float | None:
    """Fresh share among the inputs of a figure; None where it has none."""
    return next((one.value for one in told.inputs if one.name == "fresh_share" and isinstance(one.value, float)), None)
