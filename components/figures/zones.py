"""Hazard zones on the map: filled by hazard and class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import mapping

from components.figures import palette, rows
from components.figures.escape import esc, script_json
from components.figures.layer import Layer
from components.figures.legend import Entry
from components.figures.rows import Field

if TYPE_CHECKING:
    from components.i18n import Words

_GRID, _DETAIL = 1e-5, 5e-4  # degrees: rounding, and how far a simplified limit may stray (about 50 m)
_ZONE = (
    Field("title", "map.field.name"), Field("hazard_label", "map.field.hazard"),
    Field("class_label", "map.field.hazard_class"), Field("source", "map.field.source"),
)  # fmt: skip


def zones(frame: pd.DataFrame, tr: Words) -> Layer:
    """Hazard zones, filled by hazard and class; the mildest lie below.

    Parameters
    ----------
    frame
        `ZONES` frame: `zone_id`, `hazard`, `hazard_class`, `name`, `geometry` (EPSG:4326). A hazard or class
        that the palette does not name is shown in the colours of other hazards, by its own word.
    tr
        Words of the user's language.

    Returns
    -------
    layer
        Kind ``zones``.
    """
    placed = frame[frame["geometry"].notna()].reset_index(drop=True)
    classes = _classes(placed)
    placed = _worded(placed, classes, tr)
    described, columns = rows.encode(rows.columns(placed), _ZONE, tr)
    values = zip(*columns, strict=True)
    cells = zip(placed["style"].tolist(), map(esc, placed["zone_id"]), values, _shapes(placed), strict=True)
    features = [
        {"type": "Feature", "properties": {"style": style, "id": zone, "values": value}, "geometry": shape}
        for style, zone, value, shape in cells
    ]
    spec = {
        "kind": "zones", "fields": described, "styles": [_zone_style(*pair) for pair in classes],
        "features": {"type": "FeatureCollection", "features": features},
    }  # fmt: skip
    legend = tuple(_zone_entry(h, c, tr) for h, c in classes)
    return Layer("zones", tr("map.layer.zones"), "shapes", script_json(spec), legend, frozenset(placed["zone_id"]))


def _worded(frame: pd.DataFrame, classes: list[tuple[str, str]], tr: Words) -> pd.DataFrame:
    """Add texts and style; the mildest first, so that the worst is drawn on top."""
    pairs = list(zip(frame["hazard"], frame["hazard_class"], strict=True))
    hazard = pd.Series([_hazard(h, tr) for h, _ in pairs], index=frame.index, dtype="str")
    level = pd.Series([_class(c, tr) for _, c in pairs], index=frame.index, dtype="str")
    style = pd.Series([classes.index(pair) for pair in pairs], index=frame.index, dtype="int64")
    title = frame["name"].fillna(hazard)
    worded = frame.assign(style=style, hazard_label=hazard, class_label=level, title=title)
    return worded.sort_values("style", kind="stable")


def _classes(frame: pd.DataFrame) -> list[tuple[str, str]]:
    """Hazards and classes present, each hazard from its mildest class on; unknown classes come last, by name."""
    present = set(zip(frame["hazard"], frame["hazard_class"], strict=True))

    def rank(pair: tuple[str, str]) -> tuple[int, str, int, str]:
        hazards = list(palette.table("hazard"))
        known = palette.table("hazard").get(pair[0], {"classes": []})["classes"]
        at = hazards.index(pair[0]) if pair[0] in hazards else len(hazards)
        return (at, pair[0], known.index(pair[1]) if pair[1] in known else len(known), pair[1])

    return sorted(present, key=rank)


def colour(hazard: str, level: str) -> str:
    """Colour of a class of a hazard; a class that the palette does not name has that of other hazards."""
    known = palette.table("hazard").get(hazard, {"classes": []})["classes"]
    colours = palette.ramp(hazard, max(len(known), 1))
    return colours[known.index(level)] if level in known else palette.ramp("other", 3)[2]


def _hazard(hazard: str, tr: Words) -> str:
    return tr.or_else(f"choice.hazard.{hazard}", hazard)


def _class(level: str, tr: Words) -> str:
    return tr.or_else(f"choice.hazard_class.{level}", level)


def _zone_style(hazard: str, level: str) -> dict[str, Any]:
    fill = colour(hazard, level)
    hatch = palette.table("hazard").get(hazard, {}).get("hatch", "")
    return {
        "fill": fill, "line": palette.table("land")["department"], "hatch": hatch,
        "weight": palette.table("width")["zone"], "opacity": palette.table("opacity")["zone"],
    }  # fmt: skip


def _zone_entry(hazard: str, level: str, tr: Words) -> Entry:
    look = _zone_style(hazard, level)
    label = f"{_hazard(hazard, tr)} · {_class(level, tr)}"
    return Entry(label, "area", look["fill"], look["line"], look["hatch"])


def _shapes(frame: pd.DataFrame) -> list[dict[str, Any]]:
    valid = shapely.make_valid(np.asarray(frame["geometry"].to_numpy(), dtype=object), method="structure")
    light = shapely.set_precision(shapely.simplify(valid, _DETAIL), _GRID)
    return [dict(mapping(shape)) for shape in light]
