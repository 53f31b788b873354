"""In which order and bands the columns of a table are asked, and which are left to the long form."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from data.home import ROOT
from geo.frames import Column, Frame

FORMS = ROOT / "data" / "reference" / "forms.toml"


@cache
def arrangement() -> dict[str, Any]:
    """Content of data/reference/forms.toml."""
    return tomllib.loads(FORMS.read_text(encoding="utf-8"))


def bands(frame: Frame) -> dict[str, str]:
    """Band of each column, "" where the table has none."""
    asked = arrangement()["bands"].get(frame.name, {})
    return {column.name: _band(column.name, asked) for column in frame.columns}


def _band(name: str, asked: dict[str, list[str]]) -> str:
    """The band that names a column, else the first one that names how it begins."""
    exact = [band for band, names in asked.items() if name in names]
    begun = [band for band, names in asked.items() if any(_begins(name, one) for one in names)]
    return next(iter([*exact, *begun]), "")


def _begins(name: str, pattern: str) -> bool:
    return pattern.endswith("*") and name.startswith(pattern[:-1])


def arranged(frame: Frame, *, short: bool = False) -> tuple[Column, ...]:
    """Columns in the order in which they are asked: the key and what is required first, then band by band.

    Parameters
    ----------
    frame
        The table.
    short
        Only the columns of the short form, where the table has one.
    """
    chosen = arrangement()["short"].get(frame.name) if short else None
    asked = [c for c in frame.columns if chosen is None or c.name in chosen]
    of = bands(frame)
    rank = {band: n for n, band in enumerate(["", *arrangement()["bands"].get(frame.name, {})])}
    return tuple(sorted(asked, key=lambda c: (not (told_at_once(frame, c) or c.name in frame.key), rank[of[c.name]])))


def has_short(frame: Frame) -> bool:
    """Whether a table has a short form."""
    return frame.name in arrangement()["short"]


def has_form(frame: Frame) -> bool:
    """Whether a table can be asked by a form: not one that is made of shapes."""
    return not any(column.kind == "geometry" and column.required for column in frame.columns)


def told_at_once(frame: Frame, column: Column) -> bool:
    """Whether a row must fill a column: not where the product gives the value, or a new record its id."""
    return column.required and not (column.given or given_an_id(frame, column))


def given_an_id(frame: Frame, column: Column) -> bool:
    """Whether a blank gets an id of ours: a new record is told by its name or its point."""
    return frame.ours and column.name in frame.key
