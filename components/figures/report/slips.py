"""Slips of a warehouse on paper: release order, waybill, note of goods received, count sheet, stock card."""

from __future__ import annotations

import io
import math
from typing import Any

from components.figures.report.slip_paper import CARD, COUNT, LOOKS, Paper
from components.figures.report.wording import clean, known, number, word
from components.i18n import Words
from geo.slip_numbers import grouped, opaque_number

TEMPLATE = "slip.typ"
QUIET = 4  # light modules around the code, as the standard asks
WIDTHS = {"n": 0.4, "item": 2.8, "lot": 1.5, "expiry": 1.7, "note": 1.6, "counterpart": 2.2, "kind": 1.7,
          "document": 2.0, "slip": 1.3, "moved_on": 1.4}  # fmt: skip
NUMBERS = ("n", "packs", "loose_units", "quantity", "weight_kg", "volume_m3", "announced", "difference", "held",
           "came_in", "went_out", "balance")  # fmt: skip
SUMMED = ("weight_kg", "volume_m3")
SIGNED = ("difference",)
_TEXTS, _DAYS = ("item", "lot", "note", "counterpart", "document", "slip"), ("expiry", "moved_on")
_SHORT = {"item": 60, "counterpart": 46, "note": 60}


def pdf(paper: Paper, tr: Words) -> bytes:
    """A slip as a PDF of as many pages as it needs; the same slip gives the same bytes."""
    from components.figures.report import printing  # noqa: PLC0415 - heavy: typst

    return printing.pdf(content(paper, tr), paper.stamp.as_of, template=TEMPLATE)


def content(paper: Paper, tr: Words) -> dict[str, Any]:
    """What the template sets.

    Notes
    -----
    Who signs is told by function, and no paper asks for a name. The QR code holds `geo.slip_numbers.opaque_number`
    and nothing else. A weight or volume that an item lacks is in no sum; how many lines lack it is said.
    """
    look, columns = LOOKS[paper.kind], _columns(paper)
    pencil = [columns.index(name) for name in look.pencil if name in columns]
    rows = [_row(row, columns, at, tr) for at, row in enumerate(paper.lines.to_dict("records"), start=1)]
    blank = [[""] * len(columns) for _ in range(look.rows - len(rows))]
    code = opaque_number(paper.document) if paper.document else ""
    return {
        "lang": tr.lang, "kind": tr("slip.what"), "title": tr(f"slip.paper.{paper.kind}"), "wide": paper.kind == CARD,
        "number": clean(paper.document, 60) or tr("slip.no_number"),
        "status": tr(f"slip.state.{paper.state}"), "as_of": tr("report.as_of", day=tr.day(paper.stamp.as_of)),
        "stamps": [tr(f"report.stamp_{one}") for one in paper.stamp.labels],
        "code": code_svg(code) if code else "", "code_text": grouped(code), "code_told": tr("slip.code_told"),
        "facts": [[tr(f"slip.fact.{key}"), _fact(key, value, tr)] for key, value in paper.facts.items() if value],
        "head": [tr(f"slip.head.{name}") for name in columns], "widths": [WIDTHS.get(name, 1.0) for name in columns],
        "numbers": [at for at, name in enumerate(columns) if name in NUMBERS], "pencil": pencil,
        "rows": rows or blank[:1], "blank": blank if rows else blank[1:], "none": tr("slip.no_lines"),
        "totals": _totals(paper, columns, tr), "notes": [*paper.notes],
        "boxes": [{"title": tr(f"slip.box.{one}"), "who": tr("slip.function")} for one in look.boxes],
        "signed": tr("slip.signed"), "by_function": tr("slip.by_function"), "footer": _footer(paper, tr),
    }  # fmt: skip


def code_svg(number_: str) -> str:
    """QR code of an opaque number as a drawing."""
    import segno  # noqa: PLC0415 - most who start Pare print nothing

    drawn = io.BytesIO()
    segno.make_qr(number_, error="m").save(drawn, kind="svg", border=QUIET, xmldecl=False, scale=4)
    return drawn.getvalue().decode()


def _columns(paper: Paper) -> list[str]:
    """Columns of the paper; a count sheet shows what the ledger holds only where it was given."""
    told = LOOKS[paper.kind].columns
    blind = paper.kind == COUNT and "held" not in paper.lines
    return [name for name in told if not (blind and name == "held")]


def _row(row: dict[Any, Any], columns: list[str], at: int, tr: Words) -> list[str]:
    return [str(at) if name == "n" else _cell(name, row.get(name), tr) for name in columns]


def _cell(name: str, value: Any, tr: Words) -> str:
    if not known(value):
        return ""
    if name in _TEXTS:
        return clean(value, _SHORT.get(name, 32))
    if name in _DAYS:
        return tr.day(str(value))
    if name == "kind":
        return word(name, value, tr)
    if name in SIGNED:
        return ("+" if float(value) > 0 else "") + number(value, tr)
    return tr.amount(float(value), 3)


def _fact(key: str, value: str, tr: Words) -> str:
    return tr.day(value) if key.endswith("_on") else clean(value, 70)


def _totals(paper: Paper, columns: list[str], tr: Words) -> list[str]:
    """Lines, weight and volume: goods of different items have no sum of pieces."""
    if paper.kind in (COUNT, CARD) or paper.lines.empty:
        return []
    told = [tr("slip.lines", count=len(paper.lines))]
    for name in SUMMED:
        if name not in columns:
            continue
        values = paper.lines[name].astype("float64") if name in paper.lines else None
        unknown = len(paper.lines) if values is None else int(values.isna().sum())
        total = math.nan if values is None or unknown == len(values) else float(values.sum())
        told.append(tr(f"slip.total_{name}", amount=tr.amount(total, 2)))
        if unknown and not math.isnan(total):
            told[-1] += tr("slip.without", count=unknown)
    return told


def _footer(paper: Paper, tr: Words) -> list[str]:
    version = clean(paper.stamp.version, 60) or tr("unit.blank")
    return [
        tr("slip.foot_card" if paper.kind == CARD else "slip.foot"),
        tr("report.version", day=tr.day(paper.stamp.as_of), version=version),
        *(tr(f"head.{one}") for one in paper.stamp.credits),
    ]  # fmt: skip
