"""Where the rows of an import lie: P-codes, names of communes, points and shapes against the boundaries in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from data.bundled_geography import bundled_aliases
from data.importers.findings import Findings
from data.importers.nearest import nearest_communes
from geo import crs
from geo.boundaries import is_schematic, locate
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


def in_force(boundaries: pd.DataFrame) -> Places:
    """Places of a set of boundaries, with the shipped other spellings of their names."""
    return Places(boundaries, bundled_aliases(), is_schematic(boundaries))


def check_places(
    frame: Frame,
    rows: pd.DataFrame,
    texts: pd.DataFrame,
    findings: Findings,
    places: Places | None,
    *,
    point_decides: bool = False,
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
    point_decides
        Whether a point is trusted before the declared code and name (never by schematic boundaries).

    Returns
    -------
    rows
        With `adm2_pcode` found from name or point where the file gives none, and shapes repaired.
    """
    if "geometry" in rows.columns:
        rows = _with_sound_shapes(frame, rows, findings)
    if places is None:
        return rows
    if frame.place == "adm2_pcode":
        clues = said = clues_of(rows, texts)
        if point_decides and not places.schematic:
            clues = _point_first(clues)
        found = _located(clues, findings, places, needed=frame.by_name["adm2_pcode"].required)
        if clues is not said:
            _tell_overruled(said, found, findings)
        findings.by_point |= _by_point(said, found)
        rows = _whole_points(rows).assign(adm2_pcode=found)
    elif frame.place:
        rows = _levelled(rows, texts, findings, places)
    _tell_unknown_codes(frame, rows, findings, places)
    return rows


def _tell_unknown_codes(frame: Frame, rows: pd.DataFrame, findings: Findings, places: Places) -> None:
    """Tell codes of other columns that the set in force does not have."""
    sections = (places.boundaries["adm_level"] == "adm3").any()
    for column in frame.columns:
        if column.name == "adm3_pcode" and not sections:
            continue  # the set in force has none to hold it against
        if column.refers == "boundaries" and column.name != "adm2_pcode" and column.name in rows.columns:
            wrong = rows[column.name].notna() & ~rows[column.name].isin(places.boundaries["adm_pcode"])
            findings.add(wrong.to_numpy(dtype=bool), column.name, "unknown_pcode", rows[column.name], proposed="")


def clues_of(rows: pd.DataFrame, texts: pd.DataFrame) -> pd.DataFrame:
    """What each row says of its place: the typed columns, and the texts of those that the table does not have."""
    said = {name: rows[name] if name in rows.columns else texts[name] for name in _CLUES if name in {*rows, *texts}}
    return pd.DataFrame(said, index=range(len(rows)))


def _point_first(clues: pd.DataFrame) -> pd.DataFrame:
    """Leave out the declared code and names of rows that have a point: they are held against nothing."""
    if not {"longitude", "latitude"} <= set(clues):
        return clues
    pointed = clues[["longitude", "latitude"]].notna().all(axis=1)
    said = [name for name in clues if name not in ("longitude", "latitude")]
    return clues.assign(**{name: clues[name].mask(pointed) for name in said})


def _by_point(said: pd.DataFrame, found: pd.Series) -> Any:
    """Rows that have a place and declare none, by code or by name."""
    told = [name for name in ("adm2_pcode", "adm2_name") if name in said]
    declared = said[told].notna().any(axis=1) if told else pd.Series(data=False, index=said.index)
    return (found.notna() & ~declared).to_numpy(dtype=bool)


def _tell_overruled(said: pd.DataFrame, found: pd.Series, findings: Findings) -> None:
    """Tell declared codes that the point overruled."""
    if "adm2_pcode" in said:
        declared = said["adm2_pcode"].str.upper()
        apart = (declared.notna() & found.notna() & (declared != found)).to_numpy(dtype=bool)
        findings.add(apart, "adm2_pcode", "declared_place_overruled", declared, blocking=False,
                     chosen=found[apart].tolist())  # fmt: skip


def _levelled(rows: pd.DataFrame, texts: pd.DataFrame, findings: Findings, places: Places) -> pd.DataFrame:
    """Rows of places of any level: a blank code is found as a commune's, the level is the code's."""
    level = places.boundaries.drop_duplicates("adm_pcode").set_index("adm_pcode")["adm_level"]
    blank = pd.Series([None] * len(rows), dtype="str")
    codes = rows["adm_pcode"].str.upper() if "adm_pcode" in rows else blank
    lost = codes.isna().to_numpy(dtype=bool)
    if lost.any():
        clues = clues_of(rows, texts)[lost]
        codes = codes.fillna(_located(clues, findings, places, needed=True))
    told = rows.get("adm_level", blank)
    return rows.assign(adm_pcode=codes, adm_level=codes.map(level).astype("str").fillna(told))


def _located(clues: pd.DataFrame, findings: Findings, places: Places, *, needed: bool) -> pd.Series:
    """Communes of the rows of `clues` (its index is the position); what is wrong blocks only where one is needed."""
    found, problems = locate(clues, places.boundaries, places.aliases, schematic=places.schematic)
    kinds: dict[tuple[str, str, bool], list[Problem]] = {}
    for problem in problems:
        if needed or problem.code != "no_place":
            kinds.setdefault((problem.column, problem.code, problem.blocking and needed), []).append(problem)
    for (column, code, blocking), told in kinds.items():
        at = np.array([problem.row for problem in told], dtype=np.intp)
        values = pd.Series("", index=range(len(findings.rows)), dtype="object")
        values.iloc[at] = [problem.value for problem in told]
        words = {name: [_shown(problem.params[name]) for problem in told] for name in told[0].params}
        if code == "unknown_place_name" and blocking:
            near = nearest_communes([problem.value for problem in told], places.boundaries, places.aliases)
            words |= {"near": near, "hint": ["near" if one else "" for one in near]}
        findings.add(at, column, code, values, blocking=blocking, **words)
        if code == "place_disagrees" and places.schematic:
            findings.file("place_on_schematic", value=str(len(told)), words={"rows": len(told)})
    return found["adm2_pcode"]


def _whole_points(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave half a point out: stored alone, it would pair up with the other half of an earlier file."""
    both = [name for name in ("longitude", "latitude") if name in rows.columns]
    if not both:
        return rows
    half = rows[both].isna().any(axis=1) | (len(both) < 2)
    return rows.assign(**{name: rows[name].mask(half) for name in both})


def _with_sound_shapes(frame: Frame, rows: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """Areas (rings repaired, and reported) or lines, as the table wants, inside the box of Haiti."""
    shapes = rows["geometry"].to_numpy()
    given = ~shapely.is_missing(shapes)
    told = pd.Series([shapely.get_type_id(shape) for shape in shapes], dtype="object")
    if frame.by_name["geometry"].shape == "line":
        lines = given & np.isin(shapely.get_type_id(shapes), (1, 2, 5))
        polygons, repaired = np.where(lines, shapely.force_2d(shapes), None), np.zeros(len(shapes), dtype=bool)
        findings.add(given & ~lines, "geometry", "not_a_line", told.map(_TYPES))
    else:
        polygons, repaired = polygons_of(shapely.force_2d(shapes))
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


_TYPES = {
    0: "Point", 1: "LineString", 2: "LinearRing", 3: "Polygon", 4: "MultiPoint", 5: "MultiLineString",
    6: "MultiPolygon",
}  # fmt: skip
