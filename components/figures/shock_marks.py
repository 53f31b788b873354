"""Where a storm goes and where it is, or where an earthquake broke, on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from components.figures import haiti_time, palette, rows
from components.figures.escape import esc, script_json
from components.figures.layer import Layer
from components.figures.legend import Entry
from components.figures.rows import Field

if TYPE_CHECKING:
    import pandas as pd

    from components.i18n import Words

_STEP = (
    Field("title", "map.field.name"), Field("wind_kt", "map.field.wind_kt", "n"),
    Field("pressure_hpa", "map.field.pressure_hpa", "n"),
)  # fmt: skip
_QUAKE = (Field("title", "map.field.name"), Field("depth_km", "map.field.depth_km", "n"))


def track(steps: pd.DataFrame, tr: Words, *, at: int | None = None) -> Layer:
    """The track of a storm; where it is at one step, if one is told: what comes after is dashed.

    Parameters
    ----------
    steps
        What `geo.storm_track.hourly` gave.
    tr
        Words of the user's language.
    at
        Row of `steps`.

    Returns
    -------
    layer
        Kind ``track``.
    """
    told = steps.assign(title=[haiti_time.told(one, tr) for one in steps["valid_at"]]).round(
        {"wind_kt": 0, "pressure_hpa": 0}
    )
    described, columns = rows.encode(rows.columns(told), _STEP, tr)
    place = list(zip(steps["latitude"].round(5).tolist(), steps["longitude"].round(5).tolist(), strict=True))
    ids = [esc(one) for one in steps["valid_at"]]
    now = len(steps) if at is None else at
    cells = [
        [*place[n - 1], *place[n], int(n > now), ids[n], *(column[n] for column in columns)]
        for n in range(1, len(steps))
    ]  # fmt: skip
    spec = {"kind": "track", "fields": described, "styles": [_line(""), _line(palette.table("track")["ahead"])],
            "rows": cells}  # fmt: skip
    colours = palette.table("track")
    legend = (Entry(tr("map.track.line"), "line", colours["line"], colours["line"], size_px=colours["width"]),)
    return Layer("track", tr("map.layer.track"), "lines", script_json(spec), legend, frozenset(steps["valid_at"]))


def eye(steps: pd.DataFrame, tr: Words, *, at: int) -> Layer:
    """The centre of a storm at one step: layer of kind ``eye``; parameters as `track`."""
    here = steps.iloc[[at]].round({"wind_kt": 0, "pressure_hpa": 0})
    told = here.assign(title=[haiti_time.told(one, tr) for one in here["valid_at"]])
    return _mark("eye", told, _STEP, tr)


def epicentre(place: pd.DataFrame, tr: Words) -> Layer:
    """Where an earthquake broke.

    Parameters
    ----------
    place
        One row: `longitude`, `latitude`, `magnitude`, `depth_km`.
    tr
        Words of the user's language.

    Returns
    -------
    layer
        Kind ``epicentre``.
    """
    told = place.assign(title=[tr("map.track.magnitude", magnitude=f"{tr.amount(m)}") for m in place["magnitude"]])
    return _mark("epicentre", told, _QUAKE, tr)


def _mark(kind: str, told: pd.DataFrame, fields: tuple[Field, ...], tr: Words) -> Layer:
    look = palette.table("track")
    described, columns = rows.encode(rows.columns(told), fields, tr)
    place = (told["latitude"].round(5).tolist(), told["longitude"].round(5).tolist())
    title = tr(f"map.track.{kind}")
    cells = [[*values[:2], 0, look["eye"], kind, *values[2:]] for values in zip(*place, *columns, strict=True)]
    style = {"fill": look["fill"], "line": look["line"], "ring": look["line"], "weight": look["width"], "opacity": 1}
    shape = "circle" if kind == "eye" else "diamond"
    spec = {"kind": kind, "title": esc(title), "shape": shape, "fields": described, "styles": [style], "cluster": None,
            "rows": cells}  # fmt: skip
    legend = (Entry(title, shape, look["fill"], look["line"], size_px=15),)
    return Layer(kind, title, "points", script_json(spec), legend, frozenset([kind]))


def _line(dash: str) -> dict[str, Any]:
    look = palette.table("track")
    return {"fill": look["line"], "line": look["line"], "weight": look["width"], "opacity": 1, "dash": dash}
