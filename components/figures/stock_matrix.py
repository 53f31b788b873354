"""Items down, departments across, as own HTML: status by colour and sign, months of stock in each cell."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from components.figures import palette
from components.figures.escape import esc
from components.i18n import Words
from geo.stock_status import STATUSES

SIGNS = {"rupture": "✗", "understocked": "▼", "well_stocked": "✓", "overstocked": "▲", "not_evaluated": "?"}
STATES = {"rupture": "short", "understocked": "occupied", "well_stocked": "met", "overstocked": "sound"}
UNKNOWN = "not_evaluated"


def state_of(status: str) -> str:
    """State of the palette that a status is drawn in."""
    return STATES.get(status, "not_assessed")


def worst(statuses: pd.Series) -> str:
    """The worst of several statuses; one that is not evaluated says less than any that is."""
    there = set(statuses)
    return next((one for one in STATUSES if one in there), UNKNOWN)


def html(rows: pd.DataFrame, names: Mapping[str, str], items: Mapping[str, str], tr: Words) -> str:
    """Draw the matrix.

    Parameters
    ----------
    rows
        Rows of `geo.stock_status.stock_status` by place.
    names, items
        Name of each place and item; the order of `names` is that of the columns.
    tr
        Words of the user's language.

    Returns
    -------
    html
        Own markup around escaped text. A cell says the status by its sign and the months of stock, and both with the
        units usable in its title; a place that has never held the item has a dash.
    """
    cells = {(row["item"], row["place"]): row for row in rows.to_dict("records")}
    places = [place for place in names if (rows["place"] == place).any()]
    head = "".join(f'<th scope="col">{esc(names[place])}</th>' for place in places)
    body = []
    for item in sorted(set(rows["item"]), key=lambda one: items.get(one, one)):
        told = "".join(_td(cells.get((item, place)), tr) for place in places)
        body.append(f'<tr><th scope="row">{esc(items.get(item, item))}</th>{told}</tr>')
    label = esc(tr("stock.part.departments"))
    return (
        f'{_style()}<div class="pare-stock" tabindex="0" role="region" aria-label="{label}"><table><thead><tr>'
        f'<th scope="col">{esc(tr("column.item_name"))}</th>{head}</tr></thead><tbody>'
        f"{''.join(body)}</tbody></table></div>"
        f"{_legend(tr)}"
    )


def _td(row: dict[str, Any] | None, tr: Words) -> str:
    if row is None:
        return '<td class="none">–</td>'
    status = str(row["stock_status"])
    months = row["months_of_stock"]
    face = (
        "?" if status == UNKNOWN else esc(tr.number(months, 0 if months >= 10 else 1)) if not math.isnan(months) else ""
    )
    title = tr("stock.cell", status=tr(f"choice.stock_status.{status}"), units=row["usable"])
    return f'<td class="{status}" title="{esc(title)}"><b>{SIGNS[status] if status != UNKNOWN else ""} {face}</b></td>'


def _legend(tr: Words) -> str:
    parts = "".join(
        f'<span><i class="{one}">{SIGNS[one]}</i>{esc(tr(f"choice.stock_status.{one}"))}</span>' for one in STATUSES
    )
    return f'<div class="pare-stock-legend">{parts}<span>{esc(tr("stock.cell_months"))}</span></div>'


def _style() -> str:
    look, ink, paper = palette.table("state"), palette.table("chart")["text"], palette.table("land")["paper"]
    unknown, grid = palette.table("unknown"), palette.table("chart")["grid"]
    stripes = f"repeating-linear-gradient(45deg,{unknown['hatch']} 0 1px,transparent 1px 6px)"
    colours = "".join(
        f".pare-stock .{one},.pare-stock-legend .{one}"
        f"{{background:{look[state]['fill']};color:{ink if state == 'occupied' else paper}}}"
        for one, state in STATES.items()
    )
    return (
        "<style>.pare-stock{overflow:auto;font-size:.85rem;print-color-adjust:exact;-webkit-print-color-adjust:exact}"
        ".pare-stock table{border-collapse:separate;border-spacing:2px;width:100%}"
        f".pare-stock th,.pare-stock td{{padding:.35rem .3rem;text-align:center;min-width:3.6rem;color:{ink}}}"
        f".pare-stock tr>th:first-child{{position:sticky;left:0;background:{paper};text-align:left;min-width:8rem}}"
        ".pare-stock thead th{font-size:.75rem;vertical-align:bottom;overflow-wrap:anywhere;hyphens:auto}"
        ".pare-stock td b{white-space:nowrap;font-variant-numeric:tabular-nums}"
        f".pare-stock td.none{{border:1px dashed {grid}}}{colours}"
        f".pare-stock .{UNKNOWN},.pare-stock-legend .{UNKNOWN}"
        f"{{background:{unknown['fill']} {stripes};color:{ink}}}"
        ".pare-stock-legend{display:flex;flex-wrap:wrap;gap:.25rem .9rem;margin-top:.5rem;font-size:.85rem}"
        ".pare-stock-legend span{display:inline-flex;align-items:center;gap:.35rem}"
        ".pare-stock-legend i{font-style:normal;min-width:1.5rem;text-align:center;border-radius:2px}"
        "@media (max-width:640px){.pare-stock th,.pare-stock td{min-width:3.1rem}"
        ".pare-stock tr>th:first-child{min-width:5.6rem;max-width:6.5rem;overflow-wrap:anywhere}}</style>"
    )
