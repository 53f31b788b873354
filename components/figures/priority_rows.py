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
    people = (
        tr("priorities.people", count=float(row["people"]))
        if pd.notna(row["people"])
        else tr("priorities.nobody_counted")
    )
    place = " · ".join([str(row["adm2_name"]) if pd.notna(row["adm2_name"]) else tr("unit.unknown"), people])
    cells = (
        f'<div role="cell" class="pare-rank-number">{rank}</div>',
        f'<div role="cell"><a href="sites?site={esc(quote(str(row["site_id"]), safe=""))}&amp;lang={tr.lang}">'
        f"{esc(row['name'] if pd.notna(row['name']) else row['site_id'])}</a><br><small>{esc(place)}</small></div>",
        f'<div role="cell" data-head="{esc(words["severity"])}">{_score(row, tr)}</div>',
        f'<div role="cell" data-head="{esc(words["steady"])}">{_steady(row, tr)}</div>',
        f'<div role="cell" data-head="{esc(words["why"])}">{_why(row, tr)}</div>',
    )
    return f'<div class="pare-rank-row" role="row">{"".join(cells)}</div>'


def _score(row: dict[str, Any], tr: Words) -> str:
    if math.isnan(row["score"]):
        return f"<small>{esc(tr('unit.unknown'))}</small>"
    low, high = tr("priorities.bounds", low=tr.share(row["score_low"]), high=tr.share(row["score_high"])), ""
    colours = palette.table("chart")
    if not math.isnan(row["score_high"]):
        start, width = 100 * row["score_low"], 100 * (row["score_high"] - row["score_low"])
        high = (f'<span style="position:absolute;top:45%;height:2px;left:{start:.1f}%;width:{width:.1f}%;'
                f'background:{colours["text"]}"></span>')  # fmt: skip
    bar = (f'<span style="position:absolute;inset:0 auto 0 0;width:{100 * row["score"]:.1f}%;'
           f'background:{colours["series"][4]}"></span>')  # fmt: skip
    return (
        f"<b>{esc(tr.share(row['score']))}</b> <small>{esc(low)}</small>"
        f'<span class="pare-rank-bar" aria-hidden="true">{bar}{high}</span>'
    )


def _steady(row: dict[str, Any], tr: Words) -> str:
    if math.isnan(row["top_share"]):
        return f"<small>{esc(tr('priorities.unranked'))}</small>"
    fill = palette.table("chart")["series"][5]
    bar = f'<span style="position:absolute;inset:0 auto 0 0;width:{100 * row["top_share"]:.1f}%;background:{fill}"></span>'
    return f'{esc(tr.share(row["top_share"]))}<span class="pare-rank-bar" aria-hidden="true">{bar}</span>'


def _why(row: dict[str, Any], tr: Words) -> str:
    told = [f'<span class="pare-rank-why">{esc(name)} <small>+{esc(tr.number(100 * part))}</small></span>'
            for name, part in reasons(row, tr)]  # fmt: skip
    return " ".join(told) or f"<small>{esc(tr('priorities.no_reason'))}</small>"


def _style() -> str:
    grid = palette.table("chart")["grid"]
    line = f"border-bottom:1px solid {grid}"
    return (
        "<style>"
        f".pare-rank-row{{display:grid;grid-template-columns:2.4rem 2.4fr 1.7fr 1fr 2.3fr;gap:.2rem .9rem;padding:.35rem 0;"
        f"{line};font-size:.9rem;line-height:1.35}}"
        ".pare-rank-why{display:block}.pare-rank a{color:inherit;font-weight:600;text-underline-offset:.15em}"
        ".pare-rank-head{font-weight:600;font-size:.8rem}"
        ".pare-rank-number{font-weight:700;font-size:1.1rem;text-align:right}"
        f".pare-rank-bar{{display:block;position:relative;height:.6rem;background:{grid};margin:.25rem 0 .15rem}}"
        "@media (max-width:640px){.pare-rank-head{display:none}"
        ".pare-rank-row{grid-template-columns:2.2rem 1fr;padding:.7rem 0}"
        ".pare-rank-row>div:nth-child(n+3){grid-column:2}"
        ".pare-rank-row>div[data-head]::before{content:attr(data-head);font-size:.8rem;opacity:.8;margin-right:.5rem}"
        ".pare-rank-why{display:inline;margin-right:.6rem}}"
        "</style>"
    )
