"""Where one figure comes from: formula, inputs, thresholds, source, and the rows that enter it."""

from __future__ import annotations

import re

import click

from commands.ask import clocks, labels, results, tell, tell_one, words
from components.figures.explain_text import lines
from geo.errors import DataProblem
from geo.places import METROPOLIS, NATION
from geo.standards import ASKED_PHASES
from results.services import COVERAGE_LEVELS

ROWS = ("site_id", "name", "status", "not_assessed_reason", "people", "measured", "threshold", "phase", "gap",
        "assessed_on", "round")  # fmt: skip
_CODES = {"adm1": r"HT\d{2}", "adm2": r"HT\d{4}", "adm3": r"HT\d{4}-\d{2}"}


@click.group()
def explain() -> None:
    """Say how a figure was computed, and from which rows."""


@explain.command()
@click.option("--place", required=True, help="Code of a place (HT, HT01, HT0111, MAPAP), or a site.")
@click.option("--standard", required=True, help="For example toilets.")
@click.option("--level", type=click.Choice(COVERAGE_LEVELS), help="Told by the code where it is left out.")
@click.option("--phase", type=click.Choice(ASKED_PHASES), default="standard", show_default=True)
@clocks
def coverage(
    place: str, standard: str, level: str | None, phase: str, as_of: str | None, known_at: int | None, as_json: bool
) -> None:
    """How the coverage of one place or site by one standard was computed."""
    asked = results(as_of, known_at)
    chosen = level or level_of(place)
    result = asked.coverage(chosen, phase)
    rows = result.frame
    for column, value in (("standard", standard), ("place", place)):
        if value not in set(rows[column]):
            raise DataProblem("unknown_value", column=column, value=value)
    told = result.explain(place=place, standard=standard)
    behind = asked.rows_behind(chosen, place, standard, phase)[list(ROWS)]
    if as_json:
        about = {"place": place, "standard": standard, "level": chosen, "phase": phase, "labels": labels(asked)}
        tell_one({**about, **told.as_record(), "rows": behind.to_dict("records")}, as_json=True)
        return
    for label, text in lines(told, words()):
        click.echo(f"{label}: {text}")
    tell(behind, as_json=False)


def level_of(place: str) -> str:
    """Level of a place by the look of its code; what looks like none is a site."""
    always = {NATION: "adm0", METROPOLIS: "mapap"}
    fits = [level for level, code in _CODES.items() if re.fullmatch(code, place)]
    return always.get(place) or (fits[0] if fits else "site")
