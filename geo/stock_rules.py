"""When stock counts as short, enough or too much: limits by item, and the windows that are looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isnan

from geo.settings import Change, Setting, changes_of

GENERAL = (
    "use_months", "minimum_months", "maximum_months", "expiry_window_1", "expiry_window_2", "projection_months",
)  # fmt: skip
BY_ITEM = ("minimum_months", "maximum_months", "minimum_units")


@dataclass(frozen=True)
class Limits:
    """Limits of one item; `minimum_units` (per warehouse) is NaN where months of use hold."""

    minimum_months: float
    maximum_months: float
    minimum_units: float


@dataclass(frozen=True)
class StockRules:
    """Limits in force.

    Parameters
    ----------
    general
        Settings by the names of `GENERAL`.
    by_item
        Item -> settings by the names of `BY_ITEM` that somebody set for it.
    """

    general: Mapping[str, Setting]
    by_item: Mapping[str, Mapping[str, Setting]] = field(default_factory=dict)

    def of(self, name: str) -> float:
        """Value of a general setting."""
        return self.general[name].value

    def limits(self, item: str) -> Limits:
        """Limits of one item: its own, else those of all items."""
        told = self._told(item)
        units = told["minimum_units"].value if "minimum_units" in told else float("nan")
        return Limits(told["minimum_months"].value, told["maximum_months"].value, units)

    def changes(self, item: str) -> tuple[Change, ...]:
        """Who changed which of the figures that hold for an item."""
        return changes_of(self.general["use_months"], *self._told(item).values())

    def status(self, item: str) -> str:
        """Whether every figure that holds for an item is verified."""
        told = (self.general["use_months"], *self._told(item).values())
        return "verified" if all(one.status == "verified" for one in told) else "unverified"

    def _told(self, item: str) -> dict[str, Setting]:
        own = {name: one for name, one in self.by_item.get(item, {}).items() if not isnan(one.value)}
        return {name: self.general[name] for name in ("minimum_months", "maximum_months")} | own
