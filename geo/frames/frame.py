"""What a table and a column are, and how rows get the columns and dtypes that a table promises."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd

from geo.errors import MissingColumn

Kind = Literal[
    "text", "code", "choice", "integer", "number", "share", "date", "instant", "boolean", "geometry"
]  # fmt: skip
Merge = Literal["latest", "series", "ledger"]

# Dates are ISO strings of the world's calendar (America/Port-au-Prince): no time zone shifts them. Instants are
# ISO strings in UTC, to the minute ("2016-10-04T12:00Z"); only what changes within a day has one.
DTYPES: dict[str, str] = {
    "text": "str", "code": "str", "choice": "str", "date": "str", "instant": "str", "geometry": "object",
    "integer": "float64", "number": "float64", "share": "float64", "boolean": "boolean",
}  # fmt: skip


def promised(name: str, frame: pd.DataFrame, *columns: str) -> None:
    """Go on only if a frame has the columns.

    Parameters
    ----------
    name
        What the frame is called in the sentence.

    Raises
    ------
    MissingColumn
        For the first that it lacks.
    """
    for column in columns:
        if column not in frame.columns:
            raise MissingColumn(name, column)


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name, kind, unit
        The unit as shown in templates; of an instant, the clock of a time without zone ("UTC", "Haiti").
    required
        Filled in every imported row.
    choices, least, most
        Accepted values; inclusive bounds.
    hxl, refers, was
        HXL tag; table whose ids it names; former names.
    given
        Value of a part of the key that an import does not tell ("" : it must be told).
    shape
        Of a geometry: ``area`` or ``line``.
    earliest
        Of a date or instant: the first year that is possible (0: that of every other date).
    """

    name: str
    kind: Kind
    unit: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    hxl: str = ""
    refers: str = ""
    was: tuple[str, ...] = ()
    given: str = ""
    shape: Literal["area", "line"] = "area"
    earliest: int = 0


@dataclass(frozen=True)
class Frame:
    """One table.

    `merge` is how rows of many batches become one record: `latest` and `series` rows are patches (a blank
    says nothing), `ledger` rows only add up. `key` identifies a record; `date` is the column on the world's
    clock by which patches are ordered and `as_of` cuts. `ours`: its ids are ours, so a row without one gets one.
    """

    name: str
    merge: Merge
    key: tuple[str, ...]
    date: str
    columns: tuple[Column, ...]
    ours: bool = False
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})

    @property
    def place(self) -> str:
        """Column that says in which commune (or, with `adm_level`, in which place) a row lies; "" for none."""
        told = [name for name in ("adm2_pcode", "adm_pcode") if name in self.by_name]
        return next((name for name in told if self.by_name[name].refers == "boundaries"), "")

    def empty(self) -> pd.DataFrame:
        """Return the table without rows: same columns and dtypes as with rows."""
        return pd.DataFrame({c.name: pd.Series(dtype=DTYPES[c.kind]) for c in self.columns})

    def conform(self, rows: pd.DataFrame, *, shared: bool = False) -> pd.DataFrame:
        """Return `rows` with the table's columns first, in order and dtype; further columns follow.

        Columns that are absent come in as unknown, except those of the key; a part of the key that is not told
        and has a `given` value takes it. `shared`: absent columns share their memory until one is written to,
        for a wide and long table that fills few of its columns.

        Raises
        ------
        MissingColumn
            If a column of the key is absent that the store does not give by itself.
        """
        for name in self.key:
            column = self.by_name[name]
            if column.required and not column.given and name not in rows.columns:
                raise MissingColumn(self.name, name)
        blank = {dtype: _unknown(dtype, len(rows)) for dtype in set(DTYPES.values())}
        there = {name: rows[name] for name in self.by_name if name in rows.columns}
        cast = {c.name: _cast(there.get(c.name), blank[DTYPES[c.kind]]) for c in self.columns}
        cast |= {c.name: cast[c.name].fillna(c.given) for c in self.columns if c.given}
        more = {name: rows[name].to_numpy(copy=shared) for name in rows.columns if name not in self.by_name}
        return pd.DataFrame({**cast, **more}, copy=not shared)

    def only(self, names: Collection[str]) -> Frame:
        """Return the table with fewer columns: these, its key and its date."""
        kept = {*names, *self.key, self.date}
        return replace(self, columns=tuple(column for column in self.columns if column.name in kept))


def _unknown(dtype: str, size: int) -> pd.Series:
    """A column of unknowns; the dtype decides how they are written."""
    if dtype == "float64":
        return pd.Series(np.full(size, np.nan))
    return pd.Series([None] * size, dtype=dtype)


def _cast(values: pd.Series | None, blank: pd.Series) -> pd.Series:
    if values is None:
        return blank
    if blank.dtype == "boolean" and values.dtype != "boolean":  # SQLite gives 0 and 1
        told = values.notna().to_numpy(dtype=bool)
        held = np.zeros(len(values), dtype=bool)
        held[told] = values.to_numpy(dtype=object)[told].astype(bool)
        return pd.Series(pd.arrays.BooleanArray(held, ~told))
    return values.reset_index(drop=True).astype(blank.dtype)


def text(name: str, **more: object) -> Column:
    """Free text."""
    return Column(name, "text", **more)  # type: ignore[arg-type]


def count(name: str, unit: str, most: float, **more: object) -> Column:
    """Whole number from 0 to `most`."""
    return Column(name, "integer", unit, least=0, most=most, **more)  # type: ignore[arg-type]


def amount(name: str, unit: str, most: float, **more: object) -> Column:
    """Number from 0 to `most`."""
    return Column(name, "number", unit, least=0, most=most, **more)  # type: ignore[arg-type]


def share(name: str) -> Column:
    """Share from 0 to 1."""
    return Column(name, "share", "share", least=0, most=1)


def flag(name: str) -> Column:
    """Yes, no, or unknown."""
    return Column(name, "boolean")


def choice(name: str, *choices: str, **more: object) -> Column:
    """One of some words."""
    return Column(name, "choice", choices=choices, **more)  # type: ignore[arg-type]


OBSERVED = Column("observed_on", "date", hxl="#date+reported")
ADM2 = Column("adm2_pcode", "code", required=True, hxl="#adm2+code", refers="boundaries")
LON = Column("longitude", "number", "degrees", least=-180, most=180, hxl="#geo+lon")
LAT = Column("latitude", "number", "degrees", least=-90, most=90, hxl="#geo+lat")
CONFIDENCE = choice("location_confidence", "surveyed", "approximate", "place_centre", "illustrative")
