"""A table as own HTML that is a card a row on a phone: nothing is cut, nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from components.figures import palette
from components.figures.escape import esc
from components.figures.table import for_people, kind_of, label, texts
from components.i18n import Words

FIRST = 12  # rows that stand open; the others open with a click
MOST = 150  # rows that are drawn at all; the file holds all
_RIGHT = ("number", "integer", "share")


def html(frame: pd.DataFrame, columns: Sequence[str], tr: Words, *, blank: str) -> str:
    """Draw rows.

    Parameters
    ----------
    frame, columns
        As `table.for_people`; the first column is the title of a card.
    tr
        Words of the user's language.
    blank
        What an empty cell reads; on a phone empty cells are left out.

    Returns
    -------
    html
        Own markup around escaped text.
    """
    held = [name for name in columns if name in frame]
    shown = texts(for_people(frame.head(MOST), held, tr), held, tr, blank=blank)
    heads = [label(name, tr) for name in held]
    right = [kind_of(name) in _RIGHT for name in held]
    rows = [_row(cells, heads, right, blank) for cells in shown[heads].itertuples(index=False, name=None)]
    head = "".join(f'<th{_side(at)} scope="col">{esc(one)}</th>' for one, at in zip(heads, right, strict=True))
    top = f"<thead><tr>{head}</tr></thead>"
    told = f'{_style()}<div class="pare-rows"><table>{top}<tbody>{"".join(rows[:FIRST])}</tbody></table>'
    if len(rows) > FIRST:
        more = esc(tr("table.more_rows", count=len(rows) - FIRST))
        told += (f"<details><summary>{more}</summary><table>{top}<tbody>{''.join(rows[FIRST:])}</tbody></table>"
                 "</details>")  # fmt: skip
    if len(frame) > MOST:
        told += f"<p><small>{esc(tr('table.all_in_file', count=len(frame)))}</small></p>"
    return f"{told}</div>"


def _row(cells: Sequence[str], heads: Sequence[str], right: Sequence[bool], blank: str) -> str:
    made = []
    for at, (cell, head, number) in enumerate(zip(cells, heads, right, strict=True)):
        empty = ' class="pare-none"' if cell == blank else ""
        tag = 'th scope="row"' if at == 0 else "td"
        made.append(f'<{tag}{empty}{_side(number)} data-head="{esc(head)}">{esc(cell)}</{tag.split(maxsplit=1)[0]}>')
    return f"<tr>{''.join(made)}</tr>"


def _side(right: bool) -> str:  # noqa: FBT001 - a column's kind
    return ' style="text-align:right"' if right else ""


def _style() -> str:
    grid = palette.table("chart")["grid"]
    return (
        "<style>.pare-rows table{width:100%;border-collapse:collapse;font-size:.86rem;line-height:1.35}"
        f".pare-rows th,.pare-rows td{{padding:.35rem .5rem;border-bottom:1px solid {grid};vertical-align:top;"
        "text-align:left;overflow-wrap:break-word}.pare-rows thead th{font-size:.78rem;vertical-align:bottom}"
        ".pare-rows summary{padding:.6rem .5rem;cursor:pointer}.pare-rows tbody th{font-weight:600}"
        "@media (max-width:640px){.pare-rows thead{display:none}"
        f".pare-rows tr{{display:block;border:1px solid {grid};border-radius:.4rem;margin:0 0 .6rem;padding:.3rem 0}}"
        ".pare-rows tbody th{display:block;border:0;text-align:left!important}"
        ".pare-rows td{display:flex;justify-content:space-between;gap:1rem;border:0;padding:.12rem .5rem;"
        "text-align:right!important}.pare-rows td::before{content:attr(data-head);opacity:.75;text-align:left}"
        ".pare-rows .pare-none{display:none}}</style>"
    )
