"""Areas that somebody drew or uploaded, and the corners of one that is being drawn, as a layer of the map."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
import shapely
from shapely.geometry import mapping

from components.figures import palette, rows
from components.figures.escape import esc, script_json
from components.figures.layer import Layer
from components.figures.rows import Field
from components.i18n import Words

Corner = tuple[float, float]
LEAST = 3  # corners of an area
_SEEN_DEGREES = 500.0  # that a map shows at zoom 0, with some room round them
_DETAIL = 1e-4  # degrees: how far a simplified limit may stray (about 10 m)
_CORNER = 0.0004  # degrees: half the width of the mark of a corner
_NAMED = (Field("name", "map.field.name"),)


def layer(areas: Sequence[tuple[str, str]], corners: Sequence[Corner], tr: Words) -> Layer:
    """Areas by their limits, and the corners of the one that is being drawn.

    Parameters
    ----------
    areas
        (name, WKT in EPSG:4326).
    corners
        Longitude and latitude of each corner in turn; one or two corners are no area yet and stand as marks.
    tr
        Words of the user's language.

    Returns
    -------
    layer
        Kind ``drawn``.
    """
    shapes = [(name, shapely.simplify(shapely.from_wkt(text), _DETAIL)) for name, text in areas]
    half = _CORNER
    shapes += [(tr("coverage.corner", count=at), shapely.box(x - half, y - half, x + half, y + half))
               for at, (x, y) in enumerate(corners, start=1)]  # fmt: skip
    named = pd.DataFrame({"name": pd.Series([name for name, _ in shapes], dtype="str")})
    described, columns = rows.encode(rows.columns(named), _NAMED, tr)
    features = [
        {"type": "Feature", "geometry": dict(mapping(shape)),
         "properties": {"style": int(at >= len(areas)), "id": esc(name), "values": value}}
        for at, ((name, shape), value) in enumerate(zip(shapes, zip(*columns, strict=True), strict=True))
    ]  # fmt: skip
    spec = {"kind": "drawn", "fields": described, "styles": [_style(opacity) for opacity in (0.15, 0.9)],
            "features": {"type": "FeatureCollection", "features": features}}  # fmt: skip
    return Layer("drawn", tr("coverage.area_layer"), "shapes", script_json(spec), (), frozenset(named["name"]))


def polygon(corners: Sequence[Corner]) -> str:
    """The area round some corners as WKT; "" where they are no area."""
    if len(corners) < LEAST:
        return ""
    made = shapely.make_valid(shapely.Polygon(corners))
    parts = [one for one in shapely.get_parts(made) if one.geom_type in ("Polygon", "MultiPolygon")]
    return str(shapely.to_wkt(shapely.unary_union(parts), rounding_precision=6)) if parts else ""


def trace(corners: Sequence[Corner], half_degrees: float) -> str:
    """A band along some corners in turn as WKT, so that a line or a point is seen; "" without one."""
    if not corners:
        return ""
    line = shapely.Point(corners[0]) if len(corners) == 1 else shapely.LineString(corners)
    return str(shapely.to_wkt(shapely.buffer(line, half_degrees), rounding_precision=5))


def view(areas: Sequence[tuple[str, str]]) -> tuple[float, float, int] | None:
    """Latitude, longitude and zoom at which all areas are seen; None where there is none."""
    if not areas:
        return None
    west, south, east, north = shapely.total_bounds([shapely.from_wkt(text) for _, text in areas])
    width = max(east - west, (north - south) * 1.5, 1e-3)
    # a map of 800 pixels shows 360 degrees in 256 pixels at zoom 0, half of it at each further one
    zoom = int(min(max(math.log2(_SEEN_DEGREES / width), 7), 15))
    return round((south + north) / 2, 4), round((west + east) / 2, 4), zoom


def _style(opacity: float) -> dict[str, object]:
    look = palette.table("state")["occupied"]["fill"]
    return {"fill": look, "line": look, "hatch": "", "weight": 2 * palette.table("width")["area"], "opacity": opacity}
