"""Write docs/dictionary.md from geo/frames.py: every table, column, unit, bound and choice. A test compares."""

from __future__ import annotations

from components.i18n import Words
from data.home import ROOT
from geo.frames import FRAMES, Column

OUT = ROOT / "docs" / "dictionary.md"
HEAD = """# Data dictionary

Made by `python -m tools.make_dictionary` from `geo/frames.py`; do not edit by hand. *latest* and *series* rows are
patches (a blank says nothing, the last value by date and recording counts); *ledger* rows only add up. Dates are
dates of Haiti (YYYY-MM-DD). Coordinates are EPSG:4326.
"""


def text() -> str:
    """Return the dictionary as Markdown."""
    tr = Words("en")
    parts = [HEAD]
    for frame in FRAMES.values():
        parts.append(f"## {frame.name}\n")
        told = f"Merge: *{frame.merge}*. Key: `{', '.join(frame.key)}`. Date: `{frame.date}`."
        parts.append(f"{tr(f'frame.{frame.name}')}. {told}\n")
        parts.append("| column | meaning | kind | unit | bounds or choices | required | HXL |")
        parts.append("|---|---|---|---|---|---|---|")
        parts += [_row(column, tr) for column in frame.columns]
        parts.append("")
    return "\n".join(parts)


def _row(column: Column, tr: Words) -> str:
    bounds = ", ".join(column.choices)
    if column.least is not None or column.most is not None:
        bounds = " to ".join(f"{one:g}" for one in (column.least, column.most) if one is not None)
    cells = (
        f"`{column.name}`", tr(f"column.{column.name}").replace("|", "/"), column.kind, column.unit, bounds,
        "yes" if column.required else "", f"`{column.hxl}`" if column.hxl else "",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    OUT.write_text(text(), encoding="utf-8")
