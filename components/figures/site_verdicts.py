"""A site against its standards as own HTML: by sector, each with sign, word, threshold and gap; cards on a phone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from components.figures import palette
from components.figures.escape import esc
from components.figures.report import service_rows
from components.i18n import Words
from geo.standards import Standard

_LOOK = {"met": "met", "short": "short", "not_assessed": "not_assessed", "not_applicable": "not_applicable"}
_VERDICT = 2


def html(services: pd.DataFrame, other_phase: pd.DataFrame, standards: Iterable[Standard], tr: Words) -> str:
    """The table of a site's sheet: a sector each, that opens.

    Parameters
    ----------
    services, other_phase, standards
        As `components.figures.report.service_rows.table`: page and paper say the same.
    tr
        Words of the user's language.

    Returns
    -------
    html
        Own markup around escaped text. What does not apply, and lesser services of which nothing was told, stand in
        lines below.
    """
    told = service_rows.table(services, other_phase, standards, tr)
    if told["none"]:
        return f"<p>{esc(told['none'])}</p>"
    head = "".join(f'<div role="columnheader">{esc(one)}</div>' for one in told["head"])
    body = "".join(_group(group, told["head"], first=at == 0) for at, group in enumerate(told["groups"]))
    aside = "".join(f"<p>{esc(line)}</p>" for line in told["aside"])
    return (
        f'{_style()}<p class="pare-verdict-sum">{esc(told["summary"])}</p>'
        f'<div class="pare-verdicts" role="table"><div class="pare-verdict-row pare-verdict-head" role="row">{head}'
        f"</div>{body}</div>{aside}"
    )


def _group(group: dict[str, Any], head: list[str], *, first: bool) -> str:
    """One sector: its name and counts, its services under it; the first one is open."""
    title = f"<summary><b>{esc(group['sector'])}</b> <small>{esc(group['counts'])}</small></summary>"
    rows = "".join(_row(row, head) for row in group["rows"])
    return f"<details{' open' if first else ''}>{title}{rows}</details>"


def _row(row: dict[str, Any], head: list[str]) -> str:
    note = f"<br><small>{esc(row['note'])}</small>" if row["note"] else ""
    cells = "".join(
        f'<div role="cell" data-head="{esc(name)}">{_verdict(cell, row) if at == _VERDICT else esc(cell)}</div>'
        for at, (name, cell) in enumerate(zip(head[1:], row["cells"], strict=True))
    )
    return (
        f'<div class="pare-verdict-row" role="row"><div role="cell"><b>{esc(row["name"])}</b>{note}</div>{cells}</div>'
    )


def _verdict(told: str, row: dict[str, Any]) -> str:
    look = palette.table("state")[_LOOK[row["status"]]]
    filled = row["status"] in ("met", "short")
    style = (
        f"background:{look['fill']};color:{palette.table('land')['paper']}"
        if filled
        else f"border:1px dashed {palette.table('chart')['axis']}"
    )
    return f'<span class="pare-verdict" style="{style}">{esc(told)}</span>'


def _style() -> str:
    grid = palette.table("chart")["grid"]
    return (
        "<style>.pare-verdict-row{display:grid;grid-template-columns:2.4fr .8fr 1.9fr 1.3fr 1.3fr 1fr;gap:.1rem .9rem;"
        f"padding:.28rem 0;border-bottom:1px solid {grid};font-size:.88rem;line-height:1.35;align-items:center}}"
        ".pare-verdict-head{font-weight:600;font-size:.8rem}.pare-verdicts summary{padding:.45rem 0;cursor:pointer}"
        ".pare-verdicts summary small{margin-left:.6rem}"
        ".pare-verdict{display:inline-block;padding:.05rem .45rem;border-radius:.25rem;font-weight:600}"
        "@media (max-width:640px){.pare-verdict-head{display:none}"
        ".pare-verdict-row{grid-template-columns:1fr 1fr;padding:.55rem 0}"
        ".pare-verdict-row>div:first-child{grid-column:1/3}"
        ".pare-verdict-row>div[data-head]::before{content:attr(data-head) ' ';font-size:.75rem;opacity:.75}}"
        "</style>"
    )
