"""Closures of ways: what must be told, and what of the reason everybody may read (data/mappings/closures.toml)."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.importers.findings import Findings
from data.importers.words import fold, table
from geo.open_hours import windows

INSECURITY = "insecurity"
NEEDED = ("observed_on", "source")


def reasons() -> dict[str, str]:
    """Reasons that may be told: code -> text that is stored."""
    told: dict[str, str] = table("closures")["reasons"]
    return told


def tells_insecurity(text: str) -> bool:
    """Whether a text says that people threaten people on the way."""
    folded = f" {fold(text)} "
    return any(f" {fold(word)} " in folded for word in table("closures")["insecurity"]["words"])


def public_reason(text: str) -> str:
    """Return the reason as it may be stored: of insecurity one word, never more; "" where it is not of the list."""
    if tells_insecurity(text):
        return reasons()[INSECURITY]
    known = {fold(stored): stored for stored in reasons().values()} | {fold(c): s for c, s in reasons().items()}
    return known.get(fold(text), "")


def check(rows: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """Check the status of ways as somebody edits it, beside the checks of every import.

    Parameters
    ----------
    rows
        Typed rows of the `WAYS` frame: `status`, `reason`, `source`, `observed_on`.
    findings
        Takes what is found: ``required`` for a day, a source, or the reason of what is not open;
        ``unknown_choice`` for a reason that is not of the list; ``reason_withheld`` where more than the one word
        was told; ``source_withheld`` for a source that tells it; ``restriction_of_open_way``; ``open_hours_unread``
        for hours of passage that cannot be read, ``open_hours_unknown`` where a way open at some hours tells none;
        ``passes_withheld`` where the name of a place tells insecurity.

    Returns
    -------
    rows
        With the public reason.
    """
    for column in NEEDED:
        findings.add(_mask(rows[column].isna()), column, "required")
    findings.add(_mask((rows["status"] != "open") & rows["reason"].isna()), "reason", "required")
    told_reason = rows["reason"].fillna("")
    public = told_reason.map(public_reason).astype("str")
    strange = (told_reason != "") & (public == "")
    findings.add(_mask(strange), "reason", "unknown_choice", told_reason, accepted=", ".join(reasons().values()))
    insecurity = (public == reasons()[INSECURITY]) & (told_reason.map(fold) != fold(reasons()[INSECURITY]))
    findings.add(_mask(insecurity), "reason", "reason_withheld", blocking=False, read_as=reasons()[INSECURITY])
    state = rows["status"].fillna("open")
    findings.add(_mask(rows["restriction"].notna() & (state == "open")), "restriction", "restriction_of_open_way")
    told = rows["open_hours"].notna() & rows["open_hours"].fillna("").map(windows).map(len).eq(0)
    findings.add(_mask(told), "open_hours", "open_hours_unread", rows["open_hours"])
    findings.add(_mask((rows["restriction"] == "hours") & ~told & rows["open_hours"].isna()), "open_hours",
                 "open_hours_unknown", blocking=False)  # fmt: skip
    sources = rows["source"].fillna("").map(tells_insecurity)
    findings.add(_mask(sources), "source", "source_withheld")
    passes = rows["passes"].fillna("").map(tells_insecurity)
    findings.add(_mask(passes), "passes", "passes_withheld")
    return rows.assign(reason=public.mask(public == ""))


def _mask(condition: pd.Series) -> Any:
    return condition.astype("boolean").fillna(value=False).to_numpy(dtype=bool)
