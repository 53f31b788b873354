"""Flows on the map: straight lines from warehouses to the communes that they serve, wider for more households."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from components.figures import palette, rows
from components.figures.escape import esc, script_json
from components.figures.layer import Layer
from components.figures.rows import Field
from components.figures.widths import Widths

if TYPE_CHECKING:
    from components.i18n import Words

STEPS = (0.05, 0.2, 0.5)  # of the largest flow: where the next width begins
_FIELDS = (Field("title", "map.field.name"), Field("households", "map.field.flow_households", "n"),
           Field("hours", "map.field.flow_hours", "n"), Field("items", "map.field.flow_items"))  # fmt: skip
_PLACES = ("from_longitude", "from_latitude", "to_longitude", "to_latitude")


def flows(frame: pd.DataFrame, tr: Words) -> Layer:
    """Who serves whom.

    Parameters
    ----------
    frame
        One row a flow: `flow_id`, `title` (from, to), `households` (kits' worth of goods), `hours`, `items` (in
        words), and the two ends in degrees: `from_longitude`, `from_latitude`, `to_longitude`, `to_latitude`. A flow
        with an unknown end, or within one point, is not drawn.
    tr
        Words of the user's language.

    Returns
    -------
    layer
        Kind ``flows``.
    """
    apart = (frame["from_longitude"] != frame["to_longitude"]) | (frame["from_latitude"] != frame["to_latitude"])
    placed = frame[frame[list(_PLACES)].notna().all(axis=1) & apart].sort_values("households", kind="stable")
    most = float(placed["households"].max()) if len(placed) else 0.0
    widths = Widths(most, STEPS, palette.table("chart")["series"][1])
    described, columns = rows.encode(rows.columns(placed), _FIELDS, tr)
    corners = [placed[name].round(5).tolist()
               for name in ("from_latitude", "from_longitude", "to_latitude", "to_longitude")]  # fmt: skip
    cells = zip(*corners, widths.looks(placed["households"]), map(esc, placed["flow_id"]), *columns, strict=True)
    spec = {"kind": "flows", "fields": described, "styles": widths.styles(), "rows": list(cells)}
    return Layer("flows", tr("map.layer.flows"), "lines", script_json(spec), widths.legend(tr),
                 frozenset(placed["flow_id"]))  # fmt: skip
