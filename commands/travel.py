"""The journey from a warehouse to a commune, and critical ways, in the terminal."""

from __future__ import annotations

from typing import Any

import click

from commands.ask import clocks, labels, results, tell, tell_one
from data.reference_logistics import default_kit
from geo.journeys import LOADS, Conditions

STEP = ("way_id", "route", "mode", "from_pcode", "to_pcode", "km", "hours", "moving_hours", "leg_hours", "wait_hours",
        "state", "restriction", "passes", "alternative_hours")  # fmt: skip
CRITICAL = ("kind", "name", "households", "hours_lost", "household_hours", "households_cut_off", "lost_24h", "lost_72h",
            "worst_commune")  # fmt: skip
CLOSE = click.option("--close", multiple=True)
OPEN = click.option("--open", "opened", multiple=True)
AIR = click.option("--air", is_flag=True)
RAINY = click.option("--rainy", is_flag=True)
LOAD = click.option("--load", type=click.Choice(LOADS), default="truck", show_default=True)


@click.command()
@click.option("--from", "warehouse", required=True)
@click.option("--to", "commune", required=True)
@CLOSE
@OPEN
@AIR
@RAINY
@LOAD
@clocks
def travel(
    warehouse: str, commune: str, close: tuple[str, ...], opened: tuple[str, ...], air: bool, rainy: bool, load: str,
    as_of: str | None, known_at: int | None, as_json: bool,
) -> None:  # fmt: skip
    """Hours from a warehouse to a commune, the path, what it passes, and the hours if a way of it closes."""
    asked = results(as_of, known_at)
    conditions = Conditions(closed=tuple(sorted(close)), air=air, rainy=rainy, load=load, opened=tuple(sorted(opened)))
    told = asked.travel_path(warehouse, commune, conditions)
    steps = told.frame[[*STEP, "start", "end"]].to_dict("records")
    record: dict[str, Any] = {
        "from": warehouse, "to": commune, "hours": told.facts["hours"], "path": steps,
        **{name: told.facts[name] for name in ("passes", "alternative_hours", "worst_way", "restricted",
                                               "handling_hours", "own_commune")},
        "labels": labels(asked),
    }  # fmt: skip
    if as_json:
        tell_one(record, as_json=True)
        return
    tell_one(
        {name: value for name, value in record.items() if name not in ("path", "alternative_hours")}, as_json=False
    )
    tell(told.frame[["start", "end", "route", "km", "hours", "passes", "alternative_hours"]], as_json=False)


@click.command("critical-ways")
@click.option("--kit")
@CLOSE
@AIR
@RAINY
@LOAD
@clocks
def critical_ways(
    kit: str | None, close: tuple[str, ...], air: bool, rainy: bool, load: str, as_of: str | None,
    known_at: int | None, as_json: bool,
) -> None:  # fmt: skip
    """Ways, routes and corridors by how many households lose how many hours if they close."""
    asked = results(as_of, known_at)
    conditions = Conditions(closed=tuple(sorted(close)), air=air, rainy=rainy, load=load)
    told = asked.critical_ways(kit or default_kit(), conditions)
    rows = told.frame.assign(labels=[labels(asked)] * len(told.frame))
    tell(rows if as_json else rows[list(CRITICAL)], as_json=as_json)
