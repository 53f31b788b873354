"""Reference tables of data/reference: standards, hazards, settings, doubtful populations."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from geo.errors import BadStandard, ReferenceProblem
from geo.hazards import Hazards, parse_hazards
from geo.settings import Setting, parse_settings
from geo.standard_entries import parse_standards
from geo.standards import Standard

REFERENCE = Path(__file__).parent / "reference"
STANDARDS = ("sphere-2018", "ccm-2021", "other-sectors")
OF_SHELTERS = ("evacuation-shelter",)
_DOUBT = ("year", "population", "unit", "period", "reason", "source", "status")


@cache
def standards() -> tuple[Standard, ...]:
    """Every standard that sites are held against, in the order of the files: WASH, shelter, camp management, others.

    Raises
    ------
    BadStandard
        An entry breaks the rules of `geo.standard_entries.parse_standards`, or stands twice (``standard.twice``).
    """
    return tuple(one for one in _every_standard() if one.set in STANDARDS)


@cache
def shelter_standards() -> tuple[Standard, ...]:
    """The profile that activated evacuation shelters are held against; errors as `standards`."""
    return tuple(one for one in _every_standard() if one.set in OF_SHELTERS)


@cache
def _every_standard() -> tuple[Standard, ...]:
    folder = REFERENCE / "standards"
    read = [
        one
        for name in (*STANDARDS, *OF_SHELTERS)
        for one in parse_standards(document(folder / f"{name}.toml"), name, settings())
    ]
    seen: set[str] = set()
    for one in read:
        if one.key in seen:
            raise BadStandard("standard.twice", standard=one.key)
        seen.add(one.key)
    return tuple(read)


@cache
def hazards() -> Hazards:
    """Order of the classes of each hazard, and the words for them.

    Raises
    ------
    ReferenceProblem
        As `geo.hazards.parse_hazards`.
    """
    return parse_hazards(document(REFERENCE / "hazards.toml"))


@cache
def settings() -> dict[str, Setting]:
    """Editable figures by name, as they are before anybody edits them.

    Raises
    ------
    ReferenceProblem
        As `geo.settings.parse_settings`.
    """
    return parse_settings(document(REFERENCE / "settings.toml"))


def population_doubts() -> pd.DataFrame:
    """Commune populations that are known to be far off.

    Returns
    -------
    doubts
        `adm_pcode`, `year` of the series, the doubtful `population` (persons), `reason` (a key), `source`,
        `status`.

    Raises
    ------
    ReferenceProblem
        ``setting.missing_field``.
    """
    doubts = document(REFERENCE / "population-doubts.toml")
    for pcode, entry in doubts.items():
        for name in _DOUBT:
            if entry.get(name) in (None, ""):
                raise ReferenceProblem("setting.missing_field", setting=pcode, field=name)
    rows = [{"adm_pcode": pcode, **{name: entry[name] for name in _DOUBT}} for pcode, entry in doubts.items()]
    text = dict.fromkeys(("adm_pcode", "unit", "period", "reason", "source", "status"), "str")
    return pd.DataFrame(rows, columns=["adm_pcode", *_DOUBT]).astype({**text, "year": "float64"})


def with_doubts(population: pd.DataFrame) -> pd.DataFrame:
    """Mark the populations that are known to be far off.

    Parameters
    ----------
    population
        `POPULATION` frame.

    Returns
    -------
    population
        The same rows with a further column `doubtful` (bool): the commune, year and figure are those of
        `population_doubts`, so an installed series with a better figure is not marked.
    """
    key = ["adm_pcode", "year", "population"]
    told = pd.MultiIndex.from_frame(population_doubts()[key])
    return population.assign(doubtful=pd.MultiIndex.from_frame(population[key]).isin(told))


def document(path: Path) -> dict[str, Any]:
    """Content of a TOML file of reference data."""
    with path.open("rb") as file:
        return tomllib.load(file)
