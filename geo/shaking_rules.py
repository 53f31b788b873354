"""What shaking is reckoned by: equations of intensity, class breaks, bounds, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.errors import ReferenceProblem
from geo.settings import STATUSES, Setting, parse_settings

EQUATIONS = ("point", "rupture")


@dataclass(frozen=True)
class IntensityEquation:
    """One equation of intensity; the fields stand in its formula in docs/methods.md#shaking."""

    key: str
    title: str
    base: float
    magnitude: float
    distance: float
    near: float
    near_growth: float
    far: float
    far_from_km: float
    spread: float
    spread_near: float
    spread_km: float
    source: str
    status: str

    def mmi(self, magnitude: float, distance_km: Any) -> NDArray[np.float64]:
        """Median intensity at distances of `distance_km` (hypocentral or to the rupture); NaN stays NaN."""
        away = np.asarray(distance_km, dtype="float64")
        near = self.near + self.near_growth * np.exp(magnitude - 5.0)
        told = self.base + self.magnitude * magnitude + self.distance * np.log(np.hypot(away, near))
        far = self.far * np.log(np.maximum(away, self.far_from_km) / self.far_from_km)
        return np.asarray(told + far, dtype="float64")

    def sigma(self, distance_km: Any) -> NDArray[np.float64]:
        """Standard deviation of the intensity at distances, in units of intensity; NaN stays NaN."""
        away = np.asarray(distance_km, dtype="float64")
        return np.asarray(self.spread + self.spread_near / (1.0 + (away / self.spread_km) ** 2), dtype="float64")


@dataclass(frozen=True)
class ShakingRules:
    """Equations by key, the lower end of each class from the mildest on, and the bounds of what may be asked.

    `breaks_source` and `breaks_status` say who says so.
    """

    equations: Mapping[str, IntensityEquation]
    breaks: Mapping[str, float]
    breaks_source: str
    breaks_status: str
    settings: Mapping[str, Setting]

    def bound(self, key: str) -> float:
        """Value of one of the settings."""
        return self.settings[key].value


def parse_shaking(document: Mapping[str, Any]) -> ShakingRules:
    """Read the rules from a parsed TOML document.

    Raises
    ------
    ReferenceProblem
        ``shaking.missing_field`` or ``shaking.bad_value`` (breaks that do not rise, an unknown status), and as
        `geo.settings.parse_settings`.
    """
    found = {key: _equation(key, document["equations"].get(key, {})) for key in EQUATIONS}
    told = dict(document["breaks"])
    unit_of = {name: told.pop(name, "") for name in ("unit", "period", "source", "status")}
    for name, text in unit_of.items():
        _asked("breaks", name, text)
    breaks = {name: float(least) for name, least in told.items()}
    if not breaks or list(breaks.values()) != sorted(set(breaks.values())):
        raise ReferenceProblem("shaking.bad_value", entry="breaks", field="breaks", value=str(breaks))
    return ShakingRules(found, breaks, unit_of["source"], unit_of["status"], parse_settings(document["settings"]))


def _equation(key: str, entry: Mapping[str, Any]) -> IntensityEquation:
    for name in ("unit", "period"):
        _asked(key, name, entry.get(name, ""))
    names = [one.name for one in fields(IntensityEquation) if one.name != "key"]
    for name in names:
        _asked(key, name, entry.get(name, ""))
    told: dict[str, Any] = {
        name: entry[name] if name in ("title", "source", "status") else float(entry[name]) for name in names
    }
    return IntensityEquation(key=key, **told)


def _asked(entry: str, field: str, value: Any) -> None:
    if value in (None, ""):
        raise ReferenceProblem("shaking.missing_field", entry=entry, field=field)
    if field == "status" and value not in STATUSES:
        raise ReferenceProblem("shaking.bad_value", entry=entry, field=field, value=str(value))
