"""Pare in a terminal: `python cli.py --help`."""

from __future__ import annotations

import os

import click

from commands import (
    alerts,
    explain,
    export,
    feeds,
    figures,
    geography,
    identity,
    imports,
    kept,
    preposition,
    reach,
    report,
    requests,
    scenario,
    settings,
    shelters,
    spoken,
    stock,
    store,
    templates,
    travel,
    trust,
)
from components.i18n import LANGUAGES

os.umask(0o077)


@click.group(cls=spoken.Spoken)
@click.option("--lang", type=click.Choice(LANGUAGES), is_eager=True, expose_value=False, callback=spoken.speak_in)
def cli() -> None:
    """IDP sites, shelters, warehouses and hazards of Haiti: data in, figures out."""


for _verb in (
    store.init, imports.import_, imports.undo, imports.redo, kept.group, templates.template, store.check_,
    export.export, trust.stale, trust.quality, trust.confirm, explain.explain,
    figures.coverage, reach.reach, figures.exposure, shelters.shelters, stock.group, alerts.group,
    travel.travel, travel.critical_ways, preposition.verb,
    geography.boundaries, geography.population,
    settings.group, scenario.scenario, report.report, requests.group, feeds.fetch, feeds.feeds,
    identity.group, identity.withhold, identity.withheld,
):  # fmt: skip
    cli.add_command(_verb)

if __name__ == "__main__":
    cli()
