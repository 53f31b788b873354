"""Files of scenarios: read, written whole, and what they are reckoned with."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import shapely

from data.bundled_geography import bundled_boundaries
from data.home import write_whole
from data.importers.limits import limits
from data.reference_shaking import shaking_rules
from data.reference_storms import SCENARIOS, wind_rules
from data.reference_tables import document, hazards
from geo.errors import BadScenario
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
    """
    try:
        if path.stat().st_size > limits()["file_bytes"]:
            raise BadScenario("scenario.too_large", file=path.name, most=int(limits()["file_bytes"]))
        told = document(path)
    except OSError as error:
        raise BadScenario("scenario.not_read", file=path.name) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadScenario("scenario.not_toml", file=path.name, detail=str(error)[:120]) from error
    scenario = parse_scenario(told)
    check_scenario(scenario, reckoning())
    return scenario


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
