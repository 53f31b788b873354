"""The report of a month on paper: a table a warehouse, in the sector's terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from components.figures.report.sheet import Stamp
from components.figures.report.wording import clean
from components.i18n import Words

TEMPLATE = "stock_month.typ"
FIGURES = ("opening", "received", "transferred_in", "assembled_in", "transferred_out", "released", "distributed",
           "lost", "assembled_out", "adjusted", "corrected", "closing")  # fmt: skip
COLUMNS = ("item_name", *FIGURES, "stock_status", "months_of_stock", "transfer_in", "to_order")
WIDTHS = (3.0, *(1.1,) * len(FIGURES), 1.7, 1.0, 1.1, 1.1)
LONGEST = 60


@dataclass(frozen=True)
class Sheet:
    """Rows of `Results.month_needs` with `warehouse` and `item_name`; the month in words; its first and last day."""

    rows: pd.DataFrame
    month: str
    first: str
    last: str


def pdf(sheet: Sheet, stamp: Stamp, tr: Words) -> bytes:
    """The report as a PDF of as many pages as it needs."""
    from components.figures.report import printing  # noqa: PLC0415 - heavy: typst

    return printing.pdf(content(sheet, stamp, tr), stamp.as_of, template=TEMPLATE)


def content(sheet: Sheet, stamp: Stamp, tr: Words) -> dict[str, Any]:
    """What the template sets: words and numbers, nothing that could be markup."""
    rows = sheet.rows.sort_values(["warehouse", "item_name"], kind="stable")
    groups = [
        {"name": clean(name, LONGEST), "rows": [_row(row, tr) for row in held.to_dict("records")]}
        for name, held in rows.groupby("warehouse", sort=False)
    ]
    return {
        "lang": tr.lang, "title": tr("stock.month_title", month=sheet.month),
        "as_of": tr("stock.month_note", first=tr.day(sheet.first), last=tr.day(sheet.last)),
        "stamps": [tr(f"report.stamp_{one}") for one in stamp.labels],
        "head": [tr(f"stock.month_head.{name}") for name in COLUMNS], "widths": list(WIDTHS), "groups": groups,
        "total": tr("stock.month_rows", count=len(rows), warehouses=len(groups)),
        "footer": [
            tr("stock.month_rule"),
            tr("report.version", day=tr.day(stamp.as_of), version=clean(stamp.version, LONGEST) or tr("unit.blank")),
            *(tr(f"head.{one}") for one in stamp.credits),
        ],
        "signatures": [tr("stock.month_signed"), tr("stock.month_checked")],
    }  # fmt: skip


def _row(row: dict[str, Any], tr: Words) -> list[str]:
    blank = tr("unit.blank")
    told = [clean(str(row["item_name"]), LONGEST)]
    told += [tr.number(row[name]) for name in FIGURES[:-1]]
    told += [tr.number(row["closing"]), tr(f"choice.stock_status.{row['stock_status']}")]
    months, coming, order = row["months_of_stock"], row["transfer_in"], row["to_order"]
    told.append(blank if pd.isna(months) else tr.number(months, 1))
    return [*told, *(blank if pd.isna(one) else tr.number(one) for one in (coming, order))]
