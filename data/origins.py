"""From what each record comes: the batch of its newest patch, and who sent it."""

from __future__ import annotations

import pandas as pd

from data.store.merge import ORDER
from data.store.readable import Readable
from data.who_is_who import BY_A_PERSON, BY_THE_RULES

# Table whose record is meant -> (table that is looked at, its column that names the record).
LOOKED_AT = {
    "sites": (("sites", "site_id"), ("assessments", "site_id")),
    "shelters": (("shelters", "shelter_id"),),
    "warehouses": (("warehouses", "warehouse_id"),),
    "ways": (("ways", "way_id"),),
    "facilities": (("facilities", "facility_id"),),
}
COLUMNS = ("table_name", "record_id", "batch", "sender", "author", "recorded_on")


def origins(store: Readable, *, as_of: str, known_at: int) -> pd.DataFrame:
    """Where the newest patch of each record comes from.

    Newest by the order of merging: day of the observation, then batch. A site's newest patch may be one of its
    assessments. Rows that ship with the product have no batch and are not here. A decision about who is who only
    keeps a name: whoever told the record before stays the one who sent it.

    Returns
    -------
    origins
        `table_name`, `record_id`, `batch` (seq), `sender` (source of the batch), `author`, `recorded_on` (ISO).
    """
    heads = store.batches(known_at).set_index("seq")
    deciding = heads.index[heads["source"].isin([BY_A_PERSON, BY_THE_RULES])]
    parts = []
    for table, sources in LOOKED_AT.items():
        told = [
            store.patches(name, as_of=as_of, known_at=known_at)[[key, *ORDER]].rename(columns={key: "record_id"})
            for name, key in sources
        ]
        rows = pd.concat(told, ignore_index=True).sort_values(ORDER, kind="stable")
        rows = rows[~rows["batch"].isin(deciding)]
        parts.append(rows.drop_duplicates("record_id", keep="last").assign(table_name=table))
    newest = pd.concat(parts, ignore_index=True)
    told_by = {"sender": "source", "author": "author", "recorded_on": "committed_at"}
    found = newest.assign(**{name: newest["batch"].map(heads[of]).astype("str") for name, of in told_by.items()})
    return found.assign(recorded_on=found["recorded_on"].str[:10])[list(COLUMNS)]
