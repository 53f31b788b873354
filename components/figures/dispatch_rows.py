"""The dispatch plan as files: loads in words as xlsx, flows with codes as CSV."""

from __future__ import annotations

import pandas as pd

from components.figures.exports import Told, cell, xlsx
from components.figures.report.wording import word
from components.figures.route_words import worded
from components.i18n import Words
from geo.dispatch import Dispatch

SHEET = ("load", "warehouse", "adm2_name", "item_name", "load_units", "load_kg", "load_m3", "vehicle_types", "trips",
         "leaves_hour", "arrives_hour", "after_time", "routes", "warehouse_id", "adm2_pcode", "item")  # fmt: skip
_RENAMED = {"units": "load_units", "kg": "load_kg", "m3": "load_m3"}
_BETWEEN = " → "


def loads_xlsx(plan: Dispatch, told: Told, tr: Words) -> bytes:
    """Loads as a workbook: what goes from where to where, on what, when; codes stand last."""
    loads = rows(plan, tr)
    here = loads["routes"].mask(loads["routes"] == "", tr("reach.no_road"))
    exact = {name: loads[name].astype("float64").round(3) for name in ("load_kg", "load_m3")}
    return xlsx(loads.assign(routes=here, **exact), SHEET, told, tr)


def rows(plan: Dispatch, tr: Words) -> pd.DataFrame:
    """Loads with items, vehicles and hours in words; names of places and routes come with the plan."""
    loads = plan.loads.rename(columns=_RENAMED)
    return loads.assign(
        item_name=loads[f"name_{tr.lang}"].fillna(loads["name_fr"]).fillna(loads["item"]),
        vehicle_types=[vehicles(told, tr) for told in loads["vehicle_type"]],
        leaves_hour=loads["leaves_hour"].astype("float64").round(1),
        arrives_hour=loads["arrives_hour"].astype("float64").round(1),
        routes=[_BETWEEN.join(worded(told, tr)) for told in loads["routes"]],
        after_time=[tr("answer.yes" if late else "answer.no") for late in loads["late"]],
    )


def vehicles(told: str, tr: Words) -> str:
    """Types of vehicles in words."""
    return ", ".join(word("vehicle_type", one, tr) for one in told.split(", "))


def flows_csv(plan: Dispatch) -> bytes:
    """Flows for other programs: one row per warehouse and commune, codes as they are."""
    flows = plan.flows.assign(path=[";".join(ways) for ways in plan.flows["path"]])
    text: str = flows.drop(columns="routes", errors="ignore").astype("object").map(cell).to_csv(index=False)
    return text.encode("utf-8")
