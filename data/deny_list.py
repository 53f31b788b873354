"""The deny-list at work: which records of a store may not be in any picture, and which rows of a file may not come in.

The list is the newest one whatever the clocks of a picture are: what must not be shown today is not shown in
yesterday's picture either. Method: docs/methods.md#withheld-places.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from data.reference_reconcile import place_words, rules
from data.store.merge import NAMING
from data.store.readable import Readable
from geo.frames import FRAMES, WITHHELD
from geo.place_names import fold_name
from geo.withheld import in_force, with_traces, withheld_rows

KEYS = {name: FRAMES[name].key[0] for name in WITHHELD.by_name["table_name"].choices}
_OF_DECISIONS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("old_id", "table_name", {}),
    ("new_id", "table_name", {}),
)
_PLACE = ("name", "adm2_pcode", "longitude", "latitude", "location_confidence")


@dataclass(frozen=True)
class Denied:
    """Records that no picture may hold.

    Parameters
    ----------
    ids
        Table -> ids, those merged into them or out of them included.
    names
        Folded names and ids of withheld records: where a free text is one of them it is blanked.
    count
        Number of records that are left out.
    """

    ids: Mapping[str, frozenset[str]] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    count: int = 0

    @property
    def digest(self) -> str:
        """What a picture without these records is kept by; "" where nothing is withheld."""
        if not self.ids:
            return ""
        told = repr(sorted((table, sorted(ids)) for table, ids in self.ids.items()))
        return hashlib.sha256(told.encode()).hexdigest()[:12]


NOBODY_DENIED = Denied()


def denied(store: Readable, known_at: int | None = None) -> Denied:
    """Return what the newest deny-list takes out of a reading of the store at a seq."""
    listed = store.records(WITHHELD.name)
    known_at = None if known_at == store.head() else known_at
    ids: dict[str, frozenset[str]] = {}
    names: set[str] = set()
    count = 0
    for table, key in KEYS.items():
        entries = in_force(listed, table)
        if entries.empty:
            continue
        records = _states(store, table, known_at)
        linked = _linked(store, table, known_at)
        hidden = _with_linked(set(entries["record_id"].dropna()), linked)
        told = _listed(entries, hidden)
        told = with_traces(told, records, key, rules())
        found = records.loc[withheld_rows(records, key, told, words=place_words(), rules=rules()), key]
        hidden = _with_linked(hidden | set(found), linked)
        mine = records[records[key].isin(hidden)]
        names |= {fold_name(text) for text in (*mine["name"].dropna(), *hidden)}
        count += len(set(store.patches(table, known_at=known_at, columns=("name",))[key]) & hidden)
        ids[table] = frozenset(hidden)
    return Denied(ids, frozenset(names), count) if ids else NOBODY_DENIED


def entries(store: Readable, table: str) -> pd.DataFrame:
    """Deny-list of a table as rows of a file are held against it: names and points of listed ids included.

    Returns
    -------
    entries
        Columns of `WITHHELD`; for `geo.withheld.withheld_rows`.
    """
    listed = in_force(store.records(WITHHELD.name), table)
    if listed.empty:
        return listed
    hidden = _with_linked(set(listed["record_id"].dropna()), _linked(store, table, None))
    return with_traces(_listed(listed, hidden), _states(store, table, None), KEYS[table], rules())


def refused(store: Readable, table: str, rows: pd.DataFrame) -> pd.Series:
    """Rows of a file that speak of a withheld place: problem ``withheld_place``, they may not be stored.

    Parameters
    ----------
    table
        The rows' table; for a table of which nothing can be withheld no row is refused.
    rows
        Rows of the file with the table's columns.
    """
    if table not in KEYS:
        return pd.Series(data=False, index=rows.index)
    return withheld_rows(rows, KEYS[table], entries(store, table), words=place_words(), rules=rules())


def without(name: str, rows: pd.DataFrame, told: Denied) -> pd.DataFrame:
    """Rows of a table of the snapshot without those that name a withheld record; free texts that do are blanked."""
    if name == WITHHELD.name:  # in no picture: it names what was, or is, not to be shown
        return rows.head(0)
    if not told.ids:
        return rows
    wrong = pd.Series(data=False, index=rows.index)
    for column, table in _references(name, rows):
        wrong |= rows[column].isin(told.ids.get(table, frozenset()))
    for column, kind, words in (*NAMING, *_OF_DECISIONS):
        if {column, kind} <= set(rows.columns):
            table = rows[kind].map(lambda said, words=words: words.get(said, said))
            for one, ids in told.ids.items():
                wrong |= (table == one).fillna(value=False).astype("bool") & rows[column].isin(ids)
    kept = rows[~wrong].reset_index(drop=True)
    if "counterpart" in kept.columns:
        names = kept["counterpart"].map(fold_name, na_action="ignore").isin(told.names)
        kept = kept.assign(counterpart=kept["counterpart"].where(~names))
    return kept


def _references(name: str, rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Columns that name a record of a table that can be withheld."""
    columns = {key: table for table, key in KEYS.items()}
    told = [(column, columns[column]) for column in rows.columns if column in columns]
    more = FRAMES[name].columns if name in FRAMES else ()
    return [*told, *((c.name, c.refers) for c in more if c.refers in KEYS and c.name not in columns)]


def _states(store: Readable, table: str, known_at: int | None) -> pd.DataFrame:
    """Every state of every record, now and as known then: id, name, commune, point."""
    columns = [KEYS[table], *_PLACE]
    readings = [store.patches(table, known_at=seq, columns=_PLACE) for seq in dict.fromkeys((None, known_at))]
    parts = [rows[columns] for rows in readings]
    whole = pd.concat(parts, ignore_index=True)
    by_id = whole.groupby(KEYS[table])[["name", "adm2_pcode"]]
    filled = by_id.ffill().fillna(by_id.bfill())  # a patch tells some columns only
    return whole.assign(**filled).drop_duplicates(ignore_index=True)


def _linked(store: Readable, table: str, known_at: int | None) -> Mapping[str, set[str]]:
    """Of each merged id all ids that are one record with it, now or then."""
    together: dict[str, set[str]] = {}
    for seq in dict.fromkeys((None, known_at)):
        for old, new in store.merged_ids(seq).get(table, {}).items():
            group = together.get(old, {old}) | together.get(new, {new})
            together |= dict.fromkeys(group, group)
    return together


def _with_linked(ids: set[str], linked: Mapping[str, set[str]]) -> set[str]:
    return ids.union(*(linked[one] for one in ids if one in linked))


def _listed(listed: pd.DataFrame, ids: set[str]) -> pd.DataFrame:
    """Entries with one more for each linked id."""
    more = sorted(ids - set(listed["record_id"].dropna()))
    if not more:
        return listed
    told = WITHHELD.conform(pd.DataFrame({"withheld_id": "linked", "table_name": "", "record_id": more}))
    return pd.concat([listed, told], ignore_index=True)
