"""What the winds of a cyclone are reckoned with: settings, classes and the one rule by which a class is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.errors import ReferenceProblem
from geo.isobands import class_of_values
from geo.settings import STATUSES, Setting, parse_settings

Floats = NDArray[np.float64]
Texts = NDArray[np.object_]
MS_PER_KT = 1852 / 3600
KM_PER_NM = 1.852
ARRIVALS_KT = (34, 50, 64)


@dataclass(frozen=True)
class Classes:
    """Classes by their lower bounds.

    A class holds a value from its own bound (inclusive) up to the bound of the next (exclusive), compared before
    any rounding. Below the first bound a value is in no class.

    Parameters
    ----------
    names, least
        From the mildest to the worst, and the lower bound of each.
    source, status
        Who says so; "verified" or "unverified".
    """

    names: tuple[str, ...]
    least: tuple[float, ...]
    source: str
    status: str

    def rank(self, values: Any) -> NDArray[np.int64]:
        """Place of each value in `names`; -1 below the first bound and for NaN."""
        return class_of_values(values, self.least)

    def name(self, values: Any, *, below: str, unknown: str) -> Texts:
        """Class of each value; `below` the first bound, and `unknown` for NaN."""
        found = np.asarray(values, dtype="float64")
        words = np.array([*self.names, below], dtype=object)
        told: Texts = words[self.rank(found)]
        told[np.isnan(found)] = unknown
        return told


@dataclass(frozen=True)
class WindRules:
    """Everything of data/reference/wind.toml.

    Parameters
    ----------
    settings
        Editable figures by name.
    classes, surge_classes
        Of the wind in knots, of the surge in metres above ground.
    radius_hpa, radius_nm
        Radius of maximum wind by central pressure, where a track gives none.
    """

    settings: Mapping[str, Setting]
    classes: Classes
    surge_classes: Classes
    radius_hpa: tuple[float, ...]
    radius_nm: tuple[float, ...]

    def value(self, name: str) -> float:
        """Return the figure of a setting in its own unit."""
        return self.settings[name].value


def parse_wind(document: Mapping[str, Any]) -> WindRules:
    """Read the rules from a parsed TOML document.

    Raises
    ------
    ReferenceProblem
        ``wind.missing_part``, ``wind.not_rising`` (bounds or pressures that do not rise), and as `parse_settings`.
    """
    for part in ("settings", "classes", "surge_classes", "radius_by_pressure"):
        if part not in document:
            raise ReferenceProblem("wind.missing_part", part=part)
    table = document["radius_by_pressure"]
    hpa, nm = (tuple(map(float, table[name])) for name in ("hpa", "nm"))
    _rising("radius_by_pressure", hpa)
    if len(hpa) != len(nm):
        raise ReferenceProblem("wind.missing_part", part="radius_by_pressure.nm")
    return WindRules(
        parse_settings(document["settings"]),
        _classes("classes", document["classes"], "least_kt"),
        _classes("surge_classes", document["surge_classes"], "least_m"),
        hpa,
        nm,
    )


def _classes(part: str, entry: Mapping[str, Any], bounds: str) -> Classes:
    for name in (bounds, "source", "status"):
        if not entry.get(name) or (name == "status" and entry[name] not in STATUSES):
            raise ReferenceProblem("wind.missing_part", part=f"{part}.{name}")
    least = tuple(float(value) for value in entry[bounds].values())
    _rising(part, least)
    return Classes(tuple(entry[bounds]), least, entry["source"], entry["status"])


def _rising(part: str, values: tuple[float, ...]) -> None:
    if not values or any(not low < high for low, high in pairwise(values)):
        raise ReferenceProblem("wind.not_rising", part=part)
