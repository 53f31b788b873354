"""What the made catalogue of disasters is drawn from: rates, strengths and places, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.errors import ReferenceProblem
from geo.measuring import Floats
from geo.settings import STATUSES, Setting, parse_settings


@dataclass(frozen=True)
class Fault:
    """A fault: its line in degrees (one row a corner), earthquakes a year, and the strongest."""

    key: str
    line: Floats
    per_year: float
    most: float


@dataclass(frozen=True)
class CatalogueRules:
    """Everything of data/reference/catalogue.toml."""

    settings: Mapping[str, Setting]
    pressure_quantile: tuple[float, ...]
    pressure_hpa: tuple[float, ...]
    faults: tuple[Fault, ...]
    floods_per_year: Mapping[str, float]
    flood_classes: Mapping[str, float]

    def value(self, name: str) -> float:
        """Return the figure of a setting."""
        return self.settings[name].value

    @property
    def per_year(self) -> dict[str, float]:
        """Events a year by hazard."""
        return {
            "cyclone": self.value("cyclone_per_year"), "earthquake": sum(one.per_year for one in self.faults),
            "flood": float(sum(self.floods_per_year.values())),
        }  # fmt: skip


def parse_catalogue(document: Mapping[str, Any]) -> CatalogueRules:
    """Read the rules from a parsed TOML document.

    Raises
    ------
    ReferenceProblem
        ``catalogue.bad_value`` for rates below zero, quantiles that do not rise, shares that do not add up to 1, or an
        entry without source or status; as `geo.settings.parse_settings`.
    """
    pressure, floods = document["cyclone_pressure"], document["floods"]
    for name, entry in (("cyclone_pressure", pressure), ("floods", floods), *document["faults"].items()):
        if not entry.get("source") or entry.get("status") not in STATUSES:
            raise ReferenceProblem("catalogue.bad_value", entry=name, value=str(entry.get("status")))
    quantile = tuple(float(value) for value in pressure["quantile"])
    if list(quantile) != sorted(set(quantile)) or len(quantile) != len(pressure["hpa"]):
        raise ReferenceProblem("catalogue.bad_value", entry="cyclone_pressure", value=str(quantile))
    classes = {name: float(share) for name, share in floods["classes"].items()}
    if abs(sum(classes.values()) - 1) > 1e-9:
        raise ReferenceProblem("catalogue.bad_value", entry="floods.classes", value=str(sum(classes.values())))
    faults = tuple(
        Fault(key, np.array(entry["line"], dtype="float64"), float(entry["per_year"]), float(entry["most"]))
        for key, entry in document["faults"].items()
    )
    rates = {name: float(rate) for name, rate in floods["per_year"].items()}
    for key, rate in (*rates.items(), *((one.key, one.per_year) for one in faults)):
        if not rate >= 0:
            raise ReferenceProblem("catalogue.bad_value", entry=key, value=str(rate))
    hpa = tuple(float(value) for value in pressure["hpa"])
    return CatalogueRules(parse_settings(document["settings"]), quantile, hpa, faults, rates, classes)
