"""Saying that records are still true: somebody looked and nothing changed. Only their age starts anew."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data.home import today
from data.snapshot import SITUATION, Source
from data.store.store import Store, Told
from geo.errors import DataProblem
from geo.refreshing import CONFIRMABLE

SOURCE = "confirmation"


def confirm(store: Store, table: str, ids: Sequence[str], author: str, note: str = "", *, on: str = "") -> int:
    """Confirm records of a table as one batch; undoing the batch takes the confirmation back.

    Parameters
    ----------
    table
        One of `geo.refreshing.CONFIRMABLE`. A site's figures, a shelter (the occupancy of one that hosts), the
        stock of a warehouse, the state of a way, a facility.
    ids
        Records; each once.
    author, note
        Who says so, and why (the batch's reason).
    on
        Day (ISO) on which it was still true; by default today in Haiti.

    Returns
    -------
    batch
        Number of the batch.

    Raises
    ------
    DataProblem
        ``confirm_table`` for a table whose records have no age, ``confirm_nothing`` without ids,
        ``confirm_unknown`` for ids that are not there, ``confirm_future`` for a day to come.
    """
    return confirm_many(store, {table: ids}, author, note, on=on)


def confirm_many(store: Store, chosen: dict[str, Sequence[str]], author: str, note: str = "", *, on: str = "") -> int:
    """Confirm records of several tables (table -> ids) as one batch; see `confirm`."""
    day = on or today()
    if day > today():
        raise DataProblem("confirm_future", day=day)
    rows = [row for table, ids in chosen.items() for row in _rows(store, table, ids, day, note)]
    if not rows:
        raise DataProblem("confirm_nothing")
    with store.batch(Told(author, note or SOURCE, SOURCE, fictional=_only_fictional(store))) as batch:
        batch.patch("confirmations", pd.DataFrame(rows))
    return batch.seq


def _rows(store: Store, table: str, ids: Sequence[str], day: str, note: str) -> list[dict[str, str | None]]:
    if table not in CONFIRMABLE:
        raise DataProblem("confirm_table", table=table, tables=", ".join(CONFIRMABLE))
    there = set(_records(store, table)[CONFIRMABLE[table]])
    unknown = [one for one in dict.fromkeys(ids) if one not in there]
    if unknown:
        raise DataProblem("confirm_unknown", table=table, ids=", ".join(unknown[:5]), count=len(unknown))
    told = {"table_name": table, "confirmed_on": day, "note": note or None}
    return [told | {"record_id": one} for one in dict.fromkeys(ids)]


def _records(store: Store, table: str) -> pd.DataFrame:
    """Records of a table as everybody sees them: ways that ship with the product are among them."""
    return Source(store).take(audience="coordinator", as_of="9999-12-31").frame(table)


def _only_fictional(store: Store) -> bool:
    """Whether what is confirmed is invented: a word on invented records is not real data."""
    real, fictional = store.batch_counts(SITUATION)
    return fictional > 0 and not real
