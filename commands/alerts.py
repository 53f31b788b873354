"""Vigilance, alerte and rules for early action in the terminal."""

from __future__ import annotations

import click
import pandas as pd

from commands.ask import clocks, labels, results, tell
from geo.errors import DataProblem
from geo.frames.alerts import SERIES
from geo.storm_facts import is_instant

LIST = ("series", "adm1_pcode", "name", "hazard", "level", "state", "valid_from", "valid_until", "issuer", "bulletin",
        "issued_at", "confirmed", "at")  # fmt: skip
RULES = ("storm_id", "name", "advisory", "issued_at", "newest", "exercise", "trigger", "stage", "state", "why",
         "unknown", "lead_hours", "arrives_at", "source", "status", "official")  # fmt: skip


@click.group(name="alerts")
def group() -> None:
    """Vigilance, alerte and rules for early action."""


@group.command(name="list")
@click.option("--series", type=click.Choice(SERIES))
@click.option("--place")
@click.option("--at")
@clocks
def list_(
    series: str | None, place: str | None, at: str | None, as_of: str | None, known_at: int | None, as_json: bool
) -> None:
    """What is in force, by department and hazard; a department without a bulletin is listed too."""
    asked = results(as_of, known_at)
    if at is not None and not is_instant(at):
        raise DataProblem("unknown_value", column="at", value=at[:40])
    moment = at or asked.moment()
    parts = [asked.alerts_in_force(one, moment).frame for one in ((series,) if series else SERIES)]
    rows = pd.concat(parts, ignore_index=True).assign(at=moment)
    rows = rows[rows["adm1_pcode"] == place] if place else rows
    _say(rows, LIST, labels(asked), as_json=as_json)


@group.command()
@click.option("--all-advisories", is_flag=True)
@clocks
def rules(all_advisories: bool, as_of: str | None, known_at: int | None, as_json: bool) -> None:
    """Each rule on each storm advisory: a firing is a detection, never an official activation."""
    asked = results(as_of, known_at)
    rows = asked.evaluations()
    rows = rows if all_advisories else rows[rows["newest"].astype(bool)]
    _say(rows.assign(official=False), RULES, labels(asked), as_json=as_json)


def _say(rows: pd.DataFrame, columns: tuple[str, ...], said: list[str], *, as_json: bool) -> None:
    shown = rows.reindex(columns=list(columns)).reset_index(drop=True)
    tell(shown.assign(labels=[said] * len(shown)) if as_json else shown, as_json=as_json)
