"""How people move, as charts: rounds held like with like, flows, host families beside sites, operations by round."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from components.figures import chart, palette
from components.i18n import Words

# In and out of the sites, in the order of the formula; the last ones are no movement that anybody told.
IN = ("people_in", "people_from_sites")
OUT = ("to_sites", "to_communes", "destination_unknown", "destination_not_applicable")
REST = ("people_out_above_count", "left_untold", "left_at_closure", "at_uncounted")
_LOOKS = {**dict.fromkeys(IN, ("met", "")), **dict.fromkeys(OUT, ("short", "/")),
          "destination_unknown": ("closed", "x"), **dict.fromkeys(REST, ("not_applicable", "."))}  # fmt: skip
MOST = 12
TREND_PX = 440
SERIES = ("people", "site_people", "host_people")


def round_label(name: str, tr: Words) -> str:
    """Name of a round: its number, where it has one, and the month of its first day."""
    number, _, month = str(name).rpartition(" ")
    told = f"{tr(f'month.m{month[5:7]}')} {month[:4]}"
    return tr("displacement.round", number=number, month=told) if number else told


def rounds(rows: pd.DataFrame, tr: Words) -> go.Figure:
    """Rounds of one place: the same sites in two rounds as lines, and below how many sites each round covers.

    Parameters
    ----------
    rows
        What `results.trends` gave of one place, oldest first.
    tr
        Words of the user's language.

    Returns
    -------
    figure
        One line from a round to the next, over the sites counted in both, so that no line rises because a round
        covers more; a mark for everybody whom a round counted; bars of the sites covered, of those open.
    """
    ticks = [_short(name) for name in rows["round"]]
    made = go.Figure([_all(rows, ticks, tr), *_pairs(rows, ticks, tr), *_sites(rows, ticks, tr)])
    chart.laid_out(made, tr, rows=0, top_px=10)
    grid = palette.table("chart")["grid"]
    made.update_xaxes(type="category", categoryorder="array", categoryarray=ticks, tickangle=0, anchor="y2")
    made.update_layout(
        height=TREND_PX, barmode="overlay", margin={"l": 8, "r": 8, "t": 26, "b": 100}, legend={"y": -0.2},
        yaxis={"domain": [0.42, 1.0], "autorange": True, "rangemode": "tozero", "gridcolor": grid, "nticks": 5,
               "tickformat": ",.0f"},
        yaxis2={"domain": [0.0, 0.30], "autorange": True, "rangemode": "tozero", "gridcolor": grid, "nticks": 3,
                "fixedrange": True, "automargin": True},
        annotations=[_heading(tr("displacement.people_axis"), 1.0), _heading(tr("displacement.sites_axis"), 0.30)],
    )  # fmt: skip
    return made


def _heading(told: str, y: float) -> dict[str, Any]:
    return {"text": told, "x": 0, "xref": "paper", "y": y, "yref": "paper", "xanchor": "left", "yanchor": "bottom",
            "showarrow": False, "font": {"size": 13}}  # fmt: skip


def _all(rows: pd.DataFrame, ticks: list[str], tr: Words) -> go.Scatter:
    text = [f"{round_label(one.round, tr)}<br>{tr.number(one.people)}" for one in rows.itertuples()]
    return go.Scatter(
        x=ticks, y=rows["people"].to_numpy(dtype="float64"), mode="markers", name=tr("displacement.every_site"),
        marker={"symbol": "circle-open", "size": 10, "color": palette.table("chart")["axis"]}, text=text,
        hovertemplate="%{text}<br>%{fullData.name}<extra></extra>",
    )  # fmt: skip


def _pairs(rows: pd.DataFrame, ticks: list[str], tr: Words) -> list[go.Scatter]:
    """One line a pair of rounds: the same sites in both."""
    colour = palette.table("chart")["series"][0]
    at = dict(zip(rows["round"], ticks, strict=True))
    lines = []
    for row in rows[rows["sites_both"] > 0].to_dict("records"):
        told = tr("displacement.same_sites", count=int(row["sites_both"]))
        people = [float(row["people_before"]), float(row["people_after"])]
        lines.append(go.Scatter(
            x=[at[row["previous_round"]], at[row["round"]]], y=people, mode="lines+markers",
            name=tr("displacement.same_line"), legendgroup="same", showlegend=not lines,
            line={"color": colour, "width": 3}, marker={"size": 7, "color": colour},
            text=[f"{tr.number(one)}<br>{told}" for one in people], hovertemplate="%{text}<extra></extra>",
        ))  # fmt: skip
    return lines


def _sites(rows: pd.DataFrame, ticks: list[str], tr: Words) -> list[go.Bar]:
    """Sites open, and those of them that the round covers, one bar in the other."""
    looks = (("sites_open", "not_applicable", "."), ("sites_covered", "met", ""))
    share = [tr.share(one) for one in rows["covered_share"]]
    return [
        go.Bar(x=ticks, y=rows[name].to_numpy(dtype="float64"), yaxis="y2", name=tr(f"displacement.{name}"),
               marker={"color": palette.table("state")[state]["fill"], "pattern": chart.pattern(sign)},
               text=share if name == "sites_covered" else None, textposition="inside", insidetextanchor="end",
               hovertemplate="%{y:,.0f}<br>%{fullData.name}<extra></extra>")
        for name, state, sign in looks
    ]  # fmt: skip


def coverage(rows: pd.DataFrame, tr: Words) -> go.Figure:
    """Coverage of one standard from round to round, over the sites assessed in both, held to one threshold.

    `rows`: what `results.trends` gave of one place and standard, oldest first.
    """
    colour = palette.table("chart")["series"][2]
    ticks = dict(zip(rows["round"], [_short(name) for name in rows["round"]], strict=True))
    made = go.Figure()
    for row in rows[rows["sites_assessed_both"] > 0].to_dict("records"):
        shares = [float(row["coverage_share_before"]), float(row["coverage_share_after"])]
        told = tr("displacement.same_sites", count=int(row["sites_assessed_both"]))
        made.add_trace(go.Scatter(
            x=[ticks[row["previous_round"]], ticks[row["round"]]], y=[100 * one for one in shares],
            mode="lines+markers", showlegend=False, line={"color": colour, "width": 3}, marker={"size": 8},
            text=[f"{tr.share(one)}<br>{told}" for one in shares], hovertemplate="%{text}<extra></extra>",
        ))  # fmt: skip
    chart.laid_out(made, tr, rows=5, top_px=10)
    made.update_xaxes(type="category", categoryorder="array", categoryarray=list(ticks.values()), tickangle=0)
    made.update_yaxes(autorange=False, range=[0, 105], ticksuffix=tr.share(1).removeprefix(tr.number(100)), nticks=5,
                      gridcolor=palette.table("chart")["grid"])  # fmt: skip
    made.update_layout(height=TREND_PX // 2 + 20, margin={"b": 50})
    return made


def flows(row: dict[str, Any], tr: Words) -> go.Figure:
    """What moves one place's people from the last count to today: one bar a part that is not zero.

    `row`: of `results.people_now`. Bars to the right add people, those to the left take them away.
    """
    adds = (*IN, "people_out_above_count")
    told = {name: (1 if name in adds else -1) * float(row[name]) for name in (*IN, *OUT, *REST)}
    kept = {name: value for name, value in told.items() if value}
    states, shapes = ([_LOOKS[name][at] for name in kept] for at in (0, 1))
    fills = [palette.table("state")[state]["fill"] for state in states]
    widest = max((abs(value) for value in kept.values()), default=1.0)
    labels = [tr(f"displacement.flow.{name}") for name in kept]
    signs = [f"{'+' if value > 0 else '−'}{tr.number(abs(value))}" for value in kept.values()]
    made = go.Figure(go.Bar(
        x=list(kept.values()), y=labels, orientation="h", text=signs, textposition="outside", cliponaxis=False,
        marker={"color": fills, "pattern": chart.pattern(shapes)}, hovertemplate="%{y}<br>%{text}<extra></extra>",
    ))  # fmt: skip
    ends = [sign * (max((sign * value for value in kept.values()), default=0.0) + 0.65 * widest) for sign in (-1, 1)]
    made.update_layout(showlegend=False, xaxis={"visible": False, "range": ends})
    return chart.laid_out(made, tr, rows=max(len(kept), 1), top_px=6, row_px=38)


def host(rows: pd.DataFrame, tr: Words) -> go.Figure:
    """People with host families and at sites, the first `MOST` communes of `results.host_and_sites`."""
    shown = rows.head(MOST)
    names = [chart.text(name, longest=chart.LONGEST) for name in shown["name"]]
    looks = (("host_people", "occupied", "-"), ("people_now", "met", ""))
    made = go.Figure([
        go.Bar(x=shown[name].to_numpy(dtype="float64"), y=names, orientation="h", name=tr(f"displacement.{name}"),
               marker={"color": palette.table("state")[state]["fill"], "pattern": chart.pattern(sign)},
               hovertemplate="%{y}<br>%{fullData.name} : %{x:,.0f}<extra></extra>")
        for name, state, sign in looks
    ])  # fmt: skip
    made.update_layout(barmode="stack", xaxis={"side": "top", "tickformat": ",.0f", "nticks": 4})
    return chart.laid_out(made, tr, rows=len(shown) + 2)


def series(rows: pd.DataFrame, tr: Words) -> go.Figure:
    """People that one operation told of a place, by round; `rows` are of one operation of `results`, oldest first."""
    colours = palette.table("chart")["series"]
    dashes = ("solid", "dash", "dot")
    made = go.Figure()
    for name, colour, dash in zip(SERIES, colours, dashes, strict=False):
        if rows[name].notna().any():
            text = [f"{tr.day(one.last_on)}<br>{tr.number(getattr(one, name))}" for one in rows.itertuples()]
            made.add_trace(go.Scatter(
                x=rows["last_on"].tolist(), y=rows[name].to_numpy(dtype="float64"), mode="lines+markers",
                name=tr(f"displacement.{name}"), connectgaps=False, marker={"size": 8},
                line={"color": colour, "width": 2, "dash": dash}, text=text, hovertemplate="%{text}<extra></extra>",
            ))  # fmt: skip
    chart.laid_out(made, tr, rows=7, top_px=10)
    made.update_yaxes(autorange=True, rangemode="tozero", gridcolor=palette.table("chart")["grid"], nticks=5,
                      tickformat=",.0f")  # fmt: skip
    days = list(dict.fromkeys([rows["last_on"].iloc[0], rows["last_on"].iloc[-1]]))
    made.update_xaxes(type="date", tickvals=days, ticktext=[tr.day(day) for day in days], tickangle=0)
    made.update_layout(margin={"r": 60, "b": 70}, legend={"y": -0.15}, showlegend=True)
    return made


def _short(name: str) -> str:
    """A round below an axis: number over month."""
    number, _, month = str(name).rpartition(" ")
    told = f"{month[5:7]}/{month[:4]}"
    return f"{number}<br>{told}" if number else told
