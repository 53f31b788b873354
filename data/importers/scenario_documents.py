"""A scenario file -> its document as plain JSON.

Runs in the parsing process (data/importers/child.py): a key of twenty thousand dots takes gigabytes to read.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from geo.errors import BadScenario

DEEPEST = 8  # a scenario is a table of lists of tables: what lies deeper is none


def parse(path: Path, *, limits: dict[str, float]) -> dict[str, Any]:
    """Read a TOML file.

    Parameters
    ----------
    path
        The file.
    limits
        Not used: a document has no rows to count.

    Returns
    -------
    document
        Under this name; dates as text.

    Raises
    ------
    BadScenario
        ``scenario.not_read``, ``scenario.not_toml``.
    """
    del limits
    try:
        with path.open("rb") as file:
            told = tomllib.load(file)
    except OSError as error:
        raise BadScenario("scenario.not_read", file=path.name) from error
    except (ValueError, RecursionError) as error:  # no TOML, no Unicode, a number of five thousand digits
        raise BadScenario("scenario.not_toml", file=path.name, detail=str(error)[:120]) from error
    return {"document": _plain(told, path.name)}


def _plain(value: Any, file: str, depth: int = 0) -> Any:
    if depth > DEEPEST:
        raise BadScenario("scenario.not_toml", file=file, detail=f"> {DEEPEST}")
    if isinstance(value, dict):
        return {key: _plain(one, file, depth + 1) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one, file, depth + 1) for one in value]
    return value if isinstance(value, str | bool | int | float) else str(value)
