"""What the store says to the rows of a file while they are read: ids for those without, places that nobody may show."""

from __future__ import annotations

import pandas as pd

from data import deny_list, kept_cells
from data.identify import JOINS, identify
from data.importers.findings import Findings
from data.importers.preview import ImportPreview
from data.snapshot import Source
from data.who_is_who import QUEUE, known
from geo.frames import FRAMES
from geo.snapshot import Snapshot


class Registrar:
    """One file's registrar: gives ids, refuses withheld places, and keeps what it found out about who is who."""

    def __init__(self, source: Source, snapshot: Snapshot, sender: str) -> None:
        self.source, self.snapshot, self.sender = source, snapshot, sender
        self._joins: list[pd.DataFrame] = []
        self._queue: list[pd.DataFrame] = []
        self._again: list[pd.DataFrame] = []

    def identified(self, table: str, rows: pd.DataFrame) -> pd.DataFrame:
        """Rows with an id each where one can be made (see `data.identify.identify`)."""
        if not FRAMES[table].ours or rows.empty:
            return rows
        found = identify(table, rows, known(self.snapshot, self.source.store, table), sender=self.sender)
        self._joins.append(found.joins)
        self._queue.append(found.queue)
        self._again.append(found.again)
        return found.rows

    def refused(self, table: str, rows: pd.DataFrame) -> pd.Series:
        """Rows that speak of a withheld place: they may not be stored."""
        return deny_list.refused(self.source.store, table, rows)

    def unnamed(self, table: str, texts: pd.DataFrame, findings: Findings) -> pd.DataFrame:
        """Texts of a table, those emptied that name a withheld place."""
        return deny_list.unnamed(self.source.store, table, texts, findings)

    def joins(self, previews: tuple[ImportPreview, ...]) -> pd.DataFrame:
        """Accepted rows that are records of ours for certain: `JOINS`, and what stays of ours (`data.kept_cells`)."""
        return self._kept(_of_accepted(self._joins, JOINS, "old_id", previews), previews)

    def again(self, previews: tuple[ImportPreview, ...]) -> pd.DataFrame:
        """Accepted rows that come under an id joined before and a former name: as `joins`, the name alone stays."""
        told = self._kept(_of_accepted(self._again, JOINS, "old_id", previews), previews)
        return told.drop(columns=[f"known_{cell}" for cell in kept_cells.POINT], errors="ignore")

    def _kept(self, told: pd.DataFrame, previews: tuple[ImportPreview, ...]) -> pd.DataFrame:
        parts = [
            kept_cells.kept(self.source.store, str(table), part, _rows(previews, str(table)))
            for table, part in told.groupby("table_name")
        ]
        return pd.concat(parts, ignore_index=True) if parts else told

    def queue(self, previews: tuple[ImportPreview, ...]) -> pd.DataFrame:
        """Accepted rows that may be records of ours: a person decides."""
        return _of_accepted(self._queue, QUEUE, "left_id", previews)


def _rows(previews: tuple[ImportPreview, ...], table: str) -> pd.DataFrame:
    return pd.concat([one.rows for one in previews if one.frame == table], ignore_index=True)


def _of_accepted(
    parts: list[pd.DataFrame], columns: tuple[str, ...], told: str, previews: tuple[ImportPreview, ...]
) -> pd.DataFrame:
    kept = []
    for part in parts:
        for table, rows in part.groupby("table_name"):
            ids = {i for one in previews if one.frame == table for i in one.rows[FRAMES[str(table)].key[0]].dropna()}
            kept.append(rows[rows[told].isin(list(ids))])
    return pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=list(columns))
