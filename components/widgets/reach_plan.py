"""Which warehouse serves whom: the loads of the optimum as a table and as files, and the flows on the map."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from components.figures import dispatch_rows, exports, layers, route_words, table
from components.figures.layer import Layer
from components.figures.report import dispatch, filled
from components.session import Page
from components.widgets import reach_figures, reach_members, tables
from components.widgets.reach_ask import Asked
from geo.dispatch import Dispatch
from geo.route_names import Passed
from results.reach_trials import TOGETHER, Changes
from results.reach_work import FleetWork
from results.stocks import Need

FLOWS = ("warehouse", "adm2_name", "flow_households", "tonnes", "m3", "trips", "arrival_hours", "routes",
         "warehouse_id", "adm2_pcode")  # fmt: skip
MOST_NAMED = 4
_BETWEEN = " → "
_ENDS = ("from_longitude", "from_latitude", "to_longitude", "to_latitude")


@dataclass(frozen=True)
class Serving:
    """What one warehouse does for the place of the answer."""

    warehouse: str
    households: float
    routes: tuple[Passed, ...]


def possible(asked: Asked) -> bool:
    """Whether there can be a plan: it shares the stock over a need."""
    return asked.question.need is not None


def plan(page: Page, asked: Asked, changes: Changes) -> Dispatch | None:
    """Loads of the hours chosen; alone, those for the place of the answer by itself. None without a need there."""
    found = work(page, asked, changes)
    if found is None:
        return None
    told: Dispatch = page.results.dispatch(found.asked, asked.hours, found.fleet, changes)
    return replace(told, facts=told.facts | {"need": asked.needed.written})


def work(page: Page, asked: Asked, changes: Changes) -> FleetWork | None:
    """Return the programme that the plan is the optimum of; None without a need in the place of the answer."""
    question = asked.question
    if not possible(asked):
        return None
    need = _shared(page, asked, changes) if question.mode == TOGETHER else _own(page, asked)
    if not any(households > 0 for _, households in need):
        return None
    within = (float(asked.hours),)
    return FleetWork(replace(question, need=need, mode=TOGETHER, within=within),
                     reach_figures.fleet(page, asked, changes), changes)  # fmt: skip


def _shared(page: Page, asked: Asked, changes: Changes) -> Need:
    """What each commune gets of the one sharing: the plan sends this and nothing else, in the fewest hours."""
    rows = reach_figures.reached(page, asked, "adm2", changes).frame
    rows = rows[(rows["within_hours"] == asked.hours) & (rows["households_reached"] > 0)]
    return tuple(zip(rows["place"].astype("str"), rows["households_reached"].astype("float64"), strict=True))


def _own(page: Page, asked: Asked) -> Need:
    """The need of the place of the answer by itself."""
    inside = reach_members.codes(page, asked)
    return tuple(pair for pair in asked.question.need or () if pair[0] in inside)


def serving(page: Page, asked: Asked, changes: Changes) -> tuple[list[Serving], float]:
    """Warehouses that serve the place, most households first, and the mean hours of these households (NaN none)."""
    told = plan(page, asked, changes)
    rows = None if told is None else _inside(page, asked, told.flows)
    if rows is None or rows.empty:
        return [], float("nan")
    held = []
    for code, of in rows.groupby("warehouse_id", sort=False):
        ways = dict.fromkeys(route for routes in of["routes"] for route in routes)
        held.append(Serving(str(code), float(of["households"].sum()), tuple(ways)))
    total = float(rows["households"].sum())
    mean = float((rows["households"] * rows["travel_hours"]).sum() / total) if total > 0 else float("nan")
    return sorted(held, key=lambda one: -one.households), mean


def layer(page: Page, asked: Asked, changes: Changes) -> Layer:
    """Flows on the map, of the place of the answer."""
    told = plan(page, asked, changes)
    return layers.flows(_flows(page, asked, changes, told), page.tr)


def show(page: Page, asked: Asked, changes: Changes) -> None:
    """Draw the flows, the loads and their files."""
    told = plan(page, asked, changes) if possible(asked) else None
    if told is None:
        st.info(page.tr("reach.plan_needs_need"))
        return
    facts = told.facts
    counts = {"loads": told.loads["load"].nunique(), "whole": float(facts["households_whole"]),
              "lost": round(float(facts["households_lost"]))}  # fmt: skip
    st.markdown(page.tr("reach_plan.facts", hours=f"{asked.hours:g}", **counts) + _of_place(page, asked, told))
    if facts["late_trips"]:
        st.warning(page.tr("reach_plan.late", count=int(facts["late_trips"])))
    st.caption(page.tr("reach_plan.note"))
    flows = _flows(page, asked, changes, told)
    tables.show(page, flows.assign(routes=_routes(page, flows)), FLOWS, name="reach_flows")
    _files(page, asked, told)
    loads = dispatch_rows.rows(told, page.tr)
    with st.expander(page.tr("reach_plan.loads", count=len(loads)), icon=":material/list_alt:"):
        tables.grid(page, table.for_people(loads, dispatch_rows.SHEET, page.tr), dispatch_rows.SHEET)


def _of_place(page: Page, asked: Asked, told: Dispatch) -> str:
    """What of a plan of the whole country goes to the place of the answer; "" where it is the whole."""
    if asked.place[0] == "adm0" or asked.question.mode != TOGETHER:
        return ""
    inside = set(reach_members.codes(page, asked))
    whole = sum(count for code, count in told.facts["households"].items() if code in inside)
    loads = int(told.flows["adm2_pcode"].isin(inside).sum())
    place = page.tr.plain(asked.place[2])
    return " " + page.tr("reach_plan.of_place", place=place, loads=loads, whole=float(whole))


def _files(page: Page, asked: Asked, told: Dispatch) -> None:
    """The loads as a workbook and on paper, the flows as codes for other programs."""
    facts = page.facts
    need = page.tr("reach.need_of", name=asked.needed.written)
    labels = (*(page.tr(f"head.{one}") for one in facts["labels"]), need)
    about = exports.Told(page.tr("export.reach_loads"), facts["as_of"], labels)
    stem = tables.stem(page, about.name)
    tables.file_buttons(page, {
        f"{stem}.xlsx": (page.tr("reach_plan.xlsx"), exports.XLSX,
                         lambda: dispatch_rows.loads_xlsx(told, about, page.tr)),
        f"{stem}.pdf": (page.tr("reach_plan.pdf"), "application/pdf",
                        lambda: dispatch.pdf(told, filled.stamp(page.results), page.tr)),
        f"{tables.stem(page, page.tr('export.reach_flows'))}.csv": (
            page.tr("reach_plan.csv"), "text/csv; charset=utf-8", lambda: dispatch_rows.flows_csv(told)),
    })  # fmt: skip


def _flows(page: Page, asked: Asked, changes: Changes, told: Dispatch | None) -> pd.DataFrame:
    """Flows into the place with names, and both ends in degrees."""
    if told is None:
        return pd.DataFrame(columns=[*FLOWS, "flow_id", "title", "households", "hours", "items", *_ENDS])
    rows = _inside(page, asked, told.flows)
    points = page.results.commune_points().set_index("adm2_pcode")
    after = page.results.logistics_after(changes).warehouses.set_index("warehouse_id")
    ends = {}
    for axis in ("longitude", "latitude"):
        start = rows["warehouse_id"].map(after[axis].astype("float64"))
        ends[f"from_{axis}"] = start.fillna(rows["warehouse_id"].map(after["adm2_pcode"]).map(points[axis]))
        ends[f"to_{axis}"] = rows["adm2_pcode"].map(points[axis])
    loads = dispatch_rows.rows(told, page.tr)
    words = loads["item_name"] + " " + loads["load_units"].map(page.tr.number)
    by_pair = words.groupby([loads["warehouse_id"], loads["adm2_pcode"]]).agg(", ".join)
    pairs = list(zip(rows["warehouse_id"], rows["adm2_pcode"], strict=True))
    served = rows["households"].round().where(rows["households"] >= 1, rows["households"].round(1))
    return rows.assign(
        flow_id=[f"{start}>{end}" for start, end in pairs], title=rows["warehouse"] + " → " + rows["adm2_name"],
        hours=rows["travel_hours"].round(1), items=[by_pair.get(pair, "") for pair in pairs],
        flow_households=served, arrival_hours=rows["travel_hours"].round(1), **ends,
    )  # fmt: skip


def _routes(page: Page, flows: pd.DataFrame) -> list[str]:
    here = page.tr("reach.no_road")
    return [_BETWEEN.join(route_words.worded(routes, page.tr)) or here for routes in flows["routes"]]


def _inside(page: Page, asked: Asked, rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["adm2_pcode"].isin(reach_members.codes(page, asked))].reset_index(drop=True)
