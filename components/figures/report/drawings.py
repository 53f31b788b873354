"""Small maps and charts of a sheet, as SVG: readable in black and white, the same bytes for the same values."""

from __future__ import annotations

import io
import threading

import matplotlib as mpl
import numpy as np
import pandas as pd
import shapely
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from components.figures import palette
from components.figures.report.sheet import PlaceSheet, SiteSheet
from components.figures.report.wording import known
from components.i18n import Words
from geo.crs import metric_xy, to_metric

MARKS = {"site": "^", "shelter": "s", "warehouse": "D", "facility": "o", "water_point": "v", "toilet": "P"}
MAP_INCHES = (2.75, 2.05)
CHART_INCHES = (2.75, 1.02)
LOCATOR_INCHES = 0.7
WALK_LEAST_M, WALK_MOST_M = 300.0, 3000.0  # half the width of a map at walking scale
SHOWN_AT_LEAST = 5  # neighbours that the map reaches, if one walks so far; the list tells the way to the others
STEPS = (1, 2, 5)
INK, SOFT, LAND = (palette.table("print")[name] for name in ("ink", "soft", "land"))
HALO = patheffects.withStroke(linewidth=1.6, foreground="white")
ONE_AT_A_TIME = threading.Lock()  # matplotlib's fonts are not made for threads
STYLE = {"svg.hashsalt": "pare", "svg.fonttype": "path", "font.family": "DejaVu Sans", "font.size": 6.0,
          "text.parse_math": False, "path.simplify": False}  # fmt: skip


def site_map(sheet: SiteSheet, near: pd.DataFrame, tr: Words) -> tuple[str, str]:
    """Surroundings of a site at walking scale, neighbours numbered as in the list; without a point the commune alone.

    Returns
    -------
    map
        SVG, "" where there is nothing to draw; and which it is: "walking", "outline" or "none".
    """
    outline = _metric(sheet.around.outline)
    site = sheet.site
    if not (known(site.get("longitude")) and known(site.get("latitude"))):
        return _outline_only(outline, tr)
    x, y = metric_xy([site["longitude"]], [site["latitude"]])
    with ONE_AT_A_TIME, mpl.rc_context(STYLE):
        figure = Figure(figsize=MAP_INCHES)
        axes = figure.add_axes((0, 0, 1, 1))
        half = _half_width(near["distance_m"])
        _ground(axes, outline)
        _neighbours(axes, near)
        axes.plot(x, y, marker="*", markersize=13, color=INK, markeredgecolor="white", linestyle="none", zorder=5)
        _view(axes, (x[0], y[0]), half)
        scale(axes, tr)
        return svg(figure), "walking"


def locator(sheet: SiteSheet) -> str:
    """Where a site lies in its commune, as SVG; "" where one of them is not known."""
    outline, site = _metric(sheet.around.outline), sheet.site
    if outline is None or not (known(site.get("longitude")) and known(site.get("latitude"))):
        return ""
    x, y = metric_xy([site["longitude"]], [site["latitude"]])
    with ONE_AT_A_TIME, mpl.rc_context(STYLE):
        west, south, east, north = outline.bounds
        across, up = max(east, x[0]) - min(west, x[0]), max(north, y[0]) - min(south, y[0])
        figure = Figure(figsize=(LOCATOR_INCHES * min(across / max(up, 1.0), 2.5), LOCATOR_INCHES))
        axes = figure.add_axes((0.02, 0.02, 0.96, 0.96))
        _ground(axes, outline, clip_on=False)
        axes.set_facecolor("white")
        axes.plot(x, y, marker="*", markersize=9, color=INK, markeredgecolor="white", linestyle="none")
        axes.margins(0.08)
        axes.set_aspect("equal", adjustable="datalim")
        axes.set_axis_off()
        return svg(figure)


def place_map(sheet: PlaceSheet, tr: Words) -> tuple[str, str]:
    """Outline of a place with what lies in it; sites are drawn larger the more people they have."""
    outline = _metric(sheet.around.outline)
    points = sheet.around.points
    if outline is None or points.empty:
        return _outline_only(outline, tr)
    placed = points.dropna(subset=["longitude", "latitude"])
    with ONE_AT_A_TIME, mpl.rc_context(STYLE):
        figure, axes = _framed(outline)
        x, y = metric_xy(placed["longitude"], placed["latitude"])
        people = placed["people"].fillna(0.0) if "people" in placed else pd.Series(0.0, index=placed.index)
        size = 8 + 60 * np.sqrt(people / max(people.max(), 1.0)).to_numpy()
        for kind in dict.fromkeys(placed["kind"]):
            here = (placed["kind"] == kind).to_numpy()
            face = SOFT if kind == "site" else "white"
            axes.scatter(x[here], y[here], s=size[here], marker=MARKS.get(kind, "o"), facecolor=face, edgecolor=INK,
                         linewidth=0.5, alpha=0.85, zorder=3)  # fmt: skip
        scale(axes, tr)
        return svg(figure), "place"


def trend_chart(trend: pd.DataFrame, tr: Words) -> tuple[str, str]:
    """People by round. A round in which they are unknown is a gap in the line, never a zero.

    Returns
    -------
    chart
        SVG, "" with fewer than two known rounds; and a sentence about what it shows.
    """
    if not {"assessed_on", "people"} <= set(trend.columns):
        return "", tr("report.trend_none")
    rows = trend.dropna(subset=["assessed_on"]).sort_values("assessed_on", kind="stable")
    held = rows["people"].notna()
    if held.sum() < 2:
        return "", tr("report.trend_none")
    told = {"count": len(rows), "unknown": int((~held).sum())}
    with ONE_AT_A_TIME, mpl.rc_context(STYLE):
        figure = Figure(figsize=CHART_INCHES)
        axes = figure.add_axes((0.03, 0.27, 0.94, 0.55))
        days = pd.to_datetime(rows["assessed_on"]).to_numpy()
        axes.plot(
            days,
            rows["people"].to_numpy("float64"),
            color=INK,
            linewidth=1.0,
            marker="o",
            markersize=2.6,
            clip_on=False,
        )
        _ends(axes, rows[held], tr)
        return svg(figure), tr("report.trend_note", **told)


