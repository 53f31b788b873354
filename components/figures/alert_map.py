"""Departments coloured by the worst level in force of one series; the word stands on the card and in the legend."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components.figures import palette, rows
from components.figures.escape import esc, script_json
from components.figures.layer import Layer
from components.figures.legend import Entry
from components.figures.rows import Field
from components.i18n import Words
from geo.frames.alerts import COLOURS, PHASES

LEVELS = {"vigilance": COLOURS, "alerte": PHASES}
_FIELDS = (Field("name", "map.field.name"), Field("told", "map.field.level"), Field("hazards", "map.field.hazards"))


def layer(frame: pd.DataFrame, series: str, tr: Words) -> Layer:
    """Departments by the worst level of a series.

    Parameters
    ----------
    frame
        As `geo.alerts.worst_by_department`: `adm1_pcode`, `name`, `level` (null: none is in force), `hazards`, `state`.
    series
        ``vigilance`` or ``alerte``.
    tr
        Words of the user's language.

    Returns
    -------
    layer
        Kind ``places``. A department without a level in force is grey and hatched, never the mildest colour.
    """
    told = [_told(level, state, tr) for level, state in zip(frame["level"], frame["state"], strict=True)]
    hazards = [_hazards(names, tr) for names in frame["hazards"]]
    shown = frame.assign(told=told, hazards=hazards)[["adm1_pcode", "name", "told", "hazards"]]
    looks = ["" if pd.isna(level) else str(level) for level in frame["level"]]
    used = sorted(set(looks))
    described, columns = rows.encode(rows.columns(shown), _FIELDS, tr)
    cells = zip([used.index(look) for look in looks], map(esc, frame["adm1_pcode"]), *columns, strict=True)
    spec = {"kind": "places", "level": "adm1", "fields": described, "styles": [_style(look) for look in used],
            "rows": list(cells)}  # fmt: skip
    named = tr(f"map.layer.{series}")
    return Layer("places", named, "areas", script_json(spec), _legend(series, tr), frozenset(frame["adm1_pcode"]))


def _told(level: Any, state: str, tr: Words) -> str:
    return tr(f"choice.alert_state.{state}") if pd.isna(level) else tr(f"choice.level.{level}")


def _hazards(names: Any, tr: Words) -> str | None:
    if pd.isna(names):
        return None
    return ", ".join(tr.or_else(f"choice.hazard.{one}", one) for one in str(names).split(", "))


def _style(level: str) -> dict[str, Any]:
    unknown = palette.table("unknown")
    return {
        "fill": palette.table("alert")[level]["fill"] if level else unknown["fill"],
        "line": palette.table("land")["department"], "hatch": "" if level else unknown["hatch"],
        "weight": palette.table("width")["area"], "opacity": palette.table("opacity")["area"],
    }  # fmt: skip


def _legend(series: str, tr: Words) -> tuple[Entry, ...]:
    looks, unknown = palette.table("alert"), palette.table("unknown")
    known = (Entry(tr(f"choice.level.{one}"), "area", looks[one]["fill"]) for one in LEVELS[series])
    return (*known, Entry(tr("choice.alert_state.not_told"), "area", unknown["fill"], hatch=unknown["hatch"]))
