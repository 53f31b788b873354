"""Ids for the rows of a file: ours for those without, and which of the unknown ones are records that we have.

The ids that a file brings are kept in its rows; that one is a record of ours is a row of `identity`, stored in a batch
of its own (`data.who_is_who.join`), so that it can be taken back alone. Method: docs/methods.md#who-is-who.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Hashable
from dataclasses import dataclass

import pandas as pd

from data.kept_cells import as_kept
from data.reference_reconcile import place_words, rules
from data.store.merge import with_identity
from data.store.readable import Readable
from data.who_is_who import QUEUE, Known, among, as_places, key_of, with_names
from geo.frames import FRAMES
from geo.place_names import fold_name
from geo.reconcile import CERTAIN, UNCERTAIN, candidates

PREFIXES = {"sites": "SIT", "shelters": "ABR", "warehouses": "ENT", "facilities": "FAC"}
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none is taken for another
SHORT, LONGER = 8, 12  # signs: of 100,000 ids two fall together once in 200 stores; those get a longer one
POINT_DECIMALS = 3  # about 100 m: what one place's points differ by from file to file
JOINS = ("table_name", "key", "old_id", "new_id", "score", "distance_m", "reasons")


@dataclass(frozen=True)
class Identified:
    """Rows with ids, and what is known of the unknown ones.

    Parameters
    ----------
    rows
        The same rows in the same order; ids made where they were blank. A row without id, name and point keeps a
        blank one.
    made
        Whether each row's id was made here.
    joins
        What is certain: `old_id` (the file's or a made one) is our record `new_id`; with `table_name`, `key` (name of
        the id column), `score`, `distance_m`, `reasons`.
    queue
        What a person decides, as `data.who_is_who.queue`: `left_id` is the file's, `right_id` ours.
    again
        As `joins`, of ids that were joined before and come with a name that is a former one: no new name is said.
    """

    rows: pd.DataFrame
    made: pd.Series
    joins: pd.DataFrame
    queue: pd.DataFrame
    again: pd.DataFrame


def identify(table: str, rows: pd.DataFrame, known: Known, *, sender: str) -> Identified:
    """Give the rows of a file their ids and hold the unknown ones against the known records.

    Parameters
    ----------
    table
        A table whose ids are ours (`data.who_is_who.TABLES`).
    rows
        Rows of the file; columns of the table, the id column may be absent.
    known
        From `data.who_is_who.known`.
    sender
        Who sends these files: the same name every time, so that a row gets the same id next month.

    Raises
    ------
    DataProblem
        ``no_identity``.
    """
    key = key_of(table)
    filled, made = _with_ids(table, rows, known, sender)
    there = {*known.records[key], *known.merged}
    new = filled[filled[key].notna() & ~filled[key].isin(list(there))]
    places = as_places(new, key).drop_duplicates("id", keep="last")
    ours = as_places(known.records, key)
    pairs = candidates(places, ours, place_words(), rules(), aliases=known.aliases)
    pairs = pairs[~among(pairs, known.apart)]
    claimed = filled[key].replace(dict(known.merged))
    pairs = _judged(pairs, set(claimed[claimed.isin(ours["id"])]), known.split)
    joins = pairs[pairs["verdict"] == CERTAIN]
    open_ = ~(pairs["left_id"].isin(joins["left_id"]) | pairs["right_id"].isin(joins["right_id"]))
    told = with_names(pairs[open_].assign(table_name=table), places, ours)[list(QUEUE)]
    said = joins.rename(columns={"left_id": "old_id", "right_id": "new_id"}).assign(table_name=table, key=key)
    again = _again(filled, known, key).assign(table_name=table, key=key).reindex(columns=list(JOINS))
    return Identified(filled, made, said[list(JOINS)].reset_index(drop=True), told, again)


def joined(rows: pd.DataFrame, joins: pd.DataFrame, table: str) -> pd.DataFrame:
    """Rows of a table under the ids that they will be read by: for previews of what storing would change.

    Rows of joined records have the cells that stay as they were (`data.kept_cells`).
    """
    told = as_kept(rows, joins[joins["table_name"] == table]) if len(joins) else rows
    for key, part in joins.groupby("key"):
        if key in rows.columns:
            same = dict(zip(part["old_id"], part["new_id"], strict=True))
            told = told.assign(**{str(key): told[key].replace(same)})
    return told


def read_as(store: Readable, table: str, rows: pd.DataFrame, joins: pd.DataFrame) -> pd.DataFrame:
    """Rows of a file in the order they stand, as they will be read: joins of the file and merged ids applied."""
    return with_identity(FRAMES[table], joined(rows, joins, table), store.merged_ids())


def _again(rows: pd.DataFrame, known: Known, key: str) -> pd.DataFrame:
    """Old ids that come again under a former name of the record that they are now."""
    rows = rows.reindex(columns=[key, "name"])
    told = rows[rows[key].isin(list(known.merged))].dropna()
    now = told[key].map(dict(known.merged)).astype("str")
    former = set(zip(known.aliases["id"], known.aliases["alias"].map(fold_name), strict=True))
    same = [pair in former for pair in zip(now, told["name"].map(fold_name), strict=True)]
    return pd.DataFrame({"old_id": told[key], "new_id": now})[same].drop_duplicates(ignore_index=True)


def _judged(pairs: pd.DataFrame, claimed: Collection[str], split: Collection[frozenset[str]]) -> pd.DataFrame:
    """Leave to a person what the file itself names as another row, and what somebody split before."""
    taken = pairs["right_id"].isin(list(claimed))
    before = among(pairs, split)
    reasons = pairs["reasons"].where(~taken, pairs["reasons"] + " claimed")
    reasons = reasons.where(~before, reasons + " split_before")
    return pairs.assign(verdict=pairs["verdict"].where(~(taken | before), UNCERTAIN), reasons=reasons)


def _with_ids(table: str, rows: pd.DataFrame, known: Known, sender: str) -> tuple[pd.DataFrame, pd.Series]:
    """Rows with an id each; a blank one is made of the sender, the name and the commune (and the point)."""
    key = key_of(table)
    absent = pd.Series(None, index=rows.index, dtype="str")
    given = (rows[key] if key in rows.columns else absent).astype("str")
    blank = given.isna()
    told = rows.reindex(columns=["name", "adm2_pcode", "longitude", "latitude", FRAMES[table].date])[blank]
    name = told["name"].map(fold_name, na_action="ignore").astype("str").fillna("")
    point = _points(told)
    seeds = pd.DataFrame({"sender": fold_name(sender), "name": name, "commune": told["adm2_pcode"].fillna("")})
    dates = told[FRAMES[table].date].astype("str")  # of a file without days: all unknown
    seeds["point"] = point.where(_crowded(seeds, dates, point) | (name == ""), "")
    taken = _taken(known, key)
    ids = [_id(table, tuple(seed), taken) for seed in seeds.itertuples(index=False)]
    ids = pd.Series(ids, index=told.index, dtype="str")
    filled = rows.assign(**{key: given.where(~blank, ids.reindex(rows.index))})
    return filled, blank & filled[key].notna()


def _points(told: pd.DataFrame) -> pd.Series:
    """Points to about 100 m; "" where unknown."""
    both = told["longitude"].notna() & told["latitude"].notna()
    written = [
        f"{x:.{POINT_DECIMALS}f},{y:.{POINT_DECIMALS}f}"
        for x, y in zip(told["longitude"].astype("float64"), told["latitude"].astype("float64"), strict=True)
    ]
    return pd.Series(written, index=told.index, dtype="str").where(both, "")


def _crowded(seeds: pd.DataFrame, dates: pd.Series, point: pd.Series) -> pd.Series:
    """Rows of one name and commune that the file has at several points on one day: several places."""
    of_a_day = [seeds["name"], seeds["commune"], dates.fillna("")]
    several = point.groupby(of_a_day).transform("nunique") > 1
    return several.groupby([seeds["name"], seeds["commune"]]).transform("any").astype("bool")


def _taken(known: Known, key: str) -> dict[str, set[tuple[Hashable, ...]]]:
    """Known ids with the folded names and the commune that each stands for."""
    rows = known.records
    told: dict[str, set[tuple[Hashable, ...]]] = {}
    for one, name, commune in zip(rows[key], rows["name"], rows["adm2_pcode"], strict=True):
        told[one] = {("name", fold_name(name) if isinstance(name, str) else ""), ("commune", commune)}
    for one, alias in zip(known.aliases["id"], known.aliases["alias"], strict=True):
        if one in told:
            told[one].add(("name", fold_name(alias)))
    return told


def _id(table: str, seed: tuple[str, ...], taken: dict[str, set[tuple[Hashable, ...]]]) -> str | None:
    """Id of ours for a seed; longer where the short one is another record's: neither name nor commune are its."""
    _, name, commune, point = seed
    if not name and not point:
        return None
    number = int.from_bytes(hashlib.sha256("|".join((table, *seed)).encode()).digest(), "big")
    signs = "".join(SIGNS[(number >> (5 * at)) & 31] for at in range(LONGER))
    short = f"{PREFIXES[table]}-{signs[:SHORT]}"
    there = taken.get(short)
    other = there is not None and not {("name", name), ("commune", commune)} & there
    return f"{PREFIXES[table]}-{signs}" if other else short
