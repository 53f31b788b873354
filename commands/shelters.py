"""Evacuation shelters in the terminal: safe places, people expected, who has a place and who is left."""

from __future__ import annotations

from pathlib import Path

import click
import pandas as pd

from commands.ask import clocks, labels, results
from commands.figures import EXPLAIN, PLACE, only, show, zones_of
from geo.errors import DataProblem
from geo.explain import Result
from geo.shelter_allocation import OPTIMAL, RULES
from geo.shelter_rules import STAYS
from results import Results
from results.evacuation import Sent
from results.shelters import NO_SHOCK

SHELTER = "shelter"
LEVELS = (SHELTER, "adm2", "adm1", "mapap", "adm0")
CONTRACT = (
    "place", "name", "declared_capacity", "net_safe_capacity", "binding_term", "people_expected", "allocated",
    "unserved", "unknown",
)  # fmt: skip


@click.command()
@click.option("--level", type=click.Choice(LEVELS), default="adm1", show_default=True)
@click.option("--set", "--scenario", "zone_set")
@click.option("--stay", type=click.Choice(STAYS), default=STAYS[0], show_default=True)
@click.option("--rule", type=click.Choice(RULES), default=OPTIMAL, show_default=True)
@click.option("--walk-km", type=float)
@PLACE
@EXPLAIN
@clocks
def shelters(
    level: str, zone_set: str | None, stay: str, rule: str, walk_km: float | None, place: str | None, explain: bool,
    as_of: str | None, known_at: int | None, as_json: bool,
) -> None:  # fmt: skip
    """Safe places of evacuation shelters, the people expected, and who is left."""
    asked, chosen = _hazard(results(as_of, known_at), zone_set)
    sent = asked.sent_to_shelters(chosen, stay, walk_km) if chosen else None
    if level == SHELTER:
        result = asked.safe_capacity(chosen, stay)
        rows = _of_shelters(asked, result, sent, rule)
    else:
        result = asked.shelter_balance(level, chosen, stay)
        rows = _of_places(asked, result, sent, rule, level)
    rows = only(rows, "place", place)
    show(result, rows.assign(labels=[labels(asked)] * len(rows)), CONTRACT, explain=explain, as_json=as_json)


def _hazard(asked: Results, zone_set: str | None) -> tuple[Results, str]:
    """Figures and the zone set they are asked about: one of the store, or that of a zone file; "" for no shock."""
    there = set(asked.zone_sets()["zone_set"])
    if not zone_set:
        return asked, NO_SHOCK
    if zone_set in there:
        return asked, zone_set
    if not Path(zone_set).is_file():
        raise DataProblem("unknown_zone_set", zone_set=zone_set, sets=", ".join(sorted(there)))
    name = Path(zone_set).name
    return asked.with_zones(zones_of(Path(zone_set)).assign(zone_set=name)), name


def _of_shelters(asked: Results, result: Result, sent: Sent | None, rule: str) -> pd.DataFrame:
    """One row a shelter; people are expected in places, so those of a shelter are unknown."""
    rows = result.frame
    taken = asked.taken(sent, rule).set_index("shelter_id")["allocated"] if sent else pd.Series(dtype="float64")
    return rows.assign(
        place=rows["shelter_id"], people_expected=float("nan"), allocated=rows["shelter_id"].map(taken),
        unserved=float("nan"), unknown=rows["net_safe_capacity"].isna().astype("int64"),
    )  # fmt: skip


def _of_places(asked: Results, result: Result, sent: Sent | None, rule: str, level: str) -> pd.DataFrame:
    """One row a place; `unknown` counts its shelters whose net places are unknown."""
    rows = result.frame.assign(unknown=result.frame["shelters_unknown"], allocated=float("nan"), unserved=float("nan"))
    if sent is None:
        return rows
    left = asked.left_over(sent, rule, level).frame.set_index("place")
    for name in left.columns:
        if name.startswith(("allocated", "unserved")):
            rows[name] = rows["place"].map(left[name])
    return rows
