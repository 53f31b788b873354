"""The reference network of ways as shipped: the sketch, what its ways pass, its vessels, how drawn roads are joined."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from data.figures_in_force import NOBODY, NOTHING, in_force
from data.reference_logistics import speed_figures
from geo.errors import ReferenceProblem
from geo.frames import WAYS
from geo.road_network import Joining
from geo.settings import Said, Setting

_HERE = Path(__file__).parent
SKETCH_FILE = _HERE / "bundled" / "haiti" / "ways_sketch.csv"
WAYS_FILE = _HERE / "reference" / "ways.toml"
SKETCH = "unverified sketch, from general knowledge of the map"  # how the source of a shipped way begins
BETWEEN = "; "  # of several names in `passes`
OF_A_LEG = ("vessel", "capacity_t_day", "capacity_m3_day", "departures_week")
PREFIX = "joining."
# The least and the most that a tolerance of drawn roads may be, ends included.
BOUNDS = {"end_snap": (0.0, 500.0), "place_snap": (0.1, 100.0), "island": (0.0, 1_000.0)}
_TOLD = ("source", "status")


def reference_ways() -> pd.DataFrame:
    """Reference network of national and departmental roads, sea and air legs between communes.

    Returns
    -------
    ways
        `WAYS` frame. `way_id` is ``route:from:to``; all are open. `length_km` of roads is the straight
        distance between interior points of the communes times the road length factor; of sea legs the
        estimate along the coast; of air legs the straight distance. `observed_on` is unknown: a sketch.
        `passes` names corridors, `vessel` what is told to serve a leg; capacity and departures are unknown.

    Notes
    -----
    Source: data/bundled/haiti/ways_sketch.csv and data/reference/ways.toml, unverified.
    Method: docs/methods.md#ways.
    """
    sketch = pd.read_csv(SKETCH_FILE, dtype={"from_pcode": "str", "to_pcode": "str"})
    figures = speed_figures().set_index("figure")["value"]
    factor = float(figures["factor.road_length"])
    road_km = (sketch["straight_km"] * factor).where(sketch["mode"] == "road", sketch["straight_km"])
    length_km = sketch["sea_km"].where(sketch["mode"] == "sea", road_km).round(3)
    basis = sketch["mode"].map({"road": f"straight km x {factor:g}", "sea": "km along the coast", "air": "straight km"})
    way_id = sketch["route"] + ":" + sketch["from_pcode"] + ":" + sketch["to_pcode"]
    rows = {
        "way_id": way_id,
        "route": sketch["route"],
        "mode": sketch["mode"],
        "way_class": sketch["road_class"],
        "from_pcode": sketch["from_pcode"],
        "to_pcode": sketch["to_pcode"],
        "length_km": length_km,
        "status": "open",
        "source": f"{SKETCH}; length: " + basis,
        "passes": way_id.map(_passes(set(way_id))),
    }
    legs = _legs(set(way_id))
    return WAYS.conform(pd.DataFrame({**rows, **{name: way_id.map(legs[name]) for name in OF_A_LEG}}))


def joining(told: Mapping[str, str] = NOTHING) -> Joining:
    """How drawn roads are joined to a network, with the settings ``joining.<...>`` of a store.

    Raises
    ------
    ReferenceProblem
        ``bad_reference`` for a figure without unit, period, source or status; ``bad_setting`` for a stored value that
        does not fit.
    """
    value = {name.removeprefix(PREFIX): one.value for name, one in joining_settings(told).items()}
    return Joining(end_snap_m=value["end_snap"], place_snap_km=value["place_snap"], island_km=value["island"])


def joining_settings(told: Mapping[str, str] = NOTHING, said: Mapping[str, Said] = NOBODY) -> dict[str, Setting]:
    """Every tolerance of drawn roads, as it is in force, by the name of its setting; errors as `joining`."""
    table = _read(WAYS_FILE)["joining"]
    shipped = {f"{PREFIX}{name}": _figure(f"{PREFIX}{name}", table[name]) for name in BOUNDS}
    return in_force(shipped, told, said, bounds)


def bounds(setting: str) -> tuple[float, float]:
    """The least and the most that a tolerance may be."""
    return BOUNDS[setting.removeprefix(PREFIX)]


def corridors() -> pd.DataFrame:
    """Corridors as shipped: `corridor`, `name`, `ways` (how many), `source`, `figure_status`."""
    rows = [
        {"corridor": key, "name": one["name"], "ways": len(one["ways"]), "source": one["source"],
         "figure_status": one["status"]}
        for key, one in _entries("corridor", {*reference_ways()["way_id"]})
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["corridor", "name", "ways", "source", "figure_status"])


def _passes(known: set[str]) -> dict[str, str]:
    """Way -> names of the corridors that it passes, in the order of the file."""
    found: dict[str, list[str]] = {}
    for _, one in _entries("corridor", known):
        for way in one["ways"]:
            found.setdefault(way, []).append(one["name"])
    return {way: BETWEEN.join(names) for way, names in found.items()}


def _legs(known: set[str]) -> dict[str, dict[str, Any]]:
    """Column -> way -> what is told of the leg."""
    found: dict[str, dict[str, Any]] = {name: {} for name in OF_A_LEG}
    for _, one in _entries("leg", known):
        for name in set(one) & set(OF_A_LEG):
            found[name] |= dict.fromkeys(one["ways"], one[name])
    return found


def _entries(group: str, known: set[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Entries of a group, each held against what it must say: ways of the sketch, a source and a status."""
    for key, one in _read(WAYS_FILE)[group].items():
        name = f"{group}.{key}"
        for told in _TOLD:
            if not one.get(told):
                raise ReferenceProblem("bad_reference", entry=name, lacks=told)
        strange = sorted(set(one["ways"]) - known)
        if strange:
            raise ReferenceProblem("bad_reference", entry=f"{name}.{strange[0]}", lacks="ways")
        yield key, one


def _figure(name: str, entry: dict[str, Any]) -> Setting:
    for lacks in ("value", "unit", "period", *_TOLD):
        if entry.get(lacks) in (None, ""):
            raise ReferenceProblem("bad_reference", entry=name, lacks=lacks)
    told = {field: entry[field] for field in ("unit", "period", *_TOLD)}
    return Setting(name.removeprefix(PREFIX), float(entry["value"]), **told)


@cache
def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
