"""Reckon past events of Haiti with the engines and the shipped rates, beside what was reported of them.

Usage: ``python -m tools.backtests SHARED`` (the folder of the real files). It writes `data/reference/backtests.toml`
(figures only, no row of those files) and `docs/backtests.md`. A test reckons again and compares.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from data.bundled_geography import DEFAULT_POPULATION_SET, SECTIONS_POPULATION_SET, bundled_mapap, bundled_population
from data.home import ROOT
from data.importers.boundaries import read_boundaries
from data.importers.read import read
from data.reference_shelters import impact_rates
from data.reference_tables import REFERENCE, document, hazards
from data.scenario_files import reckoning
from geo.boundaries import places
from geo.cyclone_footprint import BOTH, MODEL, footprint_used
from geo.exposure import Exposed, exposure
from geo.footprint import OUTSIDE, UNLOCATED
from geo.frames import FRAMES, SHELTERS, WAREHOUSES
from geo.impact_chain import chain_by_place, impact_chain
from geo.impact_rates import BOUNDS
from geo.places import communes_at
from geo.scenario import parse_scenario, zones_of
from geo.scenario_parts import Stamp, document_of_quake, document_of_track
from geo.shaking import Quake
from geo.wind import MODELS

OUT = REFERENCE / "backtests.toml"
DOC = ROOT / "docs" / "backtests.md"
USE = REFERENCE / "shelter-use.toml"
TODAY = "2026-01-01"  # later than every event: a day that reading asks for
STEPS = ("affected", "in_need", "displaced", "public_shelter")
DISPLACED = tuple(f"displaced_{bound}" for bound in BOUNDS)
HEAD = (
    "# Made by `python -m tools.backtests SHARED`; do not edit by hand. Past events reckoned with the shipped rates,\n"
    "# beside what was reported: persons, whole; docs/backtests.md says what explains the ratios.\n"
)
GEM = "data/hazards/gem-earthquake-scenarios"


class Event(NamedTuple):
    """An earthquake: its name in the records of impact-rates.toml, folder of its grids, day, figures as reported."""

    name: str
    folder: str
    on: str
    quake: Quake


QUAKES = {
    "earthquake_2010": Event("Earthquake 2010", "20100112_M7.0_Haiti", "2010-01-12", Quake(-72.571, 18.443, 7.0, 13.0)),
    "earthquake_2021": Event(
        "Earthquake 2021", "20210814_M7.2_Haiti", "2021-08-14", Quake(-73.4822, 18.4335, 7.2, 10.0)
    ),
}


class Land(NamedTuple):
    """Where people are: real limits of communes, and the populations that ship."""

    boundaries: pd.DataFrame
    departments: pd.DataFrame
    population: pd.DataFrame


class Run(NamedTuple):
    """One reckoning of an event: exposed people by class, and the sums by department."""

    classes: pd.Series
    sums: pd.DataFrame

    def whole(self, figure: str) -> float:
        """A figure of the country."""
        return float(self.sums[figure].sum())


def computed(shared: Path) -> dict[str, Any]:
    """Every backtest as plain values: the document of `backtests.toml`."""
    land = _land(shared)
    told = land.population.groupby("population_set")[["year", "population"]].agg({"year": "max", "population": "sum"})
    events = {"matthew_2016": _matthew(shared, land)}
    events |= {key: _quake(shared, land, one) for key, one in QUAKES.items()}
    return {
        "population": {
            "set": DEFAULT_POPULATION_SET,
            "year": int(told.loc[DEFAULT_POPULATION_SET, "year"]),
            "persons": round(told.loc[DEFAULT_POPULATION_SET, "population"]),
            "other_set": SECTIONS_POPULATION_SET,
            "other_year": int(told.loc[SECTIONS_POPULATION_SET, "year"]),
            "boundaries": str(land.boundaries["boundary_set"].iloc[0]),
        },
        "events": events,
    }


def _land(shared: Path) -> Land:
    files = [shared / "data" / "boundaries" / f"hti_admbnda_adm{at}_cnigs_20181129.geojson" for at in (1, 2)]
    boundaries, _ = read_boundaries(files)
    rows = bundled_population()
    communes = communes_at(places(boundaries, bundled_mapap()), "adm1")
    return Land(boundaries, communes, rows[rows["adm_level"] == "adm2"])


def _run(zones: pd.DataFrame, land: Land, population_set: str = DEFAULT_POPULATION_SET) -> Run:
    """Exposure and chain of zones by department."""
    people = land.population[land.population["population_set"] == population_set]
    sites = FRAMES["sites"].empty().assign(people=pd.Series(dtype="float64"))
    stock = pd.DataFrame({"warehouse_id": [], "item": [], "quantity": []}).astype({"warehouse_id": "str"})
    met = Exposed(land.boundaries, people, sites, SHELTERS.empty(), WAREHOUSES.empty(), stock)
    chain = impact_chain(exposure(zones, met, land.departments, hazards()).frame, impact_rates())
    inside = chain.frame[~chain.frame["hazard_class"].isin([OUTSIDE, UNLOCATED])]
    return Run(inside.groupby("hazard_class", sort=False)["people"].sum(), chain_by_place(chain).set_index("place"))


def _matthew(shared: Path, land: Land) -> dict[str, Any]:
    """The best track, as scenarios start from one; other models, decay over land and the model alone beside it."""
    tracks = read("tracks", shared / "data" / "hazards" / "hurrmatthew.csv", today=TODAY).rows
    told = document_of_track(tracks, Stamp("matthew"))
    used = footprint_used(told.get("footprint", ""), parse_scenario(told).told.positions)  # type: ignore[union-attr]
    start = {"model": told["model"], "inland_decay": told["inland_decay"], "footprint": used}
    others = [{"model": model, "inland_decay": decay, "footprint": drawn}
              for model in MODELS for decay in (False, True) for drawn in (MODEL, BOTH)]  # fmt: skip
    zones = [zones_of(parse_scenario(told | one), reckoning()) for one in others]
    runs = [_run(one, land) for one in zones]
    at = others.index(start)
    other = _run(zones[at], land, SECTIONS_POPULATION_SET)
    head = {"hazard": "cyclone", "on": "2016-10-04", "basis": "track", "run": f"{told['model']}, {used}"}
    return head | _told("Matthew 2016", runs[at], runs, other)


def _quake(shared: Path, land: Land, event: Event) -> dict[str, Any]:
    """The median ground-motion grids, by Worden 2012; the one in the middle is told, the others are its range."""
    zones: dict[str, pd.DataFrame] = {}
    for path in sorted((shared / GEM / event.folder).glob("gmf_median_PGA_*.csv")):
        rows = read("zones", path, today=TODAY).rows
        zones |= {str(key): part.reset_index(drop=True) for key, part in rows.groupby("zone_set", sort=True)}
    runs = {key: _run(one, land) for key, one in zones.items()}
    seen = {
        tuple(one.sums["displaced_middle"]): key for key, one in reversed(runs.items())
    }  # some grids are twice there
    order = sorted(seen.values(), key=lambda key: runs[key].whole("displaced_middle"))
    middle = order[(len(order) - 1) // 2]
    quick = _run(zones_of(parse_scenario(document_of_quake(event.quake, Stamp("quake"))), reckoning()), land)
    other = _run(zones[middle], land, SECTIONS_POPULATION_SET)
    head = {"hazard": "earthquake", "on": event.on, "basis": "grids", "run": middle}
    told = _told(event.name, runs[middle], [runs[key] for key in order], other)
    return head | {"quick_displaced": round(quick.whole("displaced_middle"))} | told


def _told(name: str, main: Run, runs: list[Run], other: Run) -> dict[str, Any]:
    return {
        "runs": len(runs),
        "classes": {str(label): round(people) for label, people in main.classes.items()},
        "figures": [_figure(name, step, main, runs, other) for step in STEPS],
        "departments": [
            {"adm1_pcode": str(place), "exposed": round(row["people_exposed"])}
            | {name: round(row[name]) for name in ("affected_middle", *DISPLACED, "public_shelter_middle")}
            for place, row in main.sums.iterrows()
        ],
    }


def _figure(name: str, step: str, main: Run, runs: list[Run], other: Run) -> dict[str, Any]:
    """Modelled low, middle, high; the middle of the other runs and population; the record and the ratio to it."""
    row: dict[str, Any] = {"figure": step}
    row |= {bound: round(main.whole(f"{step}_{bound}")) for bound in BOUNDS}
    others = [one.whole(f"{step}_middle") for one in runs]
    row |= {"runs_least": round(min(others)), "runs_most": round(max(others))}
    row["other_population"] = round(other.whole(f"{step}_middle"))
    for record in impact_rates().records:
        if record["event"] == name and record["figure"] == step:
            row |= {"recorded": record["people"], "source": record["source"]}
            row["ratio"] = round(row["middle"] / record["people"], 2)
    return row


def as_toml(told: dict[str, Any]) -> str:
    """The document as text, in a fixed order."""
    lines = [HEAD, "[population]", *_pairs(told["population"])]
    for key, event in told["events"].items():
        lines += ["", f"[events.{key}]", *_pairs({n: v for n, v in event.items() if not isinstance(v, list | dict)})]
        lines += ["", f"[events.{key}.classes]", *_pairs(event["classes"])]
        for part in ("figures", "departments"):
            for row in event[part]:
                lines += ["", f"[[events.{key}.{part}]]", *_pairs(row)]
    return "\n".join([*lines, ""])


def _pairs(values: dict[str, Any]) -> list[str]:
    return [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]


if __name__ == "__main__":
    from tools import backtests_doc

    made = computed(Path(sys.argv[1]))
    OUT.write_text(as_toml(made), encoding="utf-8")
    DOC.write_text(backtests_doc.text(document(OUT), document(USE)), encoding="utf-8")
