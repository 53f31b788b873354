"""Rows that speak of known records: what such a record must have is lent by the record itself, and not stored again.

A message says only how many people are in a shelter; the commune is known. A new record must say it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd

from data.importers.findings import Findings
from data.importers.messages import on
from data.importers.nearest import nearest
from data.importers.world import World
from geo.frames import Frame

Lent = Mapping[str, Any]


def lend(frame: Frame, texts: pd.DataFrame, records: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, Lent]:
    """Fill the blank required cells of known records.

    Parameters
    ----------
    frame
        The table: only of a ``latest`` table with one id are records lent.
    texts
        Texts by column, null where blank.
    records
        Records in force by table.

    Returns
    -------
    texts
        With the cells lent.
    lent
        Column -> mask of those cells.
    """
    key = frame.key[0]
    if frame.merge != "latest" or len(frame.key) > 1 or frame.name not in records or key not in texts:
        return texts, {}
    known = records[frame.name].drop_duplicates(key).set_index(key)
    lent: dict[str, Any] = {}
    filled: dict[str, pd.Series] = {}
    for column in frame.columns:
        if column.required and column.name != key and column.kind != "geometry":
            blank = texts[column.name].isna() if column.name in texts else pd.Series(data=True, index=texts.index)
            told = texts[key].map(known[column.name])
            lent[column.name] = (blank & told.notna()).to_numpy(dtype=bool)
            here = texts[column.name] if column.name in texts else pd.Series([None] * len(texts), dtype="str")
            if lent[column.name].any():
                filled[column.name] = here.mask(lent[column.name], told).astype("str")
    return texts.assign(**filled), {name: mask for name, mask in lent.items() if mask.any()}


def of_messages(frame: Frame, texts: pd.DataFrame, findings: Findings, world: World) -> pd.DataFrame:
    """Texts of messages, each row with its day; a code that no record has is told with the one most like it.

    A message makes no new shelter and no new way: it says too little of them. Columns that it does not tell are blank
    row by row, so that one message cannot refuse the others.
    """
    key = frame.key[0]
    blank = pd.Series([None] * len(texts), index=texts.index, dtype="str")
    texts = texts.assign(**{c.name: blank for c in frame.columns if c.required and not c.given and c.name not in texts})
    days = texts.get(frame.date, blank).map(lambda told: on(told, world.today), na_action="ignore").astype("str")
    for column in frame.columns:
        if column.refers in world.known and column.name in texts:
            texts = _as_known(texts, column.name, world.known[column.refers], findings)
    if frame.merge == "latest" and frame.name in world.records and key in texts:
        known = set(world.records[frame.name][key])
        texts = _as_known(texts, key, known, findings)
        wrong = (texts[key].notna() & ~texts[key].isin(list(known))).to_numpy(dtype=bool)
        near = nearest(texts[key][wrong], {one: one for one in known})
        hints = ["near" if one else "" for one in near]
        findings.add(wrong, key, "unknown_reference", texts[key], table=frame.name, near=near, hint=hints)
    return texts.assign(**{frame.date: days.fillna(world.day) if world.day else days})


def _as_known(texts: pd.DataFrame, column: str, ids: Collection[str], findings: Findings) -> pd.DataFrame:
    """Codes that differ from one known code only in case and punctuation ("zm014"), as the record has them: told."""
    spelled: dict[str, set[str]] = {}
    for one in ids:
        spelled.setdefault(_squeezed(one), set()).add(one)
    alone = {squeezed: min(ones) for squeezed, ones in spelled.items() if len(ones) == 1}
    told = texts[column]
    meant = told.map(lambda text: text if text in ids else alone.get(_squeezed(text), text), na_action="ignore")
    other = (told.notna() & (told != meant)).to_numpy(dtype=bool)
    findings.add(other, column, "fix_applied", told, blocking=False, read_as=meant[other].tolist())
    return texts.assign(**{column: meant.astype("str")})


def _squeezed(code: str) -> str:
    return "".join(sign for sign in str(code).casefold() if sign.isalnum())


def by_line(
    frame: Frame, texts: pd.DataFrame, rows: Sequence[int], lines: Mapping[str, Mapping[int, str]]
) -> pd.DataFrame:
    """Fill blank references to records that the same lines of the file told: a site and its assessment."""
    filled = {}
    for column in frame.columns:
        if column.required and column.refers in lines:
            ids = pd.Series([lines[column.refers].get(row) for row in rows], index=texts.index, dtype="str")
            filled[column.name] = texts[column.name].fillna(ids) if column.name in texts else ids
    return texts.assign(**filled) if filled else texts


def take_back(rows: pd.DataFrame, lent: Lent) -> pd.DataFrame:
    """Blank the cells that were lent: they say nothing new."""
    return rows.assign(**{name: rows[name].mask(mask) for name, mask in lent.items()}) if lent else rows
