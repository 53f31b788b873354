"""Figures in the terminal: coverage, exposure. The same functions as the pages, explained by themselves."""

from __future__ import annotations

from pathlib import Path

import click
import pandas as pd

from commands.ask import clocks, labels, results, tell, words
from components.figures.explain_text import lines
from data.areas import read_areas
from data.home import today
from data.importers.preview import sentence
from data.importers.read import read
from data.rasters import read_population
from data.scenario_files import ENDING, read_scenario, reckoning
from geo.errors import DataProblem
from geo.explain import Result
from geo.rollup import CONTRACT as COVERAGE
from geo.scenario import zones_of as zones_of_scenario
from geo.standards import ASKED_PHASES
from results import Results
from results.preparedness import DAYS
from results.services import COVERAGE_LEVELS
from results.shock import Shock

PLACES = ("adm2", "adm1", "mapap", "adm0")
EXPOSURE = (
    "place", "name", "hazard_class", "people", "affected", "displaced", "needs", "sites", "idp_individuals", "shelters",
    "shelter_capacity", "warehouses", "stock_by_item",
)  # fmt: skip
EXPLAIN = click.option("--explain", is_flag=True)
PLACE = click.option("--place")


@click.command()
@click.option("--level", type=click.Choice(COVERAGE_LEVELS), default="adm1", show_default=True)
@click.option(
    "--phase",
    type=click.Choice(ASKED_PHASES),
    default="standard",
    show_default=True,
    help="auto: the first phase until a site is so old as the setting says.",
)
@click.option("--standard")
@click.option("--area", type=click.Path(path_type=Path, exists=True), help="Polygons of a file, in place of a level.")
@PLACE
@EXPLAIN
@clocks
def coverage(
    level: str, phase: str, standard: str | None, area: Path | None, place: str | None, explain: bool,
    as_of: str | None, known_at: int | None, as_json: bool,
) -> None:  # fmt: skip
    """Coverage of WASH, shelter and CCCM services against the standards."""
    asked = results(as_of, known_at)
    result = asked.coverage_within(read_areas(area), phase) if area else asked.coverage(level, phase)
    rows = only(only(result.frame, "standard", standard), "place", place)
    show(result, labelled(rows, asked), COVERAGE, explain=explain, as_json=as_json)


@click.command()
@click.option("--scenario", "--hazard", "scenario", required=True)
@click.option("--level", type=click.Choice(PLACES), default="adm1", show_default=True)
@click.option("--days", type=int, default=DAYS, show_default=True)
@click.option("--population", type=click.Path(path_type=Path), help="GeoTIFF of persons per cell, for the people.")
@click.option("--scaled", is_flag=True, help="Bring the grid to the official totals by commune.")
@PLACE
@EXPLAIN
@clocks
def exposure(
    scenario: str, level: str, days: int, population: Path | None, scaled: bool, place: str | None, explain: bool,
    as_of: str | None, known_at: int | None, as_json: bool,
) -> None:  # fmt: skip
    """People, sites, shelters, warehouses and stock inside each class of a hazard; affected, displaced and needs."""
    asked = results(as_of, known_at)
    if scaled and population is None:
        raise DataProblem("scaled_without_population")
    result = (
        _gridded(asked, scenario, (level, days), population, scaled=scaled)
        if population
        else _exposed(asked, scenario, level, days)
    )
    rows = labelled(only(result.frame, "place", place), asked)
    if "scenario" in result.facts:
        rows = rows.assign(state=result.facts["scenario"]["state"])
    show(result, rows, EXPOSURE, explain=explain, as_json=as_json)


def _gridded(asked: Results, scenario: str, how: tuple[str, int], population: Path, *, scaled: bool) -> Result:
    """Exposure with the people of a raster."""
    stored = scenario in set(asked.zone_sets()["zone_set"])
    if not stored and not Path(scenario).exists():
        raise unknown_zone_set(asked, scenario)
    zones = asked.zones_of_shock(Shock(scenario, scenario)) if stored else zones_of(Path(scenario))
    told = asked.exposure_gridded(zones, read_population(population), *how, scaled=scaled, source=population.name)
    if stored or Path(scenario).suffix.lower() != ENDING:
        return told
    state = read_scenario(Path(scenario)).told.state
    return Result(told.frame, told.explain_row, told.facts | {"scenario": {"state": state}})


def unknown_zone_set(asked: Results, scenario: str) -> DataProblem:
    """Error for a name that is neither a file nor a zone set, with those that there are."""
    return DataProblem("unknown_zone_set", zone_set=scenario, sets=", ".join(sorted(asked.zone_sets()["zone_set"])))


def _exposed(asked: Results, scenario: str, level: str, days: int) -> Result:
    """Exposure to a zone set of the store, a scenario or a zone file."""
    there = set(asked.zone_sets()["zone_set"])
    if scenario in there:
        return asked.exposure_needs(scenario, level, days)
    if Path(scenario).suffix.lower() == ENDING:
        return asked.scenario_needs(read_scenario(Path(scenario)), level, days)
    if Path(scenario).exists():
        return asked.exposure_of(zones_of(Path(scenario)), level, days)
    raise unknown_zone_set(asked, scenario)


def zones_of(path: Path) -> pd.DataFrame:
    """Zones of a zone file or of a scenario, all of them or none: an exposure without some would be too low."""
    if path.suffix.lower() == ENDING:
        return zones_of_scenario(read_scenario(path), reckoning())
    looked = read("zones", path, today=today())
    if looked.rows_rejected:
        for problem in looked.problems:
            click.echo(sentence(problem, words()), err=True)
        raise SystemExit(2)
    return looked.rows


def labelled(rows: pd.DataFrame, asked: Results) -> pd.DataFrame:
    """Rows with what is to be said of every figure."""
    return rows.assign(labels=[labels(asked)] * len(rows))


def show(result: Result, rows: pd.DataFrame, columns: tuple[str, ...], *, explain: bool, as_json: bool) -> None:
    more = [name for name in rows.columns if name not in columns]
    if explain and as_json:
        told = [result.explain_row(row).as_record() for row in rows.to_dict("records")]
        tell(rows[[*columns, *more]].assign(explanation=told), as_json=True)
    elif explain:
        for row in rows.to_dict("records"):
            for label, text in lines(result.explain_row(row), words()):
                click.echo(f"{label}: {text}")
            click.echo("")
    else:
        tell(rows[[*columns, *more]] if as_json else rows[list(columns)], as_json=as_json)


def only(rows: pd.DataFrame, column: str, value: str | None) -> pd.DataFrame:
    if value is None:
        return rows
    if value not in set(rows[column]):
        raise DataProblem("unknown_value", column=column, value=value)
    return rows[rows[column] == value]


def hours_of(text: str) -> tuple[float, ...]:
    """Bands in hours, as they are typed: with commas."""
    try:
        return tuple(dict.fromkeys(float(part) for part in text.split(",")))
    except ValueError as error:
        raise DataProblem("bad_hours", value=text) from error
