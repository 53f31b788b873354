"""Files of scenarios: read, written whole, and what they are reckoned with."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, cast

import shapely

from data.bundled_geography import bundled_boundaries
from data.home import write_whole
from data.importers import child
from data.importers.limits import limits
from data.reference_shaking import shaking_rules
from data.reference_storms import SCENARIOS, wind_rules
from data.reference_tables import document, hazards
from geo.errors import BadScenario, ImportRejected
from geo.scenario import Reckoning, Scenario, check_scenario, parse_scenario, scenario_document

ENDING = ".toml"
# What an import reports and goes on after, and what no scenario is made from: it would be another one, unnoticed.
FAULTS = (CUT, REPAIRED) = ("advisory_cut", "shape_repaired")


@cache
def reckoning() -> Reckoning:
    """Shipped rules of wind and shaking, the hazards, and the shipped outline of the country.

    The outline is always the shipped one: a scenario's zones are the same whatever boundaries are in force.
    """
    shapes = bundled_boundaries()
    land = shapely.union_all(shapes.loc[shapes["adm_level"] == "adm1", "geometry"].to_numpy())
    return Reckoning(wind_rules(), shaking_rules(), hazards(), land)


def presets() -> dict[str, Scenario]:
    """Shipped scenarios by key, all made up; errors as `geo.scenario.parse_scenario`."""
    read = (parse_scenario(document(path)) for path in sorted(SCENARIOS.glob(f"*{ENDING}")))
    return {one.told.key: one for one in read}


def read_scenario(path: Path) -> Scenario:
    """Read a scenario and check that it can be.

    Raises
    ------
    BadScenario
        ``scenario.not_read``, ``scenario.too_large``, ``scenario.not_toml``; as `geo.scenario.parse_scenario` and
        `geo.scenario.check_scenario`.
    ImportRejected
        ``parse_memory``, ``parse_timeout``.
    """
    try:
        size = path.stat().st_size if path.is_file() else -1
    except OSError as error:
        raise BadScenario("scenario.not_read", file=path.name) from error
    if size < 0:
        raise BadScenario("scenario.not_read", file=path.name)
    if size > limits()["scenario_bytes"]:
        raise BadScenario("scenario.too_large", file=path.name, most=int(limits()["scenario_bytes"]))
    scenario = parse_scenario(_document(path))
    check_scenario(scenario, reckoning())
    return scenario


def _document(path: Path) -> dict[str, Any]:
    """Content of the file, parsed in a process of its own."""
    try:
        told = child.parse("scenario", path, limits=limits())["document"]
    except ImportRejected as error:
        if error.code.startswith("scenario."):
            raise BadScenario(error.code, **{**error.params, "file": path.name}) from error
        if error.code != "file_corrupt":  # too much memory or time
            raise
        raise BadScenario("scenario.not_toml", file=path.name, detail="-") from error
    return cast("dict[str, Any]", told)


def write_scenario(path: Path, scenario: Scenario) -> None:
    """Write a scenario that can be, whole or not at all; the same scenario gives the same bytes.

    Raises
    ------
    BadScenario
        ``scenario.bad_ending``, ``scenario.not_written``; as `read_scenario` for what could not be read back.
    """
    if path.suffix.lower() != ENDING:
        raise BadScenario("scenario.bad_ending", file=path.name)
    check_scenario(scenario, reckoning())
    content = scenario_bytes(scenario)
    parse_scenario(tomllib.loads(content.decode()))
    try:
        write_whole(path, content)
    except OSError as error:
        raise BadScenario("scenario.not_written", file=path.name) from error


def scenario_bytes(scenario: Scenario) -> bytes:
    """The scenario as TOML: plain values first, then one table a position or zone.

    Raises
    ------
    BadScenario
        ``scenario.bad_value`` for a text that is no Unicode.
    """
    told = scenario_document(scenario)
    lines = [_line(name, value) for name, value in told.items() if not isinstance(value, list)]
    for name, rows in told.items():
        for row in rows if isinstance(rows, list) else ():
            lines += ["", f"[[{name}]]", *(_line(key, value) for key, value in row.items())]
    text = "\n".join([*lines, ""])
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise BadScenario("scenario.bad_value", field="text", value=ascii(error.object[error.start])) from error


def _line(name: str, value: Any) -> str:
    """One value of TOML. A string of JSON is one of TOML, but for the character that deletes."""
    if isinstance(value, bool | str):
        return f"{name} = {json.dumps(value, ensure_ascii=False)}".replace("\x7f", "\\u007f")
    return f"{name} = {value!r}"
