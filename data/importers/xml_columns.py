"""Attributes of KML and GPX features as columns: what only draws is left out, texts are freed of their HTML."""

from __future__ import annotations

import html
import re
from datetime import datetime

import pandas as pd

from data.home import HAITI

# Fields of the KML reader that say how a feature is drawn, not what it is.
_DRAWN = frozenset({
    "timestamp", "begin", "end", "altitudemode", "tessellate", "extrude", "visibility", "draworder", "icon", "snippet",
})  # fmt: skip
_HIDDEN = re.compile(r"<(script|style|head)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_LINK = re.compile(r"link\d+_(href|text|type)")
_TEXTS = {"description", "desc", "cmt"}


def of_xml(columns: pd.DataFrame, driver: str) -> pd.DataFrame:
    """Columns of a KML or GPX layer as a table has them; of other files, unchanged.

    Parameters
    ----------
    columns
        Texts, null where blank.
    driver
        Of `data.importers.archives.DRIVERS`.

    Returns
    -------
    columns
        Without the fields that only draw and those that are blank throughout; ``description`` without HTML; the
        ``time`` of a GPX point as ``observed_on``, the day in Haiti.
    """
    if driver not in {"LIBKML", "GPX"}:
        return columns
    kept = [name for name in columns if name.lower() not in _DRAWN and not _LINK.fullmatch(name)]
    found = columns[[name for name in kept if columns[name].notna().any()]]
    for name in _TEXTS & set(found):
        plain = found[name].map(without_html, na_action="ignore").astype("str")
        found = found.assign(**{name: plain.mask(plain == "")})
    if driver == "GPX" and "time" in found and "observed_on" not in found:
        found = found.assign(time=found["time"].map(_day, na_action="ignore").astype("str"))
        found = found.rename(columns={"time": "observed_on"})
    return found


def without_html(text: str) -> str:
    """Text of a piece of HTML on one line: tags and scripts left out, entities as letters."""
    bare = _TAG.sub(" ", _HIDDEN.sub(" ", text))
    return " ".join(html.unescape(bare).split())


def _day(text: str) -> str:
    """The day in Haiti of a moment; what is no moment stays as it is, to be told."""
    try:
        moment = datetime.fromisoformat(text.replace("/", "-").strip())
    except ValueError:
        return text
    return (moment if moment.tzinfo is None else moment.astimezone(HAITI)).date().isoformat()
