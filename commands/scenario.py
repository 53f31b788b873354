"""Scenarios in the terminal: built from a preset, from figures or from a file, written whole, asked at a point."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click
import pandas as pd

from commands.ask import results, tell, tell_one, told_plainly, words
from data.home import today
from data.importers.preview import sentence
from data.importers.read import read
from data.scenario_files import presets, read_scenario, reckoning, write_scenario
from geo.cyclone_scenario import STATES
from geo.errors import BadScenario
from geo.scenario import at_point, parse_scenario, scenario_document
from geo.scenario_parts import Stamp, document_of_quake, document_of_track, document_of_zones
from geo.shaking import Quake
from geo.wind import MODELS

PLAINLY = partial(told_plainly, code=1)
OUT = click.option("-o", "--out", type=click.Path(path_type=Path), required=True)
PRESET = click.option("--preset")


def _stamped(verb: Any) -> Any:
    """Give a building verb what every scenario says of itself."""
    options = (
        click.option("--key"),
        click.option("--state", type=click.Choice(STATES)),
        click.option("--source"),
        click.option("--author", default="terminal", show_default=True),
        click.option("--json", "as_json", is_flag=True),
    )
    for option in reversed((OUT, *options)):
        verb = option(verb)
    return PLAINLY(verb)


@click.group()
def scenario() -> None:
    """Build scenarios and ask what they bring to a point."""


@scenario.group()
def build() -> None:
    """Build a scenario and write it as a TOML file."""


@build.command()
@PRESET
@click.option("--from", "file", type=click.Path(path_type=Path))
@click.option("--storm")
@click.option("--advisory")
@click.option("--model", type=click.Choice(MODELS))
@click.option("--decay/--no-decay", default=None)
@_stamped
def cyclone(
    preset: str | None, file: Path | None, storm: str | None, advisory: str | None, model: str | None,
    decay: bool | None, out: Path, as_json: bool, **stamp: str | None,
) -> None:  # fmt: skip
    """Build a cyclone from a preset, from a track of the store, or from a file of positions."""
    _one_origin(preset, file or storm)
    chosen = {name: value for name, value in {"model": model, "inland_decay": decay}.items() if value is not None}
    if preset:
        _write(_preset(preset, "cyclone", stamp) | chosen, out, as_json=as_json)
        return
    tracks = _rows("tracks", file) if file else results().tracks()
    told = document_of_track(tracks, _stamp(stamp, out, file), storm=storm, advisory=advisory)
    _write(told | chosen, out, as_json=as_json)


@build.command()
@PRESET
@click.option("--magnitude", type=float)
@click.option("--lon", "longitude", type=float)
@click.option("--lat", "latitude", type=float)
@click.option("--depth", "depth_km", type=float)
@click.option("--strike", "strike_deg", type=float)
@click.option("--length", "length_km", type=float)
@click.option("--top-depth", "top_depth_km", type=float)
@click.option("--on", "occurred_on", type=click.DateTime(["%Y-%m-%d"]))
@_stamped
def earthquake(preset: str | None, out: Path, as_json: bool, occurred_on: Any, **told: Any) -> None:
    """Build an earthquake from a preset, or from magnitude, epicentre and depth."""
    stamp = {name: told.pop(name) for name in ("key", "state", "source", "author")}
    given = {name: value for name, value in told.items() if value is not None}
    _one_origin(preset, given)
    on = {"occurred_on": occurred_on.date().isoformat()} if occurred_on else {}
    if preset:
        _write(_preset(preset, "earthquake", stamp) | on, out, as_json=as_json)
        return
    for name in ("magnitude", "longitude", "latitude", "depth_km"):
        if name not in given:
            raise BadScenario("scenario.missing_field", field=name)
    _write(document_of_quake(Quake(**given), _stamp(stamp, out)) | on, out, as_json=as_json)


@build.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--hazard")
@_stamped
def zones(file: Path, hazard: str | None, out: Path, as_json: bool, **stamp: str | None) -> None:
    """Build a scenario of one hazard from a file of zones."""
    rows = _rows("zones", file)
    _write(document_of_zones(rows, _stamp(stamp, out, file), hazard=hazard), out, as_json=as_json)


@scenario.command("presets")
@click.option("--json", "as_json", is_flag=True)
@PLAINLY
def presets_(as_json: bool) -> None:
    """List the shipped scenarios."""
    tr = words()
    told = [
        {"key": key, "hazard": one.hazard, "state": one.told.state, "title": tr(f"scenario_preset.{key}")}
        for key, one in presets().items()
    ]
    tell(told, as_json=as_json)


@scenario.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--at", required=True)
@click.option("--json", "as_json", is_flag=True)
@PLAINLY
def show(file: Path, at: str, as_json: bool) -> None:
    """What a scenario brings to a point: wind, category, intensity, class."""
    try:
        longitude, latitude = (float(part) for part in at.split(","))
    except ValueError as error:
        raise BadScenario("scenario.bad_point", value=at[:80]) from error
    tell_one(at_point(read_scenario(file), longitude, latitude, reckoning()), as_json=as_json)


def _one_origin(*given: object) -> None:
    if sum(bool(one) for one in given) != 1:
        raise BadScenario("scenario.one_origin")


def _stamp(told: dict[str, str | None], out: Path, file: Path | None = None) -> Stamp:
    """What is said of the scenario; where no key is, it is the name of the file that is written."""
    said = {name: value for name, value in told.items() if value}
    return Stamp(**{"key": out.stem, "file": file.name if file else "", **said})


def _preset(key: str, hazard: str, stamp: dict[str, str | None]) -> dict[str, Any]:
    """Document of a shipped scenario with what was said beside it."""
    there = {name: one for name, one in presets().items() if one.hazard == hazard}
    if key not in there:
        raise BadScenario("scenario.unknown_preset", value=key[:80], accepted=", ".join(there))
    return scenario_document(there[key]) | {name: value for name, value in stamp.items() if value}


def _rows(table: str, file: Path) -> pd.DataFrame:
    """Rows of a file, all of them or none."""
    looked = read(table, file, today=today())
    if looked.rows_rejected or not len(looked.rows):
        for problem in looked.problems:
            click.echo(sentence(problem, words()), err=True)
        raise BadScenario("scenario.rows_refused", file=file.name, rows=looked.rows_rejected)
    return looked.rows


def _write(document: dict[str, Any], out: Path, *, as_json: bool) -> None:
    made = parse_scenario(document | {"made_on": today()})
    write_scenario(out, made)
    told = made.told
    tell_one({"file": str(out), "key": told.key, "hazard": made.hazard, "state": told.state, "digest": made.digest},
             as_json=as_json)  # fmt: skip
