"""Findings and ages in words: the sentence of a finding, the address of its record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from components.figures.table import worded
from components.i18n import Words

DECIMALS = 1
_DATES = ("_on", "_at")


def sentences(findings: pd.DataFrame, communes: Mapping[str, str], tr: Words) -> pd.Series:
    """Sentence of each finding (`geo.quality.findings`); `communes` are names by P-code. Plain text, not Markdown."""
    told = [_sentence(row, communes, tr) for row in findings.to_dict("records")]
    return pd.Series(told, index=findings.index, dtype="str")


def touched(standards: Sequence[str], tr: Words, most: int = 4) -> str:
    """Names of the standards that rest on a doubtful answer, and how many more than `most`; "" where none does."""
    if not standards:
        return ""
    named = ", ".join(tr.or_else(f"standard.{key}", key) for key in standards[:most])
    more = len(standards) - most
    return tr("quality.touches_more", names=named, count=more) if more > 0 else tr("quality.touches", names=named)


def _sentence(row: Mapping[str, Any], communes: Mapping[str, str], tr: Words) -> str:
    return tr(
        f"quality.code.{row['code']}",
        column=_column(row["column"], tr),
        against=_column(row["against"], tr) if row["against"] else "",
        value=_value(row["column"], row["value"], communes, tr),
        expected=_value(row["against"] or row["column"], row["expected"], communes, tr),
    )


def _column(name: str, tr: Words) -> str:
    """A column, a sum of columns, or the kind of a limit."""
    if tr.has(f"freshness.kind.{name}"):
        return tr(f"freshness.kind.{name}")
    return " + ".join(tr.or_else(f"header.{part}", tr.or_else(f"column.{part}", part)) for part in name.split(" + "))


def _value(column: str, value: Any, communes: Mapping[str, str], tr: Words) -> str:
    if value is None or pd.isna(value):
        return tr("unit.unknown")
    if isinstance(value, str):
        if column.endswith(_DATES) or (value[:4].isdigit() and value[4:5] == "-"):
            return tr.day(value)
        return communes.get(value) or str(worded(column, pd.Series([value], dtype="str"), tr).iloc[0])
    said = worded(column, pd.Series([bool(value)], dtype="boolean"), tr).iloc[0] if value in (0, 1) else value
    if isinstance(said, str):
        return said
    return tr.number(float(value), 0 if float(value).is_integer() else DECIMALS)


def addresses(rows: pd.DataFrame, sheets: Mapping[str, tuple[str, str]], lang: str) -> pd.Series:
    """Address of the sheet of each record; null where its table has none.

    `sheets` maps a table to the page and the name in the address that open one of its records.
    """
    told = [
        f"/{sheets[table][0]}?{urlencode({sheets[table][1]: record, 'lang': lang})}" if table in sheets else None
        for table, record in zip(rows["table_name"], rows["record_id"], strict=True)
    ]
    return pd.Series(told, index=rows.index, dtype="object")
