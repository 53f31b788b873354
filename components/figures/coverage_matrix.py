"""The matrix of places and standards as own HTML: colour, number, sign and hatching in each cell, readable in print."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from components.figures import palette
from components.figures.escape import esc
from components.i18n import Words

SIGNS = ("▼", "▽", "◇", "△", "▲")  # of the classes of the scale, from the lowest on
SITE_SIGNS = {"met": "✓", "short": "✗", "not_assessed": "?", "not_applicable": "–"}
_LOOKS = {"not_assessed": "u", "not_applicable": "n"}


def html(rows: pd.DataFrame, columns: Sequence[str], tr: Words, *, focus: str, hatched_below: float) -> str:
    """Places down, standards across.

    Parameters
    ----------
    rows
        Rows of `results.coverage` of one level, in the order of the places to show; a place's rows may stand anywhere.
    columns
        Keys of the standards, in their order.
    tr
        Words of the user's language.
    focus
        The standard whose column stands out.
    hatched_below
        Cells of which a smaller share is assessed are hatched.

    Returns
    -------
    html
        Own markup around escaped text. Buttons hold the place (``data-p``) and the standard (``data-s``). A cell
        of a place is coloured by the low bound and says the coverage and its interval; a cell of a site says its
        verdict. A place without a value is grey and hatched, and says "?".
    """
    cells = {(row["place"], row["standard"]): row for row in rows[_needed(rows)].to_dict("records")}
    firsts = rows.drop_duplicates("place")
    of_sites = "site_id" in rows.columns
    head = "".join(
        f'<th scope="col"{" class=f" if key == focus else ""}>{esc(tr(f"standard.{key}"))}</th>' for key in columns
    )
    corner = (
        f'<th scope="col">{esc(tr("coverage.place_head"))}</th><th scope="col">{esc(tr("coverage.people_head"))}</th>'
    )
    body = []
    for place, name, people in zip(firsts["place"], firsts["name"], firsts["idp_people"], strict=True):
        told = "".join(_td(cells.get((place, key)), key, tr, of_sites, hatched_below) for key in columns)
        shown = esc(name if pd.notna(name) else place)
        number = "?" if math.isnan(people) else esc(tr.number(people))
        body.append(
            f'<tr data-p="{esc(place)}"><th scope="row"><button type="button">{shown}</button></th>'
            f"<td>{number}</td>{told}</tr>"
        )
    label = esc(tr("coverage.part.matrix"))
    return (
        f'<div class="pare-cov-scroll" tabindex="0" role="region" aria-label="{label}">'
        f'<table style="--n:{len(columns)}">'
        f"<thead><tr>{corner}{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def legend(tr: Words, *, of_sites: bool, hatched_below: float) -> str:
    """What colours, signs and hatching mean, as own HTML."""
    if of_sites:
        parts = [
            _swatch(f"v-{key} k{_site_step(key)}", SITE_SIGNS[key], tr(f"coverage.sign.{key}")) for key in SITE_SIGNS
        ]
    else:
        breaks = [0.0, *palette.table("scale")["share"]["breaks"], 1.0]
        bands = [f"{tr.number(100 * low)}–{tr.share(high)}" for low, high in pairwise(breaks)]
        parts = [_swatch(f"k{at}", SIGNS[at], band) for at, band in enumerate(bands)]
        parts.append(_swatch("k2 h", "", tr("map.hatched", share=round(100 * hatched_below))))
        parts.append(_swatch("u", "?", tr("coverage.sign.not_assessed")))
        parts.append(_swatch("n", "–", tr("coverage.sign.not_applicable")))
    return f'<div class="pare-cov-legend">{"".join(parts)}</div>'


def style() -> str:
    """The style sheet of the matrix in the colours of the palette, on several lines, by which it is known as one."""
    return "\n".join((*_table_style(), *_look_style()))


def _table_style() -> tuple[str, ...]:
    """Table, sticky heads, buttons; smaller on a phone."""
    paper, ink = palette.table("land")["paper"], palette.table("chart")["text"]
    return (
        ".pare-cov{font-size:.85rem;line-height:1.2}",
        ".pare-cov-scroll{overflow:auto;max-height:34rem;print-color-adjust:exact;-webkit-print-color-adjust:exact}",
        ".pare-cov table{border-collapse:separate;border-spacing:2px;width:100%}",
        f".pare-cov th,.pare-cov td{{padding:0;text-align:center;min-width:3.5rem;color:{ink}}}",
        f".pare-cov thead th{{position:sticky;top:0;z-index:2;background:{paper};font-size:.75rem;font-weight:600}}",
        ".pare-cov thead th{vertical-align:bottom;padding:.2rem;overflow-wrap:anywhere;hyphens:auto}",
        ".pare-cov thead th:nth-child(n+3){width:calc(72%/var(--n))}",
        f".pare-cov thead th.f{{border-bottom:3px solid {ink}}}",
        f".pare-cov tr>th:first-child{{position:sticky;left:0;z-index:1;background:{paper}}}",
        ".pare-cov tr>th:first-child{text-align:left;min-width:8rem}",
        ".pare-cov thead tr>th:first-child{z-index:3}",
        ".pare-cov button{all:unset;box-sizing:border-box;cursor:pointer}",
        ".pare-cov button{display:block;width:100%;padding:.35rem .25rem}",
        ".pare-cov th button{text-decoration:underline;text-underline-offset:.15em;text-decoration-thickness:1px}",
        f".pare-cov button:focus-visible{{outline:3px solid {ink};outline-offset:-3px}}",
        f".pare-cov td button:hover{{outline:2px solid {ink};outline-offset:-2px}}",
        ".pare-cov td b{font-size:.95rem;white-space:nowrap}",
        ".pare-cov td small{display:block;font-size:.7rem;overflow-wrap:anywhere}",
    )


def _look_style() -> tuple[str, ...]:
    """Classes of the scale, hatching, unknown, not applicable; the legend."""
    scale, chart, unknown = palette.table("scale")["share"]["colours"], palette.table("chart"), palette.table("unknown")
    paper, ink, grid = palette.table("land")["paper"], chart["text"], chart["grid"]
    ends = (0, len(scale) - 1)
    stripes = "repeating-linear-gradient(45deg,{0} 0 1px,transparent 1px 6px)"
    looks = (
        f".pare-cov .k{at}{{background-color:{colour};color:{paper if at in ends else ink}}}"
        for at, colour in enumerate(scale)
    )
    return (
        *looks,
        f".pare-cov .h{{background-image:{stripes.format('rgba(38,39,48,.45)')}}}",
        f".pare-cov .u{{background:{unknown['fill']} {stripes.format(unknown['hatch'])};color:{ink}}}",
        f".pare-cov .n{{background:{paper};border:1px dashed {grid};color:{chart['axis']}}}",
        ".pare-cov-legend{display:flex;flex-wrap:wrap;gap:.25rem .9rem;margin-top:.5rem}",
        ".pare-cov-legend span{display:inline-flex;align-items:center;gap:.35rem}",
        f".pare-cov-legend i{{font-style:normal;min-width:1.5rem;text-align:center;border:1px solid {grid}}}",
        "@media (max-width:640px){.pare-cov table{border-spacing:1px}.pare-cov th,.pare-cov td{min-width:3.1rem}",
        ".pare-cov tr>th:first-child{min-width:5.6rem;max-width:6.5rem;overflow-wrap:anywhere}}",
    )


def worst_first(rows: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """Places in the order in which they are shown.

    Places by their mean low bound over the standards shown, the lowest first; sites by how many of them they are
    below, then by how many nobody told. Of equal ones those with most people come first.
    """
    shown = rows[rows["standard"].isin(columns)]
    if "site_id" in rows.columns:
        shown = shown.assign(first=-(shown["status"] == "short").astype("float64"),
                             second=-(shown["status"] == "not_assessed").astype("float64"))  # fmt: skip
    else:
        shown = shown.assign(first=shown["coverage_low"], second=0.0)
    told = shown.groupby("place", sort=False).agg(
        first=("first", "mean"), second=("second", "mean"), people=("idp_people", "first")
    )
    ranked = told.sort_values(["first", "second", "people"], ascending=[True, True, False], kind="stable")
    return [str(place) for place in ranked.index]


def _needed(rows: pd.DataFrame) -> list[str]:
    wanted = ("place", "standard", "status", "coverage_share", "coverage_low", "coverage_high", "assessed_share",
              "people_short", "people_unknown", "measured", "unit", "not_assessed_reason")  # fmt: skip
    return [name for name in wanted if name in rows.columns]


def _td(row: dict[str, Any] | None, key: str, tr: Words, of_sites: bool, hatched_below: float) -> str:  # noqa: FBT001
    if row is None:
        return "<td></td>"
    look, face = _site(row, tr) if of_sites else _place(row, tr, hatched_below)
    return f'<td class="{look}"><button type="button" data-s="{esc(key)}">{face}</button></td>'


def _place(row: dict[str, Any], tr: Words, hatched_below: float) -> tuple[str, str]:
    if row["status"] == "not_applicable":
        return "n", f"<b>–</b><small>{esc(tr('coverage.not_asked_here'))}</small>"
    if math.isnan(row["coverage_share"]) or math.isnan(row["coverage_low"]):
        return "u", f"<b>?</b><small>{esc(tr('unit.not_assessed'))}</small>"
    at = palette.step(row["coverage_low"], "share")
    hatched = " h" if row["assessed_share"] < hatched_below else ""
    low, high = tr.number(100 * row["coverage_low"]), tr.number(100 * row["coverage_high"])
    share = tr.number(100 * row["coverage_share"])
    return f"k{at}{hatched}", f"<b>{share}&nbsp;% {SIGNS[at]}</b><small>{low}–{high}</small>"


def _site(row: dict[str, Any], tr: Words) -> tuple[str, str]:
    status = row["status"]
    sign = SITE_SIGNS[status]
    if status == "not_assessed":
        reason = tr.or_else(f"coverage.reason.{row['not_assessed_reason']}", tr("unit.not_assessed"))
        return "u", f"<b>{sign}</b><small>{esc(reason)}</small>"
    if status == "not_applicable":
        return "n", f"<b>{sign}</b><small>{esc(tr('coverage.not_asked_here'))}</small>"
    return f"k{_site_step(status)}", f"<b>{sign}</b><small>{esc(_measured(row, tr))}</small>"


def _site_step(status: str) -> str:
    return {"met": str(len(SIGNS) - 1), "short": "0"}.get(status, f" {_LOOKS.get(status, '')}")


def _measured(row: dict[str, Any], tr: Words) -> str:
    value = row["measured"]
    if row["unit"] == "yes/no" or math.isnan(value):
        return tr(f"coverage.sign.{row['status']}")
    if row["unit"] == "share":
        return tr.share(value)
    return tr.number(value, 0 if value.is_integer() or value >= 100 else 1)


def _swatch(look: str, sign: str, text: str) -> str:
    return f'<span><i class="{look}">{sign or "&nbsp;"}</i>{esc(text)}</span>'
