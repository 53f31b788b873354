"""What a row says against itself, told when it comes in as the quality page tells it later (geo/quality_forms.py)."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from data.freshness import quality_bounds
from data.importers.findings import Findings
from geo import quality_forms
from geo.frames import Frame
from geo.quality import Bounds

# Told by a rule of their own (data/importers/rules.py).
_ELSEWHERE = {("households_with_nfi", "households"), ("households", "individuals")}
_OF_SITES = ("opened_on", "closed_on")  # of the record, not of the visit


def check_contradictions(frame: Frame, rows: pd.DataFrame, findings: Findings) -> None:
    """Tell figures of one row that cannot both be right; the row is kept.

    Parameters
    ----------
    frame, rows
        The table, and its typed rows; only assessments and shelters are looked at.
    findings
        Takes the codes of geo/quality_forms.py: ``more_than``, ``parts_differ``, ``parts_more``, ``given_without``,
        ``band_reversed``, ``dates_reversed``, with `against` (a column), `parts` (columns) and `expected`.
    """
    if frame.name not in ("assessments", "shelters"):
        return
    whole = frame.conform(rows.assign(**{name: None for name in frame.key if name not in rows.columns}), shared=True)
    whole = whole.assign(**{frame.key[0]: [str(n) for n in range(len(whole))]})
    if frame.name == "shelters":
        parts: Iterable[pd.DataFrame] = [quality_forms.of_shelters(whole)]
    else:
        blank = {name: pd.Series([None] * len(whole), dtype="str") for name in _OF_SITES}
        parts = quality_forms.parts_of_sites(whole.assign(**blank), Bounds.of(quality_bounds()))
    for part in parts:
        for (code, column, against), told in part.groupby(["code", "column", "against"], sort=False):
            if (column, against) not in _ELSEWHERE:
                _tell(findings, (str(code), str(column), str(against)), told)


def _tell(findings: Findings, kind: tuple[str, str, str], told: pd.DataFrame) -> None:
    """Tell one kind of contradiction; of parts and their whole the column is the whole."""
    code, column, against = kind
    at = told["record_id"].astype("int64").to_numpy()
    values = pd.Series([None] * len(findings.rows), dtype="object")
    values.iloc[at] = told["value"].tolist()
    words = {"parts": column} if code in ("parts_differ", "parts_more") else {"against": against}
    findings.add(at, against if "parts" in words else column, code, values, blocking=False,
                 expected=told["expected"].tolist(), **words)  # fmt: skip
