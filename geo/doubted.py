"""Which standards rest on an answer that is in doubt."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from geo.standards import Standard


def doubted_standards(findings: pd.DataFrame, standards: Iterable[Standard]) -> pd.Series:
    """Standards that read a column of each finding.

    Parameters
    ----------
    findings
        As `quality.findings`: `column` (several are joined by " + ") and `against`.
    standards
        The standards in force.

    Returns
    -------
    doubted
        One value a finding, on its index: keys of standards in their order, joined by a space; "" where no standard
        reads any of its columns.

    Notes
    -----
    `people` and `individuals` are the same column here: whatever is held for each person rests on it. Method:
    docs/methods.md#quality.
    """
    held = [(norm.key, frozenset(norm.columns)) for norm in standards]
    told = [
        " ".join(key for key, columns in held if columns & _columns(str(column), str(against)))
        for column, against in zip(findings["column"], findings["against"].fillna(""), strict=True)
    ]
    return pd.Series(told, index=findings.index, dtype="str")


def _columns(column: str, against: str) -> frozenset[str]:
    named = {*column.split(" + "), *against.split(" + ")}
    return frozenset("individuals" if name == "people" else name for name in named)
