"""Displaced people of a place by what is known of one standard, as one bar a part."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from components.figures import chart, palette
from components.i18n import Words

REASONS = ("people_not_visited", "people_no_access", "people_not_asked", "people_band", "people_old_test",
           "people_class_unknown")  # fmt: skip
# Pattern over the colour, so that a print in grey tells the parts apart.
_PARTS = {"people_met": ("met", ""), "people_short": ("short", "/"), **dict.fromkeys(REASONS, ("closed", "x")),
          "people_not_applicable": ("not_applicable", "."), "host_families": ("occupied", "-")}  # fmt: skip


def parts(row: pd.Series, tr: Words) -> go.Figure:
    """People of one place.

    Parameters
    ----------
    row
        A row of `results.coverage` at a level of communes.
    tr
        Words of the user's language.

    Returns
    -------
    figure
        One bar a part that has anybody: met, short, not assessed by reason, not applicable, host families.
    """
    host = float(row["idp_total_place"]) - float(row["people_total"])
    told = {name: host if name == "host_families" else float(row.get(name, 0.0)) for name in _PARTS}
    kept = {name: value for name, value in told.items() if value > 0}
    states, shapes = ([_PARTS[name][at] for name in kept] for at in (0, 1))
    fills = [palette.table("state")[state]["fill"] for state in states]
    labels = [tr(f"header.{name}") for name in kept]
    values = list(kept.values())
    figure = go.Figure(go.Bar(
        x=values, y=labels, orientation="h", marker={"color": fills, "pattern": chart.pattern(shapes)},
        text=[tr.number(value) for value in values], textposition="outside", cliponaxis=False,
        hovertemplate="%{y}<br>%{x:,.0f}<extra></extra>",
    ))  # fmt: skip
    figure.update_layout(showlegend=False, xaxis={"visible": False, "range": [0, 1.3 * max(values, default=1.0)]})
    return chart.laid_out(figure, tr, rows=len(kept), top_px=8, row_px=36)
