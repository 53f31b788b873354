"""Where the rows of an import lie: P-codes, names of communes, points and shapes against the boundaries in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from data.importers.findings import Findings
from geo import crs
from geo.boundaries import locate
from geo.errors import Problem
from geo.frames import Frame
from geo.shapes import polygons_of

_CLUES = ("adm2_pcode", "adm2_name", "adm1_pcode", "adm1_name", "longitude", "latitude")


@dataclass(frozen=True)
class Places:
    """The places in force.

    Parameters
    ----------
    boundaries
        `BOUNDARIES` frame of one set, with levels adm1 and adm2.
    aliases
        `adm_pcode`, `alias`: other spellings of names.
    schematic
        Whether the set is the schematic one, whose points only propose.
    """

    boundaries: pd.DataFrame
    aliases: pd.DataFrame
    schematic: bool


def check_places(
    frame: Frame, rows: pd.DataFrame, texts: pd.DataFrame, findings: Findings, places: Places | None
) -> pd.DataFrame:
    """Find the commune of each row and tell what is wrong with its place.

    Parameters
    ----------
    frame, rows, texts
        The table, its typed columns, and the texts that they were read from (with `adm2_name`, `adm1_pcode`
        and `adm1_name` where the file has them).
    findings
        Takes what is found.
    places
        The places in force; None: nothing is checked.

    Returns
    -------
    rows
        With `adm2_pcode` found from name or point where the file gives none, and shapes repaired.
    """
    if "geometry" in rows.columns:
        rows = _with_sound_shapes(rows, findings)
    if places is None:
        return rows
    if "adm2_pcode" in frame.by_name:
        rows = _located(rows, texts, findings, places)
    for column in frame.columns:
        if column.refers == "boundaries" and column.name != "adm2_pcode" and column.name in rows.columns:
            wrong = rows[column.name].notna() & ~rows[column.name].isin(places.boundaries["adm_pcode"])
            findings.add(wrong.to_numpy(dtype=bool), column.name, "unknown_pcode", rows[column.name], proposed="")
    return rows


def _located(rows: pd.DataFrame, texts: pd.DataFrame, findings: Findings, places: Places) -> pd.DataFrame:
    said = {name: rows[name] if name in rows.columns else texts[name] for name in _CLUES if name in {*rows, *texts}}
    clues = pd.DataFrame(said, index=range(len(rows)))
    found, problems = locate(clues, places.boundaries, places.aliases, schematic=places.schematic)
    kinds: dict[tuple[str, str, bool], list[Problem]] = {}
    for problem in problems:
        kinds.setdefault((problem.column, problem.code, problem.blocking), []).append(problem)
    for (column, code, blocking), told in kinds.items():
        at = np.array([problem.row for problem in told], dtype=np.intp)
        values = pd.Series("", index=range(len(rows)), dtype="object")
        values.iloc[at] = [problem.value for problem in told]
        words = {name: [_shown(problem.params[name]) for problem in told] for name in told[0].params}
        findings.add(at, column, code, values, blocking=blocking, **words)
    return _whole_points(rows).assign(adm2_pcode=found["adm2_pcode"])


def _whole_points(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave half a point out: stored alone, it would pair up with the other half of an earlier file."""
    both = [name for name in ("longitude", "latitude") if name in rows.columns]
    if not both:
        return rows
    half = rows[both].isna().any(axis=1) if len(both) == 2 else True
    return rows.assign(**{name: rows[name].mask(half) for name in both})


def _with_sound_shapes(rows: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """Areas only, rings repaired (and reported), inside the box of Haiti."""
    shapes = rows["geometry"].to_numpy()
    given = ~shapely.is_missing(shapes)
    polygons, repaired = polygons_of(shapely.force_2d(shapes))
    told = pd.Series([shapely.get_type_id(shape) for shape in shapes], dtype="object")
    findings.add(given & shapely.is_missing(polygons), "geometry", "not_an_area", told.map(_TYPES))
    findings.add(repaired, "geometry", "shape_repaired", blocking=False)
    apart = ~shapely.is_missing(polygons) & ~shapely.intersects(polygons, shapely.box(*crs.HAITI_BOX))
    west, south, _, _ = shapely.bounds(polygons).T.tolist() if len(polygons) else [[]] * 4
    findings.add(apart, "geometry", "outside_haiti", longitude=_at(west, apart), latitude=_at(south, apart))
    return rows.assign(geometry=pd.Series(polygons, dtype="object"))


def _shown(value: Any) -> str:
    """A coordinate to about a metre, whatever the language; a text as it is."""
    return f"{value:.5f}" if isinstance(value, float) else str(value)


def _at(values: list[float], mask: Any) -> list[str]:
    return [_shown(value) for value, chosen in zip(values, mask, strict=True) if chosen]


_TYPES = {0: "Point", 1: "LineString", 2: "LinearRing", 4: "MultiPoint", 5: "MultiLineString"}
