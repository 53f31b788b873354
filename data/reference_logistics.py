"""Relief items, kits and speeds, read from data/reference; the reference network: data/reference_ways.py."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import pandas as pd

from geo.errors import DataProblem, ReferenceProblem
from geo.frames import ITEMS, KITS
from geo.frames.stocks import VESSELS
from geo.journeys import LOADS, Handling, Speeds

_HERE = Path(__file__).parent
KITS_FILE = _HERE / "reference" / "kits.toml"
SPEEDS_FILE = _HERE / "reference" / "speeds.toml"
TRUCK = "truck"  # the load class that the speeds of the road classes are of
_STATUSES = ("verified", "unverified")


def items() -> pd.DataFrame:
    """Relief items with their names, unit, weight and volume.

    Returns
    -------
    items
        `ITEMS` frame; `weight_kg` and `volume_m3` are of one unit.

    Raises
    ------
    ReferenceProblem
        ``bad_reference`` for an item without unit, source or status.

    Notes
    -----
    Source: data/reference/kits.toml.
    """
    rows = []
    for item, entry in _read(KITS_FILE)["items"].items():
        told = _told(f"items.{item}", entry, ("unit", "source", "status"))
        rows.append({**told, "item": item, "figure_status": told["status"]})
    return ITEMS.conform(pd.DataFrame(rows).drop(columns="status"))


def kits() -> pd.DataFrame:
    """Kits: quantity of each item for one household.

    Returns
    -------
    kits
        `KITS` frame, in the order of the file: the default kit first.

    Raises
    ------
    ReferenceProblem
        ``bad_reference`` for a kit without unit, source or status, or with an item that is not described.

    Notes
    -----
    Source: data/reference/kits.toml.
    """
    known = _read(KITS_FILE)["items"]
    rows = []
    for kit, entry in _read(KITS_FILE)["kits"].items():
        told = _told(f"kits.{kit}", entry, ("unit", "source", "status", "quantity"))
        for item, quantity in told["quantity"].items():
            if item not in known:
                raise ReferenceProblem("bad_reference", entry=f"kits.{kit}.{item}", lacks="items")
            row = {"kit": kit, "item": item, "quantity": quantity, "source": told["source"]}
            rows.append({**row, "figure_status": told["status"]})
    return KITS.conform(pd.DataFrame(rows))


def kit_names() -> pd.DataFrame:
    """Names of the kits.

    Returns
    -------
    names
        `kit`, `name_fr`, `name_en`, `name_ht`, `is_default` (one kit is).
    """
    told = _read(KITS_FILE)["kits"]
    names = {name: [entry[name] for entry in told.values()] for name in ("name_fr", "name_en", "name_ht")}
    return pd.DataFrame({"kit": list(told), **names, "is_default": [entry["default"] for entry in told.values()]})


def default_kit() -> str:
    """Return the key of the kit that is shown first."""
    names = kit_names()
    return str(names.loc[names["is_default"], "kit"].iloc[0])


def kit(name: str) -> pd.DataFrame:
    """Contents of one kit.

    Parameters
    ----------
    name
        Key of the kit.

    Returns
    -------
    kit
        Rows of the `KITS` frame.

    Raises
    ------
    DataProblem
        ``unknown_kit`` for another name.
    """
    every = kits()
    chosen = every[every["kit"] == name]
    if chosen.empty:
        raise DataProblem("unknown_kit", value=name, kits=", ".join(every["kit"].unique()))
    return chosen.reset_index(drop=True)


def speeds(vessel: str = "", edited: Mapping[str, float] | None = None) -> Speeds:
    """Speeds, handling by profile, and the factors of restricted ways and the rainy season.

    Parameters
    ----------
    vessel
        What carries goods on sea legs: ``coaster`` or ``barge``; "" for the file's default.
    edited
        Figures that somebody changed, by their path in the file (`data.speeds_in_force`).

    Returns
    -------
    speeds
        Ready for `geo.network`.

    Raises
    ------
    ReferenceProblem
        ``bad_reference`` for a figure without unit, period, source or status, or an unknown vessel.

    Notes
    -----
    Source: data/reference/speeds.toml.
    """
    table = _read(SPEEDS_FILE)
    ship = vessel or str(table["default_vessel"])
    if ship not in table["speed"] or ship not in VESSELS:
        raise ReferenceProblem("bad_reference", entry=f"speed.{ship}", lacks="vessel")
    told = edited or {}

    def figure(*path: str) -> float:
        return told.get(".".join(path), _figure(*path))

    roads = ("national", "departmental", "communal")
    kmh = {name: figure("speed", name) for name in (*roads, *VESSELS)}
    rain = figure("factor", "rainy_season")
    return Speeds(
        kmh | {"sea": kmh[ship], "air": kmh["helicopter"]},
        {profile: _handling(partial(figure, "handling", profile), ship) for profile in table["handling"]},
        figure("factor", "restricted"),
        rain,
        load_kmh={load: {name: figure("speed", load, name) for name in roads} for load in LOADS if load != TRUCK},
        load_t={load: figure("load", load) for load in LOADS},
        rainy_class_factor={name: _rain(told, name, rain) for name in roads[1:]},
        daily_window_hours=figure("waiting", "daily_window"),
    )


def _rain(told: Mapping[str, float], way_class: str, season: float) -> float:
    """A class's own factor; who changed the season's and not the class's meant all roads."""
    own = f"factor.rainy_{way_class}"
    if own not in told and "factor.rainy_season" in told:
        return season
    return told.get(own, _figure("factor", f"rainy_{way_class}"))


