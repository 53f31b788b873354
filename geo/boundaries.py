"""Which commune a row belongs to: from its P-code, its name or its point, never by a silent choice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo import crs
from geo.errors import Problem
from geo.place_names import find_names, fold_name, names_index
from geo.places import department_of
from geo.shapes import simplify_for_map

__all__ = ["SCHEMATIC", "fold_name", "is_schematic", "locate", "neighbours", "places", "simplify_for_map"]

SCHEMATIC = "schematic"  # the boundary set made of Voronoi cells; any other set is official

# A point outside every shape belongs to the nearest one up to this distance. Measured: no part of the official
# coast lies more than 3.8 km off the schematic shapes; official shapes are drawn finer than 1 km.
OFF_SCHEMATIC_M = 5_000.0
OFF_OFFICIAL_M = 1_000.0
_ZERO_DEGREES = 1e-3  # "0,0" as devices round it

PLACES = (
    "adm2_pcode", "name_fr", "name_ht", "adm1_pcode", "adm1_name_fr", "adm1_name_ht", "adm1_name_en", "in_mapap",
)  # fmt: skip


def is_schematic(boundaries: pd.DataFrame) -> bool:
    """Whether a set is the one made of Voronoi cells: its shapes propose and never judge."""
    return bool((boundaries["boundary_set"] == SCHEMATIC).all())


def places(boundaries: pd.DataFrame, mapap: Any, *, kreyol: pd.DataFrame | None = None) -> pd.DataFrame:
    """Communes with their names and the department and area they add up to.

    Parameters
    ----------
    boundaries
        `BOUNDARIES` frame of one set with levels adm1 and adm2.
    mapap
        P-codes of the communes of the metropolitan area in force.
    kreyol
        `adm_pcode`, `alias`: Kreyòl names for places that the set gives none.

    Returns
    -------
    places
        The columns of `PLACES`, one row a commune in order of P-code; a name is null where it is not known.
    """
    named = boundaries
    if kreyol is not None:
        known = kreyol.drop_duplicates("adm_pcode").set_index("adm_pcode")["alias"]
        named = boundaries.assign(name_ht=boundaries["name_ht"].fillna(boundaries["adm_pcode"].map(known)))
    communes = named[named["adm_level"] == "adm2"].sort_values("adm_pcode").reset_index(drop=True)
    departments = named[named["adm_level"] == "adm1"].set_index("adm_pcode")
    above = communes["parent_pcode"].fillna(department_of(communes["adm_pcode"]))
    found = {
        "adm2_pcode": communes["adm_pcode"],
        "name_fr": communes["name_fr"],
        "name_ht": communes["name_ht"],
        "adm1_pcode": above,
    }
    for name in ("name_fr", "name_ht", "name_en"):
        found[f"adm1_{name}"] = above.map(departments[name]).astype("str")
    found["in_mapap"] = communes["adm_pcode"].isin(list(mapap))
    return pd.DataFrame(found)[list(PLACES)]


def neighbours(boundaries: pd.DataFrame, *, level: str = "adm2") -> pd.DataFrame:
    """Places of one level that touch (a common corner is enough), both ways round.

    Returns
    -------
    pairs
        `adm_pcode`, `neighbour`; a place is no neighbour of itself, an island may have none.
    """
    rows = boundaries[boundaries["adm_level"] == level]
    shapes, codes = rows["geometry"].to_numpy(), rows["adm_pcode"].to_numpy()
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    apart = one != other
    return pd.DataFrame({"adm_pcode": codes[one[apart]], "neighbour": codes[other[apart]]})


def locate(
    rows: pd.DataFrame, boundaries: pd.DataFrame, aliases: pd.DataFrame, *, schematic: bool
) -> tuple[pd.DataFrame, list[Problem]]:
    """Find the commune of each row, and tell where what the row says of its place does not agree.

    The declared P-code is taken before the name, the name before the point. With official shapes any
    disagreement is told. Schematic shapes are wrong for about a quarter of the country's area, so there a
    point only proposes, and is held against a declaration only beyond the neighbouring cells.

    Parameters
    ----------
    rows
        Any of `adm2_pcode`, `adm2_name`, `adm1_pcode`, `adm1_name` (texts) and `longitude`, `latitude`
        (degrees); null where not said. The index is the line of the spreadsheet.
    boundaries
        `BOUNDARIES` frame of the set in force, with levels adm1 and adm2.
    aliases
        `adm_pcode`, `alias`: other spellings of names.
    schematic
        Whether the set in force is the schematic one.

    Returns
    -------
    found
        On the index of `rows`: `adm2_pcode` (null where not found or the declared code is unknown), `found_by`
        (``pcode``, ``name``, ``point``), `name_pcode` and `point_pcode` (what each clue says), `place_disagrees`.
    problems
        Blocking: ``unknown_pcode``, ``name_as_pcode`` (a commune's name stands for its code),
        ``unknown_place_name`` and ``ambiguous_place_name`` (where nothing else places the row), ``no_place``,
        ``null_island``, ``swapped_coordinates``, ``longitude_unsigned``, ``outside_haiti``. Reported only:
        ``place_disagrees``, ``place_proposed``, ``incomplete_point``.

    Notes
    -----
    Method: docs/methods.md#geography.
    """
    asked = _Asked(rows, boundaries[boundaries["adm_level"] == "adm2"], schematic=schematic)
    index = names_index(boundaries, aliases)
    department = _department(asked, boundaries, index)
    names = find_names(asked.text("adm2_name"), index, level="adm2", within=department)
    declared = asked.text("adm2_pcode").str.upper()
    unknown = declared.notna() & ~declared.isin(asked.communes["adm_pcode"])
    written = find_names(declared.where(unknown), index, level="adm2", within=department)["adm_pcode"]
    clues = pd.DataFrame({"pcode": declared.mask(unknown, written), "name": names["adm_pcode"]})
    clues["point"] = _points(asked, clues["pcode"].fillna(clues["name"]))
    chosen = clues["pcode"].fillna(clues["name"]).fillna(clues["point"])
    _tell_codes(asked, unknown, written, clues["name"] if schematic else chosen)
    _tell_names(asked, names, chosen, ~unknown)
    found_by = clues.notna().idxmax(axis=1).where(chosen.notna()).astype("str")
    if schematic:
        asked.tell((found_by == "point") & ~unknown, "", "place_proposed", blocking=False, proposed=chosen)
    apart = _disagreements(asked, clues, chosen, department)
    found = pd.DataFrame(
        {
            "adm2_pcode": chosen.mask(unknown),
            "found_by": found_by.mask(unknown),
            "name_pcode": clues["name"],
            "point_pcode": clues["point"],
            "place_disagrees": apart,
        }
    )
    return found, sorted(asked.problems, key=lambda problem: (problem.row or 0, problem.code))


@dataclass
class _Asked:
    """The rows in question, the communes, and what is found wrong."""

    rows: pd.DataFrame
    communes: pd.DataFrame
    schematic: bool
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.refused = pd.Series(data=False, index=self.rows.index)  # rows whose point is impossible

    def text(self, column: str) -> pd.Series:
        """A column of texts, stripped; null where blank or absent."""
        if column not in self.rows.columns:
            return pd.Series(None, index=self.rows.index, dtype="str")
        told = self.rows[column].astype("str").str.strip()
        return told.mask(told == "")

    def degrees(self, column: str) -> Any:
        """A coordinate as floats, NaN where it is absent."""
        if column not in self.rows.columns:
            return np.full(len(self.rows), np.nan)
        return pd.to_numeric(self.rows[column], errors="coerce").to_numpy(dtype=float, na_value=np.nan)

    def tell(self, mask: Any, column: str, code: str, *, blocking: bool = True, **params: Any) -> None:
        """Add one problem for each row of the mask; a parameter that is a Series gives each row its own."""
        at = np.flatnonzero(np.asarray(mask, dtype=bool))
        if not len(at):
            return
        texts = self.rows[column].iloc[at] if column in self.rows.columns else [""] * len(at)
        each = {
            name: value.iloc[at].astype("object").where(value.iloc[at].notna(), "").tolist()
            if isinstance(value, pd.Series)
            else [value] * len(at)
            for name, value in params.items()
        }
        for n, (row, text) in enumerate(zip(self.rows.index[at].tolist(), texts, strict=True)):
            said = {name: values[n] for name, values in each.items()}
            self.problems.append(Problem(int(row), column, code, str(text)[:80], said, blocking))


def _tell_codes(asked: _Asked, unknown: pd.Series, written: pd.Series, likely: pd.Series) -> None:
    """Tell codes that are none: names of communes (`written`: whose), others with what is `likely` meant.

    Schematic shapes are too often wrong to be written over what a row says: by them nothing is likely.
    """
    asked.tell(written.notna(), "adm2_pcode", "name_as_pcode", proposed=written)
    asked.tell(unknown & written.isna(), "adm2_pcode", "unknown_pcode", proposed=likely)


def _tell_names(asked: _Asked, names: pd.DataFrame, chosen: pd.Series, known: pd.Series) -> None:
    """Tell names that say nothing (blocking where nothing else places the row) and rows that say nothing."""
    for code, doubtful in (("unknown_place_name", ~names["several"]), ("ambiguous_place_name", names["several"])):
        lost = names["named"] & names["adm_pcode"].isna() & doubtful & known
        asked.tell(lost & chosen.isna(), "adm2_name", code)
        asked.tell(lost & chosen.notna(), "adm2_name", code, blocking=False)
    asked.tell(chosen.isna() & known & ~names["named"] & ~asked.refused, "", "no_place")


def _department(asked: _Asked, boundaries: pd.DataFrame, index: pd.DataFrame) -> pd.Series:
    """Department that each row declares, by code or by name; null where none or not known."""
    codes = set(boundaries.loc[boundaries["adm_level"] == "adm1", "adm_pcode"])
    declared = asked.text("adm1_pcode").str.upper()
    named = find_names(asked.text("adm1_name"), index, level="adm1")["adm_pcode"]
    return declared.where(declared.isin(codes)).fillna(named)


def _points(asked: _Asked, expected: pd.Series) -> pd.Series:
    """Commune in which each point lies, null where there is none; impossible points are told.

    On a common border `expected` decides where it is one of the two, else the first P-code.
    """
    x, y = asked.degrees("longitude"), asked.degrees("latitude")
    one, both = np.isfinite(x) ^ np.isfinite(y), np.isfinite(x) & np.isfinite(y)
    asked.tell(one, "longitude", "incomplete_point", blocking=False)
    zero = both & (np.abs(x) < _ZERO_DEGREES) & (np.abs(y) < _ZERO_DEGREES)
    inside = crs.in_haiti_box(x, y)
    swapped = both & ~inside & crs.in_haiti_box(y, x)
    unsigned = both & ~inside & ~swapped & crs.in_haiti_box(-x, y)
    point = pd.Series(None, index=asked.rows.index, dtype="str")
    at = np.flatnonzero(inside)
    point.iloc[at] = _commune_of(asked, x[at], y[at], expected.iloc[at])
    outside = both & ~zero & ~swapped & ~unsigned & point.isna().to_numpy()
    asked.refused |= zero | swapped | unsigned | outside
    each = {"longitude": pd.Series(x, asked.rows.index), "latitude": pd.Series(y, asked.rows.index)}
    asked.tell(zero, "longitude", "null_island")
    asked.tell(swapped, "longitude", "swapped_coordinates", longitude=each["latitude"], latitude=each["longitude"])
    asked.tell(unsigned, "longitude", "longitude_unsigned", longitude=-each["longitude"], latitude=each["latitude"])
    asked.tell(outside, "longitude", "outside_haiti", **each)
    return point


def _commune_of(asked: _Asked, x: Any, y: Any, expected: pd.Series) -> Any:
    """P-code of the commune of each point: of the shape around it, else of the nearest one close by."""
    shapes = asked.communes["geometry"].to_numpy()
    codes = asked.communes["adm_pcode"].to_numpy(dtype=object)
    found = np.full(len(x), None, dtype=object)
    if not len(x):
        return found
    # The tree holds the points and the polygons ask: only the side that asks is prepared for many tests.
    shape, point = shapely.STRtree(shapely.points(x, y)).query(shapes, predicate="intersects")
    hits = pd.DataFrame({"point": point, "code": codes[shape]})
    hits["other"] = hits["code"].to_numpy() != expected.to_numpy(dtype=object)[point]
    best = hits.sort_values(["point", "other", "code"]).drop_duplicates("point")
    found[best["point"].to_numpy()] = best["code"].to_numpy()
    off = np.flatnonzero(pd.isna(found))
    near = shapely.points(*crs.metric_xy(x[off], y[off]))
    most = OFF_SCHEMATIC_M if asked.schematic else OFF_OFFICIAL_M
    asking, nearest = shapely.STRtree(crs.to_metric(shapes)).query_nearest(near, max_distance=most, all_matches=False)
    found[off[asking]] = codes[nearest]
    return found


def _disagreements(asked: _Asked, clues: pd.DataFrame, chosen: pd.Series, department: pd.Series) -> pd.Series:
    """Tell every clue that contradicts the place chosen; True for the rows concerned."""
    by = {"pcode": "adm2_pcode", "name": "adm2_name", "point": "longitude, latitude"}
    chosen_by = clues.notna().idxmax(axis=1).map(by)
    others = {"name": clues["name"], "point": clues["point"]}
    found = pd.Series(data=False, index=chosen.index)
    for clue, other in others.items():
        apart = chosen.notna() & other.notna() & (chosen != other)
        if clue == "point" and asked.schematic:
            apart &= ~_touching(asked.communes, chosen, other)
        asked.tell(
            apart, "", "place_disagrees", blocking=False,
            chosen=chosen, chosen_by=chosen_by, other=other, other_by=by[clue],
        )  # fmt: skip
        found |= apart
    apart = chosen.notna() & department.notna() & (department_of(chosen) != department)
    asked.tell(
        apart, "", "place_disagrees", blocking=False,
        chosen=chosen, chosen_by=chosen_by, other=department, other_by="adm1_pcode, adm1_name",
    )  # fmt: skip
    return found | apart


def _touching(communes: pd.DataFrame, one: pd.Series, other: pd.Series) -> Any:
    pairs = neighbours(communes)
    known = pd.MultiIndex.from_frame(pairs)
    return pd.MultiIndex.from_arrays([one, other]).isin(known)
