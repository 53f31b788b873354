"""Stock to come, as a chart: what is left at the end of each month, and what arrives."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from components.figures import chart, palette
from components.i18n import Words

PX = 320


def projection(rows: pd.DataFrame, minimum: float, tr: Words) -> go.Figure:
    """Stock of one item month by month.

    Parameters
    ----------
    rows
        Rows of `geo.stock_projection.projection` of one item, in the order of the months.
    minimum
        Units below which the item is under-stocked; NaN where unknown.
    tr
        Words of the user's language.

    Returns
    -------
    figure
        Bars of what is left at the end of each month, with what arrived in it; a dashed line at the minimum.
    """
    series, text = palette.table("chart")["series"], palette.table("chart")["text"]
    months = [tr("stock.now") if row.month == 0 else f"{row.until[5:7]}/{row.until[:4]}" for row in rows.itertuples()]
    left, came = (rows[name].to_numpy(dtype="float64") for name in ("left", "arrivals"))
    told, look = [tr.number(one) for one in left], {"color": series[1], "pattern": chart.pattern("/")}
    bars = [
        go.Bar(x=months, y=left, name=tr("header.left"), marker={"color": series[0]}, text=told, textposition="outside",
               cliponaxis=False, hovertemplate="%{x}<br>%{text}<extra></extra>"),
        go.Bar(x=months, y=came, name=tr("header.arrivals"), marker=look,
               hovertemplate="%{x}<br>%{y:,.0f}<extra></extra>"),
    ]  # fmt: skip
    made = chart.laid_out(go.Figure(bars), tr, rows=0, top_px=20)
    made.update_yaxes(autorange=True, rangemode="tozero", tickformat=",.0f", nticks=4)
    made.update_xaxes(type="category")
    if minimum == minimum:  # noqa: PLR0124 - NaN is unknown
        line = {"dash": "dash", "color": text, "width": 1.5}
        made.add_hline(minimum, line=line, annotation_text=tr("header.minimum_units"), annotation_position="top right")
    made.update_layout(height=PX, barmode="group", margin={"l": 8, "r": 8, "t": 28, "b": 60}, legend={"y": -0.2})
    return made
