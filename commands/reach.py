"""Reach in the terminal: for a need that is typed, planned or a scenario's, with trucks, and the loads to send."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pandas as pd

from commands.ask import clocks, labels, reading, results, tell, words, writing
from commands.figures import EXPLAIN, PLACE, PLACES, hours_of, labelled, only, show, unknown_zone_set, zones_of
from components.figures import dispatch_rows
from components.figures.exports import Told, cell
from components.figures.report import dispatch as paper
from components.figures.report.sheet import Stamp
from data.importers.fleet import read_fleet
from data.importers.need import read_need
from data.reference_logistics import default_kit
from geo.errors import DataProblem
from geo.fleet import Fleet
from geo.network import Conditions
from geo.reach_need import ESTIMATES, MIDDLE
from results import Results
from results.reach_plans import NO_FLEET
from results.reach_trials import TOGETHER, ReachQuestion
from results.shock import Shock
from results.stocks import BANDS

REACH = (
    "place", "name", "within_hours", "households_in_need", "households_reached", "reached_share", "bound_by",
    "binding_item", "binding_communes", "binding_warehouses", "by_item",
)  # fmt: skip
SHORT = REACH[:8]  # what a line of the terminal holds; the rest are lists
WHOLE = 1e-6  # a household less than this short of a whole one is one
OUT = click.Path(path_type=Path)


@click.command()
@click.option("--level", type=click.Choice(PLACES), default="adm1", show_default=True)
@click.option("--kit", default="essential", show_default=True)
@click.option("--within", default=",".join(f"{band:g}" for band in BANDS), show_default=True)
@click.option("--mode", type=click.Choice(("alone", "together")), default="alone", show_default=True)
@click.option("--need", type=OUT, help="Table of adm2_pcode and households.")
@click.option("--scenario", default="", help="FILE or ZONE_SET: the households that it displaces are the need.")
@click.option("--estimate", type=click.Choice(ESTIMATES), default=MIDDLE, show_default=True,
              help="Which estimate of the displaced of --scenario is the need.")  # fmt: skip
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
    columns = REACH
    if told["scenario"]:
        rows, columns = rows.assign(need_estimate=told["estimate"]), (*REACH, "need_estimate")
    if explain or as_json:
        show(result, rows, columns, explain=explain, as_json=as_json)
    else:
        tell(_in_short(rows), as_json=False)


def _in_short(rows: pd.DataFrame) -> pd.DataFrame:
    """What a line of the terminal holds: whole households, a share in percent; lists are in the JSON."""
    whole = {name: ["-" if pd.isna(one) else f"{math.floor(one + WHOLE)}" for one in rows[name]]
             for name in ("households_in_need", "households_reached")}  # fmt: skip
    share = ["-" if pd.isna(one) else f"{math.floor(100 * one + WHOLE)} %" for one in rows["reached_share"]]
    hours = [f"{one:g}" for one in rows["within_hours"]]
    return rows.assign(**whole, reached_share=share, within_hours=hours)[[*SHORT]]


def _with_need(asked: Results, question: ReachQuestion, told: dict[str, Any]) -> ReachQuestion:
    """Take the one need that is asked for; a scenario also takes the stock in its zones away."""
    if sum((told["need"] is not None, bool(told["scenario"]), told["need_share"] is not None)) > 1:
        raise DataProblem("reach.one_need")
    if told["need"] is not None:
        with reading(told["need"]):
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
        need, without = asked.need_of_shock(shock, told["estimate"]), asked.warehouses_in_hazard(shock)
    elif Path(name).exists():
        zones = zones_of(Path(name))
        need, without = asked.need_of_zones(zones, told["estimate"]), asked.warehouses_in_zones(zones)
    else:
        raise unknown_zone_set(asked, name)
    return replace(question, need=asked.need_pairs(need), without=without)


def _fleet(asked: Results, told: dict[str, Any]) -> Fleet:
    if told["fleet"] is not None:
        with reading(told["fleet"]):
            return read_fleet(told["fleet"], asked.warehouses()["warehouse_id"], asked.snapshot.settings)
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
        _write_flows(plan.flows, told["flows"], marks)
    if told["loads"] is not None:
        loads = _loads(plan, told["loads"].suffix.lower(), as_of, marks)
        with writing(told["loads"]):
            told["loads"].write_bytes(loads)


def _write_flows(flows: pd.DataFrame, out: Path, marks: tuple[str, ...]) -> None:
    """Write flows as `export flows` does, with what is to be said of every figure."""
    if out.suffix.lower() != ".csv":
        raise DataProblem("unknown_ending", ending=out.suffix, endings=".csv")
    rows = flows.assign(path=[";".join(ways) for ways in flows["path"]]).drop(columns="routes")
    if marks:
        rows = rows.assign(label=" · ".join(words()(f"head.{one}") for one in marks))
    with writing(out):
        rows.astype("object").map(cell).to_csv(out, index=False, encoding="utf-8")


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
