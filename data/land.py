"""Boundaries and population of others, installed in the store and put in force by a setting."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from data.bundled_geography import bundled_population
from data.importers import land_files
from data.importers.files import sha256_of
from data.snapshot import SCHEMATIC
from data.store.store import Store, Told
from geo.errors import DataProblem, ImportRejected, Problem

SETTINGS = {"boundaries": "boundary_set", "population": "population_set"}


def install_boundaries(store: Store, paths: Sequence[Path], *, author: str) -> tuple[int, pd.DataFrame, list[Problem]]:
    """Read boundary files, store them as one batch and put them in force; returns batch, rows and problems."""
    rows, problems = land_files.boundaries(paths)
    batch, named = _install(store, "boundaries", rows, problems, _Signed(author, tuple(paths)))
    return batch, named, problems


def install_population(
    store: Store, path: Path, *, author: str, year: int | None = None
) -> tuple[int, pd.DataFrame, list[Problem]]:
    """Read a population file, store it as one batch and put it in force; returns batch, rows and problems."""
    rows, problems = land_files.population(path, year=year)
    batch, named = _install(store, "population", rows, problems, _Signed(author, (path,)))
    return batch, named, problems


def sets(store: Store, name: str) -> list[str]:
    """Sets of boundaries or population that can be put in force: the shipped ones, then the installed ones."""
    column = SETTINGS[name]
    shipped = [SCHEMATIC] if name == "boundaries" else sorted(set(bundled_population()[column]))
    return [*shipped, *sorted(set(store.records(name)[column]) - set(shipped))]


def use(store: Store, name: str, chosen: str, *, author: str) -> int:
    """Put a set in force; returns the batch.

    Raises
    ------
    DataProblem
        ``unknown_set`` with those that there are.
    """
    there = sets(store, name)
    if chosen not in there:
        raise DataProblem("unknown_set", set=chosen, sets=", ".join(there))
    with store.batch(Told(author, f"use {chosen}", "settings")) as batch:
        batch.patch("settings", pd.DataFrame([{"setting": SETTINGS[name], "value": chosen}]))
    return batch.seq


class _Signed:
    """Who installs which files."""

    def __init__(self, author: str, paths: tuple[Path, ...]) -> None:
        self.author = author
        self.source = ", ".join(path.name for path in paths)
        prints = [sha256_of(path) for path in paths]
        self.sha256 = prints[0] if len(prints) == 1 else None
        self.mark = (self.sha256 or hashlib.sha256("".join(prints).encode()).hexdigest())[:6]


def _install(
    store: Store, name: str, rows: pd.DataFrame, problems: list[Problem], signed: _Signed
) -> tuple[int, pd.DataFrame]:
    if rows.empty:
        raise ImportRejected("nothing_to_install", tuple(problems), file=signed.source)
    rows = _set_apart(rows, SETTINGS[name], sets(store, name), signed.mark)
    chosen = str(rows[SETTINGS[name]].iloc[0])
    told = Told(signed.author, f"install {chosen}", signed.source, sha256=signed.sha256)
    with store.batch(told) as batch:
        batch.patch(name, rows)
        batch.patch("settings", pd.DataFrame([{"setting": SETTINGS[name], "value": chosen}]))
    return batch.seq, rows


def _set_apart(rows: pd.DataFrame, column: str, there: list[str], mark: str) -> pd.DataFrame:
    """Mark the name of a set that is there already with the file's fingerprint: two files never mix in one sum."""
    names = rows[column]
    return rows.assign(**{column: names.where(~names.isin(there), names + "-" + mark)})
