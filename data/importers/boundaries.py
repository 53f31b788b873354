"""Boundaries as COD-AB publishes them -> rows of the boundaries table, all levels, with what was found wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from data.importers.boundary_layers import NAMES, BoundaryLayer
from data.importers.vectors import Layer, read_layers
from data.importers.words import table
from geo import crs
from geo.boundaries import SCHEMATIC
from geo.errors import ImportRejected, Problem
from geo.frames import BOUNDARIES, LEVELS
from geo.population import CODE_LENGTH
from geo.shapes import dissolved

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[01]\d[0-3]\d)?(?!\d)")
_AREAS = (3, 6, 7)  # shapely type ids: polygon, multipolygon, collection
_KEY = ["adm_level", "adm_pcode"]
COMMUNES = "adm2"


@dataclass(frozen=True)
class Release:
    """Boundaries as read: `rows` and `problems` as of `read_boundaries`, and the levels that the files draw.

    A level of the rows that is not among `drawn` was put together from the next finer one.
    """

    rows: pd.DataFrame
    problems: list[Problem]
    drawn: tuple[str, ...]


def read_boundaries(paths: Sequence[Path], *, boundary_set: str | None = None) -> tuple[pd.DataFrame, list[Problem]]:
    """Read one release of boundaries from one or several files.

    Parameters
    ----------
    paths
        Shapefile, GeoJSON, TopoJSON or GeoPackage, zipped or not, in any reference system; levels may come in
        one file each. Columns are found by data/mappings/boundaries.toml.
    boundary_set
        Name of the release; by default ``cod-ab-`` and its year (``natural-earth`` where HASC codes stand for
        P-codes), and the finest level where the files have no communes (``cod-ab-2018-adm1``).

    Returns
    -------
    boundaries
        `BOUNDARIES` columns, EPSG:4326, valid polygons in two dimensions, coarsest level first. A level that
        the files lack is put together from the next finer one; files without communes give what they have.
    problems
        Blocking (the row is left out): ``pcode_missing``, ``foreign_pcode``, ``unknown_level``,
        ``duplicate_pcode``, ``shape_missing``, ``outside_haiti``.
        Reported only: ``shape_repaired``, ``name_missing``, ``name_cleaned``, ``parts_united``,
        ``unknown_parent``, ``layer_skipped``, ``crs_assumed``, ``letters_assumed``. `row` is the line of the
        attribute table as a spreadsheet shows it (headers are line 1); `params` name the file.

    Raises
    ------
    ImportRejected
        If a file cannot be read (see `data.importers.vectors.read_layers`), ``no_areas``,
        ``pcode_column_missing``, ``boundary_set_reserved``, ``no_usable_row``.
    WrongCrs, OutsideCountry
        If the reference system is missing or wrong, or nothing lies in Haiti.

    Notes
    -----
    Method: docs/methods.md#geography.
    """
    release = read_release(paths, boundary_set=boundary_set)
    return release.rows, release.problems


def read_release(paths: Sequence[Path], *, boundary_set: str | None = None) -> Release:
    """Read as `read_boundaries` does, and tell which levels the files draw themselves."""
    if boundary_set == SCHEMATIC:
        raise ImportRejected("boundary_set_reserved", boundary_set=boundary_set)
    layers, problems = read_layers(paths)
    readings = [BoundaryLayer(layer, problems) for layer in layers if _has_areas(layer, problems)]
    if not readings:
        raise ImportRejected("no_areas")
    coded = [reading for reading in readings if reading.level]
    if not coded:
        raise ImportRejected("pcode_column_missing", found=_headers(layers))
    crs.check_country(np.concatenate([reading.layer.shapes for reading in coded]))
    given = _united([reading.rows() for reading in coded], problems)
    if given.empty:
        raise ImportRejected("no_usable_row", problems=tuple(problems))
    rows = _completed(given, pd.concat([reading.above() for reading in coded], ignore_index=True))
    _tell_gaps(rows, problems)
    named = rows.assign(boundary_set=boundary_set or _name(rows, readings)).sort_values(_KEY, ignore_index=True)
    drawn = tuple(level for level in LEVELS if (given["adm_level"] == level).any())
    return Release(BOUNDARIES.conform(named)[list(BOUNDARIES.by_name)], problems, drawn)


def _headers(layers: list[Layer]) -> str:
    names = dict.fromkeys(str(header) for layer in layers for header in layer.columns)
    return ", ".join(names)[:200]


def _has_areas(layer: Layer, problems: list[Problem]) -> bool:
    """Whether a layer holds areas; releases come with layers of capitals and border lines beside them."""
    if np.isin(shapely.get_type_id(layer.shapes), _AREAS).any():
        return True
    problems.append(Problem(None, "", "layer_skipped", layer.name, {"file": layer.file}, blocking=False))
    return False


def _united(tables: list[pd.DataFrame], problems: list[Problem]) -> pd.DataFrame:
    """One row a place: parts in one layer are put together, the same place in a later layer is refused."""
    origin = np.repeat(np.arange(len(tables)), [len(rows) for rows in tables])
    rows = pd.concat(tables, ignore_index=True).assign(origin=origin)
    first = rows.groupby(_KEY)["origin"].transform("first")
    again = rows[rows["origin"] != first]
    problems += [
        Problem(int(place.line), "", "duplicate_pcode", place.adm_pcode, {"file": place.source})
        for place in again.itertuples()
    ]
    kept = rows[rows["origin"] == first]
    several = kept[kept.duplicated(_KEY, keep=False)]
    for (_, code), parts in several.groupby(_KEY):
        told = {"file": parts["source"].iloc[0], "parts": len(parts)}
        problems.append(Problem(int(parts["line"].iloc[0]), "", "parts_united", code, told, blocking=False))
    one = kept.drop_duplicates(_KEY).reset_index(drop=True)
    if several.empty:
        return one
    shapes = dissolved(kept["geometry"], (kept["adm_level"] + kept["adm_pcode"]).to_numpy(dtype=object))
    return one.assign(geometry=(one["adm_level"] + one["adm_pcode"]).map(shapes))


def _completed(rows: pd.DataFrame, above: pd.DataFrame) -> pd.DataFrame:
    """Add every level that the files lack, from the next finer one."""
    for n in range(len(LEVELS) - 1, 0, -1):
        finer = rows[rows["adm_level"] == LEVELS[n]]
        if len(finer) and not (rows["adm_level"] == LEVELS[n - 1]).any():
            rows = pd.concat([rows, _put_together(finer, above, LEVELS[n - 1])], ignore_index=True)
    return rows


def _put_together(parts: pd.DataFrame, above: pd.DataFrame, level: str) -> pd.DataFrame:
    """Places of a level from their parts; names and parents as the files of the parts tell them."""
    known = parts[parts["parent_pcode"].notna()]
    codes = known["parent_pcode"]
    shapes = dissolved(known["geometry"], codes.to_numpy(dtype=object))
    by_code = known.groupby(codes)
    told = above[above["adm_level"] == level].drop_duplicates("adm_pcode").set_index("adm_pcode")
    found = told.reindex(shapes.index)[["parent_pcode", *NAMES]].assign(
        geometry=shapes,
        adm_level=level,
        source=by_code["source"].agg(lambda files: ", ".join(dict.fromkeys(files))),
        observed_on=by_code["observed_on"].max(),
    )
    found = found.rename_axis("adm_pcode").reset_index()
    found["name_fr"] = found["name_fr"].fillna(found["name_en"]).fillna(found["name_ht"]).fillna(found["adm_pcode"])
    if level != LEVELS[0]:
        length = CODE_LENGTH[LEVELS[LEVELS.index(level) - 1]]
        found["parent_pcode"] = found["parent_pcode"].fillna(found["adm_pcode"].str[:length])
    return found


def _tell_gaps(rows: pd.DataFrame, problems: list[Problem]) -> None:
    """Places whose parent is not there."""
    lost = rows["parent_pcode"].notna() & ~rows["parent_pcode"].isin(rows["adm_pcode"])
    for place in rows[lost].itertuples():
        told = {"file": place.source, "parent": place.parent_pcode}
        problems.append(Problem(int(place.line), "", "unknown_parent", place.adm_pcode, told, blocking=False))


def _name(rows: pd.DataFrame, readings: list[BoundaryLayer]) -> str:
    """Name of the set: what its codes say of its maker, the year of its dates, else of its file names."""
    dated = rows["observed_on"].dropna().max()
    named = [found[1] for reading in readings if (found := _YEAR.search(reading.layer.file))]
    year = str(dated)[:4] if isinstance(dated, str) else max(named, default="")
    levels = set(rows["adm_level"])
    outside = str(table("boundaries")["hasc"]["set"])
    makers = dict.fromkeys("cod-ab" if reading.own_codes else outside for reading in readings)
    finest = "" if COMMUNES in levels else max(levels)
    return "-".join(part for part in (*sorted(makers, reverse=True), year, finest) if part)
