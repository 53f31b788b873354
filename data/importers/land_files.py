"""Published boundaries and population, parsed in a process of their own like every other file.

`parse` runs in the parsing process (data/importers/child.py) and gives plain JSON; `boundaries` and `population`
ask it and make tables of the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from data.importers import child
from data.importers.boundaries import Release, read_release
from data.importers.limits import limits as all_limits
from data.importers.population import read_population
from geo.errors import ImportRejected, Problem
from geo.frames import BOUNDARIES, POPULATION, Frame


def release(paths: Sequence[Path], *, boundary_set: str | None = None) -> Release:
    """Read one release of boundaries, with the levels that its files draw themselves.

    Raises
    ------
    ImportRejected
        If a file cannot be read, with what was found; also where nothing lies in Haiti or the reference system is
        unknown.
    """
    rows, problems, told = _asked(BOUNDARIES, paths, {"boundary_set": boundary_set})
    return Release(rows, problems, tuple(told["drawn"]))


def boundaries(paths: Sequence[Path], *, boundary_set: str | None = None) -> tuple[pd.DataFrame, list[Problem]]:
    """Read one release of boundaries; arguments and answer of `data.importers.boundaries.read_boundaries`.

    Raises
    ------
    ImportRejected
        As `release` raises.
    """
    found = release(paths, boundary_set=boundary_set)
    return found.rows, found.problems


def population(
    path: Path, *, year: int | None = None, population_set: str | None = None
) -> tuple[pd.DataFrame, list[Problem]]:
    """Read one population series; arguments and answer of `data.importers.population.read_population`.

    Raises
    ------
    ImportRejected
        If the file cannot be read, with what was found.
    """
    rows, problems, _ = _asked(POPULATION, [path], {"year": year, "population_set": population_set})
    return rows, problems


def parse(path: Path, *, limits: dict[str, float], kind: str, paths: list[str], **options: Any) -> dict[str, Any]:  # noqa: ARG001  # what every parser takes
    """Read boundaries or a population series.

    Parameters
    ----------
    path, limits
        The first file, and the limits: both readers take the files and the limits themselves.
    kind
        ``boundaries`` or ``population``.
    paths
        All files.
    options
        Further arguments of the reader.

    Returns
    -------
    answer
        `fields` (column -> values, shapes as hexadecimal WKB, None where unknown), `problems` and, of boundaries,
        `drawn`; or `rejected`
        and `params` beside the problems.
    """
    drawn: tuple[str, ...] = ()
    try:
        if kind == BOUNDARIES.name:
            found = read_release([Path(one) for one in paths], **options)
            rows, problems, drawn = found.rows, found.problems, found.drawn
        else:
            rows, problems = read_population(Path(paths[0]), **options)
    except ImportRejected as error:
        return {"rejected": error.code, "params": error.params, "problems": [asdict(p) for p in error.problems]}
    fields = {str(name): _plain(rows[name]) for name in rows}
    return {"fields": fields, "problems": [asdict(p) for p in problems], "drawn": list(drawn)}


def _plain(values: pd.Series) -> list[Any]:
    if values.name == "geometry":
        return [None if shape is None else shapely.to_wkb(shape, hex=True) for shape in values]
    return list(values.astype("object").where(values.notna(), None))


def _asked(
    frame: Frame, paths: Sequence[Path], options: dict[str, Any]
) -> tuple[pd.DataFrame, list[Problem], dict[str, Any]]:
    """What the parsing process answers: as a table of the frame, the problems, and the answer itself."""
    given = {name: value for name, value in options.items() if value is not None}
    files = [str(path.resolve()) for path in paths]
    told = child.parse("land", paths[0], limits=all_limits(), kind=frame.name, paths=files, **given)
    problems = [Problem(**problem) for problem in told["problems"]]
    if "rejected" in told:
        raise ImportRejected(told["rejected"], tuple(problems), **told["params"])
    rows = pd.DataFrame(told["fields"])
    if "geometry" in rows:
        shapes = np.asarray(shapely.from_wkb(rows["geometry"].to_numpy(dtype=object)), dtype=object)
        rows = rows.assign(geometry=pd.Series(shapes, dtype="object"))
    return frame.conform(rows)[list(frame.by_name)], problems, told
