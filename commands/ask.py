"""What every verb shares: the two clocks, the picture, words, and how an answer or an error is told."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click
import numpy as np
import pandas as pd

from components.i18n import Words, best_language
from data.access import LOCAL
from data.home import store_path
from data.snapshot import Source
from data.store.store import Store
from geo.errors import DashboardError, DataProblem
from results import Results

LANG_TYPED = "pare.lang"


def words() -> Words:
    """Words of the terminal's language: --lang, else PARE_LANG, else the locale of the environment, else French."""
    asked = click.get_current_context(silent=True)
    typed = asked.meta.get(LANG_TYPED) if asked else None
    told = (os.environ.get(name) for name in ("PARE_LANG", "LC_ALL", "LANG"))
    return Words(best_language(typed, *told))


def store() -> Store:
    """Open the store.

    Raises
    ------
    DataProblem
        ``no_store`` where none was made.
    """
    path = store_path()
    if not path.exists():
        raise DataProblem("no_store", file=path.name)
    return Store(path)


def results(as_of: str | None = None, known_at: int | None = None) -> Results:
    """Figures on two clocks, for who sits at the terminal: whoever reads the store's file reads all of it."""
    return Results(Source(store()).take(audience=LOCAL.role, as_of=as_of, known_at=known_at), LOCAL)


def labels(asked: Results) -> list[str]:
    """What is to be said of every figure: fictional, schematic, whom to name (``head.<label>``)."""
    return list(asked.facts()["labels"])


def clocks(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Give a reading verb its two clocks and `--json`."""
    options = (
        click.option("--as-of", type=click.DateTime(["%Y-%m-%d"])),
        click.option("--known-at", type=int),
        click.option("--json", "as_json", is_flag=True),
    )
    for option in reversed(options):
        verb = option(verb)
    return told_plainly(_dated(verb))


def _dated(verb: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(verb)
    def dated(*args: Any, as_of: Any = None, **kwargs: Any) -> Any:
        return verb(*args, as_of=as_of.date().isoformat() if as_of else None, **kwargs)

    return dated


def told_plainly(verb: Callable[..., Any], *, code: int = 2) -> Callable[..., Any]:
    """Turn an error of the product into one sentence and exit with `code`; no traceback reaches a user."""

    @wraps(verb)
    def asked(*args: Any, **kwargs: Any) -> Any:
        try:
            return verb(*args, **kwargs)
        except DashboardError as error:
            click.echo(words().error(error), err=True)
            raise SystemExit(code) from None

    return asked


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Name the file in whatever is said of it.

    Raises
    ------
    DataProblem
        ``of_file`` for an error of the product that does not name the file.
    """
    try:
        yield
    except DashboardError as error:
        told = words().error(error)
        if path.name in told:
            raise
        raise DataProblem("of_file", file=path.name, told=told) from error


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Say that a file cannot be written instead of failing.

    Raises
    ------
    DataProblem
        ``cannot_write``.
    """
    try:
        yield
    except OSError as error:
        raise DataProblem("cannot_write", file=str(path)) from error


def tell(rows: pd.DataFrame | Iterable[Mapping[str, Any]], *, as_json: bool) -> None:
    """Print rows: JSON with null for unknown, or a plain table."""
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
    if as_json:
        click.echo(json.dumps([plain(row) for row in frame.to_dict("records")], ensure_ascii=False))
    else:
        click.echo(frame.to_string(index=False, na_rep="-", max_colwidth=48) if len(frame) else "-")


def tell_one(record: Mapping[str, Any], *, as_json: bool) -> None:
    """Print one record."""
    if as_json:
        click.echo(json.dumps(plain(record), ensure_ascii=False))
        return
    for name, value in plain(record).items():
        click.echo(f"{name}: {_words(value)}")


def _words(value: Any) -> Any:
    """A value in one line for people: names one after the other, "-" for unknown or none."""
    if isinstance(value, list) and not any(isinstance(one, list | dict) for one in value):
        return ", ".join(map(str, value)) or "-"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return "-" if value is None else value


def plain(value: Any) -> Any:
    """A value as JSON knows it: unknown is null, infinity too; numpy's numbers become Python's."""
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset | np.ndarray):
        return [plain(one) for one in value]
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value
