"""Templates to fill in and forms for a phone, made from the vocabulary."""

from __future__ import annotations

from pathlib import Path

import click

from commands.ask import results, told_plainly, words
from components.i18n import LANGUAGES, Words
from data import intake
from data.forms.known import Known, known_of, shipped
from data.forms.xlsform import write_form
from data.home import store_path
from data.importers.template_book import write_template
from geo.frames import FRAMES

KINDS = tuple(kind for kind in intake.KINDS if kind in FRAMES)


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--lang", type=click.Choice(LANGUAGES))
@click.option("--short", is_flag=True)
@click.option("--xlsform", is_flag=True)
@told_plainly
def template(kind: str, out: Path, lang: str | None, short: bool, xlsform: bool) -> None:
    """Write an empty workbook for a table, with units, lists and explanations, or a form for KoBo and ODK."""
    if xlsform:
        write_form(FRAMES[kind], out, known=known(), short=short)
    else:
        write_template(FRAMES[kind], out, tr=Words(lang) if lang else words(), known=known(), short=short)
    click.echo(str(out))


def known() -> Known:
    """What lists offer: what the store knows, and without a store the shipped communes."""
    return known_of(results().frame) if store_path().exists() else shipped()
