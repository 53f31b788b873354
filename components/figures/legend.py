"""What colours and shapes on the map mean: own HTML, from the palette and escaped text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.figures import palette
from components.figures.escape import esc

if TYPE_CHECKING:
    from collections.abc import Sequence

# Shapes as Streamlit's sanitiser lets them through: boxes and clip paths, no SVG.
_CLIP = {
    "circle": "border-radius:50%",
    "square": "border-radius:1px",
    "triangle": "clip-path:polygon(50% 0,100% 100%,0 100%)",
    "diamond": "clip-path:polygon(50% 0,100% 50%,50% 100%,0 50%)",
    "area": "border-radius:2px",
}
_INSET = {"triangle": "22% 16% 8% 16%", "diamond": "14%"}
_ITEM = "display:inline-flex;align-items:center;gap:.4rem;margin:0 .9rem .15rem 0"


@dataclass(frozen=True)
class Entry:
    """One line of a legend.

    Parameters
    ----------
    label
        Text in the user's language, not yet escaped.
    shape
        circle, square, triangle, area or line.
    fill, line
        Colours from the palette.
    hatch
        Colour of diagonal lines over the fill, or "".
    size_px
        Diameter of a mark, height of an area, width of a line.
    dashed
        Whether a line is broken.
    """

    label: str
    shape: str
    fill: str
    line: str = ""
    hatch: str = ""
    size_px: float = 13
    dashed: bool = False


def html(parts: Sequence[tuple[str, Sequence[Entry]]]) -> str:
    """The legend of several layers.

    Parameters
    ----------
    parts
        Title and entries of each layer, titles not yet escaped. Layers without entries are left out.

    Returns
    -------
    html
        Own markup around escaped text; "" where there is nothing to explain.
    """
    blocks = [_block(title, entries) for title, entries in parts if entries]
    if not blocks:
        return ""
    return f'<div class="pare-legend" style="font-size:.85rem;line-height:1.5">{"".join(blocks)}</div>'


def _block(title: str, entries: Sequence[Entry]) -> str:
    items = "".join(f'<span role="listitem" style="{_ITEM}">{_swatch(e)}{esc(e.label)}</span>' for e in entries)
    return (
        f'<div role="list" aria-label="{esc(title)}" style="display:flex;flex-wrap:wrap;align-items:center">'
        f'<strong style="margin-right:.8rem">{esc(title)}</strong>{items}</div>'
    )


def _swatch(entry: Entry) -> str:
    size = f"{entry.size_px:g}px"
    if entry.shape == "line":
        kind = "dashed" if entry.dashed else "solid"
        look = f"width:26px;height:0;border-top:{size} {kind} {entry.line}"
    elif entry.shape in _INSET:  # a clip cuts a border off, so the outline is the same shape behind, larger
        cut = _CLIP[entry.shape]
        inner = f"position:absolute;inset:{_INSET[entry.shape]};background:{entry.fill};{cut}"
        outer = f"position:relative;width:{size};height:{size};background:{_outline(entry)};{cut}"
        return f'<span aria-hidden="true" style="{outer};flex:none"><span style="{inner}"></span></span>'
    else:
        width = "22px" if entry.shape == "area" else size
        look = (
            f"width:{width};height:{size};box-sizing:border-box;border:1.4px solid {_outline(entry)};"
            f"background:{_background(entry)};{_CLIP[entry.shape]}"
        )
    return f'<span aria-hidden="true" style="{look};flex:none"></span>'


def _outline(entry: Entry) -> str:
    """A line in the colour of paper would not be seen: the mark's own colour stands in."""
    return entry.fill if entry.line in {"", palette.table("land")["paper"]} else entry.line


def _background(entry: Entry) -> str:
    if not entry.hatch:
        return entry.fill
    return f"repeating-linear-gradient(135deg,{entry.hatch} 0 1.5px,{entry.fill} 1.5px 5px)"
