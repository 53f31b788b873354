"""Fixes that a user accepts for every row of a kind, applied to the texts of a file before its checks.

Nothing is fixed unasked, and each fixed cell is told (``fix_applied``) with what stood there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from data.forms.wording import unlisted
from data.importers import points
from data.importers.cells import read_cells
from data.importers.checks import referring
from data.importers.findings import Findings
from data.importers.nearest import nearest, nearest_choices, nearest_communes
from data.importers.world import World
from geo import crs
from geo.boundaries import locate
from geo.errors import Problem
from geo.frames import Frame

POINT = ("longitude", "latitude")


def proposed(problem: Problem) -> str:
    """What the fix of a problem would write, "" where it has none."""
    words = problem.params
    if problem.code in ("swapped_coordinates", "longitude_unsigned"):
        return f"{words['longitude']}, {words['latitude']}"
    if problem.code not in FIXES or words.get("table") in ("ways", "movements", "shelters"):
        return ""
    return str(words.get("near") or words.get("proposed") or "")


def applied(frame: Frame, texts: pd.DataFrame, findings: Findings, world: World) -> pd.DataFrame:
    """Return the texts with the asked fixes applied.

    Parameters
    ----------
    frame, texts
        The table and its texts by column, null where blank.
    findings
        Is told each fixed cell (``fix_applied``: the old text, and `read_as`).
    world
        `fixes`: codes of `FIXES`, others are passed over; `places`, `known`: what a fix is taken from.
    """
    for code, fix in FIXES.items():
        if code in world.fixes:
            texts = fix(frame, texts, findings, world)
    return texts


def _told(texts: pd.DataFrame, column: str, at: Any, new: list[str], findings: Findings) -> pd.DataFrame:
    """Write the new texts of one column, where there are any, and tell the old ones."""
    where = np.asarray(at, dtype=np.intp)[[bool(text) for text in new]]
    if not len(where):
        return texts
    kept = [text for text in new if text]
    old = texts[column] if column in texts else pd.Series([None] * len(texts), dtype="str")
    findings.add(where, column, "fix_applied", old, blocking=False, read_as=kept)
    cells = old.astype("object")
    cells.iloc[where] = kept
    return texts.assign(**{column: cells.astype("str")})


def _swapped(frame: Frame, texts: pd.DataFrame, findings: Findings, _world: World) -> pd.DataFrame:
    """Swap longitude and latitude where only the swapped point is in Haiti."""
    if not {*POINT} <= {*texts}:
        return texts
    x, y = (read_cells(texts[name], frame.by_name[name]).values.to_numpy(dtype=float) for name in POINT)
    at = np.flatnonzero(~crs.in_haiti_box(x, y) & crs.in_haiti_box(y, x))
    before = texts
    for name, other in (POINT, POINT[::-1]):
        texts = _told(texts, name, at, before[other].iloc[at].tolist(), findings)
    return texts


def _signed(frame: Frame, texts: pd.DataFrame, findings: Findings, _world: World) -> pd.DataFrame:
    """Write the minus of a longitude where only the point west of Greenwich is in Haiti."""
    if not {*POINT} <= {*texts}:
        return texts
    x, y = (read_cells(texts[name], frame.by_name[name]).values.to_numpy(dtype=float) for name in POINT)
    at = np.flatnonzero(~crs.in_haiti_box(x, y) & ~crs.in_haiti_box(y, x) & crs.in_haiti_box(-x, y))
    return _told(texts, "longitude", at, [repr(-one) for one in x[at].tolist()], findings)


def _located(frame: Frame, texts: pd.DataFrame, world: World, code: str) -> list[Problem]:
    """Blocking problems of one code that finding the communes gives; `row` is the position."""
    if world.places is None or frame.place != "adm2_pcode":
        return []
    rows = {n: read_cells(texts[n], frame.by_name[n]).values for n in ("adm2_pcode", *POINT) if n in texts}
    said = points.clues_of(pd.DataFrame(rows, index=range(len(texts))), texts)
    places = world.places
    _, problems = locate(said, places.boundaries, places.aliases, schematic=places.schematic)
    return [problem for problem in problems if problem.code == code and problem.blocking]


def _pcodes(frame: Frame, texts: pd.DataFrame, findings: Findings, world: World) -> pd.DataFrame:
    """Take the commune of the name, or of the point in official shapes, where the declared code is none."""
    found = _located(frame, texts, world, "unknown_pcode")
    new = [str(problem.params["proposed"]) for problem in found]
    at = [problem.row for problem in found]
    named = texts["adm2_name"].iloc[at].notna().tolist() if "adm2_name" in texts else [False] * len(at)
    taken = [row for row, by_name, code in zip(at, named, new, strict=True) if code and not by_name]
    findings.by_point[np.array(taken, dtype=np.intp)] = True
    return _told(texts, "adm2_pcode", at, new, findings)


def _named(frame: Frame, texts: pd.DataFrame, findings: Findings, world: World) -> pd.DataFrame:
    """Take the code of the commune whose name stands in the column of codes."""
    found = _located(frame, texts, world, "name_as_pcode")
    new = [str(problem.params["proposed"]) for problem in found]
    return _told(texts, "adm2_pcode", [problem.row for problem in found], new, findings)


def _names(frame: Frame, texts: pd.DataFrame, findings: Findings, world: World) -> pd.DataFrame:
    """Take the commune with the name most like the unknown one."""
    found = _located(frame, texts, world, "unknown_place_name")
    if not found or world.places is None:
        return texts
    new = nearest_communes([problem.value for problem in found], world.places.boundaries, world.places.aliases)
    return _told(texts, "adm2_pcode", [problem.row for problem in found], new, findings)


def _references(frame: Frame, texts: pd.DataFrame, findings: Findings, world: World) -> pd.DataFrame:
    """Take the known id most like the unknown one."""
    kinds = {kind: read_cells(texts[kind], frame.by_name[kind]).values for kind in ("subject",)
             if kind in frame.by_name and kind in texts}  # fmt: skip
    for name, table, mine in referring(frame, texts.assign(**kinds)):
        if table in world.known and name != "reverses":
            ids, cells = world.known[table], texts[name].map(unlisted, na_action="ignore")
            at = np.flatnonzero((cells.notna() & ~cells.isin(list(ids))).to_numpy(dtype=bool) & mine)
            texts = _told(texts, name, at, nearest(cells.iloc[at], {one: one for one in ids}), findings)
    return texts


def _choices(frame: Frame, texts: pd.DataFrame, findings: Findings, _world: World) -> pd.DataFrame:
    """Take the choice most like the unknown one."""
    for column in frame.columns:
        if column.kind == "choice" and column.name in texts:
            cells = read_cells(texts[column.name], column)
            told = zip(cells.at, cells.said, strict=True)
            at = np.array([place for place, cell in told if cell.code == "unknown_choice"], dtype=np.intp)
            texts = _told(texts, column.name, at, nearest_choices(texts[column.name].iloc[at], column), findings)
    return texts


# Code of the problem -> its fix, in the order in which they are applied: a point is put right before it places a row.
FIXES: Mapping[str, Callable[[Frame, pd.DataFrame, Findings, World], pd.DataFrame]] = {
    "swapped_coordinates": _swapped, "longitude_unsigned": _signed, "name_as_pcode": _named, "unknown_pcode": _pcodes,
    "unknown_place_name": _names, "unknown_reference": _references, "unknown_choice": _choices,
}  # fmt: skip
