"""Requests to the common pipeline in the terminal."""

from __future__ import annotations

from typing import Any

import click
import pandas as pd

from commands.ask import clocks, labels, results, tell, tell_one
from geo.explain import Result
from geo.frames import REQUEST_STATUSES
from results.requests import RequestSheet

LIST = ("request_id", "organisation", "adm2_pcode", "adm2_name", "site_id", "households", "kit", "state", "next_step",
        "waits_on", "received_on", "age_days", "due_on", "days_overdue", "late", "households_approved",
        "households_reported", "reserved")  # fmt: skip


@click.group(name="requests")
def group() -> None:
    """Requests to the common pipeline."""


@group.command(name="list")
@click.option("--step", type=click.Choice(REQUEST_STATUSES))
@click.option("--organisation")
@click.option("--place")
@click.option("--late", is_flag=True)
@clocks
def list_(
    step: str | None, organisation: str | None, place: str | None, late: bool,
    as_of: str | None, known_at: int | None, as_json: bool,
) -> None:  # fmt: skip
    """Every request as it stands, what is late first."""
    asked = results(as_of, known_at)
    rows = asked.requests(step=step or "", organisation=organisation or "", late=late).frame
    rows = rows[rows["adm2_pcode"].str.startswith(place).fillna(value=False)] if place else rows
    tell(rows[list(LIST)].assign(labels=[labels(asked)] * len(rows)) if as_json else rows[list(LIST)], as_json=as_json)


@group.command()
@click.argument("request_id")
@clocks
def show(request_id: str, as_of: str | None, known_at: int | None, as_json: bool) -> None:
    """One request: its steps, lines, free stock, overlaps, and what was asked afterwards."""
    asked = results(as_of, known_at)
    sheet = asked.request_sheet(request_id)
    if as_json:
        tell_one({**_record(sheet), "labels": labels(asked)}, as_json=True)
        return
    tell(pd.DataFrame([{name: sheet.row[name] for name in LIST}]), as_json=False)
    for told in (sheet.timeline, sheet.lines.frame, sheet.overlaps.frame, sheet.monitoring.frame):
        click.echo("")
        tell(told, as_json=False)


def _record(sheet: RequestSheet) -> dict[str, Any]:
    """The sheet as one record."""
    parts: dict[str, Result] = {
        "lines": sheet.lines, "serving": sheet.serving, "overlaps": sheet.overlaps, "monitoring": sheet.monitoring,
    }  # fmt: skip
    return {
        "request": sheet.row, "timeline": sheet.timeline.to_dict("records"),
        **{name: one.frame.to_dict("records") for name, one in parts.items()},
        "facts": {name: one.facts for name, one in parts.items() if one.facts},
        "reports_overdue": sheet.owed, "hours": sheet.hours, "places": sheet.places.to_dict("records"),
    }  # fmt: skip
