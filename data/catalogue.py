"""Which data ship with the product: title, owner, licence, date, hash of every file, fictional or not.

Each folder of data/bundled is one set and holds a dataset.toml: the keys of `TOLD`, a table ``[sha256]`` with
the hash of every other file of the folder, and, where files differ, ``[sources]`` with a sentence a file.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.home import ROOT
from geo.errors import Problem, ReferenceProblem

BUNDLED = ROOT / "data" / "bundled"
TOLD = ("title", "owner", "licence", "date", "crs", "source")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|undated")


@dataclass(frozen=True)
class Dataset:
    """One bundled set, as its dataset.toml describes it.

    Parameters
    ----------
    name, folder
        Name of the folder, and where it lies.
    title, owner, licence, crs, source
        As written. `crs` is that of the files with geometry.
    date
        Date of the data (ISO), or "undated".
    fictional
        True where the data are invented: every page and export that shows them says so.
    hashes
        File name -> sha256.
    sources
        File name -> what it is and where it comes from, for files that differ from the set.
    further
        Whatever else the description holds (labels, tables), by key.
    """

    name: str
    folder: Path
    title: str
    owner: str
    licence: str
    date: str
    crs: str
    source: str
    fictional: bool
    hashes: dict[str, str]
    sources: dict[str, str]
    further: dict[str, Any] = field(default_factory=dict)


def datasets(folder: Path = BUNDLED) -> list[Dataset]:
    """Every set of a folder, by name; folders that hold nothing are no sets.

    Raises
    ------
    ReferenceProblem
        ``dataset_undescribed`` or ``dataset_incomplete``.
    """
    return [read_dataset(path) for path in sorted(folder.iterdir()) if path.is_dir() and any(path.iterdir())]


def read_dataset(folder: Path) -> Dataset:
    """Description of one set.

    Raises
    ------
    ReferenceProblem
        ``dataset_undescribed`` if there is no readable dataset.toml, ``dataset_incomplete`` if a key lacks.
    """
    try:
        told = tomllib.loads((folder / "dataset.toml").read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReferenceProblem("dataset_undescribed", dataset=folder.name) from error
    lacking = [key for key in TOLD if not told.get(key)]
    lacking += ["fictional"] if not isinstance(told.get("fictional"), bool) else []
    lacking += ["sha256"] if not isinstance(told.get("sha256"), dict) else []
    if lacking or not _DATE.fullmatch(str(told["date"])):
        raise ReferenceProblem("dataset_incomplete", dataset=folder.name, keys=", ".join(lacking) or "date")
    known = {*TOLD, "fictional", "sha256", "sources"}
    return Dataset(
        folder.name,
        folder,
        **{key: str(told[key]) for key in TOLD},
        fictional=told["fictional"],
        hashes=dict(told["sha256"]),
        sources=dict(told.get("sources", {})),
        further={key: value for key, value in told.items() if key not in known},
    )


def check(dataset: Dataset) -> list[Problem]:
    """Compare a set with its description.

    Returns
    -------
    problems
        ``file_changed`` (another hash), ``file_absent`` or ``file_undescribed``, each naming its file;
        empty where everything agrees.
    """
    here = {path.name for path in dataset.folder.iterdir() if path.is_file()} - {"dataset.toml"}
    problems = [_problem("file_absent", dataset, name) for name in sorted(set(dataset.hashes) - here)]
    problems += [_problem("file_undescribed", dataset, name) for name in sorted(here - set(dataset.hashes))]
    for name in sorted(here & set(dataset.hashes)):
        if hashlib.sha256((dataset.folder / name).read_bytes()).hexdigest() != dataset.hashes[name]:
            problems.append(_problem("file_changed", dataset, name))
    return problems


def _problem(code: str, dataset: Dataset, name: str) -> Problem:
    return Problem(None, "", code, value=name, params={"dataset": dataset.name, "file": name})
