"""Who is who in the store: records that may be one place, what people decided, and taking a decision back.

A decision is a batch of its own: a row of `identity` (the same) or of the table `distinctions` (two). Nothing is
overwritten: reversing a decision undoes its batch. Method: docs/methods.md#who-is-who.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from data.importers.sources import mappings
from data.kept_cells import as_patches, kept_by, last_day
from data.reference_reconcile import place_words, rules
from data.store.acts import Acts
from data.store.fork import Fork
from data.store.readable import Readable
from data.store.store import Store, Told
from geo.errors import DataProblem
from geo.frames import FRAMES
from geo.reconcile import candidates
from geo.snapshot import Snapshot

TABLES = ("sites", "shelters", "warehouses", "facilities")
PLACE = ("name", "adm2_pcode", "longitude", "latitude", "location_confidence")
BY_A_PERSON, BY_THE_RULES = "identity", "identity-rules"  # sources of the batches
SAME, DIFFERENT = "same", "different"
QUEUE = ("table_name", "left_id", "right_id", "left_name", "right_name", "left_commune", "right_commune",
         "distance_m", "score", "name_score", "verdict", "reasons")  # fmt: skip
DECISIONS = ("batch", "committed_at", "author", "reason", "decision", "table_name", "old_id", "old_name", "new_id",
             "new_name", "active")  # fmt: skip
Read = Callable[[str], pd.DataFrame]
JOINED_WITH = "import {}"  # reason of a batch of joins that came with an import


@dataclass(frozen=True)
class Known:
    """What a table's records are held against.

    Parameters
    ----------
    records
        Records in force of the table.
    aliases
        `id`, `alias`: their former names.
    apart
        Pairs of ids that somebody said are two places; never proposed.
    merged
        Old id -> the id it is now: a file may bring the old one again.
    split
        Pairs of ids that a person took apart again: a person decides, never the rules. A merge that went with the
        undo of its import is none.
    """

    records: pd.DataFrame
    aliases: pd.DataFrame
    apart: frozenset[frozenset[str]]
    merged: Mapping[str, str]
    split: frozenset[frozenset[str]]


def key_of(table: str) -> str:
    """Name of the id column of a table whose places can be one.

    Raises
    ------
    DataProblem
        ``no_identity`` for a table of which nothing can be merged.
    """
    if table not in TABLES:
        raise DataProblem("no_identity", table=table, tables=", ".join(TABLES))
    return FRAMES[table].key[0]


def known(snapshot: Snapshot, store: Readable, table: str) -> Known:
    """Everything that rows of a file are held against (see `data.identify`)."""
    aliases = snapshot.frame("aliases")
    told = store.merges()
    told = told[told["table_name"] == table].drop_duplicates(["old_id", "new_id"], keep="last")
    now = store.merged_ids().get(table, {})
    gone = told[told["gone_with"].isna() & ~told["old_id"].isin(list(now))]
    split = {frozenset(pair) for pair in zip(gone["old_id"], gone["new_id"], strict=True)}
    return Known(
        snapshot.frame(table), aliases.loc[aliases["frame"] == table, ["id", "alias"]],
        apart(snapshot.frame("distinctions"), table), now, frozenset(split),
    )  # fmt: skip


def apart(distinctions: pd.DataFrame, table: str) -> frozenset[frozenset[str]]:
    """Pairs of ids of a table that somebody said are two places."""
    kept = distinctions[(distinctions["table_name"] == table) & distinctions["distinct"].fillna(value=True)]
    return frozenset(frozenset(pair) for pair in zip(kept["left_id"], kept["right_id"], strict=True))


def as_places(records: pd.DataFrame, key: str) -> pd.DataFrame:
    """Records as `geo.reconcile.candidates` reads them."""
    return records.reindex(columns=[key, *PLACE]).rename(columns={key: "id"})


def queue(read: Read) -> pd.DataFrame:
    """Pairs of records in force that may be one place and that nobody decided yet.

    Parameters
    ----------
    read
        Frames of a snapshot by name.

    Returns
    -------
    pairs
        `QUEUE` columns, the likeliest first; each pair once. Even a certain one waits: both are in the store.
    """
    parts = [_doubles(read, table) for table in TABLES]
    found = [part for part in parts if len(part)] or parts[:1]
    whole = pd.concat(found, ignore_index=True)
    order = ["score", "table_name", "left_id", "right_id"]
    return whole.sort_values(order, ascending=[False, True, True, True], ignore_index=True)


def _doubles(read: Read, table: str) -> pd.DataFrame:
    key = key_of(table)
    records, aliases, origins = read(table), read("aliases"), read("origins")
    places = as_places(records, key)
    places = places.assign(source=places["id"].map(_lists(origins[origins["table_name"] == table])).astype("str"))
    pairs = candidates(places, places, place_words(), rules(), aliases=aliases[aliases["frame"] == table])
    pairs = pairs[pairs["left_id"] < pairs["right_id"]]
    pairs = pairs[~among(pairs, apart(read("distinctions"), table))]
    return with_names(pairs.assign(table_name=table), places, places)


def _lists(origins: pd.DataFrame) -> pd.Series:
    """Whose list each record stands in; of a file without a sender every file is a list of its own."""
    told = origins.set_index("record_id")
    nobody = told["sender"].isin(["template", *(one.name for one in mappings())])
    return told["sender"].where(~nobody, told["sender"] + " " + told["batch"].astype("str"))


def among(pairs: pd.DataFrame, told: Collection[frozenset[str]]) -> pd.Series:
    """Which pairs (`left_id`, `right_id`) are among the told ones, in either direction."""
    both = zip(pairs["left_id"], pairs["right_id"], strict=True)
    return pd.Series([frozenset(pair) in told for pair in both], index=pairs.index, dtype="bool")


def with_names(pairs: pd.DataFrame, left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Pairs with the names and communes of both sides; `left` and `right` as `as_places` gives them."""
    told = pairs
    for side, places in (("left", left), ("right", right)):
        rows = places.drop_duplicates("id").set_index("id")
        ids = pairs[f"{side}_id"]
        told = told.assign(**{
            f"{side}_name": ids.map(rows["name"]).astype("str"),
            f"{side}_commune": ids.map(rows["adm2_pcode"]).astype("str"),
        })  # fmt: skip
    return told[list(QUEUE)].reset_index(drop=True)


