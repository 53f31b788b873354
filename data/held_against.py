"""Rows of a file held against what the store knows already: movements told before, targets of reversals, new ways."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from data.credits import credited
from data.importers.findings import Findings
from data.importers.preview import ImportPreview
from data.store import ledger
from data.store.engine import reading
from data.store.schema import TABLES
from data.store.store import Store

NEEDED_OF_A_NEW_WAY = ("mode", "way_class", "from_pcode", "to_pcode", "length_km")
NEEDED_OF_A_DRAWN_WAY = ("mode", "way_class", "length_km")  # its line says where it goes
_AT_ONCE = 500  # ids of one question: SQLite binds no more than some thousand values


def source_of(preview: ImportPreview) -> str:
    """Name of the source that a file's batch carries: the sender, else the layout; the ledger's keys begin with it."""
    sender = " ".join(preview.source.casefold().split())
    return credited(sender, preview.layout) if sender else preview.layout or "template"


def movements(store: Store, preview: ImportPreview) -> tuple[ImportPreview, pd.DataFrame, int]:
    """Hold movements against the ledger.

    Returns
    -------
    preview
        Without the rows whose key is in force with another content (``movement_changed``) and without the
        reversals whose target is neither stored nor in the file (``unknown_reference``).
    new
        The rows that storing would add, with their ids.
    known
        Number of accepted rows that are in force already: they would be kept and not counted again.
    """
    if preview.rows.empty:
        return preview, preview.rows, 0
    findings = _findings(preview)
    with reading(store.engine) as connection:
        keyed = ledger.keyed(connection, preview.rows.drop(columns="row_number"), source_of(preview))
        changed = ledger.differing(connection, keyed)
        known = ledger.known_again(connection, keyed)
        wanted = keyed["reverses"].dropna().unique().tolist()
        stored = _active_ids(store, connection, wanted)
    told = changed["movement_id"]
    findings.add(told.index, "", "movement_changed", keyed["movement_id"], movement=told.tolist())
    _without_target(keyed, stored, findings)
    new = keyed[~findings.rejected & ~known.to_numpy(dtype=bool)].reset_index(drop=True)
    return _without_rejected(preview, findings), new, int((known.to_numpy(dtype=bool) & ~findings.rejected).sum())


def ways(known: Collection[str], preview: ImportPreview) -> ImportPreview:
    """Refuse a way that is not known and does not say where it goes, how, and how far.

    A drawn line lacks its mode or class (``way_without_class``); any other way is taken for a known one whose code is
    mistaken (``unknown_reference``).
    """
    findings = _findings(preview)
    rows = preview.rows
    whole = rows[list(NEEDED_OF_A_NEW_WAY)].notna().all(axis=1)
    whole |= rows["geometry"].notna() & rows[list(NEEDED_OF_A_DRAWN_WAY)].notna().all(axis=1)
    there = {*known, *rows.loc[whole, "way_id"]}
    drawn = rows["geometry"].notna() & ~rows["way_id"].isin(list(there))
    for column in ("way_class", "mode"):
        bare = drawn & rows[column].isna()
        findings.add(bare.to_numpy(dtype=bool), column, "way_without_class")
        drawn &= ~bare
    wrong = ~rows["way_id"].isin(list(there)) & rows[["way_class", "mode"]].notna().all(axis=1).where(
        rows["geometry"].notna(), other=True
    )
    near = [_nearest(way, there) for way in rows.loc[wrong, "way_id"]]
    hints = ["near" if one else "" for one in near]
    findings.add(wrong.to_numpy(dtype=bool), "way_id", "unknown_reference", rows["way_id"],
                 table="ways", near=near, hint=hints)  # fmt: skip
    return _without_rejected(preview, findings)


def zones(kept: Collection[str], preview: ImportPreview) -> ImportPreview:
    """Refuse zones under the name of a kept scenario: they are those that it was reckoned to (``zone_set_kept``)."""
    findings = _findings(preview)
    wrong = preview.rows["zone_set"].isin(list(kept))
    findings.add(wrong.to_numpy(dtype=bool), "zone_set", "zone_set_kept", preview.rows["zone_set"])
    return _without_rejected(preview, findings)


def _without_target(keyed: pd.DataFrame, stored: set[str], findings: Findings) -> None:
    """Refuse reversals of nothing; a refused row is no target either, so a chain falls from its first link on."""
    reverses = keyed["reverses"]
    while True:
        there = stored | set(keyed.loc[~findings.rejected, "movement_id"])
        lost = (reverses.notna() & ~reverses.isin(list(there))).to_numpy(dtype=bool) & ~findings.rejected
        if not lost.any():
            return
        findings.add(lost, "reverses", "unknown_reference", reverses, table="movements", near="", hint="")


def _active_ids(store: Store, connection: Connection, ids: list[str]) -> set[str]:
    """Those of the ids that are movements of active batches."""
    table, active = TABLES["movements"].c, store.active(connection)
    found: set[str] = set()
    for at in range(0, len(ids), _AT_ONCE):
        query = select(table.movement_id, table.batch).where(table.movement_id.in_(ids[at : at + _AT_ONCE]))
        found |= {row.movement_id for row in connection.execute(query) if row.batch in active}
    return found


def _nearest(value: str, ids: Collection[str]) -> str:
    return next(iter(difflib.get_close_matches(value, sorted(ids), n=1)), "")


def _findings(preview: ImportPreview) -> Findings:
    headers = {one.column: one.header for one in preview.mapped}
    return Findings(preview.rows["row_number"].astype("int64").tolist(), headers)


def _without_rejected(preview: ImportPreview, findings: Findings) -> ImportPreview:
    if not findings.found:
        return preview
    rows = preview.rows[~findings.rejected].reset_index(drop=True)
    problems: list[Any] = sorted([*preview.problems, *findings.problems()], key=lambda told: told.row or 0)
    return replace(
        preview, rows=rows, problems=problems, problems_found=preview.problems_found + findings.found,
        rows_accepted=len(rows), rows_rejected=preview.rows_read - len(rows),
        rejected=tuple(sorted({*preview.rejected, *findings.rows[findings.rejected].tolist()})),
    )  # fmt: skip
