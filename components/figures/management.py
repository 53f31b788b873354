"""Who manages a site, in one line: present or not, what kind of body, resident or mobile, since when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from components.i18n import Words

_CODED = ("management_type", "management_mode")


def line(site: Mapping[str, Any], tr: Words) -> str:
    """What the last round told of the management; "" where it told nothing. Plain text, not Markdown.

    Parameters
    ----------
    site
        `management_present` (null unknown), `management_type`, `management_mode`, `management_since` (ISO); what is
        absent is unknown.
    tr
        Words of the user's language.
    """
    present = site.get("management_present")
    told = []
    if present is not None and not pd.isna(present):
        told.append(tr("sheet.managed" if present else "sheet.not_managed"))
    for name in _CODED:
        code = site.get(name)
        if _text(code) and code != "none":
            told.append(tr.or_else(f"choice.{name}.{code}", tr.or_else(f"choice.{code}", str(code))))
    if _text(site.get("management_since")):
        told.append(tr("sheet.managed_since", day=tr.day(site["management_since"])))
    return " · ".join(told)


def _text(value: object) -> bool:
    return isinstance(value, str) and value != ""