def same(store: Store | Fork, table: str, old: str, new: str, *, author: str, reason: str) -> int:
    """Say that two records are one: the old id becomes the new one, its names stay as former names.

    The name of the one that is kept stays its name, also where the other was observed later; of every other
    column the value that was observed last is in force.

    Raises
    ------
    DataProblem
        ``no_identity``; ``unknown_record`` if one of the two is not in force; ``reason_missing``.
    """
    key, records = key_of(table), _check(store, table, (old, new), reason)
    kept = records.loc[records[key] == new, [key, "name"]].dropna()
    both = store.patches(table, columns=("name",))
    kept = kept.assign(**{FRAMES[table].date: last_day(both[both[key].isin([old, new])], table)})
    with store.batch(_head(store, table, author, reason, BY_A_PERSON)) as batch:
        batch.same(table, old, new)
        batch.patch(table, kept)
    return batch.seq


def different(store: Store, table: str, left: str, right: str, *, author: str, reason: str) -> int:
    """Say that two records are two places: they are never proposed again.

    Raises
    ------
    DataProblem
        As `same`; ``same_record`` if it is one record.
    """
    _check(store, table, (left, right), reason)
    if left == right:
        raise DataProblem("same_record", record=left)
    one, other = sorted((left, right))
    row = {"table_name": table, "left_id": one, "right_id": other, "distinct": True, "reason": reason}
    with store.batch(_head(store, table, author, reason, BY_A_PERSON)) as batch:
        batch.patch("distinctions", pd.DataFrame([row]))
    return batch.seq


