"""Printed sheets from the terminal: one page about a site, a commune or a department, and the weekly master list."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from commands import situation
from commands.ask import clocks, results, tell_one, words
from components.figures import master_list
from components.figures.report import filled
from components.i18n import LANGUAGES, Words
from geo.errors import DataProblem
from results import Results

LANG = click.option("--lang", type=click.Choice(LANGUAGES))
OUT = click.option("-o", "--out", type=click.Path(path_type=Path), required=True)


@click.group()
def report() -> None:
    """Write a printed sheet."""


@report.command()
@click.argument("site_id")
@OUT
@LANG
@clocks
def site(site_id: str, out: Path, lang: str | None, as_of: str | None, known_at: int | None, as_json: bool) -> None:
    """Write the sheet of a site as a PDF of one page."""
    made = _write(results(as_of, known_at), out, lang, lambda asked, tr: filled.site_pdf(asked, site_id, tr))
    tell_one(made, as_json=as_json)


@report.command()
@click.argument("code")
@OUT
@LANG
@clocks
def place(code: str, out: Path, lang: str | None, as_of: str | None, known_at: int | None, as_json: bool) -> None:
    """Write the sheet of a commune or a department as a PDF of one page."""
    made = _write(results(as_of, known_at), out, lang, lambda asked, tr: filled.place_pdf(asked, code, tr))
    tell_one(made, as_json=as_json)


@report.command("master-list")
@OUT
@LANG
@clocks
def list_(out: Path, lang: str | None, as_of: str | None, known_at: int | None, as_json: bool) -> None:
    """Write the master list of open sites for partners, points coarsened, as xlsx."""
    asked = results(as_of, known_at)
    made = _write(asked, out, lang, lambda asked, tr: master_list.xlsx(filled.master_list(asked), tr), ending=".xlsx")
    tell_one(made, as_json=as_json)


report.add_command(situation.situation)


@report.command("shelters")
@click.option("--department", default="", help="P-code (HT07).")
@OUT
@LANG
@clocks
def shelters_(
    department: str, out: Path, lang: str | None, as_of: str | None, known_at: int | None, as_json: bool
) -> None:
    """Write the list of evacuation shelters by department and commune as a PDF."""
    asked = results(as_of, known_at)
    if department and department not in set(asked.departments()["place"]):
        raise DataProblem("unknown_value", column="adm1_pcode", value=department)
    made = _write(asked, out, lang, lambda asked, tr: filled.shelter_list_pdf(asked, department, tr))
    tell_one(made, as_json=as_json)


def _write(
    asked: Results, out: Path, lang: str | None, make: Callable[[Results, Words], bytes], *, ending: str = ".pdf"
) -> dict[str, object]:
    """Write a file of one kind; returns what is to be said of it."""
    if out.suffix.lower() != ending:
        raise DataProblem("unknown_ending", ending=out.suffix, endings=ending)
    content = make(asked, Words(lang) if lang else words())
    out.write_bytes(content)
    return {"file": str(out), "bytes": len(content), "as_of": asked.facts()["as_of"]}
