"""A delivery of the pipeline that came: its status becomes *arrived*, on the day of its receipt."""

from __future__ import annotations

from typing import cast

import pandas as pd

from data.access import Actor, require
from data.editing import SOURCE, all_fictional, refuse_reason
from data.snapshot import Source
from data.stock_moves import WRITE
from data.store.store import Store, Told
from geo.errors import DataProblem

ARRIVED = "arrived"


def tell(source: Source, actor: Actor, pipeline_id: str, *, on: str, reason: str) -> int | None:
    """Say that a delivery has arrived.

    Returns
    -------
    batch
        Its number; None where that was said before.

    Raises
    ------
    NotAllowed
        Without the right ``stock.write``.
    DataProblem
        ``edit_no_reason`` and its like (`data.editing.refuse_reason`); ``unknown_delivery`` for a code that is none.
    """
    require(actor, WRITE)
    refuse_reason(reason)
    store = cast("Store", source.store)
    rows = store.records("pipeline")
    mine = rows[rows["pipeline_id"] == pipeline_id]
    if mine.empty:
        raise DataProblem("unknown_delivery", delivery=pipeline_id)
    if mine["pipeline_status"].iloc[0] == ARRIVED:
        return None
    fictional = all_fictional(store, "pipeline", [pipeline_id])
    with store.batch(Told(actor.name, reason.strip(), SOURCE, fictional=fictional)) as batch:
        told = {"pipeline_id": pipeline_id, "pipeline_status": ARRIVED, **_dated(mine, on)}
        batch.patch("pipeline", pd.DataFrame([told]))
    return batch.seq


def _dated(row: pd.DataFrame, on: str) -> dict[str, str]:
    """Day of the patch: never before what is known of the delivery, else it would not come into force."""
    known = row["observed_on"].iloc[0]
    return {"observed_on": max(on, known)} if isinstance(known, str) else {}
