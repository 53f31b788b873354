"""What all charts share: text that stands for itself, colours of the palette, no tools around, a height by its rows."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from components.figures import palette
from components.i18n import Words

CONFIG = {"displayModeBar": False, "scrollZoom": False, "responsive": True}
LONGEST = 30  # signs of a label beside a bar
ROW_PX = 30
_FONT = "Source Sans, sans-serif"


def text(told: object, *, longest: int = 0) -> str:
    """Text from data for a chart, whose labels read some HTML: every sign stands for itself, cut where too long."""
    plain = "".join(sign if sign.isprintable() else " " for sign in str(told))
    if longest and len(plain) > longest:
        plain = plain[: longest - 1].rstrip() + "…"
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def pattern(shape: str | list[str]) -> dict[str, Any]:
    """Lines or dots over a bar's colour, so that a print in grey tells the parts apart."""
    paper = palette.table("land")["paper"]
    return {"shape": shape, "fgcolor": paper, "fgopacity": 0.75, "size": 7, "solidity": 0.3, "fillmode": "overlay"}


def laid_out(figure: go.Figure, tr: Words, *, rows: int, top_px: int = 34, row_px: int = ROW_PX) -> go.Figure:
    """A figure with the look of the house: first row on top, no zoom by accident, numbers as the language has them."""
    colours = palette.table("chart")
    figure.update_layout(
        height=56 + top_px + row_px * rows, margin={"l": 8, "r": 8, "t": top_px, "b": 8}, dragmode=False, bargap=0.3,
        separators=".," if tr.lang == "en" else ",\u202f", font={"family": _FONT, "color": colours["text"], "size": 14},
        legend={"orientation": "h", "y": -0.02, "yanchor": "top", "x": 0, "traceorder": "normal"},
    )  # fmt: skip
    figure.update_yaxes(autorange="reversed", fixedrange=True, automargin=True, tickfont={"color": colours["text"]})
    figure.update_xaxes(fixedrange=True, gridcolor=colours["grid"], tickfont={"color": colours["axis"]}, zeroline=False)
    return figure
