"""The head of the ranked list as bars: each score with its bounds, and beside it how steady the place is."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from components.figures import chart, palette
from components.i18n import Words


def bars(rows: pd.DataFrame, tr: Words, *, top: float) -> go.Figure:
    """Scores with their bounds, and the share of draws in which each site is in the head of the list.

    Parameters
    ----------
    rows
        What `results.priority_list` gave, those to show; sites without a rank are left out.
    tr
        Words of the user's language.
    top
        How many sites are the head of the list.

    Returns
    -------
    figure
        Two panels with one row of sites: bars with a line from bound to bound, and bars of the steadiness.
    """
    ranked = rows[rows["ranked"].astype(bool)]
    names = ranked["name"].where(ranked["name"].notna(), ranked["site_id"])
    labels = [f"{rank:.0f}. {chart.text(name, longest=chart.LONGEST)}"
              for rank, name in zip(ranked["rank"], names, strict=True)]  # fmt: skip
    colours = palette.table("chart")
    score, low, high = (100 * ranked[name].to_numpy(dtype="float64") for name in ("score", "score_low", "score_high"))
    steady = 100 * ranked["top_share"].to_numpy(dtype="float64")
    bounds = {"type": "data", "symmetric": False, "array": high - score, "arrayminus": score - low,
              "color": colours["text"], "thickness": 1.5, "width": 4}  # fmt: skip
    figure = go.Figure([
        go.Bar(x=score, y=labels, orientation="h", error_x=bounds, marker_color=colours["series"][4],
               hovertemplate="%{y}<br>%{x:.0f} %<extra></extra>"),
        go.Bar(x=steady, y=labels, orientation="h", marker_color=colours["series"][5], xaxis="x2",
               marker_pattern=chart.pattern("/"),
               hovertemplate="%{y}<br>%{x:.0f} %<extra></extra>"),
    ])  # fmt: skip
    figure.update_layout(
        showlegend=False, xaxis={**_axis(tr("priorities.chart_score"), [0, 25, 50, 75]), "domain": [0, 0.64]},
        xaxis2={**_axis(tr("priorities.chart_steady", top=top), [0, 100]), "domain": [0.72, 1], "anchor": "y"},
    )  # fmt: skip
    return chart.laid_out(figure, tr, rows=len(ranked), top_px=58)


def _axis(title: str, marks: list[int]) -> dict[str, Any]:
    told = {"text": title, "font": {"size": 13}, "standoff": 4}
    return {"range": [0, 100], "side": "top", "tickvals": marks, "title": told}
