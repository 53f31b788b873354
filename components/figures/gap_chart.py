"""Gaps as bars: people at sites below each standard, with what is missing written beside them."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from components.figures import chart, palette
from components.i18n import Words

MOST = 12


def people_short(rows: pd.DataFrame, tr: Words) -> go.Figure:
    """People at sites below the standards.

    Parameters
    ----------
    rows
        What `results.gaps` gave of one place, most people first; `MOST` of them are drawn.
    tr
        Words of the user's language.

    Returns
    -------
    figure
        One bar a standard; beside its name the units that are missing.
    """
    shown = rows.head(MOST)
    labels = [_label(row, tr)
              for row in shown.to_dict("records")]  # fmt: skip
    people = shown["people_short"].to_numpy(dtype="float64")
    marker = {"color": palette.table("state")["short"]["fill"], "pattern": chart.pattern("/")}
    figure = go.Figure(go.Bar(
        x=people, y=labels, orientation="h", marker=marker, text=[tr.number(one) for one in people],
        textposition="outside", cliponaxis=False, hovertemplate="%{y}<br>%{x:,.0f}<extra></extra>",
    ))  # fmt: skip
    furthest = float(people.max()) if len(people) else 1.0
    title = {"text": tr("gap.chart"), "font": {"size": 13}}
    figure.update_layout(
        showlegend=False,
        xaxis={"side": "top", "tickformat": ",.0f", "nticks": 3, "title": title, "range": [0, 1.45 * max(furthest, 1)]},
    )
    return chart.laid_out(figure, tr, rows=len(shown), top_px=48, row_px=44)


def before_after(told: pd.DataFrame, tr: Words) -> go.Figure:
    """Coverage before and after a trial, by place.

    Parameters
    ----------
    told
        What `results.what_if` gave, of one standard, the places to show.
    tr
        Words of the user's language.

    Returns
    -------
    figure
        Two bars a place, the bars before hatched.
    """
    names = [chart.text(name, longest=chart.LONGEST) for name in told["name"]]
    series = palette.table("chart")["series"]
    looks = (("before", series[4], "/"), ("after", series[0], ""))
    figure = go.Figure([
        go.Bar(x=100 * told[f"coverage_share_{side}"].to_numpy(dtype="float64"), y=names, orientation="h",
               name=tr(f"gap.{side}"), marker={"color": colour, "pattern": chart.pattern(sign)},
               hovertemplate="%{y}<br>%{fullData.name} : %{x:.1f} %<extra></extra>")
        for side, colour, sign in looks
    ])  # fmt: skip
    figure.update_layout(xaxis={"side": "top", "range": [0, 100], "ticksuffix": " %", "nticks": 5})
    return chart.laid_out(figure, tr, rows=len(told) + 1, row_px=40)


def _label(row: dict[str, object], tr: Words) -> str:
    name = chart.text(tr(f"standard.{row['standard']}"), longest=34)
    return f"<b>{name}</b><br>{_missing(row, tr)}"


def _missing(row: dict[str, object], tr: Words) -> str:
    units = row["units"]
    if not isinstance(units, float) or pd.isna(units):
        return tr("unit.unknown")
    unit = str(row["gap_unit"])
    what = tr(f"means.{row['means']}") if pd.notna(row["means"]) else tr.or_else(f"choice.gap_unit.{unit}", unit)
    return f"{tr.number(units)} {chart.text(what, longest=chart.LONGEST)}"
