"""The matrix of who does what as own HTML: organisations down, sectors across, the number of sites in each cell."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components.figures import palette
from components.figures.escape import esc
from components.figures.partner_charts import sector
from components.i18n import Words
from geo.frames.sites import SECTORS


def html(rows: pd.DataFrame, tr: Words) -> str:
    """Organisations and sectors.

    Parameters
    ----------
    rows
        What `results.partner_sites` gave.
    tr
        Words of the user's language.

    Returns
    -------
    html
        Own markup around escaped text. A number counts sites, the darker the more; a number with the word for
        communes counts communes where no site is named; "?" counts sites of which nobody told whether it is there.
    """
    told = set(rows["sector"])
    sectors = [*(code for code in SECTORS if code in told), *sorted(told - set(SECTORS))]
    cells = {(row["organisation"], row["sector"]): row for row in rows.to_dict("records")}
    names = rows.drop_duplicates("organisation").set_index("organisation")["organisation_name"]
    most = float(max(rows["sites"].max(), 1)) if len(rows) else 1.0
    head = "".join(f'<th scope="col">{esc(sector(code, tr))}</th>' for code in sectors)
    body = "".join(
        f'<tr><th scope="row">{esc(_name(code, names))}</th>'
        f"{''.join(_cell(cells.get((code, one)), most, tr, sector(one, tr)) for one in sectors)}</tr>"
        for code in names.index
    )
    corner = f'<th scope="col">{esc(tr("partners.organisation"))}</th>'
    return (
        f'{_style()}<div class="pare-matrix" tabindex="0"><table>'
        f"<thead><tr>{corner}{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _name(code: str, names: pd.Series) -> str:
    told = names[code]
    return str(told) if pd.notna(told) else code


def _cell(row: dict[str, Any] | None, most: float, tr: Words, head: str) -> str:
    if row is None:
        return '<td class="pare-none">·</td>'
    sites, unknown, communes = int(row["sites"]), int(row["sites_unsure"]), int(row["communes"])
    parts = [f"<b>{sites}</b>"] if sites else []
    if not sites and communes:
        parts.append(f"<small>{esc(tr('partners.cell_communes', count=communes))}</small>")
    if unknown:
        parts.append(f"<small>+{unknown}&nbsp;?</small>")
    colours = palette.table("scale")["persons"]["colours"]
    at = min(int(sites / most * len(colours)), len(colours) - 1)
    paper, ink = palette.table("land")["paper"], palette.table("chart")["text"]
    look = f"background:{colours[at]};color:{paper if at >= len(colours) - 2 else ink}" if sites else ""
    return f'<td style="{look}" data-head="{esc(head)}"><span>{" ".join(parts) or "·"}</span></td>'


def _style() -> str:
    grid = palette.table("chart")["grid"]
    return (
        "<style>.pare-matrix{overflow-x:auto}"
        ".pare-matrix table{border-collapse:collapse;font-size:.85rem;line-height:1.25}"
        f".pare-matrix th,.pare-matrix td{{border:1px solid {grid};padding:.3rem .45rem}}"
        ".pare-matrix th,.pare-matrix td{text-align:center;min-width:3.4rem}"
        ".pare-matrix thead th{font-size:.75rem;font-weight:600;vertical-align:bottom}"
        ".pare-matrix tr>th:first-child{text-align:left;min-width:9rem;font-weight:600}"
        # on a phone an organisation is a card with the sectors in which it is
        "@media (max-width:640px){.pare-matrix thead,.pare-matrix .pare-none{display:none}"
        ".pare-matrix tr{display:flex;flex-wrap:wrap;gap:.3rem;padding:.5rem 0}"
        ".pare-matrix table,.pare-matrix tbody{display:block;width:100%}"
        ".pare-matrix tr>th:first-child{flex-basis:100%;border:0;padding:0}"
        ".pare-matrix td{min-width:0;border-radius:.3rem;padding:.15rem .5rem}"
        ".pare-matrix td::before{content:attr(data-head) ' ';font-weight:400}}"
        "</style>"
    )
