"""Stock of each warehouse as it is and as it would stand best."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from components.figures import chart, palette
from components.i18n import Words

MOST = 30


def now_and_best(rows: pd.DataFrame, tr: Words, *, axis: str) -> go.Figure:
    """Two bars a warehouse: units now and at the best allocation of the same total.

    Parameters
    ----------
    rows
        `warehouse`, `quantity`, `best_quantity` (units); those with neither are left out, the largest difference first.
    tr
        Words of the user's language.
    axis
        What the bars count; may be hostile.
    """
    told = rows[(rows["quantity"] > 0) | (rows["best_quantity"] >= 1)]
    order = (told["best_quantity"] - told["quantity"]).abs().sort_values(ascending=False, kind="stable").index
    told = told.loc[order].head(MOST)
    names = [chart.text(name, longest=chart.LONGEST) for name in told["warehouse"]]
    series, figure = palette.table("chart")["series"], go.Figure()
    for at, (column, key) in enumerate((("quantity", "today"), ("best_quantity", "best"))):
        figure.add_trace(go.Bar(
            y=names, x=told[column].round().tolist(), orientation="h", name=tr(f"prepositioning.{key}"),
            marker={"color": series[at], "pattern": chart.pattern("" if not at else "/")},
            hovertemplate="%{y} : %{x:,.0f}<extra>%{fullData.name}</extra>",
        ))  # fmt: skip
    chart.laid_out(figure, tr, rows=len(told), top_px=10, row_px=34)
    figure.update_layout(barmode="group", bargap=0.25, bargroupgap=0.05)
    figure.update_xaxes(tickformat=",.0f", title={"text": chart.text(axis), "standoff": 6, "font": {"size": 13}})
    return figure