def _ends(axes: Axes, rows: pd.DataFrame, tr: Words) -> None:
    """First and last figure with their days; the axis starts at zero."""
    axes.set_ylim(0, max(1.0, float(rows["people"].max()) * 1.12))
    axes.margins(x=0.02)
    for name in ("top", "right", "left"):
        axes.spines[name].set_visible(False)
    axes.set_yticks([])
    axes.set_xticks([])
    for row, side in ((rows.iloc[0], "left"), (rows.iloc[-1], "right")):
        at = 0.0 if side == "left" else 1.0
        axes.annotate(tr.day(row["assessed_on"]), (at, -0.06), xycoords="axes fraction", ha=side, va="top")
        axes.annotate(tr.number(float(row["people"])), (at, 1.04), xycoords="axes fraction", ha=side, va="bottom",
                      fontsize=7, fontweight="bold")  # fmt: skip


def _outline_only(outline: shapely.Geometry | None, tr: Words) -> tuple[str, str]:
    if outline is None:
        return "", "none"
    with ONE_AT_A_TIME, mpl.rc_context(STYLE):
        figure, axes = _framed(outline)
        scale(axes, tr)
        return svg(figure), "outline"


def _framed(outline: shapely.Geometry) -> tuple[Figure, Axes]:
    figure = Figure(figsize=MAP_INCHES)
    axes = figure.add_axes((0, 0, 1, 1))
    _ground(axes, outline)
    west, south, east, north = outline.bounds
    wide, high = MAP_INCHES
    half = 0.54 * max(east - west, (north - south) * wide / high, 1.0)
    _view(axes, ((west + east) / 2, (south + north) / 2), half)
    return figure, axes


def _metric(outline: shapely.Geometry | None) -> shapely.Geometry | None:
    if outline is None or outline.is_empty:
        return None
    return to_metric([outline])[0]


def _half_width(distances: pd.Series) -> float:
    """Half the width of the map in metres: the nearest neighbours are on it, up to what one walks."""
    reached = distances.head(SHOWN_AT_LEAST).dropna()
    farthest = float(reached.max()) if len(reached) else WALK_LEAST_M
    return float(np.clip(1.5 * farthest, WALK_LEAST_M, WALK_MOST_M))


def _ground(axes: Axes, outline: shapely.Geometry | None, *, clip_on: bool = True) -> None:
    """The land of the commune or department, white on grey: what lies outside is no part of it."""
    axes.set_facecolor(LAND if outline is not None else "white")
    for part in shapely.get_parts(outline) if outline is not None else ():
        if isinstance(part, shapely.Polygon):
            xy = shapely.get_coordinates(part.exterior)
            axes.fill(
                xy[:, 0],
                xy[:, 1],
                facecolor=palette.table("land")["paper"],
                edgecolor=SOFT,
                linewidth=0.7,
                clip_on=clip_on,
            )


def _neighbours(axes: Axes, near: pd.DataFrame) -> None:
    x, y = metric_xy(near["longitude"], near["latitude"])
    for at, kind in enumerate(near["kind"]):
        axes.plot(x[at], y[at], marker=MARKS.get(kind, "o"), markersize=5, color="white", markeredgecolor=INK,
                  markeredgewidth=0.8, linestyle="none", zorder=4)  # fmt: skip
        axes.annotate(str(at + 1), (x[at], y[at]), xytext=(3.2, 2.4), textcoords="offset points", fontsize=6.5,
                      fontweight="bold", zorder=6, annotation_clip=True, path_effects=[HALO])  # fmt: skip


def _view(axes: Axes, centre: tuple[float, float], half: float) -> None:
    wide, high = MAP_INCHES
    axes.set_xlim(centre[0] - half, centre[0] + half)
    axes.set_ylim(centre[1] - half * high / wide, centre[1] + half * high / wide)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_linewidth(0.6)


def scale(axes: Axes, tr: Words, *, parts: float = 3.5, arrow: float = 0.18) -> None:
    """A bar of a round length (of the width's `parts`), and where north is: an arrow of that share of the height.

    The map is in UTM: north is up within 1.5 degrees.
    """
    west, east = axes.get_xlim()
    length = _round_length((east - west) / parts)
    told = f"{tr.number(length)} m" if length < 1000 else f"{tr.number(length / 1000)} km"
    start, share = 0.04, length / (east - west)
    axes.plot([start, start + share], [0.07, 0.07], transform=axes.transAxes, color=INK, linewidth=1.6, zorder=7,
              solid_capstyle="butt")  # fmt: skip
    axes.text(start + share / 2, 0.09, told, transform=axes.transAxes, ha="center", va="bottom", zorder=7,
              bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.8})  # fmt: skip
    drawn = {"arrowstyle": "-|>", "color": INK, "lw": 0.8}
    axes.annotate(tr("report.north"), (0.06, 0.96), (0.06, 0.96 - arrow), xycoords="axes fraction", ha="center",
                  va="center", fontsize=7, fontweight="bold", zorder=7, arrowprops=drawn)  # fmt: skip


def _round_length(metres: float) -> float:
    """The longest of 1, 2, 5, 10, ... that is not longer."""
    power = 10 ** np.floor(np.log10(metres))
    return float(max(step * power for step in STEPS if step * power <= metres))


def svg(figure: Figure) -> str:
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    return stream.getvalue()
