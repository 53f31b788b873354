"""Relief items, kits, speeds and the reference network of ways, read from data/reference and data/bundled."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import pandas as pd

from geo.errors import DataProblem, ReferenceProblem
from geo.frames import ITEMS, KITS, WAYS
from geo.network import Handling, Speeds

_HERE = Path(__file__).parent
KITS_FILE = _HERE / "reference" / "kits.toml"
SPEEDS_FILE = _HERE / "reference" / "speeds.toml"
WAYS_FILE = _HERE / "bundled" / "haiti" / "ways_sketch.csv"
SKETCH = "unverified sketch, from general knowledge of the map"  # how the source of a shipped way begins
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
    carrier = {"national": "national", "departmental": "departmental", "communal": "communal"}
    carrier |= {"sea": ship, "air": "helicopter"}
    told = edited or {}

    def figure(*path: str) -> float:
        return told.get(".".join(path), _figure(*path))

    kmh = {way_class: figure("speed", name) for way_class, name in carrier.items()}
    handling = {profile: _handling(partial(figure, "handling", profile), ship) for profile in table["handling"]}
    return Speeds(kmh, handling, figure("factor", "restricted"), figure("factor", "rainy_season"))


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


def reference_ways() -> pd.DataFrame:
    """Reference network of national and departmental roads, sea and air legs between communes.

    Returns
    -------
    ways
        `WAYS` frame. `way_id` is ``route:from:to``; all are open. `length_km` of roads is the straight
        distance between interior points of the communes times the road length factor; of sea legs the
        estimate along the coast; of air legs the straight distance. `observed_on` is unknown: a sketch.

    Notes
    -----
    Source: data/bundled/haiti/ways_sketch.csv, unverified. Method: docs/methods.md#ways.
    """
    sketch = pd.read_csv(WAYS_FILE, dtype={"from_pcode": "str", "to_pcode": "str"})
    factor = _figure("factor", "road_length")
    road_km = (sketch["straight_km"] * factor).where(sketch["mode"] == "road", sketch["straight_km"])
    length_km = sketch["sea_km"].where(sketch["mode"] == "sea", road_km).round(3)
    basis = sketch["mode"].map({"road": f"straight km x {factor:g}", "sea": "km along the coast", "air": "straight km"})
    return WAYS.conform(
        pd.DataFrame(
            {
                "way_id": sketch["route"] + ":" + sketch["from_pcode"] + ":" + sketch["to_pcode"],
                "route": sketch["route"],
                "mode": sketch["mode"],
                "way_class": sketch["road_class"],
                "from_pcode": sketch["from_pcode"],
                "to_pcode": sketch["to_pcode"],
                "length_km": length_km,
                "status": "open",
                "source": f"{SKETCH}; length: " + basis,
            }
        )
    )


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
    legs = {"sea": hours(ship), "air": hours("helicopter")}
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
