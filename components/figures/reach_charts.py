"""Reach as charts: households by hours, today and after changes; what changes gain and lose by place."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from components.figures import chart, palette
from components.i18n import Words

CURVE_PX = 330
MOST_PLACES = 12
Curve = tuple[str, pd.DataFrame]  # what it is called, rows of `results.reach_of` of one place


def curve(curves: Sequence[Curve], tr: Words, *, hours: float) -> go.Figure:
    """Households reached by hours.

    Parameters
    ----------
    curves
        Today first, then what is tried: name and rows of one place (`within_hours`, `households_reached`,
        `households_in_need`, `bound_by`).
    tr
        Words of the user's language.
    hours
        The band that the page answers for: it is marked.

    Returns
    -------
    figure
        One line a curve, a mark at each band that was computed: between two bands nothing is claimed, the line holds
        the last figure. The need is a broken line.
    """
    series, dashes = palette.table("chart")["series"], ("solid", "dash", "dot")
    figure = go.Figure()
    for at, (name, rows) in enumerate(curves):
        told = rows.sort_values("within_hours")
        text = [f"{tr.number(one.households_reached)}<br>{tr(f'choice.bound_by.{one.bound_by}')}"
                for one in told.itertuples()]  # fmt: skip
        figure.add_trace(go.Scatter(
            x=told["within_hours"].tolist(), y=told["households_reached"].tolist(), mode="lines+markers",
            name=chart.text(name, longest=chart.LONGEST), text=text,
            line={"shape": "hv", "width": 3, "color": series[at % len(series)], "dash": dashes[at % len(dashes)]},
            marker={"size": 9, "symbol": ("circle", "diamond", "square")[at % 3]},
            hovertemplate="H+%{x:g} : %{text}<extra>%{fullData.name}</extra>",
        ))  # fmt: skip
    bands = sorted({float(one) for _, rows in curves for one in rows["within_hours"]})
    _need(figure, curves, bands, tr)
    chart.laid_out(figure, tr, rows=0, top_px=10)
    figure.add_vline(x=hours, line={"color": palette.table("chart")["axis"], "width": 1, "dash": "dot"})
    title = {"text": tr("reach.hours_axis"), "font": {"size": 13}, "standoff": 4}
    figure.update_xaxes(title=title, tickvals=bands, ticktext=[f"{band:g}" for band in bands], tickangle=0,
                        range=[0, 1.04 * max(bands, default=1.0)])  # fmt: skip
    figure.update_yaxes(autorange=True, rangemode="tozero", tickformat=",.0f", nticks=5,
                        gridcolor=palette.table("chart")["grid"])  # fmt: skip
    figure.update_layout(height=CURVE_PX, legend={"y": -0.24}, showlegend=True, margin={"b": 60, "r": 16})
    return figure


def _need(figure: go.Figure, curves: Sequence[Curve], bands: Sequence[float], tr: Words) -> None:
    need = curves[0][1]["households_in_need"].dropna() if curves else pd.Series(dtype="float64")
    if need.empty or not bands:
        return
    level = float(need.iloc[0])
    figure.add_trace(go.Scatter(
        x=[0.0, max(bands)], y=[level, level], mode="lines", name=tr("reach.need_line", count=level),
        line={"color": palette.table("state")["short"]["fill"], "width": 2, "dash": "longdash"}, hoverinfo="skip",
    ))  # fmt: skip


def gained(rows: pd.DataFrame, tr: Words) -> go.Figure:
    """Households gained or lost by place, the largest change first.

    Parameters
    ----------
    rows
        Rows of `results.reach_difference` of one band; `MOST_PLACES` of those that change are drawn.
    tr
        Words of the user's language.
    """
    moved = rows[rows["households_gained"] != 0]
    order = moved["households_gained"].abs().sort_values(ascending=False, kind="stable").index
    shown = moved.loc[order].head(MOST_PLACES)
    values = shown["households_gained"].to_numpy(dtype="float64")
    states = ["met" if one > 0 else "short" for one in values]
    signs = [f"{'+' if one > 0 else '−'}{tr.number(abs(one))}" for one in values]
    figure = go.Figure(go.Bar(
        x=values, y=[chart.text(name, longest=chart.LONGEST) for name in shown["name"]], orientation="h", text=signs,
        textposition="outside", cliponaxis=False, hovertemplate="%{y}<br>%{text}<extra></extra>",
        marker={"color": [palette.table("state")[state]["fill"] for state in states],
                "pattern": chart.pattern(["" if one > 0 else "/" for one in values])},
    ))  # fmt: skip
    widest = max((abs(one) for one in values), default=1.0)
    ends = [min(0.0, *values, 0.0) - 0.4 * widest, max(0.0, *values, 0.0) + 0.4 * widest]
    figure.update_layout(showlegend=False, xaxis={"visible": False, "range": ends})
    return chart.laid_out(figure, tr, rows=max(len(shown), 1), top_px=6)
