"""The dispatch plan on paper: loads by warehouse, with vehicles and hours. A plan that was computed, not an order."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components.figures import dispatch_rows
from components.figures.report.sheet import Stamp
from components.figures.report.wording import clean, known, number
from components.i18n import Words
from geo.dispatch import Dispatch

TEMPLATE = "shelter_list.typ"  # a list in groups, on landscape A4
COLUMNS = ("load", "adm2_name", "item_name", "load_units", "load_kg", "load_m3", "vehicle_types", "trips",
           "leaves_hour", "arrives_hour", "routes")  # fmt: skip
WIDTHS = (0.6, 2.2, 2.6, 1.1, 1.2, 1.1, 1.8, 0.9, 1.0, 1.0, 2.6)
NUMBERS = ("load", "load_units", "load_kg", "load_m3", "trips", "leaves_hour", "arrives_hour")
_OF_A_PAIR = ("load", "adm2_name", "vehicle_types", "trips", "leaves_hour", "arrives_hour", "routes")
LONGEST = 60


def pdf(plan: Dispatch, stamp: Stamp, tr: Words) -> bytes:
    """The plan as a PDF of as many pages as it needs (`content`)."""
    from components.figures.report import printing  # noqa: PLC0415 - heavy: typst

    return printing.pdf(content(plan, stamp, tr), stamp.as_of, template=TEMPLATE)


def content(plan: Dispatch, stamp: Stamp, tr: Words) -> dict[str, Any]:
    """What the template sets.

    Parameters
    ----------
    plan
        Of `Results.dispatch`: with names of places, items and routes.
    stamp
        Day, labels and version of the picture.
    tr
        Words of the language.

    Notes
    -----
    What a pair of places has in common stands in its first line. A weight that is unknown reads so and is in no sum.
    """
    rows = dispatch_rows.rows(plan, tr)
    groups = [_group(str(name), held, tr) for name, held in rows.groupby("warehouse", sort=True)]
    return {
        "lang": tr.lang, "title": tr("dispatch.title"), "as_of": tr("report.as_of", day=tr.day(stamp.as_of)),
        "stamps": [tr("dispatch.stamp"), *(tr(f"report.stamp_{one}") for one in stamp.labels)],
        "summary": f"{_need(plan, tr)} {summary(plan, tr)}".strip(),
        "head": [tr(f"dispatch.head_{name}") for name in COLUMNS],
        "widths": list(WIDTHS), "numbers": [COLUMNS.index(name) for name in NUMBERS], "groups": groups,
        "footer": [
            tr("dispatch.note"),
            tr("report.version", day=tr.day(stamp.as_of), version=clean(stamp.version, 60) or tr("unit.blank")),
            *(tr(f"head.{one}") for one in stamp.credits),
        ],
    }  # fmt: skip


def _need(plan: Dispatch, tr: Words) -> str:
    """For whom it is, where that is told."""
    need = clean(str(plan.facts.get("need", "")), 160)
    return tr("reach.need_of", name=need) if need else ""


def summary(plan: Dispatch, tr: Words) -> str:
    """Hours, households, and what making units and vehicles whole costs."""
    facts = plan.facts
    trips, tonnes = int(plan.flows["trips"].sum()), float(plan.flows["tonnes"].sum())
    done = {"hours": float(facts["within_hours"]), "households": float(facts["households_whole"])}
    told = tr("dispatch.summary", **done, loads=len(plan.flows), trips=trips, tonnes=tonnes)
    lost, late = round(facts["households_lost"]), int(facts["late_trips"])
    more = [tr("dispatch.lost", households=lost)] if lost >= 1 else []
    return " ".join([told, *more, *([tr("dispatch.late", count=late)] if late else [])])


def _group(name: str, held: pd.DataFrame, tr: Words) -> dict[str, Any]:
    lines, before = [], None
    for row in held.to_dict("records"):
        cells = {column: _cell(column, row[column], tr) for column in COLUMNS}
        if row["load"] == before:
            cells |= dict.fromkeys(_OF_A_PAIR, "")
        before = row["load"]
        lines.append([cells[column] for column in COLUMNS])
    pairs = held.drop_duplicates("load")
    told = tr("dispatch.group", loads=len(pairs), trips=int(pairs["trips"].sum()),
              tonnes=float(held["load_kg"].sum()) / 1000)  # fmt: skip
    return {"name": clean(name, LONGEST), "summary": told, "rows": lines}


def _cell(column: str, value: Any, tr: Words) -> str:
    if column == "routes" and not value:
        return tr("dispatch.same_commune")
    if not known(value):
        return tr("report.unknown")
    if column in ("leaves_hour", "arrives_hour"):
        return tr("dispatch.hour", hour=tr.amount(float(value), 1))
    return number(value, tr) if column in NUMBERS else clean(value, LONGEST)
