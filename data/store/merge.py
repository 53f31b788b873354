"""Patches -> records: each column takes its last value by (date, seq); a clearing empties what came before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from geo.frames import Frame

ORDER = ["_ordered_on", "batch", "row_id"]
# Columns that name a record of a table that another column tells: column, the other, its words for tables.
NAMING: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("record_id", "table_name", {}),
    ("left_id", "table_name", {}),
    ("right_id", "table_name", {}),
    ("subject_id", "subject", {"site": "sites", "shelter": "shelters"}),
)


def merged(frame: Frame, patches: pd.DataFrame) -> pd.DataFrame:
    """Merge the patches of a table into one row a key, in the order of the keys.

    Parameters
    ----------
    frame
        The table; its merge rule must be ``latest`` or ``series``.
    patches
        Columns of the table and `batch` (seq), `row_id`, `_ordered_on` (ISO date), `cleared` (JSON list of
        column names that this patch empties, or null).

    Returns
    -------
    records
        The table's columns. A column that no patch supplies is unknown.
    """
    columns = [column.name for column in frame.columns]
    if patches.empty:
        return frame.empty()
    ordered = _without_cleared(frame, patches.sort_values(ORDER, kind="stable", ignore_index=True))
    last = ordered.groupby(list(frame.key), sort=True, dropna=False)[_values(frame)].last()
    return frame.conform(last.reset_index()[columns])


def cell_batches(frame: Frame, patches: pd.DataFrame) -> pd.DataFrame:
    """Which batch each cell of each record comes from: same keys, seq instead of values, NaN where unknown."""
    ordered = _without_cleared(frame, patches.sort_values(ORDER, kind="stable", ignore_index=True))
    seq = ordered[_values(frame)].notna().astype(float).replace(0.0, np.nan).mul(ordered["batch"], axis=0)
    keys = [ordered[name] for name in frame.key]
    return seq.groupby(keys, sort=True, dropna=False).last().reset_index()


def renamed(patches: pd.DataFrame, records: pd.DataFrame, key: str) -> pd.DataFrame:
    """Former names of records: rows `key`, `alias`, each name that is not the present one, once."""
    told = patches[[key, "name"]].dropna().drop_duplicates()
    known = told.merge(records[[key, "name"]], on=key, suffixes=("", "_now"))
    former = known[known["name"] != known["name_now"]]
    return former[[key, "name"]].rename(columns={"name": "alias"}).reset_index(drop=True)


def with_identity(frame: Frame, rows: pd.DataFrame, same: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """Replace merged ids by the id that they now are, in the table's key and wherever it refers to them.

    `same` maps a table's name to old id -> new id, chains resolved.
    """
    changed = {}
    for column in frame.columns:
        target = frame.name if column.name in frame.key and column.refers == "" else column.refers
        if column.kind == "code" and same.get(target) and column.name in rows:
            changed[column.name] = rows[column.name].replace(dict(same[target]))
    for name, kind, tables in NAMING if same else ():  # rows that say of which table their record is
        if {name, kind} <= set(frame.by_name):
            pairs = zip(rows[kind].map(lambda told, tables=tables: tables.get(told, told)), rows[name], strict=True)
            changed[name] = pd.Series([same.get(table, {}).get(one, one) for table, one in pairs],
                                      index=rows.index, dtype="str")  # fmt: skip
    return rows.assign(**changed) if changed else rows


def compared(before: pd.DataFrame, after: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Cells that differ between two readings of a table: key columns, `column`, `before`, `after`.

    Unknown equals unknown. A record that is on one side only is listed with column "" and None on the other.
    """
    left, right = before.set_index(key), after.set_index(key)
    gone, come = left.index.difference(right.index), right.index.difference(left.index)
    rows = [appearing(keys, **told) for keys, told in ((gone, _GOES), (come, _COMES)) if len(keys)]
    both = left.index.intersection(right.index)
    left, right = left.loc[both], right.loc[both]
    for name in left.columns:
        differs = differ(left[name], right[name])
        if differs.any():
            old, new = (side.loc[differs, name].astype("object").tolist() for side in (left, right))
            rows.append(pd.DataFrame({"key": list(both[differs]), "column": name, "before": old, "after": new}))
    empty = pd.DataFrame({name: pd.Series(dtype="object") for name in ("key", "column", "before", "after")})
    return pd.concat([r.astype("object") for r in rows], ignore_index=True) if rows else empty


_COMES: dict[str, str | None] = {"before": None, "after": "present"}
_GOES: dict[str, str | None] = {"before": "present", "after": None}


def appearing(keys: pd.Index, *, before: str | None = None, after: str | None = "present") -> pd.DataFrame:
    """Rows of `compared` for records that are on one side only: those that appear, or those that go."""
    told = {"column": "", "before": before, "after": after}
    # One object each for all rows: a first import may bring very many.
    return pd.DataFrame({"key": list(keys), **{name: [one] * len(keys) for name, one in told.items()}}, dtype="object")


def differ(old: pd.Series, new: pd.Series) -> Any:
    """Return a mask of the cells that differ; unknown equals unknown."""
    same = (old == new).to_numpy(dtype=bool, na_value=False) | (old.isna() & new.isna()).to_numpy(dtype=bool)
    return ~same


def _values(frame: Frame) -> list[str]:
    return [column.name for column in frame.columns if column.name not in frame.key]


def _without_cleared(frame: Frame, ordered: pd.DataFrame) -> pd.DataFrame:
    """Blank, in every patch before a clearing, the column that it clears."""
    clearing = ordered["cleared"].notna()
    if not clearing.any():
        return ordered
    result = ordered.copy()
    group = ordered.groupby(list(frame.key), dropna=False, sort=False).ngroup()
    told = ordered.loc[clearing, "cleared"].map(json.loads).explode()
    for name, places in told.groupby(told):
        if name in frame.by_name:
            last = pd.Series(places.index, index=group.loc[places.index]).groupby(level=0).max()
            result.loc[ordered.index < group.map(last), name] = _nothing(frame, str(name))
    return result


def _nothing(frame: Frame, name: str) -> object:
    return {"boolean": pd.NA, "geometry": None}.get(frame.by_name[name].kind, np.nan)
