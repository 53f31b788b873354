"""The ranked list as own HTML: rank, site, score with its bounds, steadiness and reasons; a card each on a phone."""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import quote

import pandas as pd

from components.figures import palette
from components.figures.escape import esc
from components.i18n import Words
from geo.priorities import WHY

_COLUMNS = ("rank", "site", "severity", "steady", "why")


def html(rows: pd.DataFrame, tr: Words, *, top: float) -> str:
    """Rows of the ranked list.

    Parameters
    ----------
    rows
        What `results.priority_list` gave, those to show.
    tr
        Words of the user's language.
    top
        How many sites are the head of the list whose steadiness is told.

    Returns
    -------
    html
        Own markup around escaped text. Each name links to the sheet of its site.
    """
    words = {name: tr(f"priorities.head.{name}", top=top) for name in _COLUMNS}
    head = "".join(f'<div role="columnheader">{esc(words[name])}</div>' for name in _COLUMNS)
    body = "".join(_row(row, tr, words) for row in rows.to_dict("records"))
    return (
        f'{_style()}<div class="pare-rank" role="table" aria-label="{esc(tr("page.priorities.title"))}">'
        f'<div class="pare-rank-row pare-rank-head" role="row">{head}</div>{body}</div>'
    )


def reasons(row: dict[str, Any], tr: Words) -> list[tuple[str, float]]:
    """The terms that contribute most to a score, by name, with their part of it (0-1)."""
    found = []
    for at in range(1, WHY + 1):
        key = row[f"why_{at}"]
        if isinstance(key, str):
            found.append((tr.or_else(f"priorities.lack.{key}", tr(f"standard.{key}")), float(row[f"why_{at}_points"])))
    return found


def _row(row: dict[str, Any], tr: Words, words: dict[str, str]) -> str:
    rank = "–" if math.isnan(row["rank"]) else f"{row['rank']:.0f}"
    told = {"severity": _score(row, tr), "steady": _steady(row, tr), "why": _why(row, tr)}
    cells = [f'<div role="cell" data-head="{esc(words[name])}">{cell}</div>' for name, cell in told.items()]
    return (
        f'<div class="pare-rank-row" role="row"><div role="cell" class="pare-rank-number">{rank}</div>'
        f'<div role="cell">{_site(row, tr)}</div>{"".join(cells)}</div>'
    )


def _site(row: dict[str, Any], tr: Words) -> str:
    counted = pd.notna(row["people"])
    people = tr("priorities.people", count=float(row["people"])) if counted else tr("priorities.nobody_counted")
    commune = str(row["adm2_name"]) if pd.notna(row["adm2_name"]) else tr("unit.unknown")
    name = row["name"] if pd.notna(row["name"]) else row["site_id"]
    address = f"sites?site={quote(str(row['site_id']), safe='')}&lang={tr.lang}"
    return f'<a href="{esc(address)}">{esc(name)}</a><br><small>{esc(f"{commune} · {people}")}</small>'


def _score(row: dict[str, Any], tr: Words) -> str:
    if math.isnan(row["score"]):
        return f"<small>{esc(tr('unit.unknown'))}</small>"
    bounds = tr("priorities.bounds", low=tr.share(row["score_low"]), high=tr.share(row["score_high"]))
    look = palette.table("chart")
    start, width = 100 * row["score_low"], 100 * (row["score_high"] - row["score_low"])
    line = (f'<span style="position:absolute;top:45%;height:2px;left:{start:.1f}%;width:{width:.1f}%;'
            f'background:{look["text"]}"></span>')  # fmt: skip
    bar = _bar(row["score"], look["series"][4], line)
    return f"<b>{esc(tr.share(row['score']))}</b> <small>{esc(bounds)}</small>{bar}"


def _steady(row: dict[str, Any], tr: Words) -> str:
    if math.isnan(row["top_share"]):
        return f"<small>{esc(tr('priorities.unranked'))}</small>"
    return esc(tr.share(row["top_share"])) + _bar(row["top_share"], palette.table("chart")["series"][5])


def _bar(share: float, fill: str, over: str = "") -> str:
    part = f'<span style="position:absolute;inset:0 auto 0 0;width:{100 * share:.1f}%;background:{fill}"></span>'
    return f'<span class="pare-rank-bar" aria-hidden="true">{part}{over}</span>'


def _why(row: dict[str, Any], tr: Words) -> str:
    told = [f'<span class="pare-rank-why">{esc(name)} <small>+{esc(tr.number(100 * part))}</small></span>'
            for name, part in reasons(row, tr)]  # fmt: skip
    return " ".join(told) or f"<small>{esc(tr('priorities.no_reason'))}</small>"


def _style() -> str:
    grid = palette.table("chart")["grid"]
    line = f"border-bottom:1px solid {grid}"
    return (
        "<style>"
        ".pare-rank-row{display:grid;grid-template-columns:2.4rem 2.4fr 1.7fr 1fr 2.3fr;gap:.2rem .9rem;"
        f"padding:.35rem 0;{line};font-size:.9rem;line-height:1.35}}"
        ".pare-rank-why{display:block}.pare-rank a{color:inherit;font-weight:600;text-underline-offset:.15em}"
        ".pare-rank-head{font-weight:600;font-size:.8rem}"
        ".pare-rank-number{font-weight:700;font-size:1.1rem;text-align:right}"
        f".pare-rank-bar{{display:block;position:relative;height:.6rem;background:{grid};margin:.25rem 0 .15rem}}"
        "@media (max-width:640px){.pare-rank-head{display:none}"
        ".pare-rank-row{grid-template-columns:2.2rem 1fr;padding:.7rem 0}"
        ".pare-rank-row>div:nth-child(n+3){grid-column:2}"
        ".pare-rank-row>div[data-head]::before{content:attr(data-head);font-size:.8rem;opacity:.8;margin-right:.5rem}"
        ".pare-rank-why{display:inline-block;margin-right:.6rem}}"
        "</style>"
    )
