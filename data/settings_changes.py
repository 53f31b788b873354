"""What became of the settings of a store: every change that counts, and who made the one in force."""

from __future__ import annotations

import pandas as pd

from data.store.merge import ORDER
from data.store.readable import Readable
from geo.settings import Said

COLUMNS = ("setting", "value", "before", "reason", "author", "committed_at", "batch")


def changes(store: Readable, known_at: int | None = None) -> pd.DataFrame:
    """Every change of a setting in active batches, in the order in which they took effect.

    Parameters
    ----------
    store
        The store.
    known_at
        Seq up to which it is read; None for all.

    Returns
    -------
    changes
        `setting`, `value` (null: back to what is shipped), `before` (null: what is shipped), `reason` (of the row,
        else of its batch), `author`, `committed_at`, `batch`.
    """
    rows = store.patches("settings", known_at=known_at).sort_values(ORDER, kind="stable", ignore_index=True)
    heads = store.batches(known_at).set_index("seq")
    told = {name: rows["batch"].map(heads[name]).astype("str") for name in ("author", "committed_at")}
    reason = rows["reason"].fillna(rows["batch"].map(heads["reason"])).astype("str")
    before = rows.groupby("setting")["value"].shift()
    return rows.assign(**told, reason=reason, before=before)[list(COLUMNS)]


def said(told: pd.DataFrame) -> dict[str, Said]:
    """Who made each setting what it is, when and why; a setting that is as shipped is not in it."""
    last = told.drop_duplicates("setting", keep="last")
    return {
        row.setting: Said(row.author, row.committed_at[:10], row.reason)
        for row in last[last["value"].notna()].itertuples()
    }
