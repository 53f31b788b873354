"""Texts that speak of a case of violence or exploitation: they are refused, as no table has a place for a case."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from data.importers.words import fold, table


def of_case(texts: pd.Series, standard: pd.Series) -> Any:
    """Which texts speak of a case; one that names a standard may name the theme, as a service may be short."""
    told = {text: _speaks(fold(text)) for text in texts.dropna().unique()}
    acts, themes = (np.array([at in told.get(text, ()) for text in texts], dtype=bool) for at in ("acts", "themes"))
    return acts | (themes & standard.isna().to_numpy(dtype=bool))


def says_case(text: str) -> bool:
    """Whether a text speaks of a case."""
    return "acts" in _speaks(fold(text))


def _speaks(folded: str) -> frozenset[str]:
    return frozenset(kind for kind in ("acts", "themes") if _pattern(kind).search(folded))


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    """Words of data/mappings/personal.toml as whole words, each with an "s" or without."""
    groups = (" ".join(f"{word.removesuffix('s')}s?" for word in fold(told).split())
              for told in table("personal")["cases"][kind])  # fmt: skip
    return re.compile(rf"\b(?:{'|'.join(sorted(groups))})\b")
