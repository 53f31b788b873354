"""Explain this number: a click opens formula, inputs, unit, clause, date and source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components.figures.explain_text import lines
from components.session import Page, fragment
from geo.explain import Explanation, Result

OFFERED = 200  # figures that one choice offers
WIDTH_PX = 330
Told = Callable[[int], Explanation]


def popover(page: Page, told: Explanation, *, key: str) -> None:
    """Draw the button that opens an explanation."""
    with st.popover(page.tr("explain.open"), type="tertiary", icon=":material/function:", key=f"explain-{key}"):
        table(page, told)


def table(page: Page, told: Explanation) -> None:
    """Draw the lines of an explanation."""
    pairs = lines(told, page.tr)
    if page.facts["fictional"]:
        pairs.append((page.tr("explain.note"), page.tr("head.mixed" if page.facts["mixed"] else "head.fictional")))
    rows = [f"| {page.tr.plain(label)} | {page.tr.plain(text)} |" for label, text in pairs]
    head = f"| {page.tr('explain.what')} | {page.tr('explain.told')} |"
    st.markdown("\n".join([head, "|---|---|", *rows]))


def rows(page: Page, result: Result, frame: pd.DataFrame, columns: Sequence[Any], *, key: str) -> None:
    """Choose a row of a table or chart, and open the explanation that its figure was computed with.

    `columns` are names of the columns that tell rows apart, or functions of a row (dict) that give a text.
    """
    shown = frame.head(OFFERED)
    records = [{str(name): value for name, value in row.items()} for row in shown.to_dict("records")]
    parts = [[one(row) if callable(one) else row[one] for one in columns] for row in records]
    names = [" · ".join(str(part) for part in told if not _blank(part)) for told in parts]
    one_of(page, names, lambda at: result.explain_row(records[at]), key=key)


def one_of(page: Page, names: Sequence[str], told: Told, *, key: str) -> None:
    """Choose one of several figures by its name, and open its explanation, made when it is chosen."""
    if names:
        _one_of(page, tuple(names), told, key)


@fragment("figures.view")
def _one_of(page: Page, names: tuple[str, ...], told: Told, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        at = st.selectbox(page.tr("explain.which"), range(len(names)), format_func=names.__getitem__, width=WIDTH_PX,
                          key=f"explained-{key}-{hash(names)}")  # fmt: skip
        popover(page, told(at or 0), key=f"of-{key}")


def _blank(part: object) -> bool:
    return part is None or part == "" or bool(pd.isna(part))
