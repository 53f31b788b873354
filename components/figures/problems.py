"""Faults of a file in plain sentences: what, where, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from components.i18n import Words
from data.importers.preview import sentence
from geo.errors import Problem


def rows(problems: Iterable[Problem], tr: Words) -> list[dict[str, Any]]:
    """Problems as rows of a table."""
    return [
        {"row": one.row, "column": one.column, "value": one.value, "code": one.code, "sentence": sentence(one, tr)}
        for one in problems
    ]
