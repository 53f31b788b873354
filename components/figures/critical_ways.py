"""Critical ways on the map: the wider, the more households are cut off or come later if the way closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.figures import palette, rows
from components.figures.escape import esc, script_json
from components.figures.layer import Layer
from components.figures.rows import Field
from components.figures.widths import Widths

if TYPE_CHECKING:
    import pandas as pd

    from components.i18n import Words

STEPS = (0.1, 0.3, 0.6)  # of the most: where the next width begins
_FIELDS = (Field("title", "map.field.name"), Field("route", "map.field.route"),
           Field("households_cut_off", "map.field.households_cut_off", "n"),
           Field("households", "map.field.households_later", "n"),
           Field("hours_lost", "map.field.hours_lost", "n"))  # fmt: skip


def critical_ways(frame: pd.DataFrame, points: pd.DataFrame, tr: Words) -> Layer:
    """Ways between communes by the households that their closing cuts off or makes wait.

    Parameters
    ----------
    frame
        Rows of kind ``way`` of `geo.critical_ways.critical_ways`, with `start`, `end` (names).
    points
        `adm2_pcode`, `longitude`, `latitude`. A way with an end that is not here is not drawn.
    tr
        Words of the user's language.

    Returns
    -------
    layer
        Kind ``ways``.
    """
    places = points.set_index("adm2_pcode")
    placed = frame[frame["from_pcode"].isin(places.index) & frame["to_pcode"].isin(places.index)]
    hit = placed["households_cut_off"] + placed["households"]
    placed = placed.assign(hit=hit, title=placed["start"] + " – " + placed["end"]).sort_values("hit", kind="stable")
    most = float(placed["hit"].max()) if len(placed) else 0.0
    widths = Widths(most, STEPS, palette.table("way")["closed"]["line"])
    described, columns = rows.encode(rows.columns(placed), _FIELDS, tr)
    ends = [places.loc[placed[name]] for name in ("from_pcode", "to_pcode")]
    corners = [end[axis].round(5).tolist() for end in ends for axis in ("latitude", "longitude")]
    cells = zip(*corners, widths.looks(placed["hit"]), map(esc, placed["name"]), *columns, strict=True)
    spec = {"kind": "ways", "fields": described, "styles": widths.styles(), "rows": list(cells)}
    return Layer("ways", tr("map.layer.critical_ways"), "lines", script_json(spec), widths.legend(tr),
                 frozenset(placed["name"]))  # fmt: skip
