"""The printed map of a scenario, as SVG: zones by class, limits, sites, shelters, track or epicentre."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from components.figures import palette
from components.figures.report.drawings import HALO, INK, ONE_AT_A_TIME, SOFT, STYLE, scale, svg
from components.figures.report.wording import clean
from components.figures.zones import colour
from components.i18n import Words
from geo.crs import metric_xy, to_metric
from geo.shaking import Quake
from results.scenario_sheet import ScenarioFacts

WIDTH_INCHES = 7.32  # between the margins of an A4 page
HEIGHTS_INCHES = (3.0, 5.65)
MARGIN = 0.02  # of the land's width, on each side
EDGE = 0.03  # of the map's width: no label starts nearer to its edge
SIMPLIFY_M = 150.0  # less than a tenth of a millimetre of paper
HIGH_SHARE = 0.08  # of the map's height
NEAR = 0.35  # an epicentre so far off the land (in widths of it) is still on the map
LABEL_POINTS = 22.0  # two times of a track stand so far apart at least
MARKS = {"sites": "o", "shelters": "^", "epicentre": "*"}
POINTS_PER_INCH = 72.0
LETTER = 0.6  # width of a letter by its height


def scenario_map(facts: ScenarioFacts, tr: Words) -> str:
    """Draw the map; the legend of what it shows is `scenario_content.legend`."""
    land = to_metric(facts.land["geometry"].to_numpy())
    shown = facts.land["adm_pcode"].str.startswith(facts.department).to_numpy(dtype=bool)
    view = _view(land[shown], facts.quake)
    with ONE_AT_A_TIME, mpl.rc_context(STYLE):
        high = float(np.clip(WIDTH_INCHES * (view[3] - view[1]) / (view[2] - view[0]), *HEIGHTS_INCHES))
        figure = Figure(figsize=(WIDTH_INCHES, high))
        axes = figure.add_axes((0, 0, 1, 1))
        _frame(axes, view, WIDTH_INCHES / high)
        _areas(axes, land, ~shown, facecolor=palette.table("land")["neighbour"])
        _areas(axes, land, shown, facecolor=palette.table("land")["land"])
        _zones(axes, facts.zones)
        _limits(axes, land, facts.land)
        _sites(axes, facts.sites)
        _shelters(axes, facts.shelters)
        _track(axes, facts.track)
        _quake(axes, facts.quake)
        _names(axes, land, facts, tr)
        scale(axes, tr, parts=6.0, arrow=0.1)
        return svg(figure)


def _view(land: Any, quake: Quake | None) -> tuple[float, float, float, float]:
    """West, south, east, north in metres: the land with a margin, and an epicentre that is near."""
    west, south, east, north = shapely.total_bounds(land)
    if quake is not None:
        x, y = (float(one[0]) for one in metric_xy([quake.longitude], [quake.latitude]))
        near = NEAR * (east - west)
        if west - near <= x <= east + near and south - near <= y <= north + near:
            west, south, east, north = min(west, x), min(south, y), max(east, x), max(north, y)
    edge = MARGIN * max(east - west, north - south)
    return west - edge, south - edge, east + edge, north + edge


def _frame(axes: Axes, view: tuple[float, float, float, float], shape: float) -> None:
    """Fill the frame at one scale in both directions: what is over goes to both sides."""
    west, south, east, north = view
    half = max((east - west) / 2, (north - south) / 2 * shape)
    x, y = (west + east) / 2, (south + north) / 2
    axes.set_xlim(x - half, x + half)
    axes.set_ylim(y - half / shape, y + half / shape)
    axes.set_facecolor(palette.table("land")["paper"])  # neither sea nor the land of others is known here
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_linewidth(0.6)


def _areas(axes: Axes, shapes: Any, chosen: Any, **look: Any) -> None:
    for shape in shapes[np.asarray(chosen, dtype=bool)]:
        _area(axes, shape, **look)


def _area(axes: Axes, shape: Any, **look: Any) -> None:
    """One area with its holes."""
    rings = [ring for part in shapely.get_parts(shapely.simplify(shape, SIMPLIFY_M)) if part.geom_type == "Polygon"
             for ring in (part.exterior, *part.interiors)]  # fmt: skip
    if rings:
        paths = [Path(shapely.get_coordinates(ring), closed=True) for ring in rings]
        axes.add_patch(PathPatch(Path.make_compound_path(*paths), **({"edgecolor": "none", "linewidth": 0.0} | look)))


def _zones(axes: Axes, zones: pd.DataFrame) -> None:
    """Zones in the colours of the map on the screen, the worst on top; opaque, so that the legend is what one sees."""
    for hazard, label, shape in zip(
        zones["hazard"], zones["hazard_class"], to_metric(zones["geometry"].to_numpy()), strict=True
    ):
        hatch = "////" if palette.table("hazard").get(hazard, {}).get("hatch") else None
        fill = colour(hazard, label)
        _area(axes, shape, facecolor=fill, edgecolor=SOFT, linewidth=0.2, hatch=hatch)


def _limits(axes: Axes, shapes: Any, land: pd.DataFrame) -> None:
    colours = palette.table("land")
    _areas(axes, shapes, land["adm_level"] == "adm2", facecolor="none", edgecolor=SOFT, linewidth=0.25)
    _areas(axes, shapes, land["adm_level"] == "adm1", facecolor="none", edgecolor=colours["department"], linewidth=0.9)


def _sites(axes: Axes, sites: pd.DataFrame) -> None:
    """Displaced people at sites by commune: a hollow disc, its area in proportion; the least where unknown."""
    placed = sites.dropna(subset=["longitude", "latitude"])
    if placed.empty:
        return
    x, y = metric_xy(placed["longitude"], placed["latitude"])
    people = placed["people"].fillna(0.0).to_numpy("float64")
    size = 10 + 190 * people / max(people.max(), 1.0)
    axes.scatter(x, y, s=size, marker=MARKS["sites"], facecolor="none", edgecolor="white", linewidth=2.0, zorder=4)
    axes.scatter(x, y, s=size, marker=MARKS["sites"], facecolor="none", edgecolor=INK, linewidth=0.9, zorder=4)


def _shelters(axes: Axes, shelters: pd.DataFrame) -> None:
    placed = shelters.dropna(subset=["longitude", "latitude"])
    x, y = metric_xy(placed["longitude"], placed["latitude"])
    axes.scatter(x, y, s=11, marker=MARKS["shelters"], facecolor="white", edgecolor=INK, linewidth=0.5, zorder=5)


def _track(axes: Axes, track: pd.DataFrame) -> None:
    """The way of the eye, and at each position its time (day/month hour:minute UTC) and wind."""
    if track.empty:
        return
    x, y = metric_xy(track["longitude"], track["latitude"])
    axes.plot(x, y, color="white", linewidth=3.0, zorder=6)
    axes.plot(x, y, color=INK, linewidth=1.2, zorder=6, marker="o", markersize=3.4)
    last = None
    for at, (valid_at, wind) in enumerate(zip(track["valid_at"], track["wind_kt"], strict=True)):
        here = axes.transData.transform((x[at], y[at])) * POINTS_PER_INCH / axes.figure.dpi
        if not _inside(axes, x[at], y[at]) or (last is not None and np.hypot(*(here - last)) < LABEL_POINTS):
            continue
        last = here
        knots = f" · {wind:.0f} kt" if pd.notna(wind) else ""
        axes.annotate(f"{position_time(valid_at)}{knots}", (x[at], y[at]), xytext=(5, -1.5), textcoords="offset points",
                      fontsize=6.2, fontweight="bold", zorder=9, path_effects=[HALO], annotation_clip=True)  # fmt: skip


def position_time(valid_at: object) -> str:
    """An instant as the map writes it: day/month hour:minute."""
    told = pd.Timestamp(str(valid_at))
    return f"{told:%d/%m}\u00a0{told:%H:%M}"


def _inside(axes: Axes, x: float, y: float) -> bool:
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    edge = EDGE * (east - west)
    return bool(west + edge < x < east - edge and south + edge < y < north - edge)


def _quake(axes: Axes, quake: Quake | None) -> None:
    """The epicentre with magnitude and depth, and the rupture where its direction and length are told."""
    if quake is None:
        return
    x, y = (float(one[0]) for one in metric_xy([quake.longitude], [quake.latitude]))
    if quake.strike_deg is not None and quake.length_km is not None:
        turned = np.radians(quake.strike_deg)
        east, north = np.sin(turned) * quake.length_km * 500, np.cos(turned) * quake.length_km * 500
        ends = ([x - east, x + east], [y - north, y + north])
        axes.plot(*ends, color="white", linewidth=3.4, zorder=6)
        axes.plot(*ends, color=INK, linewidth=1.6, zorder=6)
    axes.plot(x, y, marker=MARKS["epicentre"], markersize=15, color=INK, markeredgecolor="white", linestyle="none",
              zorder=7)  # fmt: skip
    south, north = axes.get_ylim()
    lift = -17 if y > north - HIGH_SHARE * (north - south) else 10  # near the upper edge the words stand below
    axes.annotate(f"M {quake.magnitude:g} · {quake.depth_km:g} km", (x, y), xytext=(0, lift), ha="center",
                  textcoords="offset points", fontsize=7.5, fontweight="bold", zorder=9, path_effects=[HALO],
                  annotation_clip=True)  # fmt: skip


def place_names(land: pd.DataFrame, tr: Words) -> pd.Series:
    """Names of places in the language, the French one where it has none."""
    return land[f"name_{tr.lang}"].fillna(land["name_fr"])


def _names(axes: Axes, land: Any, facts: ScenarioFacts, tr: Words) -> None:
    """Names of departments; of communes where one department is shown, of the largest first, none over another."""
    level = "adm2" if facts.department else "adm1"
    chosen = (facts.land["adm_level"] == level).to_numpy(dtype=bool)
    inside, size = shapely.point_on_surface(land[chosen]), 6.0 if facts.department else 7.5
    names = [clean(one, 30) for one in place_names(facts.land[chosen], tr)]
    taken: list[Any] = []
    for at in np.argsort(-shapely.area(land[chosen])):
        x, y = axes.transData.transform((inside[at].x, inside[at].y)) * POINTS_PER_INCH / axes.figure.dpi
        half = size * LETTER * len(names[at]) / 2
        box = shapely.box(x - half, y - size / 2, x + half, y + size / 2)
        if shapely.intersects(box, taken).any():
            continue
        taken.append(box)
        axes.text(inside[at].x, inside[at].y, names[at], ha="center", va="center", fontsize=size, style="italic",
                  zorder=8, path_effects=[HALO], clip_on=True)  # fmt: skip
