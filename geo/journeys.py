"""What a journey is made of: speeds, handling, waiting, and the conditions that are assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

LOADS = ("pickup", "small_truck", "truck", "large_truck")


@dataclass(frozen=True)
class Handling:
    """Hours that goods stand still, of one profile.

    Parameters
    ----------
    decision_hours, loading_hours, unloading_hours
        Counted once on every dispatch, also within the warehouse's own commune.
    leg_hours
        By mode (``sea``, ``air``) and by vessel: port or airstrip handling, counted on every leg. A leg whose vessel
        is not named has that of its mode.
    """

    decision_hours: float
    loading_hours: float
    unloading_hours: float
    leg_hours: Mapping[str, float]

    @property
    def dispatch_hours(self) -> float:
        """Return decision, loading and unloading together."""
        return self.decision_hours + self.loading_hours + self.unloading_hours


@dataclass(frozen=True)
class Speeds:
    """Speeds in km/h, handling by profile, and what slows a way down.

    Parameters
    ----------
    kmh
        Speed by `way_class` of the `WAYS` frame, of a truck on a dry road; sea and air also by vessel.
    handling
        `Handling` by profile (``emergency``, ``normal``).
    restricted_factor
        Moving time on a restricted way is multiplied by it.
    rainy_factor
        Moving time on a road is multiplied by it in the rainy season.
    load_kmh
        Load class -> `way_class` -> speed, where it is not that of a truck.
    load_t
        Load class -> t with its load: what a way's `largest_truck_t` is held against.
    rainy_class_factor
        `way_class` -> factor of the rainy season, where it is not `rainy_factor`.
    daily_window_hours
        Hours a day that a way open at some hours is open, where its `open_hours` are not told.
    """

    kmh: Mapping[str, float]
    handling: Mapping[str, Handling]
    restricted_factor: float
    rainy_factor: float
    load_kmh: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    load_t: Mapping[str, float] = field(default_factory=dict)
    rainy_class_factor: Mapping[str, float] = field(default_factory=dict)
    daily_window_hours: float = 24.0


@dataclass(frozen=True)
class Conditions:
    """What is assumed about a journey.

    Parameters
    ----------
    profile
        Profile of handling times.
    closed
        Ways (`way_id`) and whole routes (`route`) that are closed beside those whose status says so.
    air
        Whether air legs may be used.
    rainy
        Whether it is the rainy season.
    load
        Load class of the vehicle on roads, one of `LOADS`.
    opened
        Ways and routes taken as open whatever their status and restriction; `closed` goes before it.
    """

    profile: str = "emergency"
    closed: tuple[str, ...] = ()
    air: bool = False
    rainy: bool = False
    load: str = "truck"
    opened: tuple[str, ...] = ()


USUAL = Conditions()
