"""Boundaries and population: install published files, put a set in force, list the sets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pandas as pd

from commands.ask import store, tell, tell_one, told_plainly, words
from data import land
from data.importers.preview import sentence
from geo.errors import Problem
from geo.frames import LEVELS

FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
AS_JSON = click.option("--json", "as_json", is_flag=True)


@click.group()
def boundaries() -> None:
    """Shapes of departments, communes and sections."""


@click.group()
def population() -> None:
    """Population by department, commune and section."""


@boundaries.command(name="install")
@FILES
@click.option("--set", "name")
@AS_JSON
@told_plainly
def install_boundaries(files: tuple[Path, ...], name: str | None, as_json: bool) -> None:
    """Install boundary files as published; a set with communes is used from now on."""
    batch, rows, problems = land.install_boundaries(store(), files, author="terminal", name=name)
    _tell(batch, rows, problems, as_json=as_json)


@population.command(name="install")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--year", type=int)
@AS_JSON
@told_plainly
def install_population(file: Path, year: int | None, as_json: bool) -> None:
    """Install a population file as published (COD-PS, or sections by IHSI code) and use it from now on."""
    batch, rows, problems = land.install_population(store(), file, author="terminal", year=year)
    _tell(batch, rows, problems, as_json=as_json)


def _use(name: str) -> Any:
    @click.argument("chosen")
    @told_plainly
    def use(chosen: str) -> None:
        """Put a set in force."""
        batch = land.use(store(), name, chosen, author="terminal")
        click.echo(words()("imports.done", batch=batch))

    return use


def _sets(name: str) -> Any:
    @AS_JSON
    @told_plainly
    def sets(as_json: bool) -> None:
        """List the sets with the places of each level; the one in force is marked."""
        opened = store()
        there = land.levels(opened, name)
        chosen = _in_force(name) or next(iter(there))
        tell(
            [
                {"set": one, "in_force": one == chosen, **{level: counts.get(level, 0) for level in LEVELS}}
                for one, counts in there.items()
            ],
            as_json=as_json,
        )

    return sets


for _group in (boundaries, population):
    _group.command(name="use")(_use(str(_group.name)))
    _group.command(name="sets")(_sets(str(_group.name)))


def _in_force(name: str) -> str:
    """Set that the settings put in force, "" where they say nothing."""
    told = store().records("settings").set_index("setting")["value"]
    return str(told.get(land.SETTINGS[name], ""))


def _tell(batch: int, rows: pd.DataFrame, problems: list[Problem], *, as_json: bool) -> None:
    levels = rows["adm_level"].value_counts().sort_index().to_dict()
    name, chosen = next((one, rows[column].iloc[0]) for one, column in land.SETTINGS.items() if column in rows)
    record: dict[str, Any] = {"batch": batch, "set": chosen, "in_force": _in_force(name) == chosen, "levels": levels}
    record["problems"] = [
        {"row": p.row, "column": p.column, "code": p.code, "value": p.value, "params": p.params} for p in problems
    ]
    if "population" in rows:
        record["totals"] = rows.groupby("adm_level")["population"].sum().to_dict()
    if as_json:
        tell_one(record, as_json=True)
        return
    click.echo(words()("imports.done", batch=batch))
    for level, count in levels.items():
        total = f" · {words().number(record['totals'][level])}" if "totals" in record else ""
        click.echo(f"  {words()(f'level.{level}')}: {count}{total}")
    for problem in problems[:20]:
        click.echo(f"  {sentence(problem, words())}")
