"""The printed map of a scenario from the terminal: a file of a scenario, or a zone set of the store."""

from __future__ import annotations

from pathlib import Path

import click

from commands.ask import clocks, results, tell_one, words
from components.figures.report import scenario_page
from components.i18n import LANGUAGES, Words
from data.scenario_files import ENDING, read_scenario
from geo.errors import DataProblem
from results import Results
from results.shock import Shock

MAKERS = {".pdf": scenario_page.scenario_pdf, ".png": scenario_page.scenario_png}


@click.command("print")
@click.argument("file")
@click.option("-o", "--out", type=click.Path(path_type=Path), required=True)
@click.option("--department", default="")
@click.option("--lang", type=click.Choice(LANGUAGES))
@clocks
def print_(
    file: str, out: Path, department: str, lang: str | None, as_of: str | None, known_at: int | None, as_json: bool
) -> None:
    """Print the map of a scenario (its file, or the name of a zone set of the store) on one A4, as PDF or PNG."""
    make = MAKERS.get(out.suffix.lower())
    if make is None:
        raise DataProblem("unknown_ending", ending=out.suffix, endings=", ".join(MAKERS))
    asked = results(as_of, known_at)
    tr = Words(lang) if lang else words()
    content = make(asked, _shock(file, asked, tr), tr, department=_known(department, asked))
    out.write_bytes(content)
    tell_one({"file": str(out), "bytes": len(content), "as_of": asked.facts()["as_of"]}, as_json=as_json)


def _shock(file: str, asked: Results, tr: Words) -> Shock:
    """A file that ends as scenarios do is read; else it is the name of a zone set."""
    if file.lower().endswith(ENDING):
        made = read_scenario(Path(file))
        key = made.told.key
        return Shock(tr.or_else(f"scenario_preset.{key}", key), scenario=made)
    there = list(asked.zone_sets()["zone_set"])
    if file not in there:
        raise DataProblem("unknown_value", column="zone_set", value=file[:80])
    return Shock(file, zone_set=file)


def _known(department: str, asked: Results) -> str:
    there = list(asked.departments()["place"])
    if department and department not in there:
        raise DataProblem("unknown_value", column="department", value=department[:80])
    return department