def default_profile() -> str:
    """Return the profile of handling times that is used unless another is asked for."""
    return str(_read(SPEEDS_FILE)["default_profile"])


def speed_figures() -> pd.DataFrame:
    """Every figure of data/reference/speeds.toml, as a table to show.

    Returns
    -------
    figures
        `figure` (its path in the file), `value`, `unit`, `period`, `source`, `figure_status`.

    Raises
    ------
    ReferenceProblem
        ``bad_reference`` for a figure that lacks one of them.
    """
    rows = [
        {**_told(name, entry, _OF_A_FIGURE), "figure": name, "figure_status": entry["status"]}
        for name, entry in _leaves("", _read(SPEEDS_FILE))
    ]
    return pd.DataFrame(rows)[["figure", "value", "unit", "period", "source", "figure_status"]]


def calibration() -> pd.DataFrame:
    """Travel times that the road length factor is held against.

    Returns
    -------
    calibration
        `from_pcode`, `to_pcode`, `hours` (peace-time light vehicle), `note`, `speed_kmh` of that vehicle.

    Notes
    -----
    Source: data/reference/speeds.toml; how well they are met: docs/methods.md#ways.
    """
    table = _read(SPEEDS_FILE)["calibration"]
    return pd.DataFrame(table["points"]).assign(speed_kmh=table["speed_kmh"])


_OF_A_FIGURE = ("value", "unit", "period", "source", "status")


def _handling(hours: Callable[[str], float], ship: str) -> Handling:
    legs = {vessel: hours(vessel) for vessel in VESSELS}
    legs |= {"sea": legs[ship], "air": legs["helicopter"]}
    return Handling(hours("decision"), hours("loading"), hours("unloading"), legs)


def _figure(*path: str) -> float:
    entry: Any = _read(SPEEDS_FILE)
    for name in path:
        if name not in entry:
            raise ReferenceProblem("bad_reference", entry=".".join(path), lacks=name)
        entry = entry[name]
    return float(_told(".".join(path), entry, _OF_A_FIGURE)["value"])


def _leaves(above: str, table: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Figures of a table: the tables that have a value."""
    found: list[tuple[str, dict[str, Any]]] = []
    for name, entry in table.items():
        if isinstance(entry, dict) and name != "calibration":
            key = f"{above}{name}"
            found += [(key, entry)] if "value" in entry else _leaves(f"{key}.", entry)
    return found


def _told(name: str, entry: dict[str, Any], needed: tuple[str, ...]) -> dict[str, Any]:
    """Return the entry, if it says what every figure must say."""
    for key in needed:
        if entry.get(key) in (None, ""):
            raise ReferenceProblem("bad_reference", entry=name, lacks=key)
    if entry["status"] not in _STATUSES:
        raise ReferenceProblem("bad_reference", entry=name, lacks="status")
    return entry


@cache
def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
