"""The deny-list at work: which records of a store may not be in any picture, and which rows of a file may not come in.

The list is the newest one whatever the clocks of a picture are: what must not be shown today is not shown in
yesterday's picture either. Method: docs/methods.md#withheld-places.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from data.importers.findings import Findings
from data.reference_reconcile import place_words, rules
from data.store.merge import NAMING
from data.store.readable import Readable
from geo.frames import FRAMES, WITHHELD
from geo.place_names import fold_name
from geo.withheld import held_by, in_circles, in_force, is_telling, naming, spoken_names, with_traces, withheld_rows

KEYS = {name: FRAMES[name].key[0] for name in WITHHELD.by_name["table_name"].choices}
# Past disasters and tracks lie on places that everybody knows; so do boundaries and what is counted by them.
UNSEARCHED = ("boundaries", "population", "items", "kits", "settings", "mappings", "tracks", "portfolio", WITHHELD.name)
_OF_DECISIONS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("old_id", "table_name", {}),
    ("new_id", "table_name", {}),
)
_PLACE = ("name", "adm2_pcode", "longitude", "latitude", "location_confidence")
_AT = ("longitude", "latitude")


@dataclass(frozen=True)
class Denied:
    """Records that no picture may hold.

    Parameters
    ----------
    ids
        Table -> ids, those merged into them or out of them included.
    names, spoken
        Folded names and ids of withheld records: a free text that is one of `names`, or holds one of `spoken`, is
        blanked.
    circles
        Longitude, latitude (degrees) and radius (m) of what is withheld.
    count
        Number of records that are left out.
    """

    ids: Mapping[str, frozenset[str]] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    spoken: frozenset[str] = frozenset()
    circles: tuple[tuple[float, float, float], ...] = ()
    count: int = 0

    @property
    def digest(self) -> str:
        """What a picture without these records is kept by; "" where nothing is withheld."""
        if not self.ids:
            return ""
        told = repr((sorted((table, sorted(ids)) for table, ids in self.ids.items()),
                     sorted(self.names), sorted(self.spoken), self.circles))  # fmt: skip
        return hashlib.sha256(told.encode()).hexdigest()[:12]

    @property
    def areas(self) -> pd.DataFrame:
        """Circles as rows."""
        return pd.DataFrame(self.circles, columns=[*_AT, "radius_m"], dtype="float64")


NOBODY_DENIED = Denied()


def denied(store: Readable, known_at: int | None = None) -> Denied:
    """Return what the newest deny-list takes out of a reading of the store at a seq, in every table of places."""
    known_at = None if known_at == store.head() else known_at
    told = _told(store, known_at)
    if told.empty:
        return NOBODY_DENIED
    ids: dict[str, frozenset[str]] = {}
    names, codes = set(told["name"].dropna()), set()
    count = 0
    for table, key in KEYS.items():
        records, mine = _states(store, table, known_at), held_by(told, table)
        found = records.loc[withheld_rows(records, key, mine, words=place_words(), rules=rules()), key]
        own = told.loc[told["table_name"] == table, "record_id"].dropna()
        hidden = _with_linked({*own, *found}, _linked(store, table, known_at))
        names |= set(records.loc[records[key].isin(hidden), "name"].dropna())
        codes |= hidden
        count += len(set(store.patches(table, known_at=known_at, columns=("name",))[key]) & hidden)
        ids[table] = frozenset(hidden)
    areas = told[[*_AT, "radius_m"]].dropna().drop_duplicates().sort_values([*_AT, "radius_m"])
    circles = tuple(areas.itertuples(index=False, name=None))
    folded = frozenset(map(fold_name, names | codes)) - {""}
    spoken = spoken_names(names, place_words()) | {fold_name(code) for code in codes if is_telling(code)}
    return Denied(ids, folded, spoken, circles, count)


def _told(store: Readable, known_at: int | None) -> pd.DataFrame:
    """Every entry in force with what is known of its place: ids that are one record with it, names, points.

    A record that an entry names is the place: its points and former names count as if it were listed by its id.
    """
    listed = store.records(WITHHELD.name)
    parts = []
    for table, key in KEYS.items():
        own = in_force(listed, table)
        if own.empty:
            continue
        records, linked = _states(store, table, known_at), _linked(store, table, known_at)
        named = own.assign(record_id=None, longitude=None, latitude=None)
        named = WITHHELD.conform(named[named["name"].notna()])
        found = records.loc[withheld_rows(records, key, named, words=place_words(), rules=rules()), key]
        hidden = _with_linked({*own["record_id"].dropna(), *found}, linked)
        parts.append(with_traces(_listed(own, hidden), records, key, rules()).assign(table_name=table))
    return pd.concat(parts, ignore_index=True) if parts else in_force(listed, "")


def entries(store: Readable, table: str) -> pd.DataFrame:
    """Deny-list as rows of a file for a table are held against it: names and points of listed ids included.

    Returns
    -------
    entries
        Columns of `WITHHELD`; for `geo.withheld.withheld_rows`.
    """
    return held_by(_told(store, None), table)


def refused(store: Readable, table: str, rows: pd.DataFrame) -> pd.Series:
    """Rows of a file that speak of a withheld place: problem ``withheld_place``, they may not be stored.

    Parameters
    ----------
    table
        The rows' table; of one that holds no places only rows with a point there are refused.
    rows
        Rows of the file with the table's columns.
    """
    if table in KEYS:
        return withheld_rows(rows, KEYS[table], entries(store, table), words=place_words(), rules=rules())
    if table in UNSEARCHED or not set(_AT) <= set(rows.columns):
        return pd.Series(data=False, index=rows.index)
    return in_circles(rows, _told(store, None))


def unnamed(store: Readable, table: str, texts: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """Empty the free texts of a file that name a withheld place: ``withheld_text_dropped``, without the text."""
    told = denied(store) if len(store.records(WITHHELD.name)) else NOBODY_DENIED
    for column in _free(table, texts) if told.ids else ():
        found = naming(texts[column], told.names, told.spoken)
        findings.add(found.to_numpy(dtype=bool), column, "withheld_text_dropped", blocking=False)
        texts = texts.assign(**{column: texts[column].mask(found)})
    return texts


def without(name: str, rows: pd.DataFrame, told: Denied) -> pd.DataFrame:
    """Rows of a table of the snapshot without those of withheld places; free texts that name one are blanked."""
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
    if name in FRAMES and name not in (*KEYS, *UNSEARCHED) and set(_AT) <= set(rows.columns):
        wrong |= in_circles(rows, told.areas)
    kept = rows[~wrong].reset_index(drop=True)
    blanked = {c: kept[c].mask(naming(kept[c], told.names, told.spoken)) for c in _free(name, kept)}
    return kept.assign(**blanked) if blanked else kept


def _free(name: str, rows: pd.DataFrame) -> list[str]:
    """Columns of free text; names of places are none, but a zone may be called after one."""
    if name in UNSEARCHED:
        return []
    if name not in FRAMES:
        return [column for column in ("reason", "note", "counterpart") if column in rows.columns]
    told = [c.name for c in FRAMES[name].columns if c.kind == "text" and not c.name.startswith("name")]
    return [column for column in (*told, *(["name"] if name == "zones" else [])) if column in rows.columns]


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
