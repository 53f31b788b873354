"""How strongly an earthquake shakes: intensity (MMI) at points, with its spread, from magnitude, place and depth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from geo.crs import HAITI_BOX, metric_xy
from geo.errors import BadScenario
from geo.explain import Explanation, Input, Result, known
from geo.isobands import class_of_values
from geo.shaking_rules import IntensityEquation, ShakingRules

BELOW = "below"  # shaken less than the mildest class
_EARTH = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Quake:
    """An earthquake as it is told.

    Parameters
    ----------
    longitude, latitude
        Epicentre, degrees (EPSG:4326).
    magnitude
        Moment magnitude.
    depth_km
        Depth of the hypocentre, km below the surface.
    strike_deg, length_km
        Direction of the rupture (degrees clockwise from north) and its length, for large earthquakes: the rupture
        is a vertical plane with the epicentre in its middle. None: a point.
    top_depth_km
        Depth of the upper edge of that plane; 0 breaks the surface, which shakes most.
    """

    longitude: float
    latitude: float
    magnitude: float
    depth_km: float
    strike_deg: float | None = None
    length_km: float | None = None
    top_depth_km: float = 0.0

    @property
    def equation(self) -> str:
        """Key of the equation that fits: ``rupture`` where strike and length are told, else ``point``."""
        return "point" if self.length_km is None else "rupture"


def check_quake(quake: Quake, rules: ShakingRules) -> None:
    """Refuse an earthquake that cannot be.

    Raises
    ------
    BadScenario
        ``quake.epicentre``, ``quake.far``, ``quake.magnitude``, ``quake.depth``, ``quake.rupture_half`` (strike
        without length or length without strike), ``quake.strike``, ``quake.length`` or ``quake.top_depth``.
    """
    if not (abs(quake.longitude) <= 180 and abs(quake.latitude) <= 90):
        raise BadScenario("quake.epicentre", longitude=quake.longitude, latitude=quake.latitude)
    _within("magnitude", quake.magnitude, rules.bound("magnitude_least"), rules.bound("magnitude_most"))
    _within("depth", quake.depth_km, 0.0, rules.bound("depth_most_km"))
    if (quake.strike_deg is None) != (quake.length_km is None):
        raise BadScenario("quake.rupture_half")
    if quake.strike_deg is not None and quake.length_km is not None:
        _within("strike", quake.strike_deg, 0.0, 360.0)
        _within("length", quake.length_km, 1.0, rules.bound("length_most_km"))
        _within("top_depth", quake.top_depth_km, 0.0, quake.depth_km)
    away, most = _km_from_haiti(quake), rules.bound("furthest_km")
    if away > most:
        raise BadScenario("quake.far", distance_km=round(away), most=round(most))


def _within(what: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:  # NaN is not within either
        raise BadScenario(f"quake.{what}", value=value, least=least, most=most)


def _km_from_haiti(quake: Quake) -> float:
    west, south, east, north = HAITI_BOX
    nearest = min(max(quake.longitude, west), east), min(max(quake.latitude, south), north)
    return float(_EARTH.inv(quake.longitude, quake.latitude, *nearest)[2]) / 1_000


def rupture_line(quake: Quake) -> shapely.Geometry:
    """The epicentre, or the upper edge of the rupture seen from above, in EPSG:32618."""
    ends = [0.0] if quake.length_km is None else [-quake.length_km * 500.0, quake.length_km * 500.0]
    way = [_EARTH.fwd(quake.longitude, quake.latitude, quake.strike_deg or 0.0, metres)[:2] for metres in ends]
    xy = np.column_stack(metric_xy(*zip(*way, strict=True)))
    return shapely.Point(xy[0]) if len(xy) == 1 else shapely.LineString(xy)


def source_depth_km(quake: Quake) -> float:
    """Depth that distances are reckoned from: the hypocentre, or the upper edge of the rupture."""
    return quake.depth_km if quake.length_km is None else quake.top_depth_km


def distances_km(quake: Quake, longitude: Any, latitude: Any) -> NDArray[np.float64]:
    """Distance of points to the hypocentre, or to the rupture where it is told; NaN without coordinates."""
    x, y = metric_xy(longitude, latitude)
    placed = ~np.isnan(x)
    flat = np.full(x.shape, np.nan)
    flat[placed] = shapely.distance(shapely.points(x[placed], y[placed]), rupture_line(quake)) / 1_000
    return np.asarray(np.hypot(flat, source_depth_km(quake)), dtype="float64")


def shaking_at(points: pd.DataFrame, quake: Quake, rules: ShakingRules) -> Result:
    """Intensity at points.

    Parameters
    ----------
    points
        `longitude`, `latitude` (EPSG:4326; NaN unknown); any further column is kept.
    quake
        The earthquake.
    rules
        Equations and class breaks.

    Returns
    -------
    shaking
        `points` with `distance_km` (to the hypocentre or to the rupture), `mmi` (median), `mmi_sigma` (one standard
        deviation), `mmi_low`, `mmi_high` (one deviation below and above) and `hazard_class` (``below`` under the
        mildest). NaN, and no class, without coordinates.

    Raises
    ------
    BadScenario
        As `check_quake`.

    Notes
    -----
    Method: docs/methods.md#shaking. Numbers: data/reference/shaking.toml.
    """
    check_quake(quake, rules)
    equation = rules.equations[quake.equation]
    away = distances_km(quake, points["longitude"], points["latitude"])
    mmi, sigma = equation.mmi(quake.magnitude, away), equation.sigma(away)
    at = class_of_values(mmi, tuple(rules.breaks.values()))
    names = np.array([*rules.breaks, BELOW], dtype=object)[at]  # -1 is the last
    names[np.isnan(mmi)] = None
    told = points.assign(
        distance_km=away, mmi=mmi, mmi_sigma=sigma, mmi_low=mmi - sigma, mmi_high=mmi + sigma,
        hazard_class=pd.Series(names, index=points.index, dtype="str"),
    )  # fmt: skip
    notes = quake_notes(quake, rules)
    facts = {"equation": equation.title, "notes": list(notes), "source": equation.source}
    return Result(told.reset_index(drop=True), partial(_explain, quake, equation, notes), facts)


def quake_notes(quake: Quake, rules: ShakingRules) -> tuple[str, ...]:
    """Caveats of an earthquake (``note.<key>``): where the equations are weak or say nothing."""
    least, most = rules.bound("fitted_magnitude_least"), rules.bound("fitted_magnitude_most")
    told = {
        "shaking.no_soil": True,
        "shaking.outside_fit": not least <= quake.magnitude <= most,
        "shaking.deep": quake.depth_km > rules.bound("crust_depth_km"),
        "shaking.point_of_large": (
            quake.length_km is None and quake.magnitude >= rules.bound("finite_from_magnitude")
        ),
        "shaking.vertical_rupture": quake.length_km is not None,
    }  # fmt: skip
    return tuple(note for note, holds in told.items() if holds)


def _formula(equation: IntensityEquation) -> str:
    """The formula in the numbers that were used."""
    near = f"{equation.near:g} + {equation.near_growth:g} exp(M - 5)"
    told = f"{equation.base:g} + {equation.magnitude:g} M - {-equation.distance:g} ln sqrt(R^2 + ({near})^2)"
    km = equation.far_from_km
    return f"mmi = {told}" + (f" [+ {equation.far:g} ln(R / {km:g}) if R > {km:g}]" if equation.far else "")


def _explain(quake: Quake, equation: IntensityEquation, notes: tuple[str, ...], row: dict[str, Any]) -> Explanation:
    inputs = [
        Input("magnitude", quake.magnitude, "Mw"),
        Input("depth_km", source_depth_km(quake), "km"),
        Input("distance_km", known(row["distance_km"]), "km"),
        Input("mmi_sigma", known(row["mmi_sigma"]), "MMI"),
        Input("mmi_low", known(row["mmi_low"]), "MMI"),
        Input("mmi_high", known(row["mmi_high"]), "MMI"),
    ]
    return Explanation(
        figure="mmi",
        formula=_formula(equation),
        inputs=tuple(inputs),
        value=known(row["mmi"]),
        unit="MMI",
        clause="docs/methods.md#shaking",
        source=equation.title,
        status=equation.status,
        notes=notes,
    )
