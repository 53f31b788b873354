"""How a sender's files are read, as somebody corrected it: kept in the store, used again when the same headers come."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pandas as pd

from data.importers.opening import Read
from data.importers.propose import layout
from data.store.readable import Readable
from data.store.store import Store, Told


def remembered(store: Readable, sender: str, file: Read) -> tuple[str, dict[str, str]] | None:
    """Return the table and the columns (header -> column, "" : none) that this sender's headers were given before."""
    if not sender:
        return None
    rows = store.records("mappings")
    same = rows[(rows["sender"] == sender) & (rows["layout"] == layout(file.sheet["headers"]))]
    if same.empty:
        return None
    told = json.loads(same["columns"].iloc[0])
    return str(same["table_name"].iloc[0]), {str(header): str(column) for header, column in told.items()}


def senders(store: Readable) -> list[str]:
    """Names of senders whose files were read by a corrected mapping, in order."""
    return sorted(set(store.records("mappings")["sender"]))


def headers_of(store: Readable, sender: str) -> set[str]:
    """Every header that was told for a sender: by them the header row of its next file is found."""
    if not sender:
        return set()
    rows = store.records("mappings")
    return {header for told in rows.loc[rows["sender"] == sender, "columns"] for header in json.loads(told)}


def remember(store: Store, sender: str, table: str, file: Read, chosen: Mapping[str, str], *, author: str) -> int:
    """Keep how the headers of a sender's file are to be read; returns the batch."""
    told = json.dumps(dict(sorted(chosen.items())), ensure_ascii=False)
    row = {"sender": sender, "layout": layout(file.sheet["headers"]), "table_name": table, "columns": told}
    with store.batch(Told(author, "mapping", "settings")) as batch:
        batch.patch("mappings", pd.DataFrame([row]))
    return batch.seq
