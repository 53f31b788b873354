"""Confirming bulletins as the second person: `data/countersigned.py` says who may.

Method: docs/methods.md#second-person.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data.access import Actor, require
from data.countersigned import TABLE, countersigned, is_another, is_told, record_ids
from data.editing import refuse_reason
from data.home import today
from data.store.store import NEVER_ENDS, Store, Told
from geo.errors import DataProblem

CONFIRM, SOURCE = "alerts.confirm", "countersigned"


def countersign(
    store: Store, actor: Actor, records: Sequence[str], function: str, *, on: str = "", note: str = ""
) -> int:
    """Confirm bulletins as the second person, as one batch; undoing it takes the confirmation back.

    Parameters
    ----------
    records
        Ids of `record_ids`; each once.
    function
        Function of who confirms, never a name.
    on
        Day (ISO) of the confirmation: that of the picture; by default today in Haiti.

    Returns
    -------
    batch
        Number of the batch.

    Raises
    ------
    NotAllowed
        Without the right ``alerts.confirm``.
    DataProblem
        ``confirm_nothing`` without records, ``confirm_unknown`` for ones that are not there,
        ``confirm_no_function`` without a function, ``confirm_same_person`` where who entered one confirms it;
        as `data.editing.refuse_reason` for what names a person.
    """
    require(actor, CONFIRM)
    if not is_told(function):
        raise DataProblem("confirm_no_function")
    refuse_reason(function)
    if note:
        refuse_reason(note)
    ids = list(dict.fromkeys(records))
    there = countersigned(store, as_of=NEVER_ENDS, known_at=store.head()).set_index("record_id")
    if not ids:
        raise DataProblem("confirm_nothing")
    if unknown := [one for one in ids if one not in there.index]:
        raise DataProblem("confirm_unknown", table=TABLE, ids=", ".join(unknown[:5]), count=len(unknown))
    sources = _sources(store)
    for one in ids:
        row = there.loc[one]
        entered = (row["author"], None if pd.isna(row["entered_by"]) else row["entered_by"], sources[one])
        if not is_another(entered, (actor.name, function)):
            raise DataProblem("confirm_same_person", function=function.strip())
    rows = pd.DataFrame({"table_name": TABLE, "record_id": ids, "confirmed_on": on or today(),
                         "confirmed_by": function.strip(), "note": note or None})  # fmt: skip
    told = Told(actor.name, note or SOURCE, SOURCE, fictional=_fictional(store, ids))
    with store.batch(told) as batch:
        batch.patch("confirmations", rows)
    return batch.seq


def _sources(store: Store) -> dict[str, str]:
    """Source of the batch of each bulletin's newest patch."""
    patches = store.patches(TABLE)
    last = patches.assign(record_id=record_ids(patches)).groupby("record_id")["batch"].max()
    return dict(zip(last.index, last.map(store.batches().set_index("seq")["source"]), strict=True))


def _fictional(store: Store, records: list[str]) -> bool:
    """Whether every bulletin that is confirmed is invented: a word on invented records is not real data."""
    patches = store.patches(TABLE)
    mine = patches[record_ids(patches).isin(records)]
    invented = store.batches().set_index("seq")["fictional"]
    return bool(mine["batch"].map(invented).astype("bool").all())