def join(acts: Acts, table: str, joins: pd.DataFrame, told: Told) -> int | None:
    """Store what the rules are certain of (`data.identify`) as one batch of a transaction; None without any.

    What somebody merged since the file was looked at stays as it was decided.

    Parameters
    ----------
    joins
        `old_id` (the file's), `new_id` (ours), and what of our record stays in force, with its day
        (`data.kept_cells.kept`): the file's spelling becomes a former name.
    told
        Head of the batch; its source is `BY_THE_RULES`.
    """
    if joins.empty:
        return None
    batch = acts.begin(told)
    new = batch.same_all(table, zip(joins["old_id"], joins["new_id"], strict=True))
    batch.patch(table, as_patches(table, joins[joins["old_id"].isin([old for old, _ in new])]))
    return batch.seq


def _head(store: Store | Fork, table: str, author: str, reason: str, source: str) -> Told:
    """Head of a decision: on invented records alone it is no real data."""
    return Told(author, reason, source, fictional=not store.batch_counts((table,))[0])


def _check(store: Store | Fork, table: str, ids: tuple[str, str], reason: str) -> pd.DataFrame:
    """Records of the table, where the two are in force and a reason is told."""
    key = key_of(table)
    if not reason.strip():
        raise DataProblem("reason_missing")
    records = store.records(table)
    there = set(records[key])
    for one in ids:
        if one not in there:
            raise DataProblem("unknown_record", table=table, record=one)
    return records


def decisions(store: Readable, known_at: int | None = None) -> pd.DataFrame:
    """What was decided, the newest first.

    Returns
    -------
    decisions
        `DECISIONS` columns. `decision` is ``same`` (`old_id` became `new_id`) or ``different``; `active` is False
        where it was taken back. A batch of the rules may hold many.
    """
    pairs = store.merges().assign(decision=SAME)
    told = store.patches("distinctions", known_at=known_at)
    told = told.rename(columns={"left_id": "old_id", "right_id": "new_id"})[["batch", "table_name", "old_id", "new_id"]]
    both = pd.concat([pairs, told.assign(decision=DIFFERENT)], ignore_index=True)
    both = _named(store, both, known_at)
    heads = store.batches(known_at)[["seq", "committed_at", "author", "reason", "active"]]
    rows = both.merge(heads, left_on="batch", right_on="seq")
    return rows[list(DECISIONS)].sort_values(["batch", "old_id"], ascending=[False, True], ignore_index=True)


def _named(store: Readable, rows: pd.DataFrame, known_at: int | None) -> pd.DataFrame:
    """Fill the names of the distinct ones: those in force."""
    told = rows
    for table in rows.loc[rows["decision"] == DIFFERENT, "table_name"].unique():
        names = store.records(table, known_at=known_at).set_index(key_of(table))["name"]
        for side in ("old", "new"):
            mine = (told["table_name"] == table) & told[f"{side}_name"].isna()
            told = told.assign(**{f"{side}_name": told[f"{side}_name"].where(~mine, told[f"{side}_id"].map(names))})
    return told


def reverse(store: Store, batch: int, *, author: str, reason: str, old_id: str = "") -> int:
    """Take a decision back; returns the new seq.

    Of a batch of the rules that joined many, `old_id` takes back one: the others are told again in a new batch, as
    they were told, so that they still go with their import.

    Raises
    ------
    DataProblem
        ``not_a_decision`` if the batch holds anything else; ``unknown_record`` if it does not join `old_id`.
    StoreProblem
        ``batch_is_undone``.
    """
    if not reason.strip():
        raise DataProblem("reason_missing")
    told = decisions(store)
    mine = told[told["batch"] == batch]
    heads = store.batches().set_index("seq")
    if mine.empty or heads.loc[batch, "source"] not in (BY_A_PERSON, BY_THE_RULES):
        raise DataProblem("not_a_decision", batch=batch)
    if old_id and old_id not in set(mine["old_id"]):
        raise DataProblem("unknown_record", table=mine["table_name"].iloc[0], record=old_id)
    others = mine[(mine["old_id"] != old_id) & (mine["decision"] == SAME)] if old_id else mine.head(0)
    with store.together() as acts:
        kept = kept_by(store, batch, others)
        seq = acts.undo(batch, author=author, reason=reason)
        if len(others):
            head = heads.loc[batch]
            told = Told(str(head["author"]), str(head["reason"]), BY_THE_RULES, fictional=bool(head["fictional"]))
            seq = join(acts, str(others["table_name"].iloc[0]), kept, told) or seq
    return seq
