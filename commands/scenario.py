"""Scenarios in the terminal: built from a preset, from figures or from a file, written whole, asked at a point."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click
import pandas as pd
import shapely

from commands.ask import results, tell, tell_one, told_plainly, words
from commands.scenario_print import print_
from data.home import today
from data.importers.preview import sentence
from data.importers.read import read
from data.made_zones import Wanted, read_shapes, zones_around, zones_of_raster
from data.rasters import read_raster
from data.scenario_files import FAULTS, REPAIRED, presets, read_scenario, reckoning, write_scenario
from data.surge_made import surge_of_cyclone
from geo.cyclone_footprint import FOOTPRINTS
from geo.cyclone_scenario import STATES
from geo.errors import BadScenario
from geo.scenario import at_point, parse_scenario, scenario_document
from geo.scenario_parts import Stamp, document_of_quake, document_of_track, document_of_zones
from geo.shaking import Quake
from geo.surge import NOTE
from geo.wind import MODELS
from geo.zone_scenario import ZoneScenario

PLAINLY = partial(told_plainly, code=1)
OUT = click.option("-o", "--out", type=click.Path(path_type=Path), required=True)
PRESET = click.option("--preset")
MOST_TOLD = 3  # findings of a file: who mends these looks again


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


scenario.add_command(print_)


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
@click.option("--footprint", type=click.Choice(FOOTPRINTS), help="Else both where the track gives radii.")
@_stamped
def cyclone(
    preset: str | None, file: Path | None, storm: str | None, advisory: str | None, model: str | None,
    decay: bool | None, footprint: str | None, out: Path, as_json: bool, **stamp: str | None,
) -> None:  # fmt: skip
    """Build a cyclone from a preset, from a track of the store, or from a file of positions."""
    _one_origin(preset, file or storm)
    said = {"model": model, "inland_decay": decay, "footprint": footprint}
    chosen = {name: value for name, value in said.items() if value is not None}
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
@PRESET
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--hazard")
@click.option("--buffer-of", type=click.Path(path_type=Path), help="Points, lines or areas to measure --km from.")
@click.option("--around", help="LON,LAT to measure --km from.")
@click.option("--km", help="Rising distances: the nearest is the worst class and holds its own end.")
@click.option("--land-only", is_flag=True, help="Cut distances to the shipped outline of the country.")
@click.option("--raster", type=click.Path(path_type=Path), help="GeoTIFF whose values have --breaks.")
@click.option("--breaks", help="Rising values: each class holds its lower end.")
@click.option("--repair", is_flag=True, help="Take outlines that cross themselves as they are drawn anew.")
@click.option("--classes", help="Class of each distance or value; else the worst of the hazard.")
@_stamped
def zones(
    preset: str | None, file: Path | None, hazard: str | None, out: Path, as_json: bool, **told: Any
) -> None:  # fmt: skip
    """Build a scenario of one hazard from a preset, a file of zones, distances from shapes, or a raster."""
    stamp = {name: told.pop(name) for name in ("key", "state", "source", "author")}
    _one_origin(preset, file, told["buffer_of"], told["around"], told["raster"])
    if preset:
        document = _preset(preset, hazard or "", stamp)
    elif file:
        document = document_of_zones(
            _rows("zones", file, repair=told["repair"]), _stamp(stamp, out, file), hazard=hazard
        )
    else:
        document = _measured(hazard or "", _stamp(stamp, out), told)
    _write(document, out, as_json=as_json)


@build.command()
@PRESET
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--elevation", type=click.Path(path_type=Path), required=True, help="GeoTIFF of metres above the sea.")
@_stamped
def surge(
    preset: str | None, file: Path | None, elevation: Path, out: Path, as_json: bool, **stamp: str | None
) -> None:  # fmt: skip
    """Build zones of the indicative surge of a cyclone, a preset or the file of a scenario, over an elevation."""
    _one_origin(preset, file)
    cyclone = parse_scenario(_preset(preset, "cyclone", {})) if preset else read_scenario(Path(str(file)))
    told = cyclone.told
    source = f"{stamp['source'] or f'{told.key}, {elevation.name}'}: Xu 2010 ({NOTE})"
    said = _stamp(stamp | {"state": stamp["state"] or told.state, "source": source}, out)
    zones = surge_of_cyclone(cyclone, read_raster(elevation), zone_set=said.key, source=source)
    _write(document_of_zones(zones, said), out, as_json=as_json, note=words()(f"note.{NOTE}"))


def _measured(hazard: str, stamp: Stamp, told: dict[str, Any]) -> dict[str, Any]:
    """Document of zones by distance or by the values of a raster."""
    if not hazard:
        raise BadScenario("scenario.missing_field", field="--hazard")
    raster, shapes, around = told["raster"], told["buffer_of"], told["around"]
    option = "breaks" if raster else "km"
    if not told[option]:
        raise BadScenario("scenario.missing_field", field=f"--{option}")
    breaks, classes = (
        tuple(filter(None, map(str.strip, (told[name] or "").split(",")))) for name in (option, "classes")
    )
    origin = around or (raster or shapes).name
    source = stamp.source or f"{origin}: {told[option]}{'' if raster else ' km'}"
    wanted = Wanted(hazard, breaks, classes, stamp.key, source, bool(told["land_only"]))
    if raster:
        return document_of_zones(zones_of_raster(read_raster(raster), wanted), stamp)
    given = [shapely.Point(_point(around))] if around else read_shapes(shapes)
    return document_of_zones(zones_around(given, wanted), stamp)


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
    longitude, latitude = _point(at)
    tell_one(at_point(read_scenario(file), longitude, latitude, reckoning()), as_json=as_json)


def _point(text: str) -> tuple[float, float]:
    try:
        longitude, latitude = (float(part) for part in text.split(","))
    except ValueError as error:
        raise BadScenario("scenario.bad_point", value=text[:80]) from error
    return longitude, latitude


def _one_origin(*given: object) -> None:
    if sum(bool(one) for one in given) != 1:
        raise BadScenario("scenario.one_origin")


def _stamp(told: dict[str, str | None], out: Path, file: Path | None = None) -> Stamp:
    """What is said of the scenario; where no key is, it is the name of the file that is written."""
    said = {name: value for name, value in told.items() if value}
    return Stamp(**{"key": out.stem, "file": file.name if file else "", **said})


def _preset(key: str, hazard: str, stamp: dict[str, str | None]) -> dict[str, Any]:
    """Document of a shipped scenario with what was said beside it; of zones of any hazard where none is named."""
    there = {
        name: one for name, one in presets().items()
        if (one.hazard == hazard if hazard else isinstance(one.told, ZoneScenario))
    }  # fmt: skip
    if key not in there:
        raise BadScenario("scenario.unknown_preset", value=key[:80], accepted=", ".join(there))
    return scenario_document(there[key]) | {name: value for name, value in stamp.items() if value}


def _rows(table: str, file: Path, *, repair: bool = False) -> pd.DataFrame:
    """Rows of a file, all of them or none; `repair`: outlines that cross themselves are taken as drawn anew."""
    looked = read(table, file, today=today())
    if looked.rows_rejected or not len(looked.rows):
        blocking = [one for one in looked.problems if one.blocking]
        for problem in (blocking or looked.problems)[:MOST_TOLD]:
            click.echo(sentence(problem, words()), err=True)
        raise BadScenario("scenario.rows_refused", file=file.name, rows=looked.rows_rejected)
    faults = [one.code for one in looked.problems if one.code in FAULTS]
    if faults and not (repair and set(faults) == {REPAIRED}):
        raise BadScenario(f"scenario.{faults[0]}", file=file.name, count=len(faults))
    return looked.rows


def _write(document: dict[str, Any], out: Path, *, as_json: bool, note: str = "") -> None:
    made = parse_scenario(document | {"made_on": today()})
    write_scenario(out, made)
    told = made.told
    row = {"file": str(out), "key": told.key, "hazard": made.hazard, "state": told.state, "digest": made.digest}
    tell_one(row | ({"note": note} if note else {}), as_json=as_json)
