"""Reach in the terminal: for a need that is typed, planned or a scenario's, with trucks, and the loads to send."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pandas as pd

from commands.ask import clocks, labels, results, words
from commands.figures import EXPLAIN, PLACE, PLACES, hours_of, labelled, only, show, unknown_zone_set, zones_of
from components.figures import dispatch_rows
from components.figures.exports import Told
from components.figures.report import dispatch as paper
from components.figures.report.sheet import Stamp
from data.importers.fleet import read_fleet
from data.importers.need import read_need
from data.reference_logistics import default_kit
from geo.errors import DataProblem
from geo.fleet import Fleet
from geo.network import Conditions
from results import Results
from results.reach_plans import NO_FLEET
from results.reach_trials import TOGETHER, ReachQuestion
from results.shock import Shock
from results.stocks import BANDS

REACH = (
    "place", "name", "within_hours", "households_in_need", "households_reached", "reached_share", "bound_by",
    "binding_item", "binding_communes", "binding_warehouses", "by_item",
)  # fmt: skip
OUT = click.Path(path_type=Path)


@click.command()
@click.option("--level", type=click.Choice(PLACES), default="adm1", show_default=True)
@click.option("--kit", default="essential", show_default=True)
@click.option("--within", default=",".join(f"{band:g}" for band in BANDS), show_default=True)
@click.option("--mode", type=click.Choice(("alone", "together")), default="alone", show_default=True)
@click.option("--need", type=OUT, help="Table of adm2_pcode and households.")
@click.option("--scenario", default="", help="FILE or ZONE_SET: the households that it displaces are the need.")
@click.option("--need-share", type=float, help="Planning figure: this share (0-1) of the households everywhere.")
@click.option("--fleet", type=OUT, help="Table of vehicle_type, number, warehouse_id, payload_t, payload_m3.")
@click.option("--store-fleet", is_flag=True, help="Trucks and vessels of the register of vehicles.")
@click.option("--flows", type=OUT, help="CSV: what goes from which warehouse to which commune, in the longest time.")
@click.option("--loads", type=OUT, help="xlsx or PDF: the list of loads.")
@click.option("--close", multiple=True)
@click.option("--air", is_flag=True)
@PLACE
@EXPLAIN
@clocks
def reach(
    level: str, kit: str, within: str, mode: str, place: str | None, explain: bool, as_of: str | None,
    known_at: int | None, as_json: bool, **told: Any,
) -> None:  # fmt: skip
    """Households that a complete kit can reach within some hours."""
    asked = results(as_of, known_at)
    conditions = Conditions(closed=tuple(sorted(told["close"])), air=told["air"])
    question = ReachQuestion(kit, mode, within=hours_of(within), conditions=conditions)
    question = _with_need(asked, question, told)
    fleet = _fleet(asked, told)
    result = asked.reach_with_fleet(question, level, fleet)
    _write(asked, question, fleet, told)
    rows = labelled(only(result.frame, "place", place), asked)
    show(result, rows, REACH, explain=explain, as_json=as_json)


def _with_need(asked: Results, question: ReachQuestion, told: dict[str, Any]) -> ReachQuestion:
    """Take the one need that is asked for; a scenario also takes the stock in its zones away."""
    if sum((told["need"] is not None, bool(told["scenario"]), told["need_share"] is not None)) > 1:
        raise DataProblem("reach.one_need")
    if told["need"] is not None:
        return replace(question, need=read_need(told["need"]))
    if told["need_share"] is not None:
        if not 0 <= told["need_share"] <= 1:
            raise DataProblem("reach.bad_share", value=f"{told['need_share']:g}")
        return replace(question, need=asked.need_pairs(asked.need_planned(told["need_share"])))
    if not told["scenario"]:
        return question
    name = told["scenario"]
    if name in set(asked.zone_sets()["zone_set"]):
        shock = Shock(name, zone_set=name)
        need, without = asked.need_of_shock(shock), asked.warehouses_in_hazard(shock)
    elif Path(name).exists():
        zones = zones_of(Path(name))
        need, without = asked.need_of_zones(zones), asked.warehouses_in_zones(zones)
    else:
        raise unknown_zone_set(asked, name)
    return replace(question, need=asked.need_pairs(need), without=without)


def _fleet(asked: Results, told: dict[str, Any]) -> Fleet:
    if told["fleet"] is not None:
        return read_fleet(told["fleet"], asked.warehouses()["warehouse_id"])
    return asked.fleet_in_force() if told["store_fleet"] else NO_FLEET


def _write(asked: Results, question: ReachQuestion, fleet: Fleet, told: dict[str, Any]) -> None:
    """Flows and loads of the sharing of all places within the longest time."""
    if told["flows"] is None and told["loads"] is None:
        return
    if question.mode != TOGETHER or question.need is None:
        raise DataProblem("reach.flows_need_together")
    plan = asked.dispatch(question, max(question.within), fleet)
    as_of, marks = asked.facts()["as_of"], tuple(labels(asked))
    if told["flows"] is not None:
        flows = plan.flows.assign(path=[";".join(ways) for ways in plan.flows["path"]]).drop(columns="routes")
        flows.assign(**({"label": " · ".join(marks)} if marks else {})).to_csv(told["flows"], index=False)
    if told["loads"] is not None:
        told["loads"].write_bytes(_loads(plan, told["loads"].suffix.lower(), as_of, marks))


def _loads(plan: Any, ending: str, as_of: str, marks: tuple[str, ...]) -> bytes:
    tr = words()
    if ending == ".xlsx":
        return dispatch_rows.loads_xlsx(plan, Told("dispatch", as_of, tuple(tr(f"head.{one}") for one in marks)), tr)
    if ending == ".pdf":
        return paper.pdf(plan, Stamp(as_of, marks), tr)
    raise DataProblem("unknown_ending", ending=ending, endings=".xlsx, .pdf")


def flows_of(asked: Results) -> pd.DataFrame:
    """Flows of the planning figure in the longest band, with the trucks of the register: what `export flows` writes."""
    need = asked.need_pairs(asked.need_planned())
    question = ReachQuestion(default_kit(), TOGETHER, need)
    flows = asked.dispatch(question, max(BANDS), asked.fleet_in_force()).flows
    return flows.assign(path=[";".join(ways) for ways in flows["path"]]).drop(columns="routes")
