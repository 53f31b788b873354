"""Boundaries and population of others, installed in the store and put in force by a setting.

A set of boundaries without communes is kept and named, but never put in force: no row would have a place. Files
of one release may come one after the other: the later ones are joined to the set (`data.land_join`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.bundled_geography import bundled_boundaries, bundled_population
from data.importers import land_files
from data.importers.boundaries import COMMUNES, Release
from data.importers.files import sha256_of
from data.land_join import joined
from data.population_places import held_against_places
from data.snapshot import SCHEMATIC, Source
from data.store.store import Store, Told
from geo.errors import DataProblem, ImportRejected, Problem

SETTINGS = {"boundaries": "boundary_set", "population": "population_set"}
NO_COMMUNES = "communes_absent"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}", re.ASCII)


def install_boundaries(
    store: Store, paths: Sequence[Path], *, author: str, name: str | None = None
) -> tuple[int, pd.DataFrame, list[Problem]]:
    """Read boundary files, store them as one batch and put their set in force where it has communes.

    Parameters
    ----------
    name
        Name of the set; that of an installed set joins the files to it (`data.land_join.joined`).

    Returns
    -------
    batch, rows, problems
        `rows` is the whole set as it is now. ``communes_absent`` among the problems says that it is not in force.

    Raises
    ------
    ImportRejected
        What `data.importers.land_files.release` raises; ``nothing_to_install``.
    DataProblem
        ``bad_set_name``, ``set_does_not_fit``.
    """
    if name is not None and not _NAME.fullmatch(name):
        raise DataProblem("bad_set_name", set=name[:60])
    release = land_files.release(paths, boundary_set=name)
    signed = _Signed(author, tuple(paths))
    rows, whole = release.rows, release.rows
    if name is None:
        rows = whole = _set_apart(rows, SETTINGS["boundaries"], sets(store, "boundaries"), signed.mark)
    elif name in sets(store, "boundaries"):
        rows, whole = _joined(store, name, release)
    problems = [*_without_communes(whole), *release.problems]
    batch = _stored(store, "boundaries", rows, signed, in_force=_has_communes(whole))
    return batch, whole, problems


def install_population(
    store: Store, path: Path, *, author: str, year: int | None = None
) -> tuple[int, pd.DataFrame, list[Problem]]:
    """Read a population file, store it as one batch and put it in force; returns batch, rows and problems.

    The problems tell first what has no place in the boundaries in force (`data.population_places`).
    """
    rows, problems = land_files.population(path, year=year)
    signed = _Signed(author, (path,))
    if rows.empty:
        raise ImportRejected("nothing_to_install", tuple(problems), file=signed.source)
    rows = _set_apart(rows, SETTINGS["population"], sets(store, "population"), signed.mark)
    in_force = Source(store).take(audience="coordinator").frame("boundaries")
    problems = [*held_against_places(rows, in_force), *problems]
    return _stored(store, "population", rows, signed, in_force=True), rows, problems


def sets(store: Store, name: str) -> list[str]:
    """Sets of boundaries or population that are there: the shipped ones, then the installed ones."""
    column = SETTINGS[name]
    shipped = [SCHEMATIC] if name == "boundaries" else sorted(set(bundled_population()[column]))
    return [*shipped, *sorted(set(store.records(name)[column]) - set(shipped))]


def levels(store: Store, name: str) -> dict[str, dict[str, int]]:
    """Number of places of each level of every set, by its name."""
    shipped = bundled_boundaries() if name == "boundaries" else bundled_population()
    rows = pd.concat([shipped, store.records(name)], ignore_index=True)[[SETTINGS[name], "adm_level"]]
    counts = rows.value_counts().sort_index()
    found: dict[str, dict[str, int]] = {one: {} for one in sets(store, name)}
    for (one, level), count in counts.items():
        found[str(one)][str(level)] = int(count)
    return found


def use(store: Store, name: str, chosen: str, *, author: str) -> int:
    """Put a set in force; returns the batch.

    Raises
    ------
    DataProblem
        ``unknown_set`` with those that there are; ``communes_absent`` for boundaries without communes.
    """
    there = levels(store, name)
    if chosen not in there:
        raise DataProblem("unknown_set", set=chosen, sets=", ".join(there))
    if name == "boundaries" and COMMUNES not in there[chosen]:
        raise DataProblem(NO_COMMUNES, set=chosen, levels=", ".join(there[chosen]))
    with store.batch(Told(author, f"use {chosen}", "settings")) as batch:
        batch.patch("settings", pd.DataFrame([{"setting": SETTINGS[name], "value": chosen}]))
    return batch.seq


@dataclass(frozen=True)
class _Signed:
    """Who installs which files."""

    author: str
    paths: tuple[Path, ...]

    @property
    def source(self) -> str:
        return ", ".join(path.name for path in self.paths)

    @property
    def sha256(self) -> str | None:
        return sha256_of(self.paths[0]) if len(self.paths) == 1 else None

    @property
    def mark(self) -> str:
        prints = "".join(sha256_of(path) for path in self.paths)
        return (self.sha256 or hashlib.sha256(prints.encode()).hexdigest())[:6]


def _stored(store: Store, name: str, rows: pd.DataFrame, signed: _Signed, *, in_force: bool) -> int:
    chosen = str(rows[SETTINGS[name]].iloc[0])
    told = Told(signed.author, f"install {chosen}", signed.source, sha256=signed.sha256, tables=(name,))
    with store.batch(told) as batch:
        batch.patch(name, rows)
        if in_force:
            batch.patch("settings", pd.DataFrame([{"setting": SETTINGS[name], "value": chosen}]))
    return batch.seq


def _joined(store: Store, name: str, release: Release) -> tuple[pd.DataFrame, pd.DataFrame]:
    known = store.records("boundaries")
    return joined(known[known["boundary_set"] == name], release)


def _has_communes(rows: pd.DataFrame) -> bool:
    return bool((rows["adm_level"] == COMMUNES).any())


def _without_communes(rows: pd.DataFrame) -> list[Problem]:
    """Say of a set without communes that it is not in force."""
    if _has_communes(rows):
        return []
    told = {"levels": ", ".join(sorted(set(rows["adm_level"])))}
    return [Problem(None, "", NO_COMMUNES, str(rows["boundary_set"].iloc[0]), told, blocking=False)]


def _set_apart(rows: pd.DataFrame, column: str, there: list[str], mark: str) -> pd.DataFrame:
    """Mark the name of a set that is there already with the file's fingerprint: two files never mix in one sum."""
    names = rows[column]
    return rows.assign(**{column: names.where(~names.isin(there), names + "-" + mark)})
