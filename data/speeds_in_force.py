"""Speeds and handling times in force: the shipped figures, with those that somebody changed in this store."""

from __future__ import annotations

from collections.abc import Mapping

from data import reference_logistics
from geo.errors import ReferenceProblem
from geo.journeys import Speeds
from geo.settings import Said, Setting

# By the first part of a figure's path: the least and the most that it may be.
BOUNDS = {"speed": (1.0, 400.0), "load": (0.5, 100.0), "handling": (0.0, 240.0), "factor": (1.0, 20.0),
          "waiting": (0.5, 24.0)}  # fmt: skip
FIXED = ("factor.road_length",)  # the shipped lengths were made with it
NOBODY: Mapping[str, Said] = {}


def bounds(setting: str) -> tuple[float, float]:
    """The least and the most that a figure may be, ends included."""
    return BOUNDS[setting.partition(".")[0]]


def speed_settings(told: Mapping[str, str], said: Mapping[str, Said] = NOBODY) -> dict[str, Setting]:
    """Every speed, handling time and factor that may be changed, as it is in force, by its path in speeds.toml.

    Raises
    ------
    ReferenceProblem
        ``bad_setting`` for a stored value that does not fit.
    """
    held = {}
    for row in reference_logistics.speed_figures().itertuples():
        one = Setting(row.figure, float(row.value), row.unit, row.period, row.source, row.figure_status)
        if row.figure in told:
            one = one.edited(_number(row.figure, told[row.figure]), said.get(row.figure))
        if row.figure not in FIXED:
            held[row.figure] = one
    return held


def speeds_in_force(told: Mapping[str, str]) -> Speeds:
    """Speeds for `geo.network` with the changed figures; errors as `speed_settings`."""
    edited = {name: one.value for name, one in speed_settings(told).items() if one.change is not None}
    return reference_logistics.speeds(edited=edited)


def _number(name: str, text: str) -> float:
    least, most = bounds(name)
    try:
        value = float(text)
    except ValueError as error:
        raise ReferenceProblem("bad_setting", setting=name, value=text) from error
    if not least <= value <= most:
        raise ReferenceProblem("bad_setting", setting=name, value=text)
    return value
