"""Rows of settings as own HTML: texts that wrap, what was changed marked at its edge, a card each on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from components.figures import palette
from components.figures.escape import esc


@dataclass(frozen=True)
class Line:
    """One row: its cells as own markup around escaped text, and whether somebody changed it."""

    cells: Sequence[str]
    changed: bool = False


def html(heads: Sequence[str], lines: Sequence[Line], *, label: str, widths: str) -> str:
    """A table of settings.

    Parameters
    ----------
    heads
        Words above the columns; on a phone they stand before each cell but the first.
    lines
        The rows, in their order.
    label
        What the table is, for a reader of the screen.
    widths
        Tracks of the columns as CSS writes them.
    """
    head = "".join(f'<div role="columnheader">{esc(one)}</div>' for one in heads)
    body = "".join(_line(heads, line) for line in lines)
    tracks = f' style="--tracks:{esc(widths)}"'
    return (
        f'{_style()}<div class="pare-norms" role="table" aria-label="{esc(label)}"{tracks}>'
        f'<div class="pare-norms-row pare-norms-head" role="row">{head}</div>{body}</div>'
    )


def _line(heads: Sequence[str], line: Line) -> str:
    first, *others = line.cells
    cells = "".join(f'<div role="cell" data-head="{esc(head)}">{cell}</div>'
                    for head, cell in zip(heads[1:], others, strict=True))  # fmt: skip
    mark = " pare-norms-changed" if line.changed else ""
    return f'<div class="pare-norms-row{mark}" role="row"><div role="cell">{first}</div>{cells}</div>'


def _style() -> str:
    look = palette.table("chart")
    return (
        "<style>"
        ".pare-norms-row{display:grid;grid-template-columns:var(--tracks);gap:.2rem .9rem;"
        f"padding:.4rem 0 .4rem .5rem;border-bottom:1px solid {look['grid']};border-left:4px solid transparent;"
        "font-size:.9rem;line-height:1.35;overflow-wrap:anywhere}"
        ".pare-norms a{color:inherit;font-weight:600;text-underline-offset:.15em}"
        ".pare-norms-head{font-weight:600;font-size:.8rem}"
        f".pare-norms-row.pare-norms-changed{{border-left-color:{look['series'][5]}}}"
        ".pare-norms-was{display:block;font-size:.82rem;margin-top:.15rem}"
        "@media (max-width:640px){.pare-norms-head{display:none}"
        ".pare-norms-row{grid-template-columns:1fr;padding:.7rem 0 .7rem .5rem}"
        ".pare-norms-row>div[data-head]::before{content:attr(data-head);font-size:.8rem;opacity:.8;"
        "margin-right:.5rem}}"
        "</style>"
    )
