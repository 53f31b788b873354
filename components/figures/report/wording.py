"""Text for paper: what came with data is cleaned and kept short, what is unknown is said."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Any

import pandas as pd

from components.figures.explain_text import slug
from components.i18n import Words

LONGEST = 90
_BREAK_AFTER = 20  # a word without any space gets places to break at, so that it stays in its column
_MAY_BREAK = "\u200b"
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")  # the spaces within numbers stay
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean(text: object, most: int = LONGEST) -> str:
    """Text from data on one line: no control or direction signs, no line end, at most so many signs."""
    whole = str(text).replace(_MAY_BREAK, "")
    plain = "".join(" " if unicodedata.category(sign) in _UNSEEN else sign for sign in whole)
    plain = _SPACES.sub(" ", plain).strip()
    cut = plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"
    return " ".join(_breakable(word) for word in cut.split(" "))


def known(value: Any) -> bool:
    """Whether a cell says anything."""
    if isinstance(value, list | tuple):
        return bool(value)
    return value is not None and not pd.isna(value) and value != ""


def said(value: Any, tr: Words, most: int = LONGEST) -> str:
    """Text from data, or "unknown"."""
    return clean(value, most) if known(value) else tr("report.unknown")


def named(value: Any, tr: Words, most: int = LONGEST) -> str:
    """Name of something, or that it has none."""
    return clean(value, most) if known(value) else tr("report.no_name")


def word(column: str, code: Any, tr: Words) -> str:
    """A coded answer in words; a code without a word stands as it is."""
    if not known(code):
        return tr("unit.unknown")
    for key in (f"choice.{column}.{code}", f"choice.{code}", f"{column}.{code}", f"item.{code}"):
        if tr.has(key):
            return tr(key)
    return clean(code)


def number(value: Any, tr: Words) -> str:
    """A number with as many decimals as a reader needs."""
    if not known(value):
        return tr("unit.unknown")
    amount = float(value)
    whole = amount.is_integer() or abs(amount) >= 100 or not math.isfinite(amount)
    return tr.number(amount, 0 if whole else 1 if abs(amount) >= 1 else 2)


def unit(name: Any, tr: Words) -> str:
    """A unit in words."""
    if not known(name):
        return ""
    return tr.or_else(f"choice.unit.{name}", tr.or_else(f"unit.{slug(str(name))}", str(name)))


def _breakable(word_: str) -> str:
    if len(word_) <= _BREAK_AFTER:
        return word_
    return _MAY_BREAK.join(word_[at : at + _BREAK_AFTER] for at in range(0, len(word_), _BREAK_AFTER))
