"""Vigilance by hazard and alerte, one row a department: each cell says its level in words and shows it in colour."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components.figures import alert_words, haiti_time, palette
from components.figures.escape import esc
from components.i18n import Words
from geo.alerts import COMING, IN_FORCE, LAPSED, NOT_TOLD
from geo.frames.alerts import SERIES

TO_CONFIRM = "to_confirm"
_ORDER = (IN_FORCE, LAPSED, TO_CONFIRM, COMING)


def html(series: tuple[pd.DataFrame, pd.DataFrame], tr: Words) -> str:
    """Draw the matrix; on a phone a department is a card.

    Parameters
    ----------
    series
        Rows of the vigilance and of the alerte (`geo.alerts.alerts_at`, also with the state ``to_confirm``).
    tr
        Words of the user's language.

    Returns
    -------
    html
        Own markup around escaped text.
    """
    columns = [(name, hazard) for name, rows in zip(SERIES, series, strict=True) for hazard in _hazards(rows)]
    every = pd.concat(series, ignore_index=True).drop_duplicates("adm1_pcode").sort_values("adm1_pcode")
    cells = {name: _cells(rows) for name, rows in zip(SERIES, series, strict=True)}
    body = "".join(
        f'<tr><th scope="row">{esc(name)}</th>{_row(code, columns, cells, tr)}</tr>'
        for code, name in zip(every["adm1_pcode"], every["name"], strict=True)
    )
    return f'{_style()}<div class="pare-alerts"><table>{_head(columns, tr)}<tbody>{body}</tbody></table></div>'


def _hazards(rows: pd.DataFrame) -> list[str]:
    """Hazards that any bulletin of the series names; "" for a series without one."""
    return sorted(rows["hazard"].dropna().unique()) or [""]


def _cells(rows: pd.DataFrame) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """What is said of a department and hazard: what holds first, then what waits or comes."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    told = rows[rows["state"] != NOT_TOLD]
    order = told["state"].map({state: at for at, state in enumerate(_ORDER)})
    for row in told.loc[order.sort_values(kind="stable").index].to_dict("records"):
        found.setdefault((row["adm1_pcode"], row["hazard"]), []).append(row)
    return found


def _head(columns: list[tuple[str, str]], tr: Words) -> str:
    wide = {name: sum(one == name for one, _ in columns) for name in SERIES}
    titles = {name: esc(tr(f"messages.head.{name}")) for name in SERIES}
    groups = "".join(f'<th scope="colgroup" colspan="{wide[name]}">{titles[name]}</th>' for name in SERIES)
    names = "".join(f'<th scope="col">{esc(_name(hazard, tr))}</th>' for _, hazard in columns)
    return f"<thead><tr><th></th>{groups}</tr><tr><th></th>{names}</tr></thead>"


def _name(hazard: str, tr: Words) -> str:
    return alert_words.hazard(hazard, tr) if hazard else tr("alerts.not_told")


def _row(code: str, columns: list[tuple[str, str]], cells: dict[str, Any], tr: Words) -> str:
    if not any(cells[name].get((code, hazard)) for name, hazard in columns):
        return f'<td colspan="{len(columns)}"><span class="pare-nil">{esc(tr("alerts.not_told"))}</span></td>'
    made = []
    for name, hazard in columns:
        told = "".join(_chip(row, tr) for row in cells[name].get((code, hazard), []))
        empty = "" if told else ' class="pare-none"'
        inner = told or f'<span class="pare-nil" title="{esc(tr("alerts.not_told"))}">{esc(tr("unit.blank"))}</span>'
        label = f"{tr(f'choice.series.{name}')}, {_name(hazard, tr)}"
        made.append(f'<td{empty} data-head="{esc(label)}">{inner}</td>')
    return "".join(made)


def _chip(row: dict[str, Any], tr: Words) -> str:
    """A level: filled where it holds, only framed where it does not; the word stands in it either way."""
    word = tr(f"choice.level.{row['level']}")
    end = row["valid_until"] if row["state"] in (IN_FORCE, LAPSED) else row["valid_from"]
    until = haiti_time.short(end, tr) if isinstance(end, str) else ""
    if row["state"] == IN_FORCE:
        look = palette.table("alert")[row["level"]]
        style = f"background:{look['fill']};color:{look['ink']}"
        below = f"<small>→ {esc(until)}</small>" if until else ""
        return f'<span class="pare-chip" style="{style}">{esc(word)}{below}</span>'
    short = esc(tr(f"alerts.short.{row['state']}") + f" : {word}")
    below = f"<small>{esc(until)}</small>" if until else ""
    return f'<span class="pare-chip pare-frame">{short}{below}</span>'


def _style() -> str:
    grid, unknown = palette.table("chart")["grid"], palette.table("unknown")
    return (
        "<style>.pare-alerts{overflow-x:auto}.pare-alerts table{border-collapse:collapse;width:100%;font-size:.88rem}"
        f".pare-alerts th,.pare-alerts td{{padding:.3rem .5rem;border-bottom:1px solid {grid};text-align:left;"
        "vertical-align:top}.pare-alerts thead th{font-size:.8rem}.pare-alerts thead tr:first-child th+th+th,"
        f".pare-alerts thead tr:first-child th+th{{border-left:2px solid {grid}}}"
        ".pare-chip{display:inline-block;padding:.1rem .5rem;border-radius:.35rem;font-weight:600;"
        "margin:0 .3rem .15rem 0}"
        ".pare-chip small{display:block;font-weight:400;font-size:.75rem}"
        f".pare-frame{{border:1.5px dashed {unknown['hatch']};font-weight:400}}.pare-nil{{opacity:.6}}"
        "@media (max-width:640px){.pare-alerts thead{display:none}"
        f".pare-alerts tr{{display:block;border:1px solid {grid};border-radius:.4rem;margin:0 0 .6rem;padding:.3rem 0}}"
        ".pare-alerts tbody th{display:block;border:0;font-weight:600}.pare-alerts td{display:flex;border:0;gap:1rem;"
        "justify-content:space-between;padding:.12rem .5rem}.pare-alerts .pare-none{display:none}"
        ".pare-alerts td::before{content:attr(data-head);opacity:.75}}"
        "</style>"
    )
