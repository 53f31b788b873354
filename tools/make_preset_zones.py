"""Write the shipped scenarios of zones from tools/preset_zones.toml and the shipped shapes. A test compares.

python -m tools.make_preset_zones
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import shapely

from data.bundled_geography import bundled_boundaries
from data.home import ROOT
from data.made_zones import Wanted, zones_around
from data.reference_storms import SCENARIOS
from data.scenario_files import reckoning, scenario_bytes
from geo.frames import ZONES
from geo.scenario import parse_scenario
from geo.scenario_parts import MADE_UP, Stamp, document_of_zones
from geo.zone_buffers import GRID_DEGREES

PLAN = ROOT / "tools" / "preset_zones.toml"
HEAD = "# Made by `python -m tools.make_preset_zones` from tools/preset_zones.toml. Made up.\n\n"


def made(key: str, plan: dict[str, Any]) -> str:
    """Text of one scenario."""
    rows = _communes(key, plan) if plan["kind"] == "communes" else _bands(key, plan)
    stamp = Stamp(key, state=MADE_UP, source=plan["source"], author="Pare")
    return HEAD + scenario_bytes(parse_scenario(document_of_zones(rows, stamp))).decode()


def _bands(key: str, plan: dict[str, Any]) -> pd.DataFrame:
    """Bands by distance on the land, from a line or from the coast within a box."""
    if plan["kind"] == "line":
        shape = shapely.LineString(plan["points"])
    else:
        shape = shapely.intersection(shapely.boundary(reckoning().land), shapely.box(*plan["box"]))
    wanted = Wanted(plan["hazard"], tuple(plan["breaks"]), tuple(plan["classes"]), key, plan["source"], land_only=True)
    return zones_around([shape], wanted)


def _communes(key: str, plan: dict[str, Any]) -> pd.DataFrame:
    """Whole communes, one zone each, the worst class first."""
    communes = bundled_boundaries().set_index("adm_pcode")
    rows = [
        {"zone_set": key, "zone_id": code, "hazard": plan["hazard"], "hazard_class": name, "source": plan["source"],
         "name": communes.loc[code, "name_fr"],
         "geometry": shapely.set_precision(communes.loc[code, "geometry"], GRID_DEGREES)}
        for name in ("closed", "restricted") for code in plan[name]
    ]  # fmt: skip
    return ZONES.conform(pd.DataFrame(rows))


def make(folder: Path = SCENARIOS) -> None:
    """Write every scenario of the plan into a folder."""
    for key, plan in tomllib.loads(PLAN.read_text(encoding="utf-8")).items():
        (folder / f"{key}.toml").write_text(made(key, plan), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    make()
