"""What an import is held against: the places, the ids and the records that are known, and what the user told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import pandas as pd

from data.importers import points
from data.importers.findings import Findings


class Registrar(Protocol):
    """What the store says to rows while they are read (data/registrar.py)."""

    def identified(self, table: str, rows: pd.DataFrame) -> pd.DataFrame: ...
    def refused(self, table: str, rows: pd.DataFrame) -> pd.Series: ...
    def unnamed(self, table: str, texts: pd.DataFrame, findings: Findings) -> pd.DataFrame: ...


@dataclass(frozen=True)
class World:
    """What an import is held against.

    Parameters
    ----------
    places
        Boundaries and aliases in force; None: places are not checked.
    known
        Ids that exist, by table name; a table that is not named is not checked.
    today
        The date in Haiti (ISO).
    given
        Texts for columns that the file does not tell, by column.
    day
        Date (ISO) of the rows of a file that tells none.
    records
        Records in force, by table: a row of a known record need not repeat what the record must have.
    registrar
        Gives ids and refuses withheld places; None: a row without id is refused.
    lines
        Table -> line of the file -> id of its record: a form tells a site and its assessment on one line.
    refused
        Table -> lines of the file whose record of it is rejected: what refers to that record goes with it.
    fixes
        Codes of problems whose proposed fix is applied before the checks (`fixes`).
    """

    places: points.Places | None
    known: Mapping[str, Collection[str]]
    today: str
    given: Mapping[str, str] = field(default_factory=dict)
    day: str = ""
    records: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    registrar: Registrar | None = None
    lines: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    refused: Mapping[str, Collection[int]] = field(default_factory=dict)
    fixes: Collection[str] = ()
