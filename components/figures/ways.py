"""Ways on the map: lines between communes, by status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from components.figures import palette, rows
from components.figures.escape import esc, script_json
from components.figures.layer import Layer
from components.figures.legend import Entry
from components.figures.rows import Field

if TYPE_CHECKING:
    import pandas as pd

    from components.i18n import Words

_WAY = (
    Field("title", "map.field.name"), Field("route", "map.field.route"),
    Field("length_km", "map.field.length_km", "n"), Field("state_label", "map.field.state"),
    Field("reason", "map.field.reason"),
)  # fmt: skip


def ways(frame: pd.DataFrame, points: pd.DataFrame, tr: Words) -> Layer:
    """Ways between communes as straight lines, by status; what is not open is broken as well as coloured.

    Parameters
    ----------
    frame
        `WAYS` frame: `way_id`, `route`, `way_class`, `from_pcode`, `to_pcode`, `length_km`, `status`, `reason`.
    points
        `adm2_pcode`, `longitude`, `latitude`, `adm2_name`: where a commune's ways meet. A way with an end
        that is not here is not drawn.
    tr
        Words of the user's language.

    Returns
    -------
    layer
        Kind ``ways``.
    """
    ends = points.set_index("adm2_pcode")
    placed = frame[frame["from_pcode"].isin(ends.index) & frame["to_pcode"].isin(ends.index)]
    start, stop = ends.loc[placed["from_pcode"]], ends.loc[placed["to_pcode"]]
    placed = _worded(placed, start["adm2_name"], stop["adm2_name"], tr)
    looks = list(zip(placed["state"], placed["way_class"].fillna("communal"), strict=True))
    used = sorted(set(looks))
    described, columns = rows.encode(rows.columns(placed), _WAY, tr)
    corners = [end[axis].round(5).tolist() for end in (start, stop) for axis in ("latitude", "longitude")]
    cells = zip(*corners, [used.index(k) for k in looks], map(esc, placed["way_id"]), *columns, strict=True)
    spec = {
        "kind": "ways", "fields": described, "styles": [_way_style(*look) for look in used],
        "rows": list(cells),
    }  # fmt: skip
    found = [name for name in palette.table("way") if (placed["state"] == name).any()]
    legend = tuple(_way_entry(name, tr) for name in found)
    return Layer("ways", tr("map.layer.ways"), "lines", script_json(spec), legend, frozenset(placed["way_id"]))


def _worded(frame: pd.DataFrame, start: pd.Series, stop: pd.Series, tr: Words) -> pd.DataFrame:
    statuses = list(palette.table("way"))
    status = frame["status"].where(frame["status"].isin(statuses)).fillna("unknown")
    label = status.map({name: tr(f"map.way.{name}") for name in statuses})
    title = [f"{a} – {b}" for a, b in zip(start, stop, strict=True)]
    return frame.assign(state=status, state_label=label, title=title)


def _way_style(status: str, way_class: str) -> dict[str, Any]:
    look, width = palette.table("way")[status], palette.table("width")
    dash = look["dash"] or palette.table("dash").get(way_class, "")
    return {"fill": look["line"], "line": look["line"], "weight": width.get(way_class, width["communal"]),
            "opacity": 1, "dash": dash}  # fmt: skip


def _way_entry(status: str, tr: Words) -> Entry:
    look = palette.table("way")[status]
    return Entry(tr(f"map.way.{status}"), "line", look["line"], look["line"], size_px=3, dashed=bool(look["dash"]))
