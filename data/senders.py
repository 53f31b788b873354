"""How a sender's files are read, as somebody corrected it: kept in the store, used again when the same headers come.

A sender is known however it is spelled ("OIM ", "oim", "O.I.M."); it is shown as it was written first.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from data.importers.opening import Read
from data.importers.personal import holds_person
from data.importers.propose import layout, proposals
from data.importers.words import fold
from data.store.readable import Readable
from data.store.store import Store, Told
from geo.frames import FRAMES, Frame


def remembered(store: Readable, sender: str, file: Read) -> tuple[str, dict[str, str]] | None:
    """Return the table and the columns (header -> column, "" : none) that this sender's headers were given before."""
    rows = _of(store, sender)
    same = rows[rows["layout"] == layout(file.sheet["headers"])]
    if same.empty:
        return None
    told = json.loads(same["columns"].iloc[-1])
    return str(same["table_name"].iloc[-1]), {str(header): str(column) for header, column in told.items()}


def senders(store: Readable) -> list[str]:
    """Names of senders whose files were read by a corrected mapping, in order, each once."""
    names = store.records("mappings")["sender"]
    return sorted({_squeezed(name): name for name in reversed(names.tolist())}.values())


def headers_of(store: Readable, sender: str) -> set[str]:
    """Every header that was told for a sender: by them the header row of its next file is found."""
    return {header for told in _of(store, sender)["columns"] for header in json.loads(told)}


def remember(store: Store, sender: str, table: str, file: Read, chosen: Mapping[str, str], *, author: str) -> int:
    """Keep how the headers of a sender's file are to be read; returns the batch.

    Kept are headers that mean a column, and those of which somebody said that they do not; nothing of a header that
    announces or holds a person, nor of one that nobody used.
    """
    told = json.dumps(dict(sorted(_kept(file, FRAMES[table], chosen).items())), ensure_ascii=False)
    before = _of(store, sender)["sender"].tolist()
    row = {"sender": before[0] if before else " ".join(sender.split()), "layout": layout(file.sheet["headers"])}
    with store.batch(Told(author, "mapping", "settings")) as batch:
        batch.patch("mappings", pd.DataFrame([row | {"table_name": table, "columns": told}]))
    return batch.seq


def _kept(file: Read, frame: Frame, chosen: Mapping[str, str]) -> dict[str, str]:
    """What is worth keeping of what was said about a file's headers."""
    meant = {one.header: one for one in proposals(replace(file, chosen={}), frame)}
    return {
        header: column for header, column in chosen.items()
        if header in meant and meant[header].reason != "personal" and not holds_person(header)
        and (column or meant[header].column)
    }  # fmt: skip


def _of(store: Readable, sender: str) -> pd.DataFrame:
    """What is kept of a sender, in the order of the store."""
    rows = store.records("mappings")
    squeezed = _squeezed(sender)
    return rows[rows["sender"].map(_squeezed) == squeezed] if squeezed else rows.head(0)


def _squeezed(sender: str) -> str:
    """A name as its spellings share it: letters and digits only, without accents and case."""
    return "".join(sign for sign in fold(sender) if sign.isalnum()) or " ".join(sender.casefold().split())
