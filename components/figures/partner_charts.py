"""Who does what where as bars: sites by manager, and people by what is told of each sector."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from components.figures import chart, palette
from components.i18n import Words

# Pattern over the colour, so that a print in grey tells the parts apart.
_PRESENCE = {"present": ("met", ""), "contradicted": ("occupied", "x"), "absent": ("short", "/"),
             "not_told": ("not_applicable", ".")}  # fmt: skip
_MANAGED = {
    "named": ("met", ""),
    "unnamed": ("sound", "."),
    "none": ("short", "/"),
    "not_told": ("not_applicable", "x"),
}


def sector(code: str, tr: Words) -> str:
    """Name of a sector."""
    return tr.or_else(f"choice.{code}", tr.or_else(f"sector.{code}", code))


def managers(rows: pd.DataFrame, tr: Words) -> go.Figure:
    """Sites of each manager of one place, and of those without one.

    Parameters
    ----------
    rows
        What `results.managers` gave, of one place.
    tr
        Words of the user's language.

    Returns
    -------
    figure
        One bar a manager, with its sites and people written at its end.
    """
    names = [chart.text(manager, longest=chart.LONGEST) if pd.notna(manager) else tr(f"choice.managed.{managed}")
             for manager, managed in zip(rows["manager"], rows["managed"], strict=True)]  # fmt: skip
    told = [tr("partners.bar_sites", sites=float(sites), people=tr.number(people))
            for sites, people in zip(rows["sites"], rows["people"], strict=True)]  # fmt: skip
    labels = [f"<b>{name}</b><br>{said}" for name, said in zip(names, told, strict=True)]
    states, shapes = zip(*(_MANAGED[managed] for managed in rows["managed"]), strict=True)
    marker = {"color": [_fill(state) for state in states], "pattern": chart.pattern(list(shapes))}
    figure = go.Figure(go.Bar(
        x=rows["sites"].to_numpy(dtype="float64"), y=labels, orientation="h", marker=marker,
        hovertemplate="%{y}<extra></extra>",
    ))  # fmt: skip
    figure.update_layout(xaxis={"rangemode": "tozero", "visible": False})
    return chart.laid_out(figure, tr, rows=len(rows), top_px=4, row_px=44)


def presence(rows: pd.DataFrame, tr: Words) -> go.Figure:
    """People at the sites of one place by what is told of each sector.

    Parameters
    ----------
    rows
        What `results.presence` gave at a level of places, of one place.
    tr
        Words of the user's language.

    Returns
    -------
    figure
        One bar a sector, stacked: served, sources contradict, not served, nothing told.
    """
    names = [sector(code, tr) for code in rows["sector"]]
    bars = [
        go.Bar(
            x=rows[f"people_{state}"].to_numpy(dtype="float64"), y=names, orientation="h",
            name=tr(f"partners.people_{state}"), marker={"color": _fill(look), "pattern": chart.pattern(sign)},
            hovertemplate="%{y}<br>%{fullData.name} : %{x:,.0f}<extra></extra>",
        )
        for state, (look, sign) in _PRESENCE.items()
    ]  # fmt: skip
    figure = go.Figure(bars)
    figure.update_layout(barmode="stack", xaxis={"side": "top", "tickformat": ",.0f", "nticks": 4})
    return chart.laid_out(figure, tr, rows=len(rows) + 2)


def _fill(state: str) -> str:
    told: str = palette.table("state")[state]["fill"]
    return told
