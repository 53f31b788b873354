"""People of a site over its rounds, what happened between them, and how many are there now."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from components.figures import chart, palette
from components.i18n import Words

ROWS = 6  # height of the chart in rows of `chart.laid_out`


def figure(rounds: pd.DataFrame, events: pd.DataFrame, now: dict[str, Any], tr: Words) -> go.Figure:
    """Line of the counts, marks of the events, and a diamond for today.

    Parameters
    ----------
    rounds
        `assessed_on`, `people` (persons; NaN leaves a gap in the line, never a zero).
    events
        `occurred_on`, `event_kind`, `people_in`, `people_out`, `confirmed`.
    now
        `people` (persons or NaN) on `day` (ISO).
    tr
        Words of the user's language.

    Returns
    -------
    figure
        The axis starts at zero.
    """
    rows = rounds.sort_values("assessed_on", kind="stable")
    made = go.Figure(_counts(rows, tr))
    top = max(float(rows["people"].max()) if rows["people"].notna().any() else 0.0, 1.0)
    if len(events):
        made.add_trace(_events(events, top, tr))
    if pd.notna(now["people"]) and len(events):
        made.add_trace(_now(now, tr))
    chart.laid_out(made, tr, rows=ROWS, top_px=10)
    made.update_yaxes(autorange=True, rangemode="tozero", gridcolor=palette.table("chart")["grid"], nticks=4,
                      tickformat=",.0f")  # fmt: skip
    days = _days(rows, events, now)
    made.update_xaxes(type="date", tickvals=days, ticktext=[_short(day, tr) for day in days], tickangle=0)
    made.update_layout(margin={"b": 70, "r": 24}, legend={"y": -0.2})
    return made


def _counts(rows: pd.DataFrame, tr: Words) -> go.Scatter:
    colour = palette.table("chart")["series"][0]
    hover = [f"{tr.day(day)}<br>{tr.number(people)} {tr('unit.persons')}"
             for day, people in zip(rows["assessed_on"], rows["people"], strict=True)]  # fmt: skip
    return go.Scatter(
        x=rows["assessed_on"].tolist(), y=rows["people"].to_numpy(dtype="float64"), name=tr("sheet.counted"),
        mode="lines+markers", connectgaps=False, line={"color": colour, "width": 2}, marker={"size": 8},
        text=hover, hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _events(events: pd.DataFrame, top: float, tr: Words) -> go.Scatter:
    colour = palette.table("chart")["series"][1]
    return go.Scatter(
        x=events["occurred_on"].tolist(), y=[top * 0.06] * len(events), name=tr("sheet.events"), mode="markers",
        marker={"symbol": "triangle-down", "size": 12, "color": colour},
        text=[chart.text(said(row, tr)) for row in events.to_dict("records")], hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def said(row: dict[str, Any], tr: Words) -> str:
    """One event in a line: day, kind, people in and out, whether it is confirmed."""
    kind = tr.or_else(f"choice.event_kind.{row['event_kind']}", str(row["event_kind"]))
    parts = [tr.day(row["occurred_on"]), kind]
    parts += [
        tr(f"sheet.{name}", count=float(row[name])) for name in ("people_in", "people_out") if pd.notna(row[name])
    ]
    parts += [] if row["confirmed"] is True else [tr("sheet.unconfirmed")]
    return " · ".join(parts)


def _now(now: dict[str, Any], tr: Words) -> go.Scatter:
    colour = palette.table("chart")["text"]
    return go.Scatter(
        x=[now["day"]], y=[float(now["people"])], name=tr("sheet.now"), mode="markers",
        marker={"symbol": "diamond", "size": 11, "color": colour},
        hovertemplate=f"{tr.day(now['day'])}<br>{tr.number(float(now['people']))}<extra></extra>",
    )  # fmt: skip


def _days(rows: pd.DataFrame, events: pd.DataFrame, now: dict[str, Any]) -> list[str]:
    """First and last day, so that no label covers another on a phone."""
    known = sorted({*rows["assessed_on"], *events["occurred_on"], *([now["day"]] if len(events) else [])})
    return list(dict.fromkeys([known[0], known[-1]] if known else []))


def _short(day: str, tr: Words) -> str:
    return f"{day[8:10]}/{day[5:7]}/{day[:4]}" if tr.lang != "en" else day
