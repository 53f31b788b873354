"""Make the fictional demonstration set that ships with Pare.

Usage: ``python -m tools.make_demo [FOLDER]`` (default: ``data/bundled/demo``) writes the set and prints its
figures; ``python -m tools.make_demo --figures`` only prints them. The same plan gives the same bytes on every
machine; a test makes the set again and compares. What it follows stands in docs/demo.md.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from tools.demo.actions import make_actions
from tools.demo.assessments import make_assessments
from tools.demo.coming import make_pipeline
from tools.demo.declared import make_stock_levels
from tools.demo.displacement import make_displacement
from tools.demo.emergency import make_activations, make_alerts, make_confirmations, make_impacts
from tools.demo.events import make_events
from tools.demo.facilities import make_facilities
from tools.demo.figures import figures, told
from tools.demo.files import csv_bytes, geojson_bytes, write_set
from tools.demo.fleet import make_vehicles
from tools.demo.former import make_former
from tools.demo.movements import make_movements
from tools.demo.moves_told import with_slips_told
from tools.demo.names import Names
from tools.demo.places import read_communes
from tools.demo.plan import draw_for, read_description, read_plan
from tools.demo.presence import make_services
from tools.demo.requests import make_requests
from tools.demo.shelter_use import make_shelter_use
from tools.demo.shelters import make_shelters
from tools.demo.sites import make_sites
from tools.demo.storage import add_storage
from tools.demo.tracks import make_tracks
from tools.demo.warehouses import make_warehouses
from tools.demo.zones import make_zones

DEMO = Path(__file__).resolve().parent.parent / "data" / "bundled" / "demo"
BEFORE_ALL = "2022-02-28"  # warehouses are known before their first movement

Tables = dict[str, list[dict[str, Any]]]


def make_tables() -> Tables:
    """Return the rows of every file of the set, by its name."""
    plan, communes = read_plan(), read_communes()
    mapap = {code for code, one in communes.items() if one.in_mapap}
    names = Names(draw_for(plan, "names"))
    sites, people = make_sites(plan, communes, names)
    warehouses = make_warehouses(plan, communes)
    assessments = make_assessments(plan, sites, people, mapap)
    tables = {
        "sites": sites,
        "assessments": assessments,
        "events": make_events(plan, sites),
        "services": make_services(plan, sites, assessments, mapap),
        "actions": make_actions(plan, sites),
        "facilities": make_facilities(plan, communes, sites),
        "displacement": make_displacement(plan, communes),
        "shelters": make_shelters(plan, communes, names, sites),
        "warehouses": add_storage(plan, [one.row(BEFORE_ALL) for one in warehouses], warehouses),
        "movements": with_slips_told(make_movements(plan, warehouses, sites), plan),
        "stock_levels": make_stock_levels(plan),
        "pipeline": make_pipeline(plan, warehouses),
        "vehicles": make_vehicles(plan),
        "zones": make_zones(plan, communes),
        "alerts": make_alerts(plan),
        "activations": make_activations(plan),
        "impacts": make_impacts(plan, communes),
        "confirmations": make_confirmations(plan),
        "tracks": make_tracks(plan),
    }
    return tables | _following(plan, tables, names)


def _following(plan: dict[str, Any], tables: Tables, names: Names) -> Tables:
    """Rows that follow from those of other files: requests of the stock, the use of shelters, former names."""
    former, identity = make_former(plan, tables["sites"], names)
    used = make_shelter_use(plan, tables["shelters"])
    requests = make_requests(plan, tables["sites"], tables["movements"])
    return {**requests, "shelter_use": used, "former_names": former, "identity": identity}


def make_files(tables: Tables) -> dict[str, bytes]:
    """Return the content of every file of the set, by name."""
    flat = {f"{name}.csv": csv_bytes(name, rows) for name, rows in tables.items() if name != "zones"}
    return flat | {"zones.geojson": geojson_bytes("zones", tables["zones"])}


def make(folder: Path) -> Tables:
    """Write the set into a folder and return its tables."""
    tables = make_tables()
    write_set(folder, make_files(tables), read_description())
    return tables


def main() -> None:
    """Write the set, or only print its figures."""
    parser = argparse.ArgumentParser(description="Make the fictional demonstration set.")
    parser.add_argument("folder", nargs="?", type=Path, default=DEMO)
    parser.add_argument("--figures", action="store_true", help="print the figures and write nothing")
    asked = parser.parse_args()
    tables = make_tables() if asked.figures else make(asked.folder)
    print(told(figures(tables)))


if __name__ == "__main__":
    main()
