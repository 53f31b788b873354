"""Situation reports from what `results` know: a draft of this moment, and an issued one reckoned as known then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from components.figures.report.situation import Report, Written
from components.figures.report.wording import known
from components.i18n import Words
from data.home import today
from geo.frames.reports import WRITTEN
from results import Results
from results.preparedness import DAYS
from results.reports import Asked

FORK = "fork:"  # an exercise lives on a fork
TEXTS = (*WRITTEN, "written_by")


def draft(asked: Results, what: Asked, written: Written, *, exercise: bool = False) -> Report:
    """A report that is not issued: its figures, what was written so far, its labels and its digest."""
    facts = asked.situation(what)
    told = replace(written, labels=labels(asked, exercise=exercise), sha256=facts.digest(written.texts))
    return Report(facts, told)


def issued(then: Results, row: Mapping[str, Any], tr: Words) -> Report:
    """An issued report with the figures of the state of the data that it was written on.

    Parameters
    ----------
    then
        Results on the `known_at` and the `observed_on` of the report: the report before it is the one known then.
    row
        Row of `Results.situation_reports`.
    """
    previous = before(then.situation_reports(str(row["emergency"]), str(row["place"])), int(row["number"]))
    what = asked_of(row, previous)
    facts = then.situation(what)
    texts = {name: str(row[name]) if known(row[name]) else "" for name in TEXTS}
    digest = facts.digest(texts)
    return Report(facts, Written(
        texts, int(row["number"]), int(row["revision"]), str(row["issued_at"]),
        str(row["period_from"]) if known(row["period_from"]) else "", int(previous["number"]) if previous else 0,
        labels(then, exercise=known(row["exercise"]) and bool(row["exercise"])), str(row["sha256"]),
        digest == row["sha256"], zones_name(then, what.zone_set, tr),
    ))  # fmt: skip


def asked_of(row: Mapping[str, Any], previous: Mapping[str, Any] | None) -> Asked:
    """What an issued report is about."""
    return Asked(
        str(row["emergency"]), str(row["place"]), str(row["period_until"]),
        str(previous["period_until"]) if previous else "",
        str(row["needs_from"]) if known(row["needs_from"]) else "",
        int(row["needs_days"]) if known(row["needs_days"]) else DAYS,
    )  # fmt: skip


def latest(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Last revision of each report, the highest number first."""
    last = rows[rows["latest"]].sort_values("number", ascending=False, kind="stable")
    return [{str(key): value for key, value in row.items()} for row in last.to_dict("records")]


def before(rows: pd.DataFrame, number: int) -> dict[str, Any] | None:
    """Last revision of the report before a number; None where there is none. 0 asks for that before the next one."""
    return next((row for row in latest(rows) if not number or row["number"] < number), None)


def labels(asked: Results, *, exercise: bool) -> tuple[str, ...]:
    """What every page of a report says of its data: exercise first."""
    facts = asked.facts()
    drill = exercise or asked.snapshot.scope.startswith(FORK)
    told = (one for one in facts["labels"] if one != "schematic")
    return (*(["exercise"] if drill else []), *told)


def moment(asked: Results) -> str:
    """Instant of a new report: now; in a picture of a day that is past, the last thing told in it."""
    told: str = asked.last_told() if asked.snapshot.as_of < today() else ""
    return told or asked.moment()


def zones_name(asked: Results, zone_set: str, tr: Words) -> str:
    """Zones in words: their name and their hazard."""
    rows = asked.zone_sets().set_index("zone_set")
    if zone_set not in rows.index:
        return zone_set
    hazard = tr.or_else(f"choice.hazard.{rows.loc[zone_set, 'hazard']}", str(rows.loc[zone_set, "hazard"]))
    return hazard if zone_set == rows.loc[zone_set, "hazard"] else tr("situation.zones", name=zone_set, hazard=hazard)
